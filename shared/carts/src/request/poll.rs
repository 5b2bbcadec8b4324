//! Orders listed by when they changed.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::json::Json;

/// So far behind the last one that was seen a poll begins: what a shop wrote late has an earlier time.
pub const POLL_OVERLAP: Duration = Duration::from_mins(10);

/// How far a poll is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Orders that changed at this moment or later.
    pub since: Timestamp,
    /// Which page of them, in the cart's own words; blank for the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// When the newest of the pages before changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest: Option<Timestamp>,
}

impl Cursor {
    /// As a text, to be kept with the connection.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a kept text says; none where it can't be read.
    pub fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// A poll from this moment on.
    pub fn since(since: Timestamp) -> Self {
        Self { since, page: String::new(), newest: None }
    }

    /// The next poll, after all pages of this one: from its newest order on, less the overlap. Where nothing changed it
    /// begins where this one did.
    #[must_use]
    pub fn after_all(&self) -> Self {
        let overlapping = self.newest.and_then(|newest| newest.checked_sub(POLL_OVERLAP).ok());
        Self::since(overlapping.unwrap_or(self.since))
    }

    /// The number of the page, from 1.
    pub(crate) fn number(&self) -> u32 {
        self.page.parse().unwrap_or(1)
    }

    /// The same, behind a page of these orders, where the cart has a word for the next one.
    pub(crate) fn behind(&self, orders: &[PolledOrder], page: String) -> Self {
        let newest = orders.iter().filter_map(|order| order.version).chain(self.newest).max();
        Self { since: self.since, page, newest }
    }

    /// The same, behind a page of these orders that are sorted by when they changed: the next page begins at the last of
    /// them. Pages that are counted would leave out one for each order that changes meanwhile. Only where all of a page
    /// changed in one second is the page after it counted.
    pub(crate) fn at_last_of(&self, orders: &[PolledOrder]) -> Self {
        let behind = self.behind(orders, String::new());
        let last = orders.iter().filter_map(|order| order.version).max();
        match last.filter(|last| *last > self.since) {
            Some(last) => Self { since: last, ..behind },
            None => Self { page: self.number().saturating_add(1).to_string(), ..behind },
        }
    }
}

/// An order of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolledOrder {
    /// The cart's id of it.
    pub id: String,
    /// When it changed.
    pub version: Option<Timestamp>,
    /// The whole of it, where the list has that; else it has to be fetched.
    pub order: Option<Json>,
}

/// One page of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollPage {
    /// Its orders.
    pub orders: Vec<PolledOrder>,
    /// How far the poll is behind it.
    pub cursor: Cursor,
    /// Whether there is another page, at that cursor.
    pub has_more: bool,
}

impl PollPage {
    /// A page of at most `size` orders that are sorted by when they changed; a full one has another behind it.
    pub(crate) fn sorted(cursor: &Cursor, orders: Vec<PolledOrder>, size: usize) -> Self {
        let has_more = orders.len() >= size;
        let cursor = if has_more { cursor.at_last_of(&orders) } else { cursor.behind(&orders, String::new()) };
        Self { orders, cursor, has_more }
    }
}
