//! How far something is that goes on step by step: a pickup, a connection. A row for each, beside its definition. Whoever
//! begins a run or a task, or has its next step done, wakes the function that queues it.

use domain::{ConnectionState, PickupState, StoreId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem};
use crate::{Image, Outcome, Table, TableError, keys};

/// How far something of a store is.
pub trait Progress: Serialize + DeserializeOwned + PartialEq {
    /// That of one that never began.
    fn new(store_id: StoreId, id: &str) -> Self;

    /// Whose it is.
    fn of(&self) -> (StoreId, &str);

    /// Whether a step of it is due.
    fn is_due(&self) -> bool;

    /// Where that of this id lies.
    #[doc(hidden)]
    fn key(store_id: StoreId, id: &str) -> ProgressKey;

    /// The sort key of every one of its kind.
    #[doc(hidden)]
    fn sort_key() -> &'static str;
}

/// A key, which only this crate can look into.
#[doc(hidden)]
#[derive(Debug, PartialEq, Eq)]
pub struct ProgressKey(Key);

impl Progress for PickupState {
    fn new(store_id: StoreId, id: &str) -> Self {
        Self::new(store_id, id)
    }

    fn of(&self) -> (StoreId, &str) {
        (self.store_id, &self.pickup_id)
    }

    fn is_due(&self) -> bool {
        self.is_open
    }

    fn key(store_id: StoreId, id: &str) -> ProgressKey {
        ProgressKey(keys::pickup_state(store_id, id))
    }

    fn sort_key() -> &'static str {
        keys::PICKUP_STATE
    }
}

impl Progress for ConnectionState {
    fn new(store_id: StoreId, id: &str) -> Self {
        Self::new(store_id, id)
    }

    fn of(&self) -> (StoreId, &str) {
        (self.store_id, &self.connection_id)
    }

    fn is_due(&self) -> bool {
        self.task.is_some()
    }

    fn key(store_id: StoreId, id: &str) -> ProgressKey {
        ProgressKey(keys::connection_state(store_id, id))
    }

    fn sort_key() -> &'static str {
        keys::CONNECTION_STATE
    }
}

/// Whether the step that is due is to be queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queued {
    /// It is.
    Now,
    /// It is being made just now, or was queued before.
    Before,
}

impl Table {
    /// How far something is, and its row's version; that of one that never began is 0.
    pub async fn progress<P: Progress>(&self, store_id: StoreId, id: &str) -> Result<(P, u64), TableError> {
        let item = self.client.get(P::key(store_id, id).0, Consistency::Strong).await?;
        match item.as_ref() {
            Some(item) => read(item),
            None => Ok((P::new(store_id, id), 0)),
        }
    }

    /// Writes how far something is as the version after `seen`, and has the step that is due queued where that is wanted;
    /// [`Outcome::Stale`] when it is no longer that version.
    pub async fn save_progress<P: Progress>(
        &self,
        progress: &P,
        seen: u64,
        queued: Queued,
    ) -> Result<Outcome<()>, TableError> {
        let condition = if seen == 0 { Condition::absent() } else { Condition::version_is(seen) };
        if self.client.put_if(item(progress, seen.saturating_add(1), queued)?, condition).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        // Only the answer of our write was lost when what is there is what we wrote.
        let (store_id, id) = progress.of();
        let (found, version) = self.progress::<P>(store_id, id).await?;
        let is_ours = found == *progress && version == seen.saturating_add(1);
        Ok(if is_ours { Outcome::Done(()) } else { Outcome::Stale })
    }

    /// Removes how far something is, with that.
    pub async fn remove_progress<P: Progress>(&self, store_id: StoreId, id: &str) -> Result<(), TableError> {
        self.client.remove_if(P::key(store_id, id).0, Condition::exists()).await.map(drop)
    }
}

impl Image {
    /// Whether it says how far something of this kind is.
    pub fn is_progress<P: Progress>(&self) -> bool {
        self.text("sk") == Some(P::sort_key())
    }

    /// Reads how far that is which a stream tells of.
    pub fn progress<P: Progress>(&self) -> Result<P, TableError> {
        read(self).map(|(progress, _)| progress)
    }
}

fn read<P: Progress>(attributes: &impl Attributes) -> Result<(P, u64), TableError> {
    Ok((attributes.body()?, attributes.version()?))
}

fn item<P: Progress>(progress: &P, version: u64, queued: Queued) -> Result<Item, TableError> {
    let (store_id, id) = progress.of();
    let item = NewItem::at(P::key(store_id, id).0).number("version", version);
    let item = if queued == Queued::Now && progress.is_due() { item.text("wake", "1") } else { item };
    item.body(progress)?.sized()
}

#[cfg(test)]
mod tests {
    use domain::ConnectionTask;
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn the_row_of_a_pickup_s_state_is_this() {
        let mut state = PickupState::new(StoreId::new(42).unwrap(), "1000000007");
        state.begin("2026-11-25T09:00:00Z".parse().unwrap());
        let row = item(&state, 1, Queued::Now).unwrap();
        assert_eq!((row.text("pk"), row.text("sk"), row.text("wake")), (Some("Y#42#1000000007"), Some("Y"), Some("1")));
        assert_eq!(read::<PickupState>(&row).unwrap(), (state.clone(), 1));
        assert_eq!(item(&state, 2, Queued::Before).unwrap().text("wake"), None);
        state.fail("2026-11-25T09:01:00Z".parse().unwrap(), "down", true);
        assert_eq!(item(&state, 3, Queued::Now).unwrap().text("wake"), None, "the run is over");
    }

    #[test]
    fn the_row_of_a_connection_s_state_is_this() {
        let now: Timestamp = "2026-11-29T09:00:00Z".parse().unwrap();
        let mut state = ConnectionState::new(StoreId::new(42).unwrap(), "1000000007");
        state.want(ConnectionTask::Test, now);
        let row = item(&state, 1, Queued::Now).unwrap();
        assert_eq!((row.text("pk"), row.text("sk"), row.text("wake")), (Some("Z#42#1000000007"), Some("Z"), Some("1")));
        assert_eq!(read::<ConnectionState>(&row).unwrap(), (state.clone(), 1));
        state.succeed(now);
        assert_eq!(item(&state, 2, Queued::Now).unwrap().text("wake"), None, "nothing is wanted");
    }
}
