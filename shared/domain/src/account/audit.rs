//! Lines that say who changed what.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::AccountId;
use crate::kinds::kinds;

/// A line says of at most so many fields what they were and are.
pub const MAX_AUDIT_CHANGES: usize = 50;

/// What a field was, or is, is cut to so many characters.
pub const MAX_AUDIT_TEXT_LENGTH: usize = 500;

kinds! {
    /// How a change came in.
    AuditChannel {
        /// By a page of the console.
        #[default]
        Console = "console",
        /// By a call of the API.
        Api = "api",
        /// By a command.
        CommandLine = "command_line",
        /// By an agent.
        Agent = "agent",
    }
}

/// That somebody changed something of a store, or of their account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// When.
    pub at: Timestamp,
    /// Who, as histories call them.
    pub who: String,
    /// Whose account it was; none of a key or of the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// How.
    pub how: AuditChannel,
    /// From which network; blank where nobody knows.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub network: String,
    /// What was done: `user invited`.
    pub what: String,
    /// To which thing: an id, or an address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What each changed field was before, and is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<AuditChange>,
    /// The request it came with; blank where there was none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub request_id: String,
}

/// What a field was, and is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditChange {
    /// The field.
    pub field: String,
    /// What it was; blank where it was nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// What it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub after: String,
}

impl AuditChange {
    /// What a field was and is; nothing where it is the same.
    pub fn between(field: &str, before: &str, after: &str) -> Option<Self> {
        let cut = |text: &str| text.chars().take(MAX_AUDIT_TEXT_LENGTH).collect();
        (before != after).then(|| Self { field: field.to_owned(), before: cut(before), after: cut(after) })
    }

    /// That a secret is another one: what it is stands nowhere.
    pub fn of_secret(field: &str) -> Self {
        Self { field: field.to_owned(), before: String::new(), after: "changed".to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_the_same_is_no_change_and_a_long_one_is_cut() {
        assert_eq!(AuditChange::between("name", "Ada", "Ada"), None);
        let long = "é".repeat(MAX_AUDIT_TEXT_LENGTH + 1);
        let change = AuditChange::between("name", "", &long).unwrap();
        assert_eq!(change.after.chars().count(), MAX_AUDIT_TEXT_LENGTH);
    }
}
