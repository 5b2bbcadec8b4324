//! What an order is read from: numbers, and how systems write that something is empty (kinds 1 to 3 of the cases).

use serde_json::{Value, json};

use super::Case;
use crate::shop::{Shop, order};

/// What an order becomes that is sent with these fields in it.
async fn created(shop: &Shop, number: &str, fields: Value) -> Value {
    let mut sent = order(number);
    sent.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.post("/api/v2/orders", &sent).await["order"].clone()
}

#[tokio::test]
async fn an_amount_with_the_noise_of_a_float_is_rounded() {
    let case = Case::run("01-float-unit-price").await;
    assert_eq!(case.statuses(), [201]);
    let order = &case.answer(0)["order"];
    assert_eq!((&order["order_items"][0]["price"], &order["product_total"]), (&json!(17.17), &json!(51.51)));
}

#[tokio::test]
async fn amounts_and_weights_are_rounded_wherever_they_are_read() {
    let shop = Shop::open("rounded").await;
    let (noisy, price) = (json!(0.1 + 0.2), json!(0.3));
    let sent = json!({"shipping_total": noisy, "processor_balance": noisy,
        "discount_list": [{"name": "d", "amount": "-2.0000000000000001"}],
        "order_items": [{"name": "a", "price": noisy, "weight": "0.30000000000000004"}]});
    let made = created(&shop, "R-1", sent).await;
    assert_eq!((&made["shipping_total"], &made["processor_balance"]), (&price, &price));
    assert_eq!(made["discount_list"][0]["amount"], "2.00");
    assert_eq!((&made["order_items"][0]["price"], &made["order_items"][0]["weight"]), (&price, &price));

    let path = format!("/api/v2/orders/{}", made["id"].as_str().unwrap());
    let shipment = json!({"tracking_number": "A", "cost": noisy, "weight": 5.551_115_123_125_783e-17});
    let shipment = shop.post(&format!("{path}/shipments"), &shipment).await["shipment"].clone();
    assert_eq!((&shipment["cost"], &shipment["weight"]), (&json!("0.3"), &json!("0")));
    let own = format!("/v1/orders/{}", made["id"].as_str().unwrap());
    let patched = shop.call("PATCH", &own, Some(&json!({"tax_total": noisy}))).await;
    assert_eq!(patched.json::<Value>().unwrap()["order"]["tax_total"], price);
    let put = shop.call("PUT", &path, Some(&json!({"handling_total": noisy, "shipping": {"company": "x"}}))).await;
    assert_eq!(put.json::<Value>().unwrap()["order"]["handling_total"], price);
    let item = json!({"name": "n", "code": "N", "price": noisy, "cost": noisy, "weight": noisy});
    assert_eq!(shop.post("/api/v2/inventory-items", &item).await["inventory_item"]["price"], price);
    let bulk = json!({"orders": [{"source_id": "R-2", "shipping": {"company": "x"}, "order_items": [{"name": "a", "price": noisy}]}]});
    assert_eq!(shop.post("/v1/bulk/orders", &bulk).await["results"][0]["status"], 201);
}

#[tokio::test]
async fn what_must_be_whole_and_is_not_is_refused_by_that_rule() {
    let shop = Shop::open("whole").await;
    let item = json!({"name": "n", "code": "N", "stock": 1.5});
    let refused = shop.call("POST", "/api/v2/inventory-items", Some(&item)).await;
    assert_eq!(
        (refused.status, refused.json::<Value>().unwrap()["message"].clone()),
        (400, json!("stock: must be a whole number"))
    );
    let mut sent = order("W-1");
    sent["order_items"][0]["quantity"] = json!("0.5");
    let refused = shop.call("POST", "/api/v2/orders", Some(&sent)).await;
    let message = refused.json::<Value>().unwrap()["message"].clone();
    assert_eq!(
        (refused.status, message),
        (400, json!("order_items[0].quantity: must be a whole number, not negative"))
    );
    sent["order_items"][0]["quantity"] = json!(2.0);
    let made = shop.post("/api/v2/orders", &sent).await;
    assert_eq!(made["order"]["order_items"][0]["quantity"], 2);
}

