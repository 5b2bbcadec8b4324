//! Which import a file is, so that none is imported twice however often its event comes.

use domain::{StoreId, SweepId};
use jiff::{SignedDuration, Timestamp};

use crate::client::{Attributes, Condition, Consistency, NewItem};
use crate::{Outcome, Table, TableError, keys};

/// How long it is known that a file is imported: a day less than the import itself is, so that a file that is known has
/// its import. S3 repeats an event within hours.
const KNOWN_FOR: SignedDuration = SignedDuration::from_hours(29 * 24);

/// The attribute of the import's number.
const IMPORT: &str = "import";

/// The attribute by which DynamoDB removes it.
const ENDS_AT: &str = "expires_at";

/// Which import a file is noted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotedImport {
    /// The import, which may not be there yet.
    pub id: SweepId,
    /// Until when that counts. A note that is over may lie about for days.
    pub ends_at: Timestamp,
}

impl Table {
    /// The import that a file of a store is, or is about to be, by the file's digest.
    pub async fn import_of(&self, store_id: StoreId, digest: &str) -> Result<Option<NotedImport>, TableError> {
        let Some(item) = self.client.get(keys::imported_file(store_id, digest), Consistency::Strong).await? else {
            return Ok(None);
        };
        let ends_at = item.number(ENDS_AT).and_then(|second| i64::try_from(second).ok());
        let ends_at = ends_at.and_then(|second| Timestamp::from_second(second).ok()).unwrap_or(Timestamp::MIN);
        let number = item.number(IMPORT).ok_or_else(|| TableError::unreadable(item.place(), "it names no import"))?;
        Ok(Some(NotedImport { id: SweepId::import(store_id, number), ends_at }))
    }

    /// Notes which import a file is, in the place of `seen`; [`Outcome::Stale`] where that is no longer what is noted.
    pub async fn note_import(
        &self,
        store_id: StoreId,
        digest: &str,
        number: u64,
        seen: Option<NotedImport>,
        now: Timestamp,
    ) -> Result<Outcome<()>, TableError> {
        let ends_at = now.checked_add(KNOWN_FOR).unwrap_or(now).as_second();
        let item = NewItem::at(keys::imported_file(store_id, digest)).number(IMPORT, number);
        let item = item.number(ENDS_AT, u64::try_from(ends_at).unwrap_or_default()).sized()?;
        let condition = seen.map_or_else(Condition::absent, |seen| Condition::number_is(IMPORT, seen.id.number));
        self.client.put_if(item, condition).await
    }
}
