//! Inventory items of a file.

use domain::{ImportKind, ImportTemplate, InventoryPolicy};
use serde_json::{Value, json};

use super::{Desk, counts, template};
use crate::shop::Shop;

fn inventory_template(inventory_policy: InventoryPolicy) -> ImportTemplate {
    let columns = [("SKU", "code"), ("Name", "name"), ("Stock", "stock"), ("Size", "variation:Size")];
    ImportTemplate { inventory_policy, ..template(ImportKind::Inventory, &columns) }
}

async fn item(shop: &Shop, code: &str) -> Value {
    shop.get(&format!("/api/v2/inventory-items?code={code}")).await["inventory_items"][0].clone()
}

/// Catches a policy that does what another says: blanks what the file has not, makes what is to be left, touches more
/// than the stock.
#[tokio::test]
async fn items_become_what_the_policy_says() {
    let file = "SKU,Name,Stock,Size\nmug,,7,L\nCAP,Cap,3,\nBAD,,x,\n";
    for (policy, expected, name) in [
        (InventoryPolicy::Upsert, [1, 1, 0, 1], "Tide Mug"),
        (InventoryPolicy::UpdateStock, [0, 1, 0, 2], "Tide Mug"),
        (InventoryPolicy::Replace, [1, 0, 0, 2], "Tide Mug"),
    ] {
        let shop = Shop::open(&format!("import-{}", policy.name())).await;
        let mug = json!({"name": "Tide Mug", "code": "MUG", "stock": 1, "location": "A1"});
        shop.post("/api/v2/inventory-items", &mug).await;
        let desk = Desk::with(&shop, &inventory_template(policy)).await;
        let import = desk.import("stock.csv", file).await;
        assert_eq!(counts(&import), expected, "{policy:?}: {:?}", import.findings);
        let mug = item(&shop, "MUG").await;
        let stock = if policy == InventoryPolicy::Replace { 1 } else { 7 };
        assert_eq!((&mug["name"], &mug["stock"], &mug["location"]), (&json!(name), &json!(stock), &json!("A1")));
        let has_size = mug["variation_list"]["Size"] == "L";
        assert_eq!(has_size, policy == InventoryPolicy::Upsert, "{policy:?}: {mug}");
    }
}

/// Catches an item that is written though nothing of it differs, and one that is made though that is not allowed.
#[tokio::test]
async fn what_is_there_already_is_skipped_and_what_must_not_be_made_is_refused() {
    let shop = Shop::open("import-stock-twice").await;
    let template = ImportTemplate { allows_creation: false, ..inventory_template(InventoryPolicy::Upsert) };
    let mug = json!({"name": "Tide Mug", "code": "MUG", "stock": 7});
    shop.post("/api/v2/inventory-items", &mug).await;
    let desk = Desk::with(&shop, &template).await;
    let before = item(&shop, "MUG").await;
    let import = desk.import("stock.csv", "SKU,Name,Stock,Size\nMUG,Tide Mug,7,\nCAP,Cap,3,\n").await;
    assert_eq!(counts(&import), [0, 0, 1, 1]);
    assert_eq!(item(&shop, "MUG").await, before);
    assert_eq!(import.findings[0].what, "row 3: the inventory has no item of this code");
}
