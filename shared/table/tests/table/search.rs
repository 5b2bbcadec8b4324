//! Pages of orders: by offset, by cursor, by what they hold.

use std::sync::Arc;

use domain::{OrderId, OrderSearch, PartSearch, SearchField, ShipTo, SortField};
use table::{Cursor, Meter, OrderRow, Outcome, Sequence, Table};

use crate::samples::{all_orders, at, folder, identity, insert_at, move_order, new_row, store_id};
use crate::stage::Stage;

fn ids(rows: &[OrderRow]) -> Vec<OrderId> {
    rows.iter().map(|row| row.order.id).collect()
}

/// Twelve orders, three in each second; their ids, oldest first within what seconds tell.
async fn twelve(stage: &Stage) -> Vec<OrderId> {
    let mut orders = vec![];
    for number in 0..12 {
        orders.push(insert_at(&stage.table, number, i64::try_from(number / 3).unwrap()).await);
    }
    orders
}

/// Catches a cursor that skips or repeats orders of one second, in either direction and at any size of a page.
#[tokio::test]
async fn pages_from_a_cursor_on_show_each_order_once() {
    let stage = Stage::new().await;
    let mut expected = twelve(&stage).await;
    expected.sort();
    for sequence in [Sequence::NewestFirst, Sequence::OldestFirst] {
        for limit in [1, 2, 5, 12] {
            let (mut seen, mut after) = (vec![], None);
            loop {
                let page = stage.table.orders_after(store_id(), &[folder(1)], after, sequence, limit).await.unwrap();
                assert!(page.rows.len() <= limit);
                seen.extend(page.rows);
                assert!(seen.len() <= expected.len(), "{sequence:?} {limit}: an order comes twice");
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let dates: Vec<_> = seen.iter().map(|row| row.order.date_added).collect();
            let is_sorted = match sequence {
                Sequence::NewestFirst => dates.is_sorted_by(|one, other| one >= other),
                Sequence::OldestFirst => dates.is_sorted(),
            };
            assert!(is_sorted, "{sequence:?} {limit}: {dates:?}");
            let mut seen = ids(&seen);
            seen.sort();
            assert_eq!(seen, expected, "{sequence:?} {limit}");
        }
    }
}

/// Catches a filter that DynamoDB and we read differently, and a total of what is shown instead of what is found.
#[tokio::test]
async fn orders_are_found_by_what_they_hold() {
    let stage = Stage::new().await;
    let orders = twelve(&stage).await;
    move_order(&stage.table, orders[4], folder(2), 2_000).await;
    let field = SearchField::named("shipping_first_name").unwrap();
    let find = async |search: OrderSearch| {
        let page = stage.table.search_orders(store_id(), &search, at(9_000)).await.unwrap();
        (ids(&page.rows), page.total)
    };
    let named = |text: &str| OrderSearch { parts: vec![PartSearch::new(field, text)], ..all_orders() };
    assert_eq!(find(named("mara 4")).await, (vec![orders[4]], 1));
    let (two, total) = find(OrderSearch { limit: 2, ..named("mara 1") }).await;
    assert_eq!((two.len(), total), (2, 3), "1, 10 and 11");
    assert_eq!(find(OrderSearch { source_id: Some("S-7".to_owned()), ..all_orders() }).await, (vec![orders[7]], 1));
    let (_, total) = find(OrderSearch { email: Some("mara@example.com".to_owned()), ..all_orders() }).await;
    assert_eq!(total, 12);
    let changed = OrderSearch { updated_from: Some(at(1_000)), ..all_orders() };
    assert_eq!(find(changed).await, (vec![orders[4]], 1));
    let (_, total) = find(OrderSearch { added_from: Some(at(2)), added_to: Some(at(3)), ..all_orders() }).await;
    assert_eq!(total, 6);
}

/// Catches a count of an e-mail that counts what is not its, or nothing.
#[tokio::test]
async fn orders_are_counted_by_e_mail_and_found_by_the_cart_s_number() {
    let stage = Stage::new().await;
    let orders = twelve(&stage).await;
    assert_eq!(stage.table.count_orders_of(store_id(), "Mara@example.com").await.unwrap(), 12);
    assert_eq!(stage.table.count_orders_of(store_id(), "tomas@example.com").await.unwrap(), 0);
    for name in [None, Some("Shop"), Some("shop")] {
        let rows = stage.table.orders_by_source(store_id(), name, "S-3").await.unwrap();
        assert_eq!(ids(&rows), [orders[3]], "{name:?}");
    }
    assert!(stage.table.orders_by_source(store_id(), Some("Other"), "S-3").await.unwrap().is_empty());
    let (oldest, total) = stage.table.orders_in(store_id(), folder(1), 3).await.unwrap();
    assert_eq!((oldest.len(), total), (3, 12));
}

/// Catches a range that DynamoDB refuses because it ends before it begins, and requests for what is known to be nothing.
#[tokio::test]
async fn a_range_that_ends_before_it_begins_is_nothing_and_asks_for_nothing() {
    let stage = Stage::new().await;
    twelve(&stage).await;
    let meter = Arc::new(Meter::default());
    let table = stage.table.clone().metered(meter.clone());
    let added = || OrderSearch { added_from: Some(at(3)), added_to: Some(at(1)), ..all_orders() };
    let changed = || OrderSearch { updated_from: Some(at(3)), updated_to: Some(at(1)), ..all_orders() };
    let field = SearchField::named("shipping_first_name").unwrap();
    let in_folder = OrderSearch { folders: vec![folder(2)], is_everywhere: false, ..added() };
    for search in [added(), changed(), in_folder, OrderSearch { folders: vec![], ..all_orders() }] {
        for search in [
            search.clone(),
            OrderSearch { email: Some("mara@example.com".to_owned()), ..search.clone() },
            OrderSearch { source_id: Some("S-1".to_owned()), ..search.clone() },
            OrderSearch { parts: vec![PartSearch::new(field, "mara")], ..search.clone() },
            OrderSearch { order_by: SortField::named("email").unwrap(), ..search.clone() },
            OrderSearch { limit: 0, offset: 20_000, ascending: true, ..search.clone() },
        ] {
            let page = table.search_orders(store_id(), &search, at(9_000)).await.unwrap();
            assert_eq!((page.rows.len(), page.total), (0, 0), "{search:?}");
            assert!(meter.take().is_empty(), "{search:?}");
        }
    }
    // A cursor that nobody gave out.
    let after = Some(Cursor { at: 99_999_999_999_999, passed: 0 });
    let page = table.orders_after(store_id(), &[folder(1)], after, Sequence::OldestFirst, 5).await.unwrap();
    assert_eq!((page.rows.len(), page.next), (0, None));
}

/// Catches a number in the cart that another one in other letters stands before, or pushes off the page.
#[tokio::test]
async fn the_number_in_the_same_letters_comes_first() {
    let stage = Stage::new().await;
    let mut orders = vec![];
    for (number, source_id) in [(1, "ab-1"), (2, "AB-1"), (3, "Ab-1")] {
        let id = insert_at(&stage.table, number, i64::try_from(number).unwrap()).await;
        rename(&stage.table, id, source_id).await;
        orders.push(id);
    }
    let by_date = |source_id: &str| OrderSearch { source_id: Some(source_id.to_owned()), ..all_orders() };
    let find =
        async |search: OrderSearch| ids(&stage.table.search_orders(store_id(), &search, at(9_000)).await.unwrap().rows);
    assert_eq!(find(by_date("ab-1")).await, [orders[0], orders[2], orders[1]]);
    assert_eq!(find(OrderSearch { ascending: true, ..by_date("Ab-1") }).await, [orders[2], orders[0], orders[1]]);
    assert_eq!(find(OrderSearch { limit: 1, ..by_date("AB-1") }).await, [orders[1]]);
    assert_eq!(find(by_date("aB-1")).await, [orders[2], orders[1], orders[0]], "none in these letters");
    let by_email = OrderSearch { order_by: SortField::named("email").unwrap(), limit: 1, ..by_date("AB-1") };
    assert_eq!(find(by_email).await, [orders[1]]);
    let of_number = async |source_id| ids(&stage.table.orders_by_source(store_id(), None, source_id).await.unwrap());
    assert_eq!((of_number("AB-1").await, of_number("aB-1").await.len()), (vec![orders[1]], 3));
}

async fn rename(table: &Table, order: OrderId, source_id: &str) {
    let change = |row: &mut OrderRow| {
        row.order.source_id = source_id.to_owned();
        Ok::<_, std::convert::Infallible>(Some(()))
    };
    assert!(table.change_order(store_id(), order, at(10), change).await.unwrap().is_done());
}

/// Catches entries that DynamoDB passes over though their phone has the digits that are looked for.
#[tokio::test]
async fn a_phone_is_found_however_it_was_written() {
    let stage = Stage::new().await;
    let orders = twelve(&stage).await;
    for (order, phone) in orders.iter().zip(["(207) 555-0147", "+1 207-555-0147", "2075550147", "207.555.0148", "+12"])
    {
        let change = |row: &mut OrderRow| {
            row.order.shipping.phone = phone.to_owned();
            Ok::<_, std::convert::Infallible>(Some(()))
        };
        assert!(stage.table.change_order(store_id(), *order, at(10), change).await.unwrap().is_done());
    }
    let field = SearchField::named("shipping_phone").unwrap();
    for (phone, found) in [("2075550147", 3), ("+12075550147", 3), ("(207) 555", 4), ("0148", 1), ("2075550149", 0)] {
        let search = OrderSearch { parts: vec![PartSearch::new(field, phone)], ..all_orders() };
        let page = stage.table.search_orders(store_id(), &search, at(9_000)).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (found, found), "{phone}");
    }
}

