//! Orders that are copied and moved to another store (orderdesk-app 3.5).

use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

/// Two shops that work together, both of which note what happens to their orders.
async fn linked(name: &str) -> (Shop, Shop) {
    let (one, other) = (Shop::open(name).await, Shop::open(&format!("{name}-peer")).await);
    one.link(&other).await;
    for shop in [&one, &other] {
        for event in ["order_imported", "order_copied_from_store", "order_moved_from_store", "shipment_added"] {
            shop.rule(event, event, json!([{"action": "add_order_note", "content": event}])).await;
        }
    }
    (one, other)
}

async fn send(from: &Shop, id: &str, verb: &str, to: &Shop) -> (u16, Value) {
    let body = json!({"store_id": to.id, "folder_id": 2});
    let reply = from.call("POST", &format!("/v1/orders/{id}/{verb}"), Some(&body)).await;
    (reply.status, reply.json().unwrap())
}

async fn read(shop: &Shop, id: &Value) -> Value {
    shop.get(&format!("/v1/orders/{}", text(id))).await["order"].clone()
}

fn notes(order: &Value) -> Vec<String> {
    order["order_notes"].as_array().unwrap().iter().map(|note| text(&note["content"])).collect()
}

async fn ship(shop: &Shop, id: &Value, number: &str) {
    shop.post(&format!("/v1/orders/{}/shipments", text(id)), &json!({"tracking_number": number})).await;
    shop.world.settle().await;
}

/// Catches a parcel of a part of a copy that is lost on its way to the original, or counts for all of it.
#[tokio::test]
async fn what_is_split_off_a_copy_is_shipped_of_the_original_too() {
    let (one, other) = linked("copied-split").await;
    let id = one.order("C-2").await;
    let copy_id = send(&one, &id, "copy", &other).await.1["order"]["order_id"].clone();
    let frame = read(&other, &copy_id).await["order_items"][1]["id"].clone();
    let path = format!("/v1/orders/{}/split", text(&copy_id));
    let part = other.post(&path, &json!({"items": [{"id": frame, "quantity": 1}]})).await["orders"][0]["id"].clone();
    let left = async || {
        let ledger = one.get(&format!("/v1/orders/{id}/ledger")).await["ledger"].clone();
        [0, 1].map(|line| ledger[line]["left"].as_u64().unwrap())
    };
    ship(&other, &part, "1Z-PART").await;
    assert_eq!(left().await, [2, 0]);
    ship(&other, &copy_id, "1Z-REST").await;
    assert_eq!(left().await, [0, 0]);
    assert_eq!(read(&one, &json!(id)).await["order_shipments"].as_array().unwrap().len(), 2);
    // It came from there, as the whole did.
    assert_eq!(send(&other, &text(&part), "copy", &one).await.0, 409);
}

/// F062, F063. Catches a copy that is made twice, one that loses what it is a copy of, and a shipment that does not come
/// back, or comes back twice.
#[tokio::test]
async fn a_copy_leaves_the_original_and_brings_its_shipments_back_once() {
    let (one, other) = linked("copied").await;
    let url = one.receiver.url("/notified");
    let id = one.order_with("C-1", json!({"ship_notify_url": url})).await;
    one.world.settle().await;
    let (status, made) = send(&one, &id, "copy", &other).await;
    assert_eq!(status, 201, "{made}");
    let copy_id = made["order"]["order_id"].clone();
    let (status, again) = send(&one, &id, "copy", &other).await;
    assert_eq!((status, &again["order"]), (200, &made["order"]));
    one.world.settle().await;

    let (original, copy) = (read(&one, &json!(id)).await, read(&other, &copy_id).await);
    for field in ["source_name", "source_id", "date_added", "order_total", "email"] {
        assert_eq!(copy[field], original[field], "{field}");
    }
    assert_eq!(copy["folder_id"], 2);
    assert_eq!(copy["order_metadata"]["original_store_id"], json!(one.id));
    assert_eq!(copy["order_metadata"]["original_order_id"], json!(id));
    assert_eq!(
        notes(&copy),
        ["order_imported", "order_imported", "order_copied_from_store"],
        "its own, and what follows"
    );
    assert_eq!(notes(&original), ["order_imported"]);

    ship(&other, &copy_id, "1Z1").await;
    let original = read(&one, &json!(id)).await;
    assert_eq!(original["order_shipments"].as_array().unwrap().len(), 1, "{original}");
    assert_eq!(original["order_shipments"][0]["tracking_number"], "1Z1");
    assert_eq!(notes(&original), ["order_imported", "shipment_added"]);
    assert_eq!(one.receiver.received("/notified").len(), 1, "the original tells the cart, and it alone");
    let found = other.get("/api/v2/orders").await;
    assert_eq!(found["total_records"], 1);
    // It came from there.
    assert_eq!(send(&other, &text(&copy_id), "copy", &one).await.0, 409);
}

