//! Orders that are made of others, on the real stream: each is there once, and what follows from it happens once. What
//! dies where is in `tests/api/faults`.

use serde_json::{Value, json};

use crate::shop::{PATIENCE, Shop, eventually, text};

async fn count(shop: &Shop) -> u64 {
    shop.get("/api/v2/orders?limit=1").await["total_records"].as_u64().unwrap()
}

fn shipments(order: &Value) -> Vec<String> {
    let all = order["order_shipments"].as_array().unwrap();
    all.iter().map(|shipment| text(&shipment["tracking_number"])).collect()
}

/// The posts of rules for `event`, told apart by their path.
async fn post_rule(shop: &Shop, event: &str) {
    let actions = json!([{"action": "post_order_json", "url": shop.receiver.url(&format!("/{event}"))}]);
    shop.rule(event, event, actions).await;
}

#[tokio::test]
async fn a_rule_splits_an_order_and_each_part_is_posted_once() {
    let shop = Shop::open("splits").await;
    for event in ["order_split", "items_removed_after_split"] {
        post_rule(&shop, event).await;
    }
    shop.rule("Split", "order_imported", json!([{"action": "split_order", "by": "code"}])).await;
    let parent = shop.order("S-1").await;
    let child = eventually("the part", async || {
        let family = shop.get(&format!("/v1/orders/{parent}/family")).await;
        family["family"]["split_to"].as_array().and_then(|all| all.first()).map(text)
    });
    let child = child.await;
    shop.appointments(&child, "complete", 1).await;
    shop.appointments(&parent, "complete", 1).await;
    let (parent, child) = (shop.read(&parent).await, shop.read(&child).await);
    assert_eq!((&parent["quantity_total"], &child["quantity_total"]), (&json!(2), &json!(1)));
    let total = |order: &Value| order["order_total"].as_f64().unwrap();
    assert!((total(&parent) + total(&child) - 63.75).abs() < 0.001, "{parent} {child}");
    assert_eq!(count(&shop).await, 2);
    for event in ["order_split", "items_removed_after_split"] {
        assert_eq!(shop.receiver.received(&format!("/{event}")).len(), 1, "{event}");
    }
}

#[tokio::test]
async fn orders_are_merged_and_what_ships_goes_back_to_each() {
    let shop = Shop::open("merges").await;
    post_rule(&shop, "order_merged").await;
    let originals = [shop.order("M-1").await, shop.order("M-2").await];
    let merged = shop.post("/v1/orders/merge", &json!({"ids": originals})).await["order"].clone();
    assert_eq!((&merged["source_id"], &merged["quantity_total"]), (&json!("M-2-M"), &json!(6)));
    let id = text(&merged["id"]);
    shop.appointments(&id, "complete", 1).await;
    shop.post(&format!("/api/v2/orders/{id}/shipments"), &json!({"tracking_number": "T-1"})).await;
    for original in &originals {
        eventually("the shipment at its original", async || {
            (shipments(&shop.read(original).await) == ["T-1"]).then_some(())
        })
        .await;
    }
    assert_eq!(count(&shop).await, 3);
    assert_eq!(shop.receiver.received("/order_merged").len(), 1);
}

/// Both ask to be merged with the other, each by a record of its own.
#[tokio::test]
async fn orders_that_rules_merge_are_one_order_and_it_is_posted_once() {
    let shop = Shop::open("rule-merges").await;
    post_rule(&shop, "order_merged").await;
    let event = json!({"name": "Together", "folder_id": 1, "every": "week", "day": "monday", "at": "03:00"});
    let event = shop.post("/v1/custom-events", &event).await["custom_event"]["id"].clone();
    let actions = json!([{"action": "merge_orders", "archive_folder_id": 4}]);
    let rule = json!({"name": "Together", "event": "custom_event", "event_id": event, "actions": actions});
    shop.post("/v1/rules", &rule).await;
    let originals = [shop.order("G-1").await, shop.order("G-2").await];
    let body = json!({"action": "run_event", "event": "custom_event", "event_id": event, "ids": originals});
    // Again as long as the index does not have both.
    let merged = eventually("the merged order", async || {
        shop.post("/v1/sweeps", &body).await;
        let family = shop.get(&format!("/v1/orders/{}/family", originals[0])).await;
        let merged = family["family"]["merged_to"].as_str()?.to_owned();
        (shop.call("GET", &format!("/v1/orders/{merged}"), None).await.status == 200).then_some(merged)
    });
    let merged = merged.await;
    shop.appointments(&merged, "complete", 1).await;
    for original in &originals {
        assert_eq!(shop.read(original).await["folder_id"], 4);
    }
    assert_eq!(count(&shop).await, 3);
    assert_eq!(shop.receiver.received("/order_merged").len(), 1);
}

