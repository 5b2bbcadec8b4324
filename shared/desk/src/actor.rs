//! Who makes a change.

use domain::{AUTO, AccountId, HistoryLine, Scope};
use jiff::Timestamp;

/// Who asks for a use case, and with what rights. Lines in an order's history name them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Which kind of actor, and which of them.
    pub who: Who,
    /// What they may do; whoever lets them in has checked it.
    pub scope: Scope,
    /// The account of a person who is signed in: what they are called is neither theirs alone nor fixed.
    pub account_id: Option<AccountId>,
}

/// The kinds of actors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// A caller of the API, by the id of their key.
    ApiKey(String),
    /// A person who works in the store, by what a history calls them.
    Person(String),
    /// An import of a file, by what a history calls it.
    Import(String),
    /// A shop that orders come from, by what its connection is called.
    Shop(String),
    /// A supplier that orders were submitted to, by what a history calls it.
    Supplier(String),
    /// A rule or a machine of ours.
    Auto,
}

impl Actor {
    /// The holder of the API key of this id.
    pub fn api_key(id: impl Into<String>, scope: Scope) -> Self {
        Self { who: Who::ApiKey(id.into()), scope, account_id: None }
    }

    /// A person of this name, whom a history names.
    pub fn person(name: impl Into<String>, scope: Scope) -> Self {
        Self { who: Who::Person(name.into()), scope, account_id: None }
    }

    /// The same person, who is signed in with this account.
    #[must_use]
    pub fn of_account(self, account_id: AccountId) -> Self {
        Self { account_id: Some(account_id), ..self }
    }

    /// An import, for what it does because of a row of its file.
    pub fn import(number: u64, row: u64) -> Self {
        Self { who: Who::Import(format!("Import {number}, row {row}")), scope: Scope::Write, account_id: None }
    }

    /// The shop of the connection of this name.
    pub fn shop(name: impl Into<String>) -> Self {
        Self { who: Who::Shop(name.into()), scope: Scope::Write, account_id: None }
    }

    /// The supplier of this name.
    pub fn supplier(name: &str) -> Self {
        Self { who: Who::Supplier(format!("Supplier {name}")), scope: Scope::Supplier, account_id: None }
    }

    /// The row of this import that somebody of this name is; nothing where it is somebody else.
    #[cfg(feature = "imports")]
    pub(crate) fn row_of_import(number: u64, name: &str) -> Option<u64> {
        name.strip_prefix(&format!("Import {number}, row "))?.parse().ok()
    }

    /// Rules and machines of ours, which may do everything in their store.
    pub fn auto() -> Self {
        Self { who: Who::Auto, scope: Scope::Admin, account_id: None }
    }

    /// What a history calls them: `API`, a person's, an import's, a shop's or a supplier's name, or `Auto` (orderdesk-app 1.8).
    pub fn name(&self) -> &str {
        match &self.who {
            Who::ApiKey(_) => "API",
            Who::Person(name) | Who::Import(name) | Who::Shop(name) | Who::Supplier(name) => name,
            Who::Auto => AUTO,
        }
    }

    /// Whether it is a person, whose edit of an order is the event "Order Details Changed".
    pub(crate) const fn is_person(&self) -> bool {
        matches!(self.who, Who::Person(_))
    }

    /// Which key it was, where a history calls them `API` alone: ` (key 0123…)`; empty for others.
    pub(crate) fn key_in_brackets(&self) -> String {
        if let Who::ApiKey(id) = &self.who { format!(" (key {id})") } else { String::new() }
    }

    /// A line of history by them.
    pub(crate) fn line(&self, now: Timestamp, note: impl Into<String>) -> HistoryLine {
        HistoryLine { date_added: now, source_name: self.name().to_owned(), note: note.into() }
    }
}

#[cfg(all(test, feature = "imports"))]
mod tests {
    use super::*;

    /// Catches a row of another import, or a person called nearly so, that is taken for one of this import.
    #[test]
    fn a_row_of_an_import_is_told_by_its_name() {
        assert_eq!(Actor::row_of_import(12, Actor::import(12, 7).name()), Some(7));
        for name in [Actor::import(1, 7).name(), Actor::import(123, 7).name(), "Import 12, row ", "Import 12", AUTO, ""]
        {
            assert_eq!(Actor::row_of_import(12, name), None, "{name}");
        }
    }
}
