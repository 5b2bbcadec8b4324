//! Pages of orders: by offset, by cursor, by what they hold.

use domain::OrderId;
use domain::{OrderSearch, SearchField};
use table::{OrderRow, Sequence};

use crate::samples::{all_orders, at, folder, insert_at, move_order, store_id};
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
    let named = |text: &str| OrderSearch { texts: vec![(field, text.to_owned())], ..all_orders() };
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
