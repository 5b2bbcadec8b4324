//! Which orders an export has, and which files are made of them.

use serde_json::{Value, json};

use super::{add, begin, counts, export, export_of, order, texts};
use crate::flows::custom_events::order_in;
use crate::shop::{Shop, text};

/// F091. Catches an order that is left out or is in twice, a folder that is not looked through, and an order that moves
/// before its file is delivered.
#[tokio::test]
async fn an_export_has_the_orders_of_its_folders_that_its_filters_mean_and_tells_them() {
    let shop = Shop::open("exports").await;
    let filters = json!([{"field": "shipping_method", "comparator": "equals", "value": "Ground"}]);
    let more = json!({
        "select": {"folder_ids": [2], "filters": filters, "only_not_exported": true}, "filename": "orders.csv",
        "after": {"move_to_folder": 3, "tag_name": "success", "history_line": true},
    });
    let template = add(&shop, "Printer", &more).await;
    let mut mine = vec![];
    for number in 0..60 {
        mine.push(order_in(&shop, &format!("X-{number:02}"), 2, "Ground").await);
    }
    let other = order_in(&shop, "O-1", 2, "Air").await;
    let elsewhere = order_in(&shop, "O-2", 1, "Ground").await;
    let first = export(&shop, &template).await;
    assert_eq!(counts(&first), [61, 60, 1, 1], "{first}");
    assert_eq!(first["files"][0]["name"], "orders.csv");
    assert_eq!((&first["files"][0]["status"], &first["files"][0]["orders"]), (&json!("settled"), &json!(60)));
    let texts = texts(&shop, &first);
    assert!(texts[0].starts_with("Ref,City\n"), "{texts:?}");
    for number in 0..60 {
        assert_eq!(texts[0].matches(&format!("X-{number:02},Portland\n")).count(), 1, "{number}");
    }
    for id in [&mine[0], &mine[59]] {
        let order = order(&shop, id).await;
        assert_eq!((&order["folder_id"], &order["tag_name"]), (&json!(3), &json!("success")));
        let date = &order["order_metadata"][format!("export_{template}_date")];
        assert_eq!(date, &first["files"][0]["delivered_at"]);
        let history = shop.history(id).await;
        let number = text(&first["export"]["id"]);
        let line = format!("Exported by Printer in orders.csv (export {number})");
        assert_eq!(history.iter().filter(|it| **it == line).count(), 1, "{history:?}");
    }
    for id in [&other, &elsewhere] {
        assert_eq!(order(&shop, id).await["order_metadata"], json!([]));
    }
    // Nothing is left: no file is made, and nobody is told.
    let again = export(&shop, &template).await;
    assert_eq!(counts(&again), [1, 0, 1, 0], "{again}");
    assert_eq!(again["files"], json!([]));
}

/// F092. Catches a file that nobody wants, and one that is wanted and not made.
#[tokio::test]
async fn nothing_is_made_of_nothing_unless_an_empty_file_is_to_be_sent() {
    let shop = Shop::open("exports-empty").await;
    let none = add(&shop, "None", &json!({})).await;
    assert_eq!(counts(&export(&shop, &none).await), [0, 0, 0, 0]);
    let some = add(&shop, "Some", &json!({"send_when_empty": true, "filename": "none.csv"})).await;
    let made = export(&shop, &some).await;
    assert_eq!(counts(&made), [0, 0, 0, 1]);
    assert_eq!((texts(&shop, &made), &made["files"][0]["status"]), (vec!["Ref,City\n".to_owned()], &json!("settled")));
    // It has an appointment all the same, which is of no order.
    let appointment = shop.get(&format!("/v1/appointments/{}", text(&made["files"][0]["appointment_id"]))).await;
    assert_eq!(appointment["appointment"]["status"], "complete", "{appointment}");
}

#[tokio::test]
async fn what_was_exported_is_exported_again_where_the_template_does_not_ask() {
    let shop = Shop::open("exports-again").await;
    let template = add(&shop, "All", &json!({})).await;
    shop.order("A-1").await;
    for _ in 0..3 {
        assert_eq!(counts(&export(&shop, &template).await), [1, 1, 0, 1]);
    }
    // Another template has exported nothing yet.
    let other = add(&shop, "Once", &json!({"select": {"only_not_exported": true}})).await;
    assert_eq!(counts(&export(&shop, &other).await), [1, 1, 0, 1]);
    assert_eq!(counts(&export(&shop, &other).await), [1, 0, 1, 0]);
}

