//! orderdesk-api 2.3 and 4: `PUT /orders/{id}` replaces the order.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{full_order, is_date, is_id, least_order, order_with, texts, with, without};
use crate::shop::{Shop, text};

/// An order with every field and a shipment, and its path.
async fn full(name: &str) -> (Shop, String, Value) {
    let shop = Shop::open(name).await;
    let id = text(&shop.done(201, "POST", "/orders", &full_order("F-1")).await["order"]["id"]);
    shop.shipment(&id, json!({"tracking_number": "1Z0000000000000019", "cost": "4.20"})).await;
    let stored = shop.read(&id).await;
    (shop, format!("/orders/{id}"), stored)
}

/// The order after a PUT, as the answer and the next read both have it.
async fn put(shop: &Shop, path: &str, body: &Value) -> Value {
    let answered = shop.done(200, "PUT", path, body).await;
    assert_eq!(answered["message"], "Order Updated");
    assert_eq!(shop.done(200, "GET", path, &Value::Null).await["order"], answered["order"]);
    answered["order"].clone()
}

fn undated(order: &Value) -> Value {
    without(order.clone(), &["date_updated"])
}

#[tokio::test]
async fn a_field_that_is_left_out_becomes_blank() {
    let (shop, path, before) = full("blanked").await;
    let after = put(&shop, &path, &json!({"shipping": before["shipping"]})).await;
    for name in [
        "email",
        "shipping_method",
        "cc_exp",
        "processor_response",
        "payment_type",
        "customer_id",
        "ip_address",
        "fulfillment_name",
        "fulfillment_id",
        "tag_name",
        "tag_color",
        "cc_number_masked",
    ] {
        assert_eq!(after[name], "", "{name}");
    }
    for name in ["shipping_total", "handling_total", "tax_total", "refund_total", "discount_total"] {
        assert_eq!(after[name], 0, "{name}");
    }
    for name in ["checkout_data", "order_metadata", "discount_list", "order_notes"] {
        assert_eq!(after[name], json!([]), "{name}");
    }
    assert!(after["return_address"].as_object().unwrap().values().all(|part| part == ""), "{after}");
}

#[tokio::test]
async fn putting_back_what_was_read_changes_nothing_but_the_date() {
    let (shop, path, before) = full("no-op").await;
    assert_eq!(undated(&put(&shop, &path, &before).await), undated(&before));
    let with_history = shop.done(200, "GET", &format!("{path}?get_order_history=1"), &Value::Null).await;
    assert_eq!(undated(&put(&shop, &path, &with_history["order"]).await), undated(&before));
}

#[tokio::test]
async fn maps_are_replaced_and_not_merged() {
    let (shop, path, before) = full("maps").await;
    let body = with(before, json!({"checkout_data": {"Wrap": "red"}, "order_metadata": {"lot": "9"}}));
    let after = put(&shop, &path, &body).await;
    assert_eq!((&after["checkout_data"], &after["order_metadata"]), (&json!({"Wrap": "red"}), &json!({"lot": "9"})));
}

#[tokio::test]
async fn the_list_of_notes_is_replaced_and_a_note_without_a_date_gets_one() {
    let (shop, path, mut before) = full("notes").await;
    let first = before["order_notes"][0].clone();
    before["order_notes"].as_array_mut().unwrap().push(json!({"username": "Bo", "content": "Packed"}));
    let after = put(&shop, &path, &before).await;
    assert_eq!(after["order_notes"][0], first);
    assert_eq!(texts(&after["order_notes"], "content"), ["Call before delivery", "Packed"]);
    assert!(is_date(&after["order_notes"][1]["date_added"]), "{after}");
    let after = put(&shop, &path, &with(after, json!({"order_notes": [{"username": "Cy", "content": "Only"}]}))).await;
    assert_eq!(texts(&after["order_notes"], "content"), ["Only"]);
}

#[tokio::test]
async fn without_the_key_order_items_the_items_stay() {
    let (shop, path, before) = full("items-stay").await;
    let after = put(&shop, &path, &without(before.clone(), &["order_items"])).await;
    assert_eq!(after["order_items"], before["order_items"]);
}

#[tokio::test]
async fn a_list_of_items_is_the_new_truth_known_ids_are_changed_new_ones_added_and_others_removed() {
    let shop = Shop::open("items-truth").await;
    let before = shop.read(&shop.order("I-1").await).await;
    let (kept, gone) = (before["order_items"][0].clone(), before["order_items"][1].clone());
    let changed = with(kept.clone(), json!({"quantity": 5, "name": "Harbor at dusk"}));
    let body = with(before.clone(), json!({"order_items": [changed, {"name": "Hook", "code": "HOOK", "price": 2}]}));
    let after = put(&shop, &format!("/orders/{}", text(&before["id"])), &body).await;
    assert_eq!(texts(&after["order_items"], "code"), ["PRINT-A3", "HOOK"]);
    assert_eq!(after["order_items"][0], changed);
    let new = &after["order_items"][1]["id"];
    assert!(is_id(new) && *new != kept["id"] && *new != gone["id"], "{after}");
    assert_eq!((&after["quantity_total"], &after["product_total"]), (&json!(6), &json!(122)));
}