#[tokio::test]
async fn false_is_an_empty_text() {
    let case = Case::run("04-false-address").await;
    assert_eq!(case.statuses(), [201]);
    let order = &case.answer(0)["order"];
    for line in ["company", "address2", "state", "phone"] {
        assert_eq!(order["shipping"][line], "", "{line}");
    }
    assert_eq!(order["shipping_method"], "");
}

#[tokio::test]
async fn false_is_no_number_of_an_order() {
    let case = Case::run("05-false-source-id").await;
    assert_eq!(case.statuses(), [201, 201]);
    for place in [0, 1] {
        let order = case.answer(place)["order"].clone();
        assert_eq!(order["source_id"], order["id"]);
    }
}

#[tokio::test]
async fn false_is_nothing_in_shipments_inventory_and_by_our_own_api() {
    let shop = Shop::open("false").await;
    let id = shop.order("F-1").await;
    let shipment = json!({"tracking_number": false});
    let refused = shop.call("POST", &format!("/api/v2/orders/{id}/shipments"), Some(&shipment)).await;
    assert_eq!(refused.json::<Value>().unwrap()["message"], "tracking_number: is needed; send n/a when there is none");
    let shipment =
        json!({"tracking_number": "T", "carrier_code": false, "shipment_method": false, "date_shipped": false});
    let made = shop.post(&format!("/api/v2/orders/{id}/shipments"), &shipment).await;
    assert_eq!((&made["shipment"]["carrier_code"], &made["shipment"]["shipment_method"]), (&json!(""), &json!("")));
    let item = json!({"name": "n", "code": "N", "location": false, "update_source": false, "metadata": false});
    let item = shop.post("/api/v2/inventory-items", &item).await["inventory_item"].clone();
    assert_eq!((&item["location"], &item["update_source"], &item["metadata"]), (&json!(""), &json!("API"), &json!([])));
    let patched = shop.call("PATCH", &format!("/v1/orders/{id}"), Some(&json!({"email": false}))).await;
    assert_eq!(patched.json::<Value>().unwrap()["order"]["email"], "");
}

#[tokio::test]
async fn an_empty_text_and_false_are_an_empty_map_list_or_address() {
    let case = Case::run("50-empty-text-for-a-map").await;
    assert_eq!(case.statuses(), [201, 201, 201]);
    assert_eq!(case.answer(1)["order"]["shipping"]["first_name"], "Ada");
    let shop = Shop::open("letters").await;
    let mut sent = order("L-1");
    sent["checkout_data"] = json!("gift");
    assert_eq!(shop.call("POST", "/api/v2/orders", Some(&sent)).await.status, 400);
}

#[tokio::test]
async fn what_php_makes_of_a_map_and_of_a_list_comes_back_as_it_was() {
    let shop = Shop::open("php").await;
    let map = json!({"0": "red", "1": "xl"});
    let items = json!([{"name": "Shirt", "variation_list": map, "metadata": map}]);
    let made = created(&shop, "P-1", json!({"order_metadata": map, "checkout_data": map, "order_items": items})).await;
    // As json_encode(json_decode($body, true)) writes it.
    let mut sent = made.clone();
    for (holder, name) in [
        ("", "order_metadata"),
        ("", "checkout_data"),
        ("/order_items/0", "variation_list"),
        ("/order_items/0", "metadata"),
    ] {
        sent.pointer_mut(holder).unwrap()[name] = json!(["red", "xl"]);
    }
    let path = format!("/api/v2/orders/{}", made["id"].as_str().unwrap());
    let put = shop.call("PUT", &path, Some(&sent)).await.json::<Value>().unwrap()["order"].clone();
    for (pointer, expected) in [
        ("/order_metadata", &map),
        ("/checkout_data", &map),
        ("/order_items/0/variation_list", &map),
        ("/order_items/0/metadata", &map),
    ] {
        assert_eq!(put.pointer(pointer), Some(expected), "{pointer}");
    }
}

