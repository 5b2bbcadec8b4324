//! The second step of signing in: a code of an app, or one of ten recovery codes.

use domain::{Account, AccountMail, AuditChange, SecondFactor, Session, SessionLevel};
use jiff::Timestamp;
use secrets::{AccountSecret, DataKey};
use table::Outcome;
use totp_rs::{Builder, Secret, Totp};

use super::sessions::{self, HalfSignedIn, NewSession, SignedIn};
use super::sign_in::{SignIn, changed, note_line};
use super::trust::{self, Trust};
use super::{ACCOUNT, By, SealingKey, mails, throttle};
use crate::{Desk, DeskError};

/// What apps show above the codes.
const ISSUER: &str = "Waybill";

/// A secret has so many random bytes (RFC 4226).
const SECRET_BYTES: usize = 20;

/// So many recovery codes there are.
const RECOVERY_CODES: usize = 10;

/// A recovery code has so many letters and digits, with a dash in the middle.
const RECOVERY_CODE_LENGTH: usize = 10;

/// A code that is longer is none.
const MAX_CODE_LENGTH: usize = 40;

/// What an app is to be given, shown this once only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrollment {
    /// The secret, to be typed: base32.
    pub secret: String,
    /// The same as an address, to be shown as a picture: `otpauth://totp/…`.
    pub uri: String,
}

/// What became of the first code of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmed {
    /// Signing in takes a code from now on.
    Done {
        /// The recovery codes, shown this once only.
        codes: Vec<String>,
        /// The session they go on with.
        session: Box<NewSession>,
    },
    /// It is not the code of this moment.
    Wrong,
    /// There were too many tries.
    TooMany {
        /// So many seconds later there may be others.
        retry_after_seconds: u64,
    },
}

/// Makes the secret of a second factor, in place of one that was never confirmed. Nothing asks for it until it is.
pub async fn begin(desk: &Desk, keys: &SealingKey, signed_in: &SignedIn) -> Result<Enrollment, DeskError> {
    let bytes: [u8; SECRET_BYTES] = secrets::random_bytes()?;
    let secret = Secret::from(bytes).to_base32();
    let id = signed_in.account.id;
    let sealed = keys.get().await?.seal_of_account(id, AccountSecret::SecondFactor, &secret)?;
    let change = |account: &mut Account| {
        if account.has_second_factor() {
            let message = "A second factor is on; turn it off before you set up another";
            return Err(DeskError::Conflict(message.to_owned()));
        }
        account.second_factor = Some(SecondFactor { secret: sealed.clone(), confirmed_at: None, last_step: 0 });
        Ok(())
    };
    let account = changed(desk.table.change_account(id, None, change).await?)?;
    let name = in_address(&account.email);
    let uri = format!("otpauth://totp/{ISSUER}:{name}?secret={secret}&issuer={ISSUER}");
    Ok(Enrollment { secret, uri })
}

/// Turns a second factor on, by a first code of it. Other sessions are asked for a code from now on.
pub async fn confirm(
    desk: &Desk,
    keys: &SealingKey,
    signed_in: &SignedIn,
    code: &str,
    now: Timestamp,
) -> Result<Confirmed, DeskError> {
    let (id, network) = (signed_in.account.id, &signed_in.session.browser.network);
    if let Some(retry_after_seconds) = throttle::try_code(desk, id, network, now).await? {
        return Ok(Confirmed::TooMany { retry_after_seconds });
    }
    let data_key = keys.get().await?;
    let account = desk.table.account(id).await?.ok_or(DeskError::NotFound(ACCOUNT))?;
    let Some(step) = step_of(data_key, &account, &squeezed(code), now)? else { return Ok(Confirmed::Wrong) };
    let (codes, digests) = recovery_codes(data_key, &account)?;
    let line = By::console(signed_in, "").line("second factor turned on", "", vec![], now);
    let change = |present: &mut Account| {
        if present.has_second_factor() {
            return Err(DeskError::Conflict("A second factor is on already".to_owned()));
        }
        take_step(present, &account, step)?;
        if let Some(factor) = &mut present.second_factor {
            factor.confirmed_at = Some(now);
        }
        present.recovery_codes.clone_from(&digests);
        Ok(())
    };
    let account = changed(desk.table.change_account(id, Some(&line), change).await?)?;
    let proven = |session: Session| session.proven(SessionLevel::SecondFactor, now);
    let session = Box::new(sessions::renew(desk, signed_in, account, proven, now).await?);
    Ok(Confirmed::Done { codes, session })
}

