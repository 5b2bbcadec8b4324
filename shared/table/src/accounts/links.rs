//! Links that were mailed or handed over. That one was used is set under the condition that it was not, so it works
//! once.
//!
//! One that invites into a store has a row in the store's partition too, which names it: so a store knows its
//! invitations. What became of one says the link's own row alone.

use domain::{Account, AccountId, AccountLink, AuditLine, Notice, StoreId};
use jiff::{SignedDuration, Timestamp};

use super::{AuditOf, Changed, audit};
use crate::client::{Attributes, Condition, Consistency, Item, Key, NewItem, Update, Write};
use crate::error::readable;
use crate::notices::new_notice;
use crate::{Outcome, Table, TableError, keys};

/// The attribute of when it was used, in seconds.
const USED_AT: &str = "used_at";

/// The attribute of when it was withdrawn, in seconds. It counts as used then too, so that nobody can use it any more.
const WITHDRAWN_AT: &str = "withdrawn_at";

/// A link that has ended says so for so long before nobody knows it.
const EXPLAINED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Table {
    /// Keeps a new link; [`Outcome::Unchanged`] when its id is another's. Of an invitation the store's row of it is
    /// written first: one whose link is not there is passed over.
    pub async fn insert_account_link(&self, link: &AccountLink) -> Result<Outcome<(), ()>, TableError> {
        if let Some(invitation) = link.kind.invitation() {
            let item = NewItem::at(keys::invitation(invitation.store_id, &link.id));
            self.client.put(item.number("expires_at", seconds(link.expires_at)).sized()?).await?;
        }
        let expires_at = link.expires_at.checked_add(EXPLAINED_FOR).unwrap_or(link.expires_at);
        let item = NewItem::at(keys::account_link(&link.id)).number("expires_at", seconds(expires_at));
        Ok(self.client.insert(item.body(link)?.sized()?).await?.map_present(drop))
    }

    /// The invitations into a store, those too that were used or are over, until DynamoDB has removed them.
    pub async fn invitations(&self, store_id: StoreId) -> Result<Vec<AccountLink>, TableError> {
        let rows = self.client.query_prefix(&keys::store_partition(store_id), keys::INVITATION).await?;
        let id = |row: &Item| row.text("sk")?.strip_prefix(keys::INVITATION).map(str::to_owned);
        let wanted: Vec<Key> = rows.iter().filter_map(id).map(|id| keys::account_link(&id)).collect();
        let found = self.client.get_all(&wanted, Consistency::Strong).await?;
        Ok(readable(found.iter().map(read)))
    }

    /// Makes a link good for nothing; [`Outcome::Stale`] where it was used or withdrawn before, or is not there.
    pub async fn withdraw_account_link(&self, id: &str, at: Timestamp) -> Result<Outcome<()>, TableError> {
        let update = Update::of(keys::account_link(id)).set(USED_AT, at.as_second()).set(WITHDRAWN_AT, at.as_second());
        let is_open = Condition::exists().and_unchanged(USED_AT, None);
        Ok(self.client.update(update.only_if(is_open)).await?.map(drop))
    }

    /// The link of this id.
    pub async fn account_link(&self, id: &str) -> Result<Option<AccountLink>, TableError> {
        let found = self.client.get(keys::account_link(id), Consistency::Strong).await?;
        found.as_ref().map(read).transpose()
    }

    /// Changes an account by a link, which is used with it: both or neither, a line that says so, and where there is
    /// one the notice that tells its owner. [`Outcome::Stale`] where the link was used before.
    pub async fn change_account_by_link<T, E>(
        &self,
        id: AccountId,
        link_id: &str,
        line: &AuditLine,
        notice: Option<&Notice>,
        change: impl FnMut(&mut Account) -> Result<T, E>,
    ) -> Result<Outcome<(Account, T), std::convert::Infallible, E>, TableError> {
        let mut others = vec![use_of(link_id, line.at), audit::write(AuditOf::Account(id), line)?];
        others.extend(notice.map(tell).transpose()?);
        self.change_account_with(id, others, change).await.map(Changed::outcome)
    }
}

/// The write of a notice that is new: nobody is told without what it tells of, nor that without a notice.
pub(super) fn tell(notice: &Notice) -> Result<Write, TableError> {
    Ok(Write::Put(new_notice(notice)?, Condition::absent()))
}

/// The write that uses a link up, if it was not used before.
pub(super) fn use_of(link_id: &str, at: Timestamp) -> Write {
    let update = Update::of(keys::account_link(link_id)).set(USED_AT, at.as_second());
    Write::Update(update.only_if(Condition::exists().and_unchanged(USED_AT, None)))
}

fn read(item: &Item) -> Result<AccountLink, TableError> {
    let moment = |name| {
        let second = item.number(name).and_then(|second| i64::try_from(second).ok())?;
        Timestamp::from_second(second).ok()
    };
    let link: AccountLink = item.body()?;
    Ok(match moment(WITHDRAWN_AT) {
        Some(at) => AccountLink { expires_at: at.min(link.expires_at), ..link },
        None => AccountLink { used_at: moment(USED_AT), ..link },
    })
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}