#[tokio::test]
async fn items_as_an_object_are_its_values_and_one_item_is_a_list_of_one() {
    let shop = Shop::open("items").await;
    let (one, two) = (json!({"name": "a"}), json!({"name": "b"}));
    for (number, items, count) in [
        ("I-1", json!({"x": one, "y": two}), 2),
        ("I-2", json!({"3": one, "7": two}), 2),
        ("I-3", json!({"name": "a", "quantity": 2, "metadata": {"k": "v"}}), 1),
        ("I-4", json!([one, null]), 1),
    ] {
        let made = created(&shop, number, json!({"order_items": items})).await;
        assert_eq!(made["order_items"].as_array().unwrap().len(), count, "{number}");
    }
}

#[tokio::test]
async fn items_that_are_null_in_any_way_stay_under_a_put_and_only_an_empty_list_removes_them() {
    let shop = Shop::open("kept-items").await;
    let id = shop.order("K-1").await;
    for (items, count) in [(json!(null), 2), (json!([null]), 2), (json!(false), 2), (json!(""), 2), (json!([]), 0)] {
        let sent = json!({"shipping": {"company": "x"}, "order_items": items});
        let put = shop.call("PUT", &format!("/api/v2/orders/{id}"), Some(&sent)).await.json::<Value>().unwrap();
        assert_eq!(put["order"]["order_items"].as_array().unwrap().len(), count, "{items}");
    }
}

#[tokio::test]
async fn values_of_maps_that_are_no_texts_are_kept_as_text() {
    let shop = Shop::open("values").await;
    let sent = json!({"checkout_data": {"n": 12.5, "b": true, "f": false, "l": ["a", 1], "o": {"k": [2]}, "z": null}});
    let made = created(&shop, "V-1", sent).await;
    let expected = json!({"n": "12.5", "b": "true", "f": "false", "l": "[\"a\",1]", "o": "{\"k\":[2]}", "z": ""});
    assert_eq!(made["checkout_data"], expected);
}

#[tokio::test]
async fn an_item_that_goes_back_is_refused_by_name() {
    let case = Case::run("53-quantity-negative").await;
    assert_eq!(case.statuses(), [400]);
    assert_eq!(case.answer(0)["errors"], json!(["order_items[1].quantity: must be a whole number, not negative"]));
}

#[tokio::test]
async fn a_byte_order_mark_is_passed_over() {
    assert_eq!(Case::run("32-bom").await.statuses(), [201]);
}

#[tokio::test]
async fn too_many_items_are_one_complaint() {
    let shop = Shop::open("too-many").await;
    let mut sent = order("M-1");
    sent["order_items"] = json!(vec![json!({"name": "n"}); 1_001]);
    let refused = shop.call("POST", "/api/v2/orders", Some(&sent)).await.json::<Value>().unwrap();
    assert_eq!(refused["errors"], json!(["order_items: must have at most 1000 items, and has 1001"]));
}

#[tokio::test]
async fn a_complaint_makes_up_no_other() {
    let shop = Shop::open("one-complaint").await;
    let id = shop.order("O-1").await;
    let shipments = format!("/api/v2/orders/{id}/shipments");
    for (path, body, complaint) in [
        ("/api/v2/orders", r#"[{"name":"a"}]"#, "must be an object"),
        (
            "/api/v2/orders",
            r#"{"shipping":{"first_name":"\ud83d"},"order_items":[{"name":"a"}]}"#,
            "shipping.first_name: must be made of whole characters, and holds half of a surrogate pair",
        ),
        ("/api/v2/orders", r#"{"shipping":{"company":"x"},"order_items":[3]}"#, "order_items[0]: must be an object"),
        (&shipments, r#"{"tracking_number":[]}"#, "tracking_number: must be a text"),
        ("/api/v2/move-orders", r#"{"order_id_list":"1","destination_folder_id":1}"#, "order_id_list: must be a list"),
        ("/api/v2/inventory-items", r#"{"name":{},"code":"A"}"#, "name: must be a text"),
    ] {
        let refused = shop.call_raw("POST", path, Some(body.to_owned()), &[]).await;
        assert_eq!(refused.status, 400, "{body}");
        assert_eq!(refused.json::<Value>().unwrap()["errors"], json!([complaint]), "{body}");
    }
}
