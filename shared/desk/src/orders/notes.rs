//! Notes that people write on an order.

use domain::{Note, OrderId, OrderPatch, Permission, StoreId};
use jiff::Timestamp;

use super::{SeenRow, change};
use crate::{Actor, Desk, DeskError};

/// Adds a note to an order, behind those that are there and without a look at them: whoever writes one need not be allowed to
/// edit orders. Its history says so, and "Note is Added" follows. One conditional write; a second call adds a second note.
pub async fn write_note(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    content: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<SeenRow, DeskError> {
    desk.needs(Permission::AddNotes)?;
    let content = content.trim();
    if content.is_empty() {
        return Err(DeskError::invalid("note", "is needed"));
    }
    let written = change(desk, store_id, order_id, now, |row| {
        let mut notes = row.order.order_notes.clone();
        notes.push(Note { date_added: now, username: by.name().to_owned(), content: content.to_owned() });
        let patch = OrderPatch::new(now).change("order_notes", |order| order.order_notes = notes);
        patch.apply(&mut row.order)?;
        row.history.push(by.line(now, "Note Added"));
        Ok(Some(()))
    });
    Ok(desk.see_changed(written.await?.0))
}
