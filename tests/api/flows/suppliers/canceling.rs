//! A supplier, or the store, cancels: with a note, and a mail to the store that nobody can leave out.

use serde_json::{Value, json};

use super::{call_as, get_as, order_of};
use crate::shop::Shop;
use crate::world::Function;

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

/// Catches a cancellation that fails where nobody can be mailed, and one that says nothing of it.
#[tokio::test]
async fn where_no_address_is_confirmed_the_history_says_that_nobody_was_mailed() {
    let shop = Shop::open("cancel-nobody").await;
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&json!({"settings": {"admin_email": ""}}))).await.status, 200);
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3"], json!({})).await;
    let order = shop.order("C-1").await;
    shop.submit(&order, &supplier).await;
    shop.post(&format!("/v1/orders/{order}/cancel"), &json!({"note": "Too late"})).await;
    shop.world.settle().await;
    let said = "The store was not mailed of the cancellation: there is no admin_email";
    assert!(shop.history(&order).await.iter().any(|line| line == said), "{:?}", shop.history(&order).await);
}
