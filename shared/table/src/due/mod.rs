//! The due list: rows sorted by when they are due, spread over a few keys.
//!
//! Whoever carries a row out claims it first, by a conditional write that counts up its version, and for longer than a
//! function may run; then removes it, if it is still the one that was claimed. What crashed in between comes again when
//! the claim is over. A row that can't be carried out is put off: it stays where it lies, with a later claim.

mod incidents;

use domain::{DueKind, StoreId};
use jiff::Timestamp;

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem, Update};
use crate::error::readable_one;
use crate::{Outcome, Table, TableError, keys};

pub use incidents::Claimed;

/// Until when the row is somebody's, in seconds.
const CLAIMED_UNTIL: &str = "claimed_until";
/// How often it was claimed.
const CLAIMS: &str = "claims";
const VERSION: &str = "version";

/// So many rows are read at once.
const PAGE: i32 = 50;

/// The lists that rows of the due list are spread over.
pub const DUE_LISTS: u64 = keys::SHARDS;

/// A row of the due list.
#[derive(Debug, Clone)]
pub struct DueRow {
    /// When it is due.
    pub due_at: Timestamp,
    /// What it is about.
    pub kind: DueKind,
    /// Which of that kind.
    pub key: String,
    /// How often it was claimed.
    pub claims: u64,
    claimed_until: Option<u64>,
    version: u64,
    at: Key,
    item: Item,
}

impl DueRow {
    fn read(item: Item) -> Result<Self, TableError> {
        let read = || {
            let at = item.key()?;
            let (due_at, kind, key) = keys::read_due(&at.sk)?;
            let (kind, key) = (DueKind::named(kind), key.to_owned());
            Some((at, due_at, kind, key))
        };
        let (at, due_at, kind, key) =
            read().ok_or_else(|| TableError::unreadable(item.place(), "it has no such key"))?;
        let (claims, version) = (item.number(CLAIMS).unwrap_or_default(), item.version()?);
        Ok(Self { due_at, kind, key, claims, claimed_until: item.number(CLAIMED_UNTIL), version, at, item })
    }

    /// Whether somebody else carries it out just now, or it was put off.
    pub fn is_claimed(&self, now: Timestamp) -> bool {
        let now = u64::try_from(now.as_second()).unwrap_or_default();
        self.claimed_until.is_some_and(|until| now < until)
    }

    /// Where it lies, for messages.
    pub fn place(&self) -> String {
        self.item.place()
    }
}

/// A page of a list of the due list.
#[derive(Debug)]
pub struct DuePage {
    /// The rows that can be read, what was due first in front. One that can't is named in the log.
    pub rows: Vec<DueRow>,
    /// Where the next page begins; nothing behind the last.
    pub next: Option<String>,
}

impl Table {
    /// What is due by `now` in one of the [`DUE_LISTS`], claimed or not, a page from `from` on.
    pub async fn due(&self, list: u64, now: Timestamp, from: Option<&str>) -> Result<DuePage, TableError> {
        let (partition, from, to) = (keys::due_list(list), from.unwrap_or(" "), keys::due_by(now));
        let items = self.client.query_first(&partition, from, &to, PAGE, Consistency::Eventual).await?;
        // The least key behind the last one.
        let next = items.last().and_then(|item| item.text("sk")).map(|last| format!("{last}\0"));
        Ok(DuePage { rows: items.into_iter().map(DueRow::read).filter_map(readable_one).collect(), next })
    }

    /// Has something of a store carried out at a moment; [`Outcome::Unchanged`] where it is to be already.
    pub async fn insert_due(
        &self,
        store_id: StoreId,
        due_at: Timestamp,
        kind: &DueKind,
        key: &str,
    ) -> Result<Outcome<(), ()>, TableError> {
        let key = keys::due(store_id.number() % keys::SHARDS, due_at, kind, key);
        let inserted = self.client.insert(NewItem::at(key).number(VERSION, 1).sized()?).await?;
        Ok(if inserted.is_done() { Outcome::Done(()) } else { Outcome::Unchanged(()) })
    }

    /// Claims a row until `until`; [`Outcome::Stale`] where another was first. [`Outcome::Done`] brings it as it is now,
    /// which it stays: nothing is noted in a claimed row any more.
    pub async fn claim_due(&self, row: &DueRow, until: Timestamp) -> Result<Outcome<DueRow>, TableError> {
        let update = Update::of(row.at.clone())
            .set(VERSION, row.version.saturating_add(1))
            .set(CLAIMED_UNTIL, until.as_second())
            .add(CLAIMS, 1);
        match self.client.update(update.only_if(Condition::version_is(row.version))).await? {
            Outcome::Done(item) => Ok(Outcome::Done(DueRow::read(item)?)),
            _ => Ok(Outcome::Stale),
        }
    }

    /// Removes a row that was carried out; [`Outcome::Stale`] where it is no longer ours.
    pub async fn remove_due(&self, claimed: &DueRow) -> Result<Outcome<()>, TableError> {
        self.client.remove_if(claimed.at.clone(), Condition::version_is(claimed.version)).await
    }

    /// Puts off a row that could not be carried out; [`Outcome::Stale`] where it is no longer ours.
    pub async fn put_off_due(&self, claimed: &DueRow, until: Timestamp) -> Result<Outcome<()>, TableError> {
        let update = Update::of(claimed.at.clone()).set(CLAIMED_UNTIL, until.as_second());
        let update = update.only_if(Condition::version_is(claimed.version));
        Ok(self.client.update(update).await?.map(drop))
    }
}
