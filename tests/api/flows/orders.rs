//! Orders and shipments through the compatible API (orderdesk-api 2).

use std::collections::BTreeSet;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::shop::{Shop, eventually, order, text};

#[tokio::test]
async fn the_same_order_sent_fifty_times_at_once_is_one_order() {
    let shop = Shop::open("fifty").await;
    let body = order("D-1");
    let replies = join_all((0..50).map(|_| shop.call("POST", "/api/v2/orders", Some(&body)))).await;
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 49, "{statuses:?}");
    let ids: BTreeSet<String> = replies
        .iter()
        .map(|reply| {
            let json: Value = reply.json().unwrap();
            text(json.pointer("/order/id").unwrap_or(&json["order_id"]))
        })
        .collect();
    assert_eq!(ids.len(), 1);
    let found = eventually("the order in its list", async || {
        let found = shop.get("/api/v2/orders?source_id=d-1").await;
        (found["total_records"] == 1).then_some(found)
    });
    assert_eq!(found.await["orders"][0]["id"], ids.first().unwrap().as_str());
}

#[tokio::test]
async fn an_idempotency_key_brings_the_first_answer_again_and_no_second_order() {
    let shop = Shop::open("idempotent").await;
    let mut body = order("");
    body.as_object_mut().unwrap().remove("source_id");
    let send =
        async |key| shop.call_raw("POST", "/api/v2/orders", Some(body.to_string()), &[("Idempotency-Key", key)]).await;
    let (first, again, other) = (send("k-1").await, send("k-1").await, send("k-2").await);
    assert_eq!((first.status, again.status, other.status), (201, 201, 201));
    let id = |reply: &waybill::http::Reply| reply.json::<Value>().unwrap()["order"]["id"].clone();
    assert_eq!(id(&first), id(&again));
    assert_ne!(id(&first), id(&other));
}

#[tokio::test]
async fn an_idempotency_key_with_another_body_is_refused_and_no_order_is_taken_for_it() {
    let shop = Shop::open("other-body").await;
    let send = async |path: &str, key: &str, body: &Value| {
        let reply = shop.call_raw("POST", path, Some(body.to_string()), &[("Idempotency-Key", key)]).await;
        (reply.status, reply.json::<Value>().unwrap())
    };
    let (mut first, mut second) = (order(""), order(""));
    first.as_object_mut().unwrap().remove("source_id");
    second.as_object_mut().unwrap().remove("source_id");
    second["email"] = json!("ben@example.com");
    for path in ["/api/v2/orders", "/v1/orders"] {
        let (status, made) = send(path, path, &first).await;
        assert_eq!(status, 201);
        let (status, refused) = send(path, path, &second).await;
        assert_eq!((status, &refused["order_id"]), (422, &made["order"]["id"]), "{path}");
        assert_eq!(send(path, path, &first).await.1["order"]["id"], made["order"]["id"]);
    }
    let (status, refused) = send("/api/v2/orders", "n-1", &order("K-1")).await;
    assert_eq!((status, refused["status"].as_str()), (201, Some("success")));
    let mut changed = order("K-1");
    changed["email"] = json!("ben@example.com");
    assert_eq!(send("/api/v2/orders", "n-1", &changed).await.0, 422);

    let bulk = |entries: &[&Value]| json!({"orders": entries});
    let made = send("/v1/bulk/orders", "b", &bulk(&[&first])).await.1["results"][0]["order_id"].clone();
    let again = send("/v1/bulk/orders", "b", &bulk(&[&first])).await.1["results"][0].clone();
    assert_eq!((&again["status"], &again["order_id"]), (&json!(201), &made));
    let refused = send("/v1/bulk/orders", "b", &bulk(&[&second])).await.1["results"][0].clone();
    assert_eq!((&refused["status"], &refused["order_id"]), (&json!(422), &made));
    // The key of the first entry is nobody's to send.
    let single = send("/api/v2/orders", "b#0", &first).await.1["order"]["id"].clone();
    assert_ne!(single, made);
}

