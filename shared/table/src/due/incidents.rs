//! Incidents of a store, gathered in one row of the due list for each quarter hour.

use domain::{DueKind, GatheredIncidents, Incident, StoreId};
use jiff::Timestamp;

use super::{CLAIMED_UNTIL, DueRow, VERSION};
use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Update};
use crate::{Outcome, Table, TableError, keys};

/// How many incidents there are beside those in the body.
const MORE: &str = "more";

/// The row is being carried out: what comes now is for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed;

impl Table {
    /// Notes an incident among those of its store that are due at `due_at`; [`Outcome::Unchanged`] where it is noted
    /// already, [`Outcome::Refused`] where they are being carried out. Of those that are only counted nobody knows
    /// whether they were counted before.
    pub async fn note_incident(
        &self,
        store_id: StoreId,
        incident: &Incident,
        due_at: Timestamp,
    ) -> Result<Outcome<(), (), Claimed>, TableError> {
        let key = keys::due(store_id.number() % keys::SHARDS, due_at, &DueKind::Incidents, &store_id.to_string());
        let mut tries = self.client.tries();
        loop {
            let Some(item) = self.client.get(key.clone(), Consistency::Strong).await? else {
                let first = GatheredIncidents { detailed: vec![incident.clone()], more: 0 };
                let item = NewItem::at(key.clone()).number(VERSION, 1).body(&first)?.sized()?;
                if self.client.insert(item).await?.is_done() {
                    return Ok(Outcome::Done(()));
                }
                tries.again().await?;
                continue;
            };
            if item.number(CLAIMED_UNTIL).is_some() {
                return Ok(Outcome::Refused(Claimed));
            }
            let mut gathered: GatheredIncidents = item.body()?;
            if gathered.has(incident) {
                return Ok(Outcome::Unchanged(()));
            }
            let update = if gathered.is_full() {
                let unclaimed = Condition::exists().and_unchanged(CLAIMED_UNTIL, None);
                Update::of(key.clone()).add(MORE, 1).only_if(unclaimed)
            } else {
                let seen = item.version()?;
                gathered.detailed.push(incident.clone());
                let item = NewItem::at(key.clone()).number(VERSION, seen.saturating_add(1)).body(&gathered)?.sized()?;
                Update::of(key.clone()).set_all(item).only_if(Condition::version_is(seen))
            };
            if self.client.update(update).await?.is_done() {
                return Ok(Outcome::Done(()));
            }
            tries.again().await?;
        }
    }
}

impl DueRow {
    /// The incidents it holds.
    pub fn incidents(&self) -> Result<GatheredIncidents, TableError> {
        incidents_of(&self.item)
    }
}

fn incidents_of(item: &Item) -> Result<GatheredIncidents, TableError> {
    Ok(GatheredIncidents { more: item.number(MORE).unwrap_or_default(), ..item.body()? })
}
