//! The checksum in every API key, by which a forged key is refused before anything is read.

use domain::StoreId;
use ring::hmac;
use subtle::{Choice, ConstantTimeEq};

/// So many letters and digits at a key's end are its checksum: one of 2 × 10¹⁴.
pub(crate) const CHECKSUM_LENGTH: usize = 8;

/// A secret has at least so many letters and digits.
const MIN_SECRET_LENGTH: usize = 32;

/// What a checksum is written with: base 62.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How many values of a checksum there are.
const CHECKSUMS: u64 = 62_u64.pow(8);

/// What becomes of a key that has no checksum of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WithoutChecksum {
    /// It is looked up: a stack has keys from before there were checksums.
    Accepted,
    /// It opens nothing.
    Refused,
}

/// Makes and checks the checksums of a stack's keys. Its `Debug` shows no secret.
#[derive(Clone)]
pub struct KeyChecksums {
    secret: hmac::Key,
    /// The secret it was before, while that is being rotated.
    before: Option<hmac::Key>,
    without: WithoutChecksum,
}

/// A setting the checksums can't be made with.
#[derive(Debug, thiserror::Error)]
pub enum BadChecksumSetting {
    /// The secret, or the one before it, is too short to keep anybody out.
    #[error("{0} must have at least {MIN_SECRET_LENGTH} letters and digits, and nothing else")]
    Secret(&'static str),
    /// Neither `accepted` nor `refused`.
    #[error("KEYS_WITHOUT_CHECKSUM must be accepted or refused")]
    WithoutChecksum,
}

impl std::fmt::Debug for KeyChecksums {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyChecksums").field("without", &self.without).finish_non_exhaustive()
    }
}

