//! orderdesk-api 2.3, the query parameters of `GET /orders`, row by row.

use serde_json::{Value, json};

use super::{order_with, query, soon, with};
use crate::shop::{Shop, order, text};

const NONE: Value = Value::Null;

/// A shop with orders A, B, … of these fields, a day apart from 2026-03-01 10:00:00 on.
async fn shop_of(name: &str, orders: &[Value]) -> Shop {
    let shop = Shop::open(name).await;
    let lettered = ('A'..).zip(1..).zip(orders).map(|((letter, day), fields)| {
        let dated = json!({"date_added": format!("2026-03-0{day} 10:00:00")});
        with(order_with(&letter.to_string(), dated), fields.clone())
    });
    shop.seed(&lettered.collect::<Vec<_>>()).await;
    shop
}

#[tokio::test]
async fn folder_id_is_one_id_or_several_joined_by_commas() {
    let folders = [1, 2, 4].map(|folder| json!({"folder_id": folder}));
    let shop = shop_of("folder-id", &folders).await;
    shop.finds(&[("folder_id", "2")], &["B"]).await;
    shop.finds(&[("folder_id", "1,4")], &["C", "A"]).await;
    shop.finds(&[("folder_id", "3")], &[]).await;
}

#[tokio::test]
async fn folder_name_is_the_exact_name() {
    let shop = shop_of("folder-name", &[json!({"folder_id": 1}), json!({"folder_id": 2})]).await;
    shop.finds(&[("folder_name", "Prepared")], &["B"]).await;
    shop.finds(&[("folder_name", "Prep")], &[]).await;
    shop.finds(&[("folder_name", "prepared")], &[]).await;
}

#[tokio::test]
async fn source_id_is_compared_whole_and_in_any_case() {
    let shop = shop_of("source-id", &[json!({"source_id": "Web-1"}), json!({"source_id": "Web-10"})]).await;
    shop.finds(&[("source_id", "Web-1")], &["Web-1"]).await;
    shop.finds(&[("source_id", "wEB-10")], &["Web-10"]).await;
    shop.finds(&[("source_id", "Web")], &[]).await;
}

#[tokio::test]
async fn source_name_is_compared_whole_and_in_any_case() {
    let shop = shop_of("source-name", &[json!({"source_name": "Etsy"}), json!({"source_name": "Etsy Shop"})]).await;
    shop.finds(&[("source_name", "etsy")], &["A"]).await;
    shop.finds(&[("source_name", "Shop")], &[]).await;
}

#[tokio::test]
async fn search_start_and_end_date_are_a_range_on_date_added_in_utc_with_both_ends() {
    let shop = shop_of("search-date", &[json!({}), json!({}), json!({})]).await;
    shop.finds(&[("search_start_date", "2026-03-02 10:00:00")], &["C", "B"]).await;
    shop.finds(&[("search_start_date", "2026-03-02 10:00:01")], &["C"]).await;
    shop.finds(&[("search_end_date", "2026-03-02 10:00:00")], &["B", "A"]).await;
    shop.finds(&[("search_end_date", "2026-03-02 09:59:59")], &["A"]).await;
    let both = [("search_start_date", "2026-03-02 00:00:00"), ("search_end_date", "2026-03-02 23:59:59")];
    shop.finds(&both, &["B"]).await;
}

#[tokio::test]
async fn the_local_pair_is_the_same_range_in_the_store_s_time_zone_summer_and_winter() {
    let shop = Shop::open("local-date").await;
    let dated = |number, date| order_with(number, json!({"date_added": date}));
    shop.set(&json!({"timezone": "America/Chicago"})).await;
    shop.seed(&[dated("winter", "2026-03-01 12:00:00"), dated("summer", "2026-07-01 12:00:00")]).await;
    shop.finds(&[("search_start_date_local", "2026-07-01 07:00:00")], &["summer"]).await;
    shop.finds(&[("search_start_date_local", "2026-07-01 07:00:01")], &[]).await;
    shop.finds(&[("search_end_date_local", "2026-03-01 06:00:00")], &["winter"]).await;
    shop.finds(&[("search_end_date_local", "2026-03-01 05:59:59")], &[]).await;
}

