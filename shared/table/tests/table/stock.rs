//! Movements of stock: each changes the stock once, whoever carries it out, how often, and over which crash.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{
    InventoryItem, Notice, NoticeContent, NoticeWords, OrderId, Relative, StockChange, StockFloor, StockKeeping,
    StockReason, StockRefusal,
};
use futures_util::future::{Either, join_all, select};
use serde_json::json;
use table::{LookedAtStock, MovementNumber, Outcome, StockMovement, Table};

use crate::inventory::{insert, item, recode};
use crate::samples::{at, store_id};
use crate::stage::{Stage, packed};

const ID: u64 = 1;

/// What became of a movement.
#[derive(Debug, PartialEq, Eq)]
enum Became {
    Moved,
    Before,
    Refused(StockRefusal),
}

fn order_id() -> OrderId {
    OrderId::new(1_001).unwrap()
}

fn movement(serial: u64, floor: StockFloor) -> StockMovement {
    StockMovement {
        store_id: store_id(),
        order_id: order_id(),
        number: MovementNumber::Planned(serial),
        decided_at: at(4),
        reason: StockReason::Ordered,
        floor,
    }
}

fn change(taken: i64) -> StockChange {
    StockChange { inventory_item_id: ID, code: "MUG".into(), taken, store_id: None }
}

/// Makes a movement as who carries plans out does it.
async fn carry_out(table: &Table, movement: &StockMovement, taken: i64) -> Became {
    let change = change(taken);
    loop {
        let seen = match table.look_at_stock(movement, &change).await.unwrap() {
            LookedAtStock::Moved => return Became::Before,
            LookedAtStock::Refused(refusal) => return Became::Refused(refusal),
            LookedAtStock::Seen(seen) => seen,
        };
        let alert = seen.crosses.then(|| alert(&movement.notice_id(&change)));
        match table.move_stock(movement, &change, &seen, alert.as_ref(), at(5)).await.unwrap() {
            Outcome::Done(()) => return Became::Moved,
            Outcome::Refused(refusal) => return Became::Refused(refusal),
            Outcome::Stale => {}
            Outcome::Unchanged(()) | Outcome::Missing => return Became::Before,
        }
    }
}

fn alert(id: &str) -> Notice {
    let content =
        NoticeContent::LowStock(NoticeWords { subject: "Low".into(), text: "Low".into(), ..NoticeWords::default() });
    Notice::new(id.to_owned(), store_id(), "ada@example.com".into(), content, at(5))
}

async fn take(table: &Table, serial: u64, taken: i64) -> Became {
    carry_out(table, &movement(serial, StockFloor::None), taken).await
}

async fn found(table: &Table) -> InventoryItem {
    table.inventory_item(store_id(), ID).await.unwrap().unwrap()
}

async fn stock(table: &Table) -> i64 {
    found(table).await.stock
}

/// What the history says: the changes, newest first, and what the stock was behind each.
async fn told(table: &Table) -> Vec<(i64, i64)> {
    let page = table.stock_history(store_id(), ID, None, 100).await.unwrap().unwrap();
    page.lines.iter().map(|line| (line.change, line.stock_after)).collect()
}

/// Catches a movement that is done again when its record comes again, also when others came between or the item was
/// replaced as a whole.
#[tokio::test]
async fn a_movement_changes_the_stock_once() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    assert_eq!(take(&stage.table, 1, 2).await, Became::Moved);
    assert_eq!(take(&stage.table, 2, 7).await, Became::Moved);
    let moved = found(&stage.table).await;
    assert_eq!((moved.stock, moved.update_source.as_str(), moved.date_updated), (5 - 9, "Auto", at(5)));
    for serial in [1, 2] {
        assert_eq!(take(&stage.table, serial, 2).await, Became::Before);
    }
    assert!(recode(&stage.table, ID, "CUP", 1).await.is_done());
    assert_eq!(take(&stage.table, 1, 2).await, Became::Before);
    assert_eq!(take(&stage.table, 3, -1).await, Became::Moved, "another code is the same item");
    for serial in 1..=3 {
        assert_eq!(take(&stage.table, serial, 2).await, Became::Before);
    }
    assert_eq!(stock(&stage.table).await, 5 - 9 + 1);
    assert_eq!(told(&stage.table).await, [(1, -3), (-7, -4), (-2, 3)]);
}

