//! orderdesk-api 3.1: every field of an order on the wire, line by line.

use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::{full_order, is_date, is_id, least_order, with};
use crate::shop::{Shop, order, text};

/// Each line is a test: what is true, of which field, and how that is seen.
macro_rules! fields {
    ($whole:ident: $($test:ident, $field:literal, $is:expr;)*) => {$(
        #[tokio::test]
        async fn $test() {
            let (value, is): (_, fn(&Value) -> bool) = ($whole().await[$field].clone(), $is);
            assert!(is(&value), "{}: {value}", $field);
        }
    )*};
}
pub(super) use fields;

/// The full order with a shipment and its history, read once for all.
pub(super) async fn full() -> Value {
    static FULL: OnceCell<Value> = OnceCell::const_new();
    let read = async || {
        let shop = Shop::open("shapes").await;
        let id = text(&shop.done(201, "POST", "/orders", &full_order("S-5005")).await["order"]["id"]);
        let shipment = json!({"tracking_number": "1Z0000000000000019", "weight": 3.55, "cost": 4.2});
        shop.shipment(&id, shipment).await;
        shop.done(200, "GET", &format!("/orders/{id}?get_order_history=1"), &Value::Null).await["order"].clone()
    };
    FULL.get_or_init(read).await.clone()
}

/// An order of nothing but what it must have.
async fn least() -> Value {
    static LEAST: OnceCell<Value> = OnceCell::const_new();
    let read = async || {
        let shop = Shop::open("least-shapes").await;
        let id = text(&shop.done(201, "POST", "/orders", &least_order()).await["order"]["id"]);
        shop.read(&id).await
    };
    LEAST.get_or_init(read).await.clone()
}

fields! { full:
    an_order_s_id_is_a_string_of_digits, "id", is_id;
    its_email_is_a_string, "email", |it| it == "mara@example.com";
    its_shipping_method_is_a_string, "shipping_method", |it| it == "Ground";
    its_quantity_total_is_an_integer_and_the_sum_of_quantities, "quantity_total", |it| *it == json!(3);
    its_weight_total_is_a_number_and_the_sum_of_weight_times_quantity, "weight_total", |it| *it == json!(1.2);
    its_product_total_is_a_number_and_the_sum_of_price_times_quantity, "product_total", |it| *it == json!(37.5);
    its_shipping_total_is_a_number, "shipping_total", |it| *it == json!(6.9);
    its_handling_total_is_a_number, "handling_total", |it| *it == json!(0.5);
    its_tax_total_is_a_number, "tax_total", |it| *it == json!(2.1);
    its_discount_total_is_a_positive_number, "discount_total", |it| *it == json!(5);
    its_order_total_is_a_number_and_the_sum_of_the_others, "order_total", |it| *it == json!(42);
    its_card_is_masked_but_for_four_digits, "cc_number_masked", |it| it == "xxxxxxxxxxxx1881";
    its_card_s_expiry_is_a_string, "cc_exp", |it| it == "11/2029";
    its_processor_response_is_a_string, "processor_response", |it| it == "Stripe: ch_0001";
    its_payment_type_is_a_string, "payment_type", |it| it == "Visa";
    its_payment_status_is_a_string, "payment_status", |it| it == "Authorized";
    its_processor_balance_is_a_number, "processor_balance", |it| *it == json!(40);
    its_refund_total_is_a_number, "refund_total", |it| *it == json!(2);
    its_customer_id_is_a_string, "customer_id", |it| it == "c-88";
    its_email_count_is_a_string_of_digits, "email_count", |it| it == "1";
    its_ip_address_is_a_string, "ip_address", |it| it == "203.0.113.9";
    its_tag_color_is_a_string, "tag_color", |it| it == "Blue";
    its_source_name_is_a_string, "source_name", |it| it == "Shopify";
    its_source_id_is_a_string, "source_id", |it| it == "S-5005";
    its_fulfillment_name_is_a_string, "fulfillment_name", |it| it == "Pier House";
    its_fulfillment_id_is_a_string, "fulfillment_id", |it| it == "f-7";
    its_tag_name_is_a_string, "tag_name", |it| it == "info";
    its_folder_id_is_an_integer, "folder_id", |it| *it == json!(2);
    its_date_added_is_a_date_in_utc, "date_added", |it| it == "2026-03-01 08:15:00";
    its_date_updated_is_a_date, "date_updated", is_date;
    its_shipping_address_has_twelve_texts, "shipping", |it| *it == full_order("")["shipping"];
    its_customer_has_ten_texts_without_a_third_and_fourth_line, "customer", |it| *it == full_order("")["customer"];
    its_return_address_has_ten_texts, "return_address", |it| *it == full_order("")["return_address"];
    its_checkout_data_is_an_object, "checkout_data", |it| *it == json!({"Gift Message": "Enjoy"});
    its_order_metadata_is_an_object, "order_metadata", |it| *it == json!({"batch": "7"});
    its_discounts_have_name_code_and_the_amount_as_a_string, "discount_list",
        |it| *it == json!([{"name": "Spring", "code": "SPR5", "amount": "5.00"}]);
    its_notes_have_date_user_name_and_content, "order_notes",
        |it| *it == json!([{"date_added": "2026-03-01 09:00:00", "username": "Ana", "content": "Call before delivery"}]);
    its_items_are_an_array_of_items, "order_items",
        |it| it.as_array().is_some_and(|items| items.len() == 1 && items[0]["code"] == "MUG-01");
    its_shipments_are_an_array_of_shipments, "order_shipments",
        |it| it.as_array().is_some_and(|all| all.len() == 1 && all[0]["tracking_number"] == "1Z0000000000000019");
    its_history_has_source_note_and_date, "order_history", |it| it.as_array().is_some_and(|lines| {
        let is_line = |line: &Value| line["source_name"].is_string() && line["note"].is_string() && is_date(&line["date_added"]);
        !lines.is_empty() && lines.iter().all(is_line)
    });
}

