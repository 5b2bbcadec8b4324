//! Stock that follows orders by a store's setting, through the API and the stream (orderdesk-app 7, F102 to F108).

use cloud::writes_of;
use serde_json::{Value, json};

use super::stock::{has, moves, stock};
use crate::shop::{Shop, order, text};
use crate::world::{Function, world};

/// A shop with these settings, with 10 prints and 10 frames.
pub(crate) async fn stocked(name: &str, mut settings: Value) -> Shop {
    settings["rate_limit"] = json!("off");
    let shop = Shop::with(name, settings).await;
    has(&shop, "PRINT-A3", 10).await;
    has(&shop, "FRAME", 10).await;
    shop
}

async fn both(shop: &Shop) -> (i64, i64) {
    (stock(shop, "PRINT-A3").await, stock(shop, "FRAME").await)
}

/// Makes a call that must be taken.
async fn done(shop: &Shop, method: &str, path: &str, body: &Value) -> Value {
    let reply = shop.call(method, path, Some(body)).await;
    assert!(matches!(reply.status, 200 | 201), "{method} {path}: {} {}", reply.status, reply.text());
    reply.json().unwrap()
}

/// Changes an inventory item that is there.
async fn put_item(shop: &Shop, id: &str, body: Value) -> Value {
    done(shop, "PUT", &format!("/api/v2/inventory-items/{id}"), &body).await
}

/// What became of the stock of an item, newest first.
async fn stock_history(shop: &Shop, id: &str) -> Vec<Value> {
    shop.get(&format!("/v1/inventory/{id}/history")).await["history"].as_array().unwrap().clone()
}

async fn item_id(shop: &Shop, code: &str) -> String {
    text(&shop.get(&format!("/api/v2/inventory-items?code={code}")).await["inventory_items"][0]["id"])
}

/// Catches stock that is not given back, or twice, and an order that is forgotten once it was canceled or deleted.
#[tokio::test]
async fn on_import_stock_is_taken_once_and_given_back_by_cancel_and_delete_and_taken_again() {
    let shop = stocked("on-import", json!({"stock_is_taken": "on_import"})).await;
    let order_id = shop.order("S-1").await;
    assert_eq!(both(&shop).await, (8, 9));
    assert_eq!(shop.history(&order_id).await.pop().unwrap(), "Stock: took 1 of FRAME, 2 of PRINT-A3 from the stock");
    assert_eq!(shop.call("POST", "/api/v2/orders", Some(&order("S-1"))).await.status, 409);
    assert_eq!(both(&shop).await, (8, 9));
    let path = format!("/v1/orders/{order_id}");
    shop.post(&format!("{path}/cancel"), &json!({"note": "Changed her mind"})).await;
    assert_eq!(both(&shop).await, (10, 10));
    done(&shop, "PATCH", &path, &json!({"folder_id": 1})).await;
    assert_eq!(both(&shop).await, (8, 9), "it is no longer canceled");
    for _ in 0..2 {
        done(&shop, "DELETE", &path, &Value::Null).await;
        assert_eq!(both(&shop).await, (10, 10));
        shop.post(&format!("{path}/restore"), &Value::Null).await;
        assert_eq!(both(&shop).await, (8, 9));
    }
    // It still knows what it holds.
    done(&shop, "PATCH", &path, &json!({"order_items": [{"code": "FRAME", "quantity": 3}]})).await;
    assert_eq!(both(&shop).await, (10, 7));
    let lines = stock_history(&shop, &item_id(&shop, "PRINT-A3").await).await;
    let told: Vec<_> = lines.iter().map(|line| (text(&line["reason"]), line["change"].as_i64().unwrap())).collect();
    let expected = [
        ("ordered", 2),
        ("restored", -2),
        ("deleted", 2),
        ("restored", -2),
        ("deleted", 2),
        ("ordered", -2),
        ("canceled", 2),
        ("ordered", -2),
    ];
    assert_eq!(told.len(), expected.len());
    for expected in expected {
        assert!(told.contains(&(expected.0.to_owned(), expected.1)), "{expected:?} {told:?}");
    }
    assert_eq!(lines[0]["stock_after"], 10);
    assert!(lines.iter().all(|line| line["order_id"] == json!(order_id) && line["code"] == "PRINT-A3"));
}