#[tokio::test]
async fn folder_date_and_source_keep_their_value_when_left_out() {
    let (shop, path, before) = full("kept").await;
    let after = put(&shop, &path, &least_order()).await;
    for name in ["id", "folder_id", "date_added", "source_name", "source_id"] {
        assert_eq!(after[name], before[name], "{name}");
    }
}

#[tokio::test]
async fn a_folder_that_is_sent_is_where_the_order_goes() {
    let (shop, path, before) = full("folder-by-put").await;
    assert_eq!(put(&shop, &path, &with(before, json!({"folder_id": 4}))).await["folder_id"], 4);
}

#[tokio::test]
async fn an_address_that_is_left_out_is_copied_from_the_other() {
    let (shop, path, before) = full("address-copied").await;
    let after = put(&shop, &path, &without(before.clone(), &["shipping"])).await;
    assert_eq!(after["customer"], before["customer"]);
    for (part, value) in before["customer"].as_object().unwrap() {
        assert_eq!(&after["shipping"][part], value, "{part}");
    }
    assert_eq!((&after["shipping"]["address3"], &after["shipping"]["address4"]), (&json!(""), &json!("")));
}

#[tokio::test]
async fn an_order_keeps_a_name_or_a_company_whatever_is_left_out() {
    let (shop, path, before) = full("name-kept").await;
    let reply = shop.ask("PUT", &path, &without(before, &["shipping", "customer"])).await;
    assert!(reply.status == 200 || reply.status == 400, "{} {}", reply.status, reply.text());
    let after = shop.done(200, "GET", &path, &Value::Null).await["order"].clone();
    let named = ["first_name", "last_name", "company"].iter().any(|name| after["shipping"][name] != "");
    assert!(named, "{after}");
}

#[tokio::test]
async fn a_total_the_client_dropped_because_it_was_zero_ends_as_zero() {
    let (shop, path, before) = full("dropped-zero").await;
    let after = put(&shop, &path, &without(before, &["tax_total", "shipping_total", "discount_list"])).await;
    assert_eq!(
        (&after["tax_total"], &after["shipping_total"], &after["order_total"]),
        (&json!(0), &json!(0), &json!(38))
    );
}

#[tokio::test]
async fn the_card_s_digits_stay_when_only_the_masked_number_comes_back_and_change_with_a_new_number() {
    let (shop, path, before) = full("card").await;
    let masked = put(&shop, &path, &before).await;
    assert_eq!(masked["cc_number_masked"], "xxxxxxxxxxxx1881");
    let changed = put(&shop, &path, &with(before, json!({"cc_number": "4242"}))).await;
    assert_eq!(changed["cc_number_masked"], "xxxxxxxxxxxx4242");
}

#[tokio::test]
async fn what_is_computed_cannot_be_put() {
    let (shop, path, before) = full("computed").await;
    let claimed = json!({"id": "7", "quantity_total": 99, "weight_total": 99, "product_total": 99, "discount_total": 99,
                         "order_total": 99, "email_count": "99", "order_history": [{"note": "forged"}]});
    assert_eq!(undated(&put(&shop, &path, &with(before.clone(), claimed)).await), undated(&before));
}

#[tokio::test]
async fn shipments_cannot_be_changed_with_the_order() {
    let (shop, path, before) = full("shipments-stay").await;
    for sent in [json!([]), json!([{"tracking_number": "other"}]), Value::Null] {
        let after = put(&shop, &path, &with(before.clone(), json!({"order_shipments": sent}))).await;
        assert_eq!(after["order_shipments"], before["order_shipments"]);
    }
    let after = put(&shop, &path, &without(before.clone(), &["order_shipments"])).await;
    assert_eq!(after["order_shipments"], before["order_shipments"]);
}

#[tokio::test]
async fn nothing_is_locked_the_last_of_several_puts_wins_and_none_is_refused() {
    let shop = Shop::open("unlocked").await;
    let before = shop.read(&shop.order("L-1").await).await;
    let path = format!("/orders/{}", text(&before["id"]));
    let methods: Vec<String> = (0..5).map(|number| format!("Method {number}")).collect();
    let bodies = methods.iter().map(|method| with(before.clone(), json!({"shipping_method": method})));
    let bodies: Vec<Value> = bodies.collect();
    join_all(bodies.iter().map(|body| shop.done(200, "PUT", &path, body))).await;
    let after = shop.done(200, "GET", &path, &Value::Null).await["order"].clone();
    assert!(methods.contains(&text(&after["shipping_method"])), "{after}");
    assert_eq!(after["order_items"], before["order_items"]);
}

#[tokio::test]
async fn a_put_that_is_wrong_is_400_and_changes_nothing() {
    let shop = Shop::open("bad-put").await;
    let before = shop.read(&shop.order("B-1").await).await;
    let path = format!("/orders/{}", text(&before["id"]));
    for bad in
        [json!({"shipping_total": "much"}), json!({"order_items": [{"quantity": "many"}]}), json!({"order_notes": 7})]
    {
        shop.refused(400, "PUT", &path, &order_with("B-1", bad)).await;
    }
    assert_eq!(shop.read(&text(&before["id"])).await, before);
}
