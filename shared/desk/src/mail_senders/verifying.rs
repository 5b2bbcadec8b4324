//! What SES says of the address of a store, and that it is told to verify it.

use domain::{MailSender, MailSenderStatus, StoreId};
use jiff::Timestamp;
use mail::{Identities, IdentityStatus};
use table::TableError;
#[cfg(feature = "mails")]
use {crate::error::with_causes, domain::Notice, mail::MailError};

use crate::Desk;

/// What is kept of an address whose link from SES nobody followed.
const GAVE_UP: &str = "nobody followed the link that Amazon SES mailed, which it waits for 24 hours";

/// Asks SES whether it sends from an address that waits for that, and keeps what it says. Where it does not answer, or says
/// nothing new, the address is as it was.
pub(super) async fn look(
    desk: &Desk,
    identities: &Identities,
    store_id: StoreId,
    seen: MailSender,
    now: Timestamp,
) -> Result<MailSender, TableError> {
    if seen.status != MailSenderStatus::Pending {
        return Ok(seen);
    }
    let answer = identities.status(&seen.address).await;
    let (status, detail) = match answer {
        Ok(IdentityStatus::Verified) => (MailSenderStatus::Verified, ""),
        // What it says of another time, before it was told by us, is not about this one.
        Ok(IdentityStatus::Failed) if seen.requested_at.is_some() => (MailSenderStatus::Failed, GAVE_UP),
        Ok(_) => return Ok(seen),
        Err(error) => {
            tracing::warn!(%store_id, "SES did not say whether an address is verified: {error:?}");
            return Ok(seen);
        }
    };
    let turned = change(desk, store_id, &seen.address, |sender| {
        // What it was told meanwhile is newer than its answer.
        if *sender == seen {
            sender.turn(status, detail, now);
        }
    });
    Ok(turned.await?.unwrap_or(seen))
}

/// Changes the address of a store that is confirmed; none where the store has another by now, or none. Each change is
/// harmless when it is made twice.
pub(super) async fn change(
    desk: &Desk,
    store_id: StoreId,
    address: &str,
    change: impl Fn(&mut MailSender),
) -> Result<Option<MailSender>, TableError> {
    let changed = desk.table.change_store(store_id, |store| {
        let sender = store.settings.mail_sender.as_mut();
        let sender = sender.filter(|sender| sender.address == address && sender.is_confirmed()).ok_or(())?;
        change(sender);
        Ok::<_, ()>(sender.clone())
    });
    Ok(changed.await?.done().map(|(_, sender)| sender))
}

/// What came of having SES verify an address.
#[cfg(feature = "mails")]
pub(crate) enum Verification {
    /// It was told to, or has verified it already.
    Done,
    /// Nobody needs it any more.
    NotNeeded,
    /// It never will.
    Impossible(String),
    /// It may later.
    Later(MailError),
}

/// Has SES verify the address that a notice is for, unless it sends from it already. Done again, SES mails another link.
#[cfg(feature = "mails")]
pub(crate) async fn verify(
    desk: &Desk,
    identities: &Identities,
    notice: &Notice,
    now: Timestamp,
) -> Result<Verification, TableError> {
    let Some(store_id) = notice.store_id else { return Ok(Verification::NotNeeded) };
    let address = &notice.recipient;
    let store = desk.table.store(store_id).await?;
    let is_needed = |sender: &MailSender| sender.address == *address && sender.is_confirmed() && !sender.is_verified();
    if !store.and_then(|store| store.settings.mail_sender).is_some_and(|sender| is_needed(&sender)) {
        return Ok(Verification::NotNeeded);
    }
    let is_verified = match identities.status(address).await {
        Ok(status) => status == IdentityStatus::Verified,
        Err(error) => return Ok(Verification::Later(error)),
    };
    if is_verified {
        change(desk, store_id, address, |sender| sender.turn(MailSenderStatus::Verified, "", now)).await?;
        return Ok(Verification::Done);
    }
    match identities.verify(address).await {
        Ok(()) => {
            let wait = |sender: &mut MailSender| {
                sender.turn(MailSenderStatus::Pending, "", now);
                sender.requested_at = Some(now);
            };
            change(desk, store_id, address, wait).await?;
            Ok(Verification::Done)
        }
        Err(error @ MailError::Refused(_)) => {
            let why = with_causes(&error);
            change(desk, store_id, address, |sender| sender.turn(MailSenderStatus::Failed, &why, now)).await?;
            Ok(Verification::Impossible(why))
        }
        Err(error) => Ok(Verification::Later(error)),
    }
}
