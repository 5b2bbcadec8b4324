//! Invitations into a store that wait to be accepted.

use domain::{AccountLink, Permission, StoreId};
use jiff::Timestamp;
use table::AuditOf;

use super::By;
use crate::{Desk, DeskError};

const INVITATION: &str = "Invitation";

/// The invitations of a store that can be accepted, the newest first.
pub async fn list(desk: &Desk, store_id: StoreId, now: Timestamp) -> Result<Vec<AccountLink>, DeskError> {
    desk.needs(Permission::ManageUsers)?;
    open(desk, store_id, now).await
}

/// Makes an invitation of a store good for nothing; the address that it was for. The line of the audit follows behind.
pub async fn withdraw(
    desk: &Desk,
    store_id: StoreId,
    link_id: &str,
    by: &By,
    now: Timestamp,
) -> Result<String, DeskError> {
    desk.needs(Permission::ManageUsers)?;
    let link = desk.table.account_link(link_id).await?.ok_or(DeskError::NotFound(INVITATION))?;
    let is_of_store = link.kind.invitation().is_some_and(|invitation| invitation.store_id == store_id);
    if !is_of_store || !is_open(&link, now) {
        return Err(DeskError::NotFound(INVITATION));
    }
    if !desk.table.withdraw_account_link(&link.id, now).await?.is_done() {
        return Err(DeskError::NotFound(INVITATION));
    }
    let entry = by.line("invitation withdrawn", link.email.as_str(), vec![], now);
    desk.table.append_audit(AuditOf::Store(store_id), &entry).await?;
    Ok(link.email)
}

pub(super) async fn open(desk: &Desk, store_id: StoreId, now: Timestamp) -> Result<Vec<AccountLink>, DeskError> {
    let mut links = desk.table.invitations(store_id).await?;
    links.retain(|link| is_open(link, now));
    links.sort_by(|one, other| (other.made_at, &other.id).cmp(&(one.made_at, &one.id)));
    Ok(links)
}

fn is_open(link: &AccountLink, now: Timestamp) -> bool {
    link.used_at.is_none() && !link.is_over(now)
}
