//! Running a store's rules over an order that changed.

use std::borrow::Cow;

use domain::{Clock, HistoryLine, Incident, Order, OrderEvent, OrderId, OrderItem, StockFloor};
use jiff::Timestamp;
use rules::{Circumstances, LeftOut, MAX_STEPS, Outcome, StoreForms, items_to_follow};
use table::{OrderRow, Plan, PlannedAppointment, PlannedRequest, PlannedStock, TableError};

use super::books::{StoreWithRules, StoresOfBatch};
use super::fellows::{FoldersOfPart, KnownFellows};
use super::inventory::KnownInventory;
use crate::orders::planned;
use crate::{Actor, Desk, DeskError, incidents, suppliers};

/// How often rules that write much are left out of an outcome that is too large for the order's row.
const MAX_CUTS: u32 = 4;

/// A rule that takes more steps than it may on so many orders is switched off.
const MAX_OVERRUNS: u64 = 10;

/// Once so many steps were taken, as the order changed meanwhile or its row has too little room, rules don't run again.
const MAX_STEPS_OF_A_RECORD: u64 = 2 * MAX_STEPS;

/// Where rules give items other codes, so often the inventory is read for those and the rules run again.
const MAX_INVENTORY_READS: u32 = 2;

/// What the history says where nothing else has room.
const NOTHING_SAVED: &str = "What rules did could not be saved: the order would be too large, or changed too often";

/// Runs the store's rules because of the events of the version `then` of an order, and saves what they did in one
/// conditional write.
///
/// Whether they have anything to do is decided on the order as it was then, so a version that comes again finds the
/// same. What they do is done to the order as it is now, once per version: the row remembers which versions were
/// acted on. A rule that does more than fits into the row is left out, and the history says so; nothing a store's rules
/// do makes this fail.
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
    evaluate_by(desk, &store, then, clock).await.map(drop)
}

/// What became of the events of a version of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evaluated {
    /// Rules had nothing to do, or were done with it.
    Unchanged,
    /// What they did is saved, by this call.
    Saved,
}

/// The same, by these rules of its store.
pub(crate) async fn evaluate_by(
    desk: &Desk,
    store: &StoreWithRules,
    then: &OrderRow,
    clock: &Clock,
) -> Result<Evaluated, DeskError> {
    let mut known = Known::default();
    let outcome = Box::pin(run(desk, store, &LeftOut::default(), then, then, &mut known, clock.now())).await?;
    if outcome.did_nothing() {
        return Ok(Evaluated::Unchanged);
    }
    let Some(overran) = Box::pin(save(desk, store, then, outcome, known, clock)).await? else {
        return Ok(Evaluated::Unchanged);
    };
    for rule_id in overran {
        note_overrun(desk, then, &rule_id, clock).await;
    }
    Ok(Evaluated::Saved)
}

/// Whether the rules of its store have something to do with an order as it is, because of an event. Nothing is done. It is
/// asked of many orders, which share what was read of `folders`.
pub(crate) async fn would_act(
    desk: &Desk,
    store: &StoreWithRules,
    folders: &FoldersOfPart,
    row: &OrderRow,
    event: &OrderEvent,
    now: Timestamp,
) -> Result<bool, DeskError> {
    let mut row = row.clone();
    row.events = vec![event.clone()];
    let mut known = Known { fellows: KnownFellows::in_whole(folders), ..Known::default() };
    let outcome = Box::pin(run(desk, store, &LeftOut::default(), &row, &row, &mut known, now)).await?;
    Ok(!outcome.did_nothing())
}

/// What was read so far because rules ask for it.
#[derive(Default)]
struct Known<'a> {
    inventory: KnownInventory,
    fellows: KnownFellows<'a>,
}

/// What was spent on one record so far: the steps of rules, and what was read for them.
struct Spent {
    steps: u64,
    known: Known<'static>,
}

/// Saves `first`, the outcome over the order as it was then, or what comes of another run where the order changed
/// since. Answers the rules that took more than their part, if it was saved by this call.
async fn save(
    desk: &Desk,
    store: &StoreWithRules,
    then: &OrderRow,
    first: Outcome<'_>,
    known: Known<'static>,
    clock: &Clock,
) -> Result<Option<Vec<String>>, DeskError> {
    let overran = first.overran.clone();
    let (mut tries, mut present) = (desk.table.tries(), then.clone());
    let (mut next, mut spent) = (Some(first), Spent { steps: 0, known });
    loop {
        let now = clock.now();
        let is_saved = if spent.steps < MAX_STEPS_OF_A_RECORD {
            let outcome = if let Some(first) = next.take() {
                first
            } else {
                let left_out = LeftOut::default();
                Box::pin(run(desk, store, &left_out, then, &present, &mut spent.known, now)).await?
            };
            Box::pin(save_once(desk, store, then, &present, outcome, &mut spent, now)).await?
        } else {
            say_nothing_was_saved(desk, then, &present, now).await?
        };
        if is_saved {
            return Ok(Some(overran));
        }
        tries.again().await?;
        match desk.table.order_without_labels(then.store_id, then.order.id).await? {
            Some(row) if !row.is_evaluated(then.version) => present = row,
            _ => return Ok(None),
        }
    }
}

