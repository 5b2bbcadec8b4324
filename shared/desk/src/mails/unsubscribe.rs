//! Who reads a store's mails has themselves left out of those that one can be left out of, by a link in each (RFC 8058).

use domain::{MailConfirmation, MailSuppression, SuppressionReason, UnsubscribeLink};
use jiff::Timestamp;

use crate::{Desk, DeskError};

/// What a link is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsubscribe {
    /// The address is mailed by the store, and can be left out.
    Open {
        /// The name of the store.
        store_name: String,
        /// The address.
        address: String,
    },
    /// The store mails nothing of the kind to the address.
    Done {
        /// The name of the store.
        store_name: String,
        /// The address.
        address: String,
    },
    /// It has ended, or its store is gone: nothing is mailed by it.
    Over,
    /// Nobody ever mailed it.
    Unknown,
}

/// What the link with this token is good for. Changes nothing: mail scanners follow links too.
pub async fn find(desk: &Desk, token: &str, now: Timestamp) -> Result<Unsubscribe, DeskError> {
    Ok(match read(desk, token, now).await? {
        Ok((link, store_name)) => {
            let address = link.address;
            let suppressed = desk.table.mail_suppressions_of(link.store_id, std::slice::from_ref(&address)).await?;
            if suppressed.is_empty() {
                Unsubscribe::Open { store_name, address }
            } else {
                Unsubscribe::Done { store_name, address }
            }
        }
        Err(useless) => useless,
    })
}

/// From now on the store mails the address nothing that one can be left out of. Done again it changes nothing, and an address
/// that is mailed nothing at all stays so.
pub async fn leave(desk: &Desk, token: &str, now: Timestamp) -> Result<Unsubscribe, DeskError> {
    Ok(match read(desk, token, now).await? {
        Ok((link, store_name)) => {
            let address = link.address.to_lowercase();
            let (reason, detail) = (SuppressionReason::Unsubscribed, String::new());
            let suppression = MailSuppression { address, reason, detail, since: now };
            let _ = desk.table.suppress_address(link.store_id, &suppression).await?;
            Unsubscribe::Done { store_name, address: link.address }
        }
        Err(useless) => useless,
    })
}

async fn read(
    desk: &Desk,
    token: &str,
    now: Timestamp,
) -> Result<Result<(UnsubscribeLink, String), Unsubscribe>, DeskError> {
    let Some(digest) = MailConfirmation::digest_of(token) else { return Ok(Err(Unsubscribe::Unknown)) };
    let Some(link) = desk.table.unsubscribe_link(&digest).await? else { return Ok(Err(Unsubscribe::Unknown)) };
    if link.is_over(now) {
        return Ok(Err(Unsubscribe::Over));
    }
    Ok(match desk.table.store(link.store_id).await? {
        Some(store) => Ok((link, store.name)),
        None => Err(Unsubscribe::Over),
    })
}
