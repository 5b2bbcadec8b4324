//! Orders by the supplier they were submitted to.

use domain::{
    Again, Cancellation, FolderId, ItemQuantity, Money, OrderId, OrderItem, Shipment, SubmissionState, Supplier,
    SupplierSettings,
};
use jiff::Timestamp;
use table::{CountedSubmission, OrderRow, SupplierSearch, Table};

use crate::samples::{at, folder, insert, line, shipment, store_id};
use crate::stage::Stage;

fn supplier(id: &str) -> Supplier {
    let settings = SupplierSettings {
        name: format!("Supplier {id}"),
        active: true,
        item_codes: vec!["MUG".to_owned()],
        ..SupplierSettings::default()
    };
    settings.with_id(id.to_owned())
}

async fn change(table: &Table, order: OrderId, seconds: i64, change: impl Fn(&mut OrderRow)) {
    let change = |row: &mut OrderRow| {
        change(row);
        row.history.push(line(seconds, "Changed"));
        Ok::<_, std::convert::Infallible>(Some(()))
    };
    assert!(table.change_order(store_id(), order, at(seconds), change).await.unwrap().is_done());
}

/// An order with a mug that was submitted then.
async fn submitted(table: &Table, number: u64, to: &Supplier, seconds: i64) -> OrderId {
    let order = insert(table, number).await;
    change(table, order, seconds, |row| {
        let price = Money::whole(12);
        row.order.order_items =
            vec![OrderItem { id: "7".to_owned(), code: "mug".to_owned(), quantity: 2, price, ..OrderItem::default() }];
        row.order.submit(to, Again::No, at(seconds)).unwrap();
    })
    .await;
    order
}

async fn found(table: &Table, supplier_id: &str, states: &[SubmissionState], from: i64, before: i64) -> Vec<OrderId> {
    let (from, before) = (Some(at(from)), Some(at(before)));
    let search = SupplierSearch { supplier_id, states, from, before, offset: 0, limit: 50 };
    let page = table.supplier_orders(store_id(), &search).await.unwrap();
    assert_eq!(page.total, page.rows.len());
    page.rows.iter().map(|row| row.order.id).collect()
}

/// Catches an order of another supplier, one that stays in a list it left, and a range that takes its end.
#[tokio::test]
async fn an_order_is_in_the_list_of_its_supplier_and_of_how_far_it_is_there() {
    let (stage, mugs, cups) = (Stage::new().await, supplier("7"), supplier("77"));
    let table = &stage.table;
    let first = submitted(table, 1, &mugs, 100).await;
    let second = submitted(table, 2, &mugs, 200).await;
    let other = submitted(table, 3, &cups, 150).await;
    insert(table, 4).await;
    assert_eq!(found(table, "7", &SubmissionState::ALL, 0, 900).await, [first, second]);
    assert_eq!(found(table, "77", &SubmissionState::ALL, 0, 900).await, [other]);
    assert_eq!(found(table, "7", &SubmissionState::ALL, 100, 200).await, [first]);
    assert_eq!(found(table, "7", &SubmissionState::ALL, 101, 201).await, [second]);
    assert_eq!(found(table, "7", &SubmissionState::ALL, 300, 200).await, []);
    change(table, first, 300, |row| {
        let order_items = vec![ItemQuantity { id: "7".to_owned(), code: String::new(), quantity: 2 }];
        row.order.order_shipments.push(Shipment { order_items, ..shipment("71", "") });
        row.order.note_all_shipped().unwrap();
    })
    .await;
    change(table, second, 400, |row| {
        row.order.note_canceled(Cancellation::new(at(400), "API", "Sold out"));
    })
    .await;
    for (state, expected) in [
        (SubmissionState::Open, vec![]),
        (SubmissionState::Shipped, vec![first]),
        (SubmissionState::Canceled, vec![second]),
    ] {
        assert_eq!(found(table, "7", &[state], 0, 900).await, expected, "{state:?}");
    }
    // Canceled, it goes to another one; removed, it is nowhere.
    change(table, second, 500, |row| row.order.submit(&cups, Again::No, at(500)).unwrap()).await;
    assert_eq!(found(table, "7", &SubmissionState::ALL, 0, 900).await, [first]);
    assert_eq!(found(table, "77", &SubmissionState::ALL, 0, 900).await, [other, second]);
    assert!(table.remove_order(store_id(), other, &line(600, "Order Deleted")).await.unwrap().is_done());
    assert_eq!(found(table, "77", &SubmissionState::ALL, 0, 900).await, [second]);
}