/// Catches a movement that is lost, done again or half done where its first carrier died after any of its writes, whatever
/// was done to the item before the second comes.
#[tokio::test]
async fn a_movement_over_a_crash_is_done_once() {
    for writes in 1..=2 {
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
                assert_eq!(take(&stage.table, 3, 10).await, Became::Moved);
                expected -= 10;
            }
            for serial in [1, 2, 1, 2] {
                let _ = take(&stage.table, serial, if serial == 1 { 2 } else { 1 }).await;
            }
            assert_eq!(stock(&stage.table).await, expected, "after write {writes}, {between}");
            let sum: i64 = told(&stage.table).await.iter().map(|(change, _)| change).sum();
            assert_eq!(sum, expected - 5, "the history says the same");
        }
    }
}

/// Catches movements that overwrite each other, and one that is done by each of its carriers.
#[tokio::test]
async fn of_many_carriers_at_once_each_movement_is_done_by_one() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    let serials = (1..=4).flat_map(|serial| [serial, serial, serial]);
    let became = join_all(serials.map(|serial| take(&stage.table, serial, 1))).await;
    assert_eq!(became.iter().filter(|became| **became == Became::Moved).count(), 4);
    assert_eq!((stock(&stage.table).await, told(&stage.table).await.len()), (5 - 4, 4));
}

/// Catches a movement that makes an item anew, or is done to one that came in its place.
#[tokio::test]
async fn nothing_is_moved_of_an_item_that_is_gone() {
    let stage = Stage::new().await;
    assert_eq!(take(&stage.table, 1, 2).await, Became::Refused(StockRefusal::Gone));
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    assert_eq!(stock(&stage.table).await, item(ID, "MUG").stock);
    assert_eq!(take(&stage.table, 2, 2).await, Became::Moved);
    assert!(stage.table.remove_inventory_item(store_id(), ID).await.unwrap().is_done());
    assert_eq!(take(&stage.table, 2, 2).await, Became::Before, "it was done before the item was removed");
    assert_eq!(take(&stage.table, 1, 2).await, Became::Refused(StockRefusal::Gone));
}

/// Catches a stock that falls below zero all the same, a refusal that is forgotten, and one that takes a part.
#[tokio::test]
async fn what_would_go_below_zero_takes_nothing_for_good_and_the_history_says_so() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    let carry_out = async |serial, taken| carry_out(&stage.table, &movement(serial, StockFloor::Zero), taken).await;
    let all = join_all((1..=8).map(|serial| carry_out(serial, 1))).await;
    assert_eq!(all.iter().filter(|became| **became == Became::Moved).count(), 5);
    assert_eq!(carry_out(9, 1).await, Became::Refused(StockRefusal::Short));
    assert_eq!(carry_out(10, -4).await, Became::Moved);
    assert_eq!(carry_out(9, 1).await, Became::Refused(StockRefusal::Short), "though there are some by now");
    assert_eq!(carry_out(11, 5).await, Became::Refused(StockRefusal::Short), "no part is taken");
    assert_eq!(carry_out(12, 4).await, Became::Moved);
    assert_eq!(stock(&stage.table).await, 0);
    let page = stage.table.stock_history(store_id(), ID, None, 100).await.unwrap().unwrap();
    let refused = page.lines.iter().filter(|line| line.refused == Some(StockRefusal::Short));
    assert_eq!(refused.map(|line| line.change).collect::<Vec<_>>(), [0, 0, 0, 0, 0]);
}

/// Catches a mail for each movement below the level, one for none, and one that comes again with its record.
#[tokio::test]
async fn the_movement_that_crosses_the_reorder_level_has_a_mail_written_with_it() {
    let stage = Stage::new().await;
    let keeping = StockKeeping { reorder_level: Some(3), ..StockKeeping::default() };
    let new = |id| InventoryItem { keeping: keeping.clone(), ..item(id, "MUG") };
    assert!(stage.table.insert_inventory_item(store_id(), "MUG", at(0), || ID, new).await.unwrap().is_done());
    let mails = async |serials: &[u64]| {
        let of = |serial: &u64| movement(*serial, StockFloor::None).notice_id(&change(1));
        let ids: Vec<String> = serials.iter().map(of).collect();
        let found = stage.table.notices(store_id(), &ids).await.unwrap();
        let place = |notice: &Notice| ids.iter().position(|id| *id == notice.id).unwrap();
        let mut serials: Vec<u64> = found.iter().map(|notice| serials[place(notice)]).collect();
        serials.sort_unstable();
        serials
    };
    // From 5 to 1: one of them crosses from 4 to 3.
    join_all((1..=4).map(|serial| take(&stage.table, serial, 1))).await;
    assert_eq!((stock(&stage.table).await, mails(&[1, 2, 3, 4]).await.len()), (1, 1));
    for serial in 1..=4 {
        assert_eq!(take(&stage.table, serial, 1).await, Became::Before);
    }
    assert_eq!(take(&stage.table, 5, -2).await, Became::Moved);
    assert_eq!(take(&stage.table, 6, 1).await, Became::Moved);
    assert!(mails(&[5, 6]).await.is_empty(), "it was not above the level since");
    assert_eq!(take(&stage.table, 7, -2).await, Became::Moved);
    assert_eq!(take(&stage.table, 8, 10).await, Became::Moved);
    assert_eq!(mails(&[7, 8]).await, [8]);
}

