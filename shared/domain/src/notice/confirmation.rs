//! Confirming a mail address: who reads what is sent there follows a link.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use crate::StoreId;

/// So many mails a store may cause in a day that ask for a confirmation of one purpose, whatever addresses it names.
pub const MAX_CONFIRMATIONS_A_DAY: usize = 3;

/// What an address is confirmed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmationPurpose {
    /// The store's admin is mailed there.
    AdminEmail,
    /// The store's mails leave from it.
    MailSender,
}

/// A link that confirms an address, as the table knows it: under a digest of its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailConfirmation {
    /// The store that named the address.
    pub store_id: StoreId,
    /// What it confirms the address for, and for nothing else.
    pub purpose: ConfirmationPurpose,
    /// The address the link was sent to.
    pub address: String,
    /// From when on it confirms nothing.
    pub ends_at: Timestamp,
    /// When it was followed.
    pub used_at: Option<Timestamp>,
}

impl MailConfirmation {
    /// How long a link confirms.
    pub const LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

    /// A confirmation token has so many hexadecimal digits: 32 random bytes.
    pub const TOKEN_LENGTH: usize = 64;

    /// The digest that a token is found by; nothing where the text can't be a token.
    pub fn digest_of(token: &str) -> Option<String> {
        let is_token = token.len() == Self::TOKEN_LENGTH && token.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_token.then(|| format!("{:x}", Sha256::digest(token.as_bytes())))
    }

    /// Whether it has ended.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ends_at <= now
    }

    /// Under which an address is noted as one that was just mailed, whatever the case of its letters. Those of one purpose
    /// don't keep those of the other from being mailed.
    pub fn digest_of_address(address: &str, purpose: ConfirmationPurpose) -> String {
        let beginning = match purpose {
            ConfirmationPurpose::AdminEmail => "",
            ConfirmationPurpose::MailSender => "sender ",
        };
        format!("{:x}", Sha256::digest(format!("{beginning}{}", address.trim().to_lowercase()).as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_a_token_is_looked_for() {
        for none in ["", "a", &"g".repeat(64), &"a".repeat(63), &"a".repeat(65), "../../etc"] {
            assert_eq!(MailConfirmation::digest_of(none), None, "{none}");
        }
        let digest = MailConfirmation::digest_of(&"a".repeat(64)).unwrap();
        assert!(digest.len() == 64 && digest != "a".repeat(64));
    }
}
