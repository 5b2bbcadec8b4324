//! Our own API: export templates.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{NOBODY, assert_problem};
use crate::document::root;
use crate::flows::exports::{add, secret, sftp, template};
use crate::shop::{Shop, text};

const NONE: Value = Value::Null;

async fn added(shop: &Shop, body: &Value) -> Value {
    shop.own(201, "POST", "/export-templates", body).await["export_template"].clone()
}

async fn names(shop: &Shop) -> Vec<String> {
    let listed = shop.own(200, "GET", "/export-templates", &NONE).await;
    let mut names: Vec<_> =
        listed["export_templates"].as_array().unwrap().iter().map(|template| text(&template["name"])).collect();
    names.sort_unstable();
    names
}

fn field(problem: &Value) -> &str {
    problem["errors"][0]["field"].as_str().unwrap_or_default()
}

/// Catches a field that is kept and not shown, or shown in a form that can't be sent back.
#[tokio::test]
async fn a_template_is_kept_as_it_was_sent_sent_back_as_it_is_shown_and_deleted() {
    let shop = Shop::open("export-templates").await;
    secret(&shop, "files.example.com").await;
    let filters = json!([{"field": "email", "comparator": "contains", "value": "@"}]);
    let body = template(
        "Harbor",
        &json!({
            "select": {"folder_ids": [2], "combine": "any", "filters": filters, "only_not_exported": true},
            "delivery": sftp(), "schedule": {"every": "weekday", "at": "06:30"}, "filename": "{{ date }}.csv",
            "after": {"move_to_folder": 3, "tag_name": "success", "history_line": true},
        }),
    );
    let made = added(&shop, &body).await;
    for name in ["name", "format", "delivery", "schedule", "after", "filename", "line_end"] {
        assert_eq!(made[name], body[name], "{made}");
    }
    assert_eq!(made["select"]["folder_ids"], json!([2]));
    let one = format!("/export-templates/{}", text(&made["id"]));
    assert_eq!(shop.own(200, "GET", &one, &NONE).await["export_template"], made);
    let summary = json!({"id": made["id"], "name": "Harbor", "format": "csv", "delivery": "sftp",
                         "schedule": {"every": "weekday", "at": "06:30"}});
    assert_eq!(shop.own(200, "GET", "/export-templates", &NONE).await["export_templates"], json!([summary]));
    assert_eq!(shop.own(200, "PUT", &one, &made).await["export_template"], made);
    shop.own(200, "DELETE", &one, &NONE).await;
    for (method, path, body) in [
        ("GET", one.clone(), &NONE),
        ("DELETE", one.clone(), &NONE),
        ("PUT", one.clone(), &made),
        ("POST", format!("{one}/preview"), &json!({})),
        ("POST", format!("{one}/copy"), &json!({"store_id": NOBODY})),
    ] {
        shop.problem(404, method, &path, body).await;
    }
}

/// Catches a template that could never run.
#[tokio::test]
async fn what_is_wrong_is_named_by_its_field() {
    let shop = Shop::open("export-templates-wrong").await;
    let filter = |field: &str, comparator: &str| json!([{"field": field, "comparator": comparator, "value": "1"}]);
    for (more, named) in [
        (json!({"format": "pdf"}), "format"),
        (json!({"columns": []}), "columns"),
        (json!({"columns": [{"heading": "A", "value": "shiping.city"}]}), "columns[0].value"),
        (json!({"columns": [{"heading": "A", "value": "{{ a"}]}), "columns[0].value"),
        (json!({"columns": [{"heading": "A", "value": "item.code"}]}), "columns[0].value"),
        (json!({"select": {"folder_ids": [99]}}), "select.folder_ids[0]"),
        (json!({"select": {"filters": filter("colour", "equals")}}), "select.filters[0].field"),
        (json!({"select": {"filters": filter("email", "is_heavier")}}), "select.filters[0].comparator"),
        (json!({"bundle": {"files": "one_file_per_group", "field": "colour"}}), "bundle.field"),
        (json!({"filename": "{% if %}"}), "filename"),
        (json!({"after": {"move_to_folder": 99}}), "after.move_to_folder"),
        (json!({"schedule": {"every": "day"}}), "schedule.at"),
        (json!({"colums": []}), "colums"),
    ] {
        let problem = shop.problem(400, "POST", "/export-templates", &template("Wrong", &more)).await;
        assert_eq!(field(&problem), named, "{problem}");
    }
    assert_eq!(names(&shop).await, Vec::<String>::new());
}

