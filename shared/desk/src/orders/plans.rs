//! Carrying out what an order's row plans for other orders and for the inventory (docs/adr/0026-orders-of-orders.md). Whoever wrote the plan does it
//! at once; the stream does it again, for nothing unless the first one died in between.

use std::convert::Infallible;

use domain::{HistoryLine, Relative};
use jiff::Timestamp;
use table::{OrderRow, Outcome, Plan, PlannedOrder, PlannedShipment, TableError};

use super::{requests, stock};
use crate::{Desk, suppliers};

/// Carries out the plans of `row` that make or change other orders, or the inventory's stock. Each may be done again: an
/// order is inserted once, a shipment put on once, and stock moved once. Answers what was done by this call.
pub async fn carry_out_orders(desk: &Desk, row: &OrderRow, now: Timestamp) -> Result<Vec<String>, TableError> {
    let mut done = vec![];
    for plan in &row.plans {
        let what: Vec<String> = match plan {
            Plan::Order(planned) => {
                let made = Box::pin(insert(desk, row, planned, now)).await?.made_now();
                made.map(|made| format!("order {made}")).into_iter().collect()
            }
            Plan::Shipment(planned) => {
                let is_new = Box::pin(put_on(desk, row, planned, now)).await?;
                is_new.then(|| received_name(planned)).into_iter().collect()
            }
            Plan::Stock(planned) => {
                let moved = Box::pin(stock::carry_out(desk, row, planned, now)).await?;
                moved.into_iter().map(|code| format!("the change of the stock of {code}")).collect()
            }
            // The leader's id tells whether it was done before, as a merged order names what it was merged of.
            Plan::Merge(planned) => {
                Box::pin(super::merge::carry_out(desk, row, planned, now)).await?;
                vec![]
            }
            Plan::Request(planned) => {
                Box::pin(requests::carry_out(desk, row, planned, now)).await?;
                vec![]
            }
            Plan::Cancellation(planned) => {
                Box::pin(suppliers::carry_out_cancellation(desk, row, planned, now)).await?;
                vec![]
            }
            Plan::Appointment(_) | Plan::Unknown(_) => vec![],
        };
        done.extend(what);
    }
    Ok(done)
}

/// What became of an order that was planned.
#[derive(Debug)]
pub(crate) enum Made {
    /// It was inserted by this call.
    Now(Box<OrderRow>),
    /// It was there before.
    Before(Box<OrderRow>),
    /// It was made, and removed since.
    Removed,
}

impl Made {
    fn made_now(&self) -> Option<domain::OrderId> {
        match self {
            Self::Now(row) => Some(row.order.id),
            Self::Before(_) | Self::Removed => None,
        }
    }

    /// The order, unless it was removed.
    pub(crate) fn row(self) -> Option<OrderRow> {
        match self {
            Self::Now(row) | Self::Before(row) => Some(*row),
            Self::Removed => None,
        }
    }
}

/// Inserts the order that `parent` plans, and tells `parent` its id where that is not the expected one.
pub(crate) async fn insert(
    desk: &Desk,
    parent: &OrderRow,
    planned: &PlannedOrder,
    now: Timestamp,
) -> Result<Made, TableError> {
    let row = |id| {
        let draft = planned.draft.clone().under(id);
        let mut row = OrderRow::new(planned.store_id, draft, planned.identity.clone(), planned.events.clone());
        row.history.clone_from(&planned.lines);
        row
    };
    let made = match Box::pin(desk.table.insert_planned_order(planned.store_id, &planned.identity, row)).await? {
        Outcome::Done(row) => Made::Now(Box::new(row)),
        Outcome::Unchanged(row) => Made::Before(Box::new(row)),
        Outcome::Missing | Outcome::Stale => return Ok(Made::Removed),
    };
    if let Made::Now(row) | Made::Before(row) = &made
        && row.order.id != planned.expected_id()
    {
        let of = |order_id| Relative { store_id: planned.store_id, order_id };
        Box::pin(correct(desk, parent, of(planned.expected_id()), of(row.order.id), now)).await?;
    }
    Ok(made)
}

/// Writes the id an order has into the family of the one it was made of.
async fn correct(
    desk: &Desk,
    parent: &OrderRow,
    expected: Relative,
    made: Relative,
    now: Timestamp,
) -> Result<(), TableError> {
    let changed = Box::pin(desk.table.change_order(parent.store_id, parent.order.id, now, |row| {
        if !row.order.family.correct(expected, made) {
            return Ok::<_, Infallible>(None);
        }
        row.order.mirror_family();
        Ok(Some(()))
    }));
    changed.await.map(drop)
}

/// Puts a shipment on the order it is planned for, once and for all: removed there, it is not put on again. Whether it was
/// put on by this call; an order that is gone gets none.
///
/// One of another store gets it only while the two are linked.
async fn put_on(desk: &Desk, row: &OrderRow, planned: &PlannedShipment, now: Timestamp) -> Result<bool, TableError> {
    if planned.store_id != row.store_id && !desk.table.are_linked(row.store_id, planned.store_id).await? {
        tracing::info!("a shipment does not go back: the two stores are linked no more");
        return Ok(false);
    }
    let changed = Box::pin(desk.table.change_order(planned.store_id, planned.order_id, now, |row| {
        if row.order.family.has_received(&planned.received) {
            return Ok::<_, Infallible>(None);
        }
        row.order.family.note_received(planned.received.clone());
        let note = match row.order.receive(&planned.shipment) {
            Ok(()) => format!("Shipment Added: {} {}", planned.shipment.carrier_code, planned.shipment.tracking_number),
            Err(why) => format!("{} was not added: {why}", received_name(planned)),
        };
        let source_name = planned.shipment.source.clone();
        row.history.push(HistoryLine { date_added: now, source_name, note });
        Ok(Some(()))
    }));
    Ok(changed.await?.is_done())
}

fn received_name(planned: &PlannedShipment) -> String {
    format!("Shipment {}", planned.shipment.tracking_number)
}
