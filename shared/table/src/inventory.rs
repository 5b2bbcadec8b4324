//! Inventory items. A row by id, and a row by code that says which id has it, so that a code is one item's.
//!
//! The code's row is written first. One whose item is not there, or has another code, is being written just now, or is
//! what a crash left behind: after a minute, who wants the code takes it over.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;

use domain::{InventoryItem, InventorySearch, MAX_INVENTORY_TEXT_LENGTH, StoreId, folded_code};
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem, TRIES};
use crate::error::readable;
use crate::search::{Filter, Lists, text};
use crate::{Outcome, Page, Table, TableError, keys};

/// A call ends well before so long; a code that is claimed longer without an item is nobody's.
const CLAIM_LASTS: SignedDuration = SignedDuration::from_mins(1);

/// Stands between name and code in the search text.
const SEPARATOR: char = '\u{1f}';

/// Another item, of this id, has the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeTaken(pub u64);

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
        for _ in 0..TRIES {
            let id = chance();
            if let Some(holder) = self.claim_code(store_id, code, id, now).await? {
                return Ok(Outcome::Refused(CodeTaken(holder)));
            }
            let item = item(id);
            // Where it is there and is ours, only the answer of our write was lost.
            if self.client.insert(row(store_id, &item, 1)?).await?.is_done()
                || self.inventory_item(store_id, id).await?.is_some_and(|found| found == item)
            {
                return Ok(Outcome::Done(item));
            }
            self.give_up_code(store_id, code, id).await?;
        }
        Err(TableError::Contended { tries: TRIES })
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
        for _ in 0..TRIES {
            let Some(found) = self.client.get(keys::inventory_item(store_id, id), Consistency::Strong).await? else {
                return Ok(Outcome::Missing);
            };
            let (before, seen): (InventoryItem, u64) = (found.body()?, found.version()?);
            let after = change(&before);
            let has_new_code =
                keys::inventory_code(store_id, &after.code) != keys::inventory_code(store_id, &before.code);
            if has_new_code && let Some(holder) = self.claim_code(store_id, &after.code, id, now).await? {
                return Ok(Outcome::Refused(CodeTaken(holder)));
            }
            let item = row(store_id, &after, seen.saturating_add(1))?;
            if self.client.put_if(item, Condition::version_is(seen)).await?.is_done() {
                if has_new_code {
                    self.give_up_code(store_id, &before.code, id).await?;
                }
                return Ok(Outcome::Done(after));
            }
        }
        Err(TableError::Contended { tries: TRIES })
    }

    /// Removes an item, also one that can't be read.
    pub async fn remove_inventory_item(&self, store_id: StoreId, id: u64) -> Result<Outcome<()>, TableError> {
        let key = keys::inventory_item(store_id, id);
        let Some(found) = self.client.get(key.clone(), Consistency::Strong).await? else {
            return Ok(Outcome::Missing);
        };
        self.client.remove(key).await?;
        // Of one that can't be read, the search text still says which code it had.
        let searched = || found.text(text::ATTRIBUTE)?.split_once(SEPARATOR).map(|(_, code)| code.to_owned());
        let code = found.body().ok().map(|item: InventoryItem| item.code).or_else(searched);
        if let Some(code) = code {
            self.give_up_code(store_id, &code, id).await?;
        }
        Ok(Outcome::Done(()))
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

    /// Notes that the item of this id has a code; nothing, or who has it.
    async fn claim_code(
        &self,
        store_id: StoreId,
        code: &str,
        id: u64,
        now: Timestamp,
    ) -> Result<Option<u64>, TableError> {
        let key = keys::inventory_code(store_id, code);
        let second = |at: Timestamp| u64::try_from(at.as_second()).unwrap_or_default();
        let claim = || NewItem::at(key.clone()).number("item", id).number("claimed_at", second(now)).sized();
        for _ in 0..TRIES {
            if self.client.insert(claim()?).await?.is_done() {
                return Ok(None);
            }
            let Some(found) = self.client.get(key.clone(), Consistency::Strong).await? else { continue };
            let (holder, since) = (found.number("item").unwrap_or_default(), found.number("claimed_at"));
            let lasts_to = since.unwrap_or_default().saturating_add(CLAIM_LASTS.as_secs().unsigned_abs());
            let is_held = match self.inventory_item(store_id, holder).await {
                Ok(held) => held.is_some_and(|item| keys::inventory_code(store_id, &item.code) == key),
                // An item that can't be read keeps its code until it is removed.
                Err(error) if error.is_unreadable() => true,
                Err(error) => return Err(error),
            };
            if holder == id || is_held || second(now) < lasts_to {
                return Ok((holder != id).then_some(holder));
            }
            if self.client.put_if(claim()?, Condition::number_is("item", holder)).await?.is_done() {
                return Ok(None);
            }
        }
        Err(TableError::Contended { tries: TRIES })
    }

    /// Lets go of a code that the item of this id no longer has.
    async fn give_up_code(&self, store_id: StoreId, code: &str, id: u64) -> Result<(), TableError> {
        let key = keys::inventory_code(store_id, code);
        match self.client.get(key.clone(), Consistency::Strong).await?.and_then(|item| item.number("item")) {
            Some(holder) if holder == id => self.client.remove(key).await,
            _ => Ok(()),
        }
    }
}

pub(crate) fn row(store_id: StoreId, item: &InventoryItem, version: u64) -> Result<Item, TableError> {
    let searched = format!("{}{SEPARATOR}{}", item.name, item.code).to_lowercase();
    NewItem::at(keys::inventory_item(store_id, item.id))
        .number("version", version)
        .text("listed_in", keys::inventory_list(store_id, item.id % keys::SHARDS))
        .text("listed_at", domain::time::text(item.date_added))
        .text(text::ATTRIBUTE, searched)
        .body(item)?
        .sized()
}
