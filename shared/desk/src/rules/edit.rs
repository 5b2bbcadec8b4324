//! Adding, replacing and removing the rules of a store.

use domain::{Action, MAX_RULES_BYTES, NewRule, Problem, Rule, Store, StoreId};
use guard::Guard;

use crate::{Desk, DeskError, stores};

/// A store has at most this many rules.
const MAX_RULES: usize = 1_000;

/// A rule's id has ten to twelve digits.
const IDS: std::ops::Range<u64> = 1_000_000_000..1_000_000_000_000;

const RULE: &str = "Rule";

/// The rules of a store in the sequence they run.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<Rule>, DeskError> {
    Ok(desk.table.rules(store_id).await?)
}

/// The rule of this id.
pub async fn find(desk: &Desk, store_id: StoreId, rule_id: &str) -> Result<Rule, DeskError> {
    desk.table.rule(store_id, rule_id).await?.ok_or(DeskError::NotFound(RULE))
}

/// Adds a rule; without a position it runs last. Every address it calls must be one that may be called.
pub async fn add(desk: &Desk, guard: &Guard, store_id: StoreId, new: NewRule) -> Result<Rule, DeskError> {
    let store = stores::find(desk, store_id).await?;
    let rules = list(desk, store_id).await?;
    if rules.len() >= MAX_RULES {
        return Err(DeskError::Conflict(format!("A store has at most {MAX_RULES} rules")));
    }
    // What the new one has is added when it is known.
    let others = bytes_of(&rules);
    let last = rules.iter().map(|rule| rule.position).max().unwrap_or_default();
    let rule = new.added(desk.chance.within(IDS).to_string(), last.saturating_add(1));
    check_room(others, &rule, 0)?;
    save(desk, guard, &store, rule).await
}

/// Replaces the rule `before` as a whole; its id stays, and its position and whether it is enabled where the new one does
/// not say.
pub async fn replace(
    desk: &Desk,
    guard: &Guard,
    store_id: StoreId,
    before: &Rule,
    new: NewRule,
) -> Result<Rule, DeskError> {
    let store = stores::find(desk, store_id).await?;
    let others = list(desk, store_id).await?;
    let others: Vec<_> = others.into_iter().filter(|rule| rule.id != before.id).collect();
    let rule = new.replacing(before);
    check_room(bytes_of(&others), &rule, before.bytes())?;
    save(desk, guard, &store, rule).await
}

/// Removes a rule.
pub async fn remove(desk: &Desk, store_id: StoreId, rule_id: &str) -> Result<(), DeskError> {
    let found = find(desk, store_id, rule_id).await;
    // Also where it is gone: a removal that crashed in between may not have made that known.
    desk.table.remove_rule(store_id, rule_id).await?;
    match found {
        // One that can't be read was there, and is not any more.
        Err(DeskError::Table(error)) if error.is_unreadable() => Ok(()),
        found => found.map(|_| ()),
    }
}

fn bytes_of(rules: &[Rule]) -> usize {
    rules.iter().map(Rule::bytes).fold(0, usize::saturating_add)
}

/// A conflict where the store's rules would be more than they may together. One that becomes smaller than it was
/// (`before`) is always taken.
fn check_room(others: usize, rule: &Rule, before: usize) -> Result<(), DeskError> {
    let bytes = rule.bytes();
    let together = others.saturating_add(bytes);
    if together <= MAX_RULES_BYTES || bytes < before {
        return Ok(());
    }
    Err(DeskError::Conflict(format!(
        "The rules of a store have at most {MAX_RULES_BYTES} bytes together, and would have {together}"
    )))
}

async fn save(desk: &Desk, guard: &Guard, store: &Store, rule: Rule) -> Result<Rule, DeskError> {
    let mut problems = rules::check(&rule, &store.folders);
    problems.extend(forbidden_addresses(guard, store, &rule));
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    desk.table.put_rule(store.id, &rule).await?;
    Ok(rule)
}

/// Addresses the rule posts to and nobody may call. Checked again, after the name was looked up, whenever a post is made.
fn forbidden_addresses(guard: &Guard, store: &Store, rule: &Rule) -> Vec<Problem> {
    let check = |(index, action): (usize, &Action)| {
        let Action::PostOrderJson { url, .. } = action else { return None };
        let refused = guard.check_url(url, crate::schemes_of(&store.settings)).err()?;
        Some(Problem::new(format!("actions[{index}].url"), refused.to_string()))
    };
    rule.actions.iter().enumerate().filter_map(check).collect()
}
