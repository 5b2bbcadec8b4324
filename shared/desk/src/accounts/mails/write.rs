//! Writing what a person is mailed, at the moment it is sent.

use domain::{Account, AccountLink, AccountMail, LinkKind, Notice};
use jiff::Timestamp;
use mail::{Mail, Mailbox};

use super::texts::{self, Text};
use crate::accounts::{SealingKey, account_of, links, ships_for_a_store};
use crate::{Desk, DeskError};

/// What comes of a mail that is to be written.
pub(crate) enum Written {
    /// It says this. Whom it goes to the notice says.
    Mail(Box<Mail>),
    /// Nobody needs it, and why.
    NotNeeded(&'static str),
}

/// Writes what a notice is to tell a person of their account. The secret of a link is made here, and is in the mail
/// alone.
pub(crate) async fn write(
    desk: &Desk,
    keys: &SealingKey,
    public_url: &str,
    (notice, mail): (&Notice, &AccountMail),
    now: Timestamp,
) -> Result<Written, DeskError> {
    let (recipient, at) = (notice.recipient.clone(), notice.date_added);
    let (recipient, text) = match mail {
        AccountMail::Link { link_id } => match of_link(desk, keys, public_url, link_id, now).await? {
            Ok(written) => written,
            Err(why) => return Ok(Written::NotNeeded(why)),
        },
        AccountMail::HasAccount => match account_of(desk, &notice.recipient).await? {
            Some(account) => (account.email, texts::has_account(public_url)),
            None => return Ok(Written::NotNeeded(NOBODY)),
        },
        AccountMail::PasswordChanged { browser } => (recipient, texts::password_changed(public_url, browser, at)),
        AccountMail::EmailChanged { browser } => (recipient, texts::email_changed(browser, at)),
        AccountMail::SecondFactorOff { browser } => (recipient, texts::second_factor_off(public_url, browser, at)),
    };
    let Text { subject, text } = text;
    let to = vec![Mailbox::of(&recipient)];
    Ok(Written::Mail(Box::new(Mail { to, subject: subject.to_owned(), text, ..Mail::default() })))
}

const NOBODY: &str = "no account has the address";

/// The text that brings a link, and to whom; or why nobody needs it. Who has an account gets it at the account's own
/// address: another one may only look the same.
async fn of_link(
    desk: &Desk,
    keys: &SealingKey,
    public_url: &str,
    link_id: &str,
    now: Timestamp,
) -> Result<Result<(String, Text), &'static str>, DeskError> {
    let Some(link) = desk.table.account_link(link_id).await? else { return Ok(Err("there is no such link")) };
    if link.used_at.is_some() || link.is_over(now) || !links::stands(desk, &link).await? {
        return Ok(Err("the link was used, or has ended"));
    }
    let account = account_of(desk, &link.email).await?;
    // Before there is an address: a stack without a store or a person has no key to make one with.
    if account.is_none() && matches!(link.kind, LinkKind::Confirm | LinkKind::Reset | LinkKind::SignIn) {
        return Ok(Err(NOBODY));
    }
    let address = format!("{public_url}{}/{}", link.kind.page(), links::token(keys, &link.id).await?);
    let Some(text) = text_of(desk, &link, account.as_ref(), (public_url, &address)).await? else {
        return Ok(Err(NOBODY));
    };
    // Of another spelling of one's own address, the new one is to be read.
    let recipient = match account {
        Some(account) if link.kind != LinkKind::ChangeEmail || Some(account.id) != link.account_id => account.email,
        _ => link.email,
    };
    Ok(Ok((recipient, text)))
}

/// What a link is mailed with, which goes by who has its address by now; nothing where nobody is to get it.
async fn text_of(
    desk: &Desk,
    link: &AccountLink,
    account: Option<&Account>,
    (public_url, address): (&str, &str),
) -> Result<Option<Text>, DeskError> {
    let is_own = account.is_some_and(|account| Some(account.id) == link.account_id);
    Ok(match (&link.kind, account) {
        (LinkKind::Welcome, _) => Some(texts::welcome(address)),
        (LinkKind::SignUp(_), None) => Some(texts::sign_up(address)),
        // Somebody else was first, by an invitation for example.
        (LinkKind::SignUp(_), Some(_)) => Some(texts::has_account(public_url)),
        (LinkKind::Invite(invitation), _) => {
            Some(texts::invitation(&invitation.by_name, &invitation.store_name, address))
        }
        (LinkKind::Confirm, Some(_)) if is_own => Some(texts::confirmation(address)),
        // Whoever else has the address is told what they would be told if they had asked for another account.
        (LinkKind::ChangeEmail, Some(_)) if !is_own => Some(texts::has_account(public_url)),
        (LinkKind::ChangeEmail, _) => Some(texts::new_email(address)),
        (LinkKind::Reset, Some(_)) => Some(texts::reset(address)),
        (LinkKind::SignIn, Some(account)) if ships_for_a_store(desk, account.id).await? => {
            Some(texts::sign_in(address))
        }
        (LinkKind::SignIn, Some(_)) => Some(texts::by_password(public_url)),
        (LinkKind::Confirm | LinkKind::Reset | LinkKind::SignIn, _) => None,
    })
}

#[cfg(test)]
mod tests {
    use cloud::{Aws, Recording, TABLE, Time};
    use domain::Chance;
    use secrets::Kms;
    use table::Table;

    use super::*;

    /// Catches a form for an address that nobody has, of which `send-mail` fails as the stack has no data key yet.
    #[tokio::test]
    async fn what_nobody_is_to_get_takes_no_key() {
        let time = Time::starting_at("2026-11-25T09:00:00Z".parse().unwrap());
        let aws = Aws::new(time, Recording::Changes).unwrap();
        let config = aws.config("send-mail");
        let (table, kms) = (Table::new(&config, TABLE), Kms::new(&config, "key"));
        let (desk, keys) = (Desk::new(table.clone(), Chance::of(|| 7)), SealingKey::new(table, kms));
        let now = aws.time.now();
        for (id, kind) in [("a", LinkKind::Reset), ("b", LinkKind::SignIn), ("c", LinkKind::Confirm)] {
            let link = AccountLink::new(id.to_owned(), kind, "nobody@example.com", None, now);
            assert!(desk.table.insert_account_link(&link).await.unwrap().is_done());
            let mail = AccountMail::Link { link_id: link.id };
            let notice = Notice::of_person(format!("link-{id}"), link.email, mail.clone(), now);
            let written = write(&desk, &keys, "https://desk.example.com", (&notice, &mail), now).await.unwrap();
            assert!(matches!(written, Written::NotNeeded(NOBODY)), "{id}");
        }
    }
}
