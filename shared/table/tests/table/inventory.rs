//! Inventory items: a code is one item's.

use domain::InventorySearch;
use domain::{InventoryItem, Money};
use futures_util::future::{Either, join_all, select};
use std::cell::Cell;
use table::{CodeTaken, Outcome, Table};

use crate::samples::{at, store_id};
use crate::stage::Stage;

pub(crate) fn item(id: u64, code: &str) -> InventoryItem {
    InventoryItem {
        id,
        name: format!("Mug {code}"),
        code: code.to_owned(),
        price: Money::default(),
        cost: Money::default(),
        weight: Money::default(),
        stock: 5,
        update_source: String::new(),
        location: String::new(),
        manufacturer_sku: None,
        metadata: domain::Variations::default(),
        variation_list: domain::Variations::default(),
        keeping: domain::StockKeeping::default(),
        date_added: at(0),
        date_updated: at(0),
    }
}

pub(crate) type Written = Outcome<InventoryItem, std::convert::Infallible, CodeTaken>;

pub(crate) async fn insert(table: &Table, id: u64, code: &str, seconds: i64) -> Written {
    table.insert_inventory_item(store_id(), code, at(seconds), || id, |id| item(id, code)).await.unwrap()
}

pub(crate) async fn recode(table: &Table, id: u64, code: &str, seconds: i64) -> Written {
    let change = |before: &InventoryItem| InventoryItem { code: code.to_owned(), ..before.clone() };
    table.change_inventory_item(store_id(), id, at(seconds), change, |_, _| None).await.unwrap()
}

/// Catches two items with one code.
#[tokio::test]
async fn of_many_who_want_a_code_at_once_one_gets_it() {
    let stage = Stage::new().await;
    let outcomes = join_all((1..=6).map(|id| insert(&stage.table, id, "MUG-01", 0))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_done()).count(), 1);
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Done(_) | Outcome::Refused(_))), "{outcomes:?}");
    let found = stage.table.inventory_items_by_code(store_id(), &["mug-01".to_owned()]).await.unwrap();
    assert_eq!(found.len(), 1);
}

/// Catches an item whose id, which chance gave, is another's: it would be overwritten.
#[tokio::test]
async fn an_id_that_is_taken_gives_way_to_the_next() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, 1, "A", 0).await.is_done());
    let next = Cell::new(0);
    let chance = || {
        next.set(next.get() + 1);
        next.get()
    };
    let inserted = stage.table.insert_inventory_item(store_id(), "B", at(1), chance, |id| item(id, "B")).await.unwrap();
    assert_eq!(inserted.done().map(|item| item.id), Some(2));
    assert_eq!(stage.table.inventory_item(store_id(), 1).await.unwrap().unwrap().code, "A");
}

/// Catches an old code that stays taken, or a new one that is another's.
#[tokio::test]
async fn a_code_goes_and_comes_with_its_item() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, 1, "A", 0).await.is_done() && insert(&stage.table, 2, "B", 0).await.is_done());
    assert_eq!(recode(&stage.table, 1, "b", 1).await, Outcome::Refused(CodeTaken(2)));
    assert!(recode(&stage.table, 1, "C", 1).await.is_done());
    assert!(insert(&stage.table, 3, "A", 1).await.is_done(), "it was given up");
    assert!(stage.table.remove_inventory_item(store_id(), 1).await.unwrap().is_done());
    assert_eq!(stage.table.remove_inventory_item(store_id(), 1).await.unwrap(), Outcome::Missing);
    assert_eq!(recode(&stage.table, 1, "D", 1).await, Outcome::Missing);
    assert!(insert(&stage.table, 4, "C", 1).await.is_done(), "it went with its item");
}

/// Catches a code that nobody has and nobody can have after a crash.
#[tokio::test]
async fn a_code_whose_item_never_came_is_free_after_a_minute() {
    let (stage, faults) = Stage::with_faults();
    let (table, crash) = (stage.table_of("crashing"), faults.crash_after(1, "crashing"));
    let ended = select(Box::pin(insert(&table, 1, "A", 0)), Box::pin(crash.reached())).await;
    assert!(matches!(ended, Either::Right(_)), "it crashed");
    drop(ended);
    assert_eq!(insert(&stage.table, 2, "A", 30).await, Outcome::Refused(CodeTaken(1)), "it may still come");
    assert!(insert(&stage.table, 2, "A", 61).await.is_done());
}

/// Catches who gives up a code that was taken over, or claimed anew, since: two items would have it.
#[tokio::test]
async fn a_code_that_is_given_up_late_stays_with_who_has_it_now() {
    for writes in 1..=4 {
        let (stage, faults) = Stage::with_faults();
        assert!(insert(&stage.table, 1, "X", 0).await.is_done());
        // The item leaves X when its claim is old, and crashes or not on the way; others want X meanwhile.
        let (slow, crash) = (stage.table_of("slow"), faults.crash_after(writes, "slow"));
        let leave = async { select(Box::pin(recode(&slow, 1, "Y", 70)), Box::pin(crash.reached())).await };
        let others = join_all((2..=4).map(|id| insert(&stage.table, id, "X", 70)));
        let _ = futures_util::future::join(Box::pin(leave), others).await;
        let late = (insert(&stage.table, 5, "X", 140).await, recode(&stage.table, 1, "X", 140).await);
        let mut holders = vec![];
        for id in 1..=5 {
            let item = stage.table.inventory_item(store_id(), id).await.unwrap();
            holders.extend(item.filter(|item| item.code == "X").map(|item| item.id));
        }
        assert_eq!(holders.len(), 1, "after {writes} writes: {holders:?} {late:?}");
    }
}

/// Catches a removal that takes a change with it, and a claim that outlives its item.
#[tokio::test]
async fn an_item_that_is_removed_beside_a_change_frees_its_codes() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, 1, "A", 0).await.is_done());
    let both =
        futures_util::future::join(stage.table.remove_inventory_item(store_id(), 1), recode(&stage.table, 1, "B", 1));
    let (removed, _) = Box::pin(both).await;
    assert!(removed.unwrap().is_done());
    assert!(insert(&stage.table, 2, "A", 2).await.is_done() && insert(&stage.table, 3, "B", 2).await.is_done());
}

/// Catches pages that miss items, or find them by what they do not hold.
#[tokio::test]
async fn items_are_found_by_text_and_by_code() {
    let stage = Stage::new().await;
    for (id, code) in [(1, "RED-1"), (2, "RED-2"), (3, "BLUE-1")] {
        assert!(insert(&stage.table, id, code, 0).await.is_done());
    }
    let all = InventorySearch { codes: None, text: None, limit: 50, offset: 0 };
    let find = async |search: InventorySearch| {
        let page = stage.table.inventory_items(store_id(), &search).await.unwrap();
        (page.rows.len(), page.total)
    };
    assert_eq!(find(InventorySearch { limit: 2, ..all.clone() }).await, (2, 3));
    assert_eq!(find(InventorySearch { text: Some("red".to_owned()), limit: 1, ..all.clone() }).await, (1, 2));
    let codes = ["blue-1", " RED-2 ", "NONE", "BLUE-1", &"X".repeat(3_000)].map(str::to_owned).to_vec();
    assert_eq!(find(InventorySearch { codes: Some(codes.clone()), ..all.clone() }).await, (2, 2));
    let red = Some("red".to_owned());
    assert_eq!(find(InventorySearch { codes: Some(codes), text: red, ..all.clone() }).await, (1, 1));
    assert_eq!(find(InventorySearch { codes: Some(vec![]), ..all }).await, (0, 0));
}
