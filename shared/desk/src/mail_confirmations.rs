//! Links that confirm mail addresses, as whoever got one follows it.

use domain::{ConfirmationPurpose, MailConfirmation, Store};
use jiff::Timestamp;
use table::Outcome;

use crate::notices::request_sender_verification;
use crate::{Desk, DeskError};

/// So much of a link's digest names the notice that it causes.
const CAUSE_LENGTH: usize = 16;

/// What a link is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// It confirms, or has just confirmed, the address of a store.
    Good {
        /// The name of the store.
        store_name: String,
        /// The address.
        address: String,
        /// What it confirms the address for.
        purpose: ConfirmationPurpose,
    },
    /// The store has another address by now.
    Outdated,
    /// It was followed before.
    Used,
    /// It has ended.
    Over,
    /// Nobody ever mailed it, or that is long ago.
    Unknown,
}

/// What the link with this token is good for. Changes nothing: mail scanners follow links too.
pub async fn find(desk: &Desk, token: &str, now: Timestamp) -> Result<Link, DeskError> {
    let Some((_, link)) = read(desk, token).await? else { return Ok(Link::Unknown) };
    if let Some(reason) = useless(&link, now) {
        return Ok(reason);
    }
    let store = desk.table.store(link.store_id).await?;
    Ok(store.filter(|store| is_of(&link, store)).map_or(Link::Outdated, |store| good(link, store)))
}

/// Confirms the address that the link with this token was mailed to, if it still is its store's, for what the link is for.
/// Done twice it answers that the link was used; after a crash between its writes it confirms once more what is confirmed.
/// One that mails are to leave from makes the notice by which SES is told of it.
pub async fn confirm(desk: &Desk, token: &str, now: Timestamp) -> Result<Link, DeskError> {
    let Some((digest, link)) = read(desk, token).await? else { return Ok(Link::Unknown) };
    if let Some(reason) = useless(&link, now) {
        return Ok(reason);
    }
    let confirmed = desk.table.change_store(link.store_id, |store| {
        if !is_of(&link, store) {
            return Err(());
        }
        match (link.purpose, &mut store.settings.mail_sender) {
            (ConfirmationPurpose::AdminEmail, _) => store.settings.admin_email_confirmed = true,
            (ConfirmationPurpose::MailSender, Some(sender)) => sender.confirm(now),
            (ConfirmationPurpose::MailSender, None) => return Err(()),
        }
        Ok(())
    });
    match confirmed.await? {
        Outcome::Done((store, ())) => {
            if link.purpose == ConfirmationPurpose::MailSender {
                let cause = digest.get(..CAUSE_LENGTH).unwrap_or_default();
                let _ = request_sender_verification(desk, &store, &link.address, cause, now).await?;
            }
            desk.table.note_confirmation_used(&digest, now).await?;
            Ok(good(link, store))
        }
        _ => Ok(Link::Outdated),
    }
}

/// The link, and the digest of its token.
async fn read(desk: &Desk, token: &str) -> Result<Option<(String, MailConfirmation)>, DeskError> {
    let Some(digest) = MailConfirmation::digest_of(token) else { return Ok(None) };
    Ok(desk.table.mail_confirmation(&digest).await?.map(|link| (digest, link)))
}

/// Why a link confirms nothing, whatever the store's address is.
fn useless(link: &MailConfirmation, now: Timestamp) -> Option<Link> {
    match link.used_at {
        Some(_) => Some(Link::Used),
        None => link.is_over(now).then_some(Link::Over),
    }
}

fn is_of(link: &MailConfirmation, store: &Store) -> bool {
    match link.purpose {
        ConfirmationPurpose::AdminEmail => store.settings.admin_email == link.address,
        ConfirmationPurpose::MailSender => {
            store.settings.mail_sender.as_ref().is_some_and(|sender| sender.address == link.address)
        }
    }
}

fn good(link: MailConfirmation, store: Store) -> Link {
    Link::Good { store_name: store.name, address: link.address, purpose: link.purpose }
}
