//! Our own API: one order, its `ETag`, its ledger, and entering it by hand.

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::http::Reply;

use super::{NOBODY, assert_problem, header, least_order, order_with, soon, with};
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

/// A shop with an order, its path in our own API, and its `ETag`.
async fn tagged(name: &str) -> (Shop, String, String) {
    let shop = Shop::open(name).await;
    let id = shop.order_with("O-1", json!({"keep": "1", "change": "2", "drop": "3"})).await;
    let tag = tag_of(&shop, &id).await;
    (shop, id, tag)
}

async fn tag_of(shop: &Shop, order: &str) -> String {
    let reply = shop.call("GET", &format!("/v1/orders/{order}"), None).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    header(&reply, "etag").unwrap_or_else(|| panic!("no ETag in {:?}", reply.headers)).to_owned()
}

async fn change(shop: &Shop, method: &str, order: &str, tag: Option<&str>, body: &Value) -> Reply {
    let headers: Vec<_> = tag.into_iter().map(|tag| ("If-Match", tag)).collect();
    shop.call_raw(method, &format!("/v1/orders/{order}"), Some(body.to_string()), &headers).await
}

#[tokio::test]
async fn an_order_s_etag_is_quoted_and_changes_with_the_order_and_only_then() {
    let (shop, id, tag) = tagged("etag").await;
    assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 2, "{tag}");
    assert_eq!(tag_of(&shop, &id).await, tag);
    shop.done(200, "PUT", &format!("/orders/{id}"), &order_with("O-1", json!({"shipping_method": "Air"}))).await;
    assert_ne!(tag_of(&shop, &id).await, tag);
}

#[tokio::test]
async fn a_patch_with_a_stale_if_match_is_412_and_changes_nothing() {
    let (shop, id, tag) = tagged("stale").await;
    assert_eq!(change(&shop, "PATCH", &id, Some(&tag), &json!({"shipping_method": "Air"})).await.status, 200);
    let before = shop.read(&id).await;
    assert_eq!(before["shipping_method"], "Air");
    assert_problem(&change(&shop, "PATCH", &id, Some(&tag), &json!({"shipping_method": "Sea"})).await, 412);
    assert_eq!(shop.read(&id).await, before);
}

#[tokio::test]
async fn a_patch_merges_metadata_key_by_key_null_removes_one_and_the_rest_of_the_order_stays() {
    let (shop, id, tag) = tagged("merge").await;
    let before = shop.read(&id).await;
    let patch = json!({"order_metadata": {"change": "two", "drop": null, "new": "4"}});
    assert_eq!(change(&shop, "PATCH", &id, Some(&tag), &patch).await.status, 200);
    let after = shop.read(&id).await;
    assert_eq!(after["order_metadata"], json!({"keep": "1", "change": "two", "new": "4"}));
    let volatile = ["order_metadata", "date_updated"];
    assert_eq!(super::without(after, &volatile), super::without(before, &volatile));
}

#[tokio::test]
async fn a_wrong_patch_is_400_names_its_fields_and_changes_nothing() {
    let (shop, id, tag) = tagged("bad-patch").await;
    let answered =
        assert_problem(&change(&shop, "PATCH", &id, Some(&tag), &json!({"shipping_total": "much"})).await, 400);
    assert_eq!(answered["errors"][0]["field"], "shipping_total", "{answered}");
    assert_eq!(tag_of(&shop, &id).await, tag);
    assert_problem(&change(&shop, "PATCH", NOBODY, None, &json!({"email": "a@example.com"})).await, 404);
}

#[tokio::test]
async fn a_put_without_if_match_is_428_and_changes_nothing() {
    let (shop, id, tag) = tagged("unmatched").await;
    let body = with(shop.read(&id).await, json!({"shipping_method": "Air"}));
    assert_problem(&change(&shop, "PUT", &id, None, &body).await, 428);
    assert_eq!(tag_of(&shop, &id).await, tag);
}

#[tokio::test]
async fn of_ten_puts_at_once_with_one_etag_one_is_taken_and_the_others_are_412() {
    let (shop, id, tag) = tagged("ten-puts").await;
    let before = shop.read(&id).await;
    let bodies = (0..10).map(|number| with(before.clone(), json!({"shipping_method": format!("Method {number}")})));
    let bodies: Vec<Value> = bodies.collect();
    let replies = join_all(bodies.iter().map(|body| change(&shop, "PUT", &id, Some(&tag), body))).await;
    let taken: Vec<usize> = (0..10).filter(|number| replies[*number].status == 200).collect();
    assert_eq!(taken.len(), 1, "{:?}", replies.iter().map(|reply| reply.status).collect::<Vec<_>>());
    for reply in replies.iter().filter(|reply| reply.status != 200) {
        assert_problem(reply, 412);
    }
    assert_eq!(shop.read(&id).await["shipping_method"], format!("Method {}", taken[0]));
}

/// `PRINT-A3` twice and `FRAME` once are in the flows' order.
fn prints(tracking_number: &str, quantity: u32) -> Value {
    json!({"tracking_number": tracking_number, "order_items": [{"code": "PRINT-A3", "quantity": quantity}]})
}

#[tokio::test]
async fn more_than_what_is_left_is_409_names_the_item_and_ships_nothing() {
    let (shop, id, _) = tagged("left").await;
    let path = format!("/orders/{id}/shipments");
    shop.own(201, "POST", &path, &prints("A", 1)).await;
    let answered = shop.problem(409, "POST", &path, &prints("B", 2)).await;
    assert!(answered.to_string().contains("PRINT-A3"), "{answered}");
    let mixed = json!({"tracking_number": "C", "order_items": [{"code": "FRAME", "quantity": 1}, {"code": "PRINT-A3", "quantity": 2}]});
    shop.problem(409, "POST", &path, &mixed).await;
    assert_eq!(shop.read(&id).await["order_shipments"].as_array().unwrap().len(), 1);
    shop.own(201, "POST", &path, &prints("D", 1)).await;
}

