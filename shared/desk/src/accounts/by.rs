//! Who changes something, as the audit names them.

use domain::{Account, AccountId, AuditChange, AuditChannel, AuditLine, Browser, MAX_AUDIT_CHANGES};
use jiff::Timestamp;

use super::SignedIn;

/// What the audit calls whoever runs the stack.
const OPERATOR: &str = "Operator";

/// Who changes something, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    /// Who, as histories call them.
    pub who: String,
    /// Whose account it is; none of a key or of the operator.
    pub account_id: Option<AccountId>,
    /// How it came in.
    pub how: AuditChannel,
    /// From which network; blank where nobody knows.
    pub network: String,
    /// The request it came with.
    pub request_id: String,
}

impl By {
    /// Somebody at a page of the console.
    pub fn console(signed_in: &SignedIn, request_id: &str) -> Self {
        let by = Self::person(&signed_in.account, &signed_in.session.browser);
        Self { request_id: request_id.to_owned(), ..by }
    }

    /// Whoever runs the stack, by the admin token.
    pub fn operator(request_id: &str) -> Self {
        Self {
            who: OPERATOR.to_owned(),
            account_id: None,
            how: AuditChannel::Api,
            network: String::new(),
            request_id: request_id.to_owned(),
        }
    }

    /// The holder of a key of the API that people call this.
    pub fn key(name: &str) -> Self {
        Self {
            who: format!("API {name}"),
            account_id: None,
            how: AuditChannel::Api,
            network: String::new(),
            request_id: String::new(),
        }
    }

    /// Whose account it is, who is not signed in yet.
    pub(super) fn person(account: &Account, browser: &Browser) -> Self {
        Self {
            who: account.name(),
            account_id: Some(account.id),
            how: AuditChannel::Console,
            network: browser.network.clone(),
            request_id: String::new(),
        }
    }

    /// The line that says that they did `what` to the thing of this id.
    pub fn line(&self, what: &str, id: impl Into<String>, changes: Vec<AuditChange>, now: Timestamp) -> AuditLine {
        let Self { who, account_id, how, network, request_id } = self.clone();
        let changes = changes.into_iter().take(MAX_AUDIT_CHANGES).collect();
        AuditLine { at: now, who, account_id, how, network, what: what.to_owned(), id: id.into(), changes, request_id }
    }
}
