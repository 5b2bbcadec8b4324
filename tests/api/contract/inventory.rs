//! orderdesk-api 2.8: inventory items.

use serde_json::{Value, json};

use super::{assert_lists_errors, is_date, query, soon, texts, with, without};
use crate::shop::Shop;

const NONE: Value = Value::Null;

/// An item with every field that can be written.
fn mug() -> Value {
    json!({"name": "Tide Mug", "code": "MUG-01", "price": 12.5, "cost": 4.2, "weight": 0.4, "stock": 31,
           "update_source": "Pier", "location": "Dock 2", "manufacturer_sku": "M-7",
           "metadata": {"print_sku": "P-1"}, "variation_list": {"Color": "Blue"}})
}

/// A shop with items of these names and codes; what a list finds in it.
async fn shop_of(name: &str, items: &[(&str, &str)]) -> Shop {
    let shop = Shop::open(name).await;
    for (name, code) in items {
        shop.inventory_item(json!({"name": name, "code": code})).await;
    }
    shop
}

async fn list(shop: &Shop, parameters: &[(&str, &str)]) -> Value {
    shop.done(200, "GET", &format!("/inventory-items?{}", query(parameters)), &NONE).await
}

/// A list must come to have the items of these codes, in any order.
async fn finds(shop: &Shop, parameters: &[(&str, &str)], expected: &[&str]) {
    let codes = async || {
        let mut codes = texts(&list(shop, parameters).await["inventory_items"], "code");
        codes.sort();
        codes
    };
    soon(&query(parameters), expected.iter().map(ToString::to_string).collect(), codes).await;
}

#[tokio::test]
async fn the_items_are_listed_with_their_counts_and_the_total_is_a_string() {
    let shop = shop_of("inventory-list", &[("Mug", "A"), ("Cup", "B"), ("Jar", "C")]).await;
    finds(&shop, &[], &["A", "B", "C"]).await;
    let found = list(&shop, &[]).await;
    assert_eq!((&found["total_records"], &found["records_returned"]), (&json!("3"), &json!(3)));
    assert_eq!(found["initial_records_returned"], found["records_returned"]);
    let empty = Shop::open("inventory-empty").await;
    let found = list(&empty, &[]).await;
    assert_eq!((&found["total_records"], &found["inventory_items"]), (&json!("0"), &json!([])));
}

#[tokio::test]
async fn limit_and_offset_page_through_every_item_once() {
    let shop = shop_of("inventory-page", &[("Mug", "A"), ("Cup", "B"), ("Jar", "C")]).await;
    finds(&shop, &[], &["A", "B", "C"]).await;
    let (first, rest) = (list(&shop, &[("limit", "2")]).await, list(&shop, &[("limit", "2"), ("offset", "2")]).await);
    assert_eq!((&first["records_returned"], &rest["records_returned"]), (&json!(2), &json!(1)));
    assert_eq!((&first["total_records"], &rest["total_records"]), (&json!("3"), &json!("3")));
    let mut codes = [first, rest].iter().flat_map(|page| texts(&page["inventory_items"], "code")).collect::<Vec<_>>();
    codes.sort();
    assert_eq!(codes, ["A", "B", "C"]);
}

#[tokio::test]
async fn without_a_limit_fifty_items_come() {
    let shop = Shop::open("inventory-fifty").await;
    let bodies: Vec<Value> = (0..51).map(|number| json!({"name": "Mug", "code": format!("M-{number}")})).collect();
    let made = bodies.iter().map(|body| shop.done(201, "POST", "/inventory-items", body));
    futures_util::future::join_all(made).await;
    soon("51 items", json!("51"), async || list(&shop, &[]).await["total_records"].clone()).await;
    assert_eq!(list(&shop, &[]).await["records_returned"], 50);
    assert_eq!(list(&shop, &[("limit", "500")]).await["records_returned"], 51);
}

