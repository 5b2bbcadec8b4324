//! The inventory where suppliers, kits and files have to do with it (orderdesk-app 7, 12).

use domain::{ImportKind, ImportTemplate, ShipmentMatch};
use serde_json::{Value, json};

use super::imports::{Desk, counts, order_file, order_template, template};
use super::inventory::stocked;
use super::stock::stock;
use crate::shop::{Shop, order, text};

async fn both(shop: &Shop) -> (i64, i64) {
    (stock(shop, "PRINT-A3").await, stock(shop, "FRAME").await)
}

/// Changes an order, or something of the store, which must be taken.
async fn patch(shop: &Shop, path: &str, body: Value) {
    let reply = shop.call("PATCH", path, Some(&body)).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
}

/// A supplier of prints whose key calls of the supplier's API are made with from then on.
async fn supplier_with_key(shop: &Shop, more: Value) -> String {
    let supplier = shop.supplier("Harbor Prints", &["PRINT-A3", "SHIRT"], more).await;
    shop.supplier_key.set(shop.key_of_supplier(&supplier).await).unwrap();
    supplier
}

/// The codes by which a supplier is told of an order.
async fn codes_of(shop: &Shop, order: &str) -> Vec<String> {
    let own = shop.get(&format!("/v1/supplier/orders/{order}")).await;
    own["order"]["order_items"].as_array().unwrap().iter().map(|item| text(&item["code"])).collect()
}

/// F107: catches stock that a canceled order keeps, as it was put into another folder than that of canceled ones.
#[tokio::test]
async fn an_order_that_is_canceled_into_another_folder_gives_its_stock_back() {
    let shop = stocked("canceled-elsewhere", json!({"stock_is_taken": "on_import"})).await;
    let supplier = supplier_with_key(&shop, json!({"if_canceled_folder_id": 3})).await;
    let order_id = shop.order("S-1").await;
    shop.submit(&order_id, &supplier).await;
    assert_eq!(both(&shop).await, (8, 9));
    shop.post(&format!("/v1/supplier/orders/{order_id}/cancel"), &json!({"note": "Sold out"})).await;
    assert_eq!(both(&shop).await, (10, 10));
    assert_eq!(shop.get(&format!("/v1/orders/{order_id}")).await["order"]["folder_id"], 3);
    patch(&shop, &format!("/v1/orders/{order_id}"), json!({"folder_id": 1})).await;
    assert_eq!(both(&shop).await, (8, 9), "it was taken out of there");
    let other = shop.order("S-2").await;
    patch(&shop, &format!("/v1/orders/{other}"), json!({"folder_id": 3})).await;
    assert_eq!(both(&shop).await, (6, 8), "one that is only moved there is not canceled");
}

/// F104, F106: catches a supplier that is sent the store's own codes, as the inventory that says others is a linked store's.
#[tokio::test]
async fn a_supplier_is_told_the_codes_of_the_inventory_that_the_store_uses() {
    let (owner, shop) = (Shop::open("codes-owner").await, Shop::open("codes-borrower").await);
    for (at, code_replace) in [(&owner, "HP-SHARED"), (&shop, "HP-OWN")] {
        let item = json!({"name": "Print", "code": "PRINT-A3", "metadata": {"code_replace": code_replace}});
        at.post("/api/v2/inventory-items", &item).await;
    }
    let supplier = supplier_with_key(&shop, json!({})).await;
    let order_id = shop.order("S-1").await;
    shop.submit(&order_id, &supplier).await;
    assert_eq!(codes_of(&shop, &order_id).await, ["HP-OWN"]);
    shop.link(&owner).await;
    patch(&shop, "/v1/store", json!({"settings": {"inventory_of_store": owner.id}})).await;
    shop.world.advance(std::time::Duration::from_mins(1));
    assert_eq!(codes_of(&shop, &order_id).await, ["HP-SHARED"]);
    assert_eq!(shop.call("DELETE", &format!("/v1/links/{}", owner.id), None).await.status, 200);
    assert_eq!(codes_of(&shop, &order_id).await, ["PRINT-A3"], "nobody's inventory is used then");
}

