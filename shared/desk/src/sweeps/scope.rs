//! The orders that a sweep is for, as far as whoever asks for it sees them.

use domain::{
    FolderId, KeptValue, MAX_SWEPT_AT_ONCE, OrderId, Selection, Store, StoreId, Sweep, SweepAction, SweepActionKind,
    UserScope,
};

use super::rights::refusal;
use crate::orders::ORDER;
use crate::{Desk, DeskError};

/// The orders of a selection that are in the scope of whoever works here. Nobody moves orders to where they don't see them, nor
/// looks for them by what they don't see.
pub(super) async fn within(
    desk: &Desk,
    store: &Store,
    action: &SweepAction,
    selection: Selection,
) -> Result<Selection, DeskError> {
    if let SweepAction::Move { folder_id } = action {
        desk.check_target("folder_id", Some(*folder_id))?;
    }
    let rights = desk.rights();
    if let Selection::Query(query) = &selection
        && let Some(lacking) = rights.lacks_for_sweep(query)
    {
        return Err(DeskError::Lacks(lacking));
    }
    match (&rights.scope, selection) {
        (UserScope::Everything, selection) => Ok(selection),
        // Those of an order go to others, too.
        (UserScope::Supplier(_), _) if is_of_appointments(action) => {
            Err(refusal("Appointments are tried again one by one here"))
        }
        (UserScope::Supplier(_), Selection::Query(_)) => {
            Err(refusal("Tick the orders: all that match can't be taken at once here"))
        }
        (_, Selection::Ids(ids)) => {
            let own = own_of(desk, store.id, &ids).await?;
            if own.is_empty() { Err(DeskError::NotFound(ORDER)) } else { Ok(Selection::Ids(own)) }
        }
        (scope @ UserScope::Folders(_), Selection::Query(mut query)) => {
            // Without folders a query is for all of the store.
            let is_wanted = |id: &FolderId| query.folder_ids.is_empty() || query.folder_ids.contains(id);
            let folder_ids: Vec<_> =
                scope.of_folders(store.all_folder_ids()).into_iter().filter(|id| is_wanted(id)).collect();
            if folder_ids.is_empty() {
                return Err(DeskError::NotFound("Folder"));
            }
            query.folder_ids = folder_ids;
            Ok(Selection::Query(query))
        }
    }
}

fn is_of_appointments(action: &SweepAction) -> bool {
    matches!(action.kind(), SweepActionKind::RetryAppointments | SweepActionKind::CancelAppointments)
}

/// Those of these orders that are in the scope of whoever works here.
async fn own_of(desk: &Desk, store_id: StoreId, ids: &[OrderId]) -> Result<Vec<OrderId>, DeskError> {
    let rows = desk.table.orders_without_labels(store_id, ids).await?;
    Ok(rows.iter().filter(|row| desk.rights().covers(&row.order)).map(|row| row.order.id).collect())
}

/// Who does not see all orders undoes what was done to orders that they see, and that go back to where they see them. So few
/// are looked at for that, and no read is made for who sees all. What a query found lies in several pages, however few those
/// are.
pub(super) async fn check_undone(desk: &Desk, store_id: StoreId, sweep: &Sweep) -> Result<(), DeskError> {
    if desk.rights().sees_all_orders() {
        return Ok(());
    }
    let most = u64::try_from(MAX_SWEPT_AT_ONCE).unwrap_or_default();
    let too_many = || refusal(format!("More than {MAX_SWEPT_AT_ONCE} orders are undone by who sees all orders"));
    if sweep.total.is_none_or(|total| total > most) {
        return Err(too_many());
    }
    let (mut kept, mut from) = (vec![], 0_u64);
    while let Some((position, page)) = desk.table.kept_page_from(sweep.id, from).await? {
        kept.extend(page);
        if kept.len() > MAX_SWEPT_AT_ONCE {
            return Err(too_many());
        }
        from = position.saturating_add(1);
    }
    let is_outside = |before: &KeptValue| match before {
        KeptValue::Folder(id) => desk.check_target("folder_id", Some(*id)).is_err(),
        _ => false,
    };
    if kept.iter().filter_map(|order| order.before.as_ref()).any(is_outside) {
        return Err(refusal("Orders would go back to a folder that you do not see"));
    }
    let mut ids: Vec<OrderId> = kept.iter().map(|order| order.order_id).collect();
    ids.sort_unstable();
    ids.dedup();
    if own_of(desk, store_id, &ids).await?.len() == ids.len() { Ok(()) } else { Err(DeskError::NotFound(ORDER)) }
}
