//! Who has a code.
//!
//! The code's row is written first. One whose item is not there, or has another code, is being written just now, or is
//! what a crash left behind: after a minute, who wants the code takes it over.
//!
//! Each claim has a number, which a claim of one's own code counts up. Who gives a code up, or takes it over, does so
//! under the condition that the claim is still the one that was read before the item was written: so whatever comes
//! between, a code that an item has is claimed by that item.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::StoreId;
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem, Update};
use crate::{Outcome, Table, TableError, keys};

/// A call ends well before so long; a code that is claimed longer without an item is nobody's.
const CLAIM_LASTS: SignedDuration = SignedDuration::from_mins(1);

/// The attribute of the item that has a code.
const ITEM: &str = "item";

/// The attribute of a claim's number; a claim of before has none.
const CLAIM: &str = "claim";

/// Another item, of this id, has the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeTaken(pub u64);

/// A code that an item claims, as its row was read or written.
#[derive(Debug)]
pub(super) struct Claim {
    key: Key,
    pub(super) item: u64,
    number: Option<AttributeValue>,
}

impl Claim {
    pub(super) fn read(found: &Item, key: Key) -> Self {
        Self { key, item: found.number(ITEM).unwrap_or_default(), number: found.get(CLAIM).cloned() }
    }

    /// Whether it was made at this moment, and not by the same item before.
    pub(super) fn is_of(&self, now: Timestamp) -> bool {
        self.number == Some(AttributeValue::N(number_of(now).to_string()))
    }

    /// The claim is one of this item, whichever.
    pub(super) fn is_of_item(id: u64) -> Condition {
        Condition::number_is(ITEM, id)
    }

    /// The claim is still this one.
    fn is_still(&self) -> Condition {
        Condition::number_is(ITEM, self.item).and_unchanged(CLAIM, self.number.clone())
    }
}

impl Table {
    /// Notes that the item of this id has a code; the claim, or who has it.
    pub(super) async fn claim_code(
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
    pub(super) async fn give_up(&self, claim: Claim) -> Result<(), TableError> {
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
