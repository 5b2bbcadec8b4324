//! orderdesk-api 2.3, the rules of `POST /orders`, one by one.

use serde_json::{Value, json};

use super::{assert_lists_errors, full_order, is_date, is_id, least_order, order_with, texts, with, without};
use crate::shop::{Shop, order, text};

const NAMES: [&str; 3] = ["first_name", "last_name", "company"];

/// What became of a body that must be taken.
async fn created(shop: &Shop, body: &Value) -> Value {
    shop.done(201, "POST", "/orders", body).await["order"].clone()
}

#[tokio::test]
async fn order_items_must_have_at_least_one_item() {
    let shop = Shop::open("needs-items").await;
    for body in [
        without(order("I-1"), &["order_items"]),
        order_with("I-1", json!({"order_items": []})),
        order_with("I-1", json!({"order_items": null})),
    ] {
        assert_lists_errors(&shop.refused(400, "POST", "/orders", &body).await);
    }
    assert_eq!(shop.search(&[]).await["total_records"], 0);
    created(&shop, &order_with("I-1", json!({"order_items": [{"name": "Mug"}]}))).await;
}

#[tokio::test]
async fn one_of_first_name_last_name_and_company_in_either_address_is_needed_and_enough() {
    let shop = Shop::open("needs-name").await;
    let nameless = json!({"order_items": [{"name": "Mug"}], "email": "mara@example.com",
                          "shipping": {"address1": "5 Pier Rd", "first_name": "", "company": ""}});
    assert_lists_errors(&shop.refused(400, "POST", "/orders", &nameless).await);
    let bare = json!({"order_items": [{"name": "Mug"}]});
    assert_lists_errors(&shop.refused(400, "POST", "/orders", &bare).await);
    for address in ["shipping", "customer"] {
        for name in NAMES {
            let body = with(bare.clone(), json!({address: {name: "Quill"}}));
            assert_eq!(created(&shop, &body).await[address][name], "Quill", "{body}");
        }
    }
}

#[tokio::test]
async fn names_and_addresses_may_be_flat() {
    let shop = Shop::open("flat").await;
    for address in ["shipping", "customer"] {
        let mut body = json!({"order_items": [{"name": "Mug"}]});
        for part in ["first_name", "last_name", "company", "address1", "city", "phone"] {
            body[format!("{address}_{part}")] = json!(part);
        }
        let made = created(&shop, &body).await;
        for part in ["first_name", "last_name", "company", "address1", "city", "phone"] {
            assert_eq!(made[address][part], part, "{address}");
        }
    }
}

#[tokio::test]
async fn a_nested_name_wins_over_a_flat_one() {
    let shop = Shop::open("nested-wins").await;
    let flat = json!({"shipping_last_name": "Flat", "shipping_city": "Duluth", "shipping": {"last_name": "Nested"}});
    let made = created(&shop, &with(least_order(), flat)).await;
    assert_eq!((&made["shipping"]["last_name"], &made["shipping"]["city"]), (&json!("Nested"), &json!("Duluth")));
}

#[tokio::test]
async fn an_empty_shipping_address_is_copied_from_the_customer_and_the_other_way_round() {
    let shop = Shop::open("copied").await;
    let full = full_order("C-1");
    let made = created(&shop, &without(full.clone(), &["shipping"])).await;
    for (part, value) in full["customer"].as_object().unwrap() {
        assert_eq!(&made["shipping"][part], value, "{part}");
    }
    let numbered = with(without(full.clone(), &["customer"]), json!({"source_id": "C-2", "customer": {}}));
    let made = created(&shop, &numbered).await;
    for part in full["customer"].as_object().unwrap().keys() {
        assert_eq!(made["customer"][part], full["shipping"][part], "{part}");
    }
    let both = created(&shop, &with(full.clone(), json!({"source_id": "C-3"}))).await;
    assert_eq!((&both["shipping"], &both["customer"]), (&full["shipping"], &full["customer"]));
}

