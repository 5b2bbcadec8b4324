//! What becomes of a link that is accepted: an account, a user of a store, or both, in one transaction.

use domain::{Account, AuditLine, User};
use jiff::Timestamp;

use super::{AuditOf, audit, links, row, users};
use crate::client::{Condition, Together, Write};
use crate::{Outcome, Table, TableError};

/// What is written when a link is accepted.
#[derive(Debug, Clone, Copy)]
pub struct Acceptance<'a> {
    /// The link, which is used up.
    pub link_id: &'a str,
    /// The account that is made by it.
    pub account: Option<&'a Account>,
    /// The user that it makes, and what the store is called.
    pub user: Option<(&'a User, &'a str)>,
    /// The line that says so, in the store's audit, or in the account's where it is in no store.
    pub line: &'a AuditLine,
    /// When.
    pub at: Timestamp,
}

/// Why a link can't be accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It was used before.
    Link,
    /// Its account is there already.
    Account,
    /// Its user is there already.
    User,
}

impl Table {
    /// Writes all that a link brings about, or nothing of it.
    pub async fn accept_link(&self, accepted: &Acceptance<'_>) -> Result<Outcome<(), (), Taken>, TableError> {
        let mut writes = vec![(links::use_of(accepted.link_id, accepted.at), Some(Taken::Link))];
        if let Some(account) = accepted.account {
            writes.push((Write::Put(row(account, 1)?, Condition::absent()), Some(Taken::Account)));
            writes.push((audit::write(AuditOf::Account(account.id), accepted.line)?, None));
        }
        if let Some((user, store_name)) = accepted.user {
            writes.push((users::new_user(user)?, Some(Taken::User)));
            writes.push((users::store_of(user, store_name)?, Some(Taken::User)));
            writes.push((audit::write(AuditOf::Store(user.store_id), accepted.line)?, None));
        }
        let (writes, whose): (Vec<Write>, Vec<Option<Taken>>) = writes.into_iter().unzip();
        let mut tries = self.client.tries();
        loop {
            match Box::pin(self.client.write_together(writes.clone())).await? {
                Together::Done => return Ok(Outcome::Done(())),
                Together::Refused(place, _) => {
                    if let Some(taken) = whose.get(place).copied().flatten() {
                        return Ok(Outcome::Refused(taken));
                    }
                }
                Together::Conflict => {}
            }
            tries.again().await?;
        }
    }
}
