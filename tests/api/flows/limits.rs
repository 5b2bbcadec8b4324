//! What is too long, too much or too many: for a row, for a key, for an answer, for a list.

use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

/// Catches an order that is written and can never be read again, and with it every list of its store.
#[tokio::test]
async fn an_order_that_grows_part_by_part_is_refused_before_it_can_not_be_read() {
    let shop = Shop::open("grows").await;
    let id = shop.order("G-1").await;
    let path = format!("/api/v2/orders/{id}/order-items");
    let reply = shop.call("POST", &path, Some(&json!({"name": "n".repeat(1_000_000)}))).await;
    assert_eq!((reply.status, reply.text().contains("name: must be at most 1000 characters")), (400, true));
    let fat = json!({"name": "n", "metadata": {"a": "\"".repeat(4_900)}, "variation_list": {"b": "\\".repeat(4_900)}});
    let mut statuses = vec![];
    while statuses.last() != Some(&413) && statuses.len() < 300 {
        statuses.push(shop.call("POST", &path, Some(&fat)).await.status);
    }
    assert_eq!(statuses.pop(), Some(413));
    assert!(statuses.len() > 90 && statuses.iter().all(|status| *status == 201), "{statuses:?}");
    for list in ["/api/v2/orders?limit=500", "/v1/orders?limit=500"] {
        assert_eq!(shop.get(list).await["orders"].as_array().unwrap().len(), 1, "{list}");
    }
    shop.get(&format!("/api/v2/orders/{id}")).await;
    shop.get(&path).await;
    let moved = json!({"order_id_list": [id], "destination_folder_id": 2});
    assert_eq!(shop.post("/api/v2/move-orders", &moved).await["status"], "success");
    assert_eq!(shop.call("DELETE", &format!("/api/v2/orders/{id}"), None).await.status, 200);
}

/// Catches parts without an end.
#[tokio::test]
async fn the_parts_of_an_order_and_the_labels_of_its_shipments_have_an_end() {
    let shop = Shop::open("parts").await;
    for (field, count, entry) in [
        ("discount_list", 1_001, json!({"name": "d"})),
        ("order_notes", 1_001, json!({})),
        ("order_shipments", 501, json!({"tracking_number": "n/a"})),
        ("order_items", 1_001, json!({})),
    ] {
        let mut order = order("P-1");
        order[field] = json!(vec![entry; count]);
        let reply = shop.call("POST", "/api/v2/orders", Some(&order)).await;
        let message = format!("{field}: must have at most {} ", count - 1);
        assert!(reply.status == 400 && reply.text().contains(&message), "{}", reply.text());
    }
    let id = shop.order("P-2").await;
    let path = format!("/api/v2/orders/{id}/shipments");
    let label = |number: u32| json!({"tracking_number": number.to_string(), "label_image": "A".repeat(900_000)});
    for number in 1..=3 {
        shop.post(&path, &label(number)).await;
    }
    let reply = shop.call("POST", &path, Some(&label(4))).await;
    assert!(reply.status == 400 && reply.text().contains("3000000 bytes together"), "{}", reply.text());
    assert_eq!(shop.get(&path).await["total_records"], 3);
}

/// An order of much text.
async fn large_order(shop: &Shop, number: usize) -> String {
    let mut order = order(&format!("L-{number}"));
    order["order_items"] = json!(vec![json!({"name": "\"".repeat(400)}); 800]);
    text(&shop.post("/api/v2/orders", &order).await["order"]["id"])
}

