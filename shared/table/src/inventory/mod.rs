//! Inventory items. A row by id, and a row by code that says which id has it, so that a code is one item's (`codes.rs`).
//!
//! An item's stock is a number of its row beside the body, as movements add to it (`stock.rs`), and each change of it is a
//! row of its own (`history.rs`).

mod codes;
mod history;
mod stock;

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;

use domain::{AUTO, InventoryItem, InventorySearch, MAX_INVENTORY_TEXT_LENGTH, Notice, StoreId, folded_code};
use jiff::Timestamp;

use crate::claims::Claim;
use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem, Together, Write, signed};
use crate::error::readable;
use crate::notices::new_notice;
use crate::search::{Filter, Lists, text};
use crate::{Outcome, Page, Table, TableError, keys};

pub use codes::CodeTaken;
pub use stock::{LookedAtStock, MovementNumber, SeenStock, StockMovement};

/// Stands between name and code in the search text.
const SEPARATOR: char = '\u{1f}';

/// How many there are. Rows of before have it in their bodies alone.
const STOCK: &str = "stock";

/// When the stock was moved last, in seconds, since the item was written as a whole.
const MOVED_AT: &str = "moved_at";

/// What of an item is in its row.
#[derive(Debug, Clone)]
pub(crate) struct KeptItem {
    pub(crate) item: InventoryItem,
    pub(crate) version: u64,
}

impl KeptItem {
    fn read(found: &Item) -> Result<Self, TableError> {
        Ok(Self { item: read_item(found)?, version: found.version()? })
    }
}

/// An item, with its stock as movements left it.
fn read_item(found: &Item) -> Result<InventoryItem, TableError> {
    let mut item: InventoryItem = found.body()?;
    item.stock = signed(found, STOCK).unwrap_or(item.stock);
    if let Some(moved_at) = signed(found, MOVED_AT).and_then(|seconds| Timestamp::from_second(seconds).ok()) {
        AUTO.clone_into(&mut item.update_source);
        item.date_updated = moved_at;
    }
    Ok(item)
}

/// What becomes of a write that gives an item a code.
type Written = Outcome<InventoryItem, Infallible, CodeTaken>;

impl Table {
    /// Inserts an item, unless another has its code. `item` makes it of an id nobody has: `chance` brings numbers.
    pub async fn insert_inventory_item(
        &self,
        store_id: StoreId,
        code: &str,
        now: Timestamp,
        chance: impl Fn() -> u64,
        item: impl Fn(u64) -> InventoryItem,
    ) -> Result<Written, TableError> {
        let mut tries = self.client.tries();
        loop {
            let id = chance();
            let claim = match self.claim_code(store_id, code, id, now).await? {
                Ok(claim) => claim,
                Err(taken) => return Ok(Outcome::Refused(taken)),
            };
            let item = item(id);
            let new = row(store_id, &KeptItem { item: item.clone(), version: 1 })?;
            // Where it is there and is ours, only the answer of our write was lost.
            if self.client.insert(new).await?.is_done()
                || self.inventory_item(store_id, id).await?.is_some_and(|found| found == item)
            {
                return Ok(Outcome::Done(item));
            }
            // The id is another's. Where that claimed the code before, the claim is not ours to give up.
            if claim.is_of(now) {
                self.give_up(claim).await?;
            }
            tries.again().await?;
        }
    }

    /// The item of this id.
    pub async fn inventory_item(&self, store_id: StoreId, id: u64) -> Result<Option<InventoryItem>, TableError> {
        let item = self.client.get(keys::inventory_item(store_id, id), Consistency::Strong).await?;
        item.as_ref().map(read_item).transpose()
    }

