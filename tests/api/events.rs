//! `events/<function>/<case>.json`, handed to the functions: each picture of an input is a true one.

use serde_json::{Value, json};

use crate::document::root;
use crate::shop::Shop;
use crate::world::{ADMIN_TOKEN, Function, PARKED, parked_by};

/// One of a function's events, as if it came from this shop.
fn event(shop: &Shop, function: Function, case: &str) -> Value {
    let path = root().join("events").join(function.name()).join(format!("{case}.json"));
    let event = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("no {}", path.display()));
    let event = event.replace("O#42#", &format!("O#{}#", shop.id));
    let mut event: Value = serde_json::from_str(&event).unwrap();
    if let Some(headers) = event.get_mut("headers") {
        headers["orderdesk-store-id"] = json!(shop.id);
        headers["orderdesk-api-key"] = json!(shop.api_key);
        if headers.get("authorization").is_some() {
            headers["authorization"] = json!(format!("Bearer {ADMIN_TOKEN}"));
        }
    }
    event
}

#[tokio::test]
async fn http_events_are_answered_as_the_gateway_hands_them_over() {
    let shop = Shop::open("events-http").await;
    for (function, case, status) in [
        (Function::IngestOrder, "order", 201),
        (Function::IngestOrder, "broken-json", 400),
        (Function::IngestOrder, "no-items", 400),
        (Function::IngestShipment, "shipment", 404),
        (Function::IngestShipment, "batch", 200),
        (Function::ServeApi, "test", 200),
        (Function::ServeApi, "orders", 200),
        (Function::ServeRules, "rule", 201),
        (Function::ServeFiles, "list-import-templates", 200),
        (Function::ManageStore, "create-store", 201),
        (Function::ManageStore, "list-keys", 200),
        (Function::TestFileServer, "unknown-secret", 400),
        (Function::TakeWebhook, "unknown-connection", 404),
        (Function::ServeConsole, "unknown-link", 404),
        (Function::ServeDocuments, "list-print-templates", 200),
    ] {
        let (answered, body) = shop.world.invoke_http(function, &event(&shop, function, case)).await;
        assert_eq!(answered, status, "{function:?}/{case}: {body}");
        // The order of the batch is nobody's, so nothing of it is done.
        let is_done = status < 300 && case != "batch";
        if function == Function::ServeConsole {
            assert_eq!(body, Value::Null, "a page");
            continue;
        }
        // Our own face tells of problems as such.
        let expected = match function {
            Function::TestFileServer | Function::TakeWebhook => json!(status),
            _ => json!(if is_done { "success" } else { "error" }),
        };
        assert_eq!(body["status"], expected, "{function:?}/{case}");
    }
}

#[tokio::test]
async fn stream_events_are_taken_also_when_they_are_poison_or_of_a_row_that_is_gone() {
    let shop = Shop::open("events-stream").await;
    for (function, case) in [
        (Function::EvaluateRules, "order-imported"),
        (Function::EvaluateRules, "order-removed"),
        (Function::EvaluateRules, "unreadable-row"),
        (Function::CarryOutPlans, "post-planned"),
        (Function::CarryOutPlans, "unreadable-row"),
    ] {
        let records = event(&shop, function, case)["Records"].as_array().unwrap().clone();
        let parked = shop.world.aws.queues.messages(PARKED).len();
        shop.world.invoke_stream(function, &records).await.unwrap();
        let parked = &shop.world.aws.queues.messages(PARKED)[parked..];
        let mine = format!("O#{}#", shop.id);
        let is_mine = |message: &cloud::Message| message.body.contains(&mine) && parked_by(message) == function.name();
        assert_eq!(parked.iter().any(is_mine), case == "unreadable-row", "{function:?}/{case}");
    }
}

#[tokio::test]
async fn the_event_of_a_tick_is_one_and_what_it_says_does_not_matter() {
    let shop = Shop::open("events-tick").await;
    let tick = event(&shop, Function::RunSchedule, "tick");
    assert_eq!(tick["detail-type"], "Scheduled Event");
    shop.world.tick().await.unwrap();
}

#[tokio::test]
async fn queue_events_keep_what_is_unreadable_and_let_go_of_what_is_not_there() {
    let shop = Shop::open("events-queue").await;
    for function in [
        Function::PostOrderJson,
        Function::CloseAppointment,
        Function::SendMail,
        Function::RunSweep,
        Function::ImportFile,
        Function::PickUpFiles,
        Function::ImportOrder,
        Function::CallCart,
        Function::MakeDocument,
    ] {
        let kept = shop.world.invoke_queue(function, &event(&shop, function, "unreadable")).await.unwrap();
        assert_eq!(kept.len(), 1, "{function:?}");
    }
    for (function, case) in [
        (Function::PostOrderJson, "due"),
        (Function::CloseAppointment, "given-up"),
        (Function::CloseAppointment, "mail-given-up"),
        (Function::SendMail, "due"),
        (Function::RunSweep, "part"),
        (Function::ImportFile, "part"),
        (Function::ImportFile, "dropped"),
        (Function::ImportFile, "mail"),
        (Function::PickUpFiles, "due"),
        (Function::ImportOrder, "arrived"),
        (Function::MakeDocument, "due"),
        (Function::CallCart, "step"),
        (Function::CallCart, "shipment"),
    ] {
        let kept = shop.world.invoke_queue(function, &event(&shop, function, case)).await.unwrap();
        assert!(kept.is_empty(), "{function:?}: {kept:?}");
    }
}
