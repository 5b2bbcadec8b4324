//! How many orders lie in a folder.

use cloud::{Fault, Target};
use domain::FolderId;
use table::Outcome;

use crate::samples::{all_orders, at, folder, insert, line, move_order, store_id};
use crate::stage::Stage;

/// What the counts say of a folder.
pub(crate) async fn counted(stage: &Stage, folder: FolderId) -> i64 {
    let mut total = 0;
    for shard in 0..4 {
        let row = stage.row(&format!("N#42#{shard}"), "N").await.unwrap_or_default();
        total += row.get(&format!("f{folder}")).map_or(0, |count| count.as_n().unwrap().parse().unwrap());
    }
    total
}

/// Catches a creation, move or removal that is not counted, or counted twice.
#[tokio::test]
async fn what_is_created_moved_and_removed_is_counted() {
    let stage = Stage::new().await;
    let mut orders = vec![];
    for number in 1..=5 {
        orders.push(insert(&stage.table, number).await);
    }
    assert_eq!((counted(&stage, folder(1)).await, counted(&stage, folder(2)).await), (5, 0));
    move_order(&stage.table, orders[0], folder(2), 1).await;
    move_order(&stage.table, orders[1], folder(1), 1).await;
    assert_eq!((counted(&stage, folder(1)).await, counted(&stage, folder(2)).await), (4, 1));
    assert!(stage.table.remove_order(store_id(), orders[0], &line(60, "Order Deleted")).await.unwrap().is_done());
    assert_eq!((counted(&stage, folder(1)).await, counted(&stage, folder(2)).await), (4, 0));
}

/// Catches a failure of the count that fails what is done, and a recount that does not mend it.
#[tokio::test]
async fn a_count_that_failed_is_mended_by_counting_anew() {
    let (stage, faults) = Stage::with_faults();
    insert(&stage.table, 1).await;
    faults.fail_next(Target::operation("UpdateItem"), 3, Fault::ServerError);
    insert(&stage.table, 2).await;
    assert_eq!((faults.struck(), counted(&stage, folder(1)).await), (3, 1));
    assert_eq!(stage.table.recount_folder(store_id(), folder(1)).await.unwrap(), Outcome::Done(2));
    assert_eq!(counted(&stage, folder(1)).await, 2);
}

/// Catches a total that ignores the counts: the first page of a long list would say only what was read.
#[tokio::test]
async fn the_first_page_says_how_many_there_are() {
    let stage = Stage::new().await;
    for number in 1..=30 {
        insert(&stage.table, number).await;
    }
    let search = domain::OrderSearch { limit: 2, ..all_orders() };
    let page = stage.table.search_orders(store_id(), &search, at(1)).await.unwrap();
    assert_eq!((page.rows.len(), page.total), (2, 30));
}