fields! { least:
    without_data_checkout_data_is_an_empty_array, "checkout_data", |it| *it == json!([]);
    without_data_order_metadata_is_an_empty_array, "order_metadata", |it| *it == json!([]);
    without_a_discount_the_total_of_discounts_is_zero, "discount_total", |it| *it == json!(0);
    without_a_refund_the_total_of_refunds_is_zero, "refund_total", |it| *it == json!(0);
    without_a_card_the_masked_number_is_blank, "cc_number_masked", |it| it == "";
    without_shipments_there_is_an_empty_array, "order_shipments", |it| *it == json!([]);
    without_history_asked_for_there_is_none, "order_history", Value::is_null;
}

#[tokio::test]
async fn nothing_of_an_order_is_null_and_what_was_not_sent_is_blank() {
    let least = least().await;
    let mut blank: Vec<_> =
        ["first_name", "company", "address1", "address2", "address3", "address4", "city", "state"].into();
    blank.extend(["postal_code", "country", "phone"]);
    for part in blank {
        assert_eq!(least["shipping"][part], "", "shipping.{part}");
    }
    for (name, value) in least.as_object().unwrap() {
        assert!(!value.is_null(), "{name}");
    }
    for name in [
        "email",
        "shipping_method",
        "cc_exp",
        "processor_response",
        "payment_type",
        "customer_id",
        "ip_address",
        "fulfillment_name",
        "fulfillment_id",
        "tag_name",
    ] {
        assert_eq!(least[name], "", "{name}");
    }
    for name in ["shipping_total", "handling_total", "tax_total", "product_total", "order_total", "weight_total"] {
        assert_eq!(least[name], json!(0), "{name}");
    }
    let return_address = least["return_address"].as_object().unwrap();
    assert_eq!(return_address.len(), 10);
    assert!(return_address.values().all(|part| part == ""), "{return_address:?}");
    assert_eq!((&least["discount_list"], &least["order_notes"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn the_fields_stand_in_the_vendor_s_order() {
    let documented = "id email shipping_method quantity_total weight_total product_total shipping_total handling_total \
        tax_total discount_total order_total cc_number_masked cc_exp processor_response payment_type payment_status \
        processor_balance refund_total customer_id email_count ip_address tag_color source_name source_id \
        fulfillment_name fulfillment_id tag_name folder_id date_added date_updated shipping customer return_address \
        checkout_data order_metadata discount_list order_notes order_items order_shipments order_history";
    let documented: Vec<&str> = documented.split_whitespace().collect();
    let full = full().await;
    let fields = full.as_object().unwrap().keys().map(String::as_str);
    assert_eq!(fields.filter(|field| documented.contains(field)).collect::<Vec<_>>(), documented);
    assert!(full.get("cc_number").is_none(), "the number goes in and never out");
}

#[tokio::test]
async fn amounts_are_written_without_trailing_zeros_and_exactly() {
    let shop = Shop::open("exact").await;
    let mut body =
        with(order("E-1"), json!({"shipping_total": "6.90", "tax_total": "0.10", "handling_total": "10.00"}));
    body["order_items"] = json!([{"name": "Mug", "price": "12.50", "quantity": 3, "weight": "0.10"}]);
    let answered = shop.ask("POST", "/orders", &body).await.text();
    for written in [
        r#""price":12.5,"#,
        r#""weight":0.1,"#,
        r#""shipping_total":6.9,"#,
        r#""tax_total":0.1,"#,
        r#""handling_total":10,"#,
        r#""order_total":54.5,"#,
        r#""weight_total":0.3,"#,
    ] {
        assert!(answered.contains(written), "{written} in {answered}");
    }
}

#[tokio::test]
async fn a_negative_discount_is_kept_positive_and_taken_off_the_total() {
    let shop = Shop::open("discount").await;
    let body =
        with(order("D-1"), json!({"discount_list": [{"name": "a", "amount": -1.7}, {"name": "b", "amount": "2"}]}));
    let made = shop.done(201, "POST", "/orders", &body).await["order"].clone();
    assert_eq!((&made["discount_total"], &made["order_total"]), (&json!(3.7), &json!(60.05)));
    assert_eq!(
        (&made["discount_list"][0]["amount"], &made["discount_list"][1]["amount"]),
        (&json!("1.70"), &json!("2.00"))
    );
}

#[tokio::test]
async fn the_processor_balance_is_the_order_total_unless_it_is_sent() {
    let shop = Shop::open("balance").await;
    let made = shop.done(201, "POST", "/orders", &order("B-1")).await["order"].clone();
    assert_eq!(made["processor_balance"], json!(63.75));
    let sent = shop.done(201, "POST", "/orders", &with(order("B-2"), json!({"processor_balance": 60}))).await;
    assert_eq!(sent["order"]["processor_balance"], json!(60));
}

#[tokio::test]
async fn a_customer_s_id_sent_as_a_number_is_a_string() {
    let shop = Shop::open("customer-number").await;
    let made = shop.done(201, "POST", "/orders", &with(order("C-1"), json!({"customer_id": 88}))).await;
    assert_eq!(made["order"]["customer_id"], "88");
}

#[tokio::test]
async fn of_a_whole_card_number_four_digits_are_kept() {
    let shop = Shop::open("whole-card").await;
    let reply = shop.ask("POST", "/orders", &with(order("C-1"), json!({"cc_number": "4111 1111 1111 1234"}))).await;
    assert_eq!(reply.json::<Value>().unwrap()["order"]["cc_number_masked"], "xxxxxxxxxxxx1234");
    assert!(!reply.text().contains("1111"), "{}", reply.text());
}

#[tokio::test]
async fn the_email_count_is_the_number_of_orders_with_the_same_email() {
    let shop = Shop::open("email-count").await;
    shop.seed(&[order("E-1")]).await;
    shop.finds(&[("email", "ada@example.com")], &["E-1"]).await;
    let made = shop.done(201, "POST", "/orders", &order("E-2")).await;
    assert_eq!(made["order"]["email_count"], "2");
}

#[tokio::test]
async fn an_empty_map_may_be_sent_as_an_object_an_array_or_null_and_comes_out_as_an_array() {
    let shop = Shop::open("empty-maps").await;
    for empty in [json!({}), json!([]), Value::Null] {
        let mut body = with(least_order(), json!({"checkout_data": empty, "order_metadata": empty}));
        body["order_items"][0] =
            with(body["order_items"][0].clone(), json!({"variation_list": empty, "metadata": empty}));
        let made = shop.done(201, "POST", "/orders", &body).await["order"].clone();
        let item = &made["order_items"][0];
        for map in [&made["checkout_data"], &made["order_metadata"], &item["variation_list"], &item["metadata"]] {
            assert_eq!(*map, json!([]));
        }
    }
}