/// F064. Catches an order that is in both stores, or in none, and a shipment that comes back.
#[tokio::test]
async fn a_moved_order_is_in_the_other_store_whole_and_nothing_comes_back() {
    let (one, other) = linked("moved").await;
    let url = one.receiver.url("/notified");
    let id = one.order_with("M-1", json!({"ship_notify_url": url})).await;
    let shipment = json!({"tracking_number": "1Z0", "label_image": "iVBORw0KGgo=", "label_format": "PNG"});
    one.post(&format!("/api/v2/orders/{id}/shipments"), &shipment).await;
    one.world.settle().await;
    let before = read(&one, &json!(id)).await;
    let told = one.receiver.received("/notified").len();
    let (status, made) = send(&one, &id, "move", &other).await;
    assert_eq!(status, 201, "{made}");
    one.world.settle().await;
    assert_eq!(one.call("GET", &format!("/v1/orders/{id}"), None).await.status, 404);
    assert_eq!(one.get("/api/v2/orders").await["total_records"], 0);
    assert_eq!(one.get("/v1/deleted-orders").await["orders"], json!([]), "it is not deleted");
    let restored = one.call("POST", &format!("/v1/orders/{id}/restore"), Some(&json!({}))).await;
    assert_eq!(restored.status, 404);
    let there = made["order"]["order_id"].clone();
    let moved = read(&other, &there).await;
    for field in ["source_name", "source_id", "date_added", "order_total", "email"] {
        assert_eq!(moved[field], before[field], "{field}");
    }
    assert_eq!(moved["order_shipments"][0]["label_image"], before["order_shipments"][0]["label_image"]);
    assert!(notes(&moved).contains(&"order_moved_from_store".to_owned()), "{moved}");
    let (status, again) = send(&one, &id, "move", &other).await;
    assert_eq!((status, &again["order"]), (200, &made["order"]), "it is there");
    ship(&other, &there, "1Z1").await;
    assert_eq!(one.receiver.received("/notified").len(), told, "the cart is not told any more");
    assert_eq!(one.get("/api/v2/orders").await["total_records"], 0);
    // The other store may give it back.
    assert_eq!(send(&other, &text(&there), "move", &one).await.0, 201);
    assert_eq!(
        (
            one.get("/api/v2/orders").await["total_records"].clone(),
            other.get("/api/v2/orders").await["total_records"].clone()
        ),
        (json!(1), json!(0))
    );
}

/// Catches an order that goes to a store that did not agree, or does so no more, and an answer by which somebody learns
/// which stores there are.
#[tokio::test]
async fn without_a_link_nothing_goes_anywhere_and_nothing_is_told() {
    let (one, other) = (Shop::open("alone").await, Shop::open("stranger").await);
    let id = one.order("L-1").await;
    let refused = async |verb: &str, store_id: &str| {
        let body = json!({"store_id": store_id});
        let reply = one.call("POST", &format!("/v1/orders/{id}/{verb}"), Some(&body)).await;
        assert_eq!(reply.status, 400, "{}", reply.text());
        reply.text()
    };
    for verb in ["copy", "move"] {
        let answers =
            [refused(verb, &other.id).await, refused(verb, "4503599627370499").await, refused(verb, &one.id).await];
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
    one.link(&other).await;
    let (status, made) = send(&one, &id, "copy", &other).await;
    assert_eq!(status, 201, "{made}");
    let folder = json!({"store_id": other.id, "folder_id": 99});
    let reply = one.call("POST", &format!("/v1/orders/{id}/move"), Some(&folder)).await;
    assert!(reply.status == 400 && reply.text().contains("folder_id"), "{}", reply.text());
    assert_eq!(other.call("DELETE", &format!("/v1/links/{}", one.id), None).await.status, 200);
    refused("move", &other.id).await;
    ship(&other, &made["order"]["order_id"], "1Z1").await;
    assert_eq!(read(&one, &json!(id)).await["order_shipments"], json!([]), "nothing is written into a store that left");
    assert_eq!(other.get("/api/v2/orders").await["total_records"], 1);
}

/// Catches two orders of one number that swallow each other.
#[tokio::test]
async fn an_order_of_the_same_number_in_the_other_store_is_another_one() {
    let (one, other) = linked("same").await;
    let (id, theirs) = (one.order("S-1").await, other.order("S-1").await);
    let copied = send(&one, &id, "copy", &other).await.1;
    let moved = send(&one, &id, "move", &other).await.1;
    one.world.settle().await;
    let ids = [json!(theirs), copied["order"]["order_id"].clone(), moved["order"]["order_id"].clone()];
    for id in &ids {
        assert_eq!(read(&other, id).await["source_id"], "S-1");
    }
    assert_eq!(other.get("/api/v2/orders?source_id=S-1").await["total_records"], 3);
    assert_eq!(other.call("POST", "/api/v2/orders", Some(&order("S-1"))).await.status, 409);
}
