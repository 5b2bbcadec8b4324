//! Rules of several orders that ask for merges of each other at the same moment, each of them with those that it saw.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use cloud::Recording;
use desk::orders::{self, Created, Creation, RunRules};
use desk::{Actor, OrderRow};
use domain::{
    FolderId, Given, HistoryLine, NewOrder, NewOrderItem, OrderId, OrderItem, OrderRequest, OrderSearch, Origin, Scope,
    draft_order,
};
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;
use table::{Change, Plan, PlannedRequest};

use crate::world::{Caller, World, interleave, now, start, wait_for};

/// So many orders go to one address.
const ORDERS: usize = 5;

/// The folder merged orders go to.
const ARCHIVE: u64 = 4;

/// Who asks, and which of the others each of them saw; in which sequence they go on, and how soon the first of them dies.
#[derive(Debug, Clone)]
struct Case {
    saw: Vec<Vec<bool>>,
    turns: u64,
    dies_after: Option<u8>,
    has_archive: bool,
}

fn case() -> impl Strategy<Value = Case> {
    let saw = vec(vec(prop::bool::weighted(0.8), ORDERS), 2..=ORDERS);
    (saw, any::<u64>().no_shrink(), prop::option::of(0..30_u8), any::<bool>())
        .prop_map(|(saw, turns, dies_after, has_archive)| Case { saw, turns, dies_after, has_archive })
}

/// Adds the orders to the store, oldest first.
async fn add_orders(world: &World<'_>) -> Vec<OrderId> {
    let store = world.desk.table.store(world.store_id).await.unwrap().unwrap();
    let by = Actor::api_key("key", Scope::Write);
    let mut ids = vec![];
    for number in 0..ORDERS {
        let mut draft = draft_order(start() + SignedDuration::from_secs(i64::try_from(number).unwrap()));
        draft.source_id = format!("M-{number}");
        draft.shipping.first_name = "Ada".into();
        draft.shipping.address1 = "5 Quay Street".into();
        let item = OrderItem { name: format!("Mug {number}"), quantity: 1, ..OrderItem::default() };
        let new = NewOrder::new(draft, vec![NewOrderItem::new(item, Given::default())], None);
        let creation =
            Creation { origin: Origin::Api, rules: RunRules::Yes, idempotency_key: None, by: &by, now: start() };
        match orders::create(&world.desk, &store, &new, &creation).await.unwrap() {
            Created::Order(row) => ids.push(row.order.id),
            other => panic!("{other:?}"),
        }
    }
    ids
}

/// Writes what a rule asks for into the row of an order.
async fn ask(world: &World<'_>, order_id: OrderId, with: Vec<OrderId>, has_archive: bool) -> OrderRow {
    let archive_folder_id = has_archive.then(|| FolderId::new(ARCHIVE).unwrap());
    let request = OrderRequest::Merge { archive_folder_id, order_ids: with };
    let planned = PlannedRequest { request, requested_by: "Together".into(), requested_at: now() };
    let asked = world.desk.table.change_order(world.store_id, order_id, now(), |row| {
        row.plans.push(Plan::Request(planned.clone()));
        row.history.push(HistoryLine::auto(now(), "Rule \"Together\""));
        Ok::<_, Infallible>(Some(()))
    });
    asked.await.unwrap().done().unwrap().0
}

/// Carries out what a row plans until it is done, as the stream brings it again and again.
async fn carry_out(world: &World<'_>, row: &OrderRow) {
    for _ in 0..50 {
        if orders::carry_out_orders(&world.desk, row, now()).await.is_ok() {
            return;
        }
    }
    panic!("it is never carried out");
}

async fn rows(world: &World<'_>) -> Vec<OrderRow> {
    let store = world.desk.table.store(world.store_id).await.unwrap().unwrap();
    world.desk.table.search_orders(world.store_id, &OrderSearch::all_of(&store), now()).await.unwrap().rows
}

