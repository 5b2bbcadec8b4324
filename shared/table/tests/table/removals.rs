//! Removing orders.

use cloud::Faults;
use domain::AppointmentStatus;
use futures_util::future::{Either, select};
use table::Outcome;

use crate::samples::{add_line, appointment, identity, insert, new_row, store_id};
use crate::stage::Stage;

/// Catches rows that stay behind, and an id that is given again: who knows it would speak of another order.
#[tokio::test]
async fn a_removed_order_leaves_a_tombstone_and_nothing_else() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    for second in 1..=50 {
        add_line(&stage.table, order, second, "A note").await.unwrap();
    }
    assert!(stage.table.insert_appointment(&appointment(order, 1)).await.unwrap().is_done());
    assert!(stage.table.remove_order(store_id(), order).await.unwrap().is_done());
    assert_eq!(stage.sort_keys(&format!("O#42#{order}")).await, ["O"]);
    assert_eq!(stage.table.order(store_id(), order).await.unwrap(), None);
    assert!(stage.table.orders(store_id(), &[order]).await.unwrap().is_empty());
    assert_eq!(stage.table.remove_order(store_id(), order).await.unwrap(), Outcome::Missing);
    let again = stage.table.insert_order(store_id(), &identity(1), |id, _| new_row(id, 1, 90)).await.unwrap();
    assert!(again.done().is_some_and(|row| row.order.id != order));
}

/// Catches a removal that can't be ended once its order is gone.
#[tokio::test]
async fn a_removal_that_crashed_is_ended_by_the_next() {
    let (stage, faults) = Stage::with_faults();
    let order = insert(&stage.table, 1).await;
    let mut failed = appointment(order, 1);
    failed.status = AppointmentStatus::Failed;
    assert!(stage.table.insert_appointment(&failed).await.unwrap().is_done());
    crash_in_removal(&stage, &faults, order).await;
    assert_eq!(stage.sort_keys(&format!("O#42#{order}")).await, ["A#00000001", "O"]);
    assert_eq!(stage.table.remove_order(store_id(), order).await.unwrap(), Outcome::Missing);
    assert_eq!(stage.sort_keys(&format!("O#42#{order}")).await, ["O"]);
}

async fn crash_in_removal(stage: &Stage, faults: &Faults, order: domain::OrderId) {
    let (table, crash) = (stage.table_of("crashing"), faults.crash_after(1, "crashing"));
    let removal = Box::pin(table.remove_order(store_id(), order));
    let ended = select(removal, Box::pin(crash.reached())).await;
    assert!(matches!(ended, Either::Right(_)), "it crashed");
}
