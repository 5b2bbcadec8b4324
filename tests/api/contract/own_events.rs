//! Our own API: custom events, custom buttons, and events that are run by hand.

use serde_json::{Value, json};
use waybill::http::Reply;

use super::{assert_problem, header};
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

fn chase() -> Value {
    json!({"name": "Chase", "folder_id": 2, "every": "week", "day": "sunday", "at": "09:05"})
}

/// Both kinds: their address, what they are called in answers, a body, and the same with another name.
fn kinds() -> [(&'static str, &'static str, Value, Value); 2] {
    let mut renamed = chase();
    renamed["name"] = json!("Chase again");
    let button =
        |label: &str| json!({"label": label, "color": "red", "confirm": "Sure?", "folder_ids": [2], "scope": "admin"});
    [
        ("custom-events", "custom_event", chase(), renamed),
        ("custom-buttons", "custom_button", button("Reprint"), button("Print again")),
    ]
}

async fn with_header(shop: &Shop, method: &str, path: &str, body: &Value, header: (&str, &str)) -> Reply {
    shop.call_raw(method, &format!("/v1{path}"), Some(body.to_string()), &[header]).await
}

#[tokio::test]
async fn what_a_store_defines_is_kept_as_it_was_sent_replaced_and_deleted() {
    let shop = Shop::open("define").await;
    for (path, name, body, renamed) in kinds() {
        let list = format!("{name}s");
        assert_eq!(shop.own(200, "GET", &format!("/{path}"), &NONE).await[&list], json!([]));
        let made = shop.own(201, "POST", &format!("/{path}"), &body).await[name].clone();
        for (field, value) in body.as_object().unwrap() {
            assert_eq!(&made[field], value, "{made}");
        }
        let one = format!("/{path}/{}", text(&made["id"]));
        assert_eq!(shop.own(200, "GET", &one, &NONE).await[name], made);
        assert_eq!(shop.own(200, "GET", &format!("/{path}"), &NONE).await[&list], json!([made]));
        let replaced = shop.own(200, "PUT", &one, &renamed).await[name].clone();
        let named = if name == "custom_event" { "name" } else { "label" };
        assert_eq!((&replaced[named], &replaced["id"]), (&renamed[named], &made["id"]));
        shop.own(200, "DELETE", &one, &NONE).await;
        for method in ["GET", "DELETE"] {
            shop.problem(404, method, &one, &NONE).await;
        }
        shop.problem(404, "PUT", &one, &renamed).await;
    }
}

#[tokio::test]
async fn a_folder_must_be_there_and_one_a_custom_event_runs_on_stays() {
    let shop = Shop::open("define-folder").await;
    let mut nowhere = chase();
    nowhere["folder_id"] = json!(99);
    let answered = shop.problem(400, "POST", "/custom-events", &nowhere).await;
    assert_eq!(answered["errors"][0]["field"], "folder_id", "{answered}");
    let button = json!({"label": "A", "folder_ids": [1, 99]});
    let answered = shop.problem(400, "POST", "/custom-buttons", &button).await;
    assert_eq!(answered["errors"][0]["field"], "folder_ids", "{answered}");
    let id = text(&shop.own(201, "POST", "/custom-events", &chase()).await["custom_event"]["id"]);
    let answered = shop.problem(409, "DELETE", "/folders/2?into=1", &NONE).await;
    assert!(answered["detail"].as_str().unwrap().contains("\"Chase\""), "{answered}");
    shop.own(200, "DELETE", &format!("/custom-events/{id}"), &NONE).await;
    shop.own(200, "DELETE", "/folders/2?into=1", &NONE).await;
}

#[tokio::test]
async fn with_a_key_it_is_made_once_and_with_if_match_only_the_version_that_was_read_is_replaced() {
    let shop = Shop::open("define-once").await;
    for (path, name, body, renamed) in kinds() {
        let all = format!("/{path}");
        let by_key = ("Idempotency-Key", "K-1");
        let first = with_header(&shop, "POST", &all, &body, by_key).await;
        let again = with_header(&shop, "POST", &all, &body, by_key).await;
        assert_eq!((first.status, again.status), (201, 201), "{}", again.text());
        let (first, again): (Value, Value) = (first.json().unwrap(), again.json().unwrap());
        assert_eq!(first[name], again[name]);
        let other = assert_problem(&with_header(&shop, "POST", &all, &renamed, by_key).await, 422);
        let id = text(&first[name]["id"]);
        assert_eq!(other[format!("{name}_id")], id, "{other}");
        let one = format!("/{path}/{id}");
        let tag = header(&shop.call("GET", &format!("/v1{one}"), None).await, "etag").unwrap().to_owned();
        let replaced = with_header(&shop, "PUT", &one, &renamed, ("If-Match", &tag)).await;
        assert_eq!(replaced.status, 200, "{}", replaced.text());
        assert_problem(&with_header(&shop, "PUT", &one, &body, ("If-Match", &tag)).await, 412);
    }
}

