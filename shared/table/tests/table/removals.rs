//! Removing orders, and restoring them.

use cloud::Faults;
use domain::{AppointmentStatus, HistoryLine, OrderId};
use futures_util::future::{Either, select};
use jiff::Timestamp;
use table::{LeftStock, NotRestored, OrderRow, Outcome, Table, TableError};

use crate::samples::{add_line, all_orders, appointment, at, identity, insert, line, new_row, store_id};
use crate::stage::Stage;

const DAY: i64 = 24 * 60 * 60;

/// Who removed the order, 100 seconds after the first moment.
fn removal() -> HistoryLine {
    line(100, "Order Deleted")
}

async fn remove(table: &Table, order: OrderId) -> Outcome<()> {
    table.remove_order(store_id(), order, &removal()).await.unwrap()
}

async fn restore(
    table: &Table,
    order: OrderId,
    now: Timestamp,
) -> Result<Outcome<OrderRow, OrderRow, NotRestored>, TableError> {
    let put_back = |row: &mut OrderRow, _: Option<&LeftStock>| {
        row.history.push(HistoryLine { date_added: now, ..line(0, "Order Restored") });
    };
    table.restore_order(store_id(), order, now, put_back).await
}

fn partition(order: OrderId) -> String {
    format!("O#42#{order}")
}

/// What the stream does once it brings the order's row.
async fn settle(stage: &Stage, order: OrderId, now: Timestamp) {
    let image = stage.image(&partition(order), "O").await;
    let (store, id, version) = image.settles_beside().expect("it says that something follows");
    assert_eq!((store, id), (store_id(), order));
    stage.table.settle_beside(store, id, version, now).await.unwrap();
}

/// An order with older history, a failed and a pending appointment.
async fn full_order(stage: &Stage) -> OrderId {
    let order = insert(&stage.table, 1).await;
    for second in 1..=50 {
        add_line(&stage.table, order, second, "A note").await.unwrap();
    }
    let mut failed = appointment(order, 1);
    failed.status = AppointmentStatus::Failed;
    for appointment in [failed, appointment(order, 2)] {
        assert!(stage.table.insert_appointment(&appointment).await.unwrap().is_done());
    }
    order
}

/// Catches an order that is found anywhere once it is removed, and an id that is given again: who knows it would speak
/// of another order.
#[tokio::test]
async fn a_removed_order_is_nowhere_and_its_id_is_never_given_again() {
    let stage = Stage::new().await;
    let order = full_order(&stage).await;
    assert!(remove(&stage.table, order).await.is_done());
    settle(&stage, order, at(101)).await;
    assert_eq!(stage.table.order(store_id(), order).await.unwrap(), None);
    assert!(stage.table.orders(store_id(), &[order]).await.unwrap().is_empty());
    assert!(stage.table.appointments_of(store_id(), order).await.unwrap().is_empty());
    assert_eq!(stage.table.appointment(store_id(), appointment(order, 2).id).await.unwrap(), None);
    for status in [Some(AppointmentStatus::Failed), None] {
        let filter = domain::AppointmentFilter { status, kind: None };
        let listed = stage.table.appointments(store_id(), &[], &filter, 0, 10).await.unwrap();
        assert_eq!((listed.rows.len(), listed.total), (0, 0), "{status:?}");
    }
    assert_eq!(stage.table.search_orders(store_id(), &all_orders(), at(101)).await.unwrap().total, 0);
    assert_eq!(stage.table.count_orders_of(store_id(), "mara@example.com").await.unwrap(), 0);
    assert!(stage.table.orders_by_source(store_id(), None, "S-1").await.unwrap().is_empty());
    assert_eq!(remove(&stage.table, order).await, Outcome::Missing);
    let again = stage.table.insert_order(store_id(), &identity(1), |id, _| new_row(id, 1, 190)).await.unwrap();
    assert!(again.done().is_some_and(|row| row.order.id != order));
}

