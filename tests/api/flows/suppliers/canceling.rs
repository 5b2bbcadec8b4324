//! A supplier, or the store, cancels: with a note, and a mail to the store that nobody can leave out.

use std::time::Duration;

use fake_carts::Vendor;
use serde_json::{Value, json};
use waybill::Answer;

use super::{call_as, get_as, order_of};
use crate::flows::carts::{self, Connected};
use crate::shop::{Shop, text};
use crate::world::{ADMIN_TOKEN, Function};

/// The mails about cancellations.
fn told(shop: &Shop) -> Vec<String> {
    shop.mails().into_iter().filter(|mail| mail.subject.contains("was canceled")).map(|mail| mail.text).collect()
}

/// F136, F147, F148: catches an empty note, a second mail, a mail that is left out, and an order that lies where it lay.
#[tokio::test]
async fn a_supplier_cancels_with_a_note_and_the_store_is_mailed_once() {
    let shop = Shop::open("cancel-supplier").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({"if_canceled_folder_id": 3})).await;
    let key = shop.key_of_supplier(&supplier).await;
    for event in ["order_canceled_by_supplier", "order_canceled"] {
        shop.rule(event, event, json!([{"action": "set_order_metadata", "name": event, "value": "++"}])).await;
    }
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    let path = format!("/v1/supplier/orders/{order}/cancel");
    let cancel = async |body: Value| call_as(&shop, &key, "POST", &path, Some(&body)).await.status;
    assert_eq!(cancel(json!({})).await, 400);
    assert_eq!(cancel(json!({"note": " \n "})).await, 400);
    assert_eq!(cancel(json!({"note": "Sold out", "notify": false})).await, 422);
    shop.world.settle().await;
    assert_eq!((told(&shop).len(), &order_of(&shop, &order).await["folder_id"]), (0, &json!(1)));
    assert_eq!(cancel(json!({"note": "The glaze is sold out; see http://evil.example"})).await, 200);
    assert_eq!(cancel(json!({"note": "Once more"})).await, 200, "it is canceled");
    let records = shop.world.unread(Function::CarryOutPlans);
    shop.world.settle().await;
    shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
    shop.world.settle().await;
    let mails = told(&shop);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].contains("Order C-1 was canceled by Supplier Harbor Prints"), "{}", mails[0]);
    assert!(mails[0].contains("> The glaze is sold out") && !mails[0].contains("http://"), "{}", mails[0]);
    let seen = order_of(&shop, &order).await;
    let metadata = &seen["order_metadata"];
    assert_eq!((&metadata["order_canceled_by_supplier"], &metadata["order_canceled"]), (&json!("1"), &json!("1")));
    assert_eq!(seen["folder_id"], 3);
    let own = get_as(&shop, &key, &format!("/v1/supplier/orders/{order}")).await;
    assert_eq!(
        (&own["order"]["status"], &own["order"]["canceled"]["by"]),
        (&json!("canceled"), &json!("Supplier Harbor Prints"))
    );
    let (parcel, path) = (json!({"tracking_number": "T-1"}), format!("/v1/supplier/orders/{order}/shipments"));
    assert_eq!(call_as(&shop, &key, "POST", &path, Some(&parcel)).await.status, 409);
}

/// F148: catches a cancellation of the store's own that is not mailed, or mailed again.
#[tokio::test]
async fn the_store_cancels_with_a_note_and_is_mailed_too() {
    let shop = Shop::open("cancel-store").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let key = shop.key_of_supplier(&supplier).await;
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    let path = format!("/v1/orders/{order}/cancel");
    let silent = shop.call("POST", &path, Some(&json!({"note": "Too late", "notify": false}))).await;
    assert_eq!(silent.status, 422, "{}", silent.text());
    for _ in 0..2 {
        shop.post(&path, &json!({"note": "Too late"})).await;
        shop.world.settle().await;
        assert_eq!(told(&shop).len(), 1);
    }
    assert_eq!(get_as(&shop, &key, &format!("/v1/supplier/orders/{order}")).await["order"]["status"], "canceled");
    // It may go to another one now.
    let other = shop.supplier("Other Prints", &["PRINT-A3"], json!({})).await;
    assert_eq!(shop.submit(&order, &other).await["supplier_id"], json!(other));
}

