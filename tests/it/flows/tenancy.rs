//! A store never sees another store's data.

use serde_json::{Value, json};
use waybill::Answer;
use waybill::http;

use crate::shop::{Shop, eventually, text};

/// Every address that names something of a store, with a body where it takes one.
fn routes(order: &str, appointment: &str, rule: &str, key: &str) -> Vec<(&'static str, String, Option<Value>)> {
    vec![
        ("GET", format!("/api/v2/orders/{order}"), None),
        ("GET", format!("/api/v2/order/{order}"), None),
        ("POST", format!("/api/v2/orders/{order}/shipments"), Some(json!({"tracking_number": "stolen"}))),
        ("GET", format!("/v1/orders/{order}/history"), None),
        ("GET", format!("/v1/appointments?order_id={order}"), None),
        ("GET", format!("/v1/appointments/{appointment}"), None),
        ("POST", format!("/v1/appointments/{appointment}/retry"), Some(json!({}))),
        ("POST", format!("/v1/appointments/{appointment}/cancel"), Some(json!({}))),
        ("GET", format!("/v1/rules/{rule}"), None),
        (
            "PUT",
            format!("/v1/rules/{rule}"),
            Some(json!({"name": "x", "event": "note_added", "actions": [{"action": "tag_order", "color": "Red"}]})),
        ),
        ("DELETE", format!("/v1/rules/{rule}"), None),
        ("DELETE", format!("/v1/keys/{key}"), None),
    ]
}

/// What a list of a store shows.
const LISTS: [&str; 5] = [
    "/api/v2/orders",
    "/api/v2/orders?source_id=V-1",
    "/v1/appointments",
    "/v1/appointments?status=failed",
    "/v1/rules",
];

#[tokio::test]
async fn what_belongs_to_another_store_is_not_found_on_any_route_and_in_no_list() {
    let (victim, thief) = (Shop::open("victim").await, Shop::open("thief").await);
    victim.receiver.always("/gone", Answer::status(410));
    victim.post_rule("/gone").await;
    let order = victim.order("V-1").await;
    let appointment = text(&victim.appointments(&order, "failed", 1).await[0]["id"]);
    let rule = text(&victim.get("/v1/rules").await["rules"][0]["id"]);
    let key = text(&victim.post("/v1/keys", &json!({"name": "second"})).await["key"]["id"]);
    for (method, path, body) in routes(&order, &appointment, &rule, &key) {
        let reply = thief.call(method, &path, body.as_ref()).await;
        assert_eq!(reply.status, 404, "{method} {path}: {}", reply.text());
    }
    for path in LISTS {
        let reply = thief.get(path).await.to_string();
        assert!(!reply.contains(&order) && !reply.contains(&rule), "{path}: {reply}");
    }
    let move_it = json!({"order_id_list": [order], "destination_folder_id": 2});
    let moved = thief.post("/api/v2/move-orders", &move_it).await;
    assert_eq!(moved["results"][0]["message"], "Order not found");
    let ship = thief.post("/api/v2/batch-shipments", &json!([{"order_id": order, "tracking_number": "x"}])).await;
    assert_eq!(ship["results"][0]["message"], "Order not found");
    let after = victim.get(&format!("/api/v2/orders/{order}")).await;
    assert_eq!((&after["order"]["folder_id"], &after["order"]["order_shipments"]), (&json!(1), &json!([])));
}

#[tokio::test]
async fn without_the_right_key_every_route_answers_401_alike() {
    let shop = Shop::open("locked").await;
    let order = shop.order("K-1").await;
    let lists = LISTS.iter().map(|path| ("GET", (*path).to_owned(), None));
    let others = [
        ("GET", "/api/v2/test"),
        ("GET", "/api/v2/store"),
        ("POST", "/api/v2/orders"),
        ("POST", "/api/v2/move-orders"),
        ("POST", "/api/v2/batch-shipments"),
        ("GET", "/v1/keys"),
        ("POST", "/v1/keys"),
        ("POST", "/v1/rules"),
    ];
    let others = others.map(|(method, path)| (method, path.to_owned(), Some(json!({}))));
    let all = routes(&order, "1-1", "1", "1").into_iter().chain(lists).chain(others);
    for (method, path, body) in all {
        for headers in [
            vec![],
            vec![("ORDERDESK-STORE-ID", shop.id.as_str())],
            vec![("ORDERDESK-STORE-ID", &shop.id), ("ORDERDESK-API-KEY", "wrong")],
            vec![("ORDERDESK-STORE-ID", "1"), ("ORDERDESK-API-KEY", &shop.api_key)],
        ] {
            let mut call = http::call(method.parse().unwrap(), format!("{}{path}", shop.cloud.api()));
            for (name, value) in headers {
                call = call.header(name, value);
            }
            let call = if let Some(body) = &body { call.json(body).unwrap() } else { call };
            let reply = call.send().await.unwrap();
            assert_eq!(reply.status, 401, "{method} {path}: {}", reply.text());
            assert_eq!(reply.json::<Value>().unwrap()["message"], "The store id or the API key is missing or wrong");
        }
    }
    let stores = http::post(format!("{}/v1/stores", shop.cloud.api())).header("authorization", "Bearer wrong");
    assert_eq!(stores.json(&json!({"name": "x"})).unwrap().send().await.unwrap().status, 401);
}

#[tokio::test]
async fn a_second_key_opens_until_it_is_revoked() {
    let shop = Shop::open("keys").await;
    let made = shop.post("/v1/keys", &json!({"name": "printer"})).await;
    let (key, id) = (text(&made["api_key"]), text(&made["key"]["id"]));
    let test = async || {
        let call = http::get(format!("{}/api/v2/test", shop.cloud.api())).header("ORDERDESK-STORE-ID", &shop.id);
        call.header("ORDERDESK-API-KEY", &key).send().await.unwrap().status
    };
    assert_eq!(test().await, 200);
    let listed = shop.get("/v1/keys").await;
    assert_eq!(listed["keys"].as_array().unwrap().len(), 2);
    assert!(!listed.to_string().contains(&key));
    let primary = text(&listed["keys"].as_array().unwrap().iter().find(|key| key["primary"] == true).unwrap()["id"]);
    assert_eq!(shop.call("DELETE", &format!("/v1/keys/{primary}"), None).await.status, 409);
    assert_eq!(shop.call("DELETE", &format!("/v1/keys/{id}"), None).await.status, 200);
    eventually("the revoked key to close", async || (test().await == 401).then_some(())).await;
}
