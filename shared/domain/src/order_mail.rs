//! The mails of an order: what was asked of the mail service, and what became of it (orderdesk-app 8.1).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Appointment, AppointmentId, StoreId};

/// SES is asked for one mail at most so often without an answer: whether it left is unknown then, and a third would be one
/// too many.
pub const MAX_UNANSWERED: u32 = 2;

/// A mail of an order: one for each appointment that mails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderMail {
    /// The appointment it is of.
    pub appointment: AppointmentId,
    /// The store it is of.
    pub store_id: StoreId,
    /// The round of the appointment in which SES was asked last: a retry by hand begins the next one.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub round: u32,
    /// The id of its template.
    pub template_id: String,
    /// What people call its template.
    pub template: String,
    /// The version of its template, counted from 1; 0 where it was sent before versions were noted.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub template_version: u64,
    /// Who gets it, as addresses; those whom nobody sees too.
    pub to: Vec<String>,
    /// What it is about.
    pub subject: String,
    /// How far it is.
    pub status: OrderMailStatus,
    /// What people should know of it: who was left out, why it failed. Blank where there is nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What SES calls it; blank until SES has said so.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message_id: String,
    /// How often SES was asked and did not answer, the present time included: more than one is a mail that may have gone
    /// twice.
    #[serde(default, skip_serializing_if = "crate::is_default")]
    pub unanswered: u32,
    /// When SES was asked last.
    pub requested_at: Timestamp,
    /// When SES took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
    /// When SES last told what became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<Timestamp>,
}

/// How far a mail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderMailStatus {
    /// SES is asked, and has not answered.
    Asked,
    /// SES answered that it sends nothing now; it is asked again.
    Waiting,
    /// SES refused it, or it can't be sent: `note` says why.
    Failed,
    /// SES took it.
    Sent,
    /// A receiver's server took it.
    Delivered,
    /// A receiver's server refused it for good.
    Bounced,
    /// A receiver called it spam.
    Complained,
}

impl OrderMailStatus {
    /// Every status.
    pub const ALL: [Self; 7] =
        [Self::Asked, Self::Waiting, Self::Failed, Self::Sent, Self::Delivered, Self::Bounced, Self::Complained];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Waiting => "waiting",
            Self::Failed => "failed",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Bounced => "bounced",
            Self::Complained => "complained",
        }
    }

    /// What SES tells of a mail to several is told of each. What stands is the worst of it, in whatever sequence it comes.
    const fn weight(self) -> u8 {
        match self {
            Self::Asked | Self::Waiting | Self::Failed => 0,
            Self::Sent => 1,
            Self::Delivered => 2,
            Self::Bounced => 3,
            Self::Complained => 4,
        }
    }
}

impl OrderMail {
    /// Whether SES took it.
    pub fn is_sent(&self) -> bool {
        self.sent_at.is_some()
    }

    /// Takes what SES tells of it; whether anything is another now. An event can come before our own record of SES's
    /// answer: so it says that the mail was sent.
    pub fn report(&mut self, status: OrderMailStatus, note: &str, at: Timestamp) -> bool {
        if status.weight() <= self.status.weight() {
            return false;
        }
        self.status = status;
        if !note.is_empty() {
            note.clone_into(&mut self.note);
        }
        self.sent_at = self.sent_at.or(Some(self.requested_at));
        self.reported_at = Some(at);
        true
    }
}

/// What SES tells of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailNews {
    /// The store it is of.
    pub store_id: StoreId,
    /// The appointment it is of.
    pub appointment: AppointmentId,
    /// What became of it.
    pub status: OrderMailStatus,
    /// Whether it is about the addresses for good, so that nothing is mailed to them any more.
    pub suppresses: Option<SuppressionReason>,
    /// The addresses it is about.
    pub addresses: Vec<String>,
    /// What a receiver's server said.
    pub detail: String,
    /// When.
    pub at: Timestamp,
}

/// Why nothing is mailed to an address any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SuppressionReason {
    /// A mail to it bounced for good.
    Bounced,
    /// Who reads it called a mail spam.
    Complained,
    /// Somebody of the store said so.
    Asked,
    /// Who reads it wants no more mails that one can be left out of. All others are mailed.
    Unsubscribed,
}

