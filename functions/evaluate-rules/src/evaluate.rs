//! One record.

use anyhow::anyhow;
use domain::HistoryLine;
use jiff::Timestamp;
use rules::{Circumstances, Outcome};
use runtime::{Record, RecordError};
use table::{Change, OrderRow, Plan, PlannedAppointment, TableError};

use crate::app::{App, Known, Stores};

/// How often an outcome is saved against other changes of the same order.
const TRIES: u32 = 8;

/// Runs the rules over what one record says happened.
///
/// Whether they have anything to do is decided on the order as it was then, so a record that comes again finds the
/// same. What they do is done to the order as it is now, once per version: the row remembers which versions were
/// acted on.
pub(crate) async fn evaluate(app: &App, stores: &Stores<'_>, record: Record<'_>) -> Result<(), RecordError> {
    let Some(image) = Change::read(record.text).map_err(outcome_of)? else { return Ok(()) };
    let then = OrderRow::from_image(&image).map_err(outcome_of)?;
    let Some(known) = stores.get(then.store_id).await.map_err(outcome_of)? else {
        tracing::warn!(order = %then.order.id, "passed over: its store is gone");
        return Ok(());
    };
    if run(&known, &then, &then, app.clock.now()).did_nothing() {
        return Ok(());
    }
    save(app, &known, &then).await.map_err(outcome_of)
}

async fn save(app: &App, known: &Known, then: &OrderRow) -> Result<(), TableError> {
    let mut present = then.clone();
    for _ in 0..TRIES {
        let now = app.clock.now();
        let outcome = run(known, then, &present, now);
        let after = row_after(present.clone(), outcome, then.version, now);
        if app.table.save_order(&present, after, now).await?.is_done() {
            return Ok(());
        }
        match app.table.order_without_labels(then.store_id, then.order.id).await? {
            Some(row) if !row.is_evaluated(then.version) => present = row,
            _ => return Ok(()),
        }
    }
    Err(TableError::Contended { tries: TRIES })
}

/// The rules, because of what happened `then`, over the order as it is at `present`.
fn run(known: &Known, then: &OrderRow, present: &OrderRow, now: Timestamp) -> Outcome {
    let circumstances = Circumstances { now, folders: &known.store.folders };
    known.book.run(then.events.clone(), present.order.clone(), &circumstances)
}

/// The row with the outcome in it. Its events are empty: rules answer rules within one run, never through the stream.
fn row_after(mut row: OrderRow, outcome: Outcome, version: u64, now: Timestamp) -> OrderRow {
    row.order = outcome.order;
    row.history.extend(outcome.history.into_iter().map(|note| HistoryLine::auto(now, note)));
    row.events.clear();
    row.plans.clear();
    for planned in outcome.jobs {
        let serial = row.order.next_serial();
        let plan = PlannedAppointment { serial, job: planned.job, rule: planned.rule, at: now };
        row.plans.push(Plan::Appointment(plan));
    }
    row.mark_evaluated(version);
    row
}

fn outcome_of(error: TableError) -> RecordError {
    if error.is_passing() { RecordError::Passing(anyhow!(error)) } else { RecordError::Poison(anyhow!(error)) }
}