/// What is told of submissions of this supplier that were made last between two seconds, those first in front.
async fn told(
    table: &Table,
    state: SubmissionState,
    from: i64,
    before: Option<i64>,
) -> Vec<(OrderId, CountedSubmission)> {
    let mut told = vec![];
    let look = |order_id, it: &CountedSubmission| told.push((order_id, it.clone()));
    let (of, range) = (("7", state), (at(from), before.map(at)));
    table.look_at_submissions(store_id(), of, range, look).await.unwrap();
    told.sort_by_key(|(order_id, it)| (it.submitted_at, *order_id));
    told
}

fn counted(
    supplier_id: &str,
    submitted_at: i64,
    state: SubmissionState,
    canceled_at: Option<i64>,
) -> CountedSubmission {
    CountedSubmission {
        supplier_id: supplier_id.to_owned(),
        submitted_at: at(submitted_at),
        value: Money::whole(24),
        state,
        canceled_at: canceled_at.map(at),
    }
}

/// Catches what is told of an order of another time, state or supplier.
#[tokio::test]
async fn what_counts_of_a_submission_is_told_by_the_index() {
    let (stage, mugs) = (Stage::new().await, supplier("7"));
    let table = &stage.table;
    let first = submitted(table, 1, &mugs, 100).await;
    let second = submitted(table, 2, &mugs, 200).await;
    change(table, first, 900, |row| {
        row.order.note_canceled(Cancellation::new(at(900), "API", "x"));
    })
    .await;
    let canceled = counted("7", 100, SubmissionState::Canceled, Some(900));
    let open = counted("7", 200, SubmissionState::Open, None);
    assert_eq!(told(table, SubmissionState::Canceled, 0, None).await, [(first, canceled.clone())]);
    assert_eq!(told(table, SubmissionState::Canceled, 100, Some(101)).await, [(first, canceled)]);
    assert_eq!(told(table, SubmissionState::Open, 0, None).await, [(second, open)]);
    for (from, before) in [(0, Some(200)), (201, None)] {
        assert_eq!(told(table, SubmissionState::Open, from, before).await, [], "{from}");
    }
    assert_eq!(told(table, SubmissionState::Shipped, 0, None).await, []);
}

/// Catches a cancellation that no month hears of once the order is submitted anew, and goods that count twice.
#[tokio::test]
async fn earlier_submissions_of_an_order_are_told_with_the_last_one() {
    let (stage, mugs, cups) = (Stage::new().await, supplier("7"), supplier("77"));
    let table = &stage.table;
    let order = submitted(table, 1, &cups, 100).await;
    let canceled_in: FolderId = folder(5);
    change(table, order, 200, |row| {
        row.order.cancel(canceled_in, Cancellation::new(at(200), "API", "Sold out"));
    })
    .await;
    change(table, order, 300, |row| row.order.submit(&mugs, Again::No, at(300)).unwrap()).await;
    let before = counted("77", 100, SubmissionState::Canceled, Some(200));
    let expected = [(order, before.clone()), (order, counted("7", 300, SubmissionState::Open, None))];
    assert_eq!(told(table, SubmissionState::Open, 0, None).await, expected);
    assert_eq!(found(table, "77", &SubmissionState::ALL, 0, 900).await, [], "it stands at the other one");
    // Submitted again while it stands there, nothing of it counts anew.
    change(table, order, 400, |row| row.order.submit(&mugs, Again::Yes, at(400)).unwrap()).await;
    assert_eq!(told(table, SubmissionState::Open, 400, None).await, expected);
    let moments: Vec<Timestamp> = expected.iter().map(|(_, it)| it.submitted_at).collect();
    assert_eq!(moments, [at(100), at(300)]);
}
