//! Sessions: browsers that somebody is signed in with, each under the digest of what its cookie holds.

use domain::{Account, AccountId, Session, StoreId, User};
use jiff::Timestamp;

use super::VERSION;
use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Together, Write};
use crate::error::readable;
use crate::{Outcome, Table, TableError, keys};

/// A session as it lies in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// The session.
    pub session: Session,
    version: u64,
}

/// What a page needs to know of who looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignedInRows {
    /// The session.
    pub session: Option<KeptSession>,
    /// Whose it is.
    pub account: Option<Account>,
    /// What they are in the store.
    pub user: Option<User>,
}

impl Table {
    /// Inserts a session. One that has its digest is the same, of which only the answer was lost.
    pub async fn insert_session(&self, session: Session) -> Result<KeptSession, TableError> {
        self.client.insert(row(&session, 1)?).await.map(drop)?;
        Ok(KeptSession { session, version: 1 })
    }

    /// A session with its account and, where a store is named, what they are there: one request, as all is now.
    pub async fn signed_in(
        &self,
        id: AccountId,
        token_digest: &str,
        store_id: Option<StoreId>,
    ) -> Result<SignedInRows, TableError> {
        let (session, account) = (keys::session(id, token_digest), keys::account(id));
        let user = store_id.map(|store_id| keys::user(store_id, id));
        let wanted: Vec<_> = [session.clone(), account.clone()].into_iter().chain(user.clone()).collect();
        let found = self.client.get_all(&wanted, Consistency::Strong).await?;
        let at = |key| found.iter().find(|row| row.key().as_ref() == Some(key));
        Ok(SignedInRows {
            session: at(&session).map(read).transpose()?,
            account: at(&account).map(Attributes::body).transpose()?,
            user: user.as_ref().and_then(at).map(Attributes::body).transpose()?,
        })
    }

    /// All sessions of an account, those that are over too.
    pub async fn sessions(&self, id: AccountId) -> Result<Vec<Session>, TableError> {
        let rows = self.client.query_prefix(&keys::account_partition(id), keys::SESSION).await?;
        Ok(readable(rows.iter().map(Attributes::body)))
    }

    /// Writes a session in place of what was read of it; [`Outcome::Stale`] when it was changed or ended since.
    pub async fn save_session(&self, seen: &KeptSession, session: Session) -> Result<Outcome<KeptSession>, TableError> {
        let version = seen.version.saturating_add(1);
        let saved = self.client.put_if(row(&session, version)?, seen.is_still()).await?;
        Ok(saved.map(|()| KeptSession { session, version }))
    }

    /// Puts a session under another digest in the place of one, which stays for a while as `old`: both or neither.
    /// [`Outcome::Stale`] when the old one was changed or ended since it was read.
    pub async fn rotate_session(
        &self,
        seen: &KeptSession,
        old: &Session,
        new: Session,
    ) -> Result<Outcome<KeptSession>, TableError> {
        let old = Write::Put(row(old, seen.version.saturating_add(1))?, seen.is_still());
        let put = Write::Put(row(&new, 1)?, Condition::absent());
        Ok(match Box::pin(self.client.write_together(vec![old, put])).await? {
            Together::Done => Outcome::Done(KeptSession { session: new, version: 1 }),
            Together::Refused(..) | Together::Conflict => Outcome::Stale,
        })
    }

    /// Removes a session; nothing where there is none.
    pub async fn remove_session(&self, id: AccountId, token_digest: &str) -> Result<(), TableError> {
        self.client.remove_if(keys::session(id, token_digest), Condition::exists()).await.map(drop)
    }
}

impl KeptSession {
    fn is_still(&self) -> Condition {
        Condition::version_is(self.version)
    }
}

fn row(session: &Session, version: u64) -> Result<Item, TableError> {
    let key = keys::session(session.account_id, &session.token_digest);
    let item = NewItem::at(key).number(VERSION, version).number("expires_at", seconds(session.expires_at));
    item.body(session)?.sized()
}

fn read(item: &Item) -> Result<KeptSession, TableError> {
    Ok(KeptSession { session: item.body()?, version: item.version()? })
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}