    /// Changes an item; a code it did not have is claimed first and the old one given up last. Another stock is a line of
    /// its history, written with it, and so is the mail that `alert` makes where it falls to the reorder level, under an id
    /// that it is given.
    pub async fn change_inventory_item(
        &self,
        store_id: StoreId,
        id: u64,
        now: Timestamp,
        change: impl Fn(&InventoryItem) -> InventoryItem,
        alert: impl Fn(&InventoryItem, String) -> Option<Notice>,
    ) -> Result<Written, TableError> {
        let (mut tries, mut claimed) = (self.client.tries(), None);
        loop {
            let Some(kept) = self.kept_item(store_id, id).await? else {
                if let Some(claim) = claimed {
                    self.give_up(claim).await?;
                }
                return Ok(Outcome::Missing);
            };
            let before = &kept.item;
            let after = change(before);
            let (old, new) =
                (keys::inventory_code(store_id, &before.code), keys::inventory_code(store_id, &after.code));
            let has_new_code = old != new;
            // Read before the item is written: who gives the item this code again claims it anew, and it stays theirs.
            let mut left = None;
            if has_new_code {
                left = self.claim_at(old).await?;
                match self.claim_code(store_id, &after.code, id, now).await? {
                    Ok(claim) => claimed = Some(claim),
                    Err(taken) => return Ok(Outcome::Refused(taken)),
                }
            }
            let version = kept.version.saturating_add(1);
            let crosses = after.is_low_at().filter(|level| before.stock > *level && after.stock <= *level);
            let alert = crosses.and_then(|_| alert(&after, format!("low-stock-{id}-E{version:08}")));
            if self.put_changed(store_id, &kept, &after, alert.as_ref(), now).await? {
                if let Some(left) = left.filter(|left| left.owner == id) {
                    self.give_up(left).await?;
                }
                return Ok(Outcome::Done(after));
            }
            tries.again().await?;
        }
    }

    /// Removes an item, also one that can't be read.
    pub async fn remove_inventory_item(&self, store_id: StoreId, id: u64) -> Result<Outcome<()>, TableError> {
        let key = keys::inventory_item(store_id, id);
        let mut tries = self.client.tries();
        loop {
            let Some(found) = self.client.get(key.clone(), Consistency::Strong).await? else {
                return Ok(Outcome::Missing);
            };
            let seen = Condition::unchanged("version", found.get("version").cloned());
            if self.client.remove_if(key.clone(), seen).await?.is_done() {
                // Of one that can't be read, the search text still says which code it had.
                let searched = || found.text(text::ATTRIBUTE)?.split_once(SEPARATOR).map(|(_, code)| code.to_owned());
                let code = found.body().ok().map(|item: InventoryItem| item.code).or_else(searched);
                if let Some(code) = code.map(|code| keys::inventory_code(store_id, &code)) {
                    // The item is gone for good, so whichever claim of it this is, it is over. Taken over: not ours to
                    // remove.
                    let _ = self.client.remove_if(code, Claim::is_of_owner(id)).await?;
                }
                return Ok(Outcome::Done(()));
            }
            tries.again().await?;
        }
    }

    /// Writes what was made of an item as its next version, unless it is another by now; whether it was written.
    async fn put_changed(
        &self,
        store_id: StoreId,
        before: &KeptItem,
        after: &InventoryItem,
        alert: Option<&Notice>,
        now: Timestamp,
    ) -> Result<bool, TableError> {
        let version = before.version.saturating_add(1);
        let item = row(store_id, &KeptItem { item: after.clone(), version })?;
        let is_seen = Condition::version_is(before.version);
        let change = after.stock.saturating_sub(before.item.stock);
        if change == 0 {
            return Ok(self.client.put_if(item, is_seen).await?.is_done());
        }
        let line = history::line_of_edit(store_id, after, (version, change), now)?;
        let mut writes = vec![Write::Put(item, is_seen), Write::Put(line, Condition::absent())];
        if let Some(alert) = alert {
            writes.push(Write::Put(new_notice(alert)?, Condition::absent()));
        }
        Ok(matches!(self.client.write_together(writes).await?, Together::Done))
    }

