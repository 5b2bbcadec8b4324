//! How many rules a second are held against orders.

use std::time::Instant;

use anyhow::{Context, Result, ensure};
use domain::{Action, Combine, Event, Filter, FilterEntry, FilterGroup, Order, OrderEvent, Rule, Store};
use rules::{Circumstances, RuleBook, TAGS};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::figures::{Micros, per_second};
use crate::orders::folder;

/// The rules of the comparison, as they were given.
const GIVEN: &str = include_str!("../measure/rules.json");

/// What it came to.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Evaluated {
    pub(crate) rules: u64,
    pub(crate) orders: u64,
    /// Of the given rules, not of ours.
    pub(crate) evaluations_per_second: u64,
    pub(crate) micros_per_order: Micros,
    /// How long it takes to find the rules that match an order, when nothing is done.
    pub(crate) nanos_per_match: u64,
    /// How many match, of all orders together.
    pub(crate) matched: u64,
    /// How many rules ran, that is, changed an order.
    pub(crate) ran: u64,
}

#[derive(Deserialize)]
struct Given {
    id: String,
    event: String,
    cond: Group,
    set: Set,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Group {
    All(Vec<Entry>),
    Any(Vec<Entry>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Atom { f: String, op: String, v: Value },
    Group(Group),
}

#[derive(Deserialize)]
struct Set {
    field: String,
    value: String,
}

/// Holds all rules against all orders: which match, and then with all they do.
pub(crate) fn evaluate(orders: &[Order]) -> Result<Evaluated> {
    let given: Vec<Given> = serde_json::from_str(GIVEN)?;
    let ours = given.iter().enumerate().map(|(place, rule)| ours(rule, place)).collect::<Result<Vec<_>>>()?;
    let book = RuleBook::compile(&ours);
    let broken: Vec<_> = book.broken().map(|(name, problem)| format!("{name}: {problem}")).collect();
    ensure!(broken.is_empty(), "rules that can't run: {}", broken.join("; "));
    let circumstances = Circumstances {
        now: runtime::system_clock().now(),
        store_name: "",
        store_country: "",
        zone: &jiff::tz::TimeZone::UTC,
        folders: &Store::default_folders(),
        brake: domain::Brake::default(),
        inventory: &rules::Inventory::none(),
    };
    // Both events the rules are for, so that each order meets each of them.
    let events: Vec<OrderEvent> = vec![Event::OrderImported.into(), Event::OrderDetailsChanged.into()];
    let (started, mut matched) = (Instant::now(), 0);
    for order in orders {
        matched += book.matching(&events, order, &circumstances).len();
    }
    let matching = started.elapsed();
    let (started, mut ran) = (Instant::now(), 0);
    for order in orders {
        ran += book.run(&events, order, &circumstances).history.len();
    }
    let (took, orders, rules) = (started.elapsed(), u64::try_from(orders.len())?, u64::try_from(given.len())?);
    Ok(Evaluated {
        rules,
        orders,
        evaluations_per_second: per_second(rules * orders, took),
        micros_per_order: Micros::from(took).divided(orders),
        nanos_per_match: u64::try_from(matching.as_nanos())? / orders.max(1),
        matched: u64::try_from(matched)?,
        ran: u64::try_from(ran)?,
    })
}

/// A given rule as one of ours.
fn ours(given: &Given, place: usize) -> Result<Rule> {
    let (combine, filters) = group(&given.cond)?;
    Ok(Rule {
        id: (place + 1).to_string(),
        name: given.id.clone(),
        event: event(&given.event)?,
        event_id: String::new(),
        applies_to: domain::AppliesTo::Order,
        combine,
        filters,
        actions: vec![action(&given.set, place)],
        position: u32::try_from(place)?,
        enabled: true,
        switched_off: String::new(),
    })
}

fn group(group: &Group) -> Result<(Combine, Vec<FilterEntry>)> {
    let (combine, entries) = match group {
        Group::All(entries) => (Combine::All, entries),
        Group::Any(entries) => (Combine::Any, entries),
    };
    Ok((combine, entries.iter().map(entry).collect::<Result<_>>()?))
}

fn entry(entry: &Entry) -> Result<FilterEntry> {
    Ok(match entry {
        Entry::Atom { f, op, v } => filter(f, op, v)?.into(),
        Entry::Group(inner) => {
            let (combine, filters) = group(inner)?;
            FilterEntry::Group(FilterGroup { combine, filters })
        }
    })
}

fn event(name: &str) -> Result<Event> {
    match name {
        "order_created" => Ok(Event::OrderImported),
        "order_updated" => Ok(Event::OrderDetailsChanged),
        _ => anyhow::bail!("there is no event {name}"),
    }
}

fn filter(field: &str, op: &str, value: &Value) -> Result<Filter> {
    let (field, name) = match field.split_once("metadata.") {
        Some(("", name)) => ("order_metadata", name),
        Some((_, name)) => ("item.metadata", name),
        None => (field, ""),
    };
    let comparators = [
        ("eq", "equals"),
        ("neq", "not_equal"),
        ("gt", "greater_than"),
        ("lt", "less_than"),
        ("contains", "contains"),
        ("starts", "starts_with"),
        ("in", "in_list"),
    ];
    let comparator = comparators.iter().find(|(theirs, _)| *theirs == op).map(|(_, ours)| *ours);
    Ok(Filter {
        field: field.replace("items.", "item."),
        name: name.to_owned(),
        comparator: comparator.with_context(|| format!("there is no comparator {op}"))?.to_owned(),
        value: text(value),
        ..Filter::default()
    })
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(entries) => entries.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// The same amount of work in our words: theirs name folders and tags that no store of ours has, and set a shipping
/// method, which no action of ours does.
fn action(set: &Set, place: usize) -> Action {
    let value = set.value.clone();
    match set.field.as_str() {
        "folder" => Action::ChangeFolder { folder_id: folder(u64::try_from(place % 5).unwrap_or_default() + 1) },
        "tag" => {
            let (color, _) = TAGS.get(place % TAGS.len()).copied().unwrap_or_default();
            Action::TagOrder { color: color.to_owned() }
        }
        "metadata.route" => Action::SetOrderMetadata { name: "route".to_owned(), value },
        other => Action::SetCheckoutData { name: other.to_owned(), value },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_given_rule_has_its_like() {
        let given: Vec<Given> = serde_json::from_str(GIVEN).unwrap();
        assert_eq!(given.len(), 100);
        let nested = given.iter().find(|rule| rule.id == "r003").unwrap();
        let nested = ours(nested, 7).unwrap();
        assert_eq!((nested.filters.len(), nested.all_filters().len()), (2, 4));
        let all: Vec<Rule> = given.iter().enumerate().map(|(place, rule)| ours(rule, place).unwrap()).collect();
        assert_eq!(RuleBook::compile(&all).broken().count(), 0);
    }
}
