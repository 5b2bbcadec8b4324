//! What a store defines of its own: custom events and custom buttons, each in a row with a version.

use std::convert::Infallible;

use domain::{CustomButton, CustomEvent, IdempotencyKey, ImportTemplate, StoreId};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem, Update};
use crate::creation::{Found, Made};
use crate::error::readable;
use crate::{Outcome, Table, TableError, keys};

const VERSION: &str = "version";

/// A kind of what a store defines.
pub trait Definition: Serialize + DeserializeOwned {
    /// What its kind is called in an error.
    const NAME: &'static str;

    /// Its id.
    fn id(&self) -> &str;

    /// Where the one of this id lies.
    #[doc(hidden)]
    fn key(store_id: StoreId, id: &str) -> DefinitionKey;

    /// What the sort keys of its kind begin with.
    #[doc(hidden)]
    fn prefix() -> &'static str;
}

/// A key, which only this crate can look into.
#[doc(hidden)]
#[derive(Debug)]
pub struct DefinitionKey(Key);

impl Definition for CustomEvent {
    const NAME: &'static str = "Custom Event";

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::custom_event(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::CUSTOM_EVENT
    }
}

impl Definition for CustomButton {
    const NAME: &'static str = "Custom Button";

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::custom_button(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::CUSTOM_BUTTON
    }
}

impl Definition for ImportTemplate {
    const NAME: &'static str = "Import Template";

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::import_template(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::IMPORT_TEMPLATE
    }
}

impl Table {
    /// All of a kind that can be read, by their ids.
    pub async fn definitions<D: Definition>(&self, store_id: StoreId) -> Result<Vec<D>, TableError> {
        let items = self.client.query_prefix(&keys::store_partition(store_id), D::prefix()).await?;
        Ok(readable(items.iter().map(Attributes::body)))
    }

    /// How many of a kind there are, those that can't be read too.
    pub async fn count_definitions<D: Definition>(&self, store_id: StoreId) -> Result<usize, TableError> {
        Ok(self.client.query_prefix(&keys::store_partition(store_id), D::prefix()).await?.len())
    }

    /// One, and its row's version.
    pub async fn definition<D: Definition>(&self, store_id: StoreId, id: &str) -> Result<Option<(D, u64)>, TableError> {
        let item = self.client.get(D::key(store_id, id).0, Consistency::Strong).await?;
        item.as_ref().map(read).transpose()
    }

    /// Inserts one; [`Outcome::Unchanged`] brings what has its id.
    pub async fn insert_definition<D: Definition>(
        &self,
        store_id: StoreId,
        definition: &D,
        made_by: Option<IdempotencyKey<'_>>,
    ) -> Result<Outcome<(), Found<D>>, TableError> {
        let item = NewItem::at(D::key(store_id, definition.id()).0).number(VERSION, 1);
        let item = item.made_by(made_by).body(definition)?.sized()?;
        match self.insert_made(item, made_by).await? {
            Made::Now => Ok(Outcome::Done(())),
            Made::Before(found, relation) => {
                let (value, version) = read(&found)?;
                Ok(Outcome::Unchanged(Found { value, version, relation }))
            }
        }
    }

    /// Changes the one of this id; where another change came first, as it is then. [`Outcome::Done`] brings it as it was,
    /// as it is, and its version.
    pub async fn change_definition<D: Definition, E>(
        &self,
        store_id: StoreId,
        id: &str,
        change: impl Fn(&D, u64) -> Result<D, E>,
    ) -> Result<Outcome<(D, D, u64), Infallible, E>, TableError> {
        let mut tries = self.client.tries();
        loop {
            let Some((before, version)) = self.definition::<D>(store_id, id).await? else {
                return Ok(Outcome::Missing);
            };
            let after = match change(&before, version) {
                Ok(after) => after,
                Err(refused) => return Ok(Outcome::Refused(refused)),
            };
            let (key, next) = (D::key(store_id, id).0, version.saturating_add(1));
            let item = NewItem::at(key.clone()).number(VERSION, next).body(&after)?.sized()?;
            let update = Update::of(key).set_all(item).only_if(Condition::version_is(version));
            if self.client.update(update).await?.is_done() {
                return Ok(Outcome::Done((before, after, next)));
            }
            tries.again().await?;
        }
    }

    /// Removes the one of this id; [`Outcome::Missing`] when it is gone.
    pub async fn remove_definition<D: Definition>(
        &self,
        store_id: StoreId,
        id: &str,
    ) -> Result<Outcome<()>, TableError> {
        let removed = self.client.remove_if(D::key(store_id, id).0, Condition::exists()).await?;
        Ok(if removed.is_done() { Outcome::Done(()) } else { Outcome::Missing })
    }
}

fn read<D: Definition>(item: &Item) -> Result<(D, u64), TableError> {
    Ok((item.body()?, item.number(VERSION).unwrap_or_default()))
}
