//! Reading the query of `GET /orders` (orderdesk-api 2.3).

use domain::{FolderId, OrderSearch, SearchField, SortField, Store, time};
use jiff::tz::TimeZone;

use crate::query::Query;

const ASCENDING: &str = "asc";

/// The directions orders are sorted in, smallest first and largest first; in any case of letters.
pub const DIRECTIONS: [&str; 2] = [ASCENDING, "desc"];

/// Reads a query. What is unknown or cannot be read filters nothing; a folder that does not exist holds no order.
pub fn read_search<N: AsRef<str>, V: AsRef<str>>(
    query: impl IntoIterator<Item = (N, V)>,
    store: &Store,
) -> OrderSearch {
    let query = Query::read(query);
    let zone = TimeZone::get(&store.settings.timezone).unwrap_or(TimeZone::UTC);
    let text = |name| query.text(name).map(str::to_owned);
    let date = |name| query.text(name).and_then(time::parse);
    let local_start = query.text("search_start_date_local").and_then(|date| time::parse_start(date, &zone));
    let local_end = query.text("search_end_date_local").and_then(|date| time::parse_end(date, &zone));
    let (limit, offset) = query.page();
    OrderSearch {
        folders: folders(&query, store),
        is_everywhere: query.text("folder_id").or(query.text("folder_name")).is_none(),
        source_id: text("source_id"),
        source_name: text("source_name"),
        email: text("email"),
        customer_id: text("customer_id"),
        texts: texts(&query),
        added_from: date("search_start_date").into_iter().chain(local_start).max(),
        added_to: date("search_end_date").into_iter().chain(local_end).min(),
        updated_from: date("modified_start_date"),
        updated_to: date("modified_end_date"),
        order_by: query.text("order_by").and_then(SortField::named).unwrap_or_default(),
        ascending: query.text("order").is_some_and(|order| order.eq_ignore_ascii_case(ASCENDING)),
        limit,
        offset,
        wants_history: query
            .text("get_order_history")
            .is_some_and(|wanted| wanted == "1" || wanted.eq_ignore_ascii_case("true")),
    }
}

fn texts(query: &Query) -> Vec<(SearchField, String)> {
    query.pairs().filter_map(|(name, value)| Some((SearchField::named(name)?, value.to_lowercase()))).collect()
}

fn folders(query: &Query, store: &Store) -> Vec<FolderId> {
    if let Some(ids) = query.text("folder_id") {
        let wanted = ids.split(',').filter_map(|id| id.trim().parse().ok());
        return wanted.filter(|id| store.folder(*id).is_some()).collect();
    }
    if let Some(name) = query.text("folder_name") {
        return store.folder_named(name).map(|folder| folder.id).into_iter().collect();
    }
    store.all_folder_ids().collect()
}

#[cfg(test)]
mod tests;
