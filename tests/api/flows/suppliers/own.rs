//! What a supplier sees and does with its key: its own orders and items, and nothing else.

use std::time::Duration;

use serde_json::{Value, json};

use super::{call_as, get_as, ids_of, order_of};
use crate::document::documented;
use crate::seeded::Seeded;
use crate::shop::{Shop, order, text};

/// F145: catches a foreign order, another's item, a price or a customer in any answer.
#[tokio::test]
async fn a_supplier_sees_its_own_items_of_its_own_orders_and_no_prices() {
    let shop = Shop::open("own-sees").await;
    let more = json!({"shows_prices": true, "shows_customer": true, "product_code_match": "PRINT-A3=HP-3"});
    let prints = shop.supplier("Harbor Prints", &["PRINT-A3"], more).await;
    let frames = shop.supplier("Framers", &["FRAME"], json!({})).await;
    let (key, other) = (shop.key_of_supplier(&prints).await, shop.key_of_supplier(&frames).await);
    let [own, foreign, nobodys] = [shop.order("O-1").await, shop.order("O-2").await, shop.order("O-3").await];
    shop.submit(&own, &prints).await;
    shop.submit(&foreign, &frames).await;
    shop.world.settle().await;
    let listed = get_as(&shop, &key, "/v1/supplier/orders").await;
    assert_eq!((ids_of(&listed), &listed["total_records"]), (vec![own.clone()], &json!(1)));
    let shown = get_as(&shop, &key, &format!("/v1/supplier/orders/{own}")).await;
    assert_eq!(shown["order"], listed["orders"][0]);
    let items = shown["order"]["order_items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["code"], &items[0]["quantity"]), (1, &json!("HP-3"), &json!(2)));
    assert_eq!(
        (&shown["order"]["shipping"]["city"], &shown["order"]["source_id"]),
        (&json!("Portland"), &json!("O-1"))
    );
    for answer in [&listed, &shown] {
        let answer = answer.to_string();
        let prices = ["price", "_total", ":24,", ":24}", ":4.5"];
        let others = ["FRAME", "Oak", "ada@example.com", &foreign, &nobodys, &frames];
        for secret in prices.into_iter().chain(others) {
            assert!(!answer.contains(secret), "{secret} in {answer}");
        }
    }
    for id in [&foreign, &nobodys] {
        for (method, path, body) in [
            ("GET", String::new(), None),
            ("POST", "/shipments".to_owned(), Some(json!({"tracking_number": "X-1"}))),
            ("POST", "/cancel".to_owned(), Some(json!({"note": "Not mine"}))),
        ] {
            let reply = call_as(&shop, &key, method, &format!("/v1/supplier/orders/{id}{path}"), body.as_ref()).await;
            assert_eq!(reply.status, 404, "{method} {path}: {}", reply.text());
        }
    }
    assert_eq!(ids_of(&get_as(&shop, &other, "/v1/supplier/orders").await), [foreign]);
}

/// Catches a call that a supplier's key opens, or a supplier's call that another key opens.
#[tokio::test]
async fn a_supplier_s_key_opens_its_own_calls_alone_and_no_other_key_opens_those() {
    let seeded = Seeded::open("own-scope").await;
    let shop = &seeded.shop;
    let key = shop.supplier_key.get().unwrap();
    for call in documented().into_iter().filter(|call| !call.is_open && !call.is_for_the_operator) {
        let is_own = call.path.starts_with("/v1/supplier/");
        let path = seeded.fill(&call.path);
        let body = call.body.as_ref().map(|body| seeded.place(body));
        let used = if is_own { &shop.api_key } else { key };
        let reply = call_as(shop, used, &call.method, &path, body.as_ref()).await;
        assert_eq!(reply.status, 403, "{} {path}: {}", call.method, reply.text());
    }
}

/// Catches a switched off or removed supplier that still sees, and a key without its supplier.
#[tokio::test]
async fn a_supplier_that_is_switched_off_or_removed_sees_nothing() {
    let shop = Shop::open("own-off").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let key = shop.key_of_supplier(&supplier).await;
    let path = format!("/v1/suppliers/{supplier}");
    let put = async |active: bool| {
        let body = json!({"name": "Harbor Prints", "item_codes": ["PRINT-A3"], "active": active});
        assert_eq!(shop.call("PUT", &path, Some(&body)).await.status, 200);
    };
    let status = async || call_as(&shop, &key, "GET", "/v1/supplier/orders", None).await.status;
    assert_eq!(status().await, 200);
    put(false).await;
    assert_eq!(status().await, 403);
    put(true).await;
    assert_eq!(status().await, 200);
    assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
    assert_eq!(status().await, 403);
    for body in [
        json!({"name": "K", "scope": "supplier"}),
        json!({"name": "K", "scope": "supplier", "supplier_id": supplier}),
        json!({"name": "K", "supplier_id": supplier}),
    ] {
        assert_eq!(shop.call("POST", "/v1/keys", Some(&body)).await.status, 400, "{body}");
    }
}

/// F145: catches a range that takes its end, or loses an order between two ranges.
#[tokio::test]
async fn a_list_is_of_when_orders_were_submitted_and_excludes_its_end() {
    let shop = Shop::open("own-range").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let key = shop.key_of_supplier(&supplier).await;
    let orders = [shop.order("L-1").await, shop.order("L-2").await, shop.order("L-3").await];
    shop.world.settle().await;
    let mut times = vec![];
    for order in &orders {
        shop.world.advance(Duration::from_mins(10));
        times.push(text(&shop.submit(order, &supplier).await["submitted_at"]));
    }
    shop.world.settle().await;
    let list = async |query: &str| get_as(&shop, &key, &format!("/v1/supplier/orders?{query}")).await;
    let encoded = |time: &str| time.replace(' ', "T") + "Z";
    let [first, second, third] = [0, 1, 2].map(|place: usize| encoded(&times[place]));
    assert_eq!(ids_of(&list("").await), orders);
    assert_eq!(ids_of(&list(&format!("from={first}&to={third}")).await), orders[..2]);
    assert_eq!(ids_of(&list(&format!("from={second}")).await), orders[1..]);
    let page = list("limit=1&offset=1").await;
    assert_eq!((ids_of(&page), &page["total_records"]), (vec![orders[1].clone()], &json!(3)));
    assert_eq!(ids_of(&list(&format!("from={third}&to={first}")).await), Vec::<String>::new());
    let earlier = list(&format!("to={first}")).await;
    assert_eq!(encoded(&text(&earlier["next_from"])), first);
    for bad in ["from=soon", "to=2026-13-01", "status=lost", "offset=20000"] {
        let reply = call_as(&shop, &key, "GET", &format!("/v1/supplier/orders?{bad}"), None).await;
        assert_eq!(reply.status, 400, "{bad}: {}", reply.text());
    }
}

/// F136: catches a shipment of another's items, more than is left, a method of the supplier's own, and a folder too early.
#[tokio::test]
async fn a_supplier_ships_its_items_and_the_order_goes_to_its_folder_once_all_are_shipped() {
    let shop = Shop::open("own-ships").await;
    let more = json!({"after_shipment_folder_id": 4, "shipping_method_match": "any|UPS|03=UPS|Ground\nany||=Other"});
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], more).await;
    let key = shop.key_of_supplier(&supplier).await;
    let order = shop.order("H-1").await;
    shop.submit(&order, &supplier).await;
    let items = order_of(&shop, &order).await["order_items"].clone();
    let path = format!("/v1/supplier/orders/{order}/shipments");
    let add = async |body: Value| {
        let reply = call_as(&shop, &key, "POST", &path, Some(&body)).await;
        (reply.status, reply.json::<Value>().unwrap())
    };
    let of = |place: usize, quantity: u32| json!([{"id": items[place]["id"], "quantity": quantity}]);
    assert_eq!(add(json!({"tracking_number": "N-1", "order_items": of(1, 1)})).await.0, 400, "not its item");
    assert_eq!(add(json!({"tracking_number": "N-1", "order_items": of(0, 3)})).await.0, 409, "more than there is");
    let first =
        json!({"tracking_number": "N-1", "carrier_code": "UPS", "shipment_method": "03", "order_items": of(0, 1)});
    let (status, made) = add(first.clone()).await;
    assert_eq!((status, &made["shipment"]["shipment_method"]), (201, &json!("Ground")));
    assert_eq!(made["shipment"]["source"], "Supplier Harbor Prints");
    assert_eq!(add(first).await.0, 200, "the same shipment");
    shop.world.settle().await;
    assert_eq!(order_of(&shop, &order).await["folder_id"], 1);
    let rest = json!({"tracking_number": "N-2"});
    let (status, made) = add(rest.clone()).await;
    assert_eq!((status, &made["shipment"]["order_items"][0]["quantity"]), (201, &json!(1)));
    assert_eq!(add(rest).await.0, 200, "the same shipment, which was of all that was left");
    assert_eq!(add(json!({"tracking_number": "N-3"})).await.0, 409, "nothing is left");
    shop.world.settle().await;
    let seen = order_of(&shop, &order).await;
    assert_eq!((&seen["folder_id"], seen["order_shipments"].as_array().unwrap().len()), (&json!(4), 2));
    let own = get_as(&shop, &key, "/v1/supplier/orders?status=shipped").await;
    assert_eq!(ids_of(&own), std::slice::from_ref(&order));
    let left = shop.get(&format!("/v1/orders/{order}/ledger")).await["ledger"][1]["left"].clone();
    assert_eq!(left, 1, "what is not the supplier's is left");
}

/// Catches a shipment that the store adds itself and that does not count for the supplier; and rules that don't follow.
#[tokio::test]
async fn whoever_adds_the_last_shipment_the_order_goes_to_the_folder_and_rules_follow() {
    let shop = Shop::open("own-any").await;
    let supplier = shop.supplier("Prints", &["PRINT-A3", "FRAME"], json!({"after_shipment_folder_id": 4})).await;
    shop.rule("Moved", "folder_changed", json!([{"action": "set_order_metadata", "name": "moved", "value": "++"}]))
        .await;
    let id = text(&shop.post("/api/v2/orders", &order("A-1")).await["order"]["id"]);
    shop.submit(&id, &supplier).await;
    shop.post(&format!("/api/v2/orders/{id}/shipments"), &json!({"tracking_number": "S-1"})).await;
    shop.world.settle().await;
    let seen = order_of(&shop, &id).await;
    assert_eq!((&seen["folder_id"], &seen["order_metadata"]["moved"]), (&json!(4), &json!("1")));
    assert!(shop.history(&id).await.iter().any(|line| line == "Shipped by Prints: moved to folder Closed"));
}