/// Ends signing in by the code of an app or by a recovery code. Each works once, also of those that come at once. The
/// browser may be trusted from then on: that is a row of its own, which is written before the session says so.
pub async fn sign_in_with_code(
    desk: &Desk,
    keys: &SealingKey,
    half: &HalfSignedIn,
    (code, trusts): (&str, Trust),
    now: Timestamp,
) -> Result<SignIn, DeskError> {
    let (seen, session) = (half.account(), &half.0.session);
    if let Some(retry_after_seconds) = throttle::try_code(desk, seen.id, &session.browser.network, now).await? {
        return Ok(SignIn::TooMany { retry_after_seconds });
    }
    let (data_key, code) = (keys.get().await?, squeezed(code));
    let step = step_of(data_key, seen, &code, now)?;
    let digest = data_key.recovery_digest(seen.id, &code);
    let change = |present: &mut Account| {
        present.last_sign_in_at = Some(now);
        match step {
            Some(step) => take_step(present, seen, step).map_err(|_| ()),
            None => take_recovery_code(present, &digest),
        }
    };
    let account = match desk.table.change_account(seen.id, None, change).await? {
        Outcome::Done((account, ())) => account,
        Outcome::Refused(()) => return Ok(SignIn::Wrong),
        Outcome::Missing | Outcome::Stale => return Err(DeskError::NotFound(ACCOUNT)),
    };
    let what = if step.is_some() { "signed in with a code" } else { "signed in with a recovery code" };
    note_line(desk, &account, &session.browser, what, now).await;
    let trusted = match trusts {
        Trust::ThirtyDays => Some(trust::begin(desk, session, now).await?),
        Trust::None => None,
    };
    let (trusted, trust) = trusted.unzip();
    let trusted_by = trusted.map(|browser| browser.id).unwrap_or_default();
    let proven = |session: Session| {
        Session { trusted_by, ..session }.proven(SessionLevel::SecondFactor, now).signed_in_again(now)
    };
    let renewed = sessions::renew(desk, &half.0, account, proven, now).await?;
    Ok(SignIn::Done(Box::new(NewSession { trust, ..renewed })))
}

/// Makes ten other recovery codes; those of before open nothing any more.
pub async fn renew_codes(
    desk: &Desk,
    keys: &SealingKey,
    signed_in: &SignedIn,
    now: Timestamp,
) -> Result<Vec<String>, DeskError> {
    let (codes, digests) = recovery_codes(keys.get().await?, &signed_in.account)?;
    let change = |account: &mut Account| {
        if !account.has_second_factor() {
            return Err(DeskError::Conflict("There is no second factor".to_owned()));
        }
        account.recovery_codes.clone_from(&digests);
        Ok(())
    };
    let changes = vec![AuditChange::of_secret("recovery_codes")];
    let line = By::console(signed_in, "").line("recovery codes renewed", "", changes, now);
    changed(desk.table.change_account(signed_in.account.id, Some(&line), change).await?)?;
    Ok(codes)
}

/// Turns the second factor off, ends all other sessions, and has that mailed, in one transaction.
pub async fn turn_off(desk: &Desk, signed_in: &SignedIn, now: Timestamp) -> Result<NewSession, DeskError> {
    let change = |account: &mut Account| {
        account.second_factor = None;
        account.recovery_codes.clear();
        account.sessions_after = Some(now);
        Ok(())
    };
    let line = By::console(signed_in, "").line("second factor turned off", "", vec![], now);
    let mail = AccountMail::SecondFactorOff { browser: signed_in.session.browser.clone() };
    let notice = mails::of_change(&signed_in.account, mail, now);
    let turned = desk.table.change_account_and_tell(signed_in.account.id, &line, &notice, change).await?;
    let account = changed(turned)?;
    let anew = |session: Session| Session { level: SessionLevel::Password, ..session }.signed_in_again(now);
    sessions::renew(desk, signed_in, account, anew, now).await
}

