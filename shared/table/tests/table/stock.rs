//! Movements of stock: each changes the stock once, whoever carries it out, how often, and over which crash.

use domain::{OrderId, StockChange};
use futures_util::future::{Either, join_all, select};
use table::{Outcome, StockMovement, Table};

use crate::inventory::{insert, item, recode};
use crate::samples::{at, store_id};
use crate::stage::Stage;

const ID: u64 = 1;

fn movement(serial: u64) -> StockMovement {
    StockMovement { store_id: store_id(), order_id: OrderId::new(1_001).unwrap(), serial }
}

async fn take(table: &Table, serial: u64, taken: i64) -> Outcome<(), ()> {
    let change = StockChange { inventory_item_id: ID, code: "MUG".into(), taken };
    table.move_stock(movement(serial), &change, at(5)).await.unwrap()
}

async fn stock(table: &Table) -> i64 {
    table.inventory_item(store_id(), ID).await.unwrap().unwrap().stock
}

/// Catches a movement that is done again when its record comes again, also when others came between or the item was
/// replaced as a whole.
#[tokio::test]
async fn a_movement_changes_the_stock_once() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    assert_eq!(take(&stage.table, 1, 2).await, Outcome::Done(()));
    assert_eq!(take(&stage.table, 2, 7).await, Outcome::Done(()));
    assert_eq!(stock(&stage.table).await, 5 - 9);
    let found = stage.table.inventory_item(store_id(), ID).await.unwrap().unwrap();
    assert_eq!((found.update_source.as_str(), found.date_updated), ("Auto", at(5)));
    for serial in [1, 2] {
        let _ = take(&stage.table, serial, 2).await;
    }
    assert!(recode(&stage.table, ID, "CUP", 1).await.is_done());
    assert_eq!(take(&stage.table, 1, 2).await, Outcome::Unchanged(()));
    assert_eq!(take(&stage.table, 3, -1).await, Outcome::Done(()), "another code is the same item");
    for serial in 1..=3 {
        assert_ne!(take(&stage.table, serial, 2).await, Outcome::Missing);
    }
    assert_eq!(stock(&stage.table).await, 5 - 9 + 1);
}

/// Catches a movement that is lost or done again where its first carrier died after any of its writes, whatever was done
/// to the item before the second comes.
#[tokio::test]
async fn a_movement_over_a_crash_is_done_once() {
    for writes in 1..=3 {
        for between in ["nothing", "an edit", "another movement", "both"] {
            let (stage, faults) = Stage::with_faults();
            assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
            let (dying, crash) = (stage.table_of("dying"), faults.crash_after(writes, "dying"));
            let both = async {
                let _ = take(&dying, 1, 2).await;
                let _ = take(&dying, 2, 1).await;
            };
            let ended = select(Box::pin(both), Box::pin(crash.reached())).await;
            assert!(matches!(ended, Either::Right(_)), "it crashed after write {writes}");
            drop(ended);
            let mut expected = 5 - 3;
            if matches!(between, "an edit" | "both") {
                assert!(recode(&stage.table, ID, "CUP", 1).await.is_done());
            }
            if matches!(between, "another movement" | "both") {
                assert_eq!(take(&stage.table, 3, 10).await, Outcome::Done(()));
                expected -= 10;
            }
            for serial in [1, 2, 1, 2, 3] {
                if serial < 3 || between == "another movement" {
                    assert_ne!(take(&stage.table, serial, if serial == 1 { 2 } else { 1 }).await, Outcome::Missing);
                }
            }
            assert_eq!(stock(&stage.table).await, expected, "after write {writes}, {between}");
        }
    }
}

/// Catches movements that overwrite each other, and one that is done by each of its carriers.
#[tokio::test]
async fn of_many_carriers_at_once_each_movement_is_done_by_one() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    let serials = (1..=4).flat_map(|serial| [serial, serial, serial]);
    join_all(serials.map(|serial| take(&stage.table, serial, 1))).await;
    assert_eq!(stock(&stage.table).await, 5 - 4);
}

/// Catches a movement that makes an item anew, or is done to one that came in its place.
#[tokio::test]
async fn nothing_is_moved_of_an_item_that_is_gone() {
    let stage = Stage::new().await;
    assert_eq!(take(&stage.table, 1, 2).await, Outcome::Missing);
    let change = StockChange { inventory_item_id: ID, code: "MUG".into(), taken: 2 };
    stage.table.give_up_stock_movement(movement(1), &change).await.unwrap();
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    assert_eq!(take(&stage.table, 1, 2).await, Outcome::Unchanged(()));
    assert_eq!(stock(&stage.table).await, item(ID, "MUG").stock);
    assert!(stage.table.remove_inventory_item(store_id(), ID).await.unwrap().is_done());
    assert_eq!(take(&stage.table, 1, 2).await, Outcome::Unchanged(()), "it is done with");
}