#[tokio::test]
async fn the_same_shipment_again_is_200_and_changes_nothing() {
    let (shop, id, _) = tagged("ship-again").await;
    let path = format!("/orders/{id}/shipments");
    shop.own(201, "POST", &path, &prints("A", 2)).await;
    let (before, history) = (shop.read(&id).await, shop.history(&id).await);
    shop.own(200, "POST", &path, &prints("A", 2)).await;
    assert_eq!((shop.read(&id).await, shop.history(&id).await), (before, history));
}

#[tokio::test]
async fn of_five_shipments_at_once_of_one_piece_each_as_many_as_were_left_are_taken() {
    let (shop, id, _) = tagged("race-left").await;
    let path = format!("/v1/orders/{id}/shipments");
    let bodies: Vec<Value> = (0..5).map(|number| prints(&format!("N-{number}"), 1)).collect();
    let replies = join_all(bodies.iter().map(|body| shop.call("POST", &path, Some(body)))).await;
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 409, 409, 409]);
    assert_eq!(shop.read(&id).await["order_shipments"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_ledger_says_what_was_ordered_shipped_and_is_left_of_each_item() {
    let (shop, id, _) = tagged("ledger").await;
    shop.own(201, "POST", &format!("/orders/{id}/shipments"), &prints("A", 1)).await;
    let items = shop.read(&id).await["order_items"].clone();
    let line = |index: usize, code: &str, name: &str, [ordered, shipped, left]: [u32; 3]| json!({"item_id": items[index]["id"], "code": code, "name": name, "ordered": ordered, "shipped": shipped, "left": left});
    let expected = json!([line(0, "PRINT-A3", "Harbor at dawn, A3", [2, 1, 1]), line(1, "FRAME", "Frame", [1, 0, 1])]);
    assert_eq!(shop.own(200, "GET", &format!("/orders/{id}/ledger"), &NONE).await["ledger"], expected);
    shop.problem(404, "GET", &format!("/orders/{NOBODY}/ledger"), &NONE).await;
}

#[tokio::test]
async fn canceling_moves_the_order_with_a_history_line_and_canceling_again_changes_nothing() {
    let (shop, id, _) = tagged("cancel").await;
    let path = format!("/orders/{id}/cancel");
    shop.own(200, "POST", &path, &json!({"note": "Customer called"})).await;
    let after = shop.read(&id).await;
    let store = shop.done(200, "GET", "/store", &NONE).await;
    assert_eq!(store["store"]["folders"][after["folder_id"].to_string()], "Canceled");
    let history = shop.history(&id).await;
    assert_eq!(history.iter().filter(|line| line.contains("Customer called")).count(), 1, "{history:?}");
    shop.own(200, "POST", &path, &json!({"note": "Customer called again"})).await;
    assert_eq!((shop.read(&id).await, shop.history(&id).await), (after, history));
    for body in [NONE, json!({}), json!({"note": " "})] {
        let problem = shop.problem(400, "POST", &path, &body).await;
        assert_eq!(problem["errors"][0]["field"], "note", "{problem}");
    }
}

#[tokio::test]
async fn an_order_entered_by_hand_is_created_manually_and_not_imported() {
    let shop = Shop::open("by-hand").await;
    shop.note_rule("order_created_manually", "entered").await;
    shop.note_rule("order_imported", "imported").await;
    let made = shop.own(201, "POST", "/orders", &least_order()).await["order"].clone();
    assert_eq!(made["source_name"], "Order Desk");
    let id = text(&made["id"]);
    shop.noted(&id, "entered").await;
    assert_eq!(super::texts(&shop.read(&id).await["order_notes"], "content"), ["entered"]);
}

#[tokio::test]
async fn an_item_of_nothing_but_a_code_is_completed_from_the_inventory() {
    let shop = Shop::open("completed").await;
    let mug = json!({"name": "Tide Mug", "code": "MUG-01", "price": 12.5, "weight": 0.4, "stock": 3});
    shop.inventory_item(mug).await;
    let items =
        json!([{"code": "MUG-01", "quantity": 2}, {"code": "MUG-01", "name": "My Mug", "price": 1, "weight": 2}]);
    let made =
        shop.own(201, "POST", "/orders", &with(least_order(), json!({"order_items": items}))).await["order"].clone();
    let (completed, own) = (&made["order_items"][0], &made["order_items"][1]);
    assert_eq!(
        (&completed["name"], &completed["price"], &completed["weight"]),
        (&json!("Tide Mug"), &json!(12.5), &json!(0.4))
    );
    assert_eq!(completed["quantity"], 2);
    assert_eq!((&own["name"], &own["price"], &own["weight"]), (&json!("My Mug"), &json!(1), &json!(2)));
    assert_eq!(made["product_total"], 26);
}

#[tokio::test]
async fn the_store_s_default_checkout_fields_are_put_on_an_order_entered_by_hand() {
    let shop = Shop::open("default-fields").await;
    shop.set(&json!({"default_checkout_data_fields": {"Gift Message": "Enjoy", "Wrap": "brown"}})).await;
    let fields = async || {
        let body = with(least_order(), json!({"checkout_data": {"Wrap": "red"}}));
        shop.own(201, "POST", "/orders", &body).await["order"]["checkout_data"].clone()
    };
    soon("the fields known to every function", json!({"Gift Message": "Enjoy", "Wrap": "red"}), fields).await;
    let imported = shop.done(201, "POST", "/orders", &least_order()).await;
    assert_eq!(imported["order"]["checkout_data"], json!([]), "an order through the API has what was sent");
}