/// Catches rows that never go.
#[tokio::test]
async fn all_but_the_tombstone_goes_after_31_days() {
    let stage = Stage::new().await;
    let order = full_order(&stage).await;
    assert!(remove(&stage.table, order).await.is_done());
    settle(&stage, order, at(101)).await;
    let expiry = (at(100).as_second() + 31 * DAY).to_string();
    let sort_keys = stage.sort_keys(&partition(order)).await;
    assert_eq!(sort_keys, ["A#00000001", "A#00000002", "B#", "H#00000001", "O"]);
    for sk in sort_keys {
        let row = stage.row(&partition(order), &sk).await.unwrap();
        let expires = row.get("expires_at").map(|at| at.as_n().unwrap().clone());
        assert_eq!(expires, (sk != "O").then(|| expiry.clone()), "{sk}");
        assert!(sk == "O" || !row.contains_key("listed_in"), "{sk}");
    }
}

/// Catches a restored order that lacks something, and one that does something by itself.
#[tokio::test]
async fn a_restored_order_is_as_it_was_and_its_history_says_so() {
    let stage = Stage::new().await;
    let order = full_order(&stage).await;
    let before = stage.table.order(store_id(), order).await.unwrap().unwrap();
    let history = stage.table.history(&before).await.unwrap();
    assert!(remove(&stage.table, order).await.is_done());
    settle(&stage, order, at(101)).await;
    let listed = stage.table.removed_orders(store_id(), None, 10, at(200)).await.unwrap();
    assert_eq!((listed.orders.len(), listed.next), (1, None));
    assert_eq!((&listed.orders[0].order, &listed.orders[0].removal), (&before.order, &removal()));

    let restored = restore(&stage.table, order, at(200)).await.unwrap().done().unwrap();
    settle(&stage, order, at(201)).await;
    let found = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!(found, restored);
    assert_eq!(found.version, before.version + 2);
    assert!(found.events.is_empty() && found.plans.is_empty());
    let mut expected = before.order.clone();
    expected.date_updated = at(200);
    assert_eq!(found.order, expected);
    let lines = stage.table.history(&found).await.unwrap();
    assert_eq!(lines.len(), history.len() + 3, "removed, restored, and the appointment that failed by that");
    let appointments = stage.table.appointments_of(store_id(), order).await.unwrap();
    let statuses: Vec<_> = appointments.iter().map(|it| (it.status, it.failure.is_empty())).collect();
    assert_eq!(statuses, [(AppointmentStatus::Failed, true), (AppointmentStatus::Failed, false)]);
    let filter = domain::AppointmentFilter { status: Some(AppointmentStatus::Failed), kind: None };
    assert_eq!(stage.table.appointments(store_id(), &[], &filter, 0, 10).await.unwrap().total, 2);
    for sk in stage.sort_keys(&partition(order)).await {
        let row = stage.row(&partition(order), &sk).await.unwrap();
        assert_eq!(row.contains_key("expires_at"), sk == "B#", "{sk}");
    }
    assert!(stage.table.removed_orders(store_id(), None, 10, at(202)).await.unwrap().orders.is_empty());
    assert_eq!(stage.table.search_orders(store_id(), &all_orders(), at(202)).await.unwrap().total, 1);
    assert!(matches!(restore(&stage.table, order, at(300)).await.unwrap(), Outcome::Unchanged(row) if row == found));
}

/// Catches an order that comes back long after it was promised to be gone, as the table removes rows late.
#[tokio::test]
async fn after_30_days_nothing_is_restored_though_all_is_there() {
    let stage = Stage::new().await;
    let order = full_order(&stage).await;
    assert_eq!(restore(&stage.table, OrderId::new(77).unwrap(), at(0)).await.unwrap(), Outcome::Missing);
    assert!(remove(&stage.table, order).await.is_done());
    let late = restore(&stage.table, order, at(101 + 30 * DAY)).await.unwrap();
    assert_eq!(late, Outcome::Refused(NotRestored::TooLate));
    assert!(stage.table.removed_orders(store_id(), None, 10, at(101 + 30 * DAY)).await.unwrap().orders.is_empty());
    assert!(restore(&stage.table, order, at(100 + 30 * DAY)).await.unwrap().is_done());
}

