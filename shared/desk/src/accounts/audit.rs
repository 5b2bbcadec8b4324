//! Who changed what, of a store and of an account.

use domain::{AccountId, AuditChange, Permission, StoreId};
use jiff::Timestamp;
use table::AuditOf;

use super::By;
use crate::{Desk, DeskError};

pub use table::AuditRows;

/// A page has at most so many lines.
pub const MAX_LINES: usize = 100;

/// So many digits has the moment in a cursor.
const MOMENT_LENGTH: usize = 14;

/// Notes that somebody did `what` to the thing of this id in a store.
pub async fn append(
    desk: &Desk,
    store_id: StoreId,
    by: &By,
    what: &str,
    id: &str,
    changes: Vec<AuditChange>,
    now: Timestamp,
) -> Result<(), DeskError> {
    let line = by.line(what, id, changes, now);
    Ok(desk.table.append_audit(AuditOf::Store(store_id), &line).await?)
}

/// The newest lines of a store, or those behind a cursor of the page before.
pub async fn list(desk: &Desk, store_id: StoreId, cursor: Option<&str>, limit: usize) -> Result<AuditRows, DeskError> {
    desk.needs(Permission::ViewAudit)?;
    page(desk, AuditOf::Store(store_id), cursor, limit).await
}

/// The newest lines of an account, in the same way.
pub async fn of_account(
    desk: &Desk,
    account_id: AccountId,
    cursor: Option<&str>,
    limit: usize,
) -> Result<AuditRows, DeskError> {
    page(desk, AuditOf::Account(account_id), cursor, limit).await
}

async fn page(desk: &Desk, of: AuditOf, cursor: Option<&str>, limit: usize) -> Result<AuditRows, DeskError> {
    if cursor.is_some_and(|cursor| !is_cursor(cursor)) {
        return Err(DeskError::invalid("cursor", "is none of a page before"));
    }
    Ok(desk.table.audit(of, cursor, limit.clamp(1, MAX_LINES)).await?)
}

fn is_cursor(cursor: &str) -> bool {
    let Some((moment, name)) = cursor.split_once('-') else { return false };
    let is_moment = moment.len() == MOMENT_LENGTH && moment.bytes().all(|byte| byte.is_ascii_digit());
    is_moment && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_page_answered_is_a_cursor() {
        assert!(is_cursor("01764000000000-0a1b2c3d"));
        for bad in ["", "-", "1-0a", "01764000000000", "01764000000000-x", "0176400000000x-0a"] {
            assert!(!is_cursor(bad), "{bad}");
        }
    }
}