/// Saves `outcome`, or as much of it as the row has room for; whether the row was still `present`.
async fn save_once(
    desk: &Desk,
    store: &StoreWithRules,
    then: &OrderRow,
    present: &OrderRow,
    mut outcome: Outcome<'_>,
    spent: &mut Spent,
    now: Timestamp,
) -> Result<bool, DeskError> {
    let mut left_out = LeftOut::default();
    for cut in 0..=MAX_CUTS {
        spent.steps += outcome.steps;
        let floor = store.store.settings.stock_floor;
        let after = row_after(present.clone(), &outcome, (then.version, floor), now);
        let too_much = match Box::pin(desk.table.save_order(present, after, now)).await {
            Ok(saved) => return Ok(saved.is_done()),
            Err(TableError::TooLarge { bytes, max }) => bytes.saturating_sub(max),
            Err(error) => return Err(error.into()),
        };
        // What is left out counts unpacked: each time more of it has to go.
        let too_much = if cut + 1 < MAX_CUTS { too_much.saturating_mul(1 << (2 * cut + 1)) } else { usize::MAX };
        if spent.steps >= MAX_STEPS_OF_A_RECORD || !left_out.leave_out_largest(&outcome, too_much) {
            break;
        }
        outcome = Box::pin(run(desk, store, &left_out, then, present, &mut spent.known, now)).await?;
    }
    say_nothing_was_saved(desk, then, present, now).await
}

/// The order has no room for what rules do: its history says so, if it has room for that.
async fn say_nothing_was_saved(
    desk: &Desk,
    then: &OrderRow,
    present: &OrderRow,
    now: Timestamp,
) -> Result<bool, DeskError> {
    let mut row = evaluated(present.clone(), then.version);
    row.history.push(HistoryLine::auto(now, NOTHING_SAVED));
    match Box::pin(desk.table.save_order(present, row, now)).await {
        Ok(saved) => Ok(saved.is_done()),
        Err(TableError::TooLarge { .. }) => {
            tracing::warn!("passed over: its row has no room for what rules did, nor for a line that says so");
            Ok(true)
        }
        Err(error) => Err(error.into()),
    }
}

/// Counts that a rule took more than its part, and switches it off when that was too often, of which the store's admin
/// is mailed. Behind the write that decides that this version was acted on, so that a record that comes again is not
/// counted again. One that can't be counted is not: what the record is about is done.
async fn note_overrun(desk: &Desk, then: &OrderRow, rule_id: &str, clock: &Clock) {
    let at = domain::time::text(clock.now());
    let order_id = then.order.id;
    let why = format!(
        "{at}: on {MAX_OVERRUNS} orders, order {order_id} last, it took more steps than rules may take on one order"
    );
    let noted = match desk.table.note_overrun(then.store_id, rule_id, MAX_OVERRUNS, &why).await {
        Ok(noted) => noted.done(),
        Err(error) => {
            tracing::warn!(rule_id, "an overrun was not counted: {error:#}");
            return;
        }
    };
    tracing::info!(
        rule_id,
        overruns = noted.as_ref().map(|noted| noted.overruns),
        "a rule took more steps than it may"
    );
    if let Some(rule) = noted.and_then(|noted| noted.switched_off) {
        let noted = incidents::note(desk, then.store_id, &Incident::rule_switched_off(&rule), clock).await;
        noted.unwrap_or_else(|error| tracing::warn!(rule_id, "that it is switched off was not noted: {error:#}"));
    }
}

/// The rules, because of what happened `then`, over the order as it is at `present`. Where they ask for a merge, once more
/// with the orders it can be merged with as they leave it.
async fn run<'a>(
    desk: &Desk,
    store: &StoreWithRules,
    left_out: &LeftOut,
    then: &OrderRow,
    present: &'a OrderRow,
    known: &mut Known<'_>,
    now: Timestamp,
) -> Result<Outcome<'a>, DeskError> {
    let inventory = &mut known.inventory;
    let outcome = Box::pin(run_with_inventory(desk, store, left_out, then, present, inventory, now)).await?;
    if !outcome.asks_to_merge() {
        return Ok(outcome);
    }
    let fellows = Box::pin(known.fellows.of(desk, then.store_id, &outcome.order)).await?;
    Ok(run_knowing(store, left_out, then, present, &known.inventory, Some(fellows), now))
}