/// Catches a store that keeps as many as somebody sends.
#[tokio::test]
async fn a_store_has_a_hundred_of_each_at_most() {
    let shop = Shop::open("define-many").await;
    for (path, name, body, _) in kinds() {
        let all = format!("/{path}");
        for _ in 0..100 {
            shop.own(201, "POST", &all, &body).await;
        }
        shop.problem(409, "POST", &all, &body).await;
        let kept = shop.own(200, "GET", &all, &NONE).await[format!("{name}s")].clone();
        assert_eq!(kept.as_array().unwrap().len(), 100);
    }
}

/// Catches a rule for a custom event of another store, and one that is left behind.
#[tokio::test]
async fn a_rule_names_one_that_is_there_and_what_a_rule_names_stays() {
    let (shop, other) = (Shop::open("define-rule").await, Shop::open("define-other").await);
    for (path, name, body, _) in kinds() {
        let foreign = text(&other.own(201, "POST", &format!("/{path}"), &body).await[name]["id"]);
        let id = text(&shop.own(201, "POST", &format!("/{path}"), &body).await[name]["id"]);
        let rule = |event_id: &str| json!({"name": "Named", "event": name, "event_id": event_id, "actions": [{"action": "tag_order", "color": "Red"}]});
        for wrong in [&foreign, "1", ""] {
            let answered = shop.problem(400, "POST", "/rules", &rule(wrong)).await;
            assert_eq!(answered["errors"][0]["field"], "event_id", "{answered}");
        }
        let mut other_event = rule(&id);
        other_event["event"] = json!("order_imported");
        shop.problem(400, "POST", "/rules", &other_event).await;
        let made = shop.own(201, "POST", "/rules", &rule(&id)).await;
        assert_eq!((&made["rule"]["event_id"], &made["notes"]), (&json!(id), &json!([])));
        let one = format!("/{path}/{id}");
        let answered = shop.problem(409, "DELETE", &one, &NONE).await;
        assert!(answered["detail"].as_str().unwrap().contains("\"Named\""), "{answered}");
        let rule_path = format!("/rules/{}", text(&made["rule"]["id"]));
        shop.problem(400, "PUT", &rule_path, &rule(&foreign)).await;
        shop.own(200, "DELETE", &rule_path, &NONE).await;
        shop.own(200, "DELETE", &one, &NONE).await;
    }
}

#[tokio::test]
async fn a_rule_whose_event_nothing_fires_yet_is_kept_and_says_what_it_waits_for() {
    let shop = Shop::open("waits").await;
    let rule = json!({"name": "Later", "event": "order_rejected", "actions": [{"action": "remove_tag"}]});
    let made = shop.own(201, "POST", "/rules", &rule).await;
    let note = "event: order_rejected is not yet fired by itself: it waits for integrations";
    assert_eq!(made["notes"], json!([note]));
    let path = format!("/rules/{}", text(&made["rule"]["id"]));
    assert_eq!(shop.own(200, "GET", &path, &NONE).await["notes"], json!([note]));
}

#[tokio::test]
async fn what_can_t_be_run_by_hand_is_refused_by_name() {
    let shop = Shop::open("by-hand").await;
    let order = shop.order("H-1").await;
    let path = format!("/orders/{order}/events");
    for (body, field) in [
        (json!({}), "event"),
        (json!({"event": "order_vanished"}), "event"),
        (json!({"event": "shipment_added"}), "event"),
        (json!({"event": "custom_button", "event_id": 7}), "event"),
        (json!({"event": "custom_event"}), "event_id"),
        (json!({"event": "custom_event", "event_id": "1234567890"}), "event_id"),
        (json!({"event": "order_imported", "event_id": "1234567890"}), "event_id"),
    ] {
        let answered = shop.problem(400, "POST", &path, &body).await;
        assert_eq!(answered["errors"][0]["field"], field, "{body}: {answered}");
    }
    shop.problem(404, "POST", "/orders/4503599627370499/events", &json!({"event": "order_imported"})).await;
    shop.problem(404, "POST", &format!("/orders/{order}/buttons/1234567890"), &NONE).await;
}
