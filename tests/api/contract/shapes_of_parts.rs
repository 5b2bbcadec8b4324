//! orderdesk-api 3.2 to 3.4: every field of items, shipments and inventory items on the wire, line by line.

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::shapes::{fields, full};
use super::{is_date, is_day, is_id, without};
use crate::shop::Shop;

async fn item() -> Value {
    full().await["order_items"][0].clone()
}

async fn shipment() -> Value {
    full().await["order_shipments"][0].clone()
}

/// An inventory item with every field, and one with what it must have.
async fn inventory_items() -> (Value, Value) {
    static ITEMS: OnceCell<(Value, Value)> = OnceCell::const_new();
    let made = async || {
        let shop = Shop::open("inventory-shapes").await;
        let full = json!({"name": "Tide Mug", "code": "MUG-01", "price": "12.50", "cost": 4.2, "weight": 0.4, "stock": "31",
                          "update_source": "Pier", "location": "Dock 2", "manufacturer_sku": "M-7",
                          "metadata": {"print_sku": "P-1"}, "variation_list": {"Color": "Blue"}});
        let full = shop.done(201, "POST", "/inventory-items", &full).await["inventory_item"].clone();
        let least = json!({"name": "Cup", "code": "CUP"});
        let least = shop.done(201, "POST", "/inventory-items", &least).await["inventory_item"].clone();
        (full, least)
    };
    ITEMS.get_or_init(made).await.clone()
}

async fn inventory_item() -> Value {
    inventory_items().await.0
}

fields! { item:
    an_item_s_id_is_a_string_of_digits, "id", is_id;
    an_item_s_name_is_a_string, "name", |it| it == "Tide Mug";
    an_item_s_price_is_a_number, "price", |it| *it == json!(12.5);
    an_item_s_quantity_is_an_integer, "quantity", |it| *it == json!(3);
    an_item_s_weight_is_a_number, "weight", |it| *it == json!(0.4);
    an_item_s_code_is_a_string, "code", |it| it == "MUG-01";
    an_item_s_delivery_type_is_a_string, "delivery_type", |it| it == "download";
    an_item_s_category_code_is_a_string, "category_code", |it| it == "DEFAULT";
    an_item_s_fulfillment_method_is_a_string, "fulfillment_method", |it| it == "Pier House";
    an_item_s_variation_list_is_an_object, "variation_list", |it| *it == json!({"Color": "Blue"});
    an_item_s_metadata_is_an_object, "metadata", |it| *it == json!({"print_sku": "P-1"});
}

fields! { shipment:
    a_shipment_s_id_is_a_string_of_digits, "id", is_id;
    a_shipment_s_order_id_is_a_string_of_digits, "order_id", is_id;
    a_shipment_s_store_id_is_a_string_of_digits, "store_id", is_id;
    a_shipment_s_tracking_number_is_a_string, "tracking_number", |it| it == "1Z0000000000000019";
    a_shipment_s_carrier_code_is_a_string, "carrier_code", |it| it == "UPS";
    a_shipment_s_method_is_a_string, "shipment_method", |it| it == "";
    a_shipment_s_weight_is_a_string, "weight", |it| it == "3.55";
    a_shipment_s_cost_is_a_string, "cost", |it| it == "4.2" || it == "4.20";
    a_shipment_s_status_is_a_string_that_tracking_fills, "status", |it| it == "";
    a_shipment_s_tracking_url_is_a_string, "tracking_url", |it| it.as_str().is_some_and(|url| url.starts_with("https://"));
    a_shipment_s_label_format_is_a_string, "label_format", |it| it == "";
    a_shipment_s_label_image_is_a_string, "label_image", |it| it == "";
    a_shipment_s_print_status_is_zero_or_one_as_a_string, "print_status", |it| it == "0" || it == "1";
    a_shipment_s_items_are_an_empty_string_when_it_is_not_itemised, "order_items", |it| it == "";
    a_shipment_s_source_is_a_string, "source", |it| it.as_str().is_some_and(|source| !source.is_empty());
    a_shipment_s_cart_shipment_id_is_a_string, "cart_shipment_id", |it| it == "";
    a_shipment_s_label_shipment_id_is_a_string, "label_shipment_id", |it| it == "";
    a_shipment_s_date_shipped_is_a_day, "date_shipped", is_day;
    a_shipment_s_date_added_is_a_date, "date_added", is_date;
}

fields! { inventory_item:
    an_inventory_item_s_id_is_an_integer, "id", Value::is_u64;
    an_inventory_item_s_name_is_a_string, "name", |it| it == "Tide Mug";
    an_inventory_item_s_code_is_a_string, "code", |it| it == "MUG-01";
    an_inventory_item_s_price_is_a_number, "price", |it| *it == json!(12.5);
    an_inventory_item_s_cost_is_a_number, "cost", |it| *it == json!(4.2);
    an_inventory_item_s_weight_is_a_number, "weight", |it| *it == json!(0.4);
    an_inventory_item_s_stock_is_an_integer, "stock", |it| *it == json!(31);
    an_inventory_item_s_update_source_is_a_string, "update_source", |it| it == "Pier";
    an_inventory_item_s_location_is_a_string, "location", |it| it == "Dock 2";
    an_inventory_item_s_manufacturer_sku_is_a_string, "manufacturer_sku", |it| it == "M-7";
    an_inventory_item_s_metadata_is_an_object, "metadata", |it| *it == json!({"print_sku": "P-1"});
    an_inventory_item_s_variation_list_is_an_object, "variation_list", |it| *it == json!({"Color": "Blue"});
    an_inventory_item_s_date_added_is_a_date, "date_added", is_date;
    an_inventory_item_s_date_updated_is_a_date, "date_updated", is_date;
}

#[tokio::test]
async fn an_inventory_item_of_nothing_but_name_and_code_is_blank_zero_and_null() {
    let (_, least) = inventory_items().await;
    let expected = json!({"name": "Cup", "code": "CUP", "price": 0, "cost": 0, "weight": 0, "stock": 0, "location": "",
                          "manufacturer_sku": null, "metadata": [], "variation_list": []});
    assert!(least["update_source"].is_string(), "{least}");
    assert_eq!(without(least, &["id", "date_added", "date_updated", "update_source"]), expected);
}

#[tokio::test]
async fn an_itemised_shipment_has_its_items() {
    let shop = Shop::open("itemised").await;
    let order = shop.order("I-1").await;
    let items = json!([{"code": "FRAME", "quantity": 1}]);
    shop.shipment(&order, json!({"tracking_number": "A", "order_items": items})).await;
    let stored = shop.read(&order).await["order_shipments"][0]["order_items"].clone();
    let first = stored.get(0).or_else(|| stored.as_object()?.values().next()).unwrap_or_else(|| panic!("{stored}"));
    assert_eq!(first["code"], "FRAME");
}