/// Catches stock that is taken before goods leave, more than once, or for more than there was.
#[tokio::test]
async fn on_shipment_stock_is_taken_as_it_is_shipped() {
    let shop = stocked("on-shipment", json!({"stock_is_taken": "on_shipment"})).await;
    let order_id = shop.order("S-1").await;
    assert_eq!(both(&shop).await, (10, 10));
    let send = async |number: &str, items: Value| {
        let body = json!({"tracking_number": number, "order_items": items});
        shop.post(&format!("/api/v2/orders/{order_id}/shipments"), &body).await;
    };
    send("T-1", json!([{"code": "PRINT-A3", "quantity": 1}])).await;
    assert_eq!(both(&shop).await, (9, 10));
    send("T-2", json!([])).await;
    assert_eq!(both(&shop).await, (8, 9), "one without items has all that was left");
    shop.post(&format!("/v1/orders/{order_id}/cancel"), &json!({"note": "Came back"})).await;
    assert_eq!(both(&shop).await, (10, 10));
}

/// Catches a deletion that puts back on the shelf what a customer has.
#[tokio::test]
async fn an_order_that_is_deleted_gives_back_what_is_not_shipped() {
    let shop = stocked("deleted", json!({"stock_is_taken": "on_import"})).await;
    let order_id = shop.order("S-1").await;
    let body = json!({"tracking_number": "T-1", "order_items": [{"code": "PRINT-A3", "quantity": 1}]});
    shop.post(&format!("/api/v2/orders/{order_id}/shipments"), &body).await;
    assert_eq!(both(&shop).await, (8, 9));
    done(&shop, "DELETE", &format!("/v1/orders/{order_id}"), &Value::Null).await;
    assert_eq!(both(&shop).await, (9, 10));
    shop.post(&format!("/v1/orders/{order_id}/restore"), &Value::Null).await;
    assert_eq!(both(&shop).await, (8, 9));
}

/// Catches a setting that is not heard, and units that stores pay which take no stock.
#[tokio::test]
async fn a_store_that_takes_no_stock_pays_no_unit_for_it() {
    let mut costs = vec![];
    for setting in ["never", "by_rule", "on_import"] {
        let shop = stocked(&format!("units-{setting}"), json!({"stock_is_taken": setting})).await;
        for number in ["S-1", "S-2"] {
            world().settle().await;
            world().aws.dynamo.take();
            shop.post("/api/v2/orders", &order(number)).await;
            world().settle().await;
            if number == "S-2" {
                costs.push(writes_of(&world().aws.dynamo.take().units).tenths / 10);
            }
        }
        let left = if setting == "on_import" { (6, 8) } else { (10, 10) };
        assert_eq!(both(&shop).await, left, "{setting}");
    }
    // The order's next version, and two movements of two writes, which cost double.
    assert_eq!(costs, [5, 5, 5 + 1 + 8]);
}

/// Catches an order from somewhere that the stock does not follow.
#[tokio::test]
async fn stock_is_taken_however_an_order_comes() {
    let shop = stocked("however", json!({"stock_is_taken": "on_import"})).await;
    let first = shop.order("S-1").await;
    shop.post("/v1/orders", &order("S-2")).await;
    shop.post("/v1/bulk/orders", &json!([order("S-3"), order("S-4")])).await;
    assert_eq!(both(&shop).await, (2, 6));
    shop.post(&format!("/v1/orders/{first}/duplicate"), &Value::Null).await;
    assert_eq!(both(&shop).await, (0, 5));
    let item = text(&shop.get(&format!("/v1/orders/{first}")).await["order"]["order_items"][0]["id"]);
    let body = json!({"items": [{"id": item, "quantity": 1}]});
    shop.post(&format!("/v1/orders/{first}/split"), &body).await;
    assert_eq!(both(&shop).await, (0, 5), "a split takes nothing more");
}

/// Catches a rule that takes beside the setting, so that stock is taken twice.
#[tokio::test]
async fn a_rule_that_takes_too_takes_nothing_twice() {
    let shop = stocked("both", json!({"stock_is_taken": "on_import"})).await;
    moves(&shop, "order_imported", "take").await;
    moves(&shop, "order_canceled", "give_back").await;
    let order_id = shop.order("S-1").await;
    assert_eq!(both(&shop).await, (8, 9));
    shop.post(&format!("/v1/orders/{order_id}/cancel"), &json!({"note": "No"})).await;
    assert_eq!(both(&shop).await, (10, 10));
}

