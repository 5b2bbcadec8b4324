//! Asking whoever reads an address to confirm it.

use domain::{ConfirmationPurpose, MAX_CONFIRMATIONS_A_DAY, Notice, NoticeContent, Store, StoreId};
use jiff::{SignedDuration, Timestamp};
use table::{Outcome, TableError};

use crate::Desk;

/// An address is mailed such a link once within so long, whichever stores name it.
const PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// Of links that let a store send from an address: one store names it at a time, and its own limit holds.
const SENDER_PAUSE: SignedDuration = SignedDuration::from_mins(1);

/// What became of a request for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Requested {
    /// It is mailed.
    Now,
    /// One was mailed there just before.
    TooSoon,
    /// The store caused as many today as it may.
    TooOften,
}

/// Makes the notice that asks for a confirmation of the store's `admin_email`, unless it is confirmed, or the store, or the
/// address, has had as many as may be. Called again within an hour it makes none.
///
/// A crash between its two writes leaves an address that was not mailed and isn't for an hour; what asks next, a change
/// of settings or a mail that would go there, makes the notice then.
pub async fn request_confirmation(desk: &Desk, store: &Store, now: Timestamp) -> Result<(), TableError> {
    let address = &store.settings.admin_email;
    if address.is_empty() || store.settings.admin_email_confirmed {
        return Ok(());
    }
    let content = NoticeContent::AddressConfirmation { store_name: store.name.clone() };
    request(desk, store.id, address, ConfirmationPurpose::AdminEmail, content, now).await.map(drop)
}

/// Makes the notice by which SES is told to verify an address; [`Outcome::Unchanged`] where the same cause made it before.
pub(crate) async fn request_sender_verification(
    desk: &Desk,
    store: &Store,
    address: &str,
    cause: &str,
    now: Timestamp,
) -> Result<Outcome<(), ()>, TableError> {
    let content = NoticeContent::SenderVerification { store_name: store.name.clone() };
    let id = format!("sender-verification-{cause}");
    desk.table.insert_notice(&Notice::new(id, store.id, address.to_owned(), content, now)).await
}

/// Makes the notice that asks whether the store may send from this address. Called again within a minute it makes none, and
/// it is the same with a crash as of the other.
#[cfg(feature = "mail-senders")]
pub(crate) async fn request_sender_confirmation(
    desk: &Desk,
    store: &Store,
    address: &str,
    now: Timestamp,
) -> Result<Requested, TableError> {
    let content = NoticeContent::SenderConfirmation { store_name: store.name.clone() };
    request(desk, store.id, address, ConfirmationPurpose::MailSender, content, now).await
}

async fn request(
    desk: &Desk,
    store_id: StoreId,
    address: &str,
    purpose: ConfirmationPurpose,
    content: NoticeContent,
    now: Timestamp,
) -> Result<Requested, TableError> {
    let (beginning, pause) = match purpose {
        ConfirmationPurpose::AdminEmail => ("confirmation", PAUSE),
        ConfirmationPurpose::MailSender => ("sender-confirmation", SENDER_PAUSE),
    };
    let ids: Vec<String> = (0..MAX_CONFIRMATIONS_A_DAY).map(|number| id_of(beginning, now, number)).collect();
    let made = desk.table.notices(store_id, &ids).await?;
    let free: Vec<&String> = ids.iter().filter(|id| made.iter().all(|notice| notice.id != **id)).collect();
    if free.is_empty() {
        tracing::info!(%store_id, "no link is mailed: the store has caused as many today as it may");
        return Ok(Requested::TooOften);
    }
    if !desk.table.note_address_mailed(address, purpose, pause, now).await?.is_done() {
        tracing::info!(%store_id, "no link is mailed: the address was mailed one just before");
        return Ok(Requested::TooSoon);
    }
    for id in free {
        let notice = Notice::new(id.clone(), store_id, address.to_owned(), content.clone(), now);
        if desk.table.insert_notice(&notice).await?.is_done() {
            return Ok(Requested::Now);
        }
    }
    Ok(Requested::TooOften)
}

/// The id of the `number`-th of a day: so there are no more of them, whoever asks at the same moment.
fn id_of(beginning: &str, now: Timestamp, number: usize) -> String {
    format!("{beginning}-{}-{number}", domain::time::date_text(now))
}