/// The same without those. Where rules or the store's setting ask for the inventory, with what it has for the items, and
/// again for those that rules changed.
async fn run_with_inventory<'a>(
    desk: &Desk,
    store: &StoreWithRules,
    left_out: &LeftOut,
    then: &OrderRow,
    present: &'a OrderRow,
    known: &mut KnownInventory,
    now: Timestamp,
) -> Result<Outcome<'a>, DeskError> {
    let of = &store.store;
    if store.book.asks_suppliers() {
        known.read_suppliers(desk, of.id).await?;
    }
    if !store.book.asks_inventory() && !of.settings.stock_is_taken.follows_orders() {
        return Ok(run_knowing(store, left_out, then, present, known, None, now));
    }
    known.read(desk, of, &asked_of(store, &present.order)).await?;
    for _ in 0..MAX_INVENTORY_READS {
        let outcome = run_knowing(store, left_out, then, present, known, None, now);
        if !known.read(desk, of, &asked_of(store, &outcome.order)).await? {
            return Ok(outcome);
        }
    }
    Ok(run_knowing(store, left_out, then, present, known, None, now))
}

/// The items that the inventory is asked for: all where a rule asks, else those for which stock is to be taken.
fn asked_of<'a>(store: &StoreWithRules, order: &'a Order) -> Vec<&'a OrderItem> {
    if store.book.asks_inventory() {
        return order.order_items.iter().collect();
    }
    items_to_follow(order, store.store.settings.stock_is_taken, &store.store.folders)
}

fn run_knowing<'a>(
    store: &StoreWithRules,
    left_out: &LeftOut,
    then: &OrderRow,
    present: &'a OrderRow,
    known: &KnownInventory,
    fellows: Option<&[OrderId]>,
    now: Timestamp,
) -> Outcome<'a> {
    let of = &store.store;
    let zone = of.settings.time_zone();
    let circumstances = Circumstances {
        now,
        store_id: of.id,
        split_method: of.settings.split_method,
        store_name: &of.name,
        store_country: &of.settings.store_country,
        forms: StoreForms { currency: &of.settings.currency, date_format: &of.settings.date_format },
        zone: &zone,
        folders: &of.folders,
        brake: present.brake.at(now),
        inventory: &known.inventory,
        stock_is_taken: of.settings.stock_is_taken,
        suppliers: known.suppliers.as_deref().unwrap_or_default(),
        fellows,
        document_links: of.settings.document_links.as_ref(),
    };
    store.book.run_without(left_out, &then.events, &present.order, &circumstances)
}

/// The row with the outcome in it.
fn row_after(row: OrderRow, outcome: &Outcome<'_>, (version, floor): (u64, StockFloor), now: Timestamp) -> OrderRow {
    let mut row = evaluated(row, version);
    if let Cow::Owned(order) = &outcome.order {
        let before = std::mem::replace(&mut row.order, order.clone());
        row.plan_shipments(&before);
        suppliers::plan_mail_between(&mut row, &before);
    }
    if !outcome.jobs.is_empty() || outcome.is_braked {
        row.brake = row.brake.at(now).counting(outcome.jobs.len(), outcome.is_braked);
    }
    row.history.extend(outcome.history.iter().map(|note| HistoryLine::auto(now, note.clone())));
    let by = Actor::auto();
    row.plans.extend(outcome.offshoots.iter().map(|made| planned(row.store_id, made.clone(), &by, now)));
    for planned in &outcome.jobs {
        let serial = row.order.next_serial();
        let planned = PlannedAppointment { serial, job: planned.job.clone(), rule: planned.rule.clone(), at: now };
        row.plans.push(Plan::Appointment(planned));
    }
    if !outcome.stock.is_empty() {
        let (movement, stock) = (row.order.next_serial(), outcome.stock.clone().into_vec());
        let reason = Some(outcome.stock_reason);
        row.plans.push(Plan::Stock(PlannedStock { movement, stock, moved_at: now, reason, floor }));
    }
    for (request, rule) in &outcome.requests {
        let planned = PlannedRequest { request: request.clone(), requested_by: rule.clone(), requested_at: now };
        row.plans.push(Plan::Request(planned));
    }
    row
}

/// The row once rules have acted on `version`. Its events are empty: rules answer rules within one run, never through
/// the stream.
fn evaluated(mut row: OrderRow, version: u64) -> OrderRow {
    row.events.clear();
    row.plans.clear();
    row.mark_evaluated(version);
    row
}
