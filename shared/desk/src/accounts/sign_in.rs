//! Signing in by a password, proving once more that it is them, and signing out.

use domain::{Account, AccountId, Browser, Session, SessionLevel};
use jiff::Timestamp;
use table::{AuditOf, Outcome};

use super::passwords::{self, Verdict};
use super::sessions::{self, NewSession, SignedIn};
use super::{By, SealingKey, account_of, throttle, trust};
use crate::{Desk, DeskError};

/// What became of the try to sign in, or to prove that it is them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// They are signed in.
    Done(Box<NewSession>),
    /// The password is right, and the code of their second factor is to follow.
    CodeNeeded(Box<NewSession>),
    /// Password, code or address is wrong; which, nobody learns.
    Wrong,
    /// There were too many tries.
    TooMany {
        /// So many seconds later there may be others.
        retry_after_seconds: u64,
    },
}

/// What somebody enters to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered<'a> {
    /// The address.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
    /// What the cookie of a trusted browser holds; none where there is none.
    pub trust: Option<&'a str>,
}

/// Signs somebody in by address and password, in a browser that nobody trusts.
pub async fn sign_in(
    desk: &Desk,
    keys: &SealingKey,
    email: &str,
    password: &str,
    browser: &Browser,
    now: Timestamp,
) -> Result<SignIn, DeskError> {
    sign_in_with(desk, keys, &Entered { email, password, trust: None }, browser, now).await
}

/// Signs somebody in by what they enter. An address that nobody has takes as long as a wrong password. Two writes count
/// the try, and three more follow where it is right. In a browser that the account trusts no code is needed.
pub async fn sign_in_with(
    desk: &Desk,
    keys: &SealingKey,
    entered: &Entered<'_>,
    browser: &Browser,
    now: Timestamp,
) -> Result<SignIn, DeskError> {
    let Entered { email, password, trust } = *entered;
    if let Some(retry_after_seconds) = throttle::try_password(desk, email, &browser.network, now).await? {
        return Ok(SignIn::TooMany { retry_after_seconds });
    }
    let account = match account_of(desk, email).await? {
        Some(account) => Some(account),
        None => look_as_if(desk).await?,
    };
    let verdict = passwords::verify(keys.get().await?, account.as_ref(), password)?;
    let Some(account) = account.filter(|_| verdict != Verdict::Wrong) else { return Ok(SignIn::Wrong) };
    let account = match verdict {
        Verdict::RightButWeak => hash_anew(desk, keys, account, password).await?,
        Verdict::Right | Verdict::Wrong => account,
    };
    if !account.has_second_factor() {
        let account = note_sign_in(desk, account.id, now).await?;
        let session = sessions::begin(desk, account, SessionLevel::Password, browser, now).await?;
        note_line(desk, &session.account, browser, "signed in", now).await;
        return Ok(SignIn::Done(Box::new(session)));
    }
    let Some(trusted) = trust::of_cookie(desk, &account, trust, now).await? else {
        let session = sessions::begin(desk, account, SessionLevel::Password, browser, now).await?;
        return Ok(SignIn::CodeNeeded(Box::new(session)));
    };
    let account = note_sign_in(desk, account.id, now).await?;
    let session = sessions::begin_trusted(desk, account, &trusted, browser, now).await?;
    note_line(desk, &session.account, browser, "signed in with a trusted browser", now).await;
    Ok(SignIn::Done(Box::new(session)))
}

/// Proves by the password that it is still them, for what is delicate; the cookie gets another value.
pub async fn prove(
    desk: &Desk,
    keys: &SealingKey,
    signed_in: &SignedIn,
    password: &str,
    now: Timestamp,
) -> Result<SignIn, DeskError> {
    let (account, session) = (&signed_in.account, &signed_in.session);
    if let Some(retry_after_seconds) =
        throttle::try_password(desk, &account.email, &session.browser.network, now).await?
    {
        return Ok(SignIn::TooMany { retry_after_seconds });
    }
    if passwords::verify(keys.get().await?, Some(account), password)? == Verdict::Wrong {
        return Ok(SignIn::Wrong);
    }
    let proven = |session: Session| by_password(session, now);
    let renewed = sessions::renew(desk, signed_in, account.clone(), proven, now).await?;
    Ok(SignIn::Done(Box::new(renewed)))
}

/// The session of who has just given their password: of one that was begun by a mailed link it is any session from now
/// on.
pub(super) fn by_password(session: Session, now: Timestamp) -> Session {
    let level = if session.level == SessionLevel::Link { SessionLevel::Password } else { session.level };
    Session { by_link: false, ..session }.proven(level, now)
}

/// Ends the session of this cookie. One that is nobody's changes nothing.
pub async fn sign_out(desk: &Desk, cookie: &str) -> Result<(), DeskError> {
    sessions::end_of_cookie(desk, cookie).await
}

/// Reads what would be read of an account if there were one, so that the time says nothing.
async fn look_as_if(desk: &Desk) -> Result<Option<Account>, DeskError> {
    let Some(nobody) = AccountId::new(1) else { return Ok(None) };
    Ok(desk.table.account(nobody).await?.filter(|_| false))
}

/// Notes that somebody signed in; the account as it is then.
pub(super) async fn note_sign_in(desk: &Desk, id: AccountId, now: Timestamp) -> Result<Account, DeskError> {
    let note = |account: &mut Account| {
        account.last_sign_in_at = Some(now);
        Ok(())
    };
    changed(desk.table.change_account(id, None, note).await?)
}

/// Keeps the password's hash as it is made today, unless the password is another by now.
async fn hash_anew(desk: &Desk, keys: &SealingKey, seen: Account, password: &str) -> Result<Account, DeskError> {
    let sealed = passwords::seal(keys.get().await?, seen.id, password)?;
    let change = |account: &mut Account| {
        if account.password == seen.password {
            account.password.clone_from(&sealed);
        }
        Ok(())
    };
    changed(desk.table.change_account(seen.id, None, change).await?)
}

/// Adds a line to the account's audit, behind what it tells of: nobody is kept out for it.
pub(super) async fn note_line(desk: &Desk, account: &Account, browser: &Browser, what: &str, now: Timestamp) {
    let line = By::person(account, browser).line(what, browser.name.as_str(), vec![], now);
    if let Err(error) = desk.table.append_audit(AuditOf::Account(account.id), &line).await {
        tracing::warn!(account_id = %account.id, "that somebody {what} was not noted: {error:?}");
    }
}

/// What became of a change that is never refused.
pub(super) fn changed(
    outcome: Outcome<(Account, ()), std::convert::Infallible, DeskError>,
) -> Result<Account, DeskError> {
    match outcome {
        Outcome::Done((account, ())) => Ok(account),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(super::ACCOUNT)),
    }
}
