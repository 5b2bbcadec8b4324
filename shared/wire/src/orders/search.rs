//! Reading the query of `GET /orders` (orderdesk-api 2.3).

use domain::time::{self, NotADate};
use domain::{FolderId, OrderSearch, PartSearch, Problem, SearchField, SortField, Store};
use jiff::Timestamp;

use crate::query::Query;

const ASCENDING: &str = "asc";

/// The directions orders are sorted in, smallest first and largest first; in any case of letters.
pub const DIRECTIONS: [&str; 2] = [ASCENDING, "desc"];

/// Reads a query. What is unknown filters nothing; a folder that does not exist holds no order. A date that cannot be read
/// is refused: without it the answer would be more than what is looked for.
pub fn read_search<N: AsRef<str>, V: AsRef<str>>(
    query: impl IntoIterator<Item = (N, V)>,
    store: &Store,
) -> Result<OrderSearch, Vec<Problem>> {
    let query = Query::read(query);
    let zone = store.settings.time_zone();
    let text = |name| query.text(name).map(str::to_owned);
    let mut problems = vec![];
    let mut date = |name, read: &dyn Fn(&str) -> Result<Option<Timestamp>, NotADate>| {
        let read = query.text(name).map(read).transpose();
        read.inspect_err(|error| problems.push(Problem::new(name, error.to_string()))).ok().flatten().flatten()
    };
    let local_start = date("search_start_date_local", &|text| time::read_start(text, &zone));
    let local_end = date("search_end_date_local", &|text| time::read_end(text, &zone));
    let (limit, offset) = query.page();
    let search = OrderSearch {
        folders: folders(&query, store),
        is_everywhere: query.text("folder_id").or(query.text("folder_name")).is_none(),
        source_id: text("source_id"),
        source_name: text("source_name"),
        email: text("email"),
        customer_id: text("customer_id"),
        parts: parts(&query),
        added_from: date("search_start_date", &time::read).into_iter().chain(local_start).max(),
        added_to: date("search_end_date", &time::read).into_iter().chain(local_end).min(),
        updated_from: date("modified_start_date", &time::read),
        updated_to: date("modified_end_date", &time::read),
        order_by: query.text("order_by").and_then(SortField::named).unwrap_or_default(),
        ascending: is_ascending(&query),
        limit,
        offset,
        wants_history: query
            .text("get_order_history")
            .is_some_and(|wanted| wanted == "1" || wanted.eq_ignore_ascii_case("true")),
    };
    if problems.is_empty() { Ok(search) } else { Err(problems) }
}

/// Reads the query of `GET /v1/orders`: folders, direction and limit. All else is passed over.
pub fn read_page<N: AsRef<str>, V: AsRef<str>>(query: impl IntoIterator<Item = (N, V)>, store: &Store) -> OrderSearch {
    let query = Query::read(query);
    let (folders, ascending, limit) = (folders(&query, store), is_ascending(&query), query.page().0.max(1));
    OrderSearch { folders, ascending, limit, ..OrderSearch::all_of(store) }
}

fn is_ascending(query: &Query) -> bool {
    query.text("order").is_some_and(|order| order.eq_ignore_ascii_case(ASCENDING))
}

fn parts(query: &Query) -> Vec<PartSearch> {
    query.pairs().filter_map(|(name, value)| Some(PartSearch::new(SearchField::named(name)?, value))).collect()
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