#[tokio::test]
async fn modified_start_and_end_date_are_a_range_on_date_updated() {
    let shop = Shop::open("modified").await;
    let first = text(&shop.done(201, "POST", "/orders", &order("A")).await["order"]["date_updated"]);
    shop.world.advance(std::time::Duration::from_secs(2));
    let made = shop.done(201, "POST", "/orders", &order("B")).await["order"].clone();
    let second = text(&made["date_updated"]);
    shop.finds(&[("modified_start_date", &second)], &["B"]).await;
    shop.finds(&[("modified_end_date", &first)], &["A"]).await;
    shop.finds(&[("modified_start_date", &first), ("order", "ASC")], &["A", "B"]).await;
    shop.world.advance(std::time::Duration::from_secs(2));
    let path = format!("/orders/{}", text(&made["id"]));
    let changed = shop.done(200, "PUT", &path, &with(made, json!({"shipping_method": "Air"}))).await;
    let third = text(&changed["order"]["date_updated"]);
    assert!(third > second);
    shop.finds(&[("modified_start_date", &third)], &["B"]).await;
    shop.finds(&[("modified_end_date", &second)], &["A"]).await;
}

#[tokio::test]
async fn email_is_compared_whole_and_in_any_case() {
    let shop = shop_of("email", &[json!({"email": "mara@example.com"}), json!({"email": "amara@example.com"})]).await;
    shop.finds(&[("email", "MARA@example.com")], &["A"]).await;
    shop.finds(&[("email", "mara")], &[]).await;
}

#[tokio::test]
async fn customer_id_is_compared_whole_and_in_any_case() {
    let shop = shop_of("customer-id", &[json!({"customer_id": "C-8"}), json!({"customer_id": "C-88"})]).await;
    shop.finds(&[("customer_id", "c-8")], &["A"]).await;
    shop.finds(&[("customer_id", "C")], &[]).await;
}

/// Two orders: A with these words in one address and B with them in the other. Each parameter finds A alone, by a part
/// of its value, in any case.
async fn address_is_searched(address: &str, other: &str) {
    let named = json!({"first_name": "Philippa", "last_name": "Quillon", "company": "Harbor Prints",
                       "address1": "5 Pier Road", "phone": "218-555-0101"});
    let another =
        json!({"first_name": "Bo", "last_name": "Lind", "company": "Sand", "address1": "1 Hill", "phone": "9"});
    let orders = [json!({address: named, other: another}), json!({address: another, other: named})];
    let shop = shop_of(&format!("{address}-fields"), &orders).await;
    for (field, part) in
        [("first_name", "hilip"), ("last_name", "QUILL"), ("company", "bor pr"), ("address1", "pier"), ("phone", "555")]
    {
        shop.finds(&[(&format!("{address}_{field}"), part)], &["A"]).await;
        shop.finds(&[(&format!("{address}_{field}"), "nowhere")], &[]).await;
    }
}

#[tokio::test]
async fn customer_first_name_last_name_company_address1_and_phone_search_that_field_of_the_customer() {
    address_is_searched("customer", "shipping").await;
}

#[tokio::test]
async fn shipping_first_name_last_name_company_address1_and_phone_search_that_field_of_shipping() {
    address_is_searched("shipping", "customer").await;
}

#[tokio::test]
async fn get_order_history_adds_the_history_to_each_order_and_without_it_there_is_none() {
    let shop = shop_of("with-history", &[json!({}), json!({})]).await;
    for yes in ["1", "true"] {
        let found = shop.search(&[("get_order_history", yes)]).await;
        for order in found["orders"].as_array().unwrap() {
            assert!(order["order_history"][0]["note"].is_string(), "{order}");
        }
    }
    let found = shop.search(&[]).await;
    assert!(found["orders"].as_array().unwrap().iter().all(|order| order.get("order_history").is_none()), "{found}");
}

#[tokio::test]
async fn order_by_is_date_added_unless_it_names_another_field() {
    let named = |name: &str, email: &str| json!({"shipping": {"last_name": name}, "email": email});
    let orders = [named("Berg", "c@example.com"), named("Quill", "a@example.com"), named("Ash", "b@example.com")];
    let shop = shop_of("order-by", &orders).await;
    shop.finds(&[], &["C", "B", "A"]).await;
    shop.finds(&[("order_by", "date_added"), ("order", "ASC")], &["A", "B", "C"]).await;
    shop.finds(&[("order_by", "shipping_last_name"), ("order", "ASC")], &["C", "A", "B"]).await;
    shop.finds(&[("order_by", "shipping_last_name")], &["B", "A", "C"]).await;
    shop.finds(&[("order_by", "email"), ("order", "ASC"), ("limit", "2")], &["B", "C"]).await;
}

