//! Appointments beside their orders.

use cloud::{Fault, Target};
use domain::{AppointmentFilter, AppointmentStatus};
use table::Outcome;

use crate::samples::{appointment, folder, insert, store_id};
use crate::stage::Stage;

/// Catches an appointment that is made anew when the stream tells of its plan twice: its attempts would be lost.
#[tokio::test]
async fn an_appointment_is_inserted_once() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let first = appointment(order, 1);
    assert!(stage.table.insert_appointment(&first).await.unwrap().is_done());
    assert_eq!(stage.table.insert_appointment(&first).await.unwrap(), Outcome::Unchanged(()));
    assert_eq!(stage.table.appointment(store_id(), first.id).await.unwrap(), Some((first, 1)));
}

/// Catches an attempt that overwrites a person's cancellation.
#[tokio::test]
async fn a_change_of_what_is_no_longer_there_is_stale() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let mut changed = appointment(order, 1);
    assert_eq!(stage.table.change_appointment(&changed, 1).await.unwrap(), Outcome::Stale, "it was never there");
    let _ = stage.table.insert_appointment(&changed).await.unwrap();
    changed.status = AppointmentStatus::Canceled;
    assert!(stage.table.change_appointment(&changed, 1).await.unwrap().is_done());
    changed.status = AppointmentStatus::Complete;
    assert_eq!(stage.table.change_appointment(&changed, 1).await.unwrap(), Outcome::Stale);
    let (found, version) = stage.table.appointment(store_id(), changed.id).await.unwrap().unwrap();
    assert_eq!((found.status, version), (AppointmentStatus::Canceled, 2));
}

/// Catches our own write, of which only the answer was lost, that is taken for another's.
#[tokio::test]
async fn a_change_whose_answer_is_lost_is_done() {
    let (stage, faults) = Stage::with_faults();
    let order = insert(&stage.table, 1).await;
    let mut changed = appointment(order, 1);
    let _ = stage.table.insert_appointment(&changed).await.unwrap();
    changed.status = AppointmentStatus::Complete;
    faults.fail_next(Target::operation("PutItem"), 1, Fault::LoseAnswer);
    assert!(stage.table.change_appointment(&changed, 1).await.unwrap().is_done());
    assert_eq!(faults.struck(), 1);
}

/// Catches the attribute the stream's filter waits for: without it a retry by hand is never queued, and with it too
/// long every change queues it again.
#[tokio::test]
async fn only_an_appointment_that_is_queued_wakes() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let first = appointment(order, 1);
    let _ = stage.table.insert_appointment(&first).await.unwrap();
    let row = async || stage.row(&format!("O#42#{order}"), "A#00000001").await.unwrap();
    assert!(!row().await.contains_key("wake"));
    assert!(stage.table.queue_appointment(&first.clone().again(), 1).await.unwrap().is_done());
    assert!(row().await.contains_key("wake"));
    assert!(stage.table.change_appointment(&first, 2).await.unwrap().is_done());
    assert!(!row().await.contains_key("wake"));
}

/// Catches pages of appointments that miss those in the index, those beside their orders, or their kind.
#[tokio::test]
async fn appointments_are_found_by_status_and_by_their_orders() {
    let stage = Stage::new().await;
    let orders = [insert(&stage.table, 1).await, insert(&stage.table, 2).await];
    for (order, status) in orders.into_iter().zip([AppointmentStatus::Failed, AppointmentStatus::Pending]) {
        let _ = stage.table.insert_appointment(&domain::Appointment { status, ..appointment(order, 1) }).await.unwrap();
    }
    let find = async |status, kind: Option<&str>| {
        let filter = AppointmentFilter { status, kind: kind.map(str::to_owned) };
        let page = stage.table.appointments(store_id(), &[folder(1)], &filter, 0, 10).await.unwrap();
        page.rows.into_iter().map(|found| found.id.order).collect::<Vec<_>>()
    };
    assert_eq!(find(Some(AppointmentStatus::Failed), None).await, [orders[0]]);
    assert_eq!(find(Some(AppointmentStatus::Pending), None).await, [orders[1]]);
    assert_eq!(find(None, Some("post_order_json")).await.len(), 2);
    assert!(find(Some(AppointmentStatus::Failed), Some("ship_notify")).await.is_empty());
}
