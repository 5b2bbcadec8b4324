//! Looking at appointments (orderdesk-app 2.4).

use domain::AppointmentFilter;
use domain::{Appointment, AppointmentId, OrderId, Store, StoreId};
use table::Page;

use crate::{Desk, DeskError, orders};

const APPOINTMENT: &str = "Appointment";

/// The appointment of this id, and the version of its row.
pub async fn find(desk: &Desk, store_id: StoreId, id: AppointmentId) -> Result<(Appointment, u64), DeskError> {
    desk.table.appointment(store_id, id).await?.ok_or(DeskError::NotFound(APPOINTMENT))
}

/// A page of the appointments of an order, oldest first; or, without an order, of the store, newest orders first.
pub async fn list(
    desk: &Desk,
    store: &Store,
    order_id: Option<OrderId>,
    filter: &AppointmentFilter,
    offset: usize,
    limit: usize,
) -> Result<Page<Appointment>, DeskError> {
    let Some(order_id) = order_id else {
        let folder_ids: Vec<_> = store.all_folder_ids().collect();
        return Ok(desk.table.appointments(store.id, &folder_ids, filter, offset, limit).await?);
    };
    let order_id = orders::find(desk, store.id, order_id).await?.order.id;
    let found = filter.of(desk.table.appointments_of(store.id, order_id).await?);
    let total = found.len();
    Ok(Page { rows: found.into_iter().skip(offset).take(limit).collect(), total })
}
