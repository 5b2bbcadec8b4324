//! What only the gateway can get wrong: which function a call reaches, what of a call reaches it, and many at once in
//! several processes. What a call is answered is in `tests/api/contract`.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::shop::{Shop, eventually, order, text};

#[tokio::test]
async fn each_function_is_reached_by_its_routes_in_both_spellings() {
    let shop = Shop::open("routes").await;
    let id = shop.order("R-1").await;
    let paths = ["/api/v2/orders/{id}/shipments", "/api/v2/order/{id}/shipments", "/v1/orders/{id}/shipments"];
    for (number, path) in paths.into_iter().enumerate() {
        let items = json!([{"code": "FRAME", "quantity": 1}]);
        let shipment = json!({"tracking_number": format!("T-{number}"), "order_items": items});
        let reply = shop.call("POST", &path.replace("{id}", &id), Some(&shipment)).await;
        assert!(matches!(reply.status, 201 | 409), "{path}: {} {}", reply.status, reply.text());
    }
    shop.post("/v1/orders", &order("R-2")).await;
    for (number, path) in ["/api/v2/orders/", "//api/v2/orders", "/v1//orders"].into_iter().enumerate() {
        shop.post(path, &order(&format!("R-2{number}"))).await;
    }
    let bulk = shop.post("/v1/bulk/orders", &json!({"orders": [order("R-3")]})).await;
    assert_eq!(bulk["results"][0]["status"], 201);
    shop.post("/api/v2/batch-shipments", &json!([{"order_id": id, "tracking_number": "T-9"}])).await;
    shop.post("/v1/bulk/shipments", &json!({"shipments": [{"order_id": id, "tracking_number": "T-9"}]})).await;
    shop.post("/v1/keys", &json!({"name": "printer"})).await;
    assert_eq!(shop.get("/v1/keys").await["keys"].as_array().unwrap().len(), 2);
    assert_eq!(shop.get("/openapi.json").await["openapi"], "3.1.0");
    let overridden = [("X-HTTP-Method-Override", "PUT")];
    let body = json!({"shipping": {"company": "Pier"}, "shipping_method": "Air"}).to_string();
    let done = shop.call_raw("POST", &format!("/api/v2/orders/{id}"), Some(body), &overridden).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(shop.get(&format!("/api/v2/order/{id}?get_order_history=1")).await["order"]["shipping_method"], "Air");
}

#[tokio::test]
async fn the_same_order_sent_fifty_times_at_once_is_one_order() {
    let shop = Shop::open("fifty").await;
    let body = order("D-1");
    let replies = join_all((0..50).map(|_| shop.call("POST", "/api/v2/orders", Some(&body)))).await;
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 49, "{statuses:?}");
    let ids: BTreeSet<String> = replies
        .iter()
        .map(|reply| {
            let json: Value = reply.json().unwrap();
            text(json.pointer("/order/id").unwrap_or(&json["order_id"]))
        })
        .collect();
    assert_eq!(ids.len(), 1);
    let found = eventually("the order in its list", async || {
        let found = shop.get("/api/v2/orders?source_id=d-1").await;
        (found["total_records"] == 1).then_some(found)
    });
    assert_eq!(found.await["orders"][0]["id"], ids.first().unwrap().as_str());
}

#[tokio::test]
async fn a_body_that_is_wrong_is_refused_by_field_and_changes_nothing() {
    let shop = Shop::open("wrong").await;
    let huge = format!("{{\"order_items\":[{{}}],\"note\":\"{}\"}}", "x".repeat(1 << 20));
    let folder = json!({"folder_id": 99, "shipping": {"company": "X"}, "order_items": [{}]}).to_string();
    let fat = json!({"shipping": {"company": "X"}, "order_items": vec![json!({"name": "n".repeat(1_000)}); 900]});
    for (body, status, part) in [
        (huge, 413, "at most 1048576"),
        ("{\"order_items\":".to_owned(), 400, "not valid JSON"),
        ("[]".to_owned(), 400, "order_items"),
        (String::new(), 400, "not valid JSON"),
        (
            json!({"order_items": [{"price": "cheap"}], "shipping": {"company": "X"}}).to_string(),
            400,
            "order_items[0].price",
        ),
        (folder, 400, "folder_id"),
        ("[".repeat(100_000), 400, "not valid JSON"),
    ] {
        let reply = shop.call_raw("POST", "/api/v2/orders", Some(body), &[]).await;
        assert_eq!(reply.status, status, "{}", reply.text());
        let json: Value = reply.json().unwrap();
        assert_eq!(json["status"], "error");
        assert!(text(&json["message"]).contains(part), "{json}");
        assert!(text(&json["execution_time"]).ends_with(" seconds"));
    }
    // Letters of one kind pack well: it fits, and it is one order.
    assert_eq!(shop.call("POST", "/api/v2/orders", Some(&fat)).await.status, 201);
    assert_eq!(shop.get("/api/v2/orders?limit=1").await["total_records"], 1);
}

#[tokio::test]
async fn what_no_address_answers_says_so_in_json() {
    let shop = Shop::open("addresses").await;
    for (method, path, status) in [
        ("GET", "/api/v2/nothing", 404),
        ("PATCH", "/api/v2/orders", 405),
        ("DELETE", "/api/v2/test", 405),
        ("GET", "/api/v2/orders/4503599627370499", 404),
        ("GET", "/api/v2/orders/abc", 404),
        ("GET", "/v1/rules/1", 404),
        ("GET", "/v1/appointments/1-1", 404),
        ("GET", "/v1/appointments?status=odd", 400),
    ] {
        let reply = shop.call(method, path, None).await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text());
        let answered: Value = reply.json().unwrap();
        assert_eq!(answered["status"], if path.starts_with("/v1") { json!(status) } else { json!("error") });
    }
}