/// Catches an edit that forgets what was moved at the same moment, and one that the history does not tell.
#[tokio::test]
async fn an_edit_of_the_stock_is_a_line_of_the_history_and_an_edit_of_the_rest_is_none() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    let adds = |before: &InventoryItem| InventoryItem { stock: before.stock + 10, ..before.clone() };
    let edits = (1..=3).map(|second| stage.table.change_inventory_item(store_id(), ID, at(second), adds, |_, _| None));
    let moves = (1..=3).map(|serial| take(&stage.table, serial, 1));
    let (edited, _) = futures_util::future::join(join_all(edits), join_all(moves)).await;
    assert!(edited.into_iter().all(|edited| edited.unwrap().is_done()));
    assert!(recode(&stage.table, ID, "CUP", 9).await.is_done());
    assert_eq!(stock(&stage.table).await, 5 + 30 - 3);
    let page = stage.table.stock_history(store_id(), ID, None, 100).await.unwrap().unwrap();
    let of =
        |reason| page.lines.iter().filter(|line| line.reason == reason).map(|line| line.change).collect::<Vec<_>>();
    assert_eq!((of(StockReason::Edited), of(StockReason::Ordered)), (vec![10; 3], vec![-1; 3]));
    let order = page.lines.iter().find_map(|line| line.order);
    assert_eq!(order, Some(Relative { store_id: store_id(), order_id: order_id() }));
    assert_eq!(page.lines.last().map(|line| line.stock_after - line.change), Some(5), "what it was at first");
}

/// Catches a page that leaves out a line or brings one twice, and a stock that is counted wrongly from page to page.
#[tokio::test]
async fn the_history_comes_in_pages_newest_first() {
    let stage = Stage::new().await;
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    for serial in 1..=5 {
        take(&stage.table, serial, 1).await;
    }
    let (mut from, mut seen) = (None, vec![]);
    loop {
        let page = stage.table.stock_history(store_id(), ID, from.as_ref(), 2).await.unwrap().unwrap();
        seen.extend(page.lines.iter().map(|line| line.stock_after));
        take(&stage.table, 6 + u64::try_from(seen.len()).unwrap(), 1).await;
        let Some(next) = page.next else { break };
        from = Some(next);
    }
    assert_eq!(seen, [0, 1, 2, 3, 4]);
    assert_eq!(stage.table.stock_history(store_id(), 2, None, 2).await.unwrap(), None);
}

/// The row of an item as builds of before wrote it: its stock stands in its body alone.
async fn old_row(stage: &Stage, moved_by: Option<&str>) {
    assert!(insert(&stage.table, ID, "MUG", 0).await.is_done());
    let mut row = stage.row("I#42#1", "I").await.unwrap();
    row.remove("stock");
    let body = json!({
        "id": ID, "name": "Mug MUG", "code": "MUG", "stock": 5,
        "date_added": "2026-11-25T09:00:00Z", "date_updated": "2026-11-25T09:00:00Z",
    });
    row.insert("body".into(), packed(&body));
    row.extend(moved_by.map(|name| ("moved_by".to_owned(), AttributeValue::S(name.to_owned()))));
    stage.put(row).await;
}

/// Catches stock of builds of before that is lost, and a movement that they did, or began, and that is done again.
#[tokio::test]
async fn what_a_build_of_before_moved_is_not_moved_again() {
    for edits_first in [false, true] {
        let stage = Stage::new().await;
        // It moved 1 and said so, and moved 2 and died.
        old_row(&stage, Some("1001-2")).await;
        let done = [("pk", "O#42#1001"), ("sk", "I#00000001#1")];
        stage.put(done.map(|(name, text)| (name.to_owned(), AttributeValue::S(text.to_owned()))).into()).await;
        assert_eq!(stock(&stage.table).await, 5);
        if edits_first {
            assert!(recode(&stage.table, ID, "CUP", 1).await.is_done());
        }
        assert_eq!(take(&stage.table, 1, 2).await, Became::Before);
        if !edits_first {
            assert_eq!(take(&stage.table, 3, 1).await, Became::Moved);
        }
        assert_eq!(take(&stage.table, 2, 2).await, Became::Before);
        assert_eq!(stock(&stage.table).await, if edits_first { 5 } else { 4 });
        assert!(!stage.row("I#42#1", "I").await.unwrap().contains_key("moved_by"));
    }
}
