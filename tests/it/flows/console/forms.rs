//! The forms of each area, in a browser without scripts, on a desk and on a phone: what is shown can be found by its label,
//! filled in and sent.

use serde_json::{Value, json};

use super::stage::{begin, in_shop};
use super::{DESK, PHONE};
use crate::browser::{Browser, ENTER};
use crate::shop::Shop;

/// Opens the browser of somebody who may do everything in the shop.
async fn opened(shop: &Shop, test: &str) -> Option<Browser> {
    let mut browser = Browser::open(shop.cloud, test).await?;
    browser.resize(DESK).await;
    begin(&browser, shop, &format!("ada-{test}@example.com")).await;
    Some(browser)
}

/// Sees that the page says that it was done.
async fn sees(browser: &Browser, done: &str) {
    browser.shows(done).await;
}

/// Catches a form of an order that takes a script, and one that does something else than it says.
#[tokio::test]
async fn an_order_is_moved_tagged_noted_edited_and_split_without_scripts() {
    let shop = Shop::open("console-order-forms").await;
    let Some(mut browser) = opened(&shop, "console-order-forms").await else { return };
    let id = shop.order("3001").await;
    let page = in_shop(&shop, &format!("/orders/{id}"));
    browser.visit(&page).await;
    browser.choose("Folder", "Prepared").await;
    browser.press("Move").await;
    sees(&browser, "Moved.").await;
    browser.choose("Tag", "Green").await;
    browser.press("Tag").await;
    sees(&browser, "Tag changed.").await;
    browser.resize(PHONE).await;
    browser.picture("order").await;
    browser.fill("Add a note", "Ring twice").await;
    browser.press("Add Note").await;
    sees(&browser, "Note added.").await;
    browser.resize(DESK).await;
    browser.visit(&format!("{page}/edit")).await;
    browser.fill_in("Ship to", "City", "Bergen").await;
    browser.press("Save").await;
    sees(&browser, "Order changed.").await;
    browser.visit(&format!("{page}/split")).await;
    browser.fill("Into the new order of Frame", "1").await;
    browser.press_in("Some items into a new order", "Split Order").await;
    sees(&browser, "Order split.").await;
    let order = shop.read(&id).await;
    assert_eq!((&order["folder_id"], &order["tag_name"]), (&json!(2), &json!("success")));
    assert_eq!(
        (&order["shipping"]["city"], &order["order_notes"][0]["content"]),
        (&json!("Bergen"), &json!("Ring twice"))
    );

    browser.visit(&in_shop(&shop, "/orders/new")).await;
    browser.fill("Name of item 1", "Mug, harbour").await;
    browser.fill("Price of item 1", "dear").await;
    browser.fill_in("Ship to", "Last name", "Nordmann").await;
    browser.press("Create order").await;
    sees(&browser, "the price must be an amount").await;
    browser.fill("Price of item 1", "12.50").await;
    browser.press("Create order").await;
    sees(&browser, "Order entered.").await;
    sees(&browser, "Nordmann").await;
}

/// Catches a sweep that takes a script, and one whose undo nobody finds.
#[tokio::test]
async fn orders_are_swept_together_and_given_back_without_scripts() {
    let shop = Shop::open("console-sweep-forms").await;
    let Some(mut browser) = opened(&shop, "console-sweep-forms").await else { return };
    let ids = [shop.order("S-1").await, shop.order("S-2").await];
    browser.resize(PHONE).await;
    browser.visit(&in_shop(&shop, "/orders?folder=1")).await;
    browser.picture("orders").await;
    browser.resize(DESK).await;
    for number in ["S-1", "S-2"] {
        browser.tick(&format!("Select order {number}")).await;
    }
    browser.unfold("Move").await;
    browser.choose("To the folder", "On Hold").await;
    browser.press("Move").await;
    sees(&browser, "Moved.").await;
    for id in &ids {
        shop.folder(id, 3).await;
    }
    browser.press("Undo").await;
    sees(&browser, "Undone.").await;
    for id in &ids {
        shop.folder(id, 1).await;
    }
    browser.visit(&in_shop(&shop, "")).await;
    browser.fill("Search", "S-2").await;
    browser.keys([ENTER]).await;
    browser.shows("Order S-2").await;
}

/// Catches a form of the store's own things that takes a script.
#[tokio::test]
async fn folders_inventory_settings_and_users_are_kept_without_scripts() {
    let shop = Shop::open("console-store-forms").await;
    let Some(browser) = opened(&shop, "console-store-forms").await else { return };
    browser.visit(&in_shop(&shop, "/folders")).await;
    browser.fill_in("Add Folder", "Name", "Europe").await;
    browser.press("Add Folder").await;
    sees(&browser, "Folder added.").await;
    browser.unfold("More for Europe").await;
    browser.fill_in("Europe", "Name", "EU").await;
    browser.press_in("Europe", "Rename").await;
    sees(&browser, "Folder renamed.").await;
    browser.unfold("More for EU").await;
    browser.follow_in("EU", "Delete").await;
    browser.press_in("Delete EU", "Delete").await;
    sees(&browser, "Folder deleted.").await;
    assert_eq!(shop.get("/v1/folders").await["folders"].as_array().map(Vec::len), Some(5));

    browser.visit(&in_shop(&shop, "/inventory/new")).await;
    for (label, value) in [("Name", "Mug, harbour"), ("Code", "MUG-1"), ("Price", "12.50"), ("Stock", "7")] {
        browser.fill(label, value).await;
    }
    browser.press("Add Item").await;
    sees(&browser, "Item added.").await;
    browser.fill("Stock", "9").await;
    browser.press("Save").await;
    sees(&browser, "Item changed.").await;
    let item = shop.get("/api/v2/inventory-items?code=MUG-1").await["inventory_items"][0].clone();
    assert_eq!(crate::shop::text(&item["stock"]), "9");

    browser.visit(&in_shop(&shop, "/settings")).await;
    browser.fill("Store name", "Harbor Prints").await;
    browser.press("Save").await;
    sees(&browser, "Settings saved.").await;
    let store: Value = shop.get("/v1/store").await;
    assert_eq!(store["store"]["name"], json!("Harbor Prints"));

    browser.visit(&in_shop(&shop, "/users")).await;
    let place = format!("/console/{}/users/", shop.id);
    let links = browser.links(&place).await;
    let own = links.iter().find(|link| link.ends_with(|end: char| end.is_ascii_digit())).unwrap();
    let own = own.rsplit('/').next().unwrap();
    browser.visit(&in_shop(&shop, &format!("/users/{own}"))).await;
    browser.fill("Custom User Class", "packing").await;
    browser.press("Save").await;
    sees(&browser, "User changed.").await;
}