/// Catches a rule that cancels what stands at a supplier, and nobody is mailed.
#[tokio::test]
async fn a_rule_that_cancels_what_stands_at_a_supplier_has_the_store_mailed() {
    let shop = Shop::open("cancel-rule").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    shop.rule("Stop", "note_added", json!([{"action": "cancel_order", "note": "Asked by phone"}])).await;
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    let note = json!({"order_notes": [{"username": "Ben", "content": "Stop it"}]});
    assert_eq!(shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&note)).await.status, 200);
    shop.world.settle().await;
    assert_eq!(told(&shop).len(), 1);
    assert!(told(&shop)[0].contains("> Asked by phone"));
}

/// Catches a rule that leaves an order canceled that went to a supplier again since, where it lies among the canceled ones.
#[tokio::test]
async fn a_rule_cancels_what_went_to_a_supplier_again_out_of_the_folder_for_canceled_ones() {
    let shop = Shop::open("cancel-rule-again").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let key = shop.key_of_supplier(&supplier).await;
    shop.rule("Stop", "note_added", json!([{"action": "cancel_order", "note": "Asked by phone"}])).await;
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Too late"})).await;
    shop.submit(&order, &supplier).await;
    assert_eq!(order_of(&shop, &order).await["folder_id"], 5, "it lies where it lay");
    let note = json!({"order_notes": [{"username": "Ben", "content": "Stop it"}]});
    assert_eq!(shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&note)).await.status, 200);
    shop.world.settle().await;
    assert_eq!(get_as(&shop, &key, &format!("/v1/supplier/orders/{order}")).await["order"]["status"], "canceled");
    let history = shop.history(&order).await;
    assert!(history.iter().any(|line| line.ends_with("canceled the order: Asked by phone")), "{history:?}");
    assert_eq!(told(&shop).len(), 2);
}

/// Catches a shop's cancellation of which nobody hears: the supplier goes on and ships, posts that wait still leave, and the
/// store is not mailed.
#[tokio::test]
async fn a_shop_that_cancels_cancels_at_the_supplier_too() {
    let shop = Shop::open("cancel-shop").await;
    shop.receiver.always("/supplier", Answer::status(503));
    let delivery = json!({"by": "post", "url": shop.receiver.url("/supplier"), "format": "json"});
    let supplier = shop.supplier("Tees", &["TEE-BLU-M"], json!({"delivery": delivery})).await;
    let key = shop.key_of_supplier(&supplier).await;
    let connected = Connected::open(&shop, Vendor::Shopify).await;
    let mut document = carts::order_of(Vendor::Shopify);
    let id = connected.put(document.clone());
    connected.arrive(&id, "orders/create").await;
    let order = text(&connected.order().await["id"]);
    shop.submit(&order, &supplier).await;
    shop.appointments(&order, "retrying", 1).await;
    for moment in ["2026-11-25T09:30:00Z", "2026-11-25T09:40:00Z"] {
        document["cancelled_at"] = json!("2026-11-25T09:30:00Z");
        document["updated_at"] = json!(moment);
        connected.put(document.clone());
        connected.arrive(&id, "orders/cancelled").await;
        let mails = told(&shop);
        assert_eq!(mails.len(), 1, "{mails:?}");
        assert!(mails[0].contains("> the shop canceled it"), "{}", mails[0]);
    }
    let own = get_as(&shop, &key, &format!("/v1/supplier/orders/{order}")).await;
    assert_eq!(own["order"]["status"], "canceled");
    let failed = shop.appointments(&order, "failed", 1).await;
    assert_eq!(failed[0]["failure"], "the order does not stand at the supplier any more");
    let (parcel, path) = (json!({"tracking_number": "T-1"}), format!("/v1/supplier/orders/{order}/shipments"));
    assert_eq!(call_as(&shop, &key, "POST", &path, Some(&parcel)).await.status, 409);
}