/// Catches a page that Lambda would not take, on either face, and a poller that never comes past it.
#[tokio::test]
async fn a_page_ends_before_it_is_larger_than_an_answer_and_the_next_goes_on() {
    let shop = Shop::open("pages").await;
    let mut ids = vec![];
    for number in 0..8 {
        ids.push(large_order(&shop, number).await);
    }
    ids.sort();
    let (mut found, mut cursor) = (vec![], String::new());
    loop {
        let page = shop.get(&format!("/v1/orders?limit=500{cursor}")).await;
        let orders = page["orders"].as_array().unwrap();
        assert!(!orders.is_empty() && orders.len() < 8);
        found.extend(orders.iter().map(|order| text(&order["id"])));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    found.sort();
    assert_eq!(found, ids);
    for query in ["", "&source_name=Flow%20Cart", "&order_by=email", "&email=ada@example.com", "&get_order_history=1"] {
        let mut found = vec![];
        while found.len() < 8 {
            let page = shop.get(&format!("/api/v2/orders?limit=500&offset={}{query}", found.len())).await;
            let orders = page["orders"].as_array().unwrap();
            assert!(!orders.is_empty() && orders.len() < 8, "{query}");
            assert_eq!(
                (&page["total_records"], &page["records_returned"]),
                (&json!(8), &json!(orders.len())),
                "{query}"
            );
            found.extend(orders.iter().map(|order| text(&order["id"])));
        }
        found.sort();
        assert_eq!(found, ids, "{query}");
    }
}

/// Catches answers that grow with what was sent wrong.
#[tokio::test]
async fn a_list_of_nothing_but_faults_gets_one_short_answer() {
    let shop = Shop::open("faults").await;
    let id = shop.order("F-1").await;
    let zeros = format!("[{}0]", "0,".repeat(299_999));
    let within = |name: &str| format!("{{\"{name}\":{zeros}}}");
    for (method, path, body) in [
        ("POST", "/api/v2/batch-shipments".to_owned(), zeros.clone()),
        ("POST", "/api/v2/batch-shipments".to_owned(), within("shipments")),
        ("POST", "/v1/bulk/shipments".to_owned(), zeros.clone()),
        ("POST", "/v1/bulk/orders".to_owned(), zeros.clone()),
        ("PATCH", "/v1/bulk/orders".to_owned(), within("orders")),
        ("PUT", "/api/v2/batch-inventory-items".to_owned(), zeros.clone()),
        ("POST", "/api/v2/orders".to_owned(), zeros.clone()),
        ("POST", "/api/v2/orders".to_owned(), within("order_items")),
        ("POST", "/api/v2/orders".to_owned(), within("discount_list")),
        ("POST", "/api/v2/orders".to_owned(), within("order_notes")),
        ("POST", "/api/v2/orders".to_owned(), within("order_shipments")),
        ("POST", "/api/v2/orders".to_owned(), within("checkout_data")),
        ("PUT", format!("/api/v2/orders/{id}"), within("order_items")),
        ("PATCH", format!("/v1/orders/{id}"), within("order_items")),
        ("PATCH", format!("/v1/orders/{id}"), within("order_metadata")),
        ("POST", "/api/v2/move-orders".to_owned(), within("order_id_list")),
        ("POST", "/v1/rules".to_owned(), within("filters")),
        ("POST", "/v1/rules".to_owned(), within("actions")),
        ("PUT", "/v1/folders".to_owned(), within("folder_ids")),
        ("POST", format!("/api/v2/orders/{id}/order-items"), within("metadata")),
    ] {
        let reply = shop.call_raw(method, &path, Some(body), &[]).await;
        assert_eq!(reply.status, 400, "{method} {path}: {}", reply.text());
        assert!(reply.body.len() < 2_000, "{method} {path}: {} bytes", reply.body.len());
    }
    let entry = json!({"tracking_number": "n", "order_items": vec![0; 900]});
    let reply = shop.call("POST", "/api/v2/batch-shipments", Some(&json!(vec![entry; 300]))).await;
    let answered: Value = reply.json().unwrap();
    assert_eq!((reply.status, answered["results"].as_array().unwrap().len()), (200, 300));
    assert!(reply.body.len() < 100_000, "{}", reply.body.len());
    let item = json!({"name": "n".repeat(2_000), "price": "x"});
    let reply = shop.call("POST", "/api/v2/orders", Some(&json!({"order_items": vec![item; 400]}))).await;
    let answered: Value = reply.json().unwrap();
    let errors = answered["errors"].as_array().unwrap();
    assert_eq!((errors.len(), &errors[100]), (101, &json!("and 701 more")), "{}", reply.text());
}

/// Catches names that are as long as a body and come back in what is wrong with them.
#[tokio::test]
async fn what_was_sent_comes_back_cut() {
    let shop = Shop::open("cut").await;
    let id = shop.order("C-1").await;
    let long = "x".repeat(450_000);
    for (method, path, body) in [
        ("PATCH", format!("/v1/orders/{id}"), json!({&long: 1})),
        ("PATCH", format!("/v1/orders/{id}"), json!({"order_items": [{"id": &long}]})),
        ("PATCH", "/v1/store".to_owned(), json!({"settings": {&long: 1}})),
        ("POST", "/v1/rules".to_owned(), json!({"event": &long, "name": "n", "actions": [{"action": &long}]})),
    ] {
        let reply = shop.call(method, &path, Some(&body)).await;
        assert!(reply.status == 400 && reply.body.len() < 20_000, "{path}: {} {}", reply.status, reply.body.len());
    }
}

/// Catches keys that DynamoDB refuses: an id nobody has, a code no item has, a number no order has.
#[tokio::test]
async fn what_is_longer_than_a_key_is_not_there_or_is_refused() {
    let shop = Shop::open("keys").await;
    let order_id = shop.order("K-1").await;
    for length in [300, 1_023, 2_100, 7_000] {
        let (long, wide) = ("7".repeat(length), "%C3%84".repeat(length.min(1_100)));
        for (method, path, status) in [
            ("GET", format!("/v1/rules/{long}"), 404),
            ("GET", format!("/v1/rules/x{wide}"), 404),
            ("DELETE", format!("/v1/rules/{long}"), 404),
            ("GET", format!("/api/v2/orders/{long}"), 404),
            ("GET", format!("/api/v2/orders/{order_id}/order-items/{long}"), 404),
            ("GET", format!("/api/v2/orders/{order_id}/shipments/{long}"), 404),
            ("GET", format!("/api/v2/inventory-items/{long}"), 404),
            ("GET", format!("/v1/appointments/{long}-1"), 404),
            ("DELETE", format!("/v1/keys/{long}"), 404),
            ("GET", format!("/api/v2/inventory-items?code={long}"), 200),
            ("GET", format!("/api/v2/inventory-items?code=A,{wide}"), 200),
            ("GET", format!("/api/v2/inventory-items?search={wide}"), 200),
            ("GET", format!("/api/v2/orders?email={long}"), 200),
            ("GET", format!("/api/v2/orders?source_id={wide}"), 200),
            ("GET", format!("/api/v2/orders?source_name={wide}&source_id={long}"), 200),
            ("GET", format!("/api/v2/orders?customer_id={wide}"), 200),
            ("GET", format!("/api/v2/orders?shipping_first_name={wide}"), 200),
        ] {
            let reply = shop.call(method, &path, None).await;
            assert_eq!(reply.status, status, "{method} {length} {}: {}", &path[..30], reply.text());
        }
    }
    let long = "x".repeat(2_100);
    for (path, body, status) in [
        ("/v1/orders", json!({"shipping": {"company": "A"}, "order_items": [{"code": &long}]}), 400),
        ("/v1/orders", json!({"shipping": {"company": "A"}, "order_items": [{"code": "x".repeat(255)}]}), 201),
        ("/v1/orders", json!({"shipping": {"company": "A"}, "order_items": [{"code": "\u{10ffff}".repeat(255)}]}), 201),
        ("/api/v2/inventory-items", json!({"name": "n", "code": &long}), 400),
        ("/api/v2/inventory-items", json!({"name": "n", "code": "\u{10ffff}".repeat(255)}), 201),
        ("/api/v2/orders", json!({"source_id": &long, "order_items": [{}], "shipping": {"company": "A"}}), 400),
        ("/api/v2/batch-shipments", json!([{"source_id": &long, "tracking_number": "1"}]), 200),
        ("/api/v2/batch-shipments", json!([{"source_id": &long, "source_name": &long, "tracking_number": "1"}]), 200),
        ("/api/v2/batch-shipments", json!([{"order_id": &long, "tracking_number": "1"}]), 200),
    ] {
        let reply = shop.call("POST", path, Some(&body)).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.text());
        assert!(!reply.text().contains("failed on our side"), "{path}: {}", reply.text());
    }
}
