//! Our own API: saved views for everybody, and the columns of folders.

use domain::{MAX_LIST_COLUMNS, MAX_SAVED_VIEWS};
use serde_json::{Value, json};
use waybill::http::Reply;

use super::{assert_problem, header};
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

/// A saved view with a value in each field.
fn gifts(name: &str) -> Value {
    json!({
        "name": name,
        "folder_id": 2,
        "search": {"email": "ada@example.com", "added_from": "2026-03-01"},
        "filters": [{"field": "checkout_data", "name": "Gift", "comparator": "equals", "value": "yes"}],
        "columns": ["ship_to", "checkout_data:Gift", "item.code", "age"],
        "sequence": "oldest_first",
    })
}

async fn with_header(shop: &Shop, method: &str, path: &str, body: &Value, header: (&str, &str)) -> Reply {
    shop.call_raw(method, &format!("/v1{path}"), Some(body.to_string()), &[header]).await
}

/// Catches a field that is kept and not shown, or shown in a form that can't be sent back.
#[tokio::test]
async fn a_view_is_kept_as_it_was_sent_sent_back_as_it_is_shown_and_deleted() {
    let shop = Shop::open("views").await;
    assert_eq!(shop.own(200, "GET", "/views", &NONE).await["views"], json!([]));
    let body = gifts("Gifts");
    let made = shop.own(201, "POST", "/views", &body).await["view"].clone();
    for (field, value) in body.as_object().unwrap() {
        assert_eq!(&made[field], value, "{made}");
    }
    let one = format!("/views/{}", text(&made["id"]));
    assert_eq!(shop.own(200, "GET", &one, &NONE).await["view"], made);
    assert_eq!(shop.own(200, "GET", "/views", &NONE).await["views"], json!([made]));
    assert_eq!(shop.own(200, "PUT", &one, &made).await["view"], made);
    let least = shop.own(200, "PUT", &one, &json!({"name": "Everything"})).await["view"].clone();
    let expected = json!({"id": made["id"], "name": "Everything", "search": {}, "filters": [], "columns": [],
                          "sequence": "newest_first"});
    assert_eq!(least, expected);
    shop.own(200, "DELETE", &one, &NONE).await;
    for (method, body) in [("GET", &NONE), ("DELETE", &NONE), ("PUT", &body)] {
        shop.problem(404, method, &one, body).await;
    }
}

/// Catches a view that could never be shown.
#[tokio::test]
async fn what_is_wrong_with_a_view_is_named_by_its_field() {
    let shop = Shop::open("views-wrong").await;
    let filter = |field: &str, comparator: &str| json!([{"field": field, "comparator": comparator, "value": "1"}]);
    let columns: Vec<_> = (0..=MAX_LIST_COLUMNS).map(|number| format!("checkout_data:{number}")).collect();
    for (field, value, named) in [
        ("name", json!(" "), "name"),
        ("folder_id", json!(99), "folder_id"),
        ("filters", filter("colour", "equals"), "filters[0].field"),
        ("filters", filter("email", "is_heavier"), "filters[0].comparator"),
        ("columns", json!(["colour"]), "columns"),
        ("columns", json!(columns), "columns"),
        ("sequence", json!("upwards"), "sequence"),
    ] {
        let mut body = gifts("Wrong");
        body[field] = value;
        let problem = shop.problem(400, "POST", "/views", &body).await;
        let at = text(&problem["errors"][0]["field"]);
        assert!(at.starts_with(named), "{problem}");
    }
    assert_eq!(shop.own(200, "GET", "/views", &NONE).await["views"], json!([]));
}

