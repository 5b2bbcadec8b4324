//! A made-up store with made-up orders.

use domain::OrderSearch;
use domain::{
    Appointment, AppointmentId, AppointmentStatus, Event, FolderId, HistoryLine, Identity, Job, Order, OrderId,
    PostFormat, Settings, Shipment, Store, StoreId,
};
use jiff::{SignedDuration, Timestamp};
use table::{OrderRow, Outcome, Table};

/// `seconds` after the tests' first moment.
pub(crate) fn at(seconds: i64) -> Timestamp {
    let start: Timestamp = "2026-11-22T10:20:00Z".parse().unwrap();
    start + SignedDuration::from_secs(seconds)
}

pub(crate) fn store_id() -> StoreId {
    StoreId::new(42).unwrap()
}

pub(crate) fn folder(number: u64) -> FolderId {
    FolderId::new(number).unwrap()
}

pub(crate) fn store() -> Store {
    Store {
        id: store_id(),
        name: "Pier & Sons".to_owned(),
        settings: Settings::default(),
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: domain::StoreState::default(),
        date_added: at(0),
    }
}

/// The order of this number in the cart.
pub(crate) fn identity(number: u64) -> Identity {
    Identity::Source("Shop".to_owned(), format!("S-{number}"))
}

pub(crate) fn line(seconds: i64, note: &str) -> HistoryLine {
    HistoryLine { date_added: at(seconds), source_name: "API".to_owned(), note: note.to_owned() }
}

/// The row of order `number`, added `seconds` after the first moment.
pub(crate) fn new_row(id: OrderId, number: u64, seconds: i64) -> OrderRow {
    let mut order = Order::new(id, folder(1), at(seconds));
    order.source_name = "Shop".to_owned();
    order.source_id = format!("S-{number}");
    order.email = "mara@example.com".to_owned();
    order.shipping.first_name = format!("Mara {number}");
    let mut row = OrderRow::new(store_id(), order, identity(number), vec![Event::OrderImported.into()]);
    row.history.push(line(seconds, "Order Imported by API"));
    row
}

/// Inserts order `number`; its id.
pub(crate) async fn insert(table: &Table, number: u64) -> OrderId {
    insert_at(table, number, 0).await
}

pub(crate) async fn insert_at(table: &Table, number: u64, seconds: i64) -> OrderId {
    let row = |id, _| new_row(id, number, seconds);
    match table.insert_order(store_id(), &identity(number), row).await.unwrap() {
        Outcome::Done(row) => row.order.id,
        other => panic!("order {number} is not new: {other:?}"),
    }
}

/// Adds a line to an order's history.
pub(crate) async fn add_line(table: &Table, order: OrderId, seconds: i64, note: &str) -> Result<(), table::TableError> {
    let change = |row: &mut OrderRow| {
        row.history.push(line(seconds, note));
        Ok::<_, std::convert::Infallible>(Some(()))
    };
    let changed = table.change_order(store_id(), order, at(seconds), change).await?;
    assert!(changed.is_done(), "{changed:?}");
    Ok(())
}

/// Moves an order; the line says so.
pub(crate) async fn move_order(table: &Table, order: OrderId, to: FolderId, seconds: i64) -> OrderRow {
    let change = |row: &mut OrderRow| {
        row.order.folder_id = to;
        row.history.push(line(seconds, &format!("Moved to {to}")));
        Ok::<_, std::convert::Infallible>(Some(()))
    };
    table.change_order(store_id(), order, at(seconds), change).await.unwrap().done().unwrap().0
}

pub(crate) fn shipment(id: &str, label: &str) -> Shipment {
    Shipment {
        id: id.to_owned(),
        tracking_number: format!("1Z-{id}"),
        carrier_code: "UPS".to_owned(),
        shipment_method: String::new(),
        weight: domain::Money::default(),
        cost: domain::Money::default(),
        status: String::new(),
        tracking_url: String::new(),
        label_format: "PNG".to_owned(),
        label_image: label.to_owned(),
        printed: false,
        order_items: vec![],
        source: "API".to_owned(),
        cart_shipment_id: String::new(),
        label_shipment_id: String::new(),
        date_shipped: at(0),
        date_added: at(0),
    }
}

pub(crate) fn appointment(order: OrderId, serial: u64) -> Appointment {
    Appointment {
        id: AppointmentId { order, serial },
        store_id: store_id(),
        job: Job::PostOrderJson {
            url: "https://warehouse.example.com/in".to_owned(),
            format: PostFormat::Form,
            include_history: false,
            headers: vec![],
        },
        status: AppointmentStatus::Pending,
        rule: "To the warehouse".to_owned(),
        round: 0,
        requeued: 0,
        attempts: vec![],
        due_at: None,
        date_added: at(0),
        date_completed: None,
        failure: String::new(),
        hold: None,
        is_failure_noted: false,
    }
}

/// All orders of the store, newest first.
pub(crate) fn all_orders() -> OrderSearch {
    OrderSearch::all_of(&store())
}