/// Catches a stock that falls below zero though it may not, an order that believes to hold what it did not get, and one that
/// gives it back.
#[tokio::test]
async fn what_is_short_is_not_taken_and_not_given_back_and_the_order_says_so() {
    let settings = json!({"stock_is_taken": "on_import", "stock_may_go_negative": false});
    let shop = stocked("short", settings).await;
    let mut large = order("S-1");
    large["order_items"][0]["quantity"] = json!(11);
    let order_id = text(&shop.post("/api/v2/orders", &large).await["order"]["id"]);
    assert_eq!(both(&shop).await, (10, 9));
    let short = "11 of PRINT-A3 could not be taken: there is less, and the stock may not fall below zero";
    let said = |lines: Vec<String>| lines.iter().filter(|line| *line == short).count();
    assert_eq!(said(shop.history(&order_id).await), 1);
    let lines = stock_history(&shop, &item_id(&shop, "PRINT-A3").await).await;
    assert_eq!((&lines[0]["refused"], &lines[0]["change"]), (&json!("short"), &json!(0)));
    shop.post(&format!("/v1/orders/{order_id}/cancel"), &json!({"note": "Short"})).await;
    assert_eq!(both(&shop).await, (10, 10), "only what it got goes back");
    // Once there is enough, its next change takes it.
    put_item(&shop, &item_id(&shop, "PRINT-A3").await, json!({"name": "Print", "code": "PRINT-A3", "stock": 20})).await;
    done(&shop, "PATCH", &format!("/v1/orders/{order_id}"), &json!({"folder_id": 1})).await;
    assert_eq!(both(&shop).await, (9, 9));
}

/// Catches a refusal that comes again with its record, or after the order was canceled, and gives back what was never taken.
#[tokio::test]
async fn a_refusal_that_comes_late_or_twice_leaves_the_stock_right() {
    for first in ["nothing", "cancel", "delete", "delete and restore"] {
        let settings = json!({"stock_is_taken": "on_import", "stock_may_go_negative": false});
        let shop = stocked("late", settings).await;
        let mut large = order("S-1");
        large["order_items"][0]["quantity"] = json!(11);
        let order_id = text(&shop.post("/api/v2/orders", &large).await["order"]["id"]);
        super::stock::run_rules(&shop).await;
        let records = shop.world.unread(Function::CarryOutPlans);
        shop.world.replace_unread(Function::CarryOutPlans, []);
        let path = format!("/v1/orders/{order_id}");
        match first {
            "nothing" => {}
            "cancel" => drop(shop.post(&format!("{path}/cancel"), &json!({"note": "No"})).await),
            _ => drop(done(&shop, "DELETE", &path, &Value::Null).await),
        }
        shop.world.settle().await;
        for _ in 0..2 {
            shop.world.invoke_stream(Function::CarryOutPlans, &records).await.unwrap();
            shop.world.settle().await;
        }
        if first == "delete and restore" {
            shop.post(&format!("{path}/restore"), &Value::Null).await;
        }
        let left = if matches!(first, "cancel" | "delete") { (10, 10) } else { (10, 9) };
        assert_eq!(both(&shop).await, left, "first: {first}");
    }
}

/// Catches a kit that is sold without its parts, and parts that are taken of a kit that could not be made.
#[tokio::test]
async fn a_kit_takes_its_components_and_has_as_many_as_they_allow() {
    let settings = json!({"stock_is_taken": "on_import", "stock_may_go_negative": false});
    let shop = stocked("kits", settings).await;
    let kit = json!({"name": "Framed", "code": "FRAMED", "stock": 99,
        "components": [{"code": "print-a3", "quantity": 3}, {"code": "FRAME"}]});
    let made = shop.post("/api/v2/inventory-items", &kit).await["inventory_item"].clone();
    assert_eq!((&made["stock"], &made["components"][1]["quantity"]), (&json!(3), &json!(1)));
    let buy = async |number: &str, quantity: u32| {
        let mut order = order(number);
        order["order_items"] = json!([{"code": "FRAMED", "name": "Framed", "quantity": quantity}]);
        text(&shop.post("/api/v2/orders", &order).await["order"]["id"])
    };
    let first = buy("S-1", 2).await;
    assert_eq!((both(&shop).await, stock(&shop, "FRAMED").await), ((4, 8), 1));
    buy("S-2", 2).await;
    assert_eq!((both(&shop).await, stock(&shop, "FRAMED").await), ((4, 8), 1), "two prints too few: all stays");
    shop.post(&format!("/v1/orders/{first}/cancel"), &json!({"note": "No"})).await;
    assert_eq!(both(&shop).await, (10, 10));
    for (components, field) in [
        (json!([{"code": "FRAMED"}]), "is a kit itself"),
        (json!([{"code": "NONE"}]), "the inventory has no"),
        (json!([{"code": "FRAME", "quantity": 0}]), "must be a number from 1"),
    ] {
        let body = json!({"name": "Bad", "code": "BAD", "components": components});
        let refused = shop.call("POST", "/api/v2/inventory-items", Some(&body)).await;
        assert!(refused.status == 400 && refused.text().contains(field), "{}", refused.text());
    }
    // What a client of the compatible API leaves out stays.
    let id = text(&made["id"]);
    let put = put_item(&shop, &id, json!({"name": "Framed print", "code": "FRAMED"})).await;
    assert_eq!(put["inventory_item"]["components"][0]["code"], "print-a3");
}