/// Catches an order that is gone here while its supplier goes on with it.
#[tokio::test]
async fn what_stands_at_a_supplier_leaves_the_store_only_once_it_is_canceled_there() {
    let (shop, other) = (Shop::open("cancel-first").await, Shop::open("cancel-first-other").await);
    shop.link(&other).await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let key = shop.key_of_supplier(&supplier).await;
    shop.rule("Clean", "note_added", json!([{"action": "delete_order"}])).await;
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    let to = json!({"store_id": other.id});
    let calls =
        [("DELETE", format!("/v1/orders/{order}"), None), ("POST", format!("/v1/orders/{order}/move"), Some(&to))];
    for (method, path, body) in &calls {
        let refused = shop.call(method, path, *body).await;
        assert_eq!(refused.status, 409, "{method} {path}: {}", refused.text());
        assert!(refused.text().contains("It stands at supplier Harbor Prints"), "{}", refused.text());
    }
    let note = json!({"order_notes": [{"username": "Ben", "content": "Away with it"}]});
    assert_eq!(shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&note)).await.status, 200);
    shop.world.settle().await;
    let history = shop.history(&order).await;
    let said = "Rule \"Clean\": the order was not deleted: It stands at supplier Harbor Prints";
    assert!(history.iter().any(|line| line.starts_with(said)), "{history:?}");
    assert_eq!(get_as(&shop, &key, &format!("/v1/supplier/orders/{order}")).await["order"]["status"], "open");
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Too late"})).await;
    assert_eq!(shop.call("DELETE", &format!("/v1/orders/{order}"), None).await.status, 200);
}

/// Catches a client of the compatible API, which knows no cancellation, that can't delete an order for good, and one whose
/// deletion nobody at the supplier or at the store hears of.
#[tokio::test]
async fn a_client_of_the_compatible_api_that_deletes_cancels_at_the_supplier_first() {
    let shop = Shop::open("delete-cancels").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let key = shop.key_of_supplier(&supplier).await;
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    let path = format!("/api/v2/orders/{order}");
    assert_eq!(shop.call("DELETE", &path, None).await.status, 200);
    shop.world.settle().await;
    assert_eq!(shop.call("GET", &path, None).await.status, 404);
    let mails = told(&shop);
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].contains("> Deleted by API"), "{}", mails[0]);
    shop.post(&format!("/v1/orders/{order}/restore"), &Value::Null).await;
    shop.world.settle().await;
    assert_eq!(get_as(&shop, &key, &format!("/v1/supplier/orders/{order}")).await["order"]["status"], "canceled");
    assert_eq!(told(&shop).len(), 1);
}

/// Catches an order that can't be deleted as its supplier shipped all of it a moment ago.
#[tokio::test]
async fn an_order_whose_supplier_has_just_shipped_all_of_it_may_be_deleted() {
    let shop = Shop::open("delete-shipped").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let key = shop.key_of_supplier(&supplier).await;
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    shop.world.settle().await;
    let (parcel, path) = (json!({"tracking_number": "T-1"}), format!("/v1/supplier/orders/{order}/shipments"));
    assert_eq!(call_as(&shop, &key, "POST", &path, Some(&parcel)).await.status, 201);
    // No rule has run since, so nobody has noted it yet.
    assert_eq!(shop.call("DELETE", &format!("/v1/orders/{order}"), None).await.status, 200);
    shop.world.settle().await;
    assert_eq!(told(&shop).len(), 0);
}

/// Catches a rule that sends to a supplier what was canceled, and a person who can't.
#[tokio::test]
async fn what_is_canceled_goes_to_a_supplier_by_a_person_and_by_no_rule() {
    let shop = Shop::open("cancel-then-rule").await;
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    shop.rule("Send", "note_added", json!([{"action": "submit_order", "supplier_id": supplier}])).await;
    let order = shop.order("C-1").await;
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Too late"})).await;
    let note = json!({"order_notes": [{"username": "Ben", "content": "Away with it"}]});
    assert_eq!(shop.call("PATCH", &format!("/v1/orders/{order}"), Some(&note)).await.status, 200);
    shop.world.settle().await;
    let history = shop.history(&order).await;
    let said =
        "Rule \"Send\": the order was not submitted: The order was not submitted to Harbor Prints: it is canceled";
    assert_eq!(history.iter().filter(|line| line.starts_with(said)).count(), 1, "{history:?}");
    let seen = order_of(&shop, &order).await;
    assert_eq!((&seen["fulfillment_name"], &seen["folder_id"]), (&json!(""), &json!(5)));
    assert_eq!(shop.submit(&order, &supplier).await["status"], "open");
}

