//! What becomes of orders once their file is delivered.

use domain::{Export, ExportFile, IdempotencyKey, MapPatch, OrderId, OrderPatch, Store, StoreId, body_digest, time};
use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use table::{OrderRow, Outcome, Relation};

use crate::orders::moved;
use crate::{Actor, Desk, DeskError};

/// So many orders are changed at once.
const MAX_AT_ONCE: usize = 8;

/// Of a name that somebody chose, so many characters are in a line of history.
const MAX_NAME_LENGTH: usize = 100;

/// What is the same for all orders of a file.
struct Settling<'a> {
    desk: &'a Desk,
    store: &'a Store,
    export: &'a Export,
    file: &'a ExportFile,
    delivered_at: Timestamp,
    now: Timestamp,
}

/// Tells the orders of a file that it is delivered. Each is told once, however often it is done; one that is gone is passed
/// over.
pub(super) async fn settle(
    desk: &Desk,
    store: &Store,
    (export, file): (&Export, &ExportFile),
    (delivered_at, now): (Timestamp, Timestamp),
) -> Result<(), DeskError> {
    let settling = &Settling { desk, store, export, file, delivered_at, now };
    // On the heap: all of them at once are large.
    let orders = file.order_ids.iter().map(|order_id| Box::pin(settling.one(*order_id)));
    let mut settled = stream::iter(orders).buffer_unordered(MAX_AT_ONCE);
    while let Some(one) = settled.next().await {
        one?;
    }
    Ok(())
}

impl Settling<'_> {
    async fn one(&self, order_id: OrderId) -> Result<(), DeskError> {
        let (store_id, number): (StoreId, _) = (self.store.id, self.file.export);
        let (key, what) = (format!("export\n{number}"), body_digest(&self.export.template.id));
        let sent = IdempotencyKey { key: &key, body_digest: &what };
        let changed = self.desk.table.change_order(store_id, order_id, self.now, |row| self.change(row, &sent));
        let why = match Box::pin(changed).await {
            Ok(Outcome::Refused(error)) => error,
            Ok(_) => return Ok(()),
            Err(error) if error.is_passing() => return Err(error.into()),
            Err(error) => error.into(),
        };
        // It has no room for it, or can't be read: that it was exported is noted beside it, so that no other export has it.
        tracing::error!(%store_id, %order_id, "an exported order could not be changed: {why}");
        Ok(self.desk.table.note_exported(store_id, order_id, &self.export.template.id, number).await?)
    }

    fn change(&self, row: &mut OrderRow, sent: &IdempotencyKey<'_>) -> Result<Option<()>, DeskError> {
        let (template, at) = (&self.export.template, time::text(self.delivered_at));
        let field = template.exported_field();
        // A row remembers the newest keys only; the date tells it for as long as nobody changes it.
        if row.done_by(sent) == Relation::Same || row.order.order_metadata.get(&field) == Some(&at) {
            return Ok(None);
        }
        row.note_done_by(sent);
        let mut patch = OrderPatch::new(self.now);
        patch.order_metadata = MapPatch { is_cleared: false, edits: vec![(field, Some(at))] };
        patch.apply(&mut row.order)?;
        let after = &template.after;
        if !after.tag_name.is_empty() {
            row.order.tag_name.clone_from(&after.tag_name);
        }
        let by = Actor::auto();
        if after.history_line {
            let name: String = self.file.name.chars().take(MAX_NAME_LENGTH).collect();
            let note = format!("Exported by {} in {name} (export {})", template.name, self.file.export);
            row.history.push(by.line(self.now, note));
        }
        // A folder that was removed since leaves the order where it is.
        if let Some(folder) = after.move_to_folder.and_then(|id| self.store.folder(id))
            && moved(row, folder).is_some()
        {
            row.history.push(by.line(self.now, format!("Order Moved to {} Folder", folder.name)));
        }
        Ok(Some(()))
    }
}
