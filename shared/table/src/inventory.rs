//! Inventory items. A row by id, and a row by code that says which id has it, so that a code is one item's.
//!
//! The code's row is written first. One whose item is not there, or has another code, is being written just now, or is
//! what a crash left behind: after a minute, who wants the code takes it over.
//!
//! Each claim has a number, which a claim of one's own code counts up. Who gives a code up, or takes it over, does so
//! under the condition that the claim is still the one that was read before the item was written: so whatever comes
//! between, a code that an item has is claimed by that item.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{InventoryItem, InventorySearch, MAX_INVENTORY_TEXT_LENGTH, StoreId, folded_code};
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem, Update};
use crate::error::readable;
use crate::search::{Filter, Lists, text};
use crate::{Outcome, Page, Table, TableError, keys};

/// A call ends well before so long; a code that is claimed longer without an item is nobody's.
const CLAIM_LASTS: SignedDuration = SignedDuration::from_mins(1);

/// Stands between name and code in the search text.
const SEPARATOR: char = '\u{1f}';

/// The attribute of the item that has a code.
const ITEM: &str = "item";

/// The attribute of a claim's number; a claim of before has none.
const CLAIM: &str = "claim";

/// Another item, of this id, has the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeTaken(pub u64);

/// A code that an item claims, as its row was read or written.
#[derive(Debug)]
struct Claim {
    key: Key,
    item: u64,
    number: Option<AttributeValue>,
}

impl Claim {
    fn read(found: &Item, key: Key) -> Self {
        Self { key, item: found.number(ITEM).unwrap_or_default(), number: found.get(CLAIM).cloned() }
    }

    /// The claim is still this one.
    fn is_still(&self) -> Condition {
        Condition::number_is(ITEM, self.item).and_unchanged(CLAIM, self.number.clone())
    }
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
            // Where it is there and is ours, only the answer of our write was lost.
            if self.client.insert(row(store_id, &item, 1)?).await?.is_done()
                || self.inventory_item(store_id, id).await?.is_some_and(|found| found == item)
            {
                return Ok(Outcome::Done(item));
            }
            // The id is another's. Where that claimed the code before, the claim is not ours to give up.
            if claim.number == Some(AttributeValue::N(number_of(now).to_string())) {
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
            let Some((before, seen)) = self.versioned_item(store_id, id).await? else {
                if let Some(claim) = claimed {
                    self.give_up(claim).await?;
                }
                return Ok(Outcome::Missing);
            };
            let after = change(&before);
            let (old, new) =
                (keys::inventory_code(store_id, &before.code), keys::inventory_code(store_id, &after.code));
            let has_new_code = old != new;
            // Read before the item is written: who gives the item this code again claims it anew, and it stays theirs.
            let mut left = None;
            if has_new_code {
                left = self.client.get(old.clone(), Consistency::Strong).await?.map(|found| Claim::read(&found, old));
                match self.claim_code(store_id, &after.code, id, now).await? {
                    Ok(claim) => claimed = Some(claim),
                    Err(taken) => return Ok(Outcome::Refused(taken)),
                }
            }
            let item = row(store_id, &after, seen.saturating_add(1))?;
            if self.client.put_if(item, Condition::version_is(seen)).await?.is_done() {
                if let Some(left) = left.filter(|left| left.item == id) {
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
                    let _ = self.client.remove_if(code, Condition::number_is(ITEM, id)).await?;
                }
                return Ok(Outcome::Done(()));
            }
            tries.again().await?;
        }
    }

    async fn versioned_item(&self, store_id: StoreId, id: u64) -> Result<Option<(InventoryItem, u64)>, TableError> {
        let found = self.client.get(keys::inventory_item(store_id, id), Consistency::Strong).await?;
        found.map(|found| Ok((found.body()?, found.version()?))).transpose()
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

    /// Notes that the item of this id has a code; the claim, or who has it.
    async fn claim_code(
        &self,
        store_id: StoreId,
        code: &str,
        id: u64,
        now: Timestamp,
    ) -> Result<Result<Claim, CodeTaken>, TableError> {
        let key = keys::inventory_code(store_id, code);
        let mut tries = self.client.tries();
        loop {
            let new = NewItem::at(key.clone()).number(ITEM, id).number("claimed_at", seconds(now));
            let new = new.number(CLAIM, number_of(now)).sized()?;
            let claim = Claim::read(&new, key.clone());
            let Outcome::Unchanged(found) = self.client.insert(new.clone()).await? else { return Ok(Ok(claim)) };
            let found = match found {
                Some(found) => Some(found),
                None => self.client.get(key.clone(), Consistency::Strong).await?,
            };
            if let Some(found) = found {
                let held = Claim::read(&found, key.clone());
                if held.item == id {
                    if let Some(claim) = self.claim_again(&held, now).await? {
                        return Ok(Ok(claim));
                    }
                } else if self.is_held(store_id, &held, &found, now).await? {
                    return Ok(Err(CodeTaken(held.item)));
                } else if self.client.put_if(new, held.is_still()).await?.is_done() {
                    return Ok(Ok(claim));
                }
            }
            tries.again().await?;
        }
    }

    /// Whether somebody has a code that is claimed: the item has it, or may be written with it just now.
    async fn is_held(&self, store_id: StoreId, held: &Claim, found: &Item, now: Timestamp) -> Result<bool, TableError> {
        let has_code = match self.inventory_item(store_id, held.item).await {
            Ok(item) => item.is_some_and(|item| keys::inventory_code(store_id, &item.code) == held.key),
            // An item that can't be read keeps its code until it is removed.
            Err(error) if error.is_unreadable() => true,
            Err(error) => return Err(error),
        };
        let since = found.number("claimed_at").unwrap_or_default();
        let lasts_to = since.saturating_add(CLAIM_LASTS.as_secs().unsigned_abs());
        Ok(has_code || seconds(now) < lasts_to)
    }

    /// Claims a code anew that the same item claims already, so that nobody who saw it before gives it up.
    async fn claim_again(&self, held: &Claim, now: Timestamp) -> Result<Option<Claim>, TableError> {
        let again = Update::of(held.key.clone()).set("claimed_at", now.as_second()).add(CLAIM, 1);
        let again = self.client.update(again.only_if(Condition::number_is(ITEM, held.item))).await?.done();
        Ok(again.map(|item| Claim::read(&item, held.key.clone())))
    }

    /// Lets go of a claim, unless it is another's or was made anew since.
    async fn give_up(&self, claim: Claim) -> Result<(), TableError> {
        let is_still = claim.is_still();
        self.client.remove_if(claim.key, is_still).await.map(drop)
    }
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

/// The number of a claim that is made now: no two of one code are the same, also when it was free in between.
fn number_of(now: Timestamp) -> u64 {
    u64::try_from(now.as_nanosecond()).unwrap_or_default()
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
