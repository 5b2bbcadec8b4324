//! The history of an inventory item's stock: a row for each change of it, in the item's partition.

use domain::time::whole_seconds;
use domain::{InventoryItem, Relative, StockCursor, StockHistory, StockLine, StockReason, StockRefusal, StoreId};
use jiff::Timestamp;

use super::read_item;
use crate::client::{Attributes, Consistency, Item, Key, NewItem, signed};
use crate::error::readable;
use crate::{Table, TableError, keys};

/// By how much the stock changed.
pub(super) const CHANGE: &str = "change";
/// Why nothing was moved of what was to be.
pub(super) const REFUSED: &str = "refused";
const REASON: &str = "reason";
const CODE: &str = "code";
const SOURCE: &str = "source_name";

/// What every line says.
pub(super) struct Line<'a> {
    pub(super) change: i64,
    pub(super) reason: StockReason,
    pub(super) code: &'a str,
}

impl Line<'_> {
    pub(super) fn item(&self, key: Key) -> NewItem {
        NewItem::at(key).signed(CHANGE, self.change).text(REASON, self.reason.name()).text(CODE, self.code)
    }
}

/// The line of an edit that made an item this, as this version of it.
pub(super) fn line_of_edit(
    store_id: StoreId,
    after: &InventoryItem,
    (version, change): (u64, i64),
    now: Timestamp,
) -> Result<Item, TableError> {
    let key = keys::stock_line(store_id, after.id, whole_seconds(now), &format!("E{version:08}"));
    let line = Line { change, reason: StockReason::Edited, code: &after.code };
    line.item(key).text(SOURCE, &after.update_source).sized()
}

impl Table {
    /// A page of the history of an item's stock, newest first; nothing where there is no such item. What the stock was
    /// behind each line is counted back from what it is now.
    pub async fn stock_history(
        &self,
        store_id: StoreId,
        id: u64,
        from: Option<&StockCursor>,
        limit: usize,
    ) -> Result<Option<StockHistory>, TableError> {
        let Some(found) = self.client.get(keys::inventory_item(store_id, id), Consistency::Strong).await? else {
            return Ok(None);
        };
        // Behind every line: its sort key begins with a digit of the year.
        let last = from.map_or_else(|| format!("{}~", keys::STOCK_LINE), |from| from.at.clone());
        let mut stock = match from {
            Some(from) => from.stock,
            None => read_item(&found)?.stock,
        };
        let partition = keys::inventory_partition(store_id, id);
        let mut rows =
            self.client.query_last_between(&partition, keys::STOCK_LINE, &last, limit.saturating_add(1)).await?;
        let behind = rows.split_off(limit.min(rows.len()));
        let lines = readable(rows.iter().map(|row| {
            let line = read_line(row, stock)?;
            stock = stock.saturating_sub(line.change);
            Ok(line)
        }));
        let next = behind.first().and_then(|row| row.text("sk"));
        Ok(Some(StockHistory { lines, next: next.map(|at| StockCursor { at: at.to_owned(), stock }) }))
    }
}

fn read_line(row: &Item, stock_after: i64) -> Result<StockLine, TableError> {
    let unreadable = || TableError::unreadable(row.place(), "it is no line of a stock's history");
    let (date_added, name) = row.text("sk").and_then(keys::read_stock_line).ok_or_else(unreadable)?;
    Ok(StockLine {
        date_added,
        change: signed(row, CHANGE).ok_or_else(unreadable)?,
        reason: row.text(REASON).and_then(StockReason::named).ok_or_else(unreadable)?,
        code: row.text(CODE).unwrap_or_default().to_owned(),
        order: order_of(name),
        source_name: row.text(SOURCE).unwrap_or_default().to_owned(),
        refused: row.text(REFUSED).and_then(StockRefusal::named),
        stock_after,
    })
}

/// The order that a movement of this name was made for.
fn order_of(name: &str) -> Option<Relative> {
    let mut parts = name.split('-');
    Some(Relative { store_id: parts.next()?.parse().ok()?, order_id: parts.next()?.parse().ok()? })
}
