//! Plans written with an order are carried out, and all that is due is queued: each appointment in its lane, each mail,
//! each part of a sweep, each look of a pickup, each step of a
//! connection's task.

mod app;

use anyhow::Context;
use desk::appointments::carry_out::{DueMessages, carry_out};
use desk::orders::{finish_move, give_back_left};
use domain::{ConnectionState, KeptArrival, PickupState, Sweep, SweepList};
use queue::{ArrivalMessage, LookDue, PartDue, StepDue};
use runtime::{Place, Record, RecordError, StreamBatch, each_record, identify};
use table::{Change, OrderRow, TableError, Whose};

pub use crate::app::{App, Settings};

/// Handles a batch of the stream. What was gathered before a failure is sent all the same: it need not wait for the batch
/// to come again.
pub async fn handle(app: &App, batch: &StreamBatch) -> anyhow::Result<()> {
    let due = DueMessages::default();
    let park = async |text: &str| Ok(app.parked.park(env!("CARGO_PKG_NAME"), text).await?);
    let handled = each_record(batch, place_of, async |record| handle_record(app, &due, record).await, park).await;
    due.send(&app.lanes).await.context("queueing appointments")?;
    handled
}

fn place_of(record: &str) -> Option<Place> {
    let whose = Whose::read(record)?;
    Some(Place { store: whose.store_id.to_string(), row: whose.partition })
}

async fn handle_record(app: &App, due: &DueMessages, record: Record<'_>) -> Result<(), RecordError> {
    let judged = |error| RecordError::judged(error, TableError::is_passing);
    let Some(image) = Change::read(record.text).map_err(judged)? else { return Ok(()) };
    if image.is_sweep() {
        return queue_part(app, &image.sweep().map_err(judged)?).await;
    }
    if image.is_progress::<PickupState>() {
        return queue_look(app, &image.progress::<PickupState>().map_err(judged)?).await;
    }
    if image.is_progress::<ConnectionState>() {
        return queue_step(app, &image.progress::<ConnectionState>().map_err(judged)?).await;
    }
    if image.is_arrival() {
        return queue_arrival(app, &image.arrival().map_err(judged)?).await;
    }
    if image.is_appointment() {
        let appointment = image.appointment().map_err(judged)?;
        identify("carry_out_plans", appointment.store_id, appointment.id.order);
        due.add(&appointment);
        return Ok(());
    }
    if image.is_notice() {
        let notice = image.notice().map_err(judged)?;
        identify("carry_out_plans", notice.store_id.map(|id| id.to_string()).unwrap_or_default(), "");
        due.add_notice(&notice);
        return Ok(());
    }
    if let Some((store_id, order_id, version)) = image.settles_beside() {
        identify("carry_out_plans", store_id, order_id);
        let settled = app.desk.table.settle_beside(store_id, order_id, version, app.clock.now());
        Box::pin(settled).await.map_err(judged)?;
        if let Some(left) = image.left_stock().map_err(judged)? {
            let given_back = give_back_left(&app.desk, (store_id, order_id), &left, app.clock.now());
            Box::pin(given_back).await.map_err(judged)?;
        }
        if image.is_moving() {
            Box::pin(finish_move(&app.desk, store_id, order_id)).await.map_err(judged)?;
        }
        if image.is_removed() {
            return Ok(());
        }
    }
    let row = OrderRow::from_image(&image).map_err(judged)?;
    identify("carry_out_plans", row.store_id, row.order.id);
    Box::pin(carry_out(&app.desk, &row, due, app.clock.now())).await.map_err(judged)
}

/// Has a look of a pickup made. Sent again it is a second message of one look, of which the row takes one.
async fn queue_look(app: &App, state: &PickupState) -> Result<(), RecordError> {
    let Some(due) = LookDue::of(state) else { return Ok(()) };
    app.pickups.send(&due, state.wait()).await.context("queueing a look of a pickup").map_err(RecordError::Passing)
}

/// Has a step of a connection's task done. Sent again it is a second message of one step, of which the row takes one.
async fn queue_step(app: &App, state: &ConnectionState) -> Result<(), RecordError> {
    let Some(due) = StepDue::of(state) else { return Ok(()) };
    let sent = app.lanes.carts.send(&due, state.wait()).await;
    sent.context("queueing a step of a connection").map_err(RecordError::Passing)
}

/// Brings an arrival again that was kept. Brought twice it is taken once.
async fn queue_arrival(app: &App, kept: &KeptArrival) -> Result<(), RecordError> {
    let now = app.clock.now();
    let message = ArrivalMessage { arrival: kept.replayed(now), repetition: format!("again at {now}") };
    app.arrivals.send_arrival(&message).await.context("queueing what arrived").map_err(RecordError::Passing)
}

/// Has the next part of a sweep done. Sent again it is a second message of one part, of which the row takes one.
async fn queue_part(app: &App, sweep: &Sweep) -> Result<(), RecordError> {
    let Some(due) = PartDue::of(sweep) else { return Ok(()) };
    let queue = match sweep.id.list {
        SweepList::Sweeps => &app.sweeps,
        SweepList::Imports => &app.imports,
        SweepList::Exports => &app.exports,
    };
    queue.send_part(&due, sweep.wait()).await.context("queueing a part of a sweep").map_err(RecordError::Passing)
}
