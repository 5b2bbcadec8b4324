//! Inventory items (orderdesk-api 2.8).

mod kits;
mod low_stock;
mod shared;

use domain::{
    InventoryEntry, InventoryItem, InventorySearch, NewInventoryItem, Permission, StockCursor, StockHistory, Store,
    StoreId,
};
use jiff::Timestamp;
use table::{CodeTaken, Outcome, Page};

use crate::groups::in_groups;
use crate::{Desk, DeskError};

pub(crate) use low_stock::low_stock_notice;
pub(crate) use shared::{of_codes, owner};

/// An inventory item's id has ten digits; a client may hold it as a signed 32-bit number.
const IDS: std::ops::Range<u64> = 1_000_000_000..1 << 31;

const ITEM: &str = "Inventory item";

/// A page of the items that are looked for, newest first, or in the sequence of the codes that are looked for.
pub async fn search(
    desk: &Desk,
    store_id: StoreId,
    search: &InventorySearch,
) -> Result<Page<InventoryItem>, DeskError> {
    desk.needs(Permission::ViewInventory)?;
    let mut page = desk.table.inventory_items(store_id, search).await?;
    kits::count(desk, store_id, &mut page.rows).await?;
    Ok(page)
}

/// The item of this id.
pub async fn find(desk: &Desk, store_id: StoreId, id: u64) -> Result<InventoryItem, DeskError> {
    desk.needs_any(Permission::ViewInventory, &[Permission::ManageInventory])?;
    let item = desk.table.inventory_item(store_id, id).await?.ok_or(DeskError::NotFound(ITEM))?;
    counted(desk, store_id, item).await
}

/// The item, of a kit with the stock that its components allow.
async fn counted(desk: &Desk, store_id: StoreId, mut item: InventoryItem) -> Result<InventoryItem, DeskError> {
    kits::count(desk, store_id, std::slice::from_mut(&mut item)).await?;
    Ok(item)
}

/// A page of what became of an item's stock, newest first.
pub async fn stock_history(
    desk: &Desk,
    store_id: StoreId,
    id: u64,
    from: Option<&StockCursor>,
    limit: usize,
) -> Result<StockHistory, DeskError> {
    desk.needs_any(Permission::ViewInventory, &[Permission::ManageInventory])?;
    desk.table.stock_history(store_id, id, from, limit).await?.ok_or(DeskError::NotFound(ITEM))
}

/// Adds an item. A code that another item of the store has is refused.
pub async fn add(
    desk: &Desk,
    store_id: StoreId,
    new: &NewInventoryItem,
    now: Timestamp,
) -> Result<InventoryItem, DeskError> {
    desk.needs(Permission::ManageInventory)?;
    add_under(desk, store_id, new, || desk.chance.within(IDS), now).await
}

/// The ids that an item may get which a creation by this key makes, in the sequence in which they are tried.
#[cfg(feature = "imports")]
pub(crate) fn ids_of(store_id: StoreId, key: &domain::IdempotencyKey<'_>, probe: u32) -> u64 {
    key.id_within(IDS, &format!("{ITEM} of {store_id}"), probe)
}

/// Adds an item under one of these ids.
pub(crate) async fn add_under(
    desk: &Desk,
    store_id: StoreId,
    new: &NewInventoryItem,
    any_id: impl Fn() -> u64,
    now: Timestamp,
) -> Result<InventoryItem, DeskError> {
    check(new)?;
    kits::check(desk, store_id, new).await?;
    let added = desk.table.insert_inventory_item(store_id, new.code(), now, any_id, |id| new.item(id, now)).await?;
    counted(desk, store_id, item_of(added)?).await
}

/// Replaces an item as a whole; its id and when it was added stay.
pub async fn replace(
    desk: &Desk,
    store: &Store,
    id: u64,
    new: &NewInventoryItem,
    now: Timestamp,
) -> Result<InventoryItem, DeskError> {
    desk.needs(Permission::ManageInventory)?;
    check(new)?;
    kits::check(desk, store.id, new).await?;
    let replaced = Box::pin(change(desk, store, id, now, |before| new.replacing(before, now))).await?;
    counted(desk, store.id, replaced).await
}

/// Makes an item what `make` makes of it. The store's admin is mailed where its stock falls to the reorder level.
pub(crate) async fn change(
    desk: &Desk,
    store: &Store,
    id: u64,
    now: Timestamp,
    make: impl Fn(&InventoryItem) -> InventoryItem,
) -> Result<InventoryItem, DeskError> {
    let alert = |after: &InventoryItem, notice_id| low_stock_notice(store, after, after.stock, notice_id, now);
    item_of(desk.table.change_inventory_item(store.id, id, now, make, alert).await?)
}

/// Replaces many items, each by itself; those of one id come one after another.
pub async fn replace_all(
    desk: &Desk,
    store: &Store,
    entries: &[InventoryEntry],
    now: Timestamp,
) -> Vec<Result<InventoryItem, DeskError>> {
    in_groups(entries, |_, entry| entry.id, |_, entry| replace_entry(desk, store, entry, now)).await
}

async fn replace_entry(
    desk: &Desk,
    store: &Store,
    entry: &InventoryEntry,
    now: Timestamp,
) -> Result<InventoryItem, DeskError> {
    desk.needs(Permission::ManageInventory)?;
    let new = entry.item.as_ref().map_err(|problems| DeskError::Invalid(problems.clone()))?;
    let id = entry.id.ok_or_else(|| DeskError::invalid("id", "is needed"))?;
    replace(desk, store, id, new, now).await
}

/// Removes an item and gives up its code.
pub async fn remove(desk: &Desk, store_id: StoreId, id: u64) -> Result<(), DeskError> {
    desk.needs(Permission::ManageInventory)?;
    let removed = desk.table.remove_inventory_item(store_id, id).await?.done();
    removed.ok_or(DeskError::NotFound(ITEM))
}

/// Whoever makes an item without the API's JSON is told the same.
fn check(new: &NewInventoryItem) -> Result<(), DeskError> {
    let problems = new.check();
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

fn item_of(outcome: Outcome<InventoryItem, std::convert::Infallible, CodeTaken>) -> Result<InventoryItem, DeskError> {
    match outcome {
        Outcome::Done(item) => Ok(item),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ITEM)),
        Outcome::Refused(CodeTaken(id)) => {
            Err(DeskError::invalid("code", format!("inventory item {id} has this code; a code is one item's")))
        }
    }
}
