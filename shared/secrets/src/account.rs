//! What is kept secret of accounts: sealed as the secrets of stores are, and the secrets in the addresses of links,
//! which are kept nowhere.

use domain::AccountId;
use ring::hmac::{self, HMAC_SHA256};

use crate::{BOUND_TO_PURPOSE, DataKey, SecretsError};

/// What the key of links follows from, beside the data key.
const LINKS: &[u8] = b"links of accounts";

/// So many hexadecimal digits has the secret of a link.
const LINK_SECRET_LENGTH: usize = 64;

/// What a sealed text of an account is for: it opens for that and for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountSecret {
    /// The hash of its password.
    Password,
    /// What makes its codes.
    SecondFactor,
}

impl AccountSecret {
    /// What is bound into the sealed text.
    fn bound(self, id: AccountId) -> String {
        match self {
            Self::Password => format!("account {id} password"),
            Self::SecondFactor => format!("account {id} second-factor"),
        }
    }
}

impl DataKey {
    /// Seals `text` for this account and purpose.
    pub fn seal_of_account(&self, id: AccountId, secret: AccountSecret, text: &str) -> Result<String, SecretsError> {
        self.seal_bound(secret.bound(id), text)
    }

    /// Opens what was sealed for this account and purpose. Sealed for another one it is [`SecretsError::Damaged`].
    pub fn open_of_account(&self, id: AccountId, secret: AccountSecret, sealed: &str) -> Result<String, SecretsError> {
        let sealed = sealed.strip_prefix(BOUND_TO_PURPOSE).ok_or(SecretsError::Damaged)?;
        self.open_bound(secret.bound(id), sealed)
    }

    /// The secret of the link of this id (HMAC-SHA256), in hexadecimal digits: the same whenever it is made.
    pub fn link_secret(&self, link_id: &str) -> String {
        let tag = hmac::sign(&self.linking, link_id.as_bytes());
        tag.as_ref().iter().fold(String::with_capacity(LINK_SECRET_LENGTH), |text, byte| text + &format!("{byte:02x}"))
    }

    /// What is kept of a recovery code of an account. Without the data key nobody finds the code by trying all there
    /// are.
    pub fn recovery_digest(&self, id: AccountId, code: &str) -> String {
        // No id of a link has a blank.
        self.link_secret(&format!("recovery {id} {code}"))
    }

    /// Whether it is the secret of the link of this id. Takes the same time whatever it is.
    pub fn is_link_secret(&self, link_id: &str, secret: &str) -> bool {
        let digits = |place: usize| secret.get(place..place.saturating_add(2));
        let bytes = (0..LINK_SECRET_LENGTH).step_by(2).map_while(|place| u8::from_str_radix(digits(place)?, 16).ok());
        let bytes: Vec<u8> = bytes.collect();
        let is_form = secret.len() == LINK_SECRET_LENGTH && secret.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_form && hmac::verify(&self.linking, link_id.as_bytes(), &bytes).is_ok()
    }
}

/// The key that makes the secrets of links. Another one than the data key, which is for sealing alone.
pub(crate) fn linking_key(data_key: &[u8]) -> hmac::Key {
    let derived = hmac::sign(&hmac::Key::new(HMAC_SHA256, data_key), LINKS);
    hmac::Key::new(HMAC_SHA256, derived.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_for_an_account_opens_for_it_and_its_purpose_alone() {
        let key = DataKey::new(&[7; 32]).unwrap();
        let (id, other) = (AccountId::new(42).unwrap(), AccountId::new(43).unwrap());
        let sealed = key.seal_of_account(id, AccountSecret::Password, "the hash").unwrap();
        assert_eq!(key.open_of_account(id, AccountSecret::Password, &sealed).unwrap(), "the hash");
        assert!(key.open_of_account(other, AccountSecret::Password, &sealed).is_err());
        assert!(key.open_of_account(id, AccountSecret::SecondFactor, &sealed).is_err());
        assert!(DataKey::new(&[8; 32]).unwrap().open_of_account(id, AccountSecret::Password, &sealed).is_err());
    }

    #[test]
    fn the_secret_of_a_link_is_the_same_whenever_it_is_made_and_of_no_other_link() {
        let key = DataKey::new(&[7; 32]).unwrap();
        let secret = key.link_secret("a");
        assert_eq!((secret.len(), key.link_secret("a")), (64, secret.clone()));
        assert!(key.is_link_secret("a", &secret) && !key.is_link_secret("b", &secret));
        assert!(!DataKey::new(&[8; 32]).unwrap().is_link_secret("a", &secret));
        let cut = secret.get(..62).unwrap();
        for wrong in ["", cut, &format!("{secret}00"), &"0".repeat(64), &"é".repeat(32), &format!("+{}", &secret[1..])]
        {
            assert!(!key.is_link_secret("a", wrong), "{wrong}");
        }
    }
}