    /// An item with its version. What a build of before may have begun is ended first.
    async fn kept_item(&self, store_id: StoreId, id: u64) -> Result<Option<KeptItem>, TableError> {
        let found = self.client.get(keys::inventory_item(store_id, id), Consistency::Strong).await?;
        let Some(found) = found else { return Ok(None) };
        self.note_old_movement(store_id, id, &found).await?;
        KeptItem::read(&found).map(Some)
    }

    /// The items that have these codes, in their sequence, as they are now.
    pub async fn inventory_items_by_code(
        &self,
        store_id: StoreId,
        codes: &[String],
    ) -> Result<Vec<InventoryItem>, TableError> {
        // No item has a longer code, and DynamoDB takes no key of any length.
        let codes = codes.iter().filter(|code| code.chars().count() <= MAX_INVENTORY_TEXT_LENGTH);
        let codes: Vec<String> = codes.map(|code| folded_code(code)).collect();
        let mut keys: Vec<Key> = codes.iter().map(|code| keys::inventory_code(store_id, code)).collect();
        keys.sort();
        keys.dedup();
        let claims = self.client.get_all(&keys, Consistency::Strong).await?;
        // An item whose code changes has two rows of codes for a moment.
        let ids: BTreeSet<u64> = claims.iter().filter_map(|claim| claim.number("item")).collect();
        let ids: Vec<Key> = ids.into_iter().map(|id| keys::inventory_item(store_id, id)).collect();
        let items = self.client.get_all(&ids, Consistency::Strong).await?;
        let mut items: Vec<InventoryItem> = readable(items.iter().map(read_item));
        let places: HashMap<&str, usize> =
            codes.iter().enumerate().rev().map(|(at, code)| (code.as_str(), at)).collect();
        let place = |item: &InventoryItem| places.get(folded_code(&item.code).as_str()).copied();
        items.retain(|item| place(item).is_some());
        items.sort_by_cached_key(place);
        Ok(items)
    }

    /// The items that are looked for, newest first.
    pub async fn inventory_items(
        &self,
        store_id: StoreId,
        search: &InventorySearch,
    ) -> Result<Page<InventoryItem>, TableError> {
        if let Some(codes) = &search.codes {
            let mut rows = self.inventory_items_by_code(store_id, codes).await?;
            rows.retain(|item| search.has_text(item));
            let total = rows.len();
            return Ok(Page { rows: rows.into_iter().skip(search.offset).take(search.limit).collect(), total });
        }
        let lists = (0..keys::SHARDS).map(|shard| keys::inventory_list(store_id, shard)).collect();
        let filter = search.text.as_ref().map(|wanted| {
            let wanted = wanted.to_lowercase();
            Filter::new(vec![wanted.clone()], move |text| Some(text.contains(&wanted)))
        });
        let lists = Lists::of(keys::LISTED, lists).filtered(filter);
        let (entries, total) = self.page_of(&lists, search.offset, search.limit).await?;
        let keys: Vec<Key> = entries.iter().map(|entry| entry.key.clone()).collect();
        let items = self.client.get_all(&keys, Consistency::Eventual).await?;
        let mut rows: Vec<InventoryItem> = readable(items.iter().map(read_item));
        let place = |item: &InventoryItem| keys.iter().position(|key| *key == keys::inventory_item(store_id, item.id));
        rows.sort_by_key(place);
        Ok(Page { rows, total })
    }
}

pub(crate) fn row(store_id: StoreId, kept: &KeptItem) -> Result<Item, TableError> {
    let KeptItem { item, version } = kept;
    let searched = format!("{}{SEPARATOR}{}", item.name, item.code).to_lowercase();
    NewItem::at(keys::inventory_item(store_id, item.id))
        .number("version", *version)
        .signed(STOCK, item.stock)
        .text("listed_in", keys::inventory_list(store_id, item.id % keys::SHARDS))
        .text("listed_at", domain::time::text(item.date_added))
        .text(text::ATTRIBUTE, searched)
        .body(item)?
        .sized()
}