impl SuppressionReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Bounced, Self::Complained, Self::Asked, Self::Unsubscribed];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bounced => "bounced",
            Self::Complained => "complained",
            Self::Asked => "asked",
            Self::Unsubscribed => "unsubscribed",
        }
    }

    /// Whether it stops a mail; `can_unsubscribe` says whether its readers can have themselves left out of it.
    pub const fn stops(self, can_unsubscribe: bool) -> bool {
        can_unsubscribe || !matches!(self, Self::Unsubscribed)
    }

    /// What it means, as the note of a mail says it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Bounced => "a mail to it bounced",
            Self::Complained => "its reader called a mail spam",
            Self::Asked => "the store asked for none",
            Self::Unsubscribed => "its reader wants no such mails",
        }
    }
}

/// An address that a store mails nothing to any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSuppression {
    /// The address, in small letters.
    pub address: String,
    /// Why.
    pub reason: SuppressionReason,
    /// What the receiver's server said, or who asked for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Since when.
    pub since: Timestamp,
}

impl MailSuppression {
    /// That nothing is mailed to the address, and why, for people.
    pub fn words(&self) -> String {
        format!("nothing is mailed to {}: {}", self.address, self.reason.words())
    }
}

/// A link by which a reader has an address left out of a store's mails, as the table knows it: under a digest of its token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnsubscribeLink {
    /// The store.
    pub store_id: StoreId,
    /// The address that was mailed.
    pub address: String,
    /// From when on it does nothing.
    pub ends_at: Timestamp,
}

impl UnsubscribeLink {
    /// How long a link can be used. Mails are kept for long, and laws ask for a month at least.
    pub const LASTS: SignedDuration = SignedDuration::from_hours(400 * 24);

    /// Whether it has ended.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ends_at <= now
    }
}

/// Where a document lies that goes with a mail: the PDF of a print template, made for one round of the mail's appointment.
pub fn attachment_object(appointment: &Appointment, print_template_id: &str) -> String {
    format!("{}/{print_template_id}.pdf", attachments_of(appointment))
}

/// Where it lies why one of them could not be made.
pub fn attachment_problem_object(appointment: &Appointment) -> String {
    format!("{}/problem.txt", attachments_of(appointment))
}

fn attachments_of(appointment: &Appointment) -> String {
    let Appointment { store_id, id, round, .. } = appointment;
    format!("attachments/{store_id}/{}/{}-{round}", id.order, id.serial)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> OrderMail {
        OrderMail {
            appointment: "1001-3".parse().unwrap(),
            store_id: "42".parse().unwrap(),
            round: 0,
            template_id: "7".into(),
            template: "Proof".into(),
            template_version: 1,
            to: vec!["ada@example.com".into()],
            subject: "Your proof".into(),
            status: OrderMailStatus::Asked,
            note: String::new(),
            message_id: String::new(),
            unanswered: 1,
            requested_at: Timestamp::UNIX_EPOCH,
            sent_at: None,
            reported_at: None,
        }
    }

    #[test]
    fn serde_names_statuses_and_reasons_as_their_lists_do() {
        for status in OrderMailStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.name());
        }
        for reason in SuppressionReason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.name());
        }
    }

    #[test]
    fn the_worst_that_ses_tells_stands_in_whatever_sequence_it_comes() {
        use OrderMailStatus::{Bounced, Complained, Delivered, Sent};
        for told in [[Delivered, Bounced, Complained], [Complained, Bounced, Delivered], [Bounced, Complained, Sent]] {
            let mut mail = mail();
            for status in told {
                mail.report(status, "", Timestamp::UNIX_EPOCH);
            }
            assert_eq!(mail.status, Complained, "{told:?}");
            assert!(mail.is_sent());
        }
        let mut mail = mail();
        assert!(mail.report(Delivered, "", Timestamp::UNIX_EPOCH));
        assert!(!mail.report(Delivered, "", Timestamp::UNIX_EPOCH), "told twice");
    }
}
