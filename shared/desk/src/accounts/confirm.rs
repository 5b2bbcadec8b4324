//! Confirming that the address of an account is its owner's, by a link that was mailed there.

use domain::{Account, Browser, LinkKind};
use jiff::Timestamp;
use table::Outcome;

use super::links::{self, FoundLink};
use super::{ACCOUNT, By, SealingKey};
use crate::{Desk, DeskError};

/// What became of a link that confirms an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailConfirmed {
    /// The address of this account is known to be its owner's.
    Done(Box<Account>),
    /// The link is good for nothing, and why.
    Useless(FoundLink),
}

/// Notes that whoever has this link reads what is mailed to the account's address. The link is used up with it. Where
/// the account has another address by now, it is good for nothing.
pub async fn confirm_email(
    desk: &Desk,
    keys: &SealingKey,
    token: &str,
    browser: &Browser,
    now: Timestamp,
) -> Result<EmailConfirmed, DeskError> {
    let (link, of_address) = match links::find(desk, keys, token, now).await? {
        FoundLink::Good { link, account_id } => (link, account_id),
        useless => return Ok(EmailConfirmed::Useless(useless)),
    };
    let is_meant = link.kind == LinkKind::Confirm && link.account_id == of_address;
    let Some(id) = of_address.filter(|_| is_meant) else { return Ok(EmailConfirmed::Useless(FoundLink::Unknown)) };
    let seen = desk.table.account(id).await?.ok_or(DeskError::NotFound(ACCOUNT))?;
    let noted = By::person(&seen, browser).line("address confirmed", link.email.as_str(), vec![], now);
    let change = |account: &mut Account| {
        if !account.is_of(&link.email) {
            return Err(());
        }
        account.email_confirmed_at.get_or_insert(now);
        Ok(())
    };
    match desk.table.change_account_by_link(id, &link.id, &noted, None, change).await? {
        Outcome::Done((account, ())) => Ok(EmailConfirmed::Done(Box::new(account))),
        Outcome::Refused(()) => Ok(EmailConfirmed::Useless(FoundLink::Unknown)),
        Outcome::Stale => Ok(EmailConfirmed::Useless(FoundLink::Used)),
        Outcome::Missing => Err(DeskError::NotFound(ACCOUNT)),
    }
}
