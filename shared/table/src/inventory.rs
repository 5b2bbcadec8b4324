//! Inventory items. A row by id, and a row by code that says which id has it, so that a code is one item's.
//!
//! The code's row is written first. One whose item is not there, or has another code, is being written just now, or is
//! what a crash left behind: after a minute, who wants the code takes it over.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{InventoryItem, InventorySearch, StoreId};
use jiff::{SignedDuration, Timestamp};

use crate::item::{Attributes, Item, NewItem};
use crate::keys::{self, Key};
use crate::walk::{Sieve, Walk};
use crate::{Page, Table, TableError};

/// How often a change is tried against other changes of the same row.
const TRIES: u32 = 8;

/// A call ends well before so long; a code that is claimed longer without an item is nobody's.
const CLAIM_LASTS: SignedDuration = SignedDuration::from_mins(1);

/// Inventory items of one page, and how many there are in all.
pub type InventoryPage = Page<InventoryItem>;

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InventoryChange {
    /// It is done; this is the item now.
    Done(Box<InventoryItem>),
    /// There is no such item.
    Missing,
    /// Another item, of this id, has the code.
    CodeTaken(u64),
}

impl Table {
    /// Inserts an item, unless another has its code. `item` makes it of an id nobody has: `chance` brings numbers.
    pub async fn insert_inventory_item(
        &self,
        store: StoreId,
        code: &str,
        now: Timestamp,
        chance: impl Fn() -> u64,
        item: impl Fn(u64) -> InventoryItem,
    ) -> Result<InventoryChange, TableError> {
        for _ in 0..TRIES {
            let id = chance();
            if let Some(holder) = self.claim_code(store, code, id, now).await? {
                return Ok(InventoryChange::CodeTaken(holder));
            }
            let item = item(id);
            // Where it is there and is ours, only the answer of our write was lost.
            if self.insert_item(row(store, &item, 1)?).await?
                || self.inventory_item(store, id).await?.is_some_and(|found| found == item)
            {
                return Ok(InventoryChange::Done(Box::new(item)));
            }
            self.give_up_code(store, code, id).await?;
        }
        Err(TableError::Contended { tries: TRIES })
    }

    /// The item of this id.
    pub async fn inventory_item(&self, store: StoreId, id: u64) -> Result<Option<InventoryItem>, TableError> {
        let item = self.get(keys::inventory_item(store, id), true).await?;
        item.as_ref().map(Attributes::body).transpose()
    }

    /// Changes an item; a code it did not have is claimed first and the old one given up last.
    pub async fn change_inventory_item(
        &self,
        store: StoreId,
        id: u64,
        now: Timestamp,
        change: impl Fn(&InventoryItem) -> InventoryItem,
    ) -> Result<InventoryChange, TableError> {
        for _ in 0..TRIES {
            let Some(found) = self.get(keys::inventory_item(store, id), true).await? else {
                return Ok(InventoryChange::Missing);
            };
            let (before, seen): (InventoryItem, u64) = (found.body()?, found.version()?);
            let after = change(&before);
            let has_new_code = keys::inventory_code(store, &after.code) != keys::inventory_code(store, &before.code);
            if has_new_code && let Some(holder) = self.claim_code(store, &after.code, id, now).await? {
                return Ok(InventoryChange::CodeTaken(holder));
            }
            let put = self.put(row(store, &after, seen.saturating_add(1))?).condition_expression("version = :seen");
            let put = put.expression_attribute_values(":seen", AttributeValue::N(seen.to_string()));
            if self.put_if(put).await? {
                if has_new_code {
                    self.give_up_code(store, &before.code, id).await?;
                }
                return Ok(InventoryChange::Done(Box::new(after)));
            }
        }
        Err(TableError::Contended { tries: TRIES })
    }

    /// Removes an item; whether it was there.
    pub async fn remove_inventory_item(&self, store: StoreId, id: u64) -> Result<bool, TableError> {
        let Some(item) = self.inventory_item(store, id).await? else { return Ok(false) };
        self.remove(keys::inventory_item(store, id)).await?;
        self.give_up_code(store, &item.code, id).await?;
        Ok(true)
    }