#[tokio::test]
async fn a_new_order_comes_back_as_it_was_stored() {
    let shop = Shop::open("stored").await;
    let made = shop.post("/api/v2/orders", &order("W-1")).await;
    let id = text(&made["order"]["id"]);
    assert_eq!(made["order"]["order_total"].to_string(), "63.75");
    assert_eq!(made["order"]["email_count"], "1");
    assert_eq!(made["order"]["folder_id"], 1);
    assert_eq!(made["order"]["customer"]["first_name"], "Ada");
    assert!(text(&made["execution_time"]).ends_with(" seconds"));
    assert_eq!(shop.get(&format!("/api/v2/orders/{id}")).await["order"], made["order"]);
    let with_history = shop.get(&format!("/api/v2/orders/{id}?get_order_history=1")).await;
    assert_eq!(with_history["order"]["order_history"][0]["source_name"], "API");
}

#[tokio::test]
async fn the_connection_test_and_the_store_are_what_connectors_expect() {
    let shop = Shop::open("connect").await;
    let test = shop.get("/api/v2/test").await;
    assert_eq!(test["message"], "Connection Successful");
    assert_eq!(text(&test["current_date_time"]).len(), "2026-03-02 14:05:09".len());
    let store = shop.get("/api/v2/store").await;
    assert_eq!((text(&store["store"]["id"]), text(&store["store"]["name"])), (shop.id.clone(), "connect".to_owned()));
    assert_eq!(store["store"]["folders"]["1"], "New");
    assert_eq!(store["store"]["folders"].as_object().unwrap().len(), 5);
    assert_eq!(store["store"]["settings"]["api_key"], "");
}

#[tokio::test]
async fn lists_page_by_folder_and_date_in_both_directions() {
    let shop = Shop::open("lists").await;
    for day in 1..=7 {
        let mut body = order(&format!("L-{day}"));
        body["date_added"] = json!(format!("2026-03-0{day} 10:00:00"));
        body["folder_id"] = json!(if day % 2 == 0 { 2 } else { 1 });
        shop.post("/api/v2/orders", &body).await;
    }
    let numbers = async |query: &str| -> Vec<String> {
        let found = shop.get(&format!("/api/v2/orders?{query}")).await;
        found["orders"].as_array().unwrap().iter().map(|order| text(&order["source_id"])).collect()
    };
    eventually("all seven in the list", async || (numbers("").await.len() == 7).then_some(())).await;
    assert_eq!(numbers("limit=3").await, ["L-7", "L-6", "L-5"]);
    assert_eq!(numbers("limit=3&offset=5").await, ["L-2", "L-1"]);
    assert_eq!(numbers("order=asc&limit=2").await, ["L-1", "L-2"]);
    assert_eq!(numbers("folder_id=2").await, ["L-6", "L-4", "L-2"]);
    assert_eq!(numbers("folder_name=New&order=ASC").await, ["L-1", "L-3", "L-5", "L-7"]);
    assert_eq!(
        numbers("search_start_date=2026-03-03&search_end_date=2026-03-05T23:00:00").await,
        ["L-5", "L-4", "L-3"]
    );
    assert_eq!(numbers("email=ADA@example.com&limit=1").await, ["L-7"]);
    assert_eq!(numbers("modified_start_date=2026-03-20&folder_id=2").await.len(), 3);
    assert_eq!(numbers("folder_id=99").await.len(), 0);
    assert_eq!(numbers("folder_name=Nowhere&email=ada@example.com").await.len(), 0);
    let page = shop.get("/api/v2/orders?limit=2&offset=1").await;
    assert_eq!(
        (&page["total_records"], &page["records_returned"], &page["offset"], &page["limit"]),
        (&json!(7), &json!(2), &json!(1), &json!(2))
    );
}