#[tokio::test]
async fn with_a_key_a_view_is_saved_once_and_with_if_match_only_what_was_read_is_replaced() {
    let shop = Shop::open("views-once").await;
    let by_key = ("Idempotency-Key", "K-1");
    let first = with_header(&shop, "POST", "/views", &gifts("Gifts"), by_key).await;
    let again = with_header(&shop, "POST", "/views", &gifts("Gifts"), by_key).await;
    assert_eq!((first.status, again.status), (201, 201), "{}", again.text());
    let (first, again): (Value, Value) = (first.json().unwrap(), again.json().unwrap());
    assert_eq!(first["view"], again["view"]);
    let other = assert_problem(&with_header(&shop, "POST", "/views", &gifts("Other"), by_key).await, 422);
    let id = text(&first["view"]["id"]);
    assert_eq!(other["view_id"], id, "{other}");
    let one = format!("/views/{id}");
    let tag = header(&shop.call("GET", &format!("/v1{one}"), None).await, "etag").unwrap().to_owned();
    let replaced = with_header(&shop, "PUT", &one, &gifts("Wrapped"), ("If-Match", &tag)).await;
    assert_eq!(replaced.status, 200, "{}", replaced.text());
    assert_problem(&with_header(&shop, "PUT", &one, &gifts("Gifts"), ("If-Match", &tag)).await, 412);
}

/// Catches a store that keeps as many as somebody sends.
#[tokio::test]
async fn a_store_has_a_hundred_saved_views_at_most() {
    let shop = Shop::open("views-many").await;
    for _ in 0..MAX_SAVED_VIEWS {
        shop.own(201, "POST", "/views", &gifts("Gifts")).await;
    }
    shop.problem(409, "POST", "/views", &gifts("Gifts")).await;
    let kept = shop.own(200, "GET", "/views", &NONE).await["views"].clone();
    assert_eq!(kept.as_array().unwrap().len(), MAX_SAVED_VIEWS);
}

/// Catches a removed folder that keeps its view from being mended.
#[tokio::test]
async fn a_view_of_a_folder_that_is_gone_stays_and_can_be_changed() {
    let shop = Shop::open("views-gone").await;
    let made = shop.own(201, "POST", "/views", &gifts("Gifts")).await["view"].clone();
    shop.own(200, "DELETE", "/folders/2?into=1", &NONE).await;
    let one = format!("/views/{}", text(&made["id"]));
    assert_eq!(shop.own(200, "GET", &one, &NONE).await["view"], made);
    let problem = shop.problem(400, "PUT", &one, &gifts("Gifts")).await;
    assert_eq!(problem["errors"][0]["field"], "folder_id", "{problem}");
    let mut elsewhere = gifts("Gifts");
    elsewhere["folder_id"] = json!(1);
    assert_eq!(shop.own(200, "PUT", &one, &elsewhere).await["view"]["folder_id"], 1);
}

#[tokio::test]
async fn columns_of_a_folder_are_set_and_without_any_the_usual_ones_again() {
    let shop = Shop::open("columns").await;
    let usual = shop.own(200, "GET", "/folders/2/columns", &NONE).await["folder_columns"].clone();
    assert_eq!((&usual["folder_id"], &usual["is_usual"]), (&json!(2), &json!(true)));
    let chosen = json!({"columns": ["ship_to", "shipping.city", "item.code"]});
    let set = shop.own(200, "PUT", "/folders/2/columns", &chosen).await["folder_columns"].clone();
    assert_eq!((&set["columns"], &set["is_usual"]), (&chosen["columns"], &json!(false)));
    assert_eq!(shop.own(200, "GET", "/folders/2/columns", &NONE).await["folder_columns"], set);
    // The lists of other folders stay as they are.
    let other = shop.own(200, "GET", "/folders/1/columns", &NONE).await["folder_columns"]["columns"].clone();
    assert_eq!(other, usual["columns"]);
    let none = json!({"columns": []});
    assert_eq!(shop.own(200, "PUT", "/folders/2/columns", &none).await["folder_columns"], usual);
    let problem = shop.problem(400, "PUT", "/folders/2/columns", &json!({"columns": ["colour"]})).await;
    assert!(text(&problem["errors"][0]["field"]).starts_with("columns"), "{problem}");
    shop.problem(400, "PUT", "/folders/2/columns", &json!({})).await;
    for method in ["GET", "PUT"] {
        let body = if method == "PUT" { &chosen } else { &NONE };
        shop.problem(404, method, "/folders/99/columns", body).await;
    }
}