    /// The items that have these codes, in their sequence, as they are now.
    pub async fn inventory_items_by_code(
        &self,
        store: StoreId,
        codes: &[String],
    ) -> Result<Vec<InventoryItem>, TableError> {
        let mut keys: Vec<Key> = codes.iter().map(|code| keys::inventory_code(store, code)).collect();
        keys.sort();
        keys.dedup();
        let claims = self.get_all(&keys, true).await?;
        let ids: Vec<Key> =
            claims.iter().filter_map(|claim| claim.number("item")).map(|id| keys::inventory_item(store, id)).collect();
        let items = self.get_all(&ids, true).await?;
        let mut items: Vec<InventoryItem> = items.iter().map(Attributes::body).collect::<Result<_, _>>()?;
        let place = |item: &InventoryItem| {
            codes.iter().position(|code| keys::inventory_code(store, code) == keys::inventory_code(store, &item.code))
        };
        items.retain(|item| place(item).is_some());
        items.sort_by_key(place);
        Ok(items)
    }

    /// The items that are looked for, newest first.
    pub async fn inventory_items(&self, store: StoreId, search: &InventorySearch) -> Result<InventoryPage, TableError> {
        if !search.codes.is_empty() {
            let mut rows = self.inventory_items_by_code(store, &search.codes).await?;
            rows.retain(|item| search.admits(item));
            let total = rows.len();
            return Ok(Page { rows: rows.into_iter().skip(search.offset).take(search.limit).collect(), total });
        }
        let lists = (0..keys::SHARDS).map(|shard| keys::inventory_list(store, shard)).collect();
        let sieve = search.text.as_ref().map(|text| Sieve {
            needles: vec![text.to_lowercase()],
            admits: Box::new(|finder: &str| Some(finder.contains(&text.to_lowercase()))),
        });
        let walk = Walk::through(keys::LISTED, lists).sifted(sieve);
        let (entries, total) = self.page_of(&walk, search.offset, search.limit).await?;
        let keys: Vec<Key> = entries.iter().map(|entry| entry.key.clone()).collect();
        let items = self.get_all(&keys, false).await?;
        let mut rows = items.iter().map(Attributes::body).collect::<Result<Vec<InventoryItem>, _>>()?;
        let place = |item: &InventoryItem| keys.iter().position(|key| *key == keys::inventory_item(store, item.id));
        rows.sort_by_key(place);
        Ok(Page { rows, total })
    }

    /// Notes that the item of this id has a code; nothing, or who has it.
    async fn claim_code(&self, store: StoreId, code: &str, id: u64, now: Timestamp) -> Result<Option<u64>, TableError> {
        let key = keys::inventory_code(store, code);
        let second = |at: Timestamp| u64::try_from(at.as_second()).unwrap_or_default();
        let claim = || NewItem::at(key.clone()).number("item", id).number("claimed_at", second(now)).sized();
        for _ in 0..TRIES {
            if self.insert_item(claim()?).await? {
                return Ok(None);
            }
            let Some(found) = self.get(key.clone(), true).await? else { continue };
            let (holder, since) = (found.number("item").unwrap_or_default(), found.number("claimed_at"));
            let lasts_to = since.unwrap_or_default().saturating_add(CLAIM_LASTS.as_secs().unsigned_abs());
            let held = self.inventory_item(store, holder).await?;
            let is_held = held.is_some_and(|item| keys::inventory_code(store, &item.code) == key);
            if holder == id || is_held || second(now) < lasts_to {
                return Ok((holder != id).then_some(holder));
            }
            let put = self.put(claim()?).condition_expression("#item = :holder");
            let put = put.expression_attribute_names("#item", "item");
            if self.put_if(put.expression_attribute_values(":holder", AttributeValue::N(holder.to_string()))).await? {
                return Ok(None);
            }
        }
        Err(TableError::Contended { tries: TRIES })
    }

    /// Lets go of a code that the item of this id no longer has.
    async fn give_up_code(&self, store: StoreId, code: &str, id: u64) -> Result<(), TableError> {
        let key = keys::inventory_code(store, code);
        match self.get(key.clone(), true).await?.and_then(|item| item.number("item")) {
            Some(holder) if holder == id => self.remove(key).await,
            _ => Ok(()),
        }
    }
}

fn row(store: StoreId, item: &InventoryItem, version: u64) -> Result<Item, TableError> {
    let finder = format!("{}\u{1f}{}", item.name, item.code).to_lowercase();
    NewItem::at(keys::inventory_item(store, item.id))
        .number("version", version)
        .text("listed_in", keys::inventory_list(store, item.id % keys::SHARDS))
        .text("listed_at", domain::time::text(item.date_added))
        .text("finder", finder)
        .body(item)?
        .sized()
}
