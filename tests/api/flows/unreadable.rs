//! Rows that can't be read any more: each spoils itself alone, and can be removed.

use serde_json::{Value, json};

use crate::shop::{Shop, text};

/// What a body may have become: of a dictionary that is not known, cut off, empty, of another kind of row.
const BODIES: [&str; 4] = ["AmFiYw==", "AXg=", "", "e30="];

/// Puts a row with this body in place of one that is there.
fn damage(shop: &Shop, pk: &str, sk: &str, body: &str) {
    let mut row = json!(shop.world.aws.dynamo.row(pk, sk).unwrap());
    row["body"] = json!({"B": body});
    shop.put_row(&row);
}

/// Asks for one that can't be read, and removes it.
async fn is_refused_and_removed(shop: &Shop, path: &str) {
    let reply = shop.call("GET", path, None).await;
    assert_eq!((reply.status, reply.text().contains("unreadable")), (500, true), "{}", reply.text());
    assert_eq!(shop.call("DELETE", path, None).await.status, 200, "{path}");
    assert_eq!(shop.call("DELETE", path, None).await.status, 404, "{path}");
    assert_eq!(shop.call("GET", path, None).await.status, 404, "{path}");
}

/// Catches an order that takes every list of its store with it.
#[tokio::test]
async fn an_order_that_can_not_be_read_is_left_out_of_lists_and_can_be_removed() {
    let shop = Shop::open("damaged-orders").await;
    for (index, body) in BODIES.iter().enumerate() {
        let (bad, good) = (shop.order(&format!("B-{index}")).await, shop.order(&format!("G-{index}")).await);
        damage(&shop, &format!("O#{}#{bad}", shop.id), "O", body);
        for list in [
            "/api/v2/orders?limit=500",
            "/api/v2/orders?limit=500&email=ada@example.com",
            "/api/v2/orders?limit=500&source_name=flow%20cart",
            "/api/v2/orders?limit=500&order_by=shipping_city",
            "/api/v2/orders?limit=500&modified_start_date=2020-01-01",
            "/v1/orders?limit=500",
        ] {
            let listed = shop.get(list).await;
            let ids: Vec<String> = listed["orders"].as_array().unwrap().iter().map(|it| text(&it["id"])).collect();
            assert!(ids.contains(&good) && !ids.contains(&bad), "{list}: {ids:?}");
        }
        let moved = json!({"order_id_list": [bad, good], "destination_folder_id": 2});
        let moved = shop.post("/api/v2/move-orders", &moved).await;
        assert!(text(&moved["message"]).starts_with('1'), "{moved}");
        is_refused_and_removed(&shop, &format!("/api/v2/orders/{bad}")).await;
        assert_ne!(shop.order(&format!("B-{index}")).await, bad, "its id is not given again");
    }
    let count: Value = shop.post("/v1/folders/1/recount", &json!({})).await;
    assert_eq!(count["total"], BODIES.len());
}

/// Catches an item that takes the inventory with it, and keeps its code for ever.
#[tokio::test]
async fn an_inventory_item_that_can_not_be_read_is_left_out_of_lists_and_can_be_removed() {
    let shop = Shop::open("damaged-items").await;
    for (index, body) in BODIES.iter().enumerate() {
        let item = |code: &str| json!({"name": "Mug", "code": code});
        let made = shop.post("/api/v2/inventory-items", &item(&format!("BAD-{index}"))).await;
        shop.post("/api/v2/inventory-items", &item(&format!("GOOD-{index}"))).await;
        let id = text(&made["inventory_item"]["id"]);
        damage(&shop, &format!("I#{}#{id}", shop.id), "I", body);
        for (list, count) in [("search=mug", index * 2 + 1), (&format!("code=BAD-{index},GOOD-{index}"), 1)] {
            let listed = shop.get(&format!("/api/v2/inventory-items?{list}")).await;
            assert_eq!(listed["records_returned"], count, "{list}");
        }
        let taken = shop.call("POST", "/api/v2/inventory-items", Some(&item(&format!("bad-{index}")))).await;
        assert_eq!(taken.status, 400, "{}", taken.text());
        is_refused_and_removed(&shop, &format!("/api/v2/inventory-items/{id}")).await;
        shop.post("/api/v2/inventory-items", &item(&format!("BAD-{index}"))).await;
    }
}

/// Catches a rule that stops all others of its store.
#[tokio::test]
async fn a_rule_that_can_not_be_read_is_left_out_and_can_be_removed_while_the_others_run() {
    let shop = Shop::open("damaged-rules").await;
    let note = |text: &str| json!([{"action": "add_order_note", "content": text}]);
    shop.rule("Good", "order_imported", note("seen")).await;
    for (index, body) in BODIES.iter().enumerate() {
        let bad = text(&shop.rule("Bad", "order_imported", note("bad")).await["id"]);
        damage(&shop, &format!("S#{}", shop.id), &format!("R#{bad}"), body);
        // So that functions read the rules again.
        shop.rule("Other", "folder_changed", note("other")).await;
        let listed = shop.get("/v1/rules").await;
        assert_eq!(listed["rules"].as_array().unwrap().len(), index + 2);
        let order = shop.order(&format!("R-{index}")).await;
        shop.world.settle().await;
        let notes = shop.get(&format!("/api/v2/orders/{order}")).await["order"]["order_notes"].clone();
        assert_eq!(notes.as_array().unwrap().len(), 1);
        is_refused_and_removed(&shop, &format!("/v1/rules/{bad}")).await;
    }
}
