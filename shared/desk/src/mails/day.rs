//! How many mails of its orders a store sends in a day.

use domain::{MAX_HOLD, Store};
use jiff::{SignedDuration, Timestamp};
use table::TableError;

use crate::Desk;
use crate::appointments::attempt::Later;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Counts one mail more; held back where the store sent as many today as it may.
pub(crate) async fn mail_turn(desk: &Desk, store: &Store, at: Timestamp) -> Result<Option<Later>, TableError> {
    let (day, max) = (day_of(at), store.settings.mails_per_day());
    if desk.table.count_mail(store.id, day).await? <= u64::from(max) {
        return Ok(None);
    }
    let wait = DAY - at.duration_since(day);
    Ok(Some(Later { wait, at_most: MAX_HOLD, why: format!("more than {max} mails a day") }))
}

/// When the day began that this moment lies in, in UTC.
fn day_of(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second.saturating_sub(second.rem_euclid(DAY.as_secs()))).unwrap_or(at)
}
