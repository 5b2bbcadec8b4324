//! Who has something that one has alone: in a store the code of an inventory item, the name of an import template; among all
//! stores an address that mails leave from.
//!
//! The claim's row is written first. One whose owner is not there, or has another code or name, is being written just
//! now, or is what a crash left behind: after a minute, who wants it takes it over.
//!
//! Each claim has a number, which a claim of the same owner counts up. Who gives one up, or takes it over, does so under
//! the condition that the claim is still the one that was read before the owner was written: so whatever comes between,
//! what an owner has is claimed by it.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem, Update};
use crate::{Outcome, Table, TableError};

/// A call ends well before so long; what is claimed longer without an owner that has it is nobody's.
const CLAIM_LASTS: SignedDuration = SignedDuration::from_mins(1);

/// The attribute of the owner's id.
const OWNER: &str = "item";

/// The attribute of a claim's number; a claim of before has none.
const CLAIM: &str = "claim";

/// What is claimed, as its row was read or written.
#[derive(Debug)]
pub(crate) struct Claim {
    key: Key,
    pub(crate) owner: u64,
    number: Option<AttributeValue>,
}

impl Claim {
    fn read(found: &Item, key: Key) -> Self {
        Self { key, owner: found.number(OWNER).unwrap_or_default(), number: found.get(CLAIM).cloned() }
    }

    /// Whether it was made at this moment, and not by the same owner before.
    pub(crate) fn is_of(&self, now: Timestamp) -> bool {
        self.number == Some(AttributeValue::N(number_of(now).to_string()))
    }

    /// The claim is one of this owner, whichever.
    pub(crate) fn is_of_owner(id: u64) -> Condition {
        Condition::number_is(OWNER, id)
    }

    /// The claim is still this one.
    fn is_still(&self) -> Condition {
        Condition::number_is(OWNER, self.owner).and_unchanged(CLAIM, self.number.clone())
    }
}

/// What became of a claim.
enum Claiming {
    /// It is the owner's.
    Done(Claim),
    /// Another owner claimed the same before.
    Held(Held),
}

/// A claim of another owner.
struct Held {
    claim: Claim,
    claimed_at: u64,
}

impl Held {
    /// Whether somebody has what is claimed: the owner has it, which the caller looked up, or may be written with it just
    /// now.
    fn stands(&self, has: Result<bool, TableError>, now: Timestamp) -> Result<bool, TableError> {
        let has = match has {
            // An owner that can't be read keeps what it claims until it is removed.
            Err(error) if error.is_unreadable() => true,
            has => has?,
        };
        let lasts_to = self.claimed_at.saturating_add(CLAIM_LASTS.as_secs().unsigned_abs());
        Ok(has || seconds(now) < lasts_to)
    }
}

impl Table {
    /// Notes that the owner of this id has what lies at `key`; the claim, or the id of another owner who has it. Whether one
    /// has it, `has` looks up by its id.
    pub(crate) async fn claim<F: Future<Output = Result<bool, TableError>>>(
        &self,
        key: Key,
        id: u64,
        now: Timestamp,
        has: impl Fn(u64) -> F,
    ) -> Result<Result<Claim, u64>, TableError> {
        let mut tries = self.client.tries();
        loop {
            let held = match self.claim_once(key.clone(), id, now).await? {
                Claiming::Done(claim) => return Ok(Ok(claim)),
                Claiming::Held(held) => held,
            };
            let other = held.claim.owner;
            if held.stands(has(other).await, now)? {
                return Ok(Err(other));
            }
            if let Some(claim) = self.take_over(held, id, now).await? {
                return Ok(Ok(claim));
            }
            tries.again().await?;
        }
    }

    /// Notes that the owner of this id has what lies at `key`, unless another claimed it: then it is to be looked whether
    /// that claim stands.
    async fn claim_once(&self, key: Key, id: u64, now: Timestamp) -> Result<Claiming, TableError> {
        let mut tries = self.client.tries();
        loop {
            let (new, claim) = new_claim(key.clone(), id, now)?;
            let Outcome::Unchanged(found) = self.client.insert(new).await? else { return Ok(Claiming::Done(claim)) };
            let found = match found {
                Some(found) => Some(found),
                None => self.client.get(key.clone(), Consistency::Strong).await?,
            };
            if let Some(found) = found {
                let claim = Claim::read(&found, key.clone());
                if claim.owner != id {
                    let claimed_at = found.number("claimed_at").unwrap_or_default();
                    return Ok(Claiming::Held(Held { claim, claimed_at }));
                }
                if let Some(claim) = self.claim_again(&claim, now).await? {
                    return Ok(Claiming::Done(claim));
                }
            }
            tries.again().await?;
        }
    }

    /// Puts a claim of the owner of this id in the place of one that does not stand; none where that is no longer there.
    async fn take_over(&self, held: Held, id: u64, now: Timestamp) -> Result<Option<Claim>, TableError> {
        let is_still = held.claim.is_still();
        let (new, claim) = new_claim(held.claim.key, id, now)?;
        Ok(self.client.put_if(new, is_still).await?.is_done().then_some(claim))
    }

    /// The claim of what lies at `key`, as it is now.
    pub(crate) async fn claim_at(&self, key: Key) -> Result<Option<Claim>, TableError> {
        let found = self.client.get(key.clone(), Consistency::Strong).await?;
        Ok(found.map(|found| Claim::read(&found, key)))
    }

    /// Claims anew what the same owner claims already, so that nobody who saw it before gives it up.
    async fn claim_again(&self, held: &Claim, now: Timestamp) -> Result<Option<Claim>, TableError> {
        let again = Update::of(held.key.clone()).set("claimed_at", now.as_second()).add(CLAIM, 1);
        let again = self.client.update(again.only_if(Condition::number_is(OWNER, held.owner))).await?.done();
        Ok(again.map(|item| Claim::read(&item, held.key.clone())))
    }

    /// Lets go of a claim, unless it is another's or was made anew since.
    pub(crate) async fn give_up(&self, claim: Claim) -> Result<(), TableError> {
        let is_still = claim.is_still();
        self.client.remove_if(claim.key, is_still).await.map(drop)
    }
}

/// The row of a claim that is made now, and what is read of it.
fn new_claim(key: Key, id: u64, now: Timestamp) -> Result<(Item, Claim), TableError> {
    let new = NewItem::at(key.clone()).number(OWNER, id).number("claimed_at", seconds(now));
    let new = new.number(CLAIM, number_of(now)).sized()?;
    let claim = Claim::read(&new, key);
    Ok((new, claim))
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

/// The number of a claim that is made now: no two of one thing are the same, also when it was free in between.
fn number_of(now: Timestamp) -> u64 {
    u64::try_from(now.as_nanosecond()).unwrap_or_default()
}
