//! People who sign in, and what they do so with (accounts 2).

mod audit;
mod browser;
mod link;
mod mail;
mod session;
mod sign_up;
mod trusted;
mod user;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::limits::check_text_length;
use crate::{AccountId, Problem, is_address, is_default};

pub use self::audit::{AuditChange, AuditChannel, AuditLine, MAX_AUDIT_CHANGES, MAX_AUDIT_TEXT_LENGTH};
pub use self::browser::{Browser, network_of};
pub use self::link::{AccountLink, Invitation, LinkKind};
pub use self::mail::AccountMail;
pub use self::session::{Session, SessionLevel};
pub use self::sign_up::{SignUp, StoreDetails};
pub use self::trusted::TrustedBrowser;
pub use self::user::{
    CannotGive, LastOwner, MAX_CSS_CLASS_LENGTH, MAX_INVITATIONS, MAX_SCOPE_FOLDERS, MAX_USERS, User, UserChange,
    UserScope, check_given, check_user, owner_beside,
};

/// An e-mail address of an account has at most this many bytes: what mail servers take.
pub const MAX_EMAIL_LENGTH: usize = 254;

/// A first or last name of a person has at most this many characters.
pub const MAX_PERSON_NAME_LENGTH: usize = 100;

/// A person, known by an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The address, as it was typed.
    pub email: String,
    /// When a link that was mailed there, and shown nowhere else, was followed: since then the address is known to be
    /// theirs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email_confirmed_at: Option<Timestamp>,
    /// The first name; blank where nobody gave one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub first_name: String,
    /// The last name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub last_name: String,
    /// The hash of the password, sealed; blank where there is no password.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub password: String,
    /// What makes codes for the second step, also where it was never confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor: Option<SecondFactor>,
    /// Digests of the recovery codes that were not used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recovery_codes: Vec<String>,
    /// Sessions of who signed in before have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sessions_after: Option<Timestamp>,
    /// Whether keys of one letter do nothing in the console.
    #[serde(default, skip_serializing_if = "is_default")]
    pub single_keys_off: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody signed in last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sign_in_at: Option<Timestamp>,
}

/// An app that shows a code for every half minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactor {
    /// The secret that both know, sealed.
    pub secret: String,
    /// When a first code proved that the app has it. Before, it is asked for nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_at: Option<Timestamp>,
    /// The half minute of the last code that was taken; none of it or before is taken again.
    #[serde(default, skip_serializing_if = "is_default")]
    pub last_step: u64,
}

impl Account {
    /// What people and histories call them: the names, or the address where there are none.
    pub fn name(&self) -> String {
        let name = format!("{} {}", self.first_name.trim(), self.last_name.trim());
        let name = name.trim();
        if name.is_empty() { self.email.clone() } else { name.to_owned() }
    }

    /// Whether signing in takes a code beside the password.
    pub fn has_second_factor(&self) -> bool {
        self.second_factor.as_ref().is_some_and(|factor| factor.confirmed_at.is_some())
    }

    /// Whether it was decided since the session was signed in that such sessions end.
    pub fn has_ended(&self, session: &Session) -> bool {
        self.sessions_after.is_some_and(|after| session.signed_in_at < after)
    }

    /// Whether it still signs in without a code from a browser that it trusted.
    pub fn trusts(&self, browser: &TrustedBrowser, now: Timestamp) -> bool {
        !browser.is_over(now) && self.sessions_after.is_none_or(|after| browser.made_at >= after)
    }

    /// Under which an address is found, whatever the case of its letters.
    pub fn digest_of_email(email: &str) -> String {
        format!("{:x}", Sha256::digest(folded_email(email).as_bytes()))
    }

    /// Whether the account is that of this address.
    pub fn is_of(&self, email: &str) -> bool {
        folded_email(&self.email) == folded_email(email)
    }

    /// What keeps this from being the address of an account.
    pub fn check_email(email: &str) -> Option<Problem> {
        let is_good = email.len() <= MAX_EMAIL_LENGTH && is_address(email);
        (!is_good).then(|| Problem::new("email", "must be one mail address, such as ada@example.com"))
    }

    /// What keeps these from being the names of a person. They may be blank.
    pub fn check_names(first_name: &str, last_name: &str) -> Vec<Problem> {
        let first = check_text_length("first_name", first_name, MAX_PERSON_NAME_LENGTH);
        let last = check_text_length("last_name", last_name, MAX_PERSON_NAME_LENGTH);
        first.into_iter().chain(last).collect()
    }
}

fn folded_email(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn account() -> Account {
        Account {
            id: AccountId::new(7).unwrap(),
            email: "Ada@Example.com".into(),
            email_confirmed_at: None,
            first_name: "Ada".into(),
            last_name: "Byron".into(),
            password: String::new(),
            second_factor: None,
            recovery_codes: vec![],
            sessions_after: None,
            single_keys_off: false,
            created_at: Timestamp::UNIX_EPOCH,
            last_sign_in_at: None,
        }
    }

    #[test]
    fn an_address_is_found_whatever_the_case_of_its_letters() {
        let digest = Account::digest_of_email(" ada@example.COM");
        assert_eq!(digest, Account::digest_of_email("Ada@Example.com"));
        assert!(account().is_of("ada@example.com") && !account().is_of("ada@example.org"));
    }

    #[test]
    fn a_person_without_names_is_called_by_the_address() {
        assert_eq!(account().name(), "Ada Byron");
        let nameless = Account { first_name: " ".into(), last_name: String::new(), ..account() };
        assert_eq!(nameless.name(), "Ada@Example.com");
        assert_eq!(Account { last_name: String::new(), ..account() }.name(), "Ada");
    }

    #[test]
    fn a_second_factor_counts_once_it_is_confirmed() {
        let factor = SecondFactor { secret: "sealed".into(), confirmed_at: None, last_step: 0 };
        let begun = Account { second_factor: Some(factor.clone()), ..account() };
        assert!(!begun.has_second_factor());
        let confirmed = SecondFactor { confirmed_at: Some(Timestamp::UNIX_EPOCH), ..factor };
        assert!(Account { second_factor: Some(confirmed), ..account() }.has_second_factor());
    }

    #[test]
    fn what_is_empty_is_left_out_of_the_row() {
        let row = serde_json::to_string(&account()).unwrap();
        let expected = concat!(
            r#"{"id":7,"email":"Ada@Example.com","first_name":"Ada","last_name":"Byron","#,
            r#""created_at":"1970-01-01T00:00:00Z"}"#
        );
        assert_eq!(row, expected);
        assert_eq!(serde_json::from_str::<Account>(&row).unwrap(), account());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in ["", "ada", "ada@", "Ada <ada@example.com>", &format!("{}@example.com", "a".repeat(300))] {
            assert!(Account::check_email(bad).is_some(), "{bad}");
        }
        assert_eq!(Account::check_email("ada@example.com"), None);
    }
}
