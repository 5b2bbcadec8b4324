//! Every call of `docs/openapi.json` has an example, and the example works.

use std::net::TcpListener;

use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};

use crate::console::Visitor;
use crate::document::{Documented, document, documented};
use crate::seeded::Seeded;
use crate::shop::Shop;
use crate::world::ADMIN_TOKEN;

/// So many stores are seeded at once.
const AT_ONCE: usize = 6;

#[tokio::test]
async fn the_example_of_every_call_is_answered_with_a_success_the_document_names() {
    let (reads, others): (Vec<_>, Vec<_>) = documented().into_iter().partition(|call| call.method == "GET");
    // A call that reads leaves the store as it was.
    let read = Seeded::open("example").await;
    for call in reads {
        let answered = answer(&read.shop, &call, &read.fill(&call.path), None).await;
        assert_is_named(&call, answered);
    }
    let answers = stream::iter(others).map(|call| async move { assert_is_named(&call, send(&call).await) });
    answers.buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
}

fn assert_is_named(call: &Documented, (status, text): (u16, String)) {
    // A form on a page is answered with the page to go to.
    let is_success = (200..300).contains(&status) || status == 303;
    assert!(is_success, "{} {}: {status} {text}", call.method, call.path);
    assert!(call.statuses.contains(&status), "{}: {status} is not among {:?}", call.name, call.statuses);
}

async fn send(call: &Documented) -> (u16, String) {
    let seeded = match call.name.as_str() {
        "cancelAppointment" => Seeded::with("example", 503, "retrying").await,
        // Its example names the folders a store has from the beginning, each once.
        "sortFolders" => return answer(&Shop::open("example").await, call, &call.path, call.body.clone()).await,
        "addLink" => return link(call).await,
        _ => Seeded::open("example").await,
    };
    if matches!(call.name.as_str(), "recordCapture" | "recordVoid") {
        let order = seeded.fill("/v1/orders/{order_id}");
        let authorized = json!({"payment_status": "Authorized"});
        assert_eq!(seeded.shop.call("PATCH", &order, Some(&authorized)).await.status, 200);
    }
    if call.name == "resetPerson" {
        // Who is locked out has an account.
        Visitor::owner(&seeded.shop, "ada@example.com").await;
    }
    if call.name == "cancelSweep" {
        // One of more orders than a call does waits for its first part.
        let ids: Vec<u64> = (1..=26).collect();
        let started = seeded.shop.post("/v1/sweeps", &json!({"action": "remove_tag", "ids": ids})).await;
        let path = call.path.replace("{sweep_id}", started["sweep"]["id"].as_str().unwrap());
        return answer(&seeded.shop, call, &path, None).await;
    }
    if call.name == "cancelExport" {
        // The one that is there may be over.
        let body = seeded.place(&json!({"template_id": "{export_template_id}", "order_ids": ["1000000001"]}));
        let started = seeded.shop.post("/v1/exports", &body).await;
        let path = call.path.replace("{export_id}", started["export"]["id"].as_str().unwrap());
        return answer(&seeded.shop, call, &path, None).await;
    }
    if call.name == "testFileServer" {
        // Nothing answers at the port of a listener that is gone.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let secret = json!({"name": "supplier", "value": "example", "hosts": ["127.0.0.1"]});
        seeded.shop.post("/v1/secrets", &secret).await;
        let mut body = call.body.clone().unwrap();
        (body["host"], body["port"]) = (json!("127.0.0.1"), json!(port));
        return answer(&seeded.shop, call, &call.path, Some(body)).await;
    }
    // A shop that tries the address out signs nothing; a page has a button.
    let form: Option<&[u8]> = match call.name.as_str() {
        "takeWebhook" => Some(b"webhook_id=17"),
        "answerDropship" => Some(b"action=confirm"),
        _ => None,
    };
    if form.is_some() {
        let (path, headers) = (seeded.fill(&call.path), [("content-type", "application/x-www-form-urlencoded")]);
        let reply = seeded.shop.world.call("POST", &path, &headers, form).await;
        return (reply.status, reply.text());
    }
    if call.name == "removeImportTemplate" {
        // One that a pickup is for stays.
        let pickup = seeded.fill("/v1/pickups/{pickup_id}");
        assert_eq!(seeded.shop.call("DELETE", &pickup, None).await.status, 200);
    }
    if matches!(call.name.as_str(), "splitOrder" | "removeOrder" | "deleteOrder" | "moveOrder") {
        // What a supplier has stays together, and where it is.
        let cancel = seeded.fill("/v1/supplier/orders/{order_id}/cancel");
        assert_eq!(seeded.shop.call("POST", &cancel, Some(&json!({"note": "Sold out"}))).await.status, 200);
    }
    if call.name == "undoImport" {
        // Only one that is over can be undone.
        let cancel = seeded.fill("/v1/imports/{import_id}/cancel");
        assert_eq!(seeded.shop.call("POST", &cancel, None).await.status, 200);
    }
    let body = call.body.as_ref().map(|body| seeded.place(body));
    answer(&seeded.shop, call, &seeded.fill(&call.path), body).await
}

/// Its other store and that one's key are in headers.
async fn link(call: &Documented) -> (u16, String) {
    let (one, other) = (Shop::open("example").await, Shop::open("linked").await);
    let headers = [("X-Linked-Store-Id", other.id.as_str()), ("X-Linked-Api-Key", &other.api_key)];
    let reply = one.call_raw(&call.method, &call.path, None, &headers).await;
    (reply.status, reply.text())
}

async fn answer(shop: &Shop, call: &Documented, path: &str, body: Option<Value>) -> (u16, String) {
    let token = format!("Bearer {ADMIN_TOKEN}");
    let mut headers = vec![("If-Match", "*")];
    if call.is_for_the_operator {
        headers.push(("authorization", &token));
    }
    let reply = shop.call_raw(&call.method, path, body.map(|body| body.to_string()), &headers).await;
    (reply.status, reply.text())
}

#[tokio::test]
async fn the_document_is_served_as_it_is_kept() {
    let shop = Shop::open("document").await;
    assert_eq!(shop.get("/openapi.json").await, document());
    assert_eq!(document()["openapi"], json!("3.1.0"));
}