/// Catches a shop's cancellation that a move undoes where the connection names no folder for canceled orders.
#[tokio::test]
async fn what_a_shop_cancels_where_it_lies_stays_canceled_wherever_it_is_filed() {
    let shop = Shop::open("cancel-in-place").await;
    let connected = Connected::open(&shop, Vendor::Shopify).await;
    let mut document = carts::order_of(Vendor::Shopify);
    let id = connected.put(document.clone());
    connected.arrive(&id, "orders/create").await;
    let order = text(&connected.order().await["id"]);
    document["cancelled_at"] = json!("2026-11-25T09:30:00Z");
    document["updated_at"] = json!("2026-11-25T09:30:00Z");
    connected.put(document);
    connected.arrive(&id, "orders/cancelled").await;
    let path = format!("/v1/orders/{order}");
    assert_eq!(shop.call("PATCH", &path, Some(&json!({"folder_id": 3}))).await.status, 200);
    // It is canceled as it was, so nobody can cancel it once more.
    shop.post(&format!("{path}/cancel"), &json!({"note": "Once more"})).await;
    shop.world.settle().await;
    assert_eq!(order_of(&shop, &order).await["folder_id"], 3);
    let history = shop.history(&order).await;
    let lines: Vec<_> = history.iter().filter(|line| line.starts_with("Order Canceled")).collect();
    assert_eq!(lines, ["Order Canceled: the shop canceled it"], "{history:?}");
}

/// F148: catches a mail about a cancellation that is lost as nobody could be mailed at the moment, one that comes twice once
/// somebody can, and an order that says nothing of it.
#[tokio::test]
async fn where_no_address_is_confirmed_the_mail_waits_for_one_and_the_history_says_so() {
    let shop = Shop::open("cancel-nobody").await;
    let set = async |settings: Value| {
        let set = shop.call("PATCH", "/v1/store", Some(&json!({"settings": settings}))).await;
        assert_eq!(set.status, 200, "{}", set.text());
    };
    set(json!({"admin_email": ""})).await;
    let order = canceled_order(&shop).await;
    let yet = "The store is not mailed of the cancellation yet: there is no admin_email. It is once there is one, within 30 days";
    let history = shop.history(&order).await;
    assert_eq!(history.iter().filter(|line| *line == yet).count(), 1, "{history:?}");
    wait_days(&shop, 3).await;
    set(json!({"admin_email": "late@example.com"})).await;
    wait_days(&shop, 1).await;
    let about = || shop.mails_to("late@example.com").into_iter().filter(|mail| mail.subject.contains("was canceled"));
    assert_eq!(about().count(), 0, "nothing but a link before it is confirmed");
    let operator = json!({"settings": {"admin_email_confirmed": true}}).to_string();
    let bearer = format!("Bearer {ADMIN_TOKEN}");
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let path = format!("/v1/stores/{}", shop.id);
    let vouched = shop.world.call("PATCH", &path, &headers, Some(operator.as_bytes())).await;
    assert_eq!(vouched.status, 200, "{}", vouched.text());
    wait_days(&shop, 2).await;
    let mails: Vec<_> = about().collect();
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].text.contains("> Too late"), "{}", mails[0].text);
    assert!(shop.world.due().iter().all(|(row, _)| !row.contains("waiting_notice")), "nobody looks any more");
}

/// F148: catches a mail that waits for ever, and one that is given up without a word.
#[tokio::test]
async fn a_mail_that_waited_for_30_days_is_given_up_and_the_history_says_so() {
    let shop = Shop::open("cancel-never").await;
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&json!({"settings": {"admin_email": ""}}))).await.status, 200);
    let order = canceled_order(&shop).await;
    wait_days(&shop, 31).await;
    let said = "The store was not mailed of the cancellation: the store had no confirmed admin_email for 30 days";
    let history = shop.history(&order).await;
    assert_eq!(history.iter().filter(|line| *line == said).count(), 1, "{history:?}");
    assert!(shop.world.due().iter().all(|(row, _)| !row.contains("waiting_notice")), "nobody looks any more");
}

/// An order that stood at a supplier and was canceled by the store.
async fn canceled_order(shop: &Shop) -> String {
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Too late"})).await;
    shop.world.settle().await;
    order
}

/// Lets days pass, and what is due by then be done.
async fn wait_days(shop: &Shop, days: u64) {
    for _ in 0..days * 8 {
        shop.world.advance(Duration::from_hours(3));
        shop.world.tick().await.unwrap();
        shop.world.settle().await;
    }
}