#[tokio::test]
async fn without_a_folder_an_order_goes_into_the_first_and_otherwise_where_it_was_sent() {
    let shop = Shop::open("which-folder").await;
    let store = shop.done(200, "GET", "/store", &Value::Null).await;
    let folders = store["store"]["folders"].as_object().unwrap();
    let first: u64 = folders.keys().next().unwrap().parse().unwrap();
    assert_eq!(created(&shop, &order("F-1")).await["folder_id"], first);
    assert_eq!(created(&shop, &order_with("F-2", json!({"folder_id": 2}))).await["folder_id"], 2);
    assert_eq!(created(&shop, &order_with("F-3", json!({"folder_id": "4"}))).await["folder_id"], 4);
    assert_lists_errors(&shop.refused(400, "POST", "/orders", &order_with("F-4", json!({"folder_id": 99}))).await);
}

#[tokio::test]
async fn source_name_source_id_and_payment_status_have_defaults() {
    let shop = Shop::open("defaults").await;
    let made = created(&shop, &least_order()).await;
    assert_eq!(made["source_name"], "Order Desk");
    assert!(is_id(&made["id"]), "{made}");
    assert_eq!(made["source_id"], made["id"]);
    assert_eq!(made["payment_status"], "Captured");
    assert_eq!(shop.read(&text(&made["id"])).await, made);
}

#[tokio::test]
async fn any_source_name_is_taken_and_kept() {
    let shop = Shop::open("source-names").await;
    for name in ["WebforceHQ", "TikTok Shop US", "Walmart.com", "Magento 2"] {
        assert_eq!(created(&shop, &order_with("S-1", json!({"source_name": name}))).await["source_name"], name);
    }
}

#[tokio::test]
async fn date_added_may_be_given_and_the_order_is_found_by_it() {
    let shop = Shop::open("dated").await;
    let made = created(&shop, &order_with("D-1", json!({"date_added": "2014-05-06 07:08:09"}))).await;
    assert_eq!(made["date_added"], "2014-05-06 07:08:09");
    shop.finds(&[("search_start_date", "2014-05-06"), ("search_end_date", "2014-05-07")], &["D-1"]).await;
}

#[tokio::test]
async fn without_a_date_an_order_is_of_now() {
    let shop = Shop::open("of-now").await;
    let now = async || text(&shop.done(200, "GET", "/test", &Value::Null).await["current_date_time"]);
    let before = now().await;
    let made = created(&shop, &order("N-1")).await;
    assert!(is_date(&made["date_added"]), "{made}");
    let times = [before, text(&made["date_added"]), now().await];
    assert!(times.is_sorted(), "{times:?}");
}

#[tokio::test]
async fn ids_totals_and_the_email_count_in_the_body_are_ignored() {
    let shop = Shop::open("read-only").await;
    let plain = created(&shop, &full_order("R-1")).await;
    let claimed = json!({"id": "7", "source_id": "R-2", "email": "other@example.com", "quantity_total": 99, "weight_total": 99,
                         "product_total": 99, "discount_total": 99, "order_total": 99, "email_count": "99",
                         "date_updated": "2001-01-01 00:00:00", "order_history": [{"note": "forged"}]});
    let mut body = with(full_order("R-2"), claimed);
    body["order_items"][0]["id"] = json!("987654321");
    let made = created(&shop, &body).await;
    for name in ["quantity_total", "weight_total", "product_total", "discount_total", "order_total", "email_count"] {
        assert_eq!(made[name], plain[name], "{name}");
    }
    assert!(made["id"] != "7" && made["order_items"][0]["id"] != "987654321", "{made}");
    assert_ne!(made["date_updated"], "2001-01-01 00:00:00");
    let history = shop.history(&text(&made["id"])).await;
    assert!(!history.contains(&"forged".to_owned()), "{history:?}");
}

#[tokio::test]
async fn numbers_may_be_strings() {
    let shop = Shop::open("strings").await;
    let texts = json!({"shipping_total": "6.90", "handling_total": "0.5", "tax_total": "2.1", "processor_balance": "40",
                       "refund_total": "2.00", "folder_id": "2", "cc_number": 1881,
                       "discount_list": [{"name": "Spring", "code": "SPR5", "amount": "5.00"}]});
    let mut body = with(full_order("S-1"), texts);
    body["order_items"][0] =
        with(body["order_items"][0].clone(), json!({"price": "12.50", "quantity": "3", "weight": "0.4"}));
    let by_texts = created(&shop, &body).await;
    let by_numbers = created(&shop, &with(full_order("S-2"), json!({"email": "other@example.com"}))).await;
    let own = ["id", "source_id", "email", "date_updated", "order_items"];
    assert_eq!(without(by_texts.clone(), &own), without(by_numbers.clone(), &own));
    let item = |order: &Value| without(order["order_items"][0].clone(), &["id"]);
    assert_eq!(item(&by_texts), item(&by_numbers));
}

