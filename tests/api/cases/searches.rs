//! What is looked for, and when: dates, phones, codes and numbers in the cart as callers write them.

use serde_json::{Value, json};

use super::{Case, read};
use crate::shop::{Shop, eventually, order, text};

/// What `list` shows of each entry under `name`, in this order, once the index has come to it.
async fn shows(shop: &Shop, path: &str, list: &str, name: &str, expected: &[&str]) {
    eventually(&format!("{path} shows {expected:?}"), async || {
        let found = shop.get(path).await;
        let shown: Vec<String> = found[list].as_array().unwrap().iter().map(|entry| text(&entry[name])).collect();
        (shown == expected && text(&found["total_records"]) == expected.len().to_string()).then_some(())
    })
    .await;
}

/// Orders come to be found by their numbers in the cart, in this order.
async fn finds(shop: &Shop, query: &str, expected: &[&str]) {
    shows(shop, &format!("/api/v2/orders?{query}"), "orders", "source_id", expected).await;
}

/// Creates an order with these fields beside the usual ones.
async fn create(shop: &Shop, number: &str, fields: &Value) -> Value {
    let mut body = order(number);
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    shop.post("/api/v2/orders", &body).await["order"].clone()
}

#[tokio::test]
async fn a_range_that_ends_before_it_begins_is_an_empty_page() {
    let mut case = Case::run("08-range-reversed").await;
    for query in [
        "modified_start_date=2026-03-02&modified_end_date=2026-03-01",
        "modified_start_date=2026-03-02&modified_end_date=2026-03-01&email=ada@example.com&folder_id=1",
        "search_start_date=2026-03-02&search_end_date=2026-03-01&email=ada@example.com",
        "search_start_date=2026-03-02&search_end_date=2026-03-01&folder_name=New&order_by=email&order=asc",
        "search_start_date=2026-03-02&search_end_date=2026-03-01&shipping_phone=2075550147&limit=0",
        "search_start_date=2026-03-02&search_end_date_local=2026-03-01",
        "search_start_date=2026-03-02&search_end_date=2026-03-01&source_id=A",
    ] {
        case.call(&json!({"method": "GET", "path": format!("/api/v2/orders?{query}")})).await;
    }
    for place in 0..case.replies.len() {
        let page = case.answer(place);
        assert_eq!(case.replies[place].status, 200, "{page}");
        assert_eq!((&page["total_records"], &page["orders"]), (&json!(0), &json!([])));
    }
}

#[tokio::test]
async fn a_range_within_the_hour_the_clock_skips_is_an_empty_page() {
    let shop = Shop::open("skipped-hour").await;
    let settings = json!({"settings": {"timezone": "America/Chicago"}});
    assert_eq!(shop.call("PATCH", "/v1/store", Some(&settings)).await.status, 200);
    create(&shop, "A", &json!({"date_added": "2026-03-08 07:59:59"})).await;
    finds(&shop, "search_start_date_local=2026-03-08%2001:00&search_end_date_local=2026-03-08%2002:30", &["A"]).await;
    finds(&shop, "search_start_date_local=2026-03-08%2002:10&search_end_date_local=2026-03-08%2002:50", &[]).await;
}

#[tokio::test]
async fn a_plus_that_arrives_as_a_blank_is_the_plus_of_an_offset() {
    let case = Case::run("58-plus-in-a-date").await;
    assert_eq!(case.statuses(), [200]);
    create(&case.shop, "before", &json!({"date_added": "2026-03-01 22:59:59"})).await;
    create(&case.shop, "at", &json!({"date_added": "2026-03-01 23:00:00"})).await;
    let path = read("58-plus-in-a-date")["calls"][0]["path"].as_str().unwrap().to_owned();
    finds(&case.shop, path.split_once('?').unwrap().1, &["at"]).await;
    for date in [
        "2026-03-02T00:00:00+0100",
        "2026-03-02T00:00:00.000+01",
        "2026-03-01T18:00:00-0500",
        "Mon+Mar+02+2026+00:00:00+GMT+0100+(Central+European+Standard+Time)",
        "Mon,+02+Mar+2026+00:00:00++0100",
        "3/1/2026+11:00+PM",
        "1772406000",
        "1772406000000",
    ] {
        finds(&case.shop, &format!("search_start_date={date}"), &["at"]).await;
    }
}

