//! Our own API: many orders and shipments in one call, and lists by cursor.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{NOBODY, order_with, texts};
use crate::shop::{Shop, order, text};

const NONE: Value = Value::Null;

/// The statuses of a bulk call's results, which must say in their sequence which entry they are of.
fn statuses(answered: &Value) -> Vec<u64> {
    let results = answered["results"].as_array().unwrap();
    let index = |result: &Value| usize::try_from(result["index"].as_u64().unwrap()).unwrap();
    assert_eq!(results.iter().map(index).collect::<Vec<_>>(), (0..results.len()).collect::<Vec<_>>(), "{answered}");
    results.iter().map(|result| result["status"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn many_orders_are_created_and_each_entry_has_its_own_result() {
    let shop = Shop::open("bulk-orders").await;
    let there = shop.order("B-0").await;
    let entries =
        json!({"orders": [order("B-1"), order("B-0"), {"email": "nobody@example.com"}, order("B-2"), order("B-1")]});
    let answered = shop.own(200, "POST", "/bulk/orders", &entries).await;
    assert_eq!(statuses(&answered), [201, 409, 400, 201, 409]);
    let results = &answered["results"];
    assert_eq!(text(&results[1]["order_id"]), there);
    assert_eq!(text(&results[4]["order_id"]), text(&results[0]["order_id"]));
    assert!(results[2]["errors"].as_array().is_some_and(|errors| !errors.is_empty()), "{answered}");
    assert!(results[2].get("order_id").is_none_or(Value::is_null), "{answered}");
    for (index, number) in [(0, "B-1"), (3, "B-2")] {
        assert_eq!(shop.read(&text(&results[index]["order_id"])).await["source_id"], number);
    }
}

#[tokio::test]
async fn fifty_orders_go_in_one_call_and_none_is_lost_or_doubled() {
    let shop = Shop::open("bulk-fifty").await;
    let orders: Vec<Value> = (0..50).map(|number| order(&format!("F-{number}"))).collect();
    let answered = shop.own(200, "POST", "/bulk/orders", &json!({"orders": orders})).await;
    assert_eq!(statuses(&answered), vec![201; 50]);
    assert_eq!(texts(&answered["results"], "order_id").into_iter().collect::<BTreeSet<_>>().len(), 50);
    let total = async || shop.search(&[("limit", "1")]).await["total_records"].clone();
    super::soon("fifty orders in the list", json!(50), total).await;
    assert_eq!(statuses(&shop.own(200, "POST", "/bulk/orders", &json!({"orders": orders})).await), vec![409; 50]);
}

#[tokio::test]
async fn a_bulk_call_without_its_list_is_400() {
    let shop = Shop::open("bulk-bad").await;
    for (method, path) in [("POST", "/bulk/orders"), ("PATCH", "/bulk/orders"), ("POST", "/bulk/shipments")] {
        shop.problem(400, method, path, &json!({})).await;
        shop.problem(400, method, path, &json!({"orders": 7, "shipments": 7})).await;
    }
}

#[tokio::test]
async fn some_fields_of_many_orders_are_changed_and_the_rest_of_them_stays() {
    let shop = Shop::open("bulk-patch").await;
    let (one, two) = (shop.order_with("P-1", json!({"keep": "1"})).await, shop.order("P-2").await);
    let before = shop.read(&two).await;
    let entries = json!({"orders": [
        {"id": one, "shipping_method": "Air", "order_metadata": {"lot": "9"}},
        {"id": NOBODY, "shipping_method": "Air"},
        {"id": two, "shipping_total": "much"},
    ]});
    let answered = shop.own(200, "PATCH", "/bulk/orders", &entries).await;
    assert_eq!(statuses(&answered), [200, 404, 400]);
    let after = shop.read(&one).await;
    assert_eq!(
        (&after["shipping_method"], &after["order_metadata"]),
        (&json!("Air"), &json!({"keep": "1", "lot": "9"}))
    );
    assert_eq!((&after["email"], after["order_items"].as_array().unwrap().len()), (&json!("ada@example.com"), 2));
    assert_eq!(shop.read(&two).await, before);
}

#[tokio::test]
async fn many_shipments_are_added_of_what_is_left_and_each_entry_has_its_own_result() {
    let shop = Shop::open("bulk-shipments").await;
    let (one, two) = (shop.order("S-1").await, shop.order("S-2").await);
    let entry = |order: &str, number: &str, quantity: u32| json!({"order_id": order, "tracking_number": number, "order_items": [{"code": "PRINT-A3", "quantity": quantity}]});
    let entries = json!({"shipments": [
        entry(&one, "A", 2),
        entry(&one, "B", 1),
        entry(NOBODY, "C", 1),
        {"order_id": two},
        entry(&two, "D", 1),
        entry(&one, "A", 2),
    ]});
    let answered = shop.own(200, "POST", "/bulk/shipments", &entries).await;
    assert_eq!(statuses(&answered), [201, 409, 404, 400, 201, 200]);
    for (order, number) in [(&one, "A"), (&two, "D")] {
        assert_eq!(texts(&shop.read(order).await["order_shipments"], "tracking_number"), [number]);
    }
}

/// Follows the cursors from the first page on; how often each order came.
async fn walk(shop: &Shop, limit: usize) -> BTreeMap<String, u32> {
    let (mut seen, mut path) = (BTreeMap::new(), format!("/orders?limit={limit}"));
    for _ in 0..20 {
        let page = shop.own(200, "GET", &path, &NONE).await;
        let ids = texts(&page["orders"], "id");
        assert!(ids.len() <= limit, "{page}");
        for id in ids {
            *seen.entry(id).or_default() += 1;
        }
        let Some(cursor) = page["next_cursor"].as_str() else {
            assert!(page["next_cursor"].is_null(), "{page}");
            return seen;
        };
        path = format!("/orders?{}", super::query(&[("limit", &limit.to_string()), ("cursor", cursor)]));
    }
    panic!("the cursors do not end: {seen:?}");
}

/// A shop with orders, two of them of one second and some in another folder.
async fn shop_of_six(name: &str) -> (Shop, Vec<String>) {
    let shop = Shop::open(name).await;
    let dated = |(number, day): (u64, u32)| {
        let date = format!("2026-03-0{day} 10:00:00");
        order_with(&format!("C-{number}"), json!({"date_added": date, "folder_id": number % 3 + 1}))
    };
    let orders: Vec<Value> = (0..).zip([1, 2, 2, 3, 4, 5]).map(dated).collect();
    let ids = shop.seed(&orders).await;
    (shop, ids)
}

#[tokio::test]
async fn following_the_cursors_visits_every_order_once() {
    let (shop, ids) = shop_of_six("cursors").await;
    let expected: BTreeMap<String, u32> = ids.into_iter().map(|id| (id, 1)).collect();
    for limit in [1, 2, 4, 6, 50] {
        assert_eq!(walk(&shop, limit).await, expected, "{limit} at a time");
    }
}

#[tokio::test]
async fn a_first_page_has_as_many_as_asked_for_and_a_cursor_and_an_empty_store_has_none() {
    let (shop, _) = shop_of_six("first-page").await;
    let page = shop.own(200, "GET", "/orders?limit=2", &NONE).await;
    assert_eq!(page["orders"].as_array().unwrap().len(), 2);
    assert!(page["next_cursor"].as_str().is_some_and(|cursor| !cursor.is_empty()), "{page}");
    let empty = Shop::open("no-page").await.own(200, "GET", "/orders?limit=2", &NONE).await;
    assert_eq!((&empty["orders"], &empty["next_cursor"]), (&json!([]), &NONE));
}

#[tokio::test]
async fn a_broken_cursor_and_one_of_another_store_are_400() {
    let ((shop, _), (other, _)) = (shop_of_six("broken-cursor").await, shop_of_six("foreign-cursor").await);
    let foreign = text(&other.own(200, "GET", "/orders?limit=2", &NONE).await["next_cursor"]);
    let mine = text(&shop.own(200, "GET", "/orders?limit=2", &NONE).await["next_cursor"]);
    for cursor in ["garbage", "AAAA", "{}", &foreign, &mine[..mine.len() - 2], &format!("{mine}AA")] {
        let path = format!("/orders?{}", super::query(&[("limit", "2"), ("cursor", cursor)]));
        shop.problem(400, "GET", &path, &NONE).await;
    }
}