/// Catches two orders of one number.
#[tokio::test]
async fn an_order_is_not_restored_while_another_has_its_number() {
    let stage = Stage::new().await;
    let first = insert(&stage.table, 1).await;
    assert!(remove(&stage.table, first).await.is_done());
    let number = identity(1);
    let again = |seconds| stage.table.insert_order(store_id(), &number, move |id, _| new_row(id, 1, seconds));
    let second = again(190).await.unwrap().done().unwrap().order.id;
    let refused = restore(&stage.table, first, at(200)).await.unwrap();
    assert_eq!(refused, Outcome::Refused(NotRestored::NumberTaken(second)));
    let line = line(300, "Order Deleted");
    assert!(stage.table.remove_order(store_id(), second, &line).await.unwrap().is_done());
    assert!(restore(&stage.table, first, at(400)).await.unwrap().is_done());
    assert!(matches!(again(500).await.unwrap(), Outcome::Unchanged(row) if row.order.id == first));
    let refused = restore(&stage.table, second, at(600)).await.unwrap();
    assert_eq!(refused, Outcome::Refused(NotRestored::NumberTaken(first)));
}

/// Catches a creation that has come past the tombstone and makes a second order of the number behind a restoration.
#[tokio::test]
async fn a_creation_that_crashed_past_the_tombstone_holds_the_number_for_a_minute() {
    let (stage, faults) = Stage::with_faults();
    let order = insert(&stage.table, 1).await;
    assert!(remove(&stage.table, order).await.is_done());
    // The insertion that fails is the first, the note on the tombstone the second.
    let (table, crash) = (stage.table_of("crashing"), faults.crash_after(2, "crashing"));
    let number = identity(1);
    let insertion = Box::pin(table.insert_order(store_id(), &number, |id, _| new_row(id, 1, 200)));
    assert!(crashes(insertion, crash).await);
    let refused = restore(&stage.table, order, at(230)).await.unwrap();
    assert_eq!(refused, Outcome::Refused(NotRestored::NumberBeingTaken));
    assert!(restore(&stage.table, order, at(261)).await.unwrap().is_done());
}

/// Catches a removal that leaves something undone, or an order that can't be restored, after a crash between two writes.
#[tokio::test]
async fn a_removal_and_a_restoration_that_crash_anywhere_are_made_again() {
    for writes in 1..=3 {
        let (stage, faults) = Stage::with_faults();
        let order = full_order(&stage).await;
        let (table, crash) = (stage.table_of("crashing"), faults.crash_after(writes, "crashing"));
        let line = removal();
        let crashed = crashes(Box::pin(table.remove_order(store_id(), order, &line)), crash).await;
        assert!(crashed, "what is kept, the tombstone, the folder's count");
        let again = remove(&stage.table, order).await;
        assert_eq!(again.is_done(), writes == 1, "{again:?}");
        settle(&stage, order, at(101)).await;
        assert!(stage.table.appointments_of(store_id(), order).await.unwrap().is_empty());

        let crash = faults.crash_after(1, "crashing");
        let crashed = crashes(Box::pin(restore(&stage.table_of("crashing"), order, at(200))), crash).await;
        assert!(crashed, "the order");
        assert!(matches!(restore(&stage.table, order, at(201)).await.unwrap(), Outcome::Unchanged(_)));
        settle(&stage, order, at(202)).await;
        assert_eq!(stage.table.appointments_of(store_id(), order).await.unwrap().len(), 2);
    }
}