/// Two stores that agreed by a key of each.
async fn linked(name: &str) -> (Shop, Shop) {
    let (one, other) = (Shop::open(name).await, Shop::open(&format!("{name}-other")).await);
    one.link(&other).await;
    (one, other)
}

#[tokio::test]
async fn a_copy_is_imported_once_by_the_other_store_and_its_shipment_comes_back() {
    let (shop, printer) = linked("copies").await;
    post_rule(&printer, "order_imported").await;
    let copy = json!([{"action": "copy_order", "store_id": printer.id}]);
    shop.rule("To the printer", "order_imported", copy).await;
    let original = shop.order("C-1").await;
    let copy = eventually("the copy", async || {
        let found = printer.get("/api/v2/orders?source_id=C-1").await;
        (found["total_records"] == 1).then(|| text(&found["orders"][0]["id"]))
    });
    let copy = copy.await;
    printer.appointments(&copy, "complete", 1).await;
    printer.post(&format!("/api/v2/orders/{copy}/shipments"), &json!({"tracking_number": "T-1"})).await;
    eventually("the shipment at the original", async || {
        (shipments(&shop.read(&original).await) == ["T-1"]).then_some(())
    })
    .await;
    assert_eq!(printer.receiver.wait_for("/order_imported", 1, PATIENCE).await.unwrap().len(), 1);
    assert_eq!((count(&shop).await, count(&printer).await), (1, 1));
}

#[tokio::test]
async fn a_moved_order_is_in_the_other_store_alone() {
    let (shop, archive) = linked("moves").await;
    let order = shop.order("V-1").await;
    let moved = shop.post(&format!("/v1/orders/{order}/move"), &json!({"store_id": archive.id})).await;
    eventually("the order gone here", async || {
        (shop.call("GET", &format!("/v1/orders/{order}"), None).await.status == 404).then_some(())
    })
    .await;
    let there = archive.read(&text(&moved["order"]["order_id"])).await;
    assert_eq!(there["source_id"], "V-1");
    let counts = async || (count(&shop).await, count(&archive).await);
    eventually("one order in all", async || (counts().await == (0, 1)).then_some(())).await;
}

/// The same to more orders than a call does, by the queue; and back.
#[tokio::test]
async fn many_orders_are_tagged_and_their_tags_taken_back() {
    let shop = Shop::open("many").await;
    let orders: Vec<Value> = (0..40).map(|number| crate::shop::order(&format!("W-{number}"))).collect();
    let made = shop.post("/v1/bulk/orders", &json!({"orders": orders})).await;
    let ids: Vec<String> = made["results"].as_array().unwrap().iter().map(|made| text(&made["order_id"])).collect();
    let ended = async |sweep: &Value| {
        let path = format!("/v1/sweeps/{}", text(&sweep["sweep"]["id"]));
        eventually("the sweep done", async || {
            let found = shop.get(&path).await["sweep"].clone();
            (found["status"] == "done").then_some(found)
        })
        .await
    };
    let body = json!({"action": "set_tag", "color": "Red", "ids": ids});
    let swept = ended(&shop.post("/v1/sweeps", &body).await).await;
    assert_eq!((&swept["done"], &swept["refused"]), (&json!(40), &json!(0)), "{swept}");
    assert_eq!(shop.read(&ids[39]).await["tag_name"], "error");
    let path = format!("/v1/sweeps/{}/undo", text(&swept["id"]));
    let undone = ended(&shop.post(&path, &Value::Null).await).await;
    assert_eq!((&undone["done"], &undone["refused"]), (&json!(40), &json!(0)), "{undone}");
    assert_eq!(shop.read(&ids[39]).await["tag_name"], "");
}