#[tokio::test]
async fn unknown_keys_are_ignored() {
    let shop = Shop::open("unknown-keys").await;
    let unknown = json!({"order_id": "7", "payment": {"type": "Visa"}, "shipping_address": {"city": "X"}, "x": [1]});
    let made = created(&shop, &order_with("U-1", unknown)).await;
    assert_eq!(made["shipping"]["city"], "Portland");
    assert!(["order_id", "payment", "shipping_address", "x"].iter().all(|name| made.get(name).is_none()), "{made}");
}

#[tokio::test]
async fn notes_and_shipments_sent_with_a_new_order_are_kept() {
    let shop = Shop::open("with-parts").await;
    let parts = json!({"order_notes": [{"username": "Ana", "content": "Call first"}],
                       "order_shipments": [{"tracking_number": "1Z0000000000000019"}]});
    let made = created(&shop, &order_with("P-1", parts)).await;
    let read = shop.read(&text(&made["id"])).await;
    assert_eq!(
        (&read["order_notes"][0]["username"], &read["order_notes"][0]["content"]),
        (&json!("Ana"), &json!("Call first"))
    );
    assert!(is_date(&read["order_notes"][0]["date_added"]), "{read}");
    assert_eq!(texts(&read["order_shipments"], "tracking_number"), ["1Z0000000000000019"]);
    assert!(is_id(&read["order_shipments"][0]["id"]), "{read}");
}

#[tokio::test]
async fn a_duplicate_is_409_names_the_order_that_is_there_and_changes_nothing() {
    let shop = Shop::open("duplicate").await;
    let made = created(&shop, &order("D-1")).await;
    let answered = shop.refused(409, "POST", "/orders", &order_with("D-1", json!({"shipping_method": "Air"}))).await;
    assert_eq!(answered["order_id"], made["id"]);
    assert!(text(&answered["message"]).contains(&text(&made["id"])), "{answered}");
    assert_eq!(shop.read(&text(&made["id"])).await, made);
}

#[tokio::test]
async fn the_same_number_of_another_source_and_orders_without_a_number_are_no_duplicates() {
    let shop = Shop::open("no-duplicate").await;
    created(&shop, &order("N-1")).await;
    created(&shop, &order_with("N-1", json!({"source_name": "Other Cart"}))).await;
    let (one, two) = (created(&shop, &least_order()).await, created(&shop, &least_order()).await);
    assert_ne!(one["id"], two["id"]);
}

#[tokio::test]
async fn the_answer_has_the_whole_order_as_it_was_stored() {
    let shop = Shop::open("whole-answer").await;
    let made = shop.done(201, "POST", "/orders", &full_order("W-1")).await;
    assert_eq!(made["message"], "Order Added");
    assert_eq!(made["order"], shop.read(&text(&made["order"]["id"])).await);
}

#[tokio::test]
async fn notes_checkout_data_and_metadata_beyond_their_limits_are_400_and_at_them_are_kept() {
    let shop = Shop::open("limits").await;
    for (field, most) in [("order_notes", 2_000), ("checkout_data", 3_500), ("order_metadata", 2_000)] {
        let body = |length: usize| match field {
            "order_notes" => json!([{"content": "n".repeat(length)}]),
            // {"k":"…"} has eight characters around the value.
            _ => json!({"k": "v".repeat(length - 8)}),
        };
        let answered = shop.refused(400, "POST", "/orders", &with(least_order(), json!({field: body(most + 1)}))).await;
        assert!(text(&answered["message"]).contains(field), "{answered}");
        created(&shop, &with(least_order(), json!({field: body(most)}))).await;
    }
}
