//! Inventory items. A row by id, and a row by code that says which id has it, so that a code is one item's (`codes.rs`).

mod codes;
mod stock;

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;

use domain::{InventoryItem, InventorySearch, MAX_INVENTORY_TEXT_LENGTH, StoreId, folded_code};
use jiff::Timestamp;

use crate::claims::Claim;
use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem};
use crate::error::readable;
use crate::search::{Filter, Lists, text};
use crate::{Outcome, Page, Table, TableError, keys};

pub use codes::CodeTaken;
pub use stock::StockMovement;

/// Stands between name and code in the search text.
const SEPARATOR: char = '\u{1f}';

/// The attribute of an item's row that names the movement by which its stock changed last.
const MOVED_BY: &str = "moved_by";

/// What of an item is in its row.
#[derive(Debug, Clone)]
pub(crate) struct KeptItem {
    pub(crate) item: InventoryItem,
    pub(crate) version: u64,
    /// The movement by which its stock changed last; see [`stock`]. It stays with every other change.
    pub(crate) moved_by: Option<String>,
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
            let new = row(store_id, &KeptItem { item: item.clone(), version: 1, moved_by: None })?;
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
        item.as_ref().map(Attributes::body).transpose()
    }

    /// Changes an item; a code it did not have is claimed first and the old one given up last.
    pub async fn change_inventory_item(
        &self,
        store_id: StoreId,
        id: u64,
        now: Timestamp,
        change: impl Fn(&InventoryItem) -> InventoryItem,
    ) -> Result<Written, TableError> {
        let (mut tries, mut claimed) = (self.client.tries(), None);
        loop {
            let Some(kept) = self.kept_item(store_id, id).await? else {
                if let Some(claim) = claimed {
                    self.give_up(claim).await?;
                }
                return Ok(Outcome::Missing);
            };
            let (before, seen) = (&kept.item, kept.version);
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
            let (item, version) = (after.clone(), seen.saturating_add(1));
            let item = row(store_id, &KeptItem { item, version, moved_by: kept.moved_by })?;
            if self.client.put_if(item, Condition::version_is(seen)).await?.is_done() {
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

    async fn kept_item(&self, store_id: StoreId, id: u64) -> Result<Option<KeptItem>, TableError> {
        let found = self.client.get(keys::inventory_item(store_id, id), Consistency::Strong).await?;
        let kept = |found: Item| {
            let moved_by = found.text(MOVED_BY).map(str::to_owned);
            Ok(KeptItem { item: found.body()?, version: found.version()?, moved_by })
        };
        found.map(kept).transpose()
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
        let mut items: Vec<InventoryItem> = readable(items.iter().map(Attributes::body));
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
        let mut rows: Vec<InventoryItem> = readable(items.iter().map(Attributes::body));
        let place = |item: &InventoryItem| keys.iter().position(|key| *key == keys::inventory_item(store_id, item.id));
        rows.sort_by_key(place);
        Ok(Page { rows, total })
    }
}

pub(crate) fn row(store_id: StoreId, kept: &KeptItem) -> Result<Item, TableError> {
    let KeptItem { item, version, moved_by } = kept;
    let searched = format!("{}{SEPARATOR}{}", item.name, item.code).to_lowercase();
    let row = NewItem::at(keys::inventory_item(store_id, item.id))
        .number("version", *version)
        .text("listed_in", keys::inventory_list(store_id, item.id % keys::SHARDS))
        .text("listed_at", domain::time::text(item.date_added))
        .text(text::ATTRIBUTE, searched)
        .body(item)?;
    match moved_by {
        Some(name) => row.text(MOVED_BY, name).sized(),
        None => row.sized(),
    }
}