#[tokio::test]
async fn code_is_one_sku_or_several_joined_by_commas() {
    let shop = shop_of("inventory-code", &[("Mug", "A"), ("Cup", "AB"), ("Jar", "C")]).await;
    finds(&shop, &[("code", "A")], &["A"]).await;
    finds(&shop, &[("code", "A,C")], &["A", "C"]).await;
    finds(&shop, &[("code", "c, ab")], &["AB", "C"]).await;
    finds(&shop, &[("code", "Z")], &[]).await;
    finds(&shop, &[("code", ",")], &[]).await;
}

#[tokio::test]
async fn search_is_a_part_of_the_name_or_the_code() {
    let shop = shop_of("inventory-search", &[("Tide Mug", "A-1"), ("Cup", "MUG-2"), ("Jar", "C-3")]).await;
    finds(&shop, &[("search", "mug")], &["A-1", "MUG-2"]).await;
    finds(&shop, &[("search", "C-3")], &["C-3"]).await;
}

#[tokio::test]
async fn one_item_is_read_by_its_id_with_a_count_of_one() {
    let shop = Shop::open("inventory-one").await;
    let id = shop.inventory_item(mug()).await;
    let read = shop.done(200, "GET", &format!("/inventory-items/{id}"), &NONE).await;
    assert_eq!((&read["records_returned"], &read["inventory_item"]["id"].to_string()), (&json!(1), &id));
    assert_eq!(read["inventory_item"]["code"], "MUG-01");
    assert_eq!(
        shop.done(200, "GET", &format!("/inventory-item/{id}"), &NONE).await["inventory_item"],
        read["inventory_item"]
    );
}

#[tokio::test]
async fn a_new_item_is_answered_with_the_item_as_it_was_stored() {
    let shop = Shop::open("inventory-new").await;
    let answered = shop.done(201, "POST", "/inventory-items", &mug()).await;
    assert_eq!(answered["message"], "Inventory Item Added");
    let item = &answered["inventory_item"];
    assert!(item["id"].is_u64() && is_date(&item["date_added"]) && is_date(&item["date_updated"]), "{item}");
    assert_eq!(without(item.clone(), &["id", "date_added", "date_updated"]), mug());
    let path = format!("/inventory-items/{}", item["id"]);
    assert_eq!(shop.done(200, "GET", &path, &NONE).await["inventory_item"], *item);
}

#[tokio::test]
async fn an_item_that_is_put_is_replaced_and_what_is_left_out_is_blank_or_zero() {
    let shop = Shop::open("inventory-put").await;
    let path = format!("/inventory-items/{}", shop.inventory_item(mug()).await);
    let before = shop.done(200, "GET", &path, &NONE).await["inventory_item"].clone();
    let answered = shop.done(200, "PUT", &path, &json!({"name": "Mug", "code": "MUG-02"})).await;
    assert_eq!(answered["message"], "Inventory Item Updated");
    let after = shop.done(200, "GET", &path, &NONE).await["inventory_item"].clone();
    assert_eq!((&after["name"], &after["code"]), (&json!("Mug"), &json!("MUG-02")));
    for name in ["price", "cost", "weight", "stock"] {
        assert_eq!(after[name], 0, "{name}");
    }
    assert_eq!((&after["location"], &after["manufacturer_sku"]), (&json!(""), &NONE));
    assert_eq!((&after["metadata"], &after["variation_list"]), (&json!([]), &json!([])));
    assert_eq!((&after["id"], &after["date_added"]), (&before["id"], &before["date_added"]));
    finds(&shop, &[("code", "MUG-02")], &["MUG-02"]).await;
    finds(&shop, &[("code", "MUG-01")], &[]).await;
}

#[tokio::test]
async fn an_item_put_back_as_it_was_read_is_the_same() {
    let shop = Shop::open("inventory-no-op").await;
    let path = format!("/inventory-items/{}", shop.inventory_item(mug()).await);
    let before = shop.done(200, "GET", &path, &NONE).await["inventory_item"].clone();
    shop.done(200, "PUT", &path, &before).await;
    let after = shop.done(200, "GET", &path, &NONE).await["inventory_item"].clone();
    assert_eq!(without(after, &["date_updated"]), without(before, &["date_updated"]));
}

