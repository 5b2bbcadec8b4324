//! What is wrong with a rule before it is saved.

use domain::{Filter, Folder, MAX_ACTIONS, MAX_FILTERS, MAX_RULE_NAME_LENGTH, MAX_RULE_TEXT_LENGTH, Problem, Rule};

use crate::action;
use crate::filter::CompiledFilter;

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
    problems.extend(too_long("name", &rule.name, MAX_RULE_NAME_LENGTH));
    problems.extend(too_many("filters", rule.filters.len(), MAX_FILTERS));
    problems.extend(too_many("actions", rule.actions.len(), MAX_ACTIONS));
    let filters = rule.filters.iter().take(MAX_FILTERS).enumerate();
    problems.extend(filters.filter_map(|(index, filter)| Some(check_filter(filter)?.within("filters", index))));
    let actions = rule.actions.iter().take(MAX_ACTIONS).enumerate();
    problems
        .extend(actions.filter_map(|(index, wanted)| Some(action::check(wanted, folders)?.within("actions", index))));
    problems
}

fn check_filter(filter: &Filter) -> Option<Problem> {
    too_long("value", &filter.value, MAX_RULE_TEXT_LENGTH)
        .or_else(|| too_long("name", &filter.name, MAX_RULE_TEXT_LENGTH))
        .or_else(|| CompiledFilter::compile(filter).err())
}

fn too_many(field: &str, count: usize, max: usize) -> Option<Problem> {
    (count > max).then(|| Problem::new(field, format!("there are {count}; at most {max} are allowed")))
}

/// A problem when `text` has more than `max` characters.
pub(crate) fn too_long(field: &str, text: &str, max: usize) -> Option<Problem> {
    let length = text.chars().count();
    (length > max).then(|| Problem::new(field, format!("is {length} characters long; at most {max} are allowed")))
}
