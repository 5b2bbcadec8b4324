//! How often a password, a code or a link may be tried. A slot of time has so many tries, for all processes together;
//! in two slots that meet there may be twice as many.

use domain::{Account, AccountId};
use futures_util::future::try_join;
use jiff::{SignedDuration, Timestamp};

use crate::{Desk, DeskError};

/// The slot of passwords and codes.
const SLOT: SignedDuration = SignedDuration::from_mins(10);

/// So many passwords of one address are tried in a slot.
const MAX_TRIES_OF_EMAIL: u64 = 10;

/// So many passwords and codes are tried from one network in a slot.
const MAX_TRIES_OF_NETWORK: u64 = 50;

/// So many codes of one account are tried in a slot.
const MAX_CODES: u64 = 10;

/// The slot of links.
const LINK_SLOT: SignedDuration = SignedDuration::from_hours(1);

/// So many links to a new password are made for one address in a slot.
const MAX_LINKS: u64 = 5;

/// Counts the try of a password; after how many seconds to come again, where there were too many.
pub(super) async fn try_password(
    desk: &Desk,
    email: &str,
    network: &str,
    now: Timestamp,
) -> Result<Option<u64>, DeskError> {
    let began = slot(now, SLOT);
    let email = format!("in#{}", Account::digest_of_email(email));
    let network = format!("in#{network}");
    let count = |what| Box::pin(desk.table.count_try(what, began, SLOT));
    let (of_email, of_network) = try_join(count(&email), count(&network)).await?;
    Ok(over(of_email > MAX_TRIES_OF_EMAIL || of_network > MAX_TRIES_OF_NETWORK, began, SLOT, now))
}

/// Counts the try of a code, in the same way.
pub(super) async fn try_code(
    desk: &Desk,
    id: AccountId,
    network: &str,
    now: Timestamp,
) -> Result<Option<u64>, DeskError> {
    let began = slot(now, SLOT);
    let (account, network) = (format!("code#{id}"), format!("in#{network}"));
    let count = |what| Box::pin(desk.table.count_try(what, began, SLOT));
    let (of_account, of_network) = try_join(count(&account), count(&network)).await?;
    Ok(over(of_account > MAX_CODES || of_network > MAX_TRIES_OF_NETWORK, began, SLOT, now))
}

/// Counts a link that is asked for by an address; whether one may be made.
pub(super) async fn may_have_link(desk: &Desk, email: &str, now: Timestamp) -> Result<bool, DeskError> {
    let what = format!("link#{}", Account::digest_of_email(email));
    let made = desk.table.count_try(&what, slot(now, LINK_SLOT), LINK_SLOT).await?;
    Ok(made <= MAX_LINKS)
}

/// When the slot of now began.
fn slot(now: Timestamp, length: SignedDuration) -> Timestamp {
    let (second, length) = (now.as_second(), length.as_secs());
    Timestamp::from_second(second.saturating_sub(second.rem_euclid(length))).unwrap_or(now)
}

/// How many seconds it is to the next slot, one at least, where there were too many tries in this one.
fn over(is_over: bool, began: Timestamp, length: SignedDuration, now: Timestamp) -> Option<u64> {
    let end = began.as_second().saturating_add(length.as_secs());
    is_over.then(|| u64::try_from(end.saturating_sub(now.as_second())).unwrap_or_default().max(1))
}
