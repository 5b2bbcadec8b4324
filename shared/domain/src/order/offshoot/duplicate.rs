//! Duplicating an order (orderdesk-app 3.4).

use jiff::Timestamp;

use super::{MAX_OFFSHOOTS, Offshoot, OffshootError, number_of, without_own};
use crate::{Event, Family, Identity, Order, StoreId};

/// A duplicate of `order`, which names it among its family: without shipments and data of its payment, with `-D` behind
/// its number, of today.
pub fn duplicate(order: &mut Order, store_id: StoreId, now: Timestamp) -> Result<Offshoot, OffshootError> {
    let count = order.family.duplicates.len();
    if count >= MAX_OFFSHOOTS {
        return Err(OffshootError::conflict(format!("An order is duplicated {MAX_OFFSHOOTS} times at most")));
    }
    let suffix = if count == 0 { "-D".to_owned() } else { format!("-D{}", count.saturating_add(1)) };
    let mut draft = order.clone();
    without_own(&mut draft);
    draft.source_id = number_of(order, &suffix);
    draft.date_added = now;
    draft.date_updated = now;
    draft.order_items.iter_mut().for_each(|item| item.original_item_id.clear());
    draft.family = Family { duplicate_of: Some(order.id), ..Family::default() };
    draft.mirror_family();
    let identity = Identity::Part(order.id, order.next_serial());
    order.family.duplicates.push(identity.order_id(store_id, 0));
    let note = format!("Duplicated from order {}", order.id);
    Ok(Offshoot { identity, draft, event: Event::OrderDuplicated, note })
}
