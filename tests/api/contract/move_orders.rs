//! orderdesk-api 2.5: `POST /move-orders`.

use serde_json::{Value, json};

use super::{NOBODY, assert_lists_errors, soon};
use crate::shop::Shop;

/// A shop with two orders in its first folder, and their ids as numbers.
async fn two_orders(name: &str) -> (Shop, u64, u64) {
    let shop = Shop::open(name).await;
    let (one, two) = (shop.order("M-1").await, shop.order("M-2").await);
    (shop, one.parse().unwrap(), two.parse().unwrap())
}

async fn moved(shop: &Shop, body: &Value) -> Value {
    shop.done(200, "POST", "/move-orders", body).await
}

#[tokio::test]
async fn orders_are_moved_by_folder_id_and_each_has_its_result() {
    let (shop, one, two) = two_orders("move-id").await;
    let answered = moved(&shop, &json!({"order_id_list": [two, one], "destination_folder_id": 2})).await;
    assert_eq!(answered["message"], "2 Orders Moved");
    let result = |id| json!({"order_id": id, "message": "Order Moved to Prepared Folder", "original_folder_id": 1});
    assert_eq!(answered["results"], json!([result(two), result(one)]));
    for id in [one, two] {
        assert_eq!(shop.read(&id.to_string()).await["folder_id"], 2);
    }
    let count = async |folder| shop.search(&[("folder_id", folder)]).await["total_records"].clone();
    soon("both orders in the list of their folder", json!([0, 2]), async || {
        json!([count("1").await, count("2").await])
    })
    .await;
}

#[tokio::test]
async fn orders_are_moved_by_folder_name() {
    let (shop, one, two) = two_orders("move-name").await;
    moved(&shop, &json!({"order_id_list": [one], "destination_folder_name": "Closed"})).await;
    let store = shop.done(200, "GET", "/store", &Value::Null).await;
    let folder = shop.read(&one.to_string()).await["folder_id"].to_string();
    assert_eq!(store["store"]["folders"][folder], "Closed");
    assert_eq!(shop.read(&two.to_string()).await["folder_id"], 1);
}

#[tokio::test]
async fn a_folder_name_must_be_exact() {
    let (shop, one, _) = two_orders("move-exact").await;
    for name in ["closed", "Close", "Nowhere"] {
        let body = json!({"order_id_list": [one], "destination_folder_name": name});
        assert_lists_errors(&shop.refused(400, "POST", "/move-orders", &body).await);
    }
    assert_eq!(shop.read(&one.to_string()).await["folder_id"], 1);
}

#[tokio::test]
async fn ids_may_be_strings_and_come_back_as_numbers() {
    let (shop, one, two) = two_orders("move-strings").await;
    let answered = moved(&shop, &json!({"order_id_list": [one.to_string(), two], "destination_folder_id": "2"})).await;
    assert_eq!((&answered["results"][0]["order_id"], &answered["results"][1]["order_id"]), (&json!(one), &json!(two)));
    assert_eq!(answered["results"][0]["original_folder_id"], json!(1));
}

#[tokio::test]
async fn exactly_one_of_folder_id_and_folder_name_is_needed() {
    let (shop, one, _) = two_orders("move-one-of").await;
    for body in [
        json!({"order_id_list": [one]}),
        json!({"order_id_list": [one], "destination_folder_id": 2, "destination_folder_name": "Prepared"}),
    ] {
        assert_lists_errors(&shop.refused(400, "POST", "/move-orders", &body).await);
    }
    assert_eq!(shop.read(&one.to_string()).await["folder_id"], 1);
}

#[tokio::test]
async fn a_list_of_orders_is_needed() {
    let (shop, ..) = two_orders("move-list").await;
    assert_lists_errors(&shop.refused(400, "POST", "/move-orders", &json!({"destination_folder_id": 2})).await);
}

#[tokio::test]
async fn an_unknown_folder_is_400_and_moves_nothing() {
    let (shop, one, _) = two_orders("move-unknown-folder").await;
    let body = json!({"order_id_list": [one], "destination_folder_id": 99});
    assert_lists_errors(&shop.refused(400, "POST", "/move-orders", &body).await);
    assert_eq!(shop.read(&one.to_string()).await["folder_id"], 1);
}

#[tokio::test]
async fn an_unknown_order_has_a_message_of_its_own_and_the_others_are_moved() {
    let (shop, one, two) = two_orders("move-unknown-order").await;
    let nobody: u64 = NOBODY.parse().unwrap();
    let answered = moved(&shop, &json!({"order_id_list": [one, nobody, two], "destination_folder_id": 2})).await;
    assert_eq!(answered["message"], "2 Orders Moved");
    let unknown = &answered["results"][1];
    assert_eq!(unknown["order_id"], json!(nobody));
    assert!(unknown["message"].as_str().is_some_and(|message| !message.contains("Moved")), "{answered}");
    assert!(unknown.get("original_folder_id").is_none_or(Value::is_null), "{answered}");
    assert_eq!(shop.read(&two.to_string()).await["folder_id"], 2);
}

#[tokio::test]
async fn a_move_writes_a_history_line() {
    let (shop, one, _) = two_orders("move-history").await;
    moved(&shop, &json!({"order_id_list": [one], "destination_folder_id": 2})).await;
    let history = shop.history(&one.to_string()).await;
    assert_eq!(history.iter().filter(|line| line.contains("Prepared")).count(), 1, "{history:?}");
}

#[tokio::test]
async fn a_move_runs_the_rules_of_the_folder_change() {
    let (shop, one, _) = two_orders("move-rule").await;
    shop.note_rule("folder_changed", "moved").await;
    moved(&shop, &json!({"order_id_list": [one], "destination_folder_id": 2})).await;
    shop.noted(&one.to_string(), "moved").await;
}
