//! An order's life through the use cases, with nothing but a table: no HTTP, no JSON, no Lambda.

#![cfg(test)]

use std::time::Duration;

use cloud::{Aws, Recording, TABLE, Time};
use desk::access::{Access, Credentials};
use desk::orders::{self, Created, Creation, Edit, Expected, RunRules};
use desk::shipments::{self, Added, Ledger};
use desk::{Actor, Desk, DeskError, OrderRow};
use domain::{
    ApiKey, Chance, Clock, Event, FolderId, Given, HistoryLine, Identity, NewOrder, NewOrderItem, NewShipment, Order,
    OrderEvent, OrderItem, OrderPatch, OrderReplacement, Origin, Scope, Settings, Store, StoreId, draft_order,
};
use jiff::{SignedDuration, Timestamp};
use table::{Outcome, Table};

fn now() -> Timestamp {
    "2026-11-25T09:00:00Z".parse().unwrap()
}

fn desk() -> Desk {
    let aws = Aws::new(Time::starting_at(now()), Recording::Changes).unwrap();
    Desk::new(Table::new(&aws.config("desk"), TABLE), Chance::of(|| 7))
}

async fn store(desk: &Desk) -> Store {
    let store = Store {
        id: StoreId::new(100_000_001).unwrap(),
        name: "Harbor Prints".into(),
        settings: Settings::default(),
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: domain::StoreState::default(),
        date_added: now(),
    };
    assert!(desk.table.insert_store(&store).await.unwrap().is_done());
    store
}

/// An order of two prints, as a spreadsheet's row or a cart's payload would build it.
fn new_order() -> NewOrder {
    let mut draft = draft_order(now());
    draft.source_name = "Market stall".into();
    draft.source_id = "M-1".into();
    draft.shipping.first_name = "Ada".into();
    let item = OrderItem { name: "Harbor at dawn".into(), code: "PRINT".into(), quantity: 2, ..OrderItem::default() };
    NewOrder::new(draft, vec![NewOrderItem::new(item, Given::default())], None)
}

/// Would catch a use case that needs more than a table, and one that loses or doubles what it is told twice.
#[tokio::test]
async fn an_order_is_created_shipped_and_moved_once_each() {
    let desk = desk();
    let (store, by) = (store(&desk).await, Actor::api_key("key", Scope::Write));
    let creation = Creation { origin: Origin::Api, idempotency_key: None, by: &by, rules: RunRules::Yes, now: now() };

    let Created::Order(row) = orders::create(&desk, &store, &new_order(), &creation).await.unwrap() else {
        panic!("nobody made it before")
    };
    let order_id = row.order.id;
    assert_eq!(row.order.folder_id, store.first_folder());
    let later = Creation { now: now() + SignedDuration::from_secs(1), ..creation };
    let again = orders::create(&desk, &store, &new_order(), &later).await.unwrap();
    assert!(matches!(again, Created::Duplicate(found) if found.order.id == order_id));

    let shipment = NewShipment::of_number("1Z0000000000000019", now()).unwrap();
    let added = shipments::add(&desk, store.id, order_id, &shipment, Ledger::Kept, now()).await.unwrap();
    assert!(matches!(added, Added::Now(shipment) if shipment.carrier_code == "UPS"));
    let again = shipments::add(&desk, store.id, order_id, &shipment, Ledger::Kept, now()).await.unwrap();
    assert!(matches!(again, Added::Before(_)));

    let prepared = store.folder_named("Prepared").unwrap();
    let moved = orders::move_one(&desk, store.id, order_id, prepared, &by, now()).await.unwrap();
    assert_eq!(moved.from, store.first_folder());

    let row = orders::find(&desk, store.id, order_id).await.unwrap();
    assert_eq!((row.order.folder_id, row.order.order_shipments.len()), (prepared.id, 1));
    let history = orders::history(&desk, &row).await.unwrap();
    let told: Vec<_> = history.iter().map(|line| (line.source_name.as_str(), line.note.as_str())).collect();
    let expected = [
        ("API", "Order Imported by API"),
        ("API", "Shipment Added: UPS 1Z0000000000000019"),
        ("API", "Order Moved to Prepared Folder"),
    ];
    assert_eq!(told, expected);
}

