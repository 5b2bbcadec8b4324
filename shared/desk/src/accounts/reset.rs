//! Setting another password by a link, where the present one is forgotten.

use domain::{Account, AccountMail, AuditChange, Browser, LinkKind, SessionLevel};
use jiff::Timestamp;
use table::Outcome;

use super::links::{self, FoundLink, LinkMade};
use super::sessions;
use super::sign_in::SignIn;
use super::{ACCOUNT, By, SealingKey, account_of, mails, passwords};
use crate::{Desk, DeskError};

/// What became of a link that was to set another password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reset {
    /// The password is set, and all sessions of before have ended. They are signed in, or their code is to follow.
    SignIn(SignIn),
    /// The link is good for nothing, and why.
    Useless(FoundLink),
}

/// Makes a link to a new password, to be handed over by whoever runs the stack; nothing where no account has the
/// address. Nothing is counted: however many forms strangers send for an address, this way stays open. Who asks by the
/// form is mailed theirs: [`mails::send`].
pub async fn request_reset(
    desk: &Desk,
    keys: &SealingKey,
    email: &str,
    now: Timestamp,
) -> Result<Option<LinkMade>, DeskError> {
    let Some(account) = account_of(desk, email).await? else { return Ok(None) };
    links::make(desk, keys, LinkKind::Reset, &account.email, Some(account.id), now).await.map(Some)
}

/// Sets the password of a link's account, ends all its sessions, uses the link up and has that mailed, in one
/// transaction. A second factor is asked for all the same. A link that was mailed, and handed to nobody, confirms the
/// address too.
pub async fn reset(
    desk: &Desk,
    keys: &SealingKey,
    token: &str,
    new_password: &str,
    browser: &Browser,
    now: Timestamp,
) -> Result<Reset, DeskError> {
    let (link, of_address) = match links::find(desk, keys, token, now).await? {
        FoundLink::Good { link, account_id } => (link, account_id),
        useless => return Ok(Reset::Useless(useless)),
    };
    let Some(id) = link.account_id.or(of_address).filter(|_| link.kind == LinkKind::Reset) else {
        return Ok(Reset::Useless(FoundLink::Unknown));
    };
    if let Some(problem) = passwords::check("new_password", new_password, &link.email) {
        return Err(DeskError::Invalid(vec![problem]));
    }
    let seen = desk.table.account(id).await?.ok_or(DeskError::NotFound(ACCOUNT))?;
    let sealed = passwords::seal(keys.get().await?, id, new_password)?;
    let change = |account: &mut Account| {
        account.password.clone_from(&sealed);
        account.sessions_after = Some(now);
        if link.account_id.is_none() {
            account.email_confirmed_at.get_or_insert(now);
        }
        if !account.has_second_factor() {
            account.last_sign_in_at = Some(now);
        }
        Ok::<(), DeskError>(())
    };
    let changes = vec![AuditChange::of_secret("password")];
    let noted = By::person(&seen, browser).line("password set by a link", "", changes, now);
    let mail = AccountMail::PasswordChanged { browser: browser.clone() };
    let notice = mails::of_change(&seen, mail, now);
    let account = match desk.table.change_account_by_link(id, &link.id, &noted, Some(&notice), change).await? {
        Outcome::Done((account, ())) => account,
        Outcome::Stale => return Ok(Reset::Useless(FoundLink::Used)),
        Outcome::Refused(error) => return Err(error),
        Outcome::Missing => return Err(DeskError::NotFound(ACCOUNT)),
    };
    let has_second_factor = account.has_second_factor();
    let session = Box::new(sessions::begin(desk, account, SessionLevel::Password, browser, now).await?);
    Ok(Reset::SignIn(if has_second_factor { SignIn::CodeNeeded(session) } else { SignIn::Done(session) }))
}
