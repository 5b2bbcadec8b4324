//! `events/<function>/<case>.json`, handed to the deployed functions: each picture of an input is a true one.

use std::path::Path;

use serde_json::{Value, json};
use waybill::Invocation;

use crate::shop::{Shop, text};

/// Invokes a function with one of its events, as if it came from this shop.
async fn invoke(shop: &Shop, function: &str, case: &str) -> Invocation {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let path = root.join("events").join(function).join(format!("{case}.json"));
    let event = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("no {}", path.display()));
    let event = event.replace("O#42#", &format!("O#{}#", shop.id));
    let mut event: Value = serde_json::from_str(&event).unwrap();
    if let Some(headers) = event.get_mut("headers") {
        headers["orderdesk-store-id"] = json!(shop.id);
        headers["orderdesk-api-key"] = json!(shop.api_key);
        if headers.get("authorization").is_some() {
            headers["authorization"] = json!(format!("Bearer {}", shop.cloud.admin_token()));
        }
    }
    shop.cloud.aws().invoke(&shop.cloud.full_name(function), &event).await.unwrap()
}

#[tokio::test]
async fn http_events_are_answered_as_the_gateway_hands_them_over() {
    let shop = Shop::open("events-http").await;
    for (function, case, status) in [
        ("ingest-order", "order", 201),
        ("ingest-order", "broken-json", 400),
        ("ingest-order", "no-items", 400),
        ("ingest-shipment", "shipment", 404),
        ("ingest-shipment", "batch", 200),
        ("serve-api", "test", 200),
        ("serve-api", "orders", 200),
        ("serve-rules", "rule", 201),
        ("serve-files", "list-import-templates", 200),
        ("manage-store", "create-store", 201),
        ("manage-store", "list-keys", 200),
        ("test-file-server", "unknown-secret", 400),
        ("take-webhook", "unknown-connection", 404),
        ("serve-documents", "list-print-templates", 200),
    ] {
        let answer = invoke(&shop, function, case).await;
        assert_eq!(
            (&answer.error, &answer.payload["statusCode"]),
            (&None, &json!(status)),
            "{function}/{case}: {}",
            answer.payload
        );
        let body: Value = serde_json::from_str(&text(&answer.payload["body"])).unwrap();
        // The order of the batch is nobody's, so nothing of it is done.
        let is_done = status < 300 && case != "batch";
        // Our own face tells of problems as such.
        let expected = match function {
            "test-file-server" | "take-webhook" => json!(status),
            _ => json!(if is_done { "success" } else { "error" }),
        };
        assert_eq!(body["status"], expected, "{function}/{case}");
    }
}

#[tokio::test]
async fn stream_events_are_taken_also_when_they_are_poison_or_of_a_row_that_is_gone() {
    let shop = Shop::open("events-stream").await;
    for (function, case) in [
        ("evaluate-rules", "order-imported"),
        ("evaluate-rules", "order-removed"),
        ("evaluate-rules", "unreadable-row"),
        ("carry-out-plans", "unreadable-row"),
    ] {
        let answer = invoke(&shop, function, case).await;
        assert_eq!(answer.error, None, "{function}/{case}: {}", answer.payload);
    }
    let parked = shop.cloud.messages("parked").await.unwrap();
    let mine: Vec<_> = parked.iter().filter(|message| message.body.contains(&format!("O#{}#", shop.id))).collect();
    for function in ["evaluate-rules", "carry-out-plans"] {
        assert!(mine.iter().any(|message| message.function() == Some(function)), "{function}");
    }
}

#[tokio::test]
async fn the_event_of_a_tick_is_taken() {
    let shop = Shop::open("events-tick").await;
    let answer = invoke(&shop, "run-schedule", "tick").await;
    assert_eq!(answer.error, None, "{}", answer.payload);
}

#[tokio::test]
async fn queue_events_keep_what_is_unreadable_and_let_go_of_what_is_not_there() {
    let shop = Shop::open("events-queue").await;
    for function in ["post-order-json", "close-appointment", "send-mail"] {
        let answer = invoke(&shop, function, "unreadable").await;
        assert_eq!(
            answer.payload["batchItemFailures"].as_array().map(Vec::len),
            Some(1),
            "{function}: {}",
            answer.payload
        );
    }
    for (function, case) in [
        ("post-order-json", "due"),
        ("close-appointment", "given-up"),
        ("close-appointment", "mail-given-up"),
        ("send-mail", "due"),
    ] {
        let answer = invoke(&shop, function, case).await;
        assert_eq!(answer.payload["batchItemFailures"], json!([]), "{function}: {}", answer.payload);
    }
}