/// Catches two templates of one name: added, renamed, at once.
#[tokio::test]
async fn a_name_is_one_template_s_whatever_the_case_of_its_letters() {
    let shop = Shop::open("export-templates-names").await;
    let body = |name: &str| template(name, &json!({}));
    let first = added(&shop, &body("Märkte")).await;
    let problem = shop.problem(409, "POST", "/export-templates", &body(" MÄRKTE ")).await;
    assert_eq!(field(&problem), "name", "{problem}");
    let second = text(&added(&shop, &body("Tide")).await["id"]);
    shop.problem(409, "PUT", &format!("/export-templates/{second}"), &body("märkte")).await;
    shop.own(200, "DELETE", &format!("/export-templates/{}", text(&first["id"])), &NONE).await;
    shop.own(200, "PUT", &format!("/export-templates/{second}"), &body("märkte")).await;
    let race = body("Race");
    let raced = join_all((0..4).map(|_| shop.call("POST", "/v1/export-templates", Some(&race)))).await;
    let mut statuses: Vec<_> = raced.iter().map(|reply| reply.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);
    assert_eq!(names(&shop).await, ["Race", "märkte"]);
    // An import template may be called the same.
    let columns = json!([{"heading": "SKU", "target": "code"}, {"heading": "On hand", "target": "stock"}]);
    shop.post("/v1/import-templates", &json!({"name": "Race", "kind": "inventory", "columns": columns})).await;
}

#[tokio::test]
async fn with_a_key_it_is_made_once() {
    let shop = Shop::open("export-templates-once").await;
    let create = async |name: &str| {
        let body = template(name, &json!({})).to_string();
        shop.call_raw("POST", "/v1/export-templates", Some(body), &[("Idempotency-Key", "K-1")]).await
    };
    let (first, again) = (create("Harbor").await, create("Harbor").await);
    assert_eq!((first.status, again.status), (201, 201), "{}", first.text());
    let (first, again): (Value, Value) = (first.json().unwrap(), again.json().unwrap());
    assert_eq!(first["export_template"], again["export_template"]);
    let other = assert_problem(&create("Other").await, 422);
    assert_eq!(other["export_template_id"], first["export_template"]["id"]);
    assert_eq!(names(&shop).await, ["Harbor"]);
}

/// Catches a copy to a store that did not agree, that sends to somebody by itself, or for orders that nobody meant.
#[tokio::test]
async fn a_template_is_copied_to_a_store_that_is_linked_without_what_only_this_one_has() {
    let (shop, other) = (Shop::open("exports-from").await, Shop::open("exports-to").await);
    secret(&shop, "files.example.com").await;
    let more = json!({"select": {"folder_ids": [2]}, "delivery": sftp(), "schedule": {"every": "hour"},
                      "after": {"move_to_folder": 3, "history_line": true}});
    let made = add(&shop, "Harbor", &more).await;
    let copy = format!("/export-templates/{made}/copy");
    let to = json!({"store_id": other.id});
    for body in [&to, &json!({"store_id": shop.id}), &json!({"store_id": NOBODY})] {
        let problem = shop.problem(400, "POST", &copy, body).await;
        assert_eq!(field(&problem), "store_id", "{problem}");
    }
    shop.link(&other).await;
    let copied = shop.own(201, "POST", &copy, &to).await;
    let notes = json!([
        "select.folder_ids: left out, as the folder \"Prepared\" is this store's",
        "after.move_to_folder: left out, as the folder \"On Hold\" is this store's",
        "delivery: left out, as the secret \"printer\" is this store's",
        "schedule: left out, so that nothing is sent before somebody looked at it",
    ]);
    assert_eq!((&copied["notes"], &copied["export_template"]["store_id"]), (&notes, &json!(other.id)));
    let there = format!("/export-templates/{}", text(&copied["export_template"]["export_template_id"]));
    let there = other.own(200, "GET", &there, &NONE).await["export_template"].clone();
    assert_eq!((&there["name"], &there["delivery"]), (&json!("Harbor"), &json!({"by": "download"})));
    assert_eq!((there.get("schedule"), &there["select"]["folder_ids"]), (None, &json!([])));
    assert_eq!(there["after"], json!({"tag_name": "", "history_line": true}));
    let problem = shop.problem(409, "POST", &copy, &to).await;
    assert_eq!(field(&problem), "name", "{problem}");
}

/// Catches a way or a form that nobody can find out about.
#[test]
fn the_page_about_exports_names_every_form_and_every_way() {
    let page = std::fs::read_to_string(root().join("docs/exports.md")).unwrap();
    let formats = domain::ExportFormat::ALL.iter().map(|format| format.name());
    for name in formats.chain(domain::ExportDelivery::NAMES) {
        assert!(page.contains(&format!("`{name}`")), "docs/exports.md does not say what {name} is");
    }
}
