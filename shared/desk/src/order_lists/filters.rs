//! Whether filters can narrow a list for whoever looks at it.

use domain::limits::check_count;
use domain::{Filter, FilterEntry, MAX_LIST_FILTERS, Problem, permissions_of_field};

use crate::Desk;

/// What is wrong with the filters of a list, each named by its place: what no rule would take, and fields that whoever
/// works here does not see, as a filter would tell what is in them.
pub fn check_filters(desk: &Desk, filters: &[Filter]) -> Vec<Problem> {
    let entries: Vec<FilterEntry> = entries_of(filters);
    let mut problems: Vec<Problem> =
        check_count("filters", "filters", filters.len(), MAX_LIST_FILTERS).into_iter().collect();
    problems.extend(rules::check_filters(&entries));
    let is_hidden = |filter: &Filter| permissions_of_field(&filter.field).iter().any(|it| !desk.rights().may(*it));
    let hidden = filters.iter().enumerate().filter(|(_, filter)| is_hidden(filter));
    problems.extend(hidden.map(|(place, filter)| {
        Problem::new(format!("filters[{place}].field"), format!("you may not see the field \"{}\"", filter.field))
    }));
    problems
}

/// The filters as rules join them.
pub(super) fn entries_of(filters: &[Filter]) -> Vec<FilterEntry> {
    filters.iter().cloned().map(FilterEntry::from).collect()
}