#[tokio::test]
async fn order_by_date_modified_is_by_date_updated() {
    let shop = shop_of("order-by-modified", &[json!({}), json!({})]).await;
    shop.world.advance(std::time::Duration::from_secs(2));
    let first = shop.search(&[("source_id", "A")]).await["orders"][0].clone();
    let path = format!("/orders/{}", text(&first["id"]));
    shop.done(200, "PUT", &path, &with(first, json!({"shipping_method": "Air"}))).await;
    for field in ["date_modified", "date_updated"] {
        shop.finds(&[("order_by", field)], &["A", "B"]).await;
        shop.finds(&[("order_by", field), ("order", "ASC")], &["B", "A"]).await;
    }
}

#[tokio::test]
async fn order_is_descending_unless_it_is_asc_in_any_case() {
    let shop = shop_of("direction", &[json!({}), json!({})]).await;
    shop.finds(&[], &["B", "A"]).await;
    for (direction, expected) in [("ASC", ["A", "B"]), ("asc", ["A", "B"]), ("DESC", ["B", "A"]), ("desc", ["B", "A"])]
    {
        shop.finds(&[("order", direction)], &expected).await;
    }
}

#[tokio::test]
async fn limit_and_offset_cut_a_page_out_of_what_the_filters_left() {
    let orders =
        ["x@example.com", "y@example.com", "x@example.com", "x@example.com"].map(|email| json!({"email": email}));
    let shop = shop_of("page", &orders).await;
    shop.finds(&[("email", "x@example.com"), ("limit", "2")], &["D", "C"]).await;
    shop.finds(&[("email", "x@example.com"), ("limit", "2"), ("offset", "2")], &["A"]).await;
    assert_eq!(shop.search(&[("email", "x@example.com"), ("limit", "1")]).await["total_records"], 3);
}

#[tokio::test]
async fn several_filters_must_all_hold() {
    let fields = |email: &str, folder: u64, name: &str| json!({"email": email, "folder_id": folder, "customer": {"last_name": name}});
    let orders = [
        fields("x@example.com", 1, "Quill"),
        fields("x@example.com", 2, "Quill"),
        fields("x@example.com", 2, "Berg"),
        fields("y@example.com", 2, "Quill"),
    ];
    let shop = shop_of("and", &orders).await;
    let all = [("email", "x@example.com"), ("folder_id", "2"), ("customer_last_name", "quill")];
    shop.finds(&all, &["B"]).await;
    shop.finds(&all[..2], &["C", "B"]).await;
    shop.finds(&[all[1], all[2]], &["D", "B"]).await;
    shop.finds(&[all[0], ("search_end_date", "2026-03-01 10:00:00")], &["A"]).await;
}

#[tokio::test]
async fn a_date_is_read_in_every_form_clients_send_and_a_bare_day_begins_at_midnight() {
    let shop = shop_of("date-forms", &[json!({}), json!({"date_added": "2026-03-05 08:15:00"})]).await;
    for date in [
        "2026-03-05",
        "2026-03-05 08:15:00",
        "2026-03-05T08:15:00",
        "2026-03-05T08:15:00.000Z",
        "Thu, 05 Mar 2026 08:15:00 GMT",
    ] {
        shop.finds(&[("search_start_date", date)], &["B"]).await;
    }
    for after in ["2026-03-06", "2026-03-05T08:15:01", "Thu, 05 Mar 2026 08:15:01 GMT"] {
        shop.finds(&[("search_start_date", after)], &[]).await;
    }
    shop.finds(&[("search_end_date", "2026-03-05")], &["A"]).await;
}

#[tokio::test]
async fn a_date_that_cannot_be_read_is_refused_by_name() {
    let shop = Shop::open("no-date").await;
    for name in ["search_start_date", "search_end_date", "modified_start_date", "search_start_date_local"] {
        let refused = shop.refused(400, "GET", &format!("/orders?{}", query(&[(name, "soon")])), &NONE).await;
        assert_eq!(refused["message"], format!("{name}: must be a date, such as 2026-03-01 08:15:00"));
    }
}

#[tokio::test]
async fn one_order_is_read_under_the_key_order_as_a_list_shows_it() {
    let shop = Shop::open("one-order").await;
    let id = shop.seed(&[order("A")]).await.remove(0);
    let read = shop.done(200, "GET", &format!("/orders/{id}"), &NONE).await;
    assert_eq!(read["order"]["id"], id);
    let list = format!("/orders?{}", query(&[("source_id", "A")]));
    let listed = async || shop.done(200, "GET", &list, &NONE).await["orders"][0].clone();
    soon("the order in its list", read["order"].clone(), listed).await;
}
