//! Mails that are sent for a store, or to a person of their account: each is a row before it is a mail.

mod confirmation;
mod facts;
mod incident;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{AccountMail, MailKind, OrderId, StoreId, is_default};

pub use confirmation::{ConfirmationPurpose, MAX_CONFIRMATIONS_A_DAY, MailConfirmation};
pub use facts::{NoticeFacts, entry};
pub use incident::{GatheredIncidents, Incident, MAX_DETAILED_INCIDENTS, gathered_until};

/// A mail that is to be sent, or was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its id, unique in its store, or among those of people. It follows from its cause, so that what causes it twice
    /// makes it once.
    pub id: String,
    /// The store it is sent for; none where a person is mailed of their account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store_id: Option<StoreId>,
    /// The mail address it goes to.
    pub recipient: String,
    /// What it says.
    #[serde(flatten)]
    pub content: NoticeContent,
    /// How far it is.
    pub status: NoticeStatus,
    /// How many attempts were begun.
    #[serde(default, skip_serializing_if = "is_default")]
    pub attempts: usize,
    /// The next attempt is not begun before; while one is under way, when it counts as lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Why the last attempt failed; empty where none did.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub failure: String,
    /// When it was made.
    pub date_added: Timestamp,
    /// When it was sent or given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_completed: Option<Timestamp>,
}

/// What a notice says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum NoticeContent {
    /// What went wrong in a store within a quarter hour.
    Incidents(NoticeWords),
    /// The stock of an inventory item fell to its reorder level.
    LowStock(NoticeWords),
    /// A mail of a template as an order makes it, for who tries the template.
    Trial {
        /// What people read in front of the sender's address.
        from_name: String,
        /// The subject.
        subject: String,
        /// The plain text.
        text: String,
        /// The same as HTML; blank where there is none.
        html: String,
    },
    /// That an order was canceled, and why.
    Cancellation {
        /// The order.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order: Option<OrderId>,
        /// What is said.
        #[serde(flatten)]
        words: NoticeWords,
    },
    /// How a month went at a store's suppliers.
    SupplierSummary(NoticeWords),
    /// A link by which the recipient confirms the address. The link is made when the mail is: no row holds it.
    AddressConfirmation {
        /// The name of the store that asks.
        store_name: String,
    },
    /// The same, by which the recipient lets the store send from the address.
    SenderConfirmation {
        /// The name of the store that asks.
        store_name: String,
    },
    /// The mail that SES sends itself, with a link of its own, to an address that a store is to send from; or none,
    /// where SES sends from it already.
    SenderVerification {
        /// The name of the store.
        store_name: String,
    },
    /// What a person is mailed of their account. What it says is written when it is sent: no row holds a link's secret.
    Account {
        /// What of it.
        mail: AccountMail,
    },
}

/// What a store is sent, in our words and as values for the store's own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct NoticeWords {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// What a template of the store's may put in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub facts: NoticeFacts,
}

impl NoticeContent {
    /// What is said, and the kind of the template by which a store says it in its own words; none where it can't.
    pub fn words(&self) -> Option<(&NoticeWords, MailKind)> {
        match self {
            Self::Incidents(words) => Some((words, MailKind::FailedAppointment)),
            Self::LowStock(words) => Some((words, MailKind::LowStock)),
            Self::Cancellation { words, .. } => Some((words, MailKind::Cancellation)),
            Self::SupplierSummary(words) => Some((words, MailKind::MonthlySummary)),
            Self::Trial { .. }
            | Self::AddressConfirmation { .. }
            | Self::SenderConfirmation { .. }
            | Self::SenderVerification { .. }
            | Self::Account { .. } => None,
        }
    }
}

/// How far a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeStatus {
    /// To be sent.
    Pending,
    /// The mail service took it.
    Sent,
    /// Given up; `failure` says why.
    Failed,
}

impl Notice {
    /// A notice of a store that is to be sent.
    pub fn new(
        id: String,
        store_id: StoreId,
        recipient: String,
        content: NoticeContent,
        date_added: Timestamp,
    ) -> Self {
        Self { store_id: Some(store_id), ..Self::of_nobody(id, recipient, content, date_added) }
    }

    /// What a person is to be mailed of their account.
    pub fn of_person(id: String, recipient: String, mail: AccountMail, date_added: Timestamp) -> Self {
        Self::of_nobody(id, recipient, NoticeContent::Account { mail }, date_added)
    }

    fn of_nobody(id: String, recipient: String, content: NoticeContent, date_added: Timestamp) -> Self {
        Self {
            id,
            store_id: None,
            recipient,
            content,
            status: NoticeStatus::Pending,
            attempts: 0,
            due_at: None,
            failure: String::new(),
            date_added,
            date_completed: None,
        }
    }

    /// The same as one that waits, until then at most, for an address that it may go to.
    #[must_use]
    pub fn waiting(self, until: Timestamp) -> Self {
        Self { recipient: String::new(), due_at: Some(until), ..self }
    }

    /// Whether it waits for an address that it may go to.
    pub fn is_waiting(&self) -> bool {
        self.status == NoticeStatus::Pending && self.recipient.is_empty()
    }

    /// Says where it goes that waited for that.
    pub fn send_to(&mut self, recipient: impl Into<String>, now: Timestamp) {
        self.recipient = recipient.into();
        self.due_at = Some(now);
    }

    /// The notice once it is over: sent, or given up because of `failure`.
    pub fn complete(&mut self, status: NoticeStatus, failure: impl Into<String>, now: Timestamp) {
        self.status = status;
        self.failure = failure.into();
        self.due_at = None;
        self.date_completed = Some(now);
    }
}
