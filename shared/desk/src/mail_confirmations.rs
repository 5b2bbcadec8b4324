//! Links that confirm mail addresses, as whoever got one follows it.

use domain::{MailConfirmation, Store};
use jiff::Timestamp;
use table::Outcome;

use crate::{Desk, DeskError};

/// What a link is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// It confirms, or has just confirmed, the address of a store.
    Good {
        /// The name of the store.
        store_name: String,
        /// The address.
        address: String,
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

/// Confirms the address that the link with this token was mailed to, if it still is its store's. Done twice it answers
/// that the link was used; after a crash between its two writes it confirms once more what is confirmed.
pub async fn confirm(desk: &Desk, token: &str, now: Timestamp) -> Result<Link, DeskError> {
    let Some((digest, link)) = read(desk, token).await? else { return Ok(Link::Unknown) };
    if let Some(reason) = useless(&link, now) {
        return Ok(reason);
    }
    let confirmed = desk.table.change_store(link.store_id, |store| {
        if !is_of(&link, store) {
            return Err(());
        }
        store.settings.admin_email_confirmed = true;
        Ok(())
    });
    match confirmed.await? {
        Outcome::Done((store, ())) => {
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
    store.settings.admin_email == link.address
}

fn good(link: MailConfirmation, store: Store) -> Link {
    Link::Good { store_name: store.name, address: link.address }
}