#[tokio::test]
async fn a_date_that_cannot_be_read_is_refused_and_never_finds_everything() {
    let shop = Shop::open("unread-date").await;
    create(&shop, "A", &json!({})).await;
    finds(&shop, "", &["A"]).await;
    for (name, date) in [
        ("search_start_date", "yesterday"),
        ("search_end_date", "2026-02-30"),
        ("modified_start_date", "02.03.2026"),
        ("modified_end_date", "Invalid+Date"),
        ("search_start_date_local", "2026-03-02T00:00:00+01:00+01:00"),
    ] {
        let reply = shop.call("GET", &format!("/api/v2/orders?{name}={date}"), None).await;
        assert_eq!(reply.status, 400, "{name}={date}: {}", reply.text());
        let message = format!("{name}: must be a date, such as 2026-03-01 08:15:00");
        assert_eq!(reply.json::<Value>().unwrap()["message"], message);
    }
    for none in ["", "0000-00-00", "0001-01-01T00:00:00"] {
        finds(&shop, &format!("search_end_date={none}"), &["A"]).await;
    }
}

#[tokio::test]
async fn a_placeholder_for_no_date_is_no_date() {
    let case = Case::run("61-date-of-mysql").await;
    assert_eq!(case.statuses(), [201, 201, 201]);
    let now = text(&case.answer(1)["order"]["date_added"]);
    assert_eq!(text(&case.answer(0)["order"]["date_added"])[..16], now[..16]);
    let ship = async |number: &str, date: &str| {
        let path = format!("/api/v2/orders/{}/shipments", case.order);
        let body = json!({"tracking_number": number, "shipment_date": date});
        case.shop.post(&path, &body).await;
        case.shop.get(&format!("/api/v2/orders/{}", case.order)).await["order"]["order_shipments"].clone()
    };
    ship("Z-2", "0001-01-01T00:00:00").await;
    for shipment in ship("Z-3", "-0001-11-30 00:00:00").await.as_array().unwrap() {
        assert_eq!(shipment["date_shipped"], now[..10], "{shipment}");
    }
    for (number, date) in [("D-1", "0001-01-01T00:00:00"), ("D-2", "-0001-11-30 00:00:00"), ("D-3", "00/00/0000")] {
        let made = create(&case.shop, number, &json!({"date_added": date})).await;
        assert_eq!(text(&made["date_added"])[..10], now[..10], "{date}");
    }
}

#[tokio::test]
async fn a_date_is_understood_wherever_one_is_read() {
    let shop = Shop::open("dates-in-bodies").await;
    for (number, date) in [
        ("A", json!("03/02/2026 1:15 AM")),
        ("B", json!(1_772_414_100)),
        ("C", json!("Mon Mar 02 2026 02:15:00 GMT+0100 (Central European Standard Time)")),
        ("D", json!("2026-03-01T20:15:00-0500")),
    ] {
        let made = create(&shop, number, &json!({"date_added": date, "order_notes": [{"date_added": date}]})).await;
        assert_eq!(made["date_added"], "2026-03-02 01:15:00", "{date}");
        assert_eq!(made["order_notes"][0]["date_added"], "2026-03-02 01:15:00", "{date}");
    }
}

