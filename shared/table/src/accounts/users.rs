//! Users of stores: the store's row of one says what they may do; the account's, in which stores they are.
//!
//! That a store keeps an owner is a condition of each change: the row of an owner who is left is still the one that
//! was read. So two owners who remove each other at once don't both succeed.

use domain::{AccountId, AuditLine, StoreId, User};
use jiff::Timestamp;

use super::{AuditOf, VERSION, audit};
use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Together, Update, Write};
use crate::error::readable;
use crate::{Outcome, Table, TableError, keys};

/// The attribute of what the store is called.
const NAME: &str = "name";

/// The attribute of when they last turned to it, in seconds.
const USED_AT: &str = "used_at";

/// A user as they lie in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptUser {
    /// The user.
    pub user: User,
    /// Their row's version.
    pub version: u64,
}

/// A store that an account is a user of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreOfAccount {
    /// The store.
    pub store_id: StoreId,
    /// What it was called when they came.
    pub name: String,
    /// When they last turned to it, where they ever did.
    pub used_at: Option<Timestamp>,
}

impl Table {
    /// A user of a store.
    pub async fn user(&self, store_id: StoreId, id: AccountId) -> Result<Option<KeptUser>, TableError> {
        let found = self.client.get(keys::user(store_id, id), Consistency::Strong).await?;
        found.as_ref().map(read).transpose()
    }

    /// All users of a store.
    pub async fn users(&self, store_id: StoreId) -> Result<Vec<KeptUser>, TableError> {
        let rows = self.client.query_prefix(&keys::store_partition(store_id), keys::USER).await?;
        Ok(readable(rows.iter().map(read)))
    }

    /// The stores of an account, by their ids.
    pub async fn stores_of_account(&self, id: AccountId) -> Result<Vec<StoreOfAccount>, TableError> {
        let rows = self.client.query_prefix(&keys::account_partition(id), keys::STORE_OF_ACCOUNT).await?;
        let read = |row: &Item| {
            let store_id = row.text("sk")?.strip_prefix(keys::STORE_OF_ACCOUNT)?.parse().ok()?;
            let used_at =
                row.number(USED_AT).and_then(|second| Timestamp::from_second(i64::try_from(second).ok()?).ok());
            Some(StoreOfAccount { store_id, name: row.text(NAME)?.to_owned(), used_at })
        };
        Ok(rows.iter().filter_map(read).collect())
    }

    /// Notes in an account's row of a store what the store is called by now; nothing where they are no user any more.
    pub async fn rename_store_of_account(
        &self,
        id: AccountId,
        store_id: StoreId,
        name: &str,
    ) -> Result<(), TableError> {
        let key = keys::store_of_account(id, store_id);
        let item = NewItem::at(key.clone()).text(NAME, name).sized()?;
        self.client.update(Update::of(key).set_all(item).only_if(Condition::exists())).await.map(drop)
    }

    /// Notes in an account's row of a store that they turned to it; nothing where they are no user any more.
    pub async fn note_store_used(
        &self,
        id: AccountId,
        store_id: StoreId,
        now: Timestamp,
    ) -> Result<Outcome<()>, TableError> {
        let used = Update::of(keys::store_of_account(id, store_id)).set(USED_AT, now.as_second());
        Ok(self.client.update(used.only_if(Condition::exists())).await?.map(drop))
    }

    /// Makes somebody a user of a store that they have just made, with a line that says so: all or nothing.
    /// [`Outcome::Unchanged`] where they are one already.
    pub async fn insert_user(
        &self,
        user: &User,
        store_name: &str,
        line: &AuditLine,
    ) -> Result<Outcome<(), ()>, TableError> {
        let writes =
            vec![new_user(user)?, store_of(user, store_name)?, audit::write(AuditOf::Store(user.store_id), line)?];
        let mut tries = self.client.tries();
        loop {
            match Box::pin(self.client.write_together(writes.clone())).await? {
                Together::Done => return Ok(Outcome::Done(())),
                Together::Refused(0 | 1, _) => return Ok(Outcome::Unchanged(())),
                Together::Refused(..) | Together::Conflict => tries.again().await?,
            }
        }
    }

    /// Writes a user in place of what was read of them, if `owner` is still as they were read, with a line that says
    /// so: all or nothing. [`Outcome::Stale`] when one of the two was changed or removed since.
    pub async fn save_user(
        &self,
        seen: &KeptUser,
        user: &User,
        owner: Option<&KeptUser>,
        line: &AuditLine,
    ) -> Result<Outcome<()>, TableError> {
        let mut writes = vec![Write::Put(row(user, seen.version.saturating_add(1))?, seen.is_still())];
        writes.extend(owner.map(check));
        writes.push(audit::write(AuditOf::Store(user.store_id), line)?);
        self.write_users(writes).await
    }

    /// Removes a user, if `owner` is still as they were read, with a line that says so: all or nothing.
    /// [`Outcome::Stale`] when one of the two was changed or removed since.
    pub async fn remove_user(
        &self,
        seen: &KeptUser,
        owner: Option<&KeptUser>,
        line: &AuditLine,
    ) -> Result<Outcome<()>, TableError> {
        let (store_id, id) = (seen.user.store_id, seen.user.account_id);
        let mut writes = vec![
            Write::Remove(keys::user(store_id, id), seen.is_still()),
            Write::Remove(keys::store_of_account(id, store_id), Condition::exists()),
            audit::write(AuditOf::Store(store_id), line)?,
        ];
        writes.extend(owner.map(check));
        self.write_users(writes).await
    }

    /// Writes a user's copies of what their account says, in place of what was read; [`Outcome::Stale`] when the user
    /// was changed or removed since.
    pub async fn copy_to_user(&self, seen: &KeptUser, user: &User) -> Result<Outcome<()>, TableError> {
        self.client.put_if(row(user, seen.version.saturating_add(1))?, seen.is_still()).await
    }

    async fn write_users(&self, writes: Vec<Write>) -> Result<Outcome<()>, TableError> {
        Ok(match Box::pin(self.client.write_together(writes)).await? {
            Together::Done => Outcome::Done(()),
            Together::Refused(..) | Together::Conflict => Outcome::Stale,
        })
    }
}

impl KeptUser {
    fn is_still(&self) -> Condition {
        Condition::version_is(self.version)
    }
}

/// That an owner is still as they were read.
fn check(owner: &KeptUser) -> Write {
    Write::Check(keys::user(owner.user.store_id, owner.user.account_id), owner.is_still())
}

/// The write of a user who is not there yet.
pub(super) fn new_user(user: &User) -> Result<Write, TableError> {
    Ok(Write::Put(row(user, 1)?, Condition::absent()))
}

/// The write of what their account knows of the store.
pub(super) fn store_of(user: &User, store_name: &str) -> Result<Write, TableError> {
    let item = NewItem::at(keys::store_of_account(user.account_id, user.store_id)).text(NAME, store_name);
    let item = item.number(USED_AT, u64::try_from(user.since.as_second()).unwrap_or_default());
    Ok(Write::Put(item.sized()?, Condition::absent()))
}

fn row(user: &User, version: u64) -> Result<Item, TableError> {
    NewItem::at(keys::user(user.store_id, user.account_id)).number(VERSION, version).body(user)?.sized()
}

fn read(item: &Item) -> Result<KeptUser, TableError> {
    Ok(KeptUser { user: item.body()?, version: item.version()? })
}
