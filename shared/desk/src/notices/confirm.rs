//! Asking whoever reads a store's `admin_email` to confirm it.

use domain::{MAX_CONFIRMATIONS_A_DAY, Notice, NoticeContent, Store, StoreId};
use jiff::{SignedDuration, Timestamp};
use table::TableError;

use crate::Desk;

/// An address is mailed such a link once within so long, whichever stores name it.
const PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// Makes the notice that asks for a confirmation of the store's address, unless it is confirmed, or the store, or the
/// address, has had as many as may be. Called again within an hour it makes none.
///
/// A crash between its two writes leaves an address that was not mailed and isn't for an hour; what asks next, a change
/// of settings or a mail that would go there, makes the notice then.
pub async fn request_confirmation(desk: &Desk, store: &Store, now: Timestamp) -> Result<(), TableError> {
    let address = &store.settings.admin_email;
    if address.is_empty() || store.settings.admin_email_confirmed {
        return Ok(());
    }
    let ids: Vec<String> = (0..MAX_CONFIRMATIONS_A_DAY).map(|number| id_of(now, number)).collect();
    let made = desk.table.notices(store.id, &ids).await?;
    let free: Vec<&String> = ids.iter().filter(|id| made.iter().all(|notice| notice.id != **id)).collect();
    if free.is_empty() {
        tracing::info!(store_id = %store.id, "no link is mailed: the store has caused as many today as it may");
        return Ok(());
    }
    if !desk.table.note_address_mailed(address, PAUSE, now).await?.is_done() {
        tracing::info!(store_id = %store.id, "no link is mailed: the address was mailed one within the hour");
        return Ok(());
    }
    for id in free {
        if desk.table.insert_notice(&notice(store.id, id, store, now)).await?.is_done() {
            return Ok(());
        }
    }
    Ok(())
}

/// The id of the `number`-th of a day: so there are no more of them, whoever asks at the same moment.
fn id_of(now: Timestamp, number: usize) -> String {
    format!("confirmation-{}-{number}", domain::time::date_text(now))
}

fn notice(store_id: StoreId, id: &str, store: &Store, now: Timestamp) -> Notice {
    let content = NoticeContent::AddressConfirmation { store_name: store.name.clone() };
    Notice::new(id.to_owned(), store_id, store.settings.admin_email.clone(), content, now)
}
