//! Another address of an account: account, both logins, the link that brought it, its line and the notice to the old
//! address are one transaction.

use std::convert::Infallible;

use domain::{Account, AccountId, AuditLine, Notice};

use super::{ACCOUNT, AuditOf, Changed, audit, links};
use crate::client::{Condition, NewItem, Write};
use crate::{Outcome, Table, TableError, keys};

/// What is written when an account gets another address.
#[derive(Debug, Clone, Copy)]
pub struct EmailChange<'a> {
    /// The link, which is used up.
    pub link_id: &'a str,
    /// The digest of the address it has.
    pub old_digest: &'a str,
    /// The digest of the one it gets.
    pub new_digest: &'a str,
    /// The line of its audit, which says when.
    pub line: &'a AuditLine,
    /// What is told to the old address.
    pub notice: &'a Notice,
}

/// Why an account does not get another address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailRefused<E> {
    /// The link was used before.
    LinkUsed,
    /// Another account has the address, or is about to.
    Taken,
    /// The address it has is not the one that was read.
    Moved,
    /// The change is not to be made.
    Change(E),
}

impl Table {
    /// Gives an account another address; `change` says what else of it changes. Where another change of the account
    /// came first, as it is then.
    pub async fn change_account_email<E>(
        &self,
        id: AccountId,
        wanted: &EmailChange<'_>,
        change: impl FnMut(&mut Account) -> Result<(), E>,
    ) -> Result<Outcome<Account, Infallible, EmailRefused<E>>, TableError> {
        let is_own = || Condition::number_is(ACCOUNT, id.number());
        let mut others = vec![
            (links::use_of(wanted.link_id, wanted.line.at), EmailRefused::LinkUsed),
            (new_login(wanted.new_digest, id)?, EmailRefused::Taken),
            (audit::write(AuditOf::Account(id), wanted.line)?, EmailRefused::LinkUsed),
            (links::tell(wanted.notice)?, EmailRefused::LinkUsed),
        ];
        // The same address in other letters has the same login.
        if wanted.old_digest != wanted.new_digest {
            others.push((Write::Remove(keys::login(wanted.old_digest), is_own()), EmailRefused::Moved));
        }
        let (others, mut why): (Vec<Write>, Vec<EmailRefused<E>>) = others.into_iter().unzip();
        Ok(match self.change_account_with(id, others, change).await? {
            Changed::Done(account, ()) => Outcome::Done(account),
            Changed::Missing => Outcome::Missing,
            Changed::Refused(refused) => Outcome::Refused(EmailRefused::Change(refused)),
            Changed::Without(place) if place < why.len() => Outcome::Refused(why.swap_remove(place)),
            Changed::Without(_) => Outcome::Refused(EmailRefused::Moved),
        })
    }
}

/// The write of the login of an address that nobody has, or the account itself.
fn new_login(digest: &str, id: AccountId) -> Result<Write, TableError> {
    let item = NewItem::at(keys::login(digest)).number(ACCOUNT, id.number()).sized()?;
    Ok(Write::Put(item, Condition::number_is_or_none(ACCOUNT, id.number())))
}
