//! Creations that may be sent again: the row of what was made remembers the caller's key and the body.

use domain::IdempotencyKey;

use crate::client::{Attributes, Consistency, Item, Key, NewItem};
use crate::{Outcome, Table, TableError};

/// The attribute of the key that was sent with the creation.
const KEY: &str = "idempotency_key";

/// The attribute of the digest of its body.
const DIGEST: &str = "body_digest";

/// How what is there already is related to a creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The same key made it of the same body.
    Same,
    /// The same key made it of another body.
    OtherBody,
    /// Something else made it: the id is taken.
    Other,
}

/// What is there already in the place of a creation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// What is there.
    pub value: T,
    /// Its row's version; 0 where it has none.
    pub version: u64,
    /// How it is related to the creation.
    pub relation: Relation,
}

/// What became of the insertion of a row that remembers its creation.
pub(crate) enum Made {
    Now,
    Before(Item, Relation),
}

impl NewItem {
    /// Remembers what made the row.
    pub(crate) fn made_by(self, sent: Option<IdempotencyKey<'_>>) -> Self {
        match sent {
            Some(sent) => self.text(KEY, sent.key).text(DIGEST, sent.body_digest),
            None => self,
        }
    }
}

impl Table {
    /// Inserts a row; where there is one, how it is related to this creation. Without a key, the very same body at the
    /// same place is our own, of which only the answer was lost.
    pub(crate) async fn insert_made(&self, item: Item, sent: Option<IdempotencyKey<'_>>) -> Result<Made, TableError> {
        let key = item.key().unwrap_or_else(|| Key::new("", ""));
        let body = item.get("body").cloned();
        let Outcome::Unchanged(found) = self.client.insert(item).await? else { return Ok(Made::Now) };
        let found = match found {
            Some(found) => Some(found),
            None => self.client.get(key, Consistency::Strong).await?,
        };
        // Removed meanwhile: as good as another's.
        let Some(found) = found else { return Err(TableError::Contended { tries: 1 }) };
        let relation = match sent {
            Some(sent) => relation_of(&found, &sent),
            None if body.is_some() && found.get("body") == body.as_ref() => Relation::Same,
            None => Relation::Other,
        };
        Ok(Made::Before(found, relation))
    }
}

/// How a row is related to the creation of this key.
pub(crate) fn relation_of(found: &Item, sent: &IdempotencyKey<'_>) -> Relation {
    if found.text(KEY) != Some(sent.key) {
        Relation::Other
    } else if found.text(DIGEST) == Some(sent.body_digest) {
        Relation::Same
    } else {
        Relation::OtherBody
    }
}
