//! Inventory items of a file.

use domain::{ImportKind, ImportTemplate, InventoryPolicy, SweepStatus};
use serde_json::{Value, json};

use super::{Desk, counts, template};
use crate::shop::{Shop, text};

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

/// F088. Catches a dry run that writes, or that tells something else than what is done then.
#[tokio::test]
async fn a_dry_run_of_items_says_what_would_be_and_writes_nothing() {
    let shop = Shop::open("import-stock-dry").await;
    let template = inventory_template(InventoryPolicy::Upsert);
    shop.post("/api/v2/inventory-items", &json!({"name": "Tide Mug", "code": "MUG", "stock": 1})).await;
    let desk = Desk::with(&shop, &template).await;
    let all = async || shop.get("/api/v2/inventory-items").await["inventory_items"].clone();
    let before = all().await;
    let file = "SKU,Name,Stock,Size\nmug,,7,L\nCAP,Cap,3,\nBAD,,x,\nCAP,,4,\nmug,,7,\n";
    let tried = desk.try_out(&template, file).await;
    assert_eq!((counts(&tried), all().await), ([1, 2, 1, 1], before));
    let done = desk.import("stock.csv", file).await;
    assert_eq!((counts(&tried), desk.refused(&tried)), (counts(&done), desk.refused(&done)));
    let changes = |import| desk.report(import).into_iter().map(|entry| entry.changes).collect::<Vec<_>>();
    assert_eq!(changes(&tried), changes(&done));
    assert!(changes(&tried)[0].iter().any(|change| (change.field.as_str(), change.after.as_str()) == ("stock", "7")));
}

/// Catches an undo that leaves an item which two rows of the file made, or removes one that somebody changed since.
#[tokio::test]
async fn an_undo_removes_the_items_that_only_the_import_touched() {
    let shop = Shop::open("import-stock-undo").await;
    let desk = Desk::with(&shop, &inventory_template(InventoryPolicy::Upsert)).await;
    let file = "SKU,Name,Stock,Size\nMUG,Mug,7,\nCAP,Cap,3,\nHAT,Hat,1,\nCAP,,4,\n";
    let import = desk.import("stock.csv", file).await;
    assert_eq!(counts(&import), [3, 1, 0, 0]);
    let hat = item(&shop, "HAT").await;
    let path = format!("/api/v2/inventory-items/{}", text(&hat["id"]));
    let change = json!({"name": "Hat", "code": "HAT", "stock": 2});
    assert_eq!(shop.call("PUT", &path, Some(&change)).await.status, 200);
    shop.post(&format!("/v1/imports/{}/undo", import.id.number), &json!({})).await;
    let undo = desk.imports().await.pop().unwrap();
    assert_eq!((undo.status, undo.changed, undo.refused), (SweepStatus::Done, 2, 1), "{:?}", undo.findings);
    let left = shop.get("/api/v2/inventory-items").await["inventory_items"].as_array().unwrap().clone();
    assert_eq!(left.iter().map(|item| text(&item["code"])).collect::<Vec<_>>(), ["HAT"]);
}
