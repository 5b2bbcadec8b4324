//! Imports over crashes: each row is done once, and counted once.

use domain::{DuplicatePolicy, ImportKind, ImportTemplate, InventoryPolicy};
use serde_json::json;

use super::{at_each_write, counted};
use crate::flows::imports::{Desk, counts, order_file, order_template, template};
use crate::shop::Shop;
use crate::world::Function;

const FIRST: &str = "1001,ada@example.com,Ada Lind,Portland,MUG,Mug,2,12.50,";

/// Catches an import that makes an order twice or counts one wrong when it goes on after a crash.
#[tokio::test]
async fn an_import_of_orders_over_a_crash_after_each_of_its_writes_counts_the_same() {
    let crashes = at_each_write("import-orders", Function::ImportFile, async |shop, crash| {
        let update = ImportTemplate { duplicates: DuplicatePolicy::Update, ..order_template() };
        let desk = Desk::with(shop, &update).await;
        desk.import("before.csv", order_file(&[FIRST])).await;
        let rows = [
            "1001,new@example.com,,,MUG,,3,,",
            "1002,bo@example.com,Bo Harbor,Duluth,MUG,Mug,two,1,",
            "1003,cy@example.com,Cy Quay,Bergen,MUG,Mug,1,1,",
            "1004,cy@example.com,Cy Quay,Bergen,MUG,Mug,1,1,",
            "1003,,,,CAP,Cap,1,1,",
        ];
        desk.drop_times("orders.csv", order_file(&rows), 2);
        crash.plan(shop);
        crash.end(shop).await;
        let after = format!("after write {}", crash.writes);
        let imports = desk.imports().await;
        assert_eq!(imports.len(), 2, "{after}");
        assert_eq!(counts(&imports[1]), [2, 1, 0, 1], "{after}");
        assert_eq!((imports[1].seen, desk.report(&imports[1]).len()), (5, 4), "{after}");
        assert!(desk.refused(&imports[1]).is_some_and(|rows| rows.contains("1002,")), "{after}");
        // A crash between an order and its folder's count leaves the count one off, until a recount.
        assert_eq!(counted(shop, 1).await.1, 3, "{after}");
    });
    assert!(crashes.await >= 8, "the note, the import, three orders, reports, the parts");
}

/// Catches an item that is made twice, or counted as changed when it was made.
#[tokio::test]
async fn an_import_of_inventory_over_a_crash_after_each_of_its_writes_counts_the_same() {
    let crashes = at_each_write("import-stock", Function::ImportFile, async |shop, crash| {
        let columns = [("SKU", "code"), ("Name", "name"), ("Stock", "stock")];
        let template = template(ImportKind::Inventory, &columns);
        let desk = Desk::with(shop, &ImportTemplate { inventory_policy: InventoryPolicy::Upsert, ..template }).await;
        shop.post("/api/v2/inventory-items", &json!({"name": "Mug", "code": "MUG", "stock": 1})).await;
        desk.drop("stock.csv", "SKU,Name,Stock\nMUG,,7\nCAP,Cap,3\nCAP,,4\n");
        crash.plan(shop);
        crash.end(shop).await;
        let after = format!("after write {}", crash.writes);
        assert_eq!(counts(&desk.imports().await[0]), [1, 2, 0, 0], "{after}");
        let caps = shop.get("/api/v2/inventory-items?code=CAP").await;
        assert_eq!((&caps["total_records"], &caps["inventory_items"][0]["stock"]), (&json!("1"), &json!(4)), "{after}");
    });
    assert!(crashes.await >= 6, "the note, the import, items and a code, the report, the part");
}

/// Catches a shipment that is added twice, or counted as there before when it was added.
#[tokio::test]
async fn an_import_of_shipments_over_a_crash_after_each_of_its_writes_counts_the_same() {
    let crashes = at_each_write("import-tracking", Function::ImportFile, async |shop: &Shop, crash| {
        let columns = [("Order", "source_id"), ("Tracking", "tracking_number")];
        let desk = Desk::with(shop, &template(ImportKind::Shipments, &columns)).await;
        let order = shop.order("T-1").await;
        shop.world.settle().await;
        desk.drop("tracking.csv", "Order,Tracking\nT-1,TRACK-1\nT-1,TRACK-2\nT-1,TRACK-1\n");
        crash.plan(shop);
        crash.end(shop).await;
        let after = format!("after write {}", crash.writes);
        assert_eq!(counts(&desk.imports().await[0]), [2, 0, 1, 0], "{after}");
        let found = shop.get(&format!("/api/v2/orders/{order}")).await["order"].clone();
        assert_eq!(found["order_shipments"].as_array().unwrap().len(), 2, "{after}");
    });
    assert!(crashes.await >= 5, "the note, the import, two shipments, the report, the part");
}