#[tokio::test]
async fn there_is_a_file_for_all_for_each_order_or_for_each_group() {
    let shop = Shop::open("exports-bundles").await;
    for (number, method) in [("B-1", "Air"), ("B-2", "Ground"), ("B-3", "Air")] {
        order_in(&shop, number, 2, method).await;
    }
    let each = json!({"bundle": {"files": "one_file_per_order"}, "filename": "{{ source_id }}.csv"});
    let each = export(&shop, &add(&shop, "Each", &each).await).await;
    assert_eq!(counts(&each), [3, 3, 0, 3]);
    let mut names: Vec<_> = each["files"].as_array().unwrap().iter().map(|file| text(&file["name"])).collect();
    names.sort_unstable();
    assert_eq!(names, ["B-1.csv", "B-2.csv", "B-3.csv"]);
    for (file, written) in each["files"].as_array().unwrap().iter().zip(texts(&shop, &each)) {
        assert_eq!(written, format!("Ref,City\n{},Portland\n", text(&file["name"]).trim_end_matches(".csv")));
    }
    let group = json!({"bundle": {"files": "one_file_per_group", "field": "shipping_method"},
                       "filename": "{{ group }}.csv"});
    let group = export(&shop, &add(&shop, "Group", &group).await).await;
    let mut sizes: Vec<_> =
        group["files"].as_array().unwrap().iter().map(|file| (text(&file["name"]), file["orders"].clone())).collect();
    sizes.sort_by(|one, other| one.0.cmp(&other.0));
    assert_eq!(sizes, [("Air.csv".to_owned(), json!(2)), ("Ground.csv".to_owned(), json!(1))]);
}

/// Catches an order that two exports of one template send, whichever is first.
#[tokio::test]
async fn two_exports_at_once_share_no_order() {
    let shop = Shop::open("exports-two").await;
    let template = add(&shop, "All", &json!({})).await;
    for number in 0..30 {
        shop.order(&format!("T-{number:02}")).await;
    }
    let body = json!({"template_id": template});
    let ids = [begin(&shop, &body).await, begin(&shop, &body).await];
    shop.world.settle().await;
    let mut orders = 0;
    let mut all = String::new();
    for id in &ids {
        let export = shop.get(&format!("/v1/exports/{id}")).await;
        orders += export["export"]["orders"].as_u64().unwrap();
        all.extend(texts(&shop, &export));
    }
    assert_eq!(orders, 30);
    for number in 0..30 {
        assert_eq!(all.matches(&format!("T-{number:02},")).count(), 1, "{number}");
    }
}

/// Catches an order that was named and silently is not there.
#[tokio::test]
async fn orders_that_are_named_are_exported_and_those_left_out_are_told_why() {
    let shop = Shop::open("exports-named").await;
    let filters = json!([{"field": "shipping_method", "comparator": "equals", "value": "Ground"}]);
    let more = json!({"select": {"folder_ids": [3], "filters": filters, "only_not_exported": true}});
    let template = add(&shop, "Named", &more).await;
    let (second, first) = (order_in(&shop, "N-1", 1, "Ground").await, order_in(&shop, "N-2", 2, "Ground").await);
    let air = order_in(&shop, "N-3", 3, "Air").await;
    let body = json!({"template_id": template, "order_ids": [first, air, second, "1999999999"]});
    let named = export_of(&shop, &body).await;
    assert_eq!(counts(&named), [4, 2, 2, 1], "{named}");
    assert_eq!(texts(&shop, &named), ["Ref,City\nN-2,Portland\nN-1,Portland\n"], "as they were named");
    let notes = json!([
        format!("order {air}: the template's filters do not hold for it"),
        "order 1999999999: there is no such order",
    ]);
    assert_eq!(named["export"]["notes"], notes);
    let again = export_of(&shop, &body).await;
    assert_eq!(counts(&again), [4, 0, 4, 0]);
    assert_eq!(again["export"]["notes"][0], json!(format!("order {first}: it was exported before")));
}

