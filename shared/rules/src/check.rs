//! What is wrong with a rule before it is saved.

use domain::{
    AppliesTo, Filter, FilterEntry, Folder, MAX_ACTIONS, MAX_FILTERS, MAX_GROUP_DEPTH, MAX_RULE_NAME_LENGTH,
    MAX_RULE_TEXT_LENGTH, Problem, Rule,
};

use crate::filter::{self, CompiledFilter};
use crate::{action, book};

/// Everything that keeps `rule` from being saved in a store with these `folders`: at most one problem per filter and
/// per action. Addresses of posts are not looked at; that is done by `guard`.
pub fn check(rule: &Rule, folders: &[Folder]) -> Vec<Problem> {
    let mut problems = vec![];
    if rule.name.trim().is_empty() {
        problems.push(Problem::new("name", "a rule needs a name"));
    }
    if rule.actions.is_empty() {
        problems.push(Problem::new("actions", "a rule needs an action"));
    }
    problems.extend(check_event(rule));
    problems.extend(too_long("name", &rule.name, MAX_RULE_NAME_LENGTH));
    problems.extend(too_many("filters", rule.all_filters().len(), MAX_FILTERS));
    problems.extend(too_many("actions", rule.actions.len(), MAX_ACTIONS));
    problems.extend(check_entries(&rule.filters, rule.applies_to, 0));
    let actions = rule.actions.iter().take(MAX_ACTIONS).enumerate();
    problems.extend(actions.filter_map(|(index, wanted)| {
        let problem = action::check_level(wanted, rule.applies_to).err();
        Some(problem.or_else(|| action::check(wanted, folders))?.within("actions", index))
    }));
    problems
}

/// A custom event and a custom button are named by an id, and no other event is. Whether there is one of that id is the
/// caller's to look at.
fn check_event(rule: &Rule) -> Option<Problem> {
    let (event, takes_id) = (rule.event.name(), rule.event.takes_id());
    match rule.event_id.is_empty() {
        true if takes_id => Some(Problem::new("event_id", format!("{event} needs the id of which one"))),
        false if !takes_id => Some(Problem::new("event_id", format!("{event} takes none"))),
        _ => None,
    }
}

/// What who saves `rule` should know: that nothing causes its event yet.
pub fn notes(rule: &Rule) -> Vec<String> {
    let waits = rule.event.waits_for();
    let note =
        waits.map(|cause| format!("event: {} is not yet fired by itself: it waits for {cause}", rule.event.name()));
    note.into_iter().collect()
}

/// What is wrong with filters and groups, which lie in so many groups.
pub(crate) fn check_entries(entries: &[FilterEntry], applies_to: AppliesTo, depth: usize) -> Vec<Problem> {
    let check = |entry: &FilterEntry| match entry {
        FilterEntry::Filter(filter) => check_filter(filter, applies_to).into_iter().collect(),
        FilterEntry::Group(_) if depth == MAX_GROUP_DEPTH => {
            vec![Problem::new("filters", format!("groups may be nested {MAX_GROUP_DEPTH} deep at most"))]
        }
        FilterEntry::Group(group) if group.filters.is_empty() => {
            vec![Problem::new("filters", "a group needs a filter")]
        }
        FilterEntry::Group(group) => check_entries(&group.filters, applies_to, depth + 1),
    };
    let of_each = entries.iter().take(MAX_FILTERS).enumerate();
    of_each
        .flat_map(|(index, entry)| check(entry).into_iter().map(move |problem| problem.within("filters", index)))
        .collect()
}

fn check_filter(filter: &Filter, applies_to: AppliesTo) -> Option<Problem> {
    let is_of_item = book::is_of_item(filter, applies_to);
    too_long("value", &filter.value, MAX_RULE_TEXT_LENGTH)
        .or_else(|| too_long("name", &filter.name, MAX_RULE_TEXT_LENGTH))
        .or_else(|| CompiledFilter::compile(filter).err())
        .or_else(|| is_of_item.then(|| filter::check_for_items(filter).err()).flatten())
}

fn too_many(field: &str, count: usize, max: usize) -> Option<Problem> {
    (count > max).then(|| Problem::new(field, format!("there are {count}; at most {max} are allowed")))
}

/// A problem when `text` has more than `max` characters.
pub(crate) fn too_long(field: &str, text: &str, max: usize) -> Option<Problem> {
    let length = text.chars().count();
    (length > max).then(|| Problem::new(field, format!("is {length} characters long; at most {max} are allowed")))
}
