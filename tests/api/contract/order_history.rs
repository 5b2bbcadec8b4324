//! orderdesk-api 2.3: history notes, and deleting an order.

use serde_json::{Value, json};

use super::{assert_lists_errors, is_date, texts};
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

#[tokio::test]
async fn a_history_note_is_answered_with_the_whole_order_and_its_history_newest_last() {
    let shop = Shop::open("history").await;
    let id = shop.order("H-1").await;
    let path = format!("/orders/{id}/order-history");
    shop.done(201, "POST", &path, &json!({"note": "Checked by Ana", "source_name": "Pier"})).await;
    let answered = shop.done(201, "POST", &path, &json!({"note": "Packed by Bo", "source_name": "Pier"})).await;
    let history = answered["order"]["order_history"].as_array().unwrap();
    let last = history.last().unwrap();
    assert_eq!((&last["source_name"], &last["note"]), (&json!("Pier"), &json!("Packed by Bo")));
    assert!(history.iter().all(|line| is_date(&line["date_added"])), "{answered}");
    assert_eq!(history[history.len() - 2]["note"], "Checked by Ana");
    assert_eq!(answered["total_records"], json!(history.len()));
    for (name, value) in shop.read(&id).await.as_object().unwrap() {
        assert!(name == "date_updated" || &answered["order"][name] == value, "{name} in {answered}");
    }
}

#[tokio::test]
async fn a_history_note_is_read_with_the_order_when_asked_for() {
    let shop = Shop::open("history-read").await;
    let id = shop.order("H-1").await;
    shop.done(201, "POST", &format!("/orders/{id}/order-history"), &json!({"note": "Checked by Ana"})).await;
    let read = shop.done(200, "GET", &format!("/orders/{id}?get_order_history=1"), &NONE).await;
    let notes = texts(&read["order"]["order_history"], "note");
    assert_eq!(notes.iter().filter(|note| *note == "Checked by Ana").count(), 1, "{notes:?}");
    assert!(shop.read(&id).await.get("order_history").is_none());
}

#[tokio::test]
async fn a_history_note_needs_its_note_and_not_its_source() {
    let shop = Shop::open("history-needs").await;
    let path = format!("/orders/{}/order-history", shop.order("H-1").await);
    for body in [json!({}), json!({"source_name": "Pier"})] {
        assert_lists_errors(&shop.refused(400, "POST", &path, &body).await);
    }
    let answered = shop.done(201, "POST", &path, &json!({"note": "Checked"})).await;
    let lines = answered["order"]["order_history"].as_array().unwrap();
    assert!(lines.last().unwrap()["source_name"].as_str().is_some_and(|source| !source.is_empty()), "{answered}");
}

#[tokio::test]
async fn a_deleted_order_says_so_and_is_gone_from_every_read() {
    let shop = Shop::open("deleted").await;
    let ids = shop.seed(&[crate::shop::order("D-1"), crate::shop::order("D-2")]).await;
    let path = format!("/orders/{}", ids[0]);
    let answered = shop.done(200, "DELETE", &path, &NONE).await;
    assert_eq!(answered["message"], format!("Order {} Deleted", ids[0]));
    shop.refused(404, "GET", &path, &NONE).await;
    shop.refused(404, "DELETE", &path, &NONE).await;
    shop.finds(&[], &["D-2"]).await;
    shop.finds(&[("source_id", "D-1")], &[]).await;
    assert_eq!(text(&shop.read(&ids[1]).await["source_id"]), "D-2");
}