#[tokio::test]
async fn an_export_is_called_off_and_its_orders_are_the_next_one_s() {
    let shop = Shop::open("exports-canceled").await;
    let template = add(&shop, "All", &json!({})).await;
    for number in 0..3 {
        shop.order(&format!("C-{number}")).await;
    }
    let id = begin(&shop, &json!({"template_id": template})).await;
    let canceled = shop.post(&format!("/v1/exports/{id}/cancel"), &Value::Null).await;
    assert_eq!(canceled["export"]["status"], "canceled");
    shop.world.settle().await;
    let refused = shop.call("POST", &format!("/v1/exports/{id}/cancel"), None).await;
    assert_eq!(refused.status, 200, "called off, it stays so");
    let next = export(&shop, &template).await;
    assert_eq!(counts(&next), [3, 3, 0, 1]);
    let over = shop.call("POST", &format!("/v1/exports/{}/cancel", text(&next["export"]["id"])), None).await;
    assert_eq!(over.status, 409, "{}", over.text());
}

#[tokio::test]
async fn exports_are_asked_for_once_listed_and_refused_by_what_is_wrong() {
    let shop = Shop::open("exports-calls").await;
    let template = add(&shop, "All", &json!({})).await;
    let body = json!({"template_id": template}).to_string();
    let send = async |body: &str| {
        let headers = [("Idempotency-Key", "E-1")];
        shop.call_raw("POST", "/v1/exports", Some(body.to_owned()), &headers).await
    };
    let (first, again) = (send(&body).await, send(&body).await);
    assert_eq!((first.status, again.status), (201, 201), "{}", first.text());
    let id = |reply: &waybill::http::Reply| text(&reply.json::<Value>().unwrap()["export"]["id"]);
    assert_eq!(id(&first), id(&again));
    let other = json!({"template_id": template, "order_ids": ["1000000001"]}).to_string();
    assert_eq!(send(&other).await.status, 422);
    let missing = shop.call("POST", "/v1/exports", Some(&json!({"template_id": "1"}))).await;
    assert_eq!(missing.status, 404);
    let listed = shop.get("/v1/exports").await;
    assert_eq!(listed["exports"].as_array().unwrap().len(), 1);
    for number in 0..9 {
        begin(&shop, &json!({"template_id": template, "order_ids": [format!("10000000{number:02}")]})).await;
    }
    let more = shop.call("POST", "/v1/exports", Some(&json!({"template_id": template}))).await;
    assert_eq!(more.status, 409, "{}", more.text());
    shop.world.settle().await;
    let page = shop.get("/v1/exports?limit=4").await;
    assert_eq!(page["exports"].as_array().unwrap().len(), 4);
    let rest = shop.get(&format!("/v1/exports?limit=50&cursor={}", text(&page["next_cursor"]))).await;
    assert_eq!((rest["exports"].as_array().unwrap().len(), &rest["next_cursor"]), (6, &Value::Null));
}

/// Catches a page of files that lacks one.
#[tokio::test]
async fn files_are_shown_page_by_page_each_with_an_address() {
    let shop = Shop::open("exports-files").await;
    let template = add(&shop, "Each", &json!({"bundle": {"files": "one_file_per_order"}})).await;
    for number in 0..30 {
        shop.order(&format!("F-{number:02}")).await;
    }
    let made = export(&shop, &template).await;
    let path = format!("/v1/exports/{}", text(&made["export"]["id"]));
    let first = shop.get(&format!("{path}?limit=20")).await;
    let rest = shop.get(&format!("{path}?limit=20&cursor={}", text(&first["next_cursor"]))).await;
    let files: Vec<_> = [&first, &rest].into_iter().flat_map(|page| page["files"].as_array().unwrap()).collect();
    let mut names: Vec<_> = files.iter().map(|file| text(&file["name"])).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), &rest["next_cursor"]), (30, &Value::Null));
    assert!(files.iter().all(|file| text(&file["url"]).contains("X-Amz-Signature=")), "{}", files[0]);
}

/// Catches an export that goes by a template as it is now.
#[tokio::test]
async fn an_export_goes_by_its_template_as_it_was() {
    let shop = Shop::open("exports-template").await;
    let template = add(&shop, "All", &json!({"filename": "before.csv"})).await;
    shop.order("K-1").await;
    let id = begin(&shop, &json!({"template_id": template})).await;
    assert_eq!(shop.call("DELETE", &format!("/v1/export-templates/{template}"), None).await.status, 200);
    shop.world.settle().await;
    let made = shop.get(&format!("/v1/exports/{id}")).await;
    assert_eq!((counts(&made), &made["files"][0]["name"]), ([1, 1, 0, 1], &json!("before.csv")));
}
