//! Our own API: folders.

use serde_json::{Value, json};

use super::{least_order, order_with, soon, texts};
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

async fn names(shop: &Shop) -> Vec<String> {
    texts(&shop.own(200, "GET", "/folders", &NONE).await["folders"], "name")
}

#[tokio::test]
async fn folders_are_listed_in_their_order_with_their_ids() {
    let shop = Shop::open("folder-list").await;
    let folders = shop.own(200, "GET", "/folders", &NONE).await["folders"].clone();
    let store = shop.done(200, "GET", "/store", &NONE).await["store"]["folders"].clone();
    for folder in folders.as_array().unwrap() {
        assert_eq!(store[text(&folder["id"])], folder["name"], "{folders}");
    }
    assert_eq!(store.as_object().unwrap().len(), folders.as_array().unwrap().len());
    assert_eq!(folders[0]["name"], "New");
}

#[tokio::test]
async fn a_new_folder_is_listed_and_takes_orders() {
    let shop = Shop::open("folder-new").await;
    let id = text(&shop.own(201, "POST", "/folders", &json!({"name": "Returned"})).await["folder"]["id"]);
    assert!(names(&shop).await.contains(&"Returned".to_owned()));
    let order: u64 = shop.order("F-1").await.parse().unwrap();
    let moved = async || {
        let body = json!({"order_id_list": [order], "destination_folder_name": "Returned"});
        shop.ask("POST", "/move-orders", &body).await.status
    };
    soon("the new folder known to every function", 200, moved).await;
    assert_eq!(text(&shop.read(&order.to_string()).await["folder_id"]), id);
}

#[tokio::test]
async fn a_folder_needs_a_name() {
    let shop = Shop::open("folder-nameless").await;
    let before = names(&shop).await;
    let answered = shop.problem(400, "POST", "/folders", &json!({})).await;
    assert_eq!(answered["errors"][0]["field"], "name", "{answered}");
    assert_eq!(names(&shop).await, before);
}

#[tokio::test]
async fn a_folder_is_renamed_and_keeps_its_id_and_its_orders() {
    let shop = Shop::open("folder-renamed").await;
    let id = shop.order("F-1").await;
    shop.own(200, "PATCH", "/folders/1", &json!({"name": "Inbox"})).await;
    assert_eq!(names(&shop).await[0], "Inbox");
    assert_eq!(shop.read(&id).await["folder_id"], 1);
    shop.finds(&[("folder_name", "Inbox")], &["F-1"]).await;
    shop.problem(404, "PATCH", "/folders/99", &json!({"name": "Nowhere"})).await;
}

#[tokio::test]
async fn folders_are_sorted_and_the_first_takes_new_orders() {
    let shop = Shop::open("folder-sorted").await;
    let folders = shop.own(200, "GET", "/folders", &NONE).await["folders"].clone();
    let mut ids: Vec<Value> = folders.as_array().unwrap().iter().map(|folder| folder["id"].clone()).collect();
    ids.rotate_left(2);
    shop.own(200, "PUT", "/folders", &json!({"folder_ids": ids})).await;
    let sorted = shop.own(200, "GET", "/folders", &NONE).await["folders"].clone();
    assert_eq!(texts(&sorted, "id"), ids.iter().map(text).collect::<Vec<_>>());
    let placed = async || {
        let made = shop.post("/api/v2/orders", &least_order()).await;
        made["order"]["folder_id"].clone()
    };
    soon("new orders in the first folder", ids[0].clone(), placed).await;
}

#[tokio::test]
async fn a_sequence_with_an_unknown_folder_or_one_twice_is_400_and_changes_nothing() {
    let shop = Shop::open("folder-unsorted").await;
    let before = names(&shop).await;
    for ids in [json!([1, 2, 3, 4, 99]), json!([1, 1, 2, 3, 4])] {
        shop.problem(400, "PUT", "/folders", &json!({"folder_ids": ids})).await;
    }
    assert_eq!(names(&shop).await, before);
}

#[tokio::test]
async fn a_folder_that_is_deleted_leaves_its_orders_to_another() {
    let shop = Shop::open("folder-deleted").await;
    let orders = [("D-1", 2), ("D-2", 2), ("D-3", 1)];
    let ids = shop.seed(&orders.map(|(number, folder)| order_with(number, json!({"folder_id": folder})))).await;
    let deleted = shop.call("DELETE", "/v1/folders/2?into=4", None).await;
    assert!(matches!(deleted.status, 200 | 202), "{} {}", deleted.status, deleted.text());
    assert!(!names(&shop).await.contains(&"Prepared".to_owned()));
    for (id, folder) in ids.iter().zip([4, 4, 1]) {
        shop.folder(id, folder).await;
    }
}

#[tokio::test]
async fn a_folder_is_not_deleted_into_itself_or_into_one_that_is_not_there() {
    let shop = Shop::open("folder-into").await;
    let before = names(&shop).await;
    for into in ["2", "99"] {
        shop.problem(400, "DELETE", &format!("/folders/2?into={into}"), &NONE).await;
    }
    shop.problem(404, "DELETE", "/folders/99?into=1", &NONE).await;
    assert_eq!(names(&shop).await, before);
}