#[tokio::test]
async fn orders_are_moved_and_each_has_its_own_result() {
    let shop = Shop::open("moves").await;
    let one: u64 = shop.order("M-1").await.parse().unwrap();
    let body = json!({"order_id_list": [one, "4503599627370499"], "destination_folder_name": "Prepared"});
    let moved = shop.post("/api/v2/move-orders", &body).await;
    assert_eq!(moved["message"], "1 Orders Moved");
    assert_eq!(
        moved["results"][0],
        json!({"order_id": one, "message": "Order Moved to Prepared Folder", "original_folder_id": 1})
    );
    assert_eq!(moved["results"][1]["message"], "Order not found");
    shop.folder(&one.to_string(), 2).await;
    for bad in [
        json!({"order_id_list": [one]}),
        json!({"order_id_list": [one], "destination_folder_id": 99}),
        json!({"destination_folder_id": 2}),
    ] {
        assert_eq!(shop.call("POST", "/api/v2/move-orders", Some(&bad)).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn shipments_come_one_by_one_or_in_batches_and_a_repeated_one_is_refused() {
    let shop = Shop::open("shipments").await;
    let (one, two) = (shop.order("S-1").await, shop.order("S-2").await);
    let path = format!("/api/v2/orders/{one}/shipments");
    assert_eq!(shop.call("POST", &path, Some(&json!({"tracking_number": "abc-1"}))).await.status, 201);
    let again = shop.call("POST", &path, Some(&json!({"tracking_number": "ABC-1"}))).await;
    assert_eq!((again.status, again.json::<Value>().unwrap()["message"].clone()), (409, json!("Shipment Not Added")));
    let batch = json!([
        {"order_id": one.parse::<u64>().unwrap(), "tracking_number": "9400100000000000000006"},
        {"order_id": one, "tracking_number": "ABC-1"},
        {"source_name": "Flow Cart", "source_id": "S-2", "tracking_number": "1Z0000000000000019"},
        {"order_id": two},
        {"source_id": "nothing", "tracking_number": "x"},
    ]);
    let results = shop.post("/api/v2/batch-shipments", &batch).await;
    let answered: Vec<_> =
        results["results"].as_array().unwrap().iter().map(|it| (text(&it["status"]), text(&it["message"]))).collect();
    let expected = [
        ("success", "Shipment Added"),
        ("error", "Shipment Not Added"),
        ("success", "Shipment Added"),
        ("error", "[3].tracking_number: is needed; send n/a when there is none"),
        ("error", "Order not found"),
    ];
    assert_eq!(answered, expected.map(|(status, message)| (status.to_owned(), message.to_owned())));
    let stored = shop.get(&format!("/api/v2/orders/{two}")).await;
    assert_eq!(
        stored["order"]["order_shipments"][0]["tracking_url"],
        "https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums=1Z0000000000000019"
    );
    assert_eq!(stored["order"]["order_shipments"][0]["id"], results["results"][2]["shipment_id"]);
}

#[tokio::test]
async fn rules_are_kept_changed_and_removed_and_a_change_counts_at_once() {
    let shop = Shop::open("rules").await;
    let rule = shop.rule("Gift", "order_imported", json!([{"action": "tag_order", "color": "Green"}, {"action": "set_checkout_data", "name": "Gift", "value": "yes"}])).await;
    let id = text(&rule["id"]);
    let order_of = async |number: &str| shop.order_with(number, json!({"gift": "yes"})).await;
    let tagged = async |order: &str| text(&shop.get(&format!("/api/v2/orders/{order}")).await["order"]["tag_name"]);
    let first = order_of("U-1").await;
    eventually("the tag", async || (tagged(&first).await == "success").then_some(())).await;
    assert_eq!(shop.get(&format!("/api/v2/orders/{first}")).await["order"]["checkout_data"], json!({"Gift": "yes"}));

    let mut changed = rule.clone();
    changed["filters"] = json!([{"field": "order_metadata", "name": "gift", "comparator": "equals", "value": "YES"}]);
    changed["actions"] = json!([{"action": "tag_order", "color": "Red"}, {"action": "set_order_metadata", "name": "seen", "value": "1"}]);
    assert_eq!(shop.call("PUT", &format!("/v1/rules/{id}"), Some(&changed)).await.status, 200);
    let marker =
        shop.rule("Marker", "order_imported", json!([{"action": "add_order_note", "content": "through"}])).await;
    let second = order_of("U-2").await;
    let noted = async |order: &str| {
        shop.get(&format!("/api/v2/orders/{order}")).await["order"]["order_notes"].as_array().unwrap().len()
    };
    eventually("the marker", async || (noted(&second).await == 1).then_some(())).await;
    assert_eq!(tagged(&second).await, "", "letters of another case don't match");

    changed["filters"][0]["value"] = json!("yes");
    shop.call("PUT", &format!("/v1/rules/{id}"), Some(&changed)).await;
    let third = order_of("U-3").await;
    eventually("the new tag", async || (tagged(&third).await == "error").then_some(())).await;

    changed["enabled"] = json!(false);
    shop.call("PUT", &format!("/v1/rules/{id}"), Some(&changed)).await;
    let listed = shop.get("/v1/rules").await;
    assert_eq!(listed["rules"].as_array().unwrap().len(), 2);
    assert_eq!(shop.call("DELETE", &format!("/v1/rules/{}", text(&marker["id"])), None).await.status, 200);
    assert_eq!(shop.get("/v1/rules").await["rules"][0]["enabled"], json!(false));
}