/// Catches lists that tell something else to who asks for one address than to who asks for all, and orders of other folders.
#[tokio::test]
async fn orders_of_a_folder_are_found_by_whom_they_go_to_the_newest_first() {
    let stage = Stage::new().await;
    let mut orders = vec![];
    for (number, first_name) in ["Mara", "MARA ", "Tomas", "Mara", "Mara"].into_iter().enumerate() {
        let number = u64::try_from(number).unwrap();
        let row = |id, _| {
            let mut row = new_row(id, number, i64::try_from(number).unwrap());
            row.order.shipping.first_name = first_name.to_owned();
            row.order.shipping.address1 = "5 Quay Street".to_owned();
            row
        };
        let Outcome::Done(row) = stage.table.insert_order(store_id(), &identity(number), row).await.unwrap() else {
            panic!("order {number} is not new")
        };
        orders.push(row.order.id);
    }
    // One without a first line goes nowhere.
    insert_at(&stage.table, 9, 9).await;
    move_order(&stage.table, orders[3], folder(2), 2_000).await;
    let mara = ShipTo::of(["mara", "", "", "5 quay street"]).unwrap();
    for wanted in [Some(&mara), None] {
        let found = stage.table.orders_by_ship_to(store_id(), folder(1), wanted).await.unwrap();
        let ids: Vec<OrderId> = found.candidates(&mara).collect();
        assert_eq!(ids, [orders[4], orders[1], orders[0]], "{wanted:?}");
    }
    let tomas = ShipTo::of(["Tomas", "", "", "5 Quay Street"]).unwrap();
    let all = stage.table.orders_by_ship_to(store_id(), folder(1), None).await.unwrap();
    assert_eq!(all.candidates(&tomas).collect::<Vec<_>>(), [orders[2]]);
}