async fn crashes<T>(work: std::pin::Pin<Box<impl Future<Output = T>>>, crash: cloud::Crash) -> bool {
    matches!(select(work, Box::pin(crash.reached())).await, Either::Right(_))
}

/// Catches rows beside an order that are only half laid aside, or half taken back.
#[tokio::test]
async fn what_lies_beside_follows_over_any_crash() {
    for writes in 1..=3 {
        let (stage, faults) = Stage::with_faults();
        let order = full_order(&stage).await;
        assert!(remove(&stage.table, order).await.is_done());
        crash_in_settling(&stage, &faults, order, writes).await;
        settle(&stage, order, at(102)).await;
        assert!(stage.table.appointments_of(store_id(), order).await.unwrap().is_empty());
        assert!(restore(&stage.table, order, at(200)).await.unwrap().is_done());
        crash_in_settling(&stage, &faults, order, writes).await;
        settle(&stage, order, at(201)).await;
        assert_eq!(stage.table.appointments_of(store_id(), order).await.unwrap().len(), 2);
        let moved_out = stage.row(&partition(order), "H#00000001").await.unwrap();
        assert!(!moved_out.contains_key("expires_at"));
    }
}

async fn crash_in_settling(stage: &Stage, faults: &Faults, order: OrderId, writes: usize) {
    let image = stage.image(&partition(order), "O").await;
    let (store, id, version) = image.settles_beside().unwrap();
    let (table, crash) = (stage.table_of("crashing"), faults.crash_after(writes, "crashing"));
    assert!(crashes(Box::pin(table.settle_beside(store, id, version, at(101))), crash).await);
}

/// Catches a record of the stream that comes late, or again, and lays aside for ever what was taken back.
#[tokio::test]
async fn a_record_that_comes_late_lays_nothing_aside() {
    let stage = Stage::new().await;
    let order = full_order(&stage).await;
    assert!(remove(&stage.table, order).await.is_done());
    let (store, id, removed) = stage.image(&partition(order), "O").await.settles_beside().unwrap();
    assert!(restore(&stage.table, order, at(200)).await.unwrap().is_done());
    for _ in 0..2 {
        settle(&stage, order, at(201)).await;
        stage.table.settle_beside(store, id, removed, at(202)).await.unwrap();
        let found = stage.table.appointments_of(store_id(), order).await.unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].status, AppointmentStatus::Pending, "it was never laid aside: its message is there");
    }
}

/// Catches an order that nobody can read and nobody can remove.
#[tokio::test]
async fn an_unreadable_order_is_removed_for_good() {
    let stage = Stage::new().await;
    let order = full_order(&stage).await;
    let mut row = stage.row(&partition(order), "O").await.unwrap();
    row.insert("body".to_owned(), crate::stage::packed(&serde_json::json!({"order": 7})));
    stage.put(row).await;
    assert!(remove(&stage.table, order).await.is_done());
    settle(&stage, order, at(101)).await;
    assert_eq!(restore(&stage.table, order, at(200)).await.unwrap(), Outcome::Missing);
    assert!(stage.table.appointments_of(store_id(), order).await.unwrap().is_empty());
    assert!(stage.table.removed_orders(store_id(), None, 10, at(200)).await.unwrap().orders.is_empty());
}

/// Catches a removed order that who brings it again and again brings back.
#[tokio::test]
async fn a_removed_order_stays_so_where_it_comes_by_itself() {
    let stage = Stage::new().await;
    let order = full_order(&stage).await;
    let brought = async |number: u64| {
        stage.table.insert_order_once(store_id(), &identity(number), |id, _| new_row(id, number, 190)).await.unwrap()
    };
    assert!(matches!(brought(1).await, Outcome::Unchanged(row) if row.order.id == order));
    assert!(remove(&stage.table, order).await.is_done());
    assert_eq!(brought(1).await, Outcome::Missing);
    assert!(brought(2).await.is_done(), "one that was never here is made");
}
