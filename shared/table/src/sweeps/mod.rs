//! Sweeps. Whoever writes one that goes on wakes the function that queues its next part.

mod exports;
mod imports;
mod orders;

use domain::{IdempotencyKey, SWEEP_KEPT_FOR, StoreId, Sweep, SweepId, SweepList};
use jiff::Timestamp;

use crate::client::{Attributes, Condition, Consistency, Item, NewItem};
use crate::creation::{Found, Made, Relation, relation_of};
use crate::{Image, Outcome, Table, TableError, keys};

pub use exports::ExportClaim;
pub use imports::NotedImport;
pub use orders::{Dates, ListPosition, SweptOrders};

impl Table {
    /// Inserts a sweep and has its first part queued, where there is one; [`Outcome::Unchanged`] brings what has its id.
    pub async fn insert_sweep(
        &self,
        sweep: &Sweep,
        made_by: Option<IdempotencyKey<'_>>,
    ) -> Result<Outcome<(), Found<Sweep>>, TableError> {
        match self.insert_made(item(sweep, made_by)?, made_by).await? {
            Made::Now => Ok(Outcome::Done(())),
            Made::Before(found, relation) => {
                let (value, version) = read(&found)?;
                Ok(Outcome::Unchanged(Found { value, version, relation }))
            }
        }
    }

    /// The sweep of this id as it is now, and its row's version.
    pub async fn sweep(&self, id: SweepId) -> Result<Option<(Sweep, u64)>, TableError> {
        let item = self.client.get(keys::sweep(id), Consistency::Strong).await?;
        item.as_ref().map(read).transpose()
    }

    /// The newest sweeps of a list of a store, or of the operator's, at most so many, the newest first; each with how it is related
    /// to a creation by this key.
    pub async fn newest_sweeps(
        &self,
        (store_id, list): (Option<StoreId>, SweepList),
        most: usize,
        sent: Option<&IdempotencyKey<'_>>,
    ) -> Result<Vec<Found<Sweep>>, TableError> {
        let items = self.client.query_last(&keys::sweep_partition(store_id, list), keys::SWEEP_NUMBERS, most).await?;
        let found = items.iter().map(|item| {
            let (value, version) = read(item)?;
            Ok(Found { value, version, relation: sent.map_or(Relation::Other, |sent| relation_of(item, sent)) })
        });
        found.collect()
    }

    /// The sweeps of a store's list that were asked for before the one of this number, or all of them, the newest first: at
    /// most so many.
    pub async fn sweeps_before(
        &self,
        (store_id, list): (StoreId, SweepList),
        before: Option<u64>,
        most: usize,
    ) -> Result<Vec<Sweep>, TableError> {
        let (from, to) = keys::sweeps_before(before);
        let items =
            self.client.query_last_between(&keys::sweep_partition(Some(store_id), list), &from, &to, most).await?;
        items.iter().map(|item| read(item).map(|(sweep, _)| sweep)).collect()
    }

    /// Writes a sweep as the version after `seen`, and has its next part queued where it goes on;
    /// [`Outcome::Stale`] when it is no longer that version.
    pub async fn save_sweep(&self, sweep: &Sweep, seen: u64) -> Result<Outcome<()>, TableError> {
        let key = keys::sweep(sweep.id);
        let Some(before) = self.client.get(key.clone(), Consistency::Strong).await? else {
            return Ok(Outcome::Stale);
        };
        let item = NewItem::of(before).without("wake").number("version", seen.saturating_add(1)).body(sweep)?;
        let item = if sweep.status.is_open() { item.text("wake", "1") } else { item };
        if self.client.put_if(item.sized()?, Condition::version_is(seen)).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        // Only the answer of our write was lost when what is there is what we wrote.
        let found = self.sweep(sweep.id).await?;
        Ok(if found.is_some_and(|(found, _)| found == *sweep) { Outcome::Done(()) } else { Outcome::Stale })
    }
}

impl Image {
    /// Whether it is a sweep.
    pub fn is_sweep(&self) -> bool {
        self.text("pk").is_some_and(|pk| pk.starts_with(keys::SWEEPS))
            && self.text("sk").is_some_and(|sk| sk.starts_with(keys::SWEEP_NUMBERS))
    }

    /// Reads the sweep a stream tells of.
    pub fn sweep(&self) -> Result<Sweep, TableError> {
        read(self).map(|(sweep, _)| sweep)
    }
}

fn read(attributes: &impl Attributes) -> Result<(Sweep, u64), TableError> {
    Ok((attributes.body()?, attributes.version()?))
}

impl NewItem {
    /// Is removed by itself, with all other rows of a sweep that was asked for then.
    fn expiring(self, added: Timestamp) -> Self {
        let ends_at = added.checked_add(SWEEP_KEPT_FOR).unwrap_or(added).as_second();
        self.number("expires_at", u64::try_from(ends_at).unwrap_or_default())
    }
}

/// The row of a new sweep.
fn item(sweep: &Sweep, made_by: Option<IdempotencyKey<'_>>) -> Result<Item, TableError> {
    let item = NewItem::at(keys::sweep(sweep.id)).number("version", 1);
    let item = if sweep.status.is_open() { item.text("wake", "1") } else { item };
    let item = if sweep.id.store_id.is_some() { item.expiring(sweep.date_added) } else { item };
    item.made_by(made_by).body(sweep)?.sized()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::SweepWork;

    #[test]
    fn the_row_of_a_sweep_is_this() {
        let id = SweepId { store_id: None, list: SweepList::Sweeps, number: 7 };
        let work = SweepWork::Repair { store_id: StoreId::new(42), older_than_seconds: 600 };
        let sweep = Sweep::new(id, work, Timestamp::UNIX_EPOCH);
        let item = item(&sweep, None).unwrap();
        assert_eq!((item.text("pk"), item.text("sk")), (Some("W#operator"), Some("000000000007")));
        assert_eq!(read(&item).unwrap(), (sweep, 1));
        let json: serde_json::Value = item.body().unwrap();
        let expected = r#"{"sweep":7,"work":{"kind":"repair","store_id":42,"older_than_seconds":600},"status":"waiting","date_added":"1970-01-01T00:00:00Z","date_updated":"1970-01-01T00:00:00Z"}"#;
        assert_eq!(json.to_string(), expected);
        let of_store = SweepId { store_id: StoreId::new(42), list: SweepList::Sweeps, number: 7 };
        assert_eq!(keys::sweep(of_store).pk, "W#42");
        assert_eq!(keys::sweep(SweepId { list: SweepList::Imports, ..of_store }).pk, "W#42#imports");
        assert_eq!(keys::sweep(SweepId { list: SweepList::Exports, ..of_store }).pk, "W#42#exports");
    }
}
