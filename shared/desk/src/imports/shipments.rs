//! The shipments of a tracking file.

use domain::{Address, ChangeError, Folder, MAX_PAGE, NewShipment, OrderId, OrderKey, OrderSearch, Shipment};
use sheets::read::{Entry, ShipmentRow};
use table::{OrderRow, Outcome};

use super::by_metadata::{MAX_ORDERS_LOOKED_AT, Match};
use super::context::Context;
use super::page::{Became, is_by, judged, reasons};
use crate::groups::in_groups;
use crate::orders::{RunRules, moved};
use crate::shipments::{Ledger, put_on};
use crate::{Actor, DeskError};

/// Why a row whose order is not sure is refused.
const SEVERAL: &str = "more than one order is told by this row";

/// What becomes of each shipment; those of one order come one after another, as each writes the order's row.
pub(super) async fn import_all(
    context: &Context<'_>,
    entries: &[Entry<ShipmentRow>],
) -> Result<Vec<Became>, DeskError> {
    let same_order = |index, entry: &Entry<ShipmentRow>| match &entry.value {
        Ok(row) => (0, format!("{:?}", row.order)),
        Err(_) => (index, String::new()),
    };
    let became = in_groups(entries, same_order, |_, entry| Box::pin(import(context, entry))).await;
    became.into_iter().map(judged).collect()
}

async fn import(context: &Context<'_>, entry: &Entry<ShipmentRow>) -> Result<Became, DeskError> {
    let read = match &entry.value {
        Ok(read) => read,
        Err(refusals) => return Ok(Became::Refused(reasons(refusals))),
    };
    let order_id = match order_of(context, &read.order).await? {
        Ok(order_id) => order_id,
        Err(why) => return Ok(Became::Refused(why)),
    };
    let row = entry.first_row();
    let by = Actor::import(context.number, row);
    // The shipment says which row it is from: so a row that is done again is known.
    let new = read.shipment.clone().from_source(by.name());
    let now = context.moment(row);
    let folder = context.import.template.after_import.folder_id;
    let folder = folder.and_then(|folder_id| context.store.folder(folder_id));
    let edit = |row: &mut OrderRow| -> Result<Option<Box<Shipment>>, ChangeError> {
        if is_there(row, &new) {
            return Ok(None);
        }
        if context.rules() == RunRules::No {
            row.keep_quiet();
            if context.store.settings.stock_is_taken.follows_orders() {
                row.have_stock_followed();
            }
        }
        if let Some(folder) = folder {
            move_into(row, folder, &by, now);
        }
        let put = put_on(row, &new, Ledger::Ignored, now)?;
        if context.rules() == RunRules::No {
            note_all_shipped(context, row, &by, now);
        }
        Ok(put)
    };
    let id = order_id.to_string();
    if context.import.is_dry_run {
        let there = match context.would.order(order_id) {
            Some(row) => Some(row),
            None => context.desk.table.order_without_labels(context.store.id, order_id).await?,
        };
        let Some(mut row) = there else { return Ok(Became::Refused(format!("there is no order {id}"))) };
        if edit(&mut row)?.is_none() {
            return Ok(known(&row, &new, &by));
        }
        context.would.note_order(row);
        return Ok(Became::Created(id));
    }
    match Box::pin(context.desk.table.change_order(context.store.id, order_id, now, edit)).await? {
        Outcome::Done(_) => Ok(Became::Created(id)),
        Outcome::Unchanged(row) => Ok(known(&row, &new, &by)),
        Outcome::Refused(error) => Err(error.into()),
        Outcome::Missing | Outcome::Stale => Ok(Became::Refused(format!("there is no order {id}"))),
    }
}

/// Of a file, the same number on the same order is the same shipment, whatever is in it (orderdesk-app 5.2).
fn is_there(row: &OrderRow, new: &NewShipment) -> bool {
    row.order.order_shipments.iter().any(|shipment| shipment.tracking_number == new.tracking_number())
}

/// What a shipment that is there means for its row: it is the row's own, done before, or another's.
fn known(row: &OrderRow, new: &NewShipment, by: &Actor) -> Became {
    let id = row.order.id.to_string();
    let mut same = row.order.order_shipments.iter().filter(|it| it.tracking_number == new.tracking_number());
    if same.any(|shipment| is_by(&shipment.source, by)) {
        return Became::Created(id);
    }
    Became::Skipped(id, "the order has a shipment of this number".to_owned())
}

fn move_into(row: &mut OrderRow, folder: &Folder, by: &Actor, now: jiff::Timestamp) {
    if moved(row, folder).is_some() {
        row.history.push(by.line(now, format!("Order Moved to {} Folder", folder.name)));
    }
}

/// Notes that a supplier has shipped all of it, where it has; where rules run, that is noted with them.
fn note_all_shipped(context: &Context<'_>, row: &mut OrderRow, by: &Actor, now: jiff::Timestamp) {
    let Some(folder_id) = row.order.note_all_shipped() else { return };
    row.history.push(by.line(now, format!("Shipped by {}", row.order.fulfillment_name)));
    if let Some(folder) = folder_id.and_then(|id| context.store.folder(id)) {
        move_into(row, folder, by, now);
    }
}

/// The order that a row tells, or why it is none.
async fn order_of(context: &Context<'_>, key: &OrderKey) -> Result<Result<OrderId, String>, DeskError> {
    let (table, store) = (&context.desk.table, context.store);
    let rows = match key {
        OrderKey::Id(order_id) => return Ok(Ok(*order_id)),
        OrderKey::Source { source_name, source_id } => {
            let name = Some(source_name.as_str()).filter(|name| !name.is_empty());
            let mut rows = table.orders_by_source(store.id, name, source_id).await?;
            if rows.iter().any(|row| row.order.source_id.trim() == source_id) {
                rows.retain(|row| row.order.source_id.trim() == source_id);
            }
            rows
        }
        OrderKey::EmailAndName { email, name } => {
            let search = OrderSearch { email: Some(email.clone()), limit: MAX_PAGE, ..OrderSearch::all_of(store) };
            let mut rows = table.search_orders(store.id, &search, context.now).await?.rows;
            let is_named = |address: &Address| {
                let full = format!("{} {}", address.first_name, address.last_name);
                [full.trim(), address.company.trim()].iter().any(|own| own.to_lowercase() == name.trim().to_lowercase())
            };
            rows.retain(|row| is_named(&row.order.shipping) || is_named(&row.order.customer));
            rows
        }
        OrderKey::Metadata { value, .. } => {
            return Ok(match context.by_metadata.and_then(|orders| orders.order(value)) {
                Some(Match::One(order_id)) => Ok(order_id),
                Some(Match::Several) => Err(SEVERAL.to_owned()),
                None => Err(format!("none of the newest {MAX_ORDERS_LOOKED_AT} orders is told by this row")),
            });
        }
    };
    Ok(match rows.as_slice() {
        [row] => Ok(row.order.id),
        [] => Err("no order is told by this row".to_owned()),
        _ => Err(SEVERAL.to_owned()),
    })
}