#[tokio::test]
async fn a_deleted_item_says_so_is_gone_and_frees_its_code() {
    let shop = Shop::open("inventory-deleted").await;
    let id = shop.inventory_item(mug()).await;
    let path = format!("/inventory-items/{id}");
    let answered = shop.done(200, "DELETE", &path, &NONE).await;
    assert_eq!(answered["message"], format!("Inventory Item {id} Deleted"));
    shop.refused(404, "GET", &path, &NONE).await;
    finds(&shop, &[], &[]).await;
    shop.inventory_item(mug()).await;
}

#[tokio::test]
async fn a_batch_replaces_whole_items_and_has_a_result_for_each() {
    let shop = Shop::open("inventory-batch").await;
    let (mug_id, cup_id) =
        (shop.inventory_item(mug()).await, shop.inventory_item(json!({"name": "Cup", "code": "CUP"})).await);
    let id = |id: &str| json!(id.parse::<u64>().unwrap());
    let body = json!([
        with(mug(), json!({"id": id(&mug_id), "stock": 5, "inventory": {"x": 1}})),
        {"id": id(super::NOBODY), "name": "Ghost", "code": "GHOST"},
        {"id": id(&cup_id), "code": "CUP"},
        {"id": cup_id, "name": "Big Cup", "code": "CUP", "stock": "7"},
    ]);
    let answered = shop.done(200, "PUT", "/batch-inventory-items", &body).await;
    assert!(answered["message"].is_string(), "{answered}");
    assert_eq!(texts(&answered["results"], "status"), ["success", "error", "error", "success"]);
    let read = async |id: &str| {
        shop.done(200, "GET", &format!("/inventory-items/{id}"), &NONE).await["inventory_item"].clone()
    };
    let after = read(&mug_id).await;
    assert_eq!(without(after, &["id", "date_added", "date_updated"]), with(mug(), json!({"stock": 5})));
    let cup = read(&cup_id).await;
    assert_eq!((&cup["name"], &cup["stock"], &cup["price"]), (&json!("Big Cup"), &json!(7), &json!(0)));
}

#[tokio::test]
async fn an_item_needs_a_name_and_a_code() {
    let shop = Shop::open("inventory-needs").await;
    for body in [json!({"name": "Mug"}), json!({"code": "MUG"}), json!({"name": "", "code": "MUG"})] {
        assert_lists_errors(&shop.refused(400, "POST", "/inventory-items", &body).await);
    }
    let path = format!("/inventory-items/{}", shop.inventory_item(mug()).await);
    shop.refused(400, "PUT", &path, &without(mug(), &["name"])).await;
    shop.refused(400, "PUT", &path, &without(mug(), &["code"])).await;
}

#[tokio::test]
async fn a_code_is_unique_in_its_store_and_a_second_one_is_400() {
    let (shop, other) = (Shop::open("inventory-unique").await, Shop::open("inventory-other").await);
    shop.inventory_item(mug()).await;
    assert_lists_errors(&shop.refused(400, "POST", "/inventory-items", &with(mug(), json!({"name": "Other"}))).await);
    let path = format!("/inventory-items/{}", shop.inventory_item(json!({"name": "Cup", "code": "CUP"})).await);
    shop.refused(400, "PUT", &path, &mug()).await;
    assert_eq!(shop.done(200, "GET", &path, &NONE).await["inventory_item"]["code"], "CUP");
    other.inventory_item(mug()).await;
}

#[tokio::test]
async fn of_two_items_of_one_code_at_once_one_is_added() {
    let shop = Shop::open("inventory-race").await;
    let item = mug();
    let replies = futures_util::future::join_all((0..8).map(|_| shop.ask("POST", "/inventory-items", &item))).await;
    let mut statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 400, 400, 400, 400, 400, 400, 400]);
    finds(&shop, &[], &["MUG-01"]).await;
}
