//! The address that the mails of a store's orders leave from, once it is known to be the store's and SES sends from it.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Of what SES said of an address so much is kept.
const MAX_DETAIL_LENGTH: usize = 500;

/// Where nobody else looks, SES is asked again after so long whether an address is verified.
const LOOK_AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// The address of a store that mails of its orders leave from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSender {
    /// The address, its domain in punycode and small letters. What stands before the `@` stays as it was given: SES takes
    /// two spellings of that for two.
    pub address: String,
    /// How far it is.
    pub status: MailSenderStatus,
    /// Since when.
    pub since: Timestamp,
    /// What SES said of it; blank where there is nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// When SES was told to verify it; never, where it was not or is to be told anew.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requested_at: Option<Timestamp>,
    /// When SES was asked last whether it is verified, because a mail was to leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub looked_at: Option<Timestamp>,
}

/// How far the address of a store is on its way to being what its mails leave from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum MailSenderStatus {
    /// Nobody has followed the link yet that was mailed there.
    Unconfirmed,
    /// Whoever reads it followed that link; SES does not send from it yet.
    Pending,
    /// Mails leave from it.
    Verified,
    /// SES gave up verifying it, or does not send from it any more.
    Failed,
}

impl MailSender {
    /// An address that nothing is known of yet.
    pub const fn new(address: String, now: Timestamp) -> Self {
        Self {
            address,
            status: MailSenderStatus::Unconfirmed,
            since: now,
            detail: String::new(),
            requested_at: None,
            looked_at: None,
        }
    }

    /// What is the same for all spellings of one address.
    pub fn key(&self) -> String {
        self.address.to_lowercase()
    }

    /// Whether whoever reads what is sent there said that the store may use it.
    pub fn is_confirmed(&self) -> bool {
        self.status != MailSenderStatus::Unconfirmed
    }

    /// Whether mails leave from it.
    pub fn is_verified(&self) -> bool {
        self.status == MailSenderStatus::Verified
    }

    /// Whether a mail that is to leave now is a reason to ask SES once more whether it is verified.
    pub fn is_to_be_looked_at(&self, now: Timestamp) -> bool {
        let is_past = |at: Timestamp| now.duration_since(at) >= LOOK_AGAIN_AFTER;
        self.status == MailSenderStatus::Pending && self.looked_at.is_none_or(is_past)
    }

    /// It is confirmed; one that was before stays as it is.
    pub fn confirm(&mut self, now: Timestamp) {
        if !self.is_confirmed() {
            self.turn(MailSenderStatus::Pending, "", now);
        }
    }

    /// SES is to be told anew to verify it.
    pub fn begin_anew(&mut self, now: Timestamp) {
        self.turn(MailSenderStatus::Pending, "", now);
        self.requested_at = None;
    }

    /// It is as SES says. Where that is how it was, its time stays.
    pub fn turn(&mut self, status: MailSenderStatus, detail: &str, now: Timestamp) {
        if self.status != status {
            self.status = status;
            self.since = now;
        }
        self.detail = detail.chars().take(MAX_DETAIL_LENGTH).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    #[test]
    fn one_that_is_confirmed_or_verified_is_not_confirmed_back() {
        let mut sender = MailSender::new("Orders@shop.example.com".into(), at(1));
        assert!(!sender.is_confirmed() && sender.key() == "orders@shop.example.com");
        sender.confirm(at(2));
        assert_eq!((sender.status, sender.since), (MailSenderStatus::Pending, at(2)));
        sender.turn(MailSenderStatus::Verified, "", at(3));
        sender.confirm(at(4));
        assert_eq!((sender.status, sender.since), (MailSenderStatus::Verified, at(3)));
        assert!(sender.is_verified() && sender.is_confirmed());
    }

    #[test]
    fn one_that_waits_is_looked_at_once_in_a_while_and_no_other_is() {
        let mut sender = MailSender::new("orders@shop.example.com".into(), at(0));
        assert!(!sender.is_to_be_looked_at(at(100)), "nobody confirmed it");
        sender.confirm(at(1));
        assert!(sender.is_to_be_looked_at(at(1)));
        sender.looked_at = Some(at(1));
        assert!(!sender.is_to_be_looked_at(at(15)) && sender.is_to_be_looked_at(at(16)));
        sender.turn(MailSenderStatus::Failed, "gone", at(20));
        assert!(!sender.is_to_be_looked_at(at(100)), "a person decides");
    }

    #[test]
    fn what_ses_says_is_cut_and_is_gone_with_the_next_try() {
        let mut sender = MailSender::new("orders@shop.example.com".into(), at(0));
        sender.confirm(at(1));
        sender.requested_at = Some(at(2));
        sender.turn(MailSenderStatus::Failed, &"x".repeat(600), at(3));
        assert_eq!(sender.detail.len(), MAX_DETAIL_LENGTH);
        sender.begin_anew(at(4));
        assert_eq!((sender.status, sender.detail.as_str(), sender.requested_at), (MailSenderStatus::Pending, "", None));
    }
}
