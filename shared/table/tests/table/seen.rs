//! What is read for people who see a part of a store's orders.

use std::convert::Infallible;

use domain::{Again, Appointment, AppointmentStatus, Money, OrderId, OrderItem, SupplierSettings};
use table::{Cursor, OrderRow, Outcome, Sequence, Table};

use crate::samples::{appointment, at, insert, line, store_id};
use crate::stage::Stage;

/// An order that was submitted to a supplier then.
async fn submitted(table: &Table, number: u64, supplier_id: &str, seconds: i64) -> OrderId {
    let settings = SupplierSettings {
        name: format!("Supplier {supplier_id}"),
        active: true,
        item_codes: vec!["MUG".to_owned()],
        ..SupplierSettings::default()
    };
    let (order, supplier) = (insert(table, number).await, settings.with_id(supplier_id.to_owned()));
    let change = |row: &mut OrderRow| {
        let price = Money::whole(12);
        row.order.order_items =
            vec![OrderItem { id: "7".to_owned(), code: "mug".to_owned(), quantity: 2, price, ..OrderItem::default() }];
        row.order.submit(&supplier, Again::No, at(seconds)).unwrap();
        Ok::<_, Infallible>(Some(()))
    };
    assert!(table.change_order(store_id(), order, at(seconds), change).await.unwrap().is_done());
    order
}

/// All pages of a supplier's orders, two on each.
async fn paged(table: &Table, supplier_id: &str, sequence: Sequence) -> Vec<Vec<OrderId>> {
    let (mut pages, mut after): (Vec<Vec<OrderId>>, Option<Cursor>) = (vec![], None);
    loop {
        let page = table.supplier_orders_after(store_id(), supplier_id, after, sequence, 2).await.unwrap();
        pages.push(page.rows.iter().map(|row| row.order.id).collect());
        after = page.next;
        if after.is_none() {
            return pages;
        }
    }
}

/// Catches a page that leaves an order out or has it twice, also of two that were submitted in one second, and one of
/// another supplier's orders.
#[tokio::test]
async fn the_pages_of_a_suppliers_orders_have_each_of_them_once() {
    let stage = Stage::new().await;
    let table = &stage.table;
    let (first, second) = (submitted(table, 1, "7", 100).await, submitted(table, 2, "7", 200).await);
    let (third, fourth) = (submitted(table, 3, "7", 200).await, submitted(table, 4, "7", 400).await);
    submitted(table, 5, "77", 300).await;
    let oldest_first = paged(table, "7", Sequence::OldestFirst).await;
    let newest_first = paged(table, "7", Sequence::NewestFirst).await;
    assert_eq!((oldest_first[0][0], newest_first[0][0]), (first, fourth));
    for pages in [oldest_first, newest_first] {
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        let mut all: Vec<OrderId> = pages.into_iter().flatten().collect();
        all.sort_unstable();
        let mut expected = [first, second, third, fourth];
        expected.sort_unstable();
        assert_eq!(all, expected);
    }
    assert_eq!(paged(table, "8", Sequence::NewestFirst).await, [Vec::<OrderId>::new()]);
}

#[tokio::test]
async fn the_orders_that_were_submitted_last_are_the_first_of_a_suppliers() {
    let stage = Stage::new().await;
    let table = &stage.table;
    submitted(table, 1, "7", 100).await;
    let (second, third) = (submitted(table, 2, "7", 200).await, submitted(table, 3, "7", 300).await);
    submitted(table, 4, "77", 400).await;
    assert_eq!(table.newest_supplier_orders(store_id(), "7", 2).await.unwrap(), [third, second]);
}

/// Catches an order that is removed though whoever looked at it refused that, and a check of an order of before.
#[tokio::test]
async fn an_order_is_removed_where_its_row_is_to_go() {
    let stage = Stage::new().await;
    let (order, removal) = (insert(&stage.table, 1).await, line(100, "Order Deleted"));
    let is_second = |row: Option<&OrderRow>| {
        let number = row.map(|row| row.order.source_id.clone()).unwrap_or_default();
        if number == "S-2" { Ok(()) } else { Err(number) }
    };
    let refused = stage.table.remove_order_where(store_id(), order, &removal, is_second).await.unwrap();
    assert_eq!(refused, Outcome::Refused("S-1".to_owned()));
    assert!(stage.table.order(store_id(), order).await.unwrap().is_some());
    let second = insert(&stage.table, 2).await;
    assert!(stage.table.remove_order_where(store_id(), second, &removal, is_second).await.unwrap().is_done());
    assert_eq!(stage.table.order(store_id(), second).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_kept_of_an_order_is_there_once_it_is_removed() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    assert_eq!(stage.table.kept_order(store_id(), order).await.unwrap(), None);
    let removal = line(100, "Order Deleted");
    assert!(stage.table.remove_order(store_id(), order, &removal).await.unwrap().is_done());
    let kept = stage.table.kept_order(store_id(), order).await.unwrap().unwrap();
    assert_eq!((kept.order.id, kept.order.source_id.as_str()), (order, "S-1"));
}

/// Catches a history that tells what was answered to who may not read it.
#[tokio::test]
async fn a_history_tells_of_appointments_as_they_are_seen() {
    let stage = Stage::new().await;
    let order = insert(&stage.table, 1).await;
    let mut failed = appointment(order, 1);
    (failed.status, failed.failure) = (AppointmentStatus::Failed, "ada@example.com bounced".to_owned());
    failed.date_completed = Some(at(60));
    assert!(stage.table.insert_appointment(&failed).await.unwrap().is_done());
    let row = stage.table.order(store_id(), order).await.unwrap().unwrap();
    let tells = async |see: fn(Appointment) -> Appointment| {
        let lines = stage.table.history_seen(&row, see).await.unwrap();
        lines.iter().any(|line| line.note.contains("ada@example.com"))
    };
    assert!(tells(|appointment| appointment).await);
    assert!(!tells(|appointment| Appointment { failure: "Not shown to you".to_owned(), ..appointment }).await);
}
