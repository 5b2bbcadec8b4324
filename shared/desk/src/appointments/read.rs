//! Looking at appointments (orderdesk-app 2.4), as far as whoever works at the desk may: those of orders in their scope, and of
//! each what [`Rights::see_appointment`](domain::Rights::see_appointment) leaves.

use std::collections::BTreeSet;

use domain::{
    Appointment, AppointmentFilter, AppointmentId, AppointmentStatus, OrderId, Permission, Store, StoreId, UserScope,
};
use futures_util::future::try_join_all;
use table::Page;

use crate::{Desk, DeskError};

const APPOINTMENT: &str = "Appointment";

/// The appointment of this id, and the version of its row.
pub async fn find(desk: &Desk, store_id: StoreId, id: AppointmentId) -> Result<(Appointment, u64), DeskError> {
    desk.needs_any(Permission::ViewAppointments, &[Permission::RetryAppointments])?;
    let (appointment, version) = found(desk, store_id, id).await?;
    Ok((desk.rights().see_appointment(appointment), version))
}

/// The same as it is, for who changes it. Its order is read too, but for who sees all orders.
pub(super) async fn found(desk: &Desk, store_id: StoreId, id: AppointmentId) -> Result<(Appointment, u64), DeskError> {
    let not_found = || DeskError::NotFound(APPOINTMENT);
    let (appointment, version) = desk.table.appointment(store_id, id).await?.ok_or_else(not_found)?;
    if desk.rights().sees_all_orders() {
        return Ok((appointment, version));
    }
    let row = desk.table.order_without_labels(store_id, id.order).await?;
    let is_own = desk.rights().concerns(&appointment.job) && row.is_some_and(|row| desk.rights().covers(&row.order));
    if is_own { Ok((appointment, version)) } else { Err(not_found()) }
}

/// A page of the appointments of an order, oldest first; or, without an order, of the store, newest orders first. Who does not
/// see all orders gets those of a page that are theirs, which may be fewer than `limit`; how many there are behind it is not
/// told, but that there are some: where an index has the status, `total` is then one more than the page, and else what is shown.
pub async fn list(
    desk: &Desk,
    store: &Store,
    order_id: Option<OrderId>,
    filter: &AppointmentFilter,
    offset: usize,
    limit: usize,
) -> Result<Page<Appointment>, DeskError> {
    desk.needs(Permission::ViewAppointments)?;
    let page = match order_id {
        Some(order_id) => of_order(desk, store.id, order_id, filter, offset, limit).await?,
        None if desk.rights().sees_all_orders() => {
            let folder_ids: Vec<_> = store.all_folder_ids().collect();
            desk.table.appointments(store.id, &folder_ids, filter, offset, limit).await?
        }
        None => own(desk, store, filter, offset, limit).await?,
    };
    let rows = page.rows.into_iter().map(|appointment| desk.rights().see_appointment(appointment));
    Ok(Page { rows: rows.collect(), total: page.total })
}

async fn of_order(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    filter: &AppointmentFilter,
    offset: usize,
    limit: usize,
) -> Result<Page<Appointment>, DeskError> {
    desk.own_row(store_id, order_id).await?;
    let mut all = filter.of(desk.table.appointments_of(store_id, order_id).await?);
    all.retain(|appointment| desk.rights().concerns(&appointment.job));
    let total = all.len();
    Ok(Page { rows: all.into_iter().skip(offset).take(limit).collect(), total })
}

/// Those of a page that are of orders in the scope, and whoever's business.
async fn own(
    desk: &Desk,
    store: &Store,
    filter: &AppointmentFilter,
    offset: usize,
    limit: usize,
) -> Result<Page<Appointment>, DeskError> {
    let rights = desk.rights();
    let is_indexed = !matches!(filter.status, None | Some(AppointmentStatus::Pending | AppointmentStatus::Complete));
    let mut page = match &rights.scope {
        UserScope::Supplier(id) if !is_indexed => of_supplier(desk, store.id, id, filter, offset, limit).await?,
        scope => {
            let folder_ids = scope.of_folders(store.all_folder_ids());
            desk.table.appointments(store.id, &folder_ids, filter, offset, limit).await?
        }
    };
    let end = offset.saturating_add(limit);
    let has_more = page.total > end;
    // First by what they are for, so that few orders of others are read.
    page.rows.retain(|appointment| rights.concerns(&appointment.job));
    let ids: BTreeSet<OrderId> = page.rows.iter().map(|appointment| appointment.id.order).collect();
    let rows = desk.table.orders_without_labels(store.id, &Vec::from_iter(ids)).await?;
    let own: BTreeSet<OrderId> = rows.iter().filter(|row| rights.covers(&row.order)).map(|row| row.order.id).collect();
    page.rows.retain(|appointment| own.contains(&appointment.id.order));
    if is_indexed {
        page.total = if has_more { end.saturating_add(1) } else { offset.saturating_add(page.rows.len()) };
    }
    Ok(page)
}

/// The appointments of a page of a supplier's orders, those that were submitted last first.
async fn of_supplier(
    desk: &Desk,
    store_id: StoreId,
    supplier_id: &str,
    filter: &AppointmentFilter,
    offset: usize,
    limit: usize,
) -> Result<Page<Appointment>, DeskError> {
    let end = offset.saturating_add(limit);
    let orders = desk.table.newest_supplier_orders(store_id, supplier_id, end.saturating_add(1)).await?;
    let of_page = orders.iter().skip(offset).take(limit);
    let found = try_join_all(of_page.map(|order_id| desk.table.appointments_of(store_id, *order_id))).await?;
    Ok(Page { rows: filter.of(found.into_iter().flatten().collect()), total: orders.len() })
}
