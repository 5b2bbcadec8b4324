//! What a user keeps of a store's lists for themselves: one row, read, changed and written where nobody else wrote it.

use domain::{AccountId, OwnLists, Permission, StoreId};

use crate::{Desk, DeskError};

/// What a user keeps of a store's lists for themselves: their own saved views, and the columns that they see.
pub async fn own(desk: &Desk, store_id: StoreId, account_id: AccountId) -> Result<OwnLists, DeskError> {
    desk.needs(Permission::ViewOrders)?;
    Ok(desk.table.own_lists(store_id, account_id).await?.0)
}

/// Changes that; where another browser of theirs changed it first, as it is then.
pub(super) async fn change_own<T>(
    desk: &Desk,
    store_id: StoreId,
    account_id: AccountId,
    change: impl Fn(&mut OwnLists) -> Result<T, DeskError>,
) -> Result<T, DeskError> {
    let mut tries = desk.table.tries();
    loop {
        let (mut lists, seen) = desk.table.own_lists(store_id, account_id).await?;
        let changed = change(&mut lists)?;
        if desk.table.save_own_lists(store_id, account_id, &lists, seen).await?.is_done() {
            return Ok(changed);
        }
        tries.again().await?;
    }
}
