//! Where the notice of an order's shipments may go.

use domain::{NOTIFY_URL, Order, Store};
use guard::{host_of, is_listed};

use crate::DeskError;

/// Checks that a store that lists hosts for its notices lists the one of this order's address. An address that stays as
/// it was is let alone, so that an order from before the list can be edited: its notice is refused when it is due.
pub(crate) fn check(store: &Store, before: Option<&Order>, after: &Order) -> Result<(), DeskError> {
    let listed = &store.settings.notify_hosts;
    let Some(url) = after.notify_url().filter(|_| !listed.is_empty()) else { return Ok(()) };
    if before.and_then(Order::notify_url).is_some_and(|before| before == url) || may_go_to(&url, listed) {
        return Ok(());
    }
    let message = "must name one of the hosts in the store's setting notify_hosts";
    Err(DeskError::invalid(&format!("order_metadata.{NOTIFY_URL}"), message))
}

/// Whether a notice may go to this address: any, where no hosts are listed.
pub(crate) fn may_go_to(url: &str, listed: &[String]) -> bool {
    listed.is_empty() || host_of(url).is_some_and(|host| is_listed(&host, listed))
}
