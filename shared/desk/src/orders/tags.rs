//! The tag of an order (orderdesk-app 4.5).

use std::convert::Infallible;

use domain::{Event, OrderId, Permission, StoreId, TAGS};
use jiff::Timestamp;
use table::{OrderRow, Outcome};

use super::{ORDER, SeenRow};
use crate::{Actor, Desk, DeskError};

/// Gives an order the tag of this name, or none: whoever may move orders may tag them, and need not be allowed to edit them.
/// Where it has that tag, nothing is written and no event follows; of a person "Order Details Changed" does, as by an edit.
pub async fn tag(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    tag_name: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<SeenRow, DeskError> {
    desk.needs(Permission::MoveOrders)?;
    let note = match TAGS.iter().find(|(_, known)| *known == tag_name) {
        Some((color, _)) => format!("Order Tagged {color}"),
        None if tag_name.is_empty() => "Tag Removed".to_owned(),
        None => return Err(DeskError::invalid("tag", "there is no such tag")),
    };
    let change = |row: &mut OrderRow| {
        if row.order.tag_name == tag_name {
            return Ok::<_, Infallible>(None);
        }
        tag_name.clone_into(&mut row.order.tag_name);
        if by.is_person() {
            row.events.push(Event::OrderDetailsChanged.into());
        }
        row.history.push(by.line(now, note.as_str()));
        Ok(Some(()))
    };
    match Box::pin(desk.change_order(store_id, order_id, now, change)).await? {
        Outcome::Done((row, ())) | Outcome::Unchanged(row) => Ok(desk.see_changed(row)),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}