/// Would catch a use case that looks a thing up without its store.
#[tokio::test]
async fn another_stores_order_is_no_order() {
    let desk = desk();
    let (store, by) = (store(&desk).await, Actor::api_key("key", Scope::Write));
    let creation = Creation { origin: Origin::Api, idempotency_key: None, by: &by, rules: RunRules::Yes, now: now() };
    let Created::Order(row) = orders::create(&desk, &store, &new_order(), &creation).await.unwrap() else {
        panic!("nobody made it before")
    };
    let (other_store, order_id) = (StoreId::new(100_000_002).unwrap(), row.order.id);
    let folder = store.folder(FolderId::new(2).unwrap()).unwrap();
    let shipment = NewShipment::of_number("1", now()).unwrap();
    let not_found = |error: DeskError| assert!(matches!(error, DeskError::NotFound(_)), "{error:?}");
    not_found(orders::find(&desk, other_store, order_id).await.unwrap_err());
    not_found(orders::remove(&desk, other_store, order_id, &by, now()).await.unwrap_err());
    not_found(orders::move_one(&desk, other_store, order_id, folder, &by, now()).await.unwrap_err());
    let added = shipments::add(&desk, other_store, order_id, &shipment, Ledger::Ignored, now()).await;
    not_found(added.unwrap_err());
}

/// Would catch a wrong key that costs a read each time it is shown, and one that is taken for wrong for ever.
#[tokio::test]
async fn a_wrong_key_is_remembered_for_seconds() {
    let time = Time::starting_at(now());
    let aws = Aws::new(time.clone(), Recording::Changes).unwrap();
    let desk = Desk::new(Table::new(&aws.config("desk"), TABLE), Chance::of(|| 7));
    let store = store(&desk).await;
    let clock = {
        let time = time.clone();
        Clock::of(move || time.now())
    };
    let access = Access::new(desk.table.clone(), &clock);
    let shown = Credentials { store_id: store.id, key_hash: ApiKey::hash_of("a key") };
    assert!(access.admit(&shown, now()).await.unwrap().is_none());
    let key = ApiKey {
        id: "1".into(),
        hash: shown.key_hash.clone(),
        name: "late".into(),
        primary: false,
        scope: Scope::Read,
        supplier_id: None,
        date_added: now(),
        expires_at: None,
    };
    assert!(desk.table.insert_api_key(store.id, &key).await.unwrap().is_done());
    assert!(access.admit(&shown, now()).await.unwrap().is_none(), "it is not looked for again");
    time.advance(Duration::from_secs(5));
    assert!(access.admit(&shown, now()).await.unwrap().is_some());
}

/// Would catch an id of a part that is another order's, and a part without an id.
#[tokio::test]
async fn an_order_that_has_used_up_its_ids_says_so_and_stays_as_it_is() {
    let desk = desk();
    let (store, by) = (store(&desk).await, Actor::api_key("key", Scope::Write));
    let creation = Creation { origin: Origin::Api, idempotency_key: None, by: &by, rules: RunRules::Yes, now: now() };
    let Created::Order(row) = orders::create(&desk, &store, &new_order(), &creation).await.unwrap() else {
        panic!("nobody made it before")
    };
    let (order_id, mut late) = (row.order.id, (**row).clone());
    late.order.serial = 99_998;
    assert!(desk.table.save_order(&row, late, now()).await.unwrap().is_done());

    let item = NewOrderItem::new(OrderItem { name: "Frame".into(), ..OrderItem::default() }, Given::default());
    let last = orders::add_item(&desk, store.id, order_id, &item, &by, now()).await.unwrap();
    assert_eq!(last.id, format!("{order_id}99999"));
    let used_up = |error: DeskError| {
        let message = "This order has used up its 99999 ids of items and shipments; go on with a new order";
        assert!(matches!(&error, DeskError::Conflict(told) if told == message), "{error:?}");
    };
    used_up(orders::add_item(&desk, store.id, order_id, &item, &by, now()).await.unwrap_err());
    let shipment = NewShipment::of_number("1", now()).unwrap();
    used_up(shipments::add(&desk, store.id, order_id, &shipment, Ledger::Ignored, now()).await.unwrap_err());
    let mut whole = OrderReplacement::new(row.order.clone());
    whole.items = Some(vec![item.clone()]);
    used_up(orders::replace(&desk, &store, order_id, &whole, &by, now()).await.unwrap_err());
    let patch = OrderPatch::new(now()).change_items(vec![item]);
    let edit = orders::Edit::Patch(&patch);
    used_up(orders::edit(&desk, &store, order_id, edit, &orders::Expected::Any, &by, now()).await.unwrap_err());
    let row = orders::find(&desk, store.id, order_id).await.unwrap();
    assert_eq!((row.order.order_items.len(), row.order.order_shipments.len()), (2, 0));
}

