//! A rule as it is kept: an event, filters, actions. What the names in it mean is the rules crate's business.

mod action;
mod applies_to;
mod kind;
mod new;
mod quantifier;
mod request;
mod stock_direction;
mod timestamp_zone;

use serde::{Deserialize, Serialize};

use crate::{Event, is_default};

pub use action::Action;
pub use applies_to::AppliesTo;
pub use kind::{ActionKind, ActionLevel, AwaitedAction};
pub use new::NewRule;
pub use quantifier::Quantifier;
pub use request::OrderRequest;
pub use stock_direction::StockDirection;
pub use timestamp_zone::TimestampZone;

/// How many filters a rule may have, those in groups counted in.
pub const MAX_FILTERS: usize = 50;

/// So deep may groups of filters be nested: a group in a rule is at depth 1.
pub const MAX_GROUP_DEPTH: usize = 5;

/// How many actions a rule may have.
pub const MAX_ACTIONS: usize = 50;

/// How many characters a filter's value or an action's text may have.
pub const MAX_RULE_TEXT_LENGTH: usize = 10_000;

/// How many bytes the address of a post may have.
pub const MAX_ADDRESS_BYTES: usize = 2_048;

/// How many bytes all rules of a store together may have, as JSON.
pub const MAX_RULES_BYTES: usize = 1024 * 1024;

/// How many characters a rule's name may have: it is in every history line of the rule.
pub const MAX_RULE_NAME_LENGTH: usize = 200;

/// How filters are joined: all by AND, or all by OR. The original joins those of a rule in one way (orderdesk-app 1.1);
/// ours may have groups, each joined in its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// AND.
    #[default]
    All,
    /// OR.
    Any,
}

impl Combine {
    /// Both ways.
    pub const ALL: [Self; 2] = [Self::All, Self::Any];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::All => "Every filter must hold.",
            Self::Any => "One filter must hold.",
        }
    }

    /// The way of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|combine| combine.name() == name)
    }
}

/// A rule of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Rule {
    /// Its id, digits.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The event it runs for.
    pub event: Event,
    /// Which custom event or custom button it runs for, by its id; not there for other events.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    pub event_id: String,
    /// What it is about: an order unless it says so.
    #[serde(default, skip_serializing_if = "is_default")]
    pub applies_to: AppliesTo,
    /// How its filters are joined.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub combine: Combine,
    /// Which orders it is for; none means every order.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub filters: Vec<FilterEntry>,
    /// What it does, in this order.
    pub actions: Vec<Action>,
    /// Rules of one event run by ascending position.
    pub position: u32,
    /// A disabled rule never runs.
    pub enabled: bool,
    /// Why and when it was switched off by itself; empty unless it was. It stays until the rule is enabled again.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub switched_off: String,
}

impl Rule {
    /// Its filters, those in groups too.
    pub fn all_filters(&self) -> Vec<&Filter> {
        let mut all = vec![];
        collect(&self.filters, &mut all);
        all
    }

    /// How many bytes it has as JSON, by which rules are limited.
    pub fn bytes(&self) -> usize {
        // A rule always has a JSON form.
        serde_json::to_vec(self).map_or(usize::MAX, |json| json.len())
    }
}

fn collect<'a>(entries: &'a [FilterEntry], all: &mut Vec<&'a Filter>) {
    for entry in entries {
        match entry {
            FilterEntry::Group(group) => collect(&group.filters, all),
            FilterEntry::Filter(filter) => all.push(filter),
        }
    }
}

/// A filter, or a group of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(untagged)]
pub enum FilterEntry {
    /// A group.
    Group(FilterGroup),
    /// One comparison.
    Filter(Filter),
}

impl From<Filter> for FilterEntry {
    fn from(filter: Filter) -> Self {
        Self::Filter(filter)
    }
}

/// Filters that are joined in a way of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FilterGroup {
    /// How they are joined.
    pub combine: Combine,
    /// Which; one at least.
    #[cfg_attr(feature = "schema", schema(no_recursion))]
    pub filters: Vec<FilterEntry>,
}

/// One comparison of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Filter {
    /// What is looked at: `folder_id`, `shipping.country`, `item.code`, `order_metadata`, …
    pub field: String,
    /// Which entry of it, for metadata, checkout data and variations.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// How to compare: `equals`, `in_list`, `greater_than`, …
    pub comparator: String,
    /// What to compare with.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub value: String,
    /// Whether letters of another case are the same; off unless asked for (orderdesk-app 1.3).
    #[serde(default, skip_serializing_if = "is_default")]
    pub ignore_case: bool,
    /// Of how many entries it must hold, where the field is of a list; of any unless asked for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub quantifier: Quantifier,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serde_names_ways_to_join_as_their_list_does() {
        for combine in Combine::ALL {
            assert_eq!(serde_json::to_value(combine).unwrap(), combine.name());
        }
    }
}
