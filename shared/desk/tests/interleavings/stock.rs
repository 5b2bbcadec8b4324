//! Stock: moved by several carriers of the same movements, some of whom die, beside those who edit the item.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use domain::{InventoryItem, OrderId, StockChange, StockFloor, StockReason, folded_code};
use proptest::prelude::*;
use table::{LookedAtStock, MovementNumber, Outcome, StockMovement};

use crate::world::{World, now, start};

/// One call.
#[derive(Debug, Clone)]
pub(crate) enum Stock {
    /// Carries out the movement of this number.
    Move(u64),
    /// The same, and dies after so many requests.
    Die(u64, u8),
    /// Edits the item, whose stock stays.
    Rename(u8),
    /// Gives the item another code.
    Recode(char),
}

pub(crate) fn step() -> impl Strategy<Value = Stock> {
    prop_oneof![
        3 => (1..4_u64).prop_map(Stock::Move),
        3 => (1..4_u64, 1..7_u8).prop_map(|(serial, requests)| Stock::Die(serial, requests)),
        1 => (0..3_u8).prop_map(Stock::Rename),
        1 => prop::sample::select(vec!['A', 'B']).prop_map(Stock::Recode),
    ]
}

pub(crate) async fn run(world: &World<'_>, step: &Stock) {
    let Some(id) = item(world).await.map(|item| item.id) else { return };
    match step {
        Stock::Move(serial) => carry_out(world, id, *serial).await,
        Stock::Die(serial, requests) => {
            let (mut work, mut left) = (pin!(carry_out(world, id, *serial)), *requests);
            poll_fn(|context| {
                if left == 0 {
                    return Poll::Ready(());
                }
                left -= 1;
                work.as_mut().poll(context)
            })
            .await;
        }
        Stock::Rename(number) => edit(world, id, |item| item.name = format!("Mug {number}")).await,
        Stock::Recode(code) => edit(world, id, |item| item.code = code.to_string()).await,
    }
}

async fn item(world: &World<'_>) -> Option<InventoryItem> {
    crate::checks::items(world).await.into_iter().find(|item| matches!(folded_code(&item.code).as_str(), "a" | "b"))
}

/// How many pieces a movement takes: of each sum it can be told which were done, and how often.
fn taken(serial: u64) -> i64 {
    10_i64.pow(u32::try_from(serial).unwrap())
}

async fn carry_out(world: &World<'_>, id: u64, serial: u64) {
    world.answers.borrow_mut().movements.insert(serial);
    let movement = StockMovement {
        store_id: world.store_id,
        order_id: OrderId::new(1_234_567_890).unwrap(),
        number: MovementNumber::Planned(serial),
        decided_at: start(),
        reason: StockReason::Rule,
        floor: StockFloor::None,
    };
    let change = StockChange { inventory_item_id: id, code: "A".to_owned(), taken: taken(serial), store_id: None };
    let table = &world.desk.table;
    let mut tries = table.tries();
    while let LookedAtStock::Seen(seen) = table.look_at_stock(&movement, &change).await.unwrap() {
        if table.move_stock(&movement, &change, &seen, None, now()).await.unwrap() != Outcome::Stale {
            return;
        }
        tries.again().await.unwrap();
    }
}

async fn edit(world: &World<'_>, id: u64, change: impl Fn(&mut InventoryItem)) {
    let make = |before: &InventoryItem| {
        let mut item = before.clone();
        change(&mut item);
        item
    };
    let edited = world.desk.table.change_inventory_item(world.store_id, id, now(), make, |_, _| None);
    drop(edited.await.unwrap());
}

/// What does not hold: once each movement comes again, as the stream brings it, each was done once.
pub(crate) async fn broken(world: &World<'_>) -> Vec<String> {
    let movements: BTreeSet<u64> = world.answers.borrow().movements.clone();
    let Some(id) = item(world).await.map(|item| item.id).filter(|_| !movements.is_empty()) else { return vec![] };
    for serial in &movements {
        carry_out(world, id, *serial).await;
    }
    let (found, expected) = (item(world).await.map(|item| -item.stock), movements.iter().map(|it| taken(*it)).sum());
    let history = world.desk.table.stock_history(world.store_id, id, None, 100).await.unwrap().unwrap();
    let told: i64 = history.lines.iter().map(|line| -line.change).sum();
    let is_wrong = found != Some(expected) || told != expected || history.lines.len() != movements.len();
    is_wrong
        .then(|| format!("of movements {movements:?}, which take {expected}, {found:?} are taken"))
        .into_iter()
        .collect()
}