/// F104: catches a size that goes out under the code of all sizes.
#[tokio::test]
async fn a_supplier_is_told_the_code_of_a_variation() {
    let shop = Shop::open("codes-varied").await;
    let code = "SHIRT[Color=Red,Size=L]";
    let item = json!({"name": "Red shirt, L", "code": code, "metadata": {"code_replace": "HS-RED-L"}});
    shop.post("/api/v2/inventory-items", &item).await;
    let supplier = supplier_with_key(&shop, json!({})).await;
    let mut sent = order("S-1");
    sent["order_items"] = json!([
        {"code": "SHIRT", "quantity": 1, "variation_list": {"Size": "L", "Color": "Red"}},
        {"code": "SHIRT", "quantity": 1, "variation_list": {"Size": "M", "Color": "Red"}},
    ]);
    let order_id = text(&shop.post("/api/v2/orders", &sent).await["order"]["id"]);
    shop.submit(&order_id, &supplier).await;
    assert_eq!(codes_of(&shop, &order_id).await, ["HS-RED-L", "SHIRT"]);
}

/// F108: catches a mail about the own stock of a kit, which counts for nothing, and none about its component.
#[tokio::test]
async fn the_components_of_a_kit_become_low_and_not_the_kit() {
    let shop = Shop::with("kit-low", json!({"rate_limit": "off", "stock_is_taken": "on_import"})).await;
    let low_at_six = json!({"name": "Print", "code": "PRINT-A3", "stock": 10, "reorder_level": 6});
    shop.post("/api/v2/inventory-items", &low_at_six).await;
    let kit_of = |stock: i64| {
        let components = json!([{"code": "PRINT-A3", "quantity": 2}]);
        json!({"name": "Set", "code": "SET", "stock": stock, "reorder_level": 5, "components": components})
    };
    let kit = text(&shop.post("/api/v2/inventory-items", &kit_of(9)).await["inventory_item"]["id"]);
    let put = shop.call("PUT", &format!("/api/v2/inventory-items/{kit}"), Some(&kit_of(1))).await;
    assert_eq!(put.status, 200, "{}", put.text());
    shop.world.settle().await;
    assert_eq!(shop.mails().len(), 0, "{:?}", shop.mails());
    let mut sent = order("K-1");
    sent["order_items"] = json!([{"code": "SET", "quantity": 2}]);
    shop.post("/api/v2/orders", &sent).await;
    shop.world.settle().await;
    let subjects: Vec<String> = shop.mails().into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects, ["Low stock in kit-low: PRINT-A3"]);
}

/// F107: catches stock that does not follow what comes by a file for which no rule runs.
#[tokio::test]
async fn stock_follows_files_for_which_no_rule_runs() {
    let shop = stocked("quiet-orders", json!({"stock_is_taken": "on_import"})).await;
    let desk = Desk::with(&shop, &ImportTemplate { runs_rules: false, ..order_template() }).await;
    let row = "1001,ada@example.com,Ada Lind,Portland,PRINT-A3,Print,3,12.50,";
    assert_eq!(counts(&desk.import("orders.csv", order_file(&[row])).await), [1, 0, 0, 0]);
    assert_eq!(both(&shop).await, (7, 10));
}

/// F107: catches a tracking file for which no rule runs that takes no stock, or after which the order still waits at its
/// supplier, who has shipped all of it.
#[tokio::test]
async fn a_tracking_file_without_rules_takes_stock_and_ends_what_stands_at_the_supplier() {
    let shop = stocked("quiet-parcels", json!({"stock_is_taken": "on_shipment"})).await;
    let supplier = supplier_with_key(&shop, json!({"after_shipment_folder_id": 4})).await;
    let order_id = shop.order("T-1").await;
    shop.submit(&order_id, &supplier).await;
    assert_eq!(both(&shop).await, (10, 10));
    let columns = [("Order", "source_id"), ("Tracking", "tracking_number")];
    let tracking = template(ImportKind::Shipments, &columns);
    let tracking = ImportTemplate { shipment_match: ShipmentMatch::SourceId, runs_rules: false, ..tracking };
    let desk = Desk::with(&shop, &tracking).await;
    let import = desk.import("tracking.csv", "Order,Tracking\nT-1,TRACK-1\n").await;
    assert_eq!(counts(&import), [1, 0, 0, 0], "{:?}", import.findings);
    assert_eq!(both(&shop).await, (8, 9), "all of it left");
    let own = shop.get(&format!("/v1/supplier/orders/{order_id}")).await;
    assert_eq!(own["order"]["status"], "shipped");
    assert_eq!(shop.get(&format!("/v1/orders/{order_id}")).await["order"]["folder_id"], 4);
}
