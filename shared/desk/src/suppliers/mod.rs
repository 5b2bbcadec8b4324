//! Suppliers of a store, and the orders that stand at them (orderdesk-app 10.2, 12).

mod cancel;
#[cfg(feature = "rules")]
mod edit;
mod own;
mod submit;
#[cfg(feature = "schedule")]
pub(crate) mod summary;

use std::collections::BTreeSet;

use domain::{
    Audience, InventoryItem, Order, OrderItem, Permission, Store, StoreId, Submission, SubmissionState, Supplier,
    UserScope, folded_code, outbound,
};
#[cfg(any(feature = "rules", feature = "schedule"))]
use domain::{DueKind, next_summary};
#[cfg(any(feature = "rules", feature = "schedule"))]
use jiff::Timestamp;
use table::{OrderRow, Table, TableError};

use crate::{Desk, DeskError, definitions, inventory};

pub use cancel::cancel;
#[cfg(feature = "rules")]
pub(crate) use cancel::plan_mail_between;
pub(crate) use cancel::{carry_out as carry_out_cancellation, plan_mail};
#[cfg(feature = "rules")]
pub use edit::{create, remove, replace};
pub use own::{Own, OwnPage, find as find_own, page as page_own, ship};
pub use submit::{Submitted, Submitting, submit};

/// The suppliers of a store; of who sees the orders of one, that one. Orders and users name them, too.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<Supplier>, DeskError> {
    desk.needs_any(Permission::ManageSuppliers, &[Permission::ViewOrders, Permission::ManageUsers])?;
    let mut suppliers: Vec<Supplier> = desk.table.definitions(store_id).await?;
    if let UserScope::Supplier(own) = &desk.rights().scope {
        suppliers.retain(|supplier| supplier.id == *own);
    }
    Ok(suppliers)
}

/// The supplier of this id, and its version. Who sees the orders of one finds no other.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(Supplier, u64), DeskError> {
    desk.needs_any(Permission::ManageSuppliers, &[Permission::ViewOrders, Permission::ManageUsers])?;
    match &desk.rights().scope {
        UserScope::Supplier(own) if own != id => Err(DeskError::NotFound("Supplier")),
        _ => definitions::find(desk, store_id, id).await,
    }
}

/// What a supplier is sent of an order that stands there, or why it is sent nothing any more.
pub(crate) async fn outbound_for(
    table: &Table,
    store: &Store,
    row: &OrderRow,
    supplier_id: &str,
) -> Result<Result<Order, &'static str>, TableError> {
    let stands = row.order.submission.as_ref().filter(|it| it.supplier_id == supplier_id);
    let Some(submission) = stands.filter(|it| it.state != SubmissionState::Canceled) else {
        return Ok(Err("the order does not stand at the supplier any more"));
    };
    let Some((supplier, _)) = table.definition::<Supplier>(row.store_id, supplier_id).await? else {
        return Ok(Err("the supplier is gone"));
    };
    let inventory = inventory_of(table, store, &row.order, submission).await?;
    Ok(Ok(outbound(&row.order, submission, &supplier, &inventory, Audience::SentTo)))
}

/// Has the store told on the next first day of a month how that went. Planned again it is planned once.
#[cfg(any(feature = "rules", feature = "schedule"))]
pub(crate) async fn plan_summary(desk: &Desk, store: &Store, after: Timestamp) -> Result<(), TableError> {
    let Some(next) = next_summary(after, &store.settings.time_zone()) else { return Ok(()) };
    let _ = desk.table.insert_due(store.id, next, &DueKind::SupplierSummary, &store.id.to_string()).await?;
    Ok(())
}

/// What the inventory that the store's orders use has for the items that were submitted: 2 read units for each, and 1 more where
/// it is found with its variations alone, as where stock is taken for it.
pub(crate) async fn inventory_of(
    table: &Table,
    store: &Store,
    order: &Order,
    submission: &Submission,
) -> Result<Vec<InventoryItem>, TableError> {
    let Some(owner) = inventory::owner(table, store).await? else { return Ok(vec![]) };
    let items: Vec<&OrderItem> = submission.own_items(order).map(|(item, _)| item).collect();
    let plain = items.iter().filter_map(|item| item.stock_codes().next());
    let mut known = by_codes(table, owner, plain.collect()).await?;
    let is_known = |item: &OrderItem| known.iter().any(|it| folded_code(&it.code) == folded_code(&item.code));
    let varied = items.iter().filter(|item| !is_known(item)).filter_map(|item| item.stock_codes().nth(1));
    let varied: Vec<String> = varied.collect();
    known.extend(by_codes(table, owner, varied).await?);
    Ok(known)
}

async fn by_codes(table: &Table, owner: StoreId, codes: Vec<String>) -> Result<Vec<InventoryItem>, TableError> {
    let codes = codes.into_iter().map(|code| folded_code(&code));
    let codes: BTreeSet<String> = codes.filter(|code| !code.is_empty()).collect();
    if codes.is_empty() {
        return Ok(vec![]);
    }
    table.inventory_items_by_code(owner, &codes.into_iter().collect::<Vec<_>>()).await
}
