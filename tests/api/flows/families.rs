//! Orders that are made of others: split, duplicated, merged, and told of what is shipped (orderdesk-app 3).

use futures_util::join;
use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

/// How many pieces orders have together, and of what amounts.
pub(crate) type Total = (u64, [i64; 5]);

/// All orders of a shop.
pub(crate) async fn all_orders(shop: &Shop) -> Vec<Value> {
    shop.get("/api/v2/orders?limit=500").await["orders"].as_array().unwrap().clone()
}

pub(crate) fn total(orders: &[Value]) -> Total {
    let cents = |order: &Value, name: &str| {
        let amount = domain::Money::parse(&order[name].to_string()).unwrap() * 100;
        amount.text().parse::<i64>().unwrap()
    };
    let sum = |name: &str| orders.iter().map(|order| cents(order, name)).sum();
    let names = ["product_total", "shipping_total", "tax_total", "discount_total", "order_total"];
    (orders.iter().map(|order| order["quantity_total"].as_u64().unwrap()).sum(), names.map(sum))
}

pub(crate) async fn family(shop: &Shop, order: &str) -> Value {
    shop.get(&format!("/v1/orders/{order}/family")).await["family"].clone()
}

async fn read(shop: &Shop, order: &str) -> Value {
    shop.get(&format!("/v1/orders/{order}")).await["order"].clone()
}

async fn split(shop: &Shop, order: &str, body: Value) -> Value {
    shop.post(&format!("/v1/orders/{order}/split"), &body).await
}

async fn refused(shop: &Shop, path: &str, body: Value, status: u16) -> Value {
    let reply = shop.call("POST", path, Some(&body)).await;
    assert_eq!(reply.status, status, "{body}: {}", reply.text());
    reply.json().unwrap()
}

/// F049, F053, F054, F056: split by hand, piece by piece, to the cent.
#[tokio::test]
async fn items_are_split_off_and_both_orders_are_there_at_once() {
    let shop = Shop::open("split-items").await;
    let id = shop.order("5001").await;
    let before = total(&all_orders(&shop).await);
    let item = text(&read(&shop, &id).await["order_items"][0]["id"]);
    let made = split(&shop, &id, json!({"items": [{"id": item, "quantity": 1}]})).await;
    let new = &made["orders"][0];
    assert_eq!((&new["source_id"], &new["source_name"]), (&json!("5001-1"), &json!("Flow Cart")));
    assert_eq!(new["quantity_total"], 1);
    assert_eq!(made["order"]["order_items"][0]["quantity"], 1, "a line of two goes one and one");
    let new_id = text(&new["id"]);
    assert_eq!(read(&shop, &new_id).await["order_items"][0]["code"], "PRINT-A3");
    assert_eq!(total(&all_orders(&shop).await), before);
    assert_eq!(family(&shop, &id).await["split_to"], json!([new_id]));
    assert_eq!(read(&shop, &id).await["order_metadata"]["split_to"], json!(new_id));
    shop.world.settle().await;
    assert_eq!(all_orders(&shop).await.len(), 2, "the stream makes nothing more");
    assert_eq!(shop.history(&new_id).await, [format!("Split from order {id}")]);
    assert_eq!(shop.history(&id).await.last().unwrap(), &format!("Order Split: order {new_id}"));
}

/// F051, F055, and what is refused.
#[tokio::test]
async fn an_order_is_split_by_what_its_items_are_and_never_emptied() {
    let shop = Shop::open("split-by").await;
    let changed = shop.call("PATCH", "/v1/store", Some(&json!({"settings": {"split_method": "remove"}}))).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let id = shop.order_with("5002", json!({"route": "east"})).await;
    let made = split(&shop, &id, json!({"by": "variation", "name": "Color", "values": ["Oak", "Elm"]})).await;
    assert_eq!(made["orders"][0]["order_items"][0]["code"], "FRAME");
    let metadata = &made["orders"][0]["order_metadata"];
    assert_eq!((&metadata["route"], &metadata["split_from"]), (&Value::Null, &json!(id)));
    let path = format!("/v1/orders/{id}/split");
    for (body, status) in [
        (json!({"by": "code"}), 409),
        (json!({"by": "code", "values": ["PRINT-A3"]}), 409),
        (json!({"items": [{"id": "1", "quantity": 1}]}), 400),
        (json!({"by": "size"}), 400),
        (json!({}), 400),
    ] {
        refused(&shop, &path, body, status).await;
    }
    let made = split(&shop, &id, json!({"by": "each_unit"})).await;
    assert_eq!((made["orders"].as_array().unwrap().len(), &made["order"]["quantity_total"]), (1, &json!(1)));
    let reply = refused(&shop, &path, json!({"by": "each_unit"}), 409).await;
    assert!(text(&reply["detail"]).contains("nothing to split"), "{reply}");
    refused(&shop, "/v1/orders/9/split", json!({"by": "code"}), 404).await;
}

