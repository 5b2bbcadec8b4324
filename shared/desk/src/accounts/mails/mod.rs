//! What people are mailed of their accounts: links, and what was changed. Each is a notice before it is a mail, by the
//! lane that stores are mailed by (docs/adr/0051-mails-of-people.md).
//!
//! Whoever asks for a mail by an address alone is answered the same, and it costs the same, whether or not somebody has
//! an account with it: the account is looked for when the mail is written, by whom nobody waits for.

#[cfg(feature = "mails")]
mod texts;
#[cfg(feature = "mails")]
pub(crate) mod write;

#[cfg(feature = "accounts")]
use domain::{Account, AccountId, AccountLink, AccountMail, LinkKind, Notice};
#[cfg(feature = "accounts")]
use jiff::Timestamp;

#[cfg(feature = "accounts")]
use super::links;
#[cfg(feature = "accounts")]
use super::throttle::{self, MailKind};
#[cfg(feature = "accounts")]
use crate::{Desk, DeskError};

/// What somebody is mailed because a form asked for it.
#[cfg(feature = "accounts")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonMail {
    /// A link that confirms the address of this account. Nothing where it has another one by then.
    ConfirmAddress(AccountId),
    /// A link to another password. Nothing where there is no account.
    Reset,
    /// A link that signs in who ships for a store; to anybody else with an account how they sign in. Nothing where
    /// there is no account.
    SignIn,
}

/// What became of a mail that was wanted.
#[cfg(feature = "accounts")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailed {
    /// It is on its way. Where nobody has the address, or nobody who may have it, nothing leaves in the end.
    Now,
    /// The address had as many of this kind within the hour as it may have, or the network asked for as many mails as it
    /// may: nothing is mailed.
    TooOften,
}

/// Has an address mailed. Two writes count it, and two follow: the link, then the notice. A crash between those leaves
/// a link that nobody gets; whoever asks again gets another. An address that is none is a problem of `email`.
#[cfg(feature = "accounts")]
pub async fn send(
    desk: &Desk,
    mail: PersonMail,
    email: &str,
    network: &str,
    now: Timestamp,
) -> Result<Mailed, DeskError> {
    let email = email.trim();
    if let Some(problem) = Account::check_email(email) {
        return Err(DeskError::Invalid(vec![problem]));
    }
    let (kind, account_id, counted_as) = match mail {
        PersonMail::ConfirmAddress(account_id) => (LinkKind::Confirm, Some(account_id), MailKind::Confirmation),
        PersonMail::Reset => (LinkKind::Reset, None, MailKind::Reset),
        PersonMail::SignIn => (LinkKind::SignIn, None, MailKind::SignIn),
    };
    if !throttle::may_mail(desk, counted_as, email, network, now).await? {
        return Ok(Mailed::TooOften);
    }
    let link = links::keep(desk, kind, email, account_id, now).await?;
    let _ = desk.table.insert_notice(&of_link(&link)).await?;
    Ok(Mailed::Now)
}

/// The notice that brings a link to whom it is for.
#[cfg(feature = "accounts")]
pub(super) fn of_link(link: &AccountLink) -> Notice {
    let mail = AccountMail::Link { link_id: link.id.clone() };
    Notice::of_person(format!("link-{}", link.id), link.email.clone(), mail, link.made_at)
}

/// The notice that tells the owner of an account what was changed of it; to the address that it had before.
#[cfg(feature = "accounts")]
pub(super) fn of_change(account: &Account, mail: AccountMail, now: Timestamp) -> Notice {
    let what = match mail {
        AccountMail::PasswordChanged { .. } => "password",
        AccountMail::EmailChanged { .. } => "email",
        AccountMail::SecondFactorOff { .. } => "second-factor",
        AccountMail::Link { .. } | AccountMail::HasAccount => "account",
    };
    let id = format!("{what}-{}-{}", account.id, now.as_millisecond());
    Notice::of_person(id, account.email.clone(), mail, now)
}