/// The half minute that a code of the account's app is of: this one, the one before or the next; nothing where it is
/// none.
fn step_of(data_key: &DataKey, account: &Account, code: &str, now: Timestamp) -> Result<Option<u64>, DeskError> {
    let Some(factor) = &account.second_factor else { return Ok(None) };
    let secret = data_key.open_of_account(account.id, AccountSecret::SecondFactor, &factor.secret)?;
    let seconds = u64::try_from(now.as_second()).unwrap_or_default();
    Ok(totp(&secret).and_then(|totp| totp.check(code, seconds)))
}

fn totp(secret: &str) -> Option<Totp> {
    Builder::new().with_secret(Secret::try_from_base32(secret).ok()?).build().ok()
}

/// Notes that the code of a half minute was used, unless it or a later one was, or the secret is another by now.
fn take_step(present: &mut Account, seen: &Account, step: u64) -> Result<(), DeskError> {
    let secret = |account: &Account| account.second_factor.as_ref().map(|factor| factor.secret.clone());
    if secret(present) != secret(seen) {
        return Err(DeskError::Conflict("The second factor was set up anew meanwhile".to_owned()));
    }
    match &mut present.second_factor {
        Some(factor) if factor.last_step < step => {
            factor.last_step = step;
            Ok(())
        }
        _ => Err(DeskError::Conflict("This code was used before; wait for the next one".to_owned())),
    }
}

/// Takes a recovery code away, if it is one.
fn take_recovery_code(account: &mut Account, digest: &str) -> Result<(), ()> {
    let before = account.recovery_codes.len();
    account.recovery_codes.retain(|kept| kept != digest);
    if account.recovery_codes.len() < before { Ok(()) } else { Err(()) }
}

/// Ten recovery codes, and what is kept of them.
fn recovery_codes(data_key: &DataKey, account: &Account) -> Result<(Vec<String>, Vec<String>), DeskError> {
    let (mut codes, mut digests) = (vec![], vec![]);
    for _ in 0..RECOVERY_CODES {
        let code = secrets::random_text(RECOVERY_CODE_LENGTH)?.to_lowercase();
        digests.push(data_key.recovery_digest(account.id, &code));
        let (front, back) = code.split_at_checked(RECOVERY_CODE_LENGTH / 2).unwrap_or((&code, ""));
        codes.push(format!("{front}-{back}"));
    }
    Ok((codes, digests))
}

/// A code as it is compared: without blanks and dashes, in small letters.
fn squeezed(code: &str) -> String {
    let code = code.chars().take(MAX_CODE_LENGTH).filter(char::is_ascii_alphanumeric);
    code.collect::<String>().to_lowercase()
}

/// A text as it stands in an address.
fn in_address(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let sign = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let totp = totp(&Secret::from(*b"12345678901234567890").to_base32()).unwrap();
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(totp.check(code, second), Some(second / 30), "{code}");
            assert_eq!(totp.check(code, second + 30), Some(second / 30), "one later");
            assert_eq!(totp.check(code, second + 90), None, "three later");
        }
    }

    #[test]
    fn a_code_is_compared_without_blanks_and_dashes() {
        assert_eq!(squeezed(" 287 082 "), "287082");
        assert_eq!(squeezed("ABcde-12345"), "abcde12345");
        assert!(squeezed(&"1".repeat(1_000)).len() <= MAX_CODE_LENGTH);
    }

    #[test]
    fn an_address_is_written_so_that_apps_read_it() {
        assert_eq!(in_address("ada+x@example.com"), "ada%2Bx%40example.com");
    }
}