/// Catches mails for each order below the level, and none where it was crossed.
#[tokio::test]
async fn low_stock_is_mailed_once_when_it_becomes_low() {
    let shop = stocked("low", json!({"stock_is_taken": "on_import"})).await;
    let id = item_id(&shop, "PRINT-A3").await;
    let set = async |stock: i64| {
        let body = json!({"name": "Print", "code": "PRINT-A3", "stock": stock, "reorder_level": 6});
        put_item(&shop, &id, body).await;
        shop.world.settle().await;
        shop.mails().len()
    };
    assert_eq!(set(10).await, 0);
    for (number, mails) in [("S-1", 0), ("S-2", 1), ("S-3", 1)] {
        shop.order(number).await;
        shop.world.settle().await;
        assert_eq!(shop.mails().len(), mails, "{number}");
    }
    let mail = &shop.mails()[0];
    assert_eq!(mail.subject, "Low stock in low: PRINT-A3");
    assert!(mail.text.contains("Print (PRINT-A3): 6 left, and the reorder level is 6."), "{}", mail.text);
    assert_eq!((set(8).await, set(3).await, set(2).await), (1, 2, 2), "an edit that makes it low is told too");
}

/// Catches details that overwrite what the shop sent, and orders that are priced anew.
#[tokio::test]
async fn details_of_the_inventory_are_added_where_items_come_without() {
    let shop = stocked("details", json!({"add_inventory_details": true})).await;
    let id = item_id(&shop, "PRINT-A3").await;
    let body = json!({"name": "Harbor print", "code": "PRINT-A3", "price": 99, "weight": 0.7, "stock": 10,
        "metadata": {"print_sku": "P-7", "Own": "theirs"}});
    put_item(&shop, &id, body).await;
    let mut sent = order("S-1");
    sent["order_items"] = json!([
        {"code": "print-a3", "metadata": {"Own": "ours"}},
        {"code": "PRINT-A3", "name": "Mine", "weight": 0.3},
        {"code": "NONE", "name": "Other"},
    ]);
    let made = shop.post("/api/v2/orders", &sent).await;
    let items = made["order"]["order_items"].as_array().unwrap();
    assert_eq!((&items[0]["name"], &items[0]["weight"]), (&json!("Harbor print"), &json!(0.7)));
    assert_eq!(items[0]["metadata"], json!({"Own": "ours", "print_sku": "P-7"}));
    assert_eq!((&items[1]["name"], &items[1]["weight"]), (&json!("Mine"), &json!(0.3)));
    assert_eq!((&items[0]["price"], &items[2]["name"]), (&json!(0), &json!("Other")));
    let without = stocked("no-details", json!({})).await;
    let made = without.post("/api/v2/orders", &sent).await;
    assert_eq!(made["order"]["order_items"][0]["name"], "");
}

/// Catches an item of a size or a color whose stock is another's.
#[tokio::test]
async fn an_item_is_found_by_its_code_and_its_variations() {
    let shop = stocked("varied", json!({"stock_is_taken": "on_import"})).await;
    has(&shop, "SHIRT[Color=Red,Size=L]", 5).await;
    let mut sent = order("S-1");
    sent["order_items"] = json!([
        {"code": "SHIRT", "quantity": 2, "variation_list": {"Size": "L", "Color": "Red"}},
        {"code": "SHIRT", "quantity": 1, "variation_list": {"Size": "M", "Color": "Red"}},
        {"code": "FRAME", "variation_list": {"Color": "Oak"}},
    ]);
    shop.post("/api/v2/orders", &sent).await;
    shop.world.settle().await;
    let left = shop.get("/api/v2/inventory-items?search=shirt").await["inventory_items"][0]["stock"].clone();
    assert_eq!((left, both(&shop).await), (json!(3), (10, 9)));
}