/// The rows with plans that the stream tells of, since it was last asked.
fn streamed(world: &World<'_>) -> Vec<OrderRow> {
    let rows = world.aws.dynamo.take_changes().into_iter().filter_map(|change| {
        let image = Change::read(&change.record().to_string()).unwrap()?;
        OrderRow::from_image(&image).ok()
    });
    rows.filter(|row| !row.plans.is_empty()).collect()
}

/// Brings every row with plans as the stream does, until it has no more; and the first ones once more, late.
async fn bring_all(world: &World<'_>, asked: &[OrderRow]) {
    for late in [false, true] {
        let mut rows = if late { asked.to_vec() } else { streamed(world) };
        while !rows.is_empty() {
            for row in &rows {
                carry_out(world, row).await;
            }
            rows = streamed(world);
        }
    }
}

/// What does not hold.
async fn broken(world: &World<'_>, ids: &[OrderId]) -> Vec<String> {
    let rows: BTreeMap<OrderId, OrderRow> = rows(world).await.into_iter().map(|row| (row.order.id, row)).collect();
    let mut broken = vec![];
    let mut in_merged = BTreeSet::new();
    for row in rows.values().filter(|row| row.order.is_merged()) {
        for original in &row.order.family.merged_from {
            if !in_merged.insert(*original) {
                broken.push(format!("order {original} is in two merged orders"));
            }
            if rows.get(original).is_none_or(|found| found.order.family.merged_to != Some(row.order.id)) {
                broken.push(format!("order {original} does not know that it is in order {}", row.order.id));
            }
        }
    }
    for row in rows.values() {
        let id = row.order.id;
        match row.order.family.merged_to {
            Some(merged) if !in_merged.contains(&id) => broken.push(format!("order {id} is claimed for {merged}")),
            None if row.order.folder_id.number() != 1 => broken.push(format!("order {id} is open in the archive")),
            _ => {}
        }
    }
    let open = rows.values().filter(|row| row.order.family.merged_to.is_none());
    let mut items: Vec<&str> = open.flat_map(|row| &row.order.order_items).map(|item| item.name.as_str()).collect();
    items.sort_unstable();
    let expected: Vec<String> = (0..ids.len()).map(|number| format!("Mug {number}")).collect();
    if items != expected {
        broken.push(format!("what is open has {items:?}"));
    }
    broken
}

/// Catches an order in two merged ones, one that is claimed for nothing or left in the archive, and an item that is lost.
#[test]
fn orders_that_rules_merge_at_once_are_each_in_one_merged_order_at_most() {
    crate::holds(40, Recording::Changes, case(), |place, case| {
        let world = wait_for(World::new(place, false));
        let ids = wait_for(add_orders(&world));
        let asked = wait_for(async {
            let mut asked = vec![];
            for (own, saw) in case.saw.iter().enumerate() {
                let with = ids.iter().zip(saw).enumerate().filter(|(other, (_, saw))| *other != own && **saw);
                let with = with.map(|(_, (id, _))| *id).collect();
                asked.push(ask(&world, ids[own], with, case.has_archive).await);
            }
            asked
        });
        let mut callers: Vec<Caller<'_>> =
            asked.iter().map(|row| -> Caller<'_> { Box::pin(carry_out(&world, row)) }).collect();
        if let Some(requests) = case.dies_after {
            crate::world::poll(&mut callers[0], requests);
            drop(callers.remove(0));
        }
        interleave(callers, case.turns);
        wait_for(bring_all(&world, &asked));
        let mut broken = wait_for(broken(&world, &ids));
        let open = wait_for(rows(&world)).iter().filter(|row| row.order.family.merged_to.is_none()).count();
        let is_whole = case.saw.len() == ORDERS && case.saw.iter().flatten().all(|saw| *saw);
        if is_whole && case.dies_after.is_none() && open != 1 {
            broken.push(format!("all saw all, and {open} orders are open"));
        }
        broken
    });
}
