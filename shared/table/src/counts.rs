//! How many keys and rules a store has: attributes of its row, counted by conditional additions, so that of many who add
//! one at once no more get through than there is room for.
//!
//! A crash between a row and its count leaves the count off. One that is too high is set right when it stands in the way
//! and nothing was counted for a minute, which is longer than any call lasts; so is one that was never counted.

use domain::{Store, StoreId};
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, Item, Update};
use crate::stores::{REVISION, read_store};
use crate::{Outcome, Table, TableError, keys};

/// When a key or a rule was last added, in seconds.
const COUNTED_AT: &str = "counted_at";

/// A call ends well before so long, and so what it counts agrees with what it wrote.
const CALL_ENDS: SignedDuration = SignedDuration::from_mins(1);

/// How often a revision is counted up where the table does not answer, beyond the SDK's own tries.
const MAX_REVISION_TRIES: u32 = 3;

/// What a store has a limited number of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// API keys. Each is counted before it is written.
    Keys,
    /// Rules. Each is counted when it is there, by the addition that makes it known.
    Rules,
}

impl Counted {
    /// The attribute of its count.
    pub(crate) const fn attribute(self) -> &'static str {
        match self {
            Self::Keys => "key_count",
            Self::Rules => "rule_count",
        }
    }

    const fn prefix(self) -> &'static str {
        match self {
            Self::Keys => keys::API_KEY,
            Self::Rules => keys::RULE,
        }
    }

    /// How many of those that are added now are not there yet.
    const fn to_come(self) -> usize {
        match self {
            Self::Keys => 1,
            Self::Rules => 0,
        }
    }

    /// Adds to its count; a rule's also makes the change known.
    fn add(self, store_id: StoreId, by: i8) -> Update {
        let update = Update::of(keys::store(store_id)).add(self.attribute(), by);
        match self {
            Self::Keys => update,
            Self::Rules => update.add(REVISION, 1),
        }
    }
}

impl Table {
    /// Counts one more; [`Outcome::Done`] brings the store as it is now, [`Outcome::Refused`] says that there are `max`.
    pub async fn count_up(
        &self,
        store_id: StoreId,
        counted: Counted,
        max: usize,
        now: Timestamp,
    ) -> Result<Outcome<Store, std::convert::Infallible, ()>, TableError> {
        let (attribute, limit) = (counted.attribute(), u64::try_from(max).unwrap_or(u64::MAX));
        let mut tries = self.client.tries();
        loop {
            let update = counted.add(store_id, 1).set(COUNTED_AT, now.as_second());
            let update = update.only_if(Condition::number_is_under(attribute, limit));
            if let Outcome::Done(item) = self.client.update(update).await? {
                return Ok(Outcome::Done(read_store(&item)?));
            }
            let found = self.client.get(keys::store(store_id), Consistency::Strong).await?;
            let Some(store) = found else { return Ok(Outcome::Missing) };
            match store.number(attribute) {
                Some(count) if count >= limit && !is_quiet(&store, now) => return Ok(Outcome::Refused(())),
                Some(count) if count < limit => {}
                _ => {
                    let there = self.client.query_prefix(&keys::store_partition(store_id), counted.prefix()).await?;
                    let total = there.len().saturating_add(counted.to_come());
                    if total > max {
                        return Ok(Outcome::Refused(()));
                    }
                    if let Some(store) = self.recount(&store, store_id, counted, total, now).await? {
                        return Ok(Outcome::Done(store));
                    }
                }
            }
            tries.again().await?;
        }
    }

    /// Sets a count to what was found, unless it changed since.
    async fn recount(
        &self,
        seen: &Item,
        store_id: StoreId,
        counted: Counted,
        total: usize,
        now: Timestamp,
    ) -> Result<Option<Store>, TableError> {
        let total = i128::try_from(total).unwrap_or(i128::MAX);
        let set = Update::of(keys::store(store_id)).set(counted.attribute(), total).set(COUNTED_AT, now.as_second());
        let set = if counted == Counted::Rules { set.add(REVISION, 1) } else { set };
        let same = Condition::unchanged(counted.attribute(), seen.get(counted.attribute()).cloned());
        self.client.update(set.only_if(same)).await?.done().as_ref().map(read_store).transpose()
    }

    /// Says how many rules a store has whose rules were put there one by one, and makes them known.
    pub async fn count_copied_rules(&self, store_id: StoreId, total: usize, now: Timestamp) -> Result<(), TableError> {
        let total = i128::try_from(total).unwrap_or(i128::MAX);
        let set = Update::of(keys::store(store_id)).set(Counted::Rules.attribute(), total);
        let set = set.set(COUNTED_AT, now.as_second()).add(REVISION, 1).only_if(Condition::exists());
        self.client.update(set).await.map(drop)
    }

    /// Counts one less.
    pub async fn count_down(&self, store_id: StoreId, counted: Counted) -> Result<(), TableError> {
        self.client.update(counted.add(store_id, -1).only_if(Condition::exists())).await.map(drop)
    }

    /// Counts up the revision of a store's rules, so that warm functions read them again; the store as it is now. What
    /// is counted here is written already: tried on for a while where the table does not answer.
    pub(crate) async fn count_revision(&self, store_id: StoreId) -> Result<Option<Store>, TableError> {
        let mut tries = self.client.tries();
        for left in (0..=MAX_REVISION_TRIES).rev() {
            let update = Update::of(keys::store(store_id)).add(REVISION, 1).only_if(Condition::exists());
            match self.client.update(update).await {
                Ok(counted) => return counted.done().as_ref().map(read_store).transpose(),
                Err(error) if left == 0 || !error.is_passing() => return Err(error),
                Err(_) => tries.again().await?,
            }
        }
        Ok(None)
    }
}

/// Whether whoever counted last is done.
fn is_quiet(store: &Item, now: Timestamp) -> bool {
    let last = store.number(COUNTED_AT).unwrap_or_default();
    let now = u64::try_from(now.as_second()).unwrap_or_default();
    now.saturating_sub(last) >= CALL_ENDS.as_secs().unsigned_abs()
}
