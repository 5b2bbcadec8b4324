//! The rules of the comparison, as they were given and as ours.

use anyhow::{Context, Result};
use domain::{Action, Combine, Event, Filter, FilterEntry, FilterGroup, Folder, Rule, TAGS};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rules::{Circumstances, Inventory};
use serde::Deserialize;
use serde_json::Value;

use crate::orders::folder;

/// The rules of the comparison, as they were given.
const GIVEN: &str = include_str!("../measure/rules.json");

static UTC: TimeZone = TimeZone::UTC;

/// A rule as it was given.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Given {
    pub(crate) id: String,
    pub(crate) event: String,
    pub(crate) cond: Group,
    pub(crate) set: Set,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Group {
    All(Vec<Entry>),
    Any(Vec<Entry>),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Entry {
    Atom { f: String, op: String, v: Value },
    Group(Group),
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Set {
    pub(crate) field: String,
    pub(crate) value: String,
}

/// The rules that were given.
pub(crate) fn given() -> Result<Vec<Given>> {
    Ok(serde_json::from_str(GIVEN)?)
}

/// A shop of which rules need to know nothing.
pub(crate) fn circumstances<'a>(now: Timestamp, folders: &'a [Folder], inventory: &'a Inventory) -> Circumstances<'a> {
    Circumstances {
        suppliers: &[],
        store_id: domain::StoreId::default(),
        split_method: domain::SplitMethod::Keep,
        stock_is_taken: domain::StockPolicy::Never,
        now,
        store_name: "",
        store_country: "",
        forms: rules::StoreForms::default(),
        zone: &UTC,
        folders,
        brake: domain::Brake::default(),
        inventory,
        fellows: None,
        document_links: None,
    }
}

/// So many times the given rules: each time with other numbers in the filters that compare numbers, as a store with many
/// rules has the same folders and carts in them over and over, and amounts that differ.
pub(crate) fn many(times: i64) -> Result<Vec<Given>> {
    let given = given()?;
    let each = |by| given.iter().map(move |rule| Given { cond: shifted(&rule.cond, by), ..rule.clone() });
    Ok((0..times).flat_map(each).collect())
}

fn shifted(group: &Group, by: i64) -> Group {
    let shift = |entries: &[Entry]| entries.iter().map(|entry| shifted_entry(entry, by)).collect();
    match group {
        Group::All(entries) => Group::All(shift(entries)),
        Group::Any(entries) => Group::Any(shift(entries)),
    }
}

fn shifted_entry(entry: &Entry, by: i64) -> Entry {
    match entry {
        Entry::Group(group) => Entry::Group(shifted(group, by)),
        Entry::Atom { f, op, v } => {
            let v = v.as_i64().map_or_else(|| v.clone(), |number| (number + by).into());
            Entry::Atom { f: f.clone(), op: op.clone(), v }
        }
    }
}

/// The given rules as ours.
pub(crate) fn ours(given: &[Given]) -> Result<Vec<Rule>> {
    given.iter().enumerate().map(|(place, rule)| as_ours(rule, place)).collect()
}

/// A given rule as one of ours.
fn as_ours(given: &Given, place: usize) -> Result<Rule> {
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
    use rules::RuleBook;

    use super::*;

    #[test]
    fn every_given_rule_has_its_like() {
        let given: Vec<Given> = serde_json::from_str(GIVEN).unwrap();
        assert_eq!(given.len(), 100);
        let nested = given.iter().find(|rule| rule.id == "r003").unwrap();
        let nested = as_ours(nested, 7).unwrap();
        assert_eq!((nested.filters.len(), nested.all_filters().len()), (2, 4));
        let all: Vec<Rule> = ours(&given).unwrap();
        assert_eq!(RuleBook::compile(&all).broken().count(), 0);
    }
}
