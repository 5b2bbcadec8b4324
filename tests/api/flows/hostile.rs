//! What nobody should send, and where nobody should post.

use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

#[tokio::test]
async fn a_body_that_is_wrong_is_refused_by_field_and_changes_nothing() {
    let shop = Shop::open("wrong").await;
    let huge = format!("{{\"order_items\":[{{}}],\"note\":\"{}\"}}", "x".repeat(1 << 20));
    let folder = json!({"folder_id": 99, "shipping": {"company": "X"}, "order_items": [{}]}).to_string();
    let fat = json!({"shipping": {"company": "X"}, "order_items": [{"name": "n".repeat(900_000)}]}).to_string();
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
        (fat, 400, "order_items[0].name: must be at most 1000 characters"),
    ] {
        let reply = shop.call_raw("POST", "/api/v2/orders", Some(body), &[]).await;
        assert_eq!(reply.status, status, "{}", reply.text());
        let json: Value = reply.json().unwrap();
        assert_eq!(json["status"], "error");
        assert!(text(&json["message"]).contains(part), "{json}");
        assert!(text(&json["execution_time"]).ends_with(" seconds"));
    }
    assert_eq!(shop.get("/api/v2/orders?limit=1").await["total_records"], 0);
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

#[tokio::test]
async fn a_rule_that_posts_to_a_private_address_is_not_saved() {
    let shop = Shop::open("private").await;
    for url in [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "http://[::ffff:127.0.0.1]/",
        "http://2852039166/",
        "ftp://example.com/",
        "https://a:b@example.com/",
    ] {
        let rule =
            json!({"name": "Out", "event": "order_imported", "actions": [{"action": "post_order_json", "url": url}]});
        let reply = shop.call("POST", "/v1/rules", Some(&rule)).await;
        assert_eq!(reply.status, 400, "{url}: {}", reply.text());
        assert!(reply.text().contains("actions[0].url"), "{}", reply.text());
    }
}

#[tokio::test]
async fn a_shipment_is_not_posted_to_a_private_address_and_the_history_says_why() {
    let shop = Shop::open("private-notify").await;
    let order = shop.order_with("H-1", json!({"ship_notify_url": "http://169.254.169.254/steal"})).await;
    shop.post(&format!("/api/v2/orders/{order}/shipments"), &json!({"tracking_number": "n/a"})).await;
    let failed = shop.appointments(&order, "failed", 1).await;
    assert_eq!(failed[0]["attempts"].as_array().unwrap().len(), 1, "it will be private for ever");
    assert!(text(&failed[0]["attempts"][0]["reply"]).contains("must be a public address"), "{}", failed[0]);
}

#[tokio::test]
async fn a_rule_without_a_name_an_event_or_an_action_is_refused_each_with_its_own_message() {
    let shop = Shop::open("unfit").await;
    let rule = json!({"filters": [{"field": "color", "comparator": "equals", "value": "x"}, {"field": "order_total", "comparator": "greater_than", "value": "much"}]});
    let reply = shop.call("POST", "/v1/rules", Some(&rule)).await;
    assert_eq!(reply.status, 400);
    assert!(reply.text().contains("must be one of"), "{}", reply.text());
    let mut rule = rule;
    rule["event"] = json!("order_imported");
    let answered: Value = shop.call("POST", "/v1/rules", Some(&rule)).await.json().unwrap();
    let errors: Vec<String> =
        answered["errors"].as_array().unwrap().iter().map(|error| text(&error["field"])).collect();
    for field in ["name", "actions", "filters[0].field", "filters[1].value"] {
        assert!(errors.iter().any(|error| error == field), "{field} in {errors:?}");
    }
    shop.post("/api/v2/orders", &order("X-1")).await;
}
