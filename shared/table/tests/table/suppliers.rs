//! Orders by the supplier they were submitted to.

use domain::{
    Again, Cancellation, ItemQuantity, Money, OrderId, OrderItem, Shipment, SubmissionState, Supplier, SupplierSettings,
};
use table::{OrderRow, SupplierSearch, Table};

use crate::samples::{at, insert, line, shipment, store_id};
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
        row.order.note_canceled(Cancellation { at: at(400), note: "Sold out".to_owned(), by: "API".to_owned() });
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

/// Catches a sum that takes an order of another time, state or supplier.
#[tokio::test]
async fn what_orders_come_to_is_summed_up_from_the_index() {
    let (stage, mugs) = (Stage::new().await, supplier("7"));
    let table = &stage.table;
    let mut orders = vec![];
    for number in 1..=3 {
        orders.push(submitted(table, number, &mugs, i64::try_from(number).unwrap() * 100).await);
    }
    for (order, seconds) in [(orders[0], 900), (orders[1], 950)] {
        change(table, order, seconds, |row| {
            row.order.note_canceled(Cancellation { at: at(seconds), note: "x".to_owned(), by: "API".to_owned() });
        })
        .await;
    }
    let tally = async |state, from, before, canceled_from| {
        let canceled = move |moment| moment >= at(canceled_from);
        let of = ("7", state);
        table.total_supplier_orders(store_id(), of, (at(from), at(before)), 1, canceled).await.unwrap()
    };
    let canceled = tally(SubmissionState::Canceled, 0, 800, 0).await;
    assert_eq!((canceled.count, canceled.value, canceled.first), (2, Money::whole(48), vec![orders[0]]));
    let late = tally(SubmissionState::Canceled, 0, 800, 950).await;
    assert_eq!((late.count, late.first), (1, vec![orders[1]]));
    assert_eq!(tally(SubmissionState::Canceled, 0, 200, 0).await.count, 1);
    assert_eq!(tally(SubmissionState::Open, 0, 800, 0).await.count, 1);
    assert_eq!(tally(SubmissionState::Shipped, 0, 800, 0).await, table::SupplierTotals::default());
}