/// What is shipped stays with the order it was shipped of.
#[tokio::test]
async fn what_is_shipped_stays_when_an_order_is_split() {
    let shop = Shop::open("split-shipped").await;
    let id = shop.order("5003").await;
    let shipment = json!({"tracking_number": "T-1", "order_items": [{"code": "PRINT-A3", "quantity": 1}]});
    shop.post(&format!("/api/v2/orders/{id}/shipments"), &shipment).await;
    let item = text(&read(&shop, &id).await["order_items"][0]["id"]);
    let path = format!("/v1/orders/{id}/split");
    let reply = refused(&shop, &path, json!({"items": [{"id": item, "quantity": 2}]}), 400).await;
    assert!(reply.to_string().contains("items[0].quantity"), "{reply}");
    let made = split(&shop, &id, json!({"by": "each_item"})).await;
    let left: Vec<_> = made["orders"].as_array().unwrap().iter().map(|order| order["quantity_total"].clone()).collect();
    assert_eq!(left, [1, 1], "one print and the frame go, the shipped print stays");
    let ledger = shop.get(&format!("/v1/orders/{id}/ledger")).await;
    assert_eq!((&ledger["ledger"][0]["shipped"], &ledger["ledger"][0]["left"]), (&json!(1), &json!(0)));
}

