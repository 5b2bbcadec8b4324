//! How far pickups are: a row for each beside its definition. Whoever begins a run, or a look of it, wakes the function that
//! queues it.

use domain::{PickupState, StoreId};

use crate::client::{Attributes, Condition, Consistency, Item, NewItem};
use crate::{Image, Outcome, Table, TableError, keys};

/// Whether the look that is due is to be queued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queued {
    /// It is.
    Now,
    /// It is being made just now.
    Before,
}

impl Table {
    /// How far a pickup is, and its row's version; that of one that never ran is 0.
    pub async fn pickup_state(&self, store_id: StoreId, id: &str) -> Result<(PickupState, u64), TableError> {
        let item = self.client.get(keys::pickup_state(store_id, id), Consistency::Strong).await?;
        match item.as_ref() {
            Some(item) => read(item),
            None => Ok((PickupState::new(store_id, id), 0)),
        }
    }

    /// Writes how far a pickup is as the version after `seen`, and has the look that is due queued where that is wanted;
    /// [`Outcome::Stale`] when it is no longer that version.
    pub async fn save_pickup_state(
        &self,
        state: &PickupState,
        seen: u64,
        queued: Queued,
    ) -> Result<Outcome<()>, TableError> {
        let condition = if seen == 0 { Condition::absent() } else { Condition::version_is(seen) };
        if self.client.put_if(item(state, seen.saturating_add(1), queued)?, condition).await?.is_done() {
            return Ok(Outcome::Done(()));
        }
        // Only the answer of our write was lost when what is there is what we wrote.
        let (found, version) = self.pickup_state(state.store_id, &state.pickup_id).await?;
        let is_ours = found == *state && version == seen.saturating_add(1);
        Ok(if is_ours { Outcome::Done(()) } else { Outcome::Stale })
    }

    /// Removes how far a pickup is, with the pickup.
    pub async fn remove_pickup_state(&self, store_id: StoreId, id: &str) -> Result<(), TableError> {
        self.client.remove_if(keys::pickup_state(store_id, id), Condition::exists()).await.map(drop)
    }
}

impl Image {
    /// Whether it says how far a pickup is.
    pub fn is_pickup_state(&self) -> bool {
        self.text("sk") == Some(keys::PICKUP_STATE)
    }

    /// Reads how far the pickup is that a stream tells of.
    pub fn pickup_state(&self) -> Result<PickupState, TableError> {
        read(self).map(|(state, _)| state)
    }
}

fn read(attributes: &impl Attributes) -> Result<(PickupState, u64), TableError> {
    Ok((attributes.body()?, attributes.version()?))
}

fn item(state: &PickupState, version: u64, queued: Queued) -> Result<Item, TableError> {
    let item = NewItem::at(keys::pickup_state(state.store_id, &state.pickup_id)).number("version", version);
    let item = if queued == Queued::Now && state.is_open { item.text("wake", "1") } else { item };
    item.body(state)?.sized()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_of_a_pickup_s_state_is_this() {
        let mut state = PickupState::new(StoreId::new(42).unwrap(), "1000000007");
        state.begin("2026-11-25T09:00:00Z".parse().unwrap());
        let row = item(&state, 1, Queued::Now).unwrap();
        assert_eq!((row.text("pk"), row.text("sk"), row.text("wake")), (Some("Y#42#1000000007"), Some("Y"), Some("1")));
        assert_eq!(read(&row).unwrap(), (state.clone(), 1));
        assert_eq!(item(&state, 2, Queued::Before).unwrap().text("wake"), None);
        state.fail("2026-11-25T09:01:00Z".parse().unwrap(), "down", true);
        assert_eq!(item(&state, 3, Queued::Now).unwrap().text("wake"), None, "the run is over");
    }
}
