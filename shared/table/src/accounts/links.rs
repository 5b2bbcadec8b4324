//! Links that were mailed or handed over. That one was used is set under the condition that it was not, so it works
//! once.

use domain::{Account, AccountId, AccountLink, AuditLine};
use jiff::{SignedDuration, Timestamp};

use super::{AuditOf, audit};
use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Update, Write};
use crate::{Outcome, Table, TableError, keys};

/// The attribute of when it was used, in seconds.
const USED_AT: &str = "used_at";

/// A link that has ended says so for so long before nobody knows it.
const EXPLAINED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Table {
    /// Keeps a new link; [`Outcome::Unchanged`] when its id is another's.
    pub async fn insert_account_link(&self, link: &AccountLink) -> Result<Outcome<(), ()>, TableError> {
        let expires_at = link.expires_at.checked_add(EXPLAINED_FOR).unwrap_or(link.expires_at).as_second();
        let item = NewItem::at(keys::account_link(&link.id));
        let item = item.number("expires_at", u64::try_from(expires_at).unwrap_or_default()).body(link)?.sized()?;
        Ok(self.client.insert(item).await?.map_present(drop))
    }

    /// The link of this id.
    pub async fn account_link(&self, id: &str) -> Result<Option<AccountLink>, TableError> {
        let found = self.client.get(keys::account_link(id), Consistency::Strong).await?;
        found.as_ref().map(read).transpose()
    }

    /// Changes an account by a link, which is used with it: both or neither, and a line that says so.
    /// [`Outcome::Stale`] where the link was used before.
    pub async fn change_account_by_link<T, E>(
        &self,
        id: AccountId,
        link_id: &str,
        line: &AuditLine,
        change: impl FnMut(&mut Account) -> Result<T, E>,
    ) -> Result<Outcome<(Account, T), std::convert::Infallible, E>, TableError> {
        let others = vec![use_of(link_id, line.at), audit::write(AuditOf::Account(id), line)?];
        self.change_account_with(id, others, change).await
    }
}

/// The write that uses a link up, if it was not used before.
pub(super) fn use_of(link_id: &str, at: Timestamp) -> Write {
    let update = Update::of(keys::account_link(link_id)).set(USED_AT, at.as_second());
    Write::Update(update.only_if(Condition::exists().and_unchanged(USED_AT, None)))
}

fn read(item: &Item) -> Result<AccountLink, TableError> {
    let used = item.number(USED_AT).and_then(|second| i64::try_from(second).ok());
    let used_at = used.and_then(|second| Timestamp::from_second(second).ok());
    Ok(AccountLink { used_at, ..item.body()? })
}
