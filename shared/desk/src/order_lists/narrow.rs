//! What of the filters of a list an index can answer.

use domain::{Filter, FolderId, OrderSearch, PartSearch, SearchField, Store};
use jiff::Timestamp;

/// The same search with what the filters ask that an index can answer: it finds every order that they mean, and maybe
/// more, which the filters then leave out.
pub(super) fn narrowed(search: OrderSearch, filters: &[Filter], store: &Store, now: Timestamp) -> OrderSearch {
    filters.iter().fold(search, |mut search, filter| {
        // What is blank is no entry of an index, and letters beyond ASCII fold in more ways than one.
        if !filter.value.trim().is_empty() && filter.value.is_ascii() {
            narrow_by(&mut search, filter, store, now);
        }
        search
    })
}

/// Whether the lists of the folders by date are all there is to go by.
pub(super) fn is_by_date_alone(search: &OrderSearch) -> bool {
    search.source_id.is_none()
        && search.email.is_none()
        && search.customer_id.is_none()
        && search.parts.is_empty()
        && search.updated_from.is_none()
        && search.updated_to.is_none()
}

fn narrow_by(search: &mut OrderSearch, filter: &Filter, store: &Store, now: Timestamp) {
    let value = filter.value.as_str();
    let text = |place: &mut Option<String>| {
        place.get_or_insert_with(|| value.to_owned());
    };
    match (filter.field.as_str(), filter.comparator.as_str()) {
        ("source_id", "equals") => text(&mut search.source_id),
        ("source_name", "equals") => text(&mut search.source_name),
        ("email", "equals") => text(&mut search.email),
        ("customer_id", "equals") => text(&mut search.customer_id),
        ("folder_id", "equals" | "in_list") => {
            let ids: Option<Vec<FolderId>> = entries(value).map(|entry| entry.parse().ok()).collect();
            // A number that is written in another way may mean a folder all the same.
            if let Some(ids) = ids {
                keep_folders(search, |id| ids.contains(&id));
            }
        }
        ("folder_name", "equals") => {
            keep_folders(search, |id| store.folder(id).is_some_and(|folder| folder.name.eq_ignore_ascii_case(value)));
        }
        ("date_added", "after") => {
            let from = rules::moment_of(value, now);
            search.added_from = search.added_from.max(from);
        }
        ("date_added", "before") => {
            let to = rules::moment_of(value, now);
            search.added_to = [search.added_to, to].into_iter().flatten().min();
        }
        (field, "equals" | "contains" | "starts_with" | "ends_with") => {
            search.parts.extend(part_of(field).map(|field| PartSearch::new(field, value)));
        }
        _ => {}
    }
}

/// The part of an address that is looked for by its search text. A phone is not: there its digits would be.
fn part_of(field: &str) -> Option<SearchField> {
    let (address, part) = field.split_once('.')?;
    SearchField::named(&format!("{address}_{part}")).filter(|_| part != "phone")
}

fn entries(value: &str) -> impl Iterator<Item = &str> {
    value.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty())
}

fn keep_folders(search: &mut OrderSearch, is_kept: impl Fn(FolderId) -> bool) {
    let before = search.folders.len();
    search.folders.retain(|id| is_kept(*id));
    search.is_everywhere &= search.folders.len() == before;
}

#[cfg(test)]
mod tests {
    use domain::time;

    use super::*;

    fn store() -> Store {
        serde_json::from_value(serde_json::json!({
            "id": 42, "name": "Harbor", "settings": {}, "folders": Store::default_folders(), "date_added": "2026-03-01T00:00:00Z"
        }))
        .unwrap()
    }

    fn now() -> Timestamp {
        time::parse("2026-03-10 12:00:00").unwrap()
    }

    fn by(field: &str, comparator: &str, value: &str) -> OrderSearch {
        let (field, comparator, value) = (field.into(), comparator.into(), value.into());
        let filter = Filter { field, comparator, value, ..Filter::default() };
        narrowed(OrderSearch::all_of(&store()), &[filter], &store(), now())
    }

    fn folders(ids: &[u64]) -> Vec<FolderId> {
        ids.iter().filter_map(|id| FolderId::new(*id)).collect()
    }

    /// Catches a filter that is sifted although an index has its answer.
    #[test]
    fn what_an_index_answers_goes_to_the_index() {
        assert_eq!(by("source_id", "equals", "S-7").source_id.as_deref(), Some("S-7"));
        assert_eq!(by("email", "equals", "a@example.com").email.as_deref(), Some("a@example.com"));
        assert_eq!(by("folder_id", "in_list", "2, 3").folders, folders(&[2, 3]));
        assert_eq!(by("folder_name", "equals", "prepared").folders, folders(&[2]));
        assert_eq!(by("date_added", "after", "-7 days").added_from, time::parse("2026-03-03 12:00:00"));
        assert_eq!(by("date_added", "before", "2026-03-05").added_to, time::parse("2026-03-05"));
        assert_eq!(by("shipping.last_name", "contains", "berg").parts.len(), 1);
        assert!(!by("folder_id", "equals", "2").is_everywhere);
        for (field, comparator, value, is_walked) in [
            ("email", "equals", "a@example.com", false),
            ("customer.company", "starts_with", "Pier", false),
            ("source_name", "equals", "Shopify", true),
            ("payment_status", "equals", "Captured", true),
        ] {
            assert_eq!(is_by_date_alone(&by(field, comparator, value)), is_walked, "{field}");
        }
    }

    /// Catches an index that leaves out orders which the filter means.
    #[test]
    fn what_no_index_can_answer_narrows_nothing() {
        let all = OrderSearch::all_of(&store());
        for (field, comparator, value) in [
            ("email", "not_equal", "a@example.com"),
            ("email", "equals", " "),
            ("email", "equals", "MÜLLER@example.com"),
            ("folder_id", "equals", "+2"),
            ("folder_id", "greater_than", "2"),
            ("shipping.phone", "contains", "555 0100"),
            ("shipping.city", "contains", "Oslo"),
            ("shipping.last_name", "matches_regex", "^A"),
            ("checkout_data", "equals", "yes"),
        ] {
            assert_eq!(by(field, comparator, value), all, "{field} {comparator} {value}");
        }
    }

    #[test]
    fn two_filters_narrow_to_what_both_allow() {
        let filter = |comparator: &str, value: &str| {
            let (field, comparator, value) = ("date_added".into(), comparator.into(), value.into());
            Filter { field, comparator, value, ..Filter::default() }
        };
        let search = OrderSearch { added_from: time::parse("2026-03-02"), ..OrderSearch::all_of(&store()) };
        let filters = [filter("after", "2026-03-01"), filter("before", "2026-03-09"), filter("before", "2026-03-08")];
        let search = narrowed(search, &filters, &store(), now());
        assert_eq!((search.added_from, search.added_to), (time::parse("2026-03-02"), time::parse("2026-03-08")));
    }
}