impl KeyChecksums {
    /// Reads a function's settings, which `setting` finds by their names: `KEY_CHECKSUM_SECRET`,
    /// `KEY_CHECKSUM_SECRET_BEFORE` (may be blank) and `KEYS_WITHOUT_CHECKSUM` (`refused` unless it says `accepted`).
    pub fn of_settings(setting: impl Fn(&'static str) -> Option<String>) -> Result<Self, BadChecksumSetting> {
        let secret = |name| setting(name).filter(|secret| !secret.is_empty());
        let (name, name_before) = ("KEY_CHECKSUM_SECRET", "KEY_CHECKSUM_SECRET_BEFORE");
        let without = match setting("KEYS_WITHOUT_CHECKSUM").as_deref() {
            None | Some("" | "refused") => WithoutChecksum::Refused,
            Some("accepted") => WithoutChecksum::Accepted,
            Some(_) => return Err(BadChecksumSetting::WithoutChecksum),
        };
        Ok(Self {
            secret: key_of(&secret(name).unwrap_or_default()).ok_or(BadChecksumSetting::Secret(name))?,
            before: secret(name_before)
                .map(|before| key_of(&before).ok_or(BadChecksumSetting::Secret(name_before)))
                .transpose()?,
            without,
        })
    }

    /// The key that `rest`, which nobody can foresee, and its checksum make. It is a key of this store alone.
    pub fn complete(&self, store_id: StoreId, rest: &str) -> String {
        let checksum = checksum(&self.secret, store_id, rest);
        rest.chars().chain(checksum.map(char::from)).collect()
    }

    /// Whether a key may be one of this store's, so that it is worth looking it up. Nothing is read for that. Takes
    /// the same time whichever digits of the checksum are wrong.
    pub fn admit(&self, store_id: StoreId, api_key: &str) -> bool {
        let split = api_key.len().checked_sub(CHECKSUM_LENGTH).and_then(|at| api_key.split_at_checked(at));
        let Some((rest, shown)) = split else { return self.without == WithoutChecksum::Accepted };
        let is_of = |secret: &hmac::Key| checksum(secret, store_id, rest).ct_eq(shown.as_bytes());
        let is_known = self.before.iter().map(is_of).fold(is_of(&self.secret), |one, other: Choice| one | other);
        bool::from(is_known) || self.without == WithoutChecksum::Accepted
    }
}

fn key_of(secret: &str) -> Option<hmac::Key> {
    let is_good = secret.len() >= MIN_SECRET_LENGTH && secret.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_good.then(|| hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
}

/// The HMAC-SHA256 of store and key in eight digits of base 62, zeros in front included.
fn checksum(secret: &hmac::Key, store_id: StoreId, rest: &str) -> [u8; CHECKSUM_LENGTH] {
    let tag = hmac::sign(secret, format!("api-key {store_id} {rest}").as_bytes());
    let first = tag.as_ref().first_chunk().copied().unwrap_or_default();
    let mut left = u64::from_be_bytes(first) % CHECKSUMS;
    let mut digits = [b'0'; CHECKSUM_LENGTH];
    for place in digits.iter_mut().rev() {
        let digit = usize::try_from(left % 62).unwrap_or_default();
        *place = DIGITS.get(digit).copied().unwrap_or(b'0');
        left /= 62;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "ASecretOfTheStackThatNobodyKnows1";
    const OTHER: &str = "AnotherSecretOfTheStackThatIsNew2";
    const REST: &str = "fortytwoLettersAndDigitsThatNobodyCanKnow1";

    fn store(id: u64) -> StoreId {
        StoreId::new(id).unwrap()
    }

    fn checksums(secret: &str, before: &str, without: &str) -> Result<KeyChecksums, BadChecksumSetting> {
        KeyChecksums::of_settings(|name| {
            let value = match name {
                "KEY_CHECKSUM_SECRET" => secret,
                "KEY_CHECKSUM_SECRET_BEFORE" => before,
                _ => without,
            };
            Some(value.to_owned())
        })
    }

    #[test]
    fn a_key_is_its_rest_and_eight_letters_and_digits_and_opens_for_its_store_alone() {
        let checksums = checksums(SECRET, "", "refused").unwrap();
        let key = checksums.complete(store(42), REST);
        assert_eq!((REST.len(), key.len()), (42, 50));
        assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{key}");
        assert!(checksums.admit(store(42), &key));
        assert!(!checksums.admit(store(43), &key), "another store's id");
        assert!(!format!("{checksums:?}").contains("Secret"));
    }

    #[test]
    fn a_key_that_differs_in_anything_is_refused() {
        let checksums = checksums(SECRET, "", "").unwrap();
        let key = checksums.complete(store(42), REST);
        for place in 0..key.len() {
            for flip in [1, 2, 4, 32] {
                let mut forged = key.clone().into_bytes();
                forged[place] ^= flip;
                let forged = String::from_utf8(forged).unwrap();
                assert!(!checksums.admit(store(42), &forged), "{forged}");
            }
            assert!(!checksums.admit(store(42), &key[..place]), "{place} letters of it");
        }
        for forged in ["", "wrong", &"x".repeat(50), &format!("{key}0"), &format!("0{key}"), "öööööööööö", "1234567ö"]
        {
            assert!(!checksums.admit(store(42), forged), "{forged}");
        }
    }

    #[test]
    fn while_the_secret_is_rotated_keys_of_both_open_and_new_ones_are_of_the_new_one() {
        let old = checksums(SECRET, "", "refused").unwrap();
        let (both, new) = (checksums(OTHER, SECRET, "refused").unwrap(), checksums(OTHER, "", "refused").unwrap());
        let (key_of_old, key_of_both) = (old.complete(store(42), REST), both.complete(store(42), REST));
        assert!(both.admit(store(42), &key_of_old) && both.admit(store(42), &key_of_both));
        assert!(new.admit(store(42), &key_of_both) && !new.admit(store(42), &key_of_old));
        assert!(!old.admit(store(42), &key_of_both));
    }

    #[test]
    fn keys_from_before_are_looked_up_where_the_operator_says_so() {
        let checksums = checksums(SECRET, "", "accepted").unwrap();
        assert!(checksums.admit(store(42), &"x".repeat(50)) && checksums.admit(store(42), "old"));
    }

    #[test]
    fn a_secret_that_keeps_nobody_out_is_refused() {
        for (secret, before, without) in [
            ("", "", "refused"),
            ("short", "", "refused"),
            (SECRET, "short", "refused"),
            ("a secret with blanks that is long enough", "", "refused"),
            (SECRET, "", "perhaps"),
        ] {
            assert!(checksums(secret, before, without).is_err(), "{secret} {before} {without}");
        }
        assert!(KeyChecksums::of_settings(|_| None).is_err());
    }
}