#[tokio::test]
async fn the_day_it_left_stays_the_day_that_was_written() {
    let case = Case::run("24-date-shipped-offset").await;
    assert_eq!(case.statuses(), [201, 201, 201]);
    let (shop, id) = (&case.shop, &case.order);
    let left = |number: &str| json!({"tracking_number": number, "shipment_date": "2026-03-01T22:30:00-08:00"});
    let batch = json!([{"order_id": id, "tracking_number": "DS-3", "date_shipped": "2026-03-01T22:30:00-08:00"}]);
    shop.post("/api/v2/batch-shipments", &batch).await;
    shop.post(&format!("/v1/orders/{id}/shipments"), &left("DS-4")).await;
    let shipments = shop.get(&format!("/api/v2/orders/{id}")).await["order"]["order_shipments"].clone();
    let with_order = create(shop, "W", &json!({"order_shipments": [left("DS-5")]})).await["order_shipments"].clone();
    let shipments = [shipments, with_order].map(|list| list.as_array().unwrap().clone()).concat();
    let days: Vec<_> = shipments.iter().map(|shipment| text(&shipment["date_shipped"])).collect();
    assert_eq!(days, ["2026-03-01"; 5]);
    let path = format!("/api/v2/orders/{id}/shipments/{}", text(&shipments[0]["id"]));
    let put = json!({"tracking_number": "DS-1", "date_shipped": "2026-03-04T00:30:00+13:00"});
    assert_eq!(shop.call("PUT", &path, Some(&put)).await.status, 200);
    assert_eq!(shop.get(&path).await["shipment"]["date_shipped"], "2026-03-04");
}

#[tokio::test]
async fn a_code_with_a_comma_is_found_whole_and_every_code_that_is_asked_for_comes() {
    let case = Case::run("29-sku-with-comma").await;
    assert_eq!(case.statuses(), [201, 200]);
    assert_eq!(case.answer(1)["total_records"], "1");
    let codes: Vec<String> = (0..60).map(|number| format!("M-{number}")).collect();
    for code in codes.iter().map(String::as_str).chain(["6x19cm)"]) {
        case.shop.post("/api/v2/inventory-items", &json!({"name": "Mug", "code": code})).await;
    }
    let finds = async |query: &str, expected: &[&str]| {
        shows(&case.shop, &format!("/api/v2/inventory-items?{query}"), "inventory_items", "code", expected).await;
    };
    finds("code=jx-50ST(3,6X19cm)", &["JX-50st(3,6x19cm)", "6x19cm)"]).await;
    finds("code=m-7,%20M-3%20,m-7,none", &["M-7", "M-3"]).await;
    finds(&format!("code={}", codes.join(",")), &codes.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let limited = case.shop.get(&format!("/api/v2/inventory-items?limit=2&code={}", codes.join(","))).await;
    assert_eq!((&limited["records_returned"], &limited["total_records"]), (&json!(2), &json!("60")));
}

#[tokio::test]
async fn a_phone_is_found_by_its_digits() {
    let case = Case::run("62-phone-by-digits").await;
    assert_eq!(case.statuses(), [201, 200]);
    let address = |phone: &str| json!({"customer": {"first_name": "Ada", "phone": phone}});
    create(&case.shop, "B", &address("+1 207-555-0147")).await;
    create(&case.shop, "C", &address("207.555.0148")).await;
    for (phone, expected) in [
        ("2075550147", &["B", "CASE-1"][..]),
        ("%2B12075550147", &["B", "CASE-1"]),
        ("+1+207-555-0147", &["B", "CASE-1"]),
        ("207555", &["B", "C", "CASE-1"]),
        ("(207) 555-0148", &["C"]),
        ("2075550149", &[]),
    ] {
        finds(
            &case.shop,
            &format!("order_by=source_id&order=asc&customer_phone={}", phone.replace(' ', "%20")),
            expected,
        )
        .await;
    }
}

#[tokio::test]
async fn the_number_in_the_same_letters_comes_first() {
    let shop = Shop::open("same-letters").await;
    for (number, day) in [("aB3", "01"), ("AB3", "02"), ("ab3", "03")] {
        create(&shop, number, &json!({"date_added": format!("2026-03-{day}")})).await;
    }
    for (query, expected) in [
        ("source_id=AB3", ["AB3", "ab3", "aB3"]),
        ("source_id=aB3", ["aB3", "ab3", "AB3"]),
        ("source_id=aB3&order=asc&order_by=date_updated", ["aB3", "AB3", "ab3"]),
        ("source_id=Ab3", ["ab3", "AB3", "aB3"]),
    ] {
        finds(&shop, query, &expected).await;
    }
}
