//! Passwords: which are good enough, and how they are kept. What is kept is a hash (argon2id), sealed under the stack's
//! data key: who has the table alone can't even try.

use argon2::{Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version};
use domain::{Account, AccountId, Problem};
use secrets::{AccountSecret, DataKey};

use crate::DeskError;

/// A password has at least so many characters.
pub const MIN_PASSWORD_LENGTH: usize = 12;

/// And at most so many.
pub const MAX_PASSWORD_LENGTH: usize = 128;

/// What hashing takes (accounts 1): kilobytes of memory, passes over it, lanes.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// So many random bytes make the same password another hash in each account.
const SALT_LENGTH: usize = 16;

/// The commonest passwords that are long enough, a comment in front.
const COMMON: &str = include_str!("common_passwords.txt");

/// The hash of no password, which is compared with where there is none: that takes as long as any.
const NOBODYS: &str =
    concat!("$argon2id$v=19$m=19456,t=2,p=1$bm8gYWNjb3VudHMgc2FsdA$", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

/// Whether a password is an account's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is.
    Right,
    /// It is, and it was hashed by less than is done today.
    RightButWeak,
    /// It is not.
    Wrong,
}

/// What keeps this from being a password of whoever has this address; the problem is called `field`.
pub fn check(field: &str, password: &str, email: &str) -> Option<Problem> {
    let problem = |message: &str| Some(Problem::new(field, message));
    let length = password.chars().count();
    if !(MIN_PASSWORD_LENGTH..=MAX_PASSWORD_LENGTH).contains(&length) {
        let message = format!("must have {MIN_PASSWORD_LENGTH} to {MAX_PASSWORD_LENGTH} characters");
        return problem(&message);
    }
    let (folded, email) = (password.trim().to_lowercase(), email.trim().to_lowercase());
    let in_front = email.split('@').next().unwrap_or_default();
    if folded == email || folded == in_front {
        return problem("must be another than the e-mail address");
    }
    let is_common = COMMON.lines().filter(|line| !line.starts_with("# ")).any(|common| common == folded);
    if is_common {
        return problem("is among the commonest passwords; choose another");
    }
    None
}

/// What is kept of an account's password.
pub(super) fn seal(data_key: &DataKey, id: AccountId, password: &str) -> Result<String, DeskError> {
    let salt: [u8; SALT_LENGTH] = secrets::random_bytes()?;
    let hash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt).map_err(|_| cannot_hash())?;
    Ok(data_key.seal_of_account(id, AccountSecret::Password, &hash.to_string())?)
}

/// What is kept of an account's password, for the account of another id.
pub(super) fn seal_again(data_key: &DataKey, account: &Account, id: AccountId) -> Result<String, DeskError> {
    if account.id == id {
        return Ok(account.password.clone());
    }
    let hash = data_key.open_of_account(account.id, AccountSecret::Password, &account.password)?;
    Ok(data_key.seal_of_account(id, AccountSecret::Password, &hash)?)
}

/// Whether this is the account's password. Takes the same time where there is no account, or none with a password.
pub(super) fn verify(data_key: &DataKey, account: Option<&Account>, password: &str) -> Result<Verdict, DeskError> {
    let kept = account.filter(|account| !account.password.is_empty());
    let open = |account: &Account| data_key.open_of_account(account.id, AccountSecret::Password, &account.password);
    compare(kept.map(open).transpose()?.as_deref(), password)
}

/// Whether this is the password of a hash. One hash is computed in any case.
fn compare(hash: Option<&str>, password: &str) -> Result<Verdict, DeskError> {
    let parsed = PasswordHash::new(hash.unwrap_or(NOBODYS)).map_err(|_| cannot_hash())?;
    let is_right = computes(password, &parsed)? && hash.is_some();
    Ok(match (is_right, is_weak(&parsed)) {
        (false, _) => Verdict::Wrong,
        (true, false) => Verdict::Right,
        (true, true) => Verdict::RightButWeak,
    })
}

/// Whether a password computes to a hash.
fn computes(password: &str, hash: &PasswordHash) -> Result<bool, DeskError> {
    #[cfg(test)]
    tests::COMPUTED.with(|computed| computed.set(computed.get() + 1));
    Ok(hasher()?.verify_password(password.as_bytes(), hash).is_ok())
}

/// Whether it was hashed by less than is done today.
fn is_weak(hash: &PasswordHash) -> bool {
    Params::try_from(hash).is_ok_and(|params| params.m_cost() < MEMORY_KIB || params.t_cost() < PASSES)
}

fn hasher() -> Result<Argon2<'static>, DeskError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| cannot_hash())?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn cannot_hash() -> DeskError {
    DeskError::Secrets(secrets::SecretsError::Damaged)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    thread_local! {
        /// How many hashes were computed.
        pub(super) static COMPUTED: Cell<u32> = const { Cell::new(0) };
    }

    const EMAIL: &str = "ada.byron.king@example.com";

    /// Catches an address without an account, or an account without a password, that is answered sooner than a wrong
    /// password: what takes the time is the hash.
    #[test]
    fn each_try_computes_one_hash_whether_or_not_there_is_a_password() {
        let hash = hasher().unwrap().hash_password_with_salt(b"a quiet harbor", &[7; SALT_LENGTH]).unwrap().to_string();
        for (hash, password, verdict) in [
            (None, "a quiet harbor", Verdict::Wrong),
            (Some(hash.as_str()), "a louder harbor", Verdict::Wrong),
            (Some(hash.as_str()), "a quiet harbor", Verdict::Right),
        ] {
            let before = COMPUTED.get();
            assert_eq!(compare(hash, password).unwrap(), verdict, "{password}");
            assert_eq!(COMPUTED.get(), before + 1, "{password}");
        }
    }

    fn message(password: &str) -> Option<String> {
        check("password", password, EMAIL).map(|problem| problem.message)
    }

    #[test]
    fn a_password_is_long_enough_and_neither_common_nor_the_address() {
        assert_eq!(message("a quiet harbor"), None);
        assert_eq!(message(&"é".repeat(12)), None, "characters count, not bytes");
        for (bad, why) in [
            ("elevensigns", "12 to 128"),
            (&*"a".repeat(129), "12 to 128"),
            ("Ada.Byron.King@example.com", "e-mail"),
            ("ada.byron.king", "e-mail"),
            ("Qwerty123456", "commonest"),
            ("1qaz2wsx3edc", "commonest"),
        ] {
            assert!(message(bad).unwrap().contains(why), "{bad}");
        }
    }

    #[test]
    fn every_common_password_that_is_listed_would_be_long_enough() {
        let listed: Vec<_> = COMMON.lines().filter(|line| !line.starts_with("# ")).collect();
        assert!(listed.len() > 300);
        assert!(listed.iter().all(|line| line.chars().count() >= MIN_PASSWORD_LENGTH && *line == line.to_lowercase()));
    }

    #[test]
    fn a_hash_says_how_it_was_made_and_one_made_by_less_is_weak() {
        let hash = hasher().unwrap().hash_password_with_salt(b"a quiet harbor", &[7; SALT_LENGTH]).unwrap();
        assert!(hash.to_string().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(!is_weak(&hash) && !is_weak(&PasswordHash::new(NOBODYS).unwrap()));
        let less = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(12_288, 2, 1, None).unwrap());
        let weak = less.hash_password_with_salt(b"a quiet harbor", &[7; SALT_LENGTH]).unwrap();
        assert!(is_weak(&weak));
        assert!(hasher().unwrap().verify_password(b"a quiet harbor", &weak).is_ok(), "it opens all the same");
    }
}
