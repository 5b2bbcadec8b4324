//! orderdesk-api 2.4: the items of an order.

use serde_json::{Value, json};

use super::{is_id, texts, with};
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

/// A shop with the flows' order of two items, and the path of its items.
async fn two_items(name: &str) -> (Shop, String, String) {
    let shop = Shop::open(name).await;
    let id = shop.order("I-1").await;
    let path = format!("/orders/{id}/order-items");
    (shop, id, path)
}

async fn first_item(shop: &Shop, path: &str) -> Value {
    shop.done(200, "GET", path, &NONE).await["order_items"][0].clone()
}

#[tokio::test]
async fn the_items_of_an_order_are_listed_with_their_count() {
    let (shop, id, path) = two_items("items").await;
    let listed = shop.done(200, "GET", &path, &NONE).await;
    assert_eq!(listed["total_records"], json!(2));
    assert_eq!(texts(&listed["order_items"], "code"), ["PRINT-A3", "FRAME"]);
    assert_eq!(listed["order_items"], shop.read(&id).await["order_items"]);
}

#[tokio::test]
async fn one_item_is_read_by_its_id() {
    let (shop, _, path) = two_items("one-item").await;
    let item = first_item(&shop, &path).await;
    assert!(is_id(&item["id"]), "{item}");
    assert_eq!(shop.done(200, "GET", &format!("{path}/{}", text(&item["id"])), &NONE).await["order_item"], item);
}

#[tokio::test]
async fn an_item_is_added_with_an_id_of_its_own() {
    let (shop, _, path) = two_items("item-added").await;
    let hook = json!({"id": "7", "name": "Hook", "code": "HOOK", "price": "2.50", "quantity": "4", "weight": 0.1,
                      "delivery_type": "future", "category_code": "DEFAULT", "fulfillment_method": "Pier House",
                      "variation_list": {"Color": "Brass"}, "metadata": {"print_sku": "H-1"}});
    assert_eq!(shop.done(201, "POST", &path, &hook).await["message"], "Order Item Added");
    let listed = shop.done(200, "GET", &path, &NONE).await;
    assert_eq!(listed["total_records"], 3);
    let added = &listed["order_items"][2];
    let ids = texts(&listed["order_items"], "id");
    assert!(is_id(&added["id"]) && !ids[..2].contains(&ids[2]), "{listed}");
    assert_eq!(*added, with(hook, json!({"id": added["id"], "price": 2.5, "quantity": 4})));
}

#[tokio::test]
async fn an_item_without_anything_but_a_name_has_the_documented_defaults() {
    let (shop, _, path) = two_items("item-defaults").await;
    shop.done(201, "POST", &path, &json!({"name": "Hook"})).await;
    let added = shop.done(200, "GET", &path, &NONE).await["order_items"][2].clone();
    let expected = json!({"id": added["id"], "name": "Hook", "price": 0, "quantity": 1, "weight": 0, "code": "",
                          "delivery_type": "ship", "category_code": "", "fulfillment_method": "",
                          "variation_list": [], "metadata": []});
    assert_eq!(added, expected);
}

#[tokio::test]
async fn an_item_that_is_put_is_replaced_and_what_is_left_out_is_blank() {
    let (shop, _, path) = two_items("item-put").await;
    shop.done(
        201,
        "POST",
        &path,
        &json!({"name": "Hook", "code": "HOOK", "price": 2.5, "weight": 0.1,
        "category_code": "DEFAULT", "variation_list": {"Color": "Brass"}, "metadata": {"print_sku": "H-1"}}),
    )
    .await;
    let before = shop.done(200, "GET", &path, &NONE).await["order_items"].clone();
    let one = format!("{path}/{}", text(&before[2]["id"]));
    assert_eq!(
        shop.done(200, "PUT", &one, &json!({"name": "Nail", "quantity": 2})).await["message"],
        "Order Item Updated"
    );
    let after = shop.done(200, "GET", &one, &NONE).await["order_item"].clone();
    assert_eq!((&after["id"], &after["name"], &after["quantity"]), (&before[2]["id"], &json!("Nail"), &json!(2)));
    for (name, blank) in [
        ("code", json!("")),
        ("price", json!(0)),
        ("weight", json!(0)),
        ("category_code", json!("")),
        ("variation_list", json!([])),
        ("metadata", json!([])),
    ] {
        assert_eq!(after[name], blank, "{name}");
    }
    let others = shop.done(200, "GET", &path, &NONE).await["order_items"].clone();
    assert_eq!((&others[0], &others[1]), (&before[0], &before[1]));
}

#[tokio::test]
async fn an_item_put_back_as_it_was_read_is_the_same() {
    let (shop, _, path) = two_items("item-no-op").await;
    let item = first_item(&shop, &path).await;
    shop.done(200, "PUT", &format!("{path}/{}", text(&item["id"])), &item).await;
    assert_eq!(first_item(&shop, &path).await, item);
}

#[tokio::test]
async fn a_deleted_item_says_so_and_is_gone() {
    let (shop, _, path) = two_items("item-deleted").await;
    let id = text(&first_item(&shop, &path).await["id"]);
    let one = format!("{path}/{id}");
    assert_eq!(shop.done(200, "DELETE", &one, &NONE).await["message"], format!("Order Item {id} Deleted"));
    shop.refused(404, "GET", &one, &NONE).await;
    let listed = shop.done(200, "GET", &path, &NONE).await;
    assert_eq!(
        (&listed["total_records"], texts(&listed["order_items"], "code")),
        (&json!(1), vec!["FRAME".to_owned()])
    );
}

#[tokio::test]
async fn totals_follow_every_change_of_the_items() {
    let (shop, id, path) = two_items("item-totals").await;
    // Two at 24 and one at 10, with shipping 4.50 and tax 1.25.
    let totals = async || {
        let order = shop.read(&id).await;
        ["quantity_total", "weight_total", "product_total", "order_total"].map(|name| order[name].to_string())
    };
    assert_eq!(totals().await, ["3", "0.6", "58", "63.75"]);
    shop.done(201, "POST", &path, &json!({"name": "Hook", "price": 2.5, "quantity": 4, "weight": 0.1})).await;
    assert_eq!(totals().await, ["7", "1", "68", "73.75"]);
    let first = first_item(&shop, &path).await;
    let one = format!("{path}/{}", text(&first["id"]));
    shop.done(200, "PUT", &one, &with(first, json!({"quantity": 1}))).await;
    assert_eq!(totals().await, ["6", "0.7", "44", "49.75"]);
    shop.done(200, "DELETE", &one, &NONE).await;
    assert_eq!(totals().await, ["5", "0.4", "20", "25.75"]);
}

#[tokio::test]
async fn a_change_of_the_items_runs_the_rules_of_its_event() {
    let (shop, id, path) = two_items("item-event").await;
    shop.note_rule("order_items_changed", "items changed").await;
    shop.done(201, "POST", &path, &json!({"name": "Hook"})).await;
    shop.noted(&id, "items changed").await;
}
