//! Accounts: people, by their addresses.
//!
//! Which account has an address says the login's row, which is written first. One whose account is not there is what a
//! crash left: whoever makes an account of this address next makes the one that it names.

mod accept;
pub(crate) mod audit;
mod email;
mod links;
mod sessions;
mod tries;
mod trusted;
mod users;

use std::convert::Infallible;

use domain::{Account, AccountId, AuditLine, Notice};

use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Together, Write};
use crate::{Outcome, Table, TableError, keys};

pub use accept::{Acceptance, Taken};
pub use audit::{AuditOf, AuditRows};
pub use email::{EmailChange, EmailRefused};
pub use sessions::{KeptSession, SignedInRows};
pub use users::{KeptUser, StoreOfAccount};

const VERSION: &str = "version";

/// The attribute of the account that has an address.
const ACCOUNT: &str = "account";

impl Table {
    /// The account that has the address of this digest; whether it is there, its own row says.
    pub async fn account_of_login(&self, email_digest: &str) -> Result<Option<AccountId>, TableError> {
        let found = self.client.get(keys::login(email_digest), Consistency::Strong).await?;
        found.as_ref().map(account_in).transpose()
    }

    /// Notes that an account is to have the address of this digest; the account that has it: this one, or the one of
    /// before.
    pub async fn claim_login(&self, email_digest: &str, id: AccountId) -> Result<AccountId, TableError> {
        let item = NewItem::at(keys::login(email_digest)).number(ACCOUNT, id.number()).sized()?;
        match self.client.insert(item).await? {
            Outcome::Unchanged(Some(found)) => account_in(&found),
            Outcome::Unchanged(None) => Ok(self.account_of_login(email_digest).await?.unwrap_or(id)),
            _ => Ok(id),
        }
    }

    /// An account.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, TableError> {
        let found = self.client.get(keys::account(id), Consistency::Strong).await?;
        found.as_ref().map(Attributes::body).transpose()
    }

    /// Changes an account; where another change came first, as it is then. [`Outcome::Done`] brings the account as it
    /// is and what `change` answered, [`Outcome::Refused`] its error. A line that says so is written in one transaction
    /// with it.
    pub async fn change_account<T, E>(
        &self,
        id: AccountId,
        line: Option<&AuditLine>,
        change: impl FnMut(&mut Account) -> Result<T, E>,
    ) -> Result<Outcome<(Account, T), Infallible, E>, TableError> {
        let line = line.map(|line| audit::write(AuditOf::Account(id), line)).transpose()?;
        self.change_account_with(id, line.into_iter().collect(), change).await.map(Changed::outcome)
    }

    /// The same with the notice that tells its owner, in that transaction. [`Outcome::Stale`] where that notice is
    /// there already, and so what it tells of.
    pub async fn change_account_and_tell<T, E>(
        &self,
        id: AccountId,
        line: &AuditLine,
        notice: &Notice,
        change: impl FnMut(&mut Account) -> Result<T, E>,
    ) -> Result<Outcome<(Account, T), Infallible, E>, TableError> {
        let others = vec![audit::write(AuditOf::Account(id), line)?, links::tell(notice)?];
        self.change_account_with(id, others, change).await.map(Changed::outcome)
    }

    /// Changes an account together with `others`: all of it or nothing.
    async fn change_account_with<T, E>(
        &self,
        id: AccountId,
        others: Vec<Write>,
        mut change: impl FnMut(&mut Account) -> Result<T, E>,
    ) -> Result<Changed<T, E>, TableError> {
        let mut tries = self.client.tries();
        loop {
            let Some(found) = self.client.get(keys::account(id), Consistency::Strong).await? else {
                return Ok(Changed::Missing);
            };
            let (mut account, version): (Account, u64) = (found.body()?, found.version()?);
            let result = match change(&mut account) {
                Ok(result) => result,
                Err(refused) => return Ok(Changed::Refused(refused)),
            };
            let item = row(&account, version.saturating_add(1))?;
            let is_same = Condition::version_is(version);
            // What comes of a lost answer is tried again as any other: of two who show one code at once, none may take
            // the other's write for their own.
            let written = if others.is_empty() {
                if self.client.put_if(item, is_same).await?.is_done() { Together::Done } else { Together::Conflict }
            } else {
                let own = std::iter::once(Write::Put(item, is_same));
                Box::pin(self.client.write_together(own.chain(others.iter().cloned()).collect())).await?
            };
            match written {
                Together::Done => return Ok(Changed::Done(account, result)),
                Together::Refused(0, _) | Together::Conflict => tries.again().await?,
                Together::Refused(place, _) => return Ok(Changed::Without(place.saturating_sub(1))),
            }
        }
    }
}

/// What became of a change of an account together with other writes.
#[expect(clippy::large_enum_variant, reason = "one lives at a time")]
enum Changed<T, E> {
    /// All is written.
    Done(Account, T),
    /// There is no such account.
    Missing,
    /// The change is not to be made.
    Refused(E),
    /// Nothing is written: the condition of the other write at this place did not hold.
    Without(usize),
}

impl<T, E> Changed<T, E> {
    /// The same where it is of no account which of the others could not be written.
    fn outcome(self) -> Outcome<(Account, T), Infallible, E> {
        match self {
            Self::Done(account, result) => Outcome::Done((account, result)),
            Self::Missing => Outcome::Missing,
            Self::Refused(refused) => Outcome::Refused(refused),
            Self::Without(_) => Outcome::Stale,
        }
    }
}

/// The row of an account.
fn row(account: &Account, version: u64) -> Result<Item, TableError> {
    NewItem::at(keys::account(account.id)).number(VERSION, version).body(account)?.sized()
}

fn account_in(login: &Item) -> Result<AccountId, TableError> {
    let id = login.number(ACCOUNT).and_then(AccountId::new);
    id.ok_or_else(|| TableError::unreadable(login.place(), "it names no account"))
}
