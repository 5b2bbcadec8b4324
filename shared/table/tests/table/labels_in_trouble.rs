//! Labels when functions crash, requests fail and writers meet: an order never shows another picture than its own.

use aws_sdk_dynamodb::types::AttributeValue;
use cloud::{Fault, Target};
use futures_util::future::{Either, join, select};

use crate::labels::{BLUE, RED, label_of, partition, set_label};
use crate::samples::{at, insert, line, store_id};
use crate::stage::Stage;

/// Catches a label that is written over the one the order still names.
#[tokio::test]
async fn a_crash_between_label_and_order_leaves_the_order_as_it_was() {
    let (stage, faults) = Stage::with_faults();
    let order = insert(&stage.table, 1).await;
    set_label(&stage.table, order, RED.0, 1).await;
    let (table, crash) = (stage.table_of("crashing"), faults.crash_after(1, "crashing"));
    let ended = select(Box::pin(set_label(&table, order, BLUE.0, 2)), Box::pin(crash.reached())).await;
    assert!(matches!(ended, Either::Right(_)), "it crashed");
    drop(ended);
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!((label_of(&row), row.version), (RED.0, 2));
    let row = set_label(&stage.table, order, BLUE.0, 3).await;
    assert_eq!(label_of(&row), BLUE.0);
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!(label_of(&row), BLUE.0);
}

/// Catches two writers of whom the slower one's label is shown with the faster one's order.
#[tokio::test]
async fn of_two_who_label_at_once_the_last_one_s_label_is_shown() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let (red, blue) = (set_label(&stage.table, order, RED.0, 1), set_label(&stage.table, order, BLUE.0, 2));
    join(Box::pin(red), Box::pin(blue)).await;
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    let last = if row.history.last().unwrap().date_added == crate::samples::at(1) { RED } else { BLUE };
    assert_eq!(label_of(&row), last.0);
}

/// Catches a change that is answered as failed because an old picture could not be removed, and one that stays for ever.
#[tokio::test]
async fn a_label_that_can_t_be_removed_fails_nothing_and_goes_with_the_order() {
    let (stage, faults) = Stage::with_faults();
    let order = insert(&stage.table, 1).await;
    set_label(&stage.table, order, RED.0, 1).await;
    faults.fail_next(Target::operation("DeleteItem"), 3, Fault::ServerError);
    set_label(&stage.table, order, BLUE.0, 2).await;
    assert_eq!(faults.struck(), 3);
    assert_eq!(stage.sort_keys(&partition(order)).await.len(), 3, "both labels and the order");
    assert!(stage.table.remove_order(store_id(), order, &line(60, "Order Deleted")).await.unwrap().is_done());
    let removed = stage.image(&partition(order), "O").await.settles_beside().unwrap();
    stage.table.settle_beside(removed.0, removed.1, removed.2, at(61)).await.unwrap();
    for sk in stage.sort_keys(&partition(order)).await.iter().filter(|sk| *sk != "O") {
        assert!(stage.row(&partition(order), sk).await.unwrap().contains_key("expires_at"), "{sk}");
    }
}

/// Catches a removal that comes late: between it and the change it belongs to, a later version took the label again.
#[tokio::test]
async fn a_label_that_a_later_version_names_again_is_not_removed_for_an_earlier_one() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    set_label(&stage.table, order, RED.0, 1).await;
    let mut red = stage.row(&partition(order), &format!("L#7#{}", RED.1)).await.unwrap();
    red.insert("version".to_owned(), AttributeValue::N("9".to_owned()));
    stage.put(red).await;
    set_label(&stage.table, order, BLUE.0, 2).await;
    assert!(stage.row(&partition(order), &format!("L#7#{}", RED.1)).await.is_some());
}

/// Catches a label's lost row that takes its order with it.
#[tokio::test]
async fn an_order_whose_label_is_gone_is_shown_without_it() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    set_label(&stage.table, order, RED.0, 1).await;
    stage.remove(&partition(order), &format!("L#7#{}", RED.1)).await;
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    assert_eq!(label_of(&row), "");
    assert_eq!(stage.table.orders(store_id(), &[order]).await.unwrap(), [row]);
}

/// Catches a change whose answer was lost that leaves the picture it replaced.
#[tokio::test]
async fn a_replaced_label_goes_also_when_the_answer_to_the_order_s_write_is_lost() {
    let (stage, faults) = Stage::with_faults();
    let order = insert(&stage.table, 1).await;
    set_label(&stage.table, order, RED.0, 1).await;
    faults.fail_next(Target::operation("PutItem").containing("listed_in"), 1, Fault::LoseAnswer);
    let row = set_label(&stage.table, order, BLUE.0, 2).await;
    assert_eq!((faults.struck(), label_of(&row)), (1, BLUE.0));
    assert_eq!(stage.sort_keys(&partition(order)).await, [format!("L#7#{}", BLUE.1), "O".to_owned()]);
}
