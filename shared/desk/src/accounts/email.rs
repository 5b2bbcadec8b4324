//! Another e-mail address of an account: whoever is signed in asks for it, and a link that is mailed to the new address
//! makes it the account's. Until then nothing changes.

use domain::{Account, AccountMail, AuditChange, LinkKind, Session};
use jiff::Timestamp;
use table::{AuditOf, EmailChange, EmailRefused, Outcome};

use super::change::copy_names;
use super::links::{self, FoundLink};
use super::mails::{self, Mailed};
use super::sessions::{self, NewSession, SignedIn};
use super::throttle::{self, MailKind};
use super::{ACCOUNT, By, SealingKey};
use crate::{Desk, DeskError};

/// What became of a link that was to give an account another address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailTaken {
    /// The account has it, and this is the only session that goes on.
    Done(Box<NewSession>),
    /// The link is good for nothing, and why.
    Useless(FoundLink),
}

/// Has a link mailed to the address that somebody wants for their account. Whether another account has it, nobody
/// learns here: then that one's owner is told that they have an account. What is wrong is a problem of `new_email`.
pub async fn request(desk: &Desk, signed_in: &SignedIn, new_email: &str, now: Timestamp) -> Result<Mailed, DeskError> {
    let (account, email) = (&signed_in.account, new_email.trim());
    if let Some(problem) = Account::check_email(email) {
        return Err(DeskError::invalid("new_email", problem.message));
    }
    if account.email == email {
        return Err(DeskError::invalid("new_email", "is your address already"));
    }
    let network = &signed_in.session.browser.network;
    if !throttle::may_mail(desk, MailKind::NewEmail, email, network, now).await? {
        return Ok(Mailed::TooOften);
    }
    let link = links::keep(desk, LinkKind::ChangeEmail, email, Some(account.id), now).await?;
    let _ = desk.table.insert_notice(&mails::of_link(&link)).await?;
    let entry = By::console(signed_in, "").line("another address wanted", email, vec![], now);
    desk.table.append_audit(AuditOf::Account(account.id), &entry).await?;
    Ok(Mailed::Now)
}

/// What the link with this token is good for, for who is signed in: it is theirs alone. Changes nothing.
pub async fn find(
    desk: &Desk,
    keys: &SealingKey,
    token: &str,
    signed_in: &SignedIn,
    now: Timestamp,
) -> Result<FoundLink, DeskError> {
    Ok(match links::find(desk, keys, token, now).await? {
        FoundLink::Good { link, .. }
            if link.kind != LinkKind::ChangeEmail || link.account_id != Some(signed_in.account.id) =>
        {
            FoundLink::Unknown
        }
        found => found,
    })
}

/// Makes the address of a link the account's of who is signed in: account, both logins, the link, the line of the audit
/// and the mail to the old address are one transaction. All other sessions end. The copies that stores have follow
/// behind; what a crash leaves of them is mended when the person opens the store.
pub async fn take(
    desk: &Desk,
    keys: &SealingKey,
    token: &str,
    signed_in: &SignedIn,
    now: Timestamp,
) -> Result<EmailTaken, DeskError> {
    let link = match find(desk, keys, token, signed_in, now).await? {
        FoundLink::Good { link, .. } => link,
        useless => return Ok(EmailTaken::Useless(useless)),
    };
    let seen = &signed_in.account;
    let mail = AccountMail::EmailChanged { browser: signed_in.session.browser.clone() };
    let changes = AuditChange::between("email", &seen.email, &link.email).into_iter().collect();
    let wanted = EmailChange {
        link_id: &link.id,
        old_digest: &Account::digest_of_email(&seen.email),
        new_digest: &Account::digest_of_email(&link.email),
        line: &By::console(signed_in, "").line("address changed", link.email.as_str(), changes, now),
        notice: &mails::of_change(seen, mail, now),
    };
    let change = |account: &mut Account| {
        if !account.is_of(&seen.email) {
            return Err(());
        }
        account.email.clone_from(&link.email);
        account.email_confirmed_at = Some(now);
        account.sessions_after = Some(now);
        Ok(())
    };
    let account = match desk.table.change_account_email(seen.id, &wanted, change).await? {
        Outcome::Done(account) => account,
        Outcome::Missing | Outcome::Stale => return Err(DeskError::NotFound(ACCOUNT)),
        Outcome::Refused(EmailRefused::LinkUsed) => return Ok(EmailTaken::Useless(FoundLink::Used)),
        Outcome::Refused(EmailRefused::Taken) => {
            let message = format!("There is an account with the address {} already", link.email);
            return Err(DeskError::Conflict(message));
        }
        Outcome::Refused(EmailRefused::Moved | EmailRefused::Change(())) => {
            return Err(DeskError::Conflict("Your address was changed meanwhile".to_owned()));
        }
    };
    let anew = |session: Session| session.signed_in_again(now);
    let session = sessions::renew(desk, signed_in, account, anew, now).await?;
    if let Err(error) = copy_names(desk, &session.account).await {
        let account_id = session.account.id;
        tracing::warn!(%account_id, "stores have the old address until they are opened: {error:?}");
    }
    Ok(EmailTaken::Done(Box::new(session)))
}