/// Catches a store that takes another's stock without its consent, or goes on when that has ended.
#[tokio::test]
async fn a_store_uses_the_inventory_of_a_linked_one_as_long_as_they_are_linked() {
    let owner = stocked("owner", json!({})).await;
    let shop = stocked("borrower", json!({"stock_is_taken": "on_import"})).await;
    let use_it = json!({"settings": {"inventory_of_store": owner.id}});
    for bad in [use_it.clone(), json!({"settings": {"inventory_of_store": shop.id}})] {
        let refused = shop.call("PATCH", "/v1/store", Some(&bad)).await;
        assert!(refused.status == 400 && refused.text().contains("linked"), "{}", refused.text());
    }
    shop.link(&owner).await;
    done(&shop, "PATCH", "/v1/store", &use_it).await;
    shop.world.advance(std::time::Duration::from_mins(1));
    let order_id = shop.order("S-1").await;
    assert_eq!((both(&owner).await, both(&shop).await), ((8, 9), (10, 10)));
    let line = stock_history(&owner, &item_id(&owner, "FRAME").await).await[0].clone();
    assert_eq!((&line["store_id"], &line["order_id"]), (&json!(shop.id), &json!(order_id)));
    let second = shop.order("S-2").await;
    super::stock::run_rules(&shop).await;
    done(&shop, "DELETE", &format!("/v1/links/{}", owner.id), &Value::Null).await;
    assert_eq!(both(&owner).await, (8, 9), "what was planned is not moved any more");
    assert!(shop.history(&second).await.pop().unwrap().contains("no longer linked with store"));
    shop.order("S-3").await;
    assert_eq!((both(&owner).await, both(&shop).await), ((8, 9), (10, 10)));
    shop.link(&owner).await;
    shop.post(&format!("/v1/orders/{order_id}/cancel"), &json!({"note": "No"})).await;
    assert_eq!(both(&owner).await, (10, 10), "it goes back where it came from");
}

/// Catches pages of history that repeat or leave out lines, and a cursor that somebody made up.
#[tokio::test]
async fn the_history_of_stock_comes_in_pages() {
    let shop = stocked("pages", json!({"stock_is_taken": "on_import"})).await;
    for number in 1..=5 {
        shop.order(&format!("S-{number}")).await;
    }
    shop.world.settle().await;
    let path = format!("/v1/inventory/{}/history?limit=2", item_id(&shop, "PRINT-A3").await);
    let (mut cursor, mut seen) = (String::new(), vec![]);
    loop {
        let page = shop.get(&format!("{path}{cursor}")).await;
        seen.extend(page["history"].as_array().unwrap().iter().map(|line| line["stock_after"].as_i64().unwrap()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, [0, 2, 4, 6, 8]);
    assert_eq!(shop.call("GET", &format!("{path}&cursor=x"), None).await.status, 400);
    let other = stocked("pages-other", json!({})).await;
    assert_eq!(other.call("GET", &path, None).await.status, 404);
}

/// The issue's own example: fifty orders at once want the last ten pieces.
#[tokio::test]
async fn of_fifty_orders_at_once_ten_get_the_last_ten_pieces() {
    let settings = json!({"stock_is_taken": "on_import", "stock_may_go_negative": false});
    let shop = stocked("last-ten", settings).await;
    let buy = async |number: usize| {
        let mut order = order(&format!("S-{number}"));
        order["order_items"] = json!([{"code": "PRINT-A3", "name": "Print", "quantity": 1}]);
        text(&shop.post("/api/v2/orders", &order).await["order"]["id"])
    };
    let orders = futures_util::future::join_all((0..50).map(buy)).await;
    assert_eq!(stock(&shop, "PRINT-A3").await, 0);
    let mut short = 0;
    for order in &orders {
        let lines = shop.history(order).await;
        short += lines.iter().filter(|line| line.starts_with("1 of PRINT-A3 could not be taken")).count();
    }
    let path = format!("/v1/inventory/{}/history?limit=500", item_id(&shop, "PRINT-A3").await);
    let lines = shop.get(&path).await["history"].as_array().unwrap().clone();
    let taken: Vec<_> = lines.iter().filter(|line| line["change"] == -1).collect();
    let refused = lines.iter().filter(|line| line["refused"] == "short").count();
    assert_eq!((taken.len(), refused, short), (10, 40, 40));
    let mut buyers: Vec<_> = taken.iter().map(|line| text(&line["order_id"])).collect();
    buyers.sort();
    buyers.dedup();
    assert_eq!(buyers.len(), 10, "each piece went to another order");
}