#[tokio::test]
async fn a_request_that_is_sent_again_with_its_key_makes_nothing_again() {
    let shop = Shop::open("split-again").await;
    let id = shop.order("5004").await;
    let item = text(&read(&shop, &id).await["order_items"][0]["id"]);
    let body = json!({"items": [{"id": item, "quantity": 1}]}).to_string();
    let send = async |path: &str, body: &str| {
        let reply = shop.call_raw("POST", path, Some(body.to_owned()), &[("Idempotency-Key", "k-1")]).await;
        (reply.status, reply.json::<Value>().unwrap())
    };
    let path = format!("/v1/orders/{id}/split");
    let (_, first) = send(&path, &body).await;
    shop.world.settle().await;
    let (status, again) = send(&path, &body).await;
    assert_eq!((status, &again["orders"][0]["id"]), (201, &first["orders"][0]["id"]));
    assert_eq!(send(&path, r#"{"by":"each_item"}"#).await.0, 409);
    assert_eq!(all_orders(&shop).await.len(), 2);
}

/// F061.
#[tokio::test]
async fn a_duplicate_is_an_order_of_its_own_and_fires_its_event() {
    let shop = Shop::open("duplicate").await;
    shop.rule("Dup", "order_duplicated", json!([{"action": "add_order_note", "content": "dup"}])).await;
    let id = shop.order("5005").await;
    shop.post(&format!("/api/v2/orders/{id}/shipments"), &json!({"tracking_number": "T-1"})).await;
    let made = shop.post(&format!("/v1/orders/{id}/duplicate"), &Value::Null).await["order"].clone();
    shop.world.settle().await;
    let new = text(&made["id"]);
    let found = read(&shop, &new).await;
    assert_eq!((&found["source_id"], &found["order_shipments"]), (&json!("5005-D"), &json!([])));
    assert_eq!(
        (&found["order_total"], &found["processor_balance"]),
        (&read(&shop, &id).await["order_total"], &json!(0))
    );
    assert_eq!(found["order_notes"][0]["content"], "dup");
    assert_eq!(family(&shop, &id).await["duplicates"], json!([new]));
    assert_eq!(family(&shop, &new).await["duplicate_of"], json!(id));
}

async fn dated(shop: &Shop, number: &str, date: &str, code: &str) -> String {
    let mut body = order(number);
    body["date_added"] = json!(date);
    body["order_items"] = json!([{"name": code, "code": code, "price": 10, "quantity": 2}]);
    body["checkout_data"] = json!({"Gift": format!("to {number}")});
    text(&shop.post("/api/v2/orders", &body).await["order"]["id"])
}

/// F057, F058, F060.
#[tokio::test]
async fn orders_are_merged_and_told_of_what_is_shipped() {
    let shop = Shop::open("merge").await;
    shop.rule("Ship", "shipment_added", json!([{"action": "add_order_note", "content": "shipped"}])).await;
    let older = dated(&shop, "5001", "2026-11-01 10:00:00", "A").await;
    let newer = dated(&shop, "5007", "2026-11-02 10:00:00", "B").await;
    let before = total(&all_orders(&shop).await);
    let made = shop.post("/v1/orders/merge", &json!({"ids": [older, newer]})).await["order"].clone();
    let merged = text(&made["id"]);
    assert_eq!((&made["source_id"], &made["folder_id"]), (&json!("5007-M"), &json!(1)));
    assert_eq!(total(std::slice::from_ref(&made)), before);
    assert_eq!(made["checkout_data"], json!({"Gift": "to 5007", "Gift (5001)": "to 5001"}));
    assert_eq!(family(&shop, &merged).await["merged_from"], json!([older, newer]));
    for path in ["split", "duplicate"] {
        let body = if path == "split" { json!({"by": "each_unit"}) } else { Value::Null };
        let reply = shop.call("POST", &format!("/v1/orders/{older}/{path}"), Some(&body)).await;
        assert_eq!(reply.status, if path == "split" { 409 } else { 201 }, "{}", reply.text());
    }
    refused(&shop, "/v1/orders/merge", json!({"ids": [older, merged]}), 409).await;
    let items = json!([{"code": "A", "quantity": 2}]);
    let shipment = json!({"tracking_number": "T-1", "order_items": items});
    shop.post(&format!("/api/v2/orders/{merged}/shipments"), &shipment).await;
    shop.world.settle().await;
    let found = read(&shop, &older).await;
    assert_eq!(
        (&found["order_shipments"][0]["tracking_number"], &found["order_shipments"][0]["source"]),
        (&json!("T-1"), &json!("Merged"))
    );
    assert_eq!(found["order_notes"][0]["content"], "shipped", "each original's own rules hear of it");
    assert_eq!(shop.get(&format!("/v1/orders/{older}/ledger")).await["ledger"][0]["left"], 0);
    assert_eq!(read(&shop, &newer).await["order_shipments"], json!([]), "nothing of it is in the parcel");
}

#[tokio::test]
async fn what_cannot_be_merged_is_refused_by_name_and_left_as_it_was() {
    let shop = Shop::open("merge-refused").await;
    let (one, two) = (shop.order("1").await, shop.order("2").await);
    for (body, status) in [
        (json!({"ids": [one]}), 400),
        (json!({"ids": [one, "9"]}), 400),
        (json!({"ids": [one, two], "archive_folder_id": 99}), 400),
    ] {
        refused(&shop, "/v1/orders/merge", body, status).await;
    }
    shop.post(&format!("/api/v2/orders/{one}/shipments"), &json!({"tracking_number": "T-1"})).await;
    refused(&shop, "/v1/orders/merge", json!({"ids": [one, two]}), 409).await;
    for id in [&one, &two] {
        assert_eq!(
            family(&shop, id).await,
            json!({"split_to": [], "merged_from": [], "duplicates": [], "copied_to": []})
        );
    }
}

/// Whatever the two do in between, no item is in two merged orders, and none is lost.
#[tokio::test]
async fn two_merges_of_overlapping_orders_at_once_share_no_order() {
    for round in 0..8 {
        let shop = Shop::open(&format!("merge-race-{round}")).await;
        let mut ids = vec![];
        for (number, code) in ["A", "B", "C", "D"].iter().enumerate() {
            ids.push(dated(&shop, &format!("{number}"), &format!("2026-11-0{} 10:00:00", number + 1), code).await);
        }
        let before = total(&all_orders(&shop).await);
        let merge = async |ids: [&String; 3]| shop.call("POST", "/v1/orders/merge", Some(&json!({"ids": ids}))).await;
        let (one, two) = join!(merge([&ids[0], &ids[1], &ids[2]]), merge([&ids[1], &ids[2], &ids[3]]));
        assert!([one.status, two.status].contains(&201), "{} {}", one.text(), two.text());
        shop.world.settle().await;
        let mut open = vec![];
        for order in all_orders(&shop).await {
            if family(&shop, &text(&order["id"])).await["merged_to"].is_null() {
                open.push(order);
            }
        }
        assert_eq!(total(&open), before, "{} {}", one.text(), two.text());
    }
}
