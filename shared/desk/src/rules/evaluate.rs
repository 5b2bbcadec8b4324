//! Running a store's rules over an order that changed.

use domain::{Clock, HistoryLine};
use jiff::Timestamp;
use rules::{Circumstances, Outcome};
use table::{OrderRow, Plan, PlannedAppointment};

use super::books::{StoreWithRules, StoresOfBatch};
use crate::{Desk, DeskError};

/// Runs the store's rules because of the events of the version `then` of an order, and saves what they did in one
/// conditional write.
///
/// Whether they have anything to do is decided on the order as it was then, so a version that comes again finds the
/// same. What they do is done to the order as it is now, once per version: the row remembers which versions were
/// acted on.
pub async fn evaluate(
    desk: &Desk,
    stores: &StoresOfBatch<'_>,
    then: &OrderRow,
    clock: &Clock,
) -> Result<(), DeskError> {
    let Some(store) = stores.get(desk, then.store_id).await? else {
        tracing::warn!("passed over: its store is gone");
        return Ok(());
    };
    if run(&store, then, then, clock.now()).did_nothing() {
        return Ok(());
    }
    save(desk, &store, then, clock).await
}

async fn save(desk: &Desk, store: &StoreWithRules, then: &OrderRow, clock: &Clock) -> Result<(), DeskError> {
    let (mut tries, mut present) = (desk.table.tries(), then.clone());
    loop {
        let now = clock.now();
        let outcome = run(store, then, &present, now);
        let after = row_after(present.clone(), outcome, then.version, now);
        if desk.table.save_order(&present, after, now).await?.is_done() {
            return Ok(());
        }
        tries.again().await?;
        match desk.table.order_without_labels(then.store_id, then.order.id).await? {
            Some(row) if !row.is_evaluated(then.version) => present = row,
            _ => return Ok(()),
        }
    }
}

/// The rules, because of what happened `then`, over the order as it is at `present`.
fn run(store: &StoreWithRules, then: &OrderRow, present: &OrderRow, now: Timestamp) -> Outcome {
    let circumstances = Circumstances { now, folders: &store.store.folders };
    store.book.run(then.events.clone(), present.order.clone(), &circumstances)
}

/// The row with the outcome in it. Its events are empty: rules answer rules within one run, never through the stream.
fn row_after(mut row: OrderRow, outcome: Outcome, version: u64, now: Timestamp) -> OrderRow {
    row.order = outcome.order;
    row.history.extend(outcome.history.into_iter().map(|note| HistoryLine::auto(now, note)));
    row.events.clear();
    row.plans.clear();
    for planned in outcome.jobs {
        let serial = row.order.next_serial();
        let planned = PlannedAppointment { serial, job: planned.job, rule: planned.rule, at: now };
        row.plans.push(Plan::Appointment(planned));
    }
    row.mark_evaluated(version);
    row
}
