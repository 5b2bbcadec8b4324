//! The main job by keys alone, and what the script does for who types.

use serde_json::json;

use super::DESK;
use super::stage::{begin, in_shop};
use crate::browser::{Browser, DOWN, ENTER, ESCAPE, HOLD_CONTROL, TAB};
use crate::shop::{Shop, eventually};

/// Catches a step of the main job that takes a mouse: going to the orders, ticking two, moving them, giving them back,
/// opening one, and finding another.
#[tokio::test]
async fn orders_are_moved_given_back_opened_and_found_by_keys_alone() {
    let shop = Shop::open("console-keys").await;
    let Some(mut browser) = Browser::open_with_scripts(shop.cloud, "console-keys").await else { return };
    let ids = [shop.order("K-1").await, shop.order("K-2").await, shop.order("K-3").await];
    begin(&browser, &shop, "ada-keys@example.com").await;
    browser.resize(DESK).await;
    browser.visit(&in_shop(&shop, "")).await;

    browser.type_text("go").await;
    browser.arrives("/orders").await;
    browser.shows("K-3").await;
    browser.type_text("jxjx").await;
    browser.shows("2 selected").await;
    browser.type_text("m").await;
    browser.shows("To the folder").await;
    browser.type_text("Prep").await;
    browser.keys([TAB, ENTER]).await;
    browser.arrives("done=moved").await;
    browser.shows("Moved.").await;
    let moved = lying_in(&shop, &ids, 2).await;
    assert_eq!(moved.len(), 2, "{moved:?}");
    browser.type_text("z").await;
    browser.arrives("done=undone").await;
    browser.shows("Undone.").await;
    assert_eq!(lying_in(&shop, &ids, 1).await.len(), 3);

    browser.keys(['j', ENTER]).await;
    browser.arrives("/orders/").await;
    browser.keys(['/']).await;
    browser.shows("Go to").await;
    browser.type_text("K-1").await;
    browser.shows("All that is found for K-1").await;
    browser.keys([ENTER]).await;
    browser.arrives(&ids[0]).await;
    browser.keys([HOLD_CONTROL, 'k']).await;
    browser.shows("Go to").await;
    browser.type_text("K-1").await;
    browser.shows("All that is found for K-1").await;
    browser.keys([DOWN, ENTER]).await;
    browser.arrives("name=K-1").await;
    browser.keys([HOLD_CONTROL, 'k']).await;
    browser.shows("Go to").await;
    browser.type_text("sweeps").await;
    browser.shows("All that is found for sweeps").await;
    browser.keys([ENTER]).await;
    browser.arrives("/sweeps").await;
    browser.shows("Move").await;

    for (key, dialog) in [('/', "find"), ('?', "keys")] {
        let is_open = format!("return document.getElementById('{dialog}').open");
        browser.keys([key]).await;
        assert_eq!(browser.evaluate(&is_open).await, json!(true), "{dialog}");
        browser.keys([ESCAPE]).await;
        assert_eq!(browser.evaluate(&is_open).await, json!(false), "{dialog}");
    }
    browser.keys(['j']).await;
    let row = browser.focused().await;
    assert!(row.contains("Move") || row.contains("Undo"), "the first sweep has the focus: {row}");
    let faults = browser.faults().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Those of these orders that lie in a folder.
async fn lying_in(shop: &Shop, ids: &[String], folder: u64) -> Vec<String> {
    let mut found = vec![];
    for id in ids {
        if shop.read(id).await["folder_id"] == json!(folder) {
            found.push(id.clone());
        }
    }
    found
}

/// Catches suggestions that never come, and an item that is chosen without its name and price.
#[tokio::test]
async fn an_item_whose_code_is_typed_brings_its_name_and_its_price() {
    let shop = Shop::open("console-typing").await;
    let Some(mut browser) = Browser::open_with_scripts(shop.cloud, "console-typing").await else { return };
    for (name, code) in [("Mug, harbour", "MUG-1"), ("Mug, lake", "MUG-2")] {
        shop.post("/api/v2/inventory-items", &json!({"name": name, "code": code, "price": "12.50"})).await;
    }
    begin(&browser, &shop, "ada-typing@example.com").await;
    browser.resize(DESK).await;
    browser.visit(&in_shop(&shop, "/orders/new")).await;
    browser.fill("Code of item 1", "mug-2").await;
    eventually("a suggestion", async || {
        let count = browser.evaluate("return document.getElementById('known-items').options.length").await;
        (count == json!(1)).then_some(())
    })
    .await;
    browser.keys([TAB]).await;
    let script = "return ['name', 'price'].map((part) => document.querySelector(`[name=item-0-${part}]`).value)";
    assert_eq!(browser.evaluate(script).await, json!(["Mug, lake", "12.50"]));
    let faults = browser.faults().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
