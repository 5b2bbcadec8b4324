//! What a store defines of its own: custom events, custom buttons, templates of imports, exports and mails, pickups,
//! connections, suppliers and saved views, each in a row with a version. Where no two of a kind may be called the same, who has a name says a row beside it (`claims.rs`).

mod names;

use std::convert::Infallible;

use domain::{
    Connection, CustomButton, CustomEvent, ExportTemplate, IdempotencyKey, ImportTemplate, MailTemplate, Pickup,
    PrintTemplate, SavedView, StoreId, Supplier,
};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem, Update};
use crate::creation::{Found, Made, Relation, relation_of};
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

    /// Whether no two of a store may be called the same.
    const HAS_NAME_ALONE: bool = false;

    /// Where it lies which one has its name; none where several may.
    #[doc(hidden)]
    fn name_key(&self, _store_id: StoreId) -> Option<DefinitionKey> {
        None
    }
}

/// Another one of its kind, of this id, has the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameTaken(pub u64);

/// A key, which only this crate can look into.
#[doc(hidden)]
#[derive(Debug, PartialEq, Eq)]
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
    const HAS_NAME_ALONE: bool = true;

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::import_template(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::IMPORT_TEMPLATE
    }

    fn name_key(&self, store_id: StoreId) -> Option<DefinitionKey> {
        Some(DefinitionKey(keys::import_template_name(store_id, &self.folded_name())))
    }
}

impl Definition for Pickup {
    const NAME: &'static str = "Pickup";

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::pickup(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::PICKUP
    }
}

impl Definition for Connection {
    const NAME: &'static str = "Connection";

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::connection(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::CONNECTION
    }
}

impl Definition for ExportTemplate {
    const NAME: &'static str = "Export Template";
    const HAS_NAME_ALONE: bool = true;

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::export_template(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::EXPORT_TEMPLATE
    }

    fn name_key(&self, store_id: StoreId) -> Option<DefinitionKey> {
        Some(DefinitionKey(keys::export_template_name(store_id, &self.folded_name())))
    }
}

impl Definition for MailTemplate {
    const NAME: &'static str = "Mail Template";

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::mail_template(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::MAIL_TEMPLATE
    }
}

impl Definition for PrintTemplate {
    const NAME: &'static str = "Print Template";

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::print_template(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::PRINT_TEMPLATE
    }
}

impl Definition for SavedView {
    const NAME: &'static str = "View";

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::order_lists::saved_view(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::order_lists::SAVED_VIEW
    }
}

impl Definition for Supplier {
    const NAME: &'static str = "Supplier";

    fn id(&self) -> &str {
        &self.id
    }

    fn key(store_id: StoreId, id: &str) -> DefinitionKey {
        DefinitionKey(keys::supplier(store_id, id))
    }

    fn prefix() -> &'static str {
        keys::SUPPLIER
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

    /// Inserts one, unless another has its name; [`Outcome::Unchanged`] brings what has its id.
    pub async fn insert_definition<D: Definition>(
        &self,
        store_id: StoreId,
        definition: &D,
        made_by: Option<IdempotencyKey<'_>>,
        now: Timestamp,
    ) -> Result<Outcome<(), Found<D>, NameTaken>, TableError> {
        let key = D::key(store_id, definition.id()).0;
        let claim = match self.claim_name(store_id, definition, now).await? {
            Ok(claim) => claim,
            // Made by the same creation, and called otherwise since.
            Err(taken) => match self.client.get(key, Consistency::Strong).await?.zip(made_by) {
                Some((found, sent)) => return Ok(Outcome::Unchanged(before(&found, relation_of(&found, &sent))?)),
                None => return Ok(Outcome::Refused(taken)),
            },
        };
        let item = NewItem::at(key).number(VERSION, 1);
        let item = item.made_by(made_by).body(definition)?.sized()?;
        match self.insert_made(item, made_by).await? {
            Made::Now => Ok(Outcome::Done(())),
            Made::Before(found, relation) => {
                let found: Found<D> = before(&found, relation)?;
                let has_name = found.value.name_key(store_id) == definition.name_key(store_id);
                // Claimed before, it is not ours to give up.
                if let Some(claim) = claim.filter(|claim| !has_name && claim.is_of(now)) {
                    self.give_up(claim).await?;
                }
                Ok(Outcome::Unchanged(found))
            }
        }
    }

    /// Changes the one of this id; where another change came first, as it is then. [`Outcome::Done`] brings it as it was,
    /// as it is, and its version. A name it did not have is claimed first, and the old one given up last.
    pub async fn change_definition<D: Definition, E: From<NameTaken>>(
        &self,
        store_id: StoreId,
        id: &str,
        now: Timestamp,
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
            let mut left = None;
            if before.name_key(store_id) != after.name_key(store_id) {
                // Read before the row is written: who gives it this name again claims it anew, and it stays theirs.
                left = self.claim_of_name(store_id, &before).await?;
                if let Err(taken) = self.claim_name(store_id, &after, now).await? {
                    return Ok(Outcome::Refused(taken.into()));
                }
            }
            let (key, next) = (D::key(store_id, id).0, version.saturating_add(1));
            let item = NewItem::at(key.clone()).number(VERSION, next).body(&after)?.sized()?;
            let update = Update::of(key).set_all(item).only_if(Condition::version_is(version));
            if self.client.update(update).await?.is_done() {
                if let Some(left) = left {
                    self.give_up(left).await?;
                }
                return Ok(Outcome::Done((before, after, next)));
            }
            tries.again().await?;
        }
    }

    /// Removes the one of this id and gives up its name; [`Outcome::Missing`] when it is gone.
    pub async fn remove_definition<D: Definition>(
        &self,
        store_id: StoreId,
        id: &str,
    ) -> Result<Outcome<()>, TableError> {
        let named = if D::HAS_NAME_ALONE { self.claim_of::<D>(store_id, id).await? } else { None };
        let removed = self.client.remove_if(D::key(store_id, id).0, Condition::exists()).await?;
        if !removed.is_done() {
            return Ok(Outcome::Missing);
        }
        // Called otherwise meanwhile, it leaves a claim that is over in a minute.
        if let Some(claim) = named {
            self.give_up(claim).await?;
        }
        Ok(Outcome::Done(()))
    }
}

fn read<D: Definition>(item: &Item) -> Result<(D, u64), TableError> {
    Ok((item.body()?, item.number(VERSION).unwrap_or_default()))
}

fn before<D: Definition>(item: &Item, relation: Relation) -> Result<Found<D>, TableError> {
    let (value, version) = read(item)?;
    Ok(Found { value, version, relation })
}
