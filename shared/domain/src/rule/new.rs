//! A rule as somebody wants it to be.

use crate::{Action, AppliesTo, Combine, Event, FilterEntry, Rule};

/// What somebody wants a rule to be; it has no id yet, and maybe no place among the others. Whether its names mean
/// anything and its texts fit is the rules crate's to check, once it is a [`Rule`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRule {
    /// What people call it.
    pub name: String,
    /// The event it runs for.
    pub event: Event,
    /// Which custom event or custom button it runs for, by its id; empty for other events.
    pub event_id: String,
    /// What it is about.
    pub applies_to: AppliesTo,
    /// How its filters are joined.
    pub combine: Combine,
    /// Which orders it is for; none means every order.
    pub filters: Vec<FilterEntry>,
    /// What it does, in this order.
    pub actions: Vec<Action>,
    /// Where it runs among the rules of its event, if that was given.
    pub position: Option<u32>,
    /// Whether it runs, if that was given.
    pub enabled: Option<bool>,
}

impl NewRule {
    /// A new rule with this id; it runs at `place` when it asks for none, and is enabled unless it says otherwise.
    pub fn added(self, id: String, place: u32) -> Rule {
        let (position, enabled) = (self.position.unwrap_or(place), self.enabled.unwrap_or(true));
        self.rule(id, position, enabled, String::new())
    }

    /// What becomes of the rule `before`: its id stays, and its place and whether it runs when it gives none.
    pub fn replacing(self, before: &Rule) -> Rule {
        let (position, enabled) = (self.position.unwrap_or(before.position), self.enabled.unwrap_or(before.enabled));
        let switched_off = if enabled { String::new() } else { before.switched_off.clone() };
        self.rule(before.id.clone(), position, enabled, switched_off)
    }

    fn rule(self, id: String, position: u32, enabled: bool, switched_off: String) -> Rule {
        let Self { name, event, event_id, applies_to, combine, filters, actions, .. } = self;
        Rule { id, name, event, event_id, applies_to, combine, filters, actions, position, enabled, switched_off }
    }
}