/// Would catch a way into the store that skips what every order must have.
#[tokio::test]
async fn an_order_without_items_is_refused_whoever_builds_it() {
    let desk = desk();
    let (store, by) = (store(&desk).await, Actor::auto());
    let creation = Creation { origin: Origin::Api, idempotency_key: None, by: &by, rules: RunRules::Yes, now: now() };
    let empty = NewOrder::new(draft_order(now()), vec![], None);
    let Err(DeskError::Invalid(problems)) = orders::create(&desk, &store, &empty, &creation).await else {
        panic!("it was taken")
    };
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["order_items", "shipping"]);
}

/// Would catch a plan that makes its order anew each time the stream brings it: what splits, merges and copies will be
/// carried out by. The plan here is a dummy, an order that is a part of another.
#[tokio::test]
async fn a_planned_part_of_an_order_is_one_order_however_often_it_is_carried_out() {
    let desk = desk();
    let (store, by) = (store(&desk).await, Actor::auto());
    let creation = Creation { origin: Origin::Api, idempotency_key: None, by: &by, rules: RunRules::Yes, now: now() };
    let Created::Order(parent) = orders::create(&desk, &store, &new_order(), &creation).await.unwrap() else {
        panic!("nobody made it before")
    };
    let mut made = vec![];
    for delivery in 0..3 {
        let at = now() + SignedDuration::from_secs(delivery);
        for serial in [4, 5] {
            let cause = Identity::Part(parent.order.id, serial);
            let row = |id, _| {
                let mut row =
                    OrderRow::new(store.id, new_order().order(id, store.first_folder(), 1), cause.clone(), vec![]);
                row.history.push(HistoryLine::auto(at, "Split"));
                row
            };
            match desk.table.insert_order(store.id, &cause, row).await.unwrap() {
                Outcome::Done(row) => made.push((delivery, row.order.id)),
                Outcome::Unchanged(row) => {
                    assert_eq!(row.history[0].date_added, now(), "as the first delivery made it");
                }
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(made.iter().map(|(delivery, _)| *delivery).collect::<Vec<_>>(), [0, 0]);
    assert_ne!(made[0].1, made[1].1, "two parts are two orders");
}

/// Would catch "Order Details Changed" after an edit by an API key or a rule, and none after a person's.
#[tokio::test]
async fn a_person_s_edit_is_order_details_changed_and_an_api_key_s_is_not() {
    let desk = desk();
    let (store, key) = (store(&desk).await, Actor::api_key("key", Scope::Write));
    let creation = Creation { origin: Origin::Api, idempotency_key: None, by: &key, rules: RunRules::Yes, now: now() };
    let Created::Order(row) = orders::create(&desk, &store, &new_order(), &creation).await.unwrap() else {
        panic!("nobody made it before")
    };
    let order_id = row.order.id;
    let edit = async |method: &str, by: &Actor| {
        let values = Order { shipping_method: method.into(), ..draft_order(now()) };
        let patch = OrderPatch::of(values, ["shipping_method".to_owned()]);
        orders::edit(&desk, &store, order_id, Edit::Patch(&patch), &Expected::Any, by, now()).await.unwrap()
    };
    let person = Actor::person("Ada", Scope::Write);
    for (method, by, expected) in [
        ("Air", &key, vec![]),
        ("Sea", &Actor::auto(), vec![]),
        ("Rail", &person, vec![OrderEvent::from(Event::OrderDetailsChanged)]),
        // What changes nothing is no event, whoever does it.
        ("Rail", &person, vec![]),
    ] {
        assert_eq!(edit(method, by).await.events, expected, "{method} by {by:?}");
    }
    let row = orders::find(&desk, store.id, order_id).await.unwrap();
    assert!(row.history.iter().any(|line| line.source_name == "Ada" && line.note == "Order Updated"));
}
