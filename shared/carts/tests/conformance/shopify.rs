//! Troubles of the field with Shopify's orders.

use carts::{Cart, Json, MappedOrder, Shortfall, Stage};
use domain::Order;

use crate::change::{set, set_all};
use crate::fixtures::json;
use crate::orders::{created, map};

fn order() -> Json {
    json("shopify/orders_create.json")
}

fn mapped(changes: &[(&str, &str)]) -> (MappedOrder, Order) {
    let mapped = map(Cart::Shopify, &set_all(&order(), changes)).unwrap();
    let order = created(&mapped);
    (mapped, order)
}

#[test]
fn an_order_of_the_counter_has_neither_customer_nor_address_and_waits_for_a_person() {
    let (mapped, order) = mapped(&[
        ("customer", "null"),
        ("shipping_address", "null"),
        ("billing_address", "null"),
        ("shipping_lines", "null"),
        ("email", "null"),
        ("contact_email", "null"),
    ]);
    assert_eq!((order.shipping.company.as_str(), order.order_items.len()), ("Shopify", 2));
    assert_eq!(order.order_metadata.get("name_missing").map(String::as_str), Some("1"));
    assert!(mapped.needs_person());
    assert!(matches!(&mapped.shortfalls[..], [Shortfall::NoAddress { missing }] if missing.len() == 3));
}

#[test]
fn an_order_without_an_address_that_is_shipped_or_has_nothing_to_ship_waits_for_nobody() {
    let bare = [("shipping_address", "null"), ("billing_address", "null")];
    let (shipped, _) = mapped(&[bare[0], bare[1], ("fulfillment_status", "\"fulfilled\"")]);
    assert!(!shipped.needs_person());
    let no_ship = [("line_items[0].requires_shipping", "false"), ("line_items[1].requires_shipping", "false")];
    let (digital, order) = mapped(&[bare[0], bare[1], no_ship[0], no_ship[1]]);
    assert!(!digital.needs_person());
    assert!(order.order_items.iter().all(|item| item.delivery_type == "noship"));
    // The person is known of the customer.
    assert_eq!((order.customer.first_name.as_str(), order.customer.last_name.as_str()), ("Ada", "Example"));
}

#[test]
fn of_an_edited_order_what_is_left_is_shipped_with_the_discount_in_proportion() {
    let (_, order) = mapped(&[
        ("line_items[0].current_quantity", "1"),
        ("current_total_price", "\"43.95\""),
        ("current_total_tax", "\"2.70\""),
    ]);
    assert_eq!(order.order_items[0].quantity, 1);
    assert_eq!(order.order_items[0].metadata.get("ordered_quantity").map(String::as_str), Some("2"));
    // 5.00 for two is 2.50 for one, and 1.25 for the mug.
    assert_eq!(order.discount_total().text(), "3.75");
    assert_eq!((order.tax_total.text(), order.order_total().text()), ("2.7".into(), "44.45".into()));
    assert_eq!(order.order_metadata.get("total_residual").map(String::as_str), Some("-0.5"));
}

#[test]
fn a_line_that_was_taken_off_is_left_out_and_named() {
    let (mapped, order) = mapped(&[("line_items[1].current_quantity", "0")]);
    assert_eq!(order.order_items.len(), 1);
    assert!(mapped.shortfalls.contains(&Shortfall::RemovedItem { item: "Mug".into() }));
    assert!(!mapped.needs_person());
}

#[test]
fn a_canceled_order_has_its_items_although_none_is_left() {
    let (mapped, order) = mapped(&[
        ("cancelled_at", "\"2026-11-02T09:00:00-05:00\""),
        ("line_items[0].current_quantity", "0"),
        ("line_items[1].current_quantity", "0"),
        ("financial_status", "\"refunded\""),
        ("current_total_price", "\"0.00\""),
    ]);
    assert_eq!((mapped.stage, order.quantity_total()), (Stage::Canceled, 3));
    assert_eq!((order.payment_status.as_str(), order.processor_balance.text()), ("Fully Refunded", "0".into()));
}

#[test]
fn a_refund_of_shipping_alone_changes_no_item() {
    let refund = r#"[{"id":1,"refund_line_items":[],"order_adjustments":[{"amount":-8.0,"tax_amount":"-0.50"}]}]"#;
    let (mapped, order) = mapped(&[
        ("refunds", refund),
        ("financial_status", "\"partially_refunded\""),
        ("current_total_price", "\"60.25\""),
    ]);
    assert_eq!((mapped.refunds[0].amount.text(), order.refund_total.text()), ("8.5".into(), "8.5".into()));
    assert_eq!((order.quantity_total(), order.processor_balance.text()), (3, "60.25".into()));
    assert_eq!(order.order_total().text(), "68.75");
}

#[test]
fn properties_come_as_a_list_an_object_or_nothing() {
    for (properties, expected) in [
        ("[]", vec![]),
        ("{}", vec![]),
        ("null", vec![]),
        (r#"{"name":"Engraving","value":"Hi"}"#, vec![("Engraving", "Hi")]),
        (r#"{"Engraving":"Hi","Lines":2}"#, vec![("Engraving", "Hi"), ("Lines", "2")]),
        (r#"[{"name":"A","value":["x",1]},{"name":"B","value":null}]"#, vec![("A", r#"["x",1]"#)]),
    ] {
        let (_, order) = mapped(&[("line_items[1].properties", properties)]);
        let found = order.order_items[1].variation_list.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{properties}");
    }
}

#[test]
fn prices_with_tax_in_them_stay_and_the_tax_is_shown() {
    let (_, order) = mapped(&[("taxes_included", "true"), ("total_price", "\"64.25\"")]);
    assert_eq!((order.tax_total.text(), order.order_total().text()), ("0".into(), "64.25".into()));
    assert_eq!(order.checkout_data.get("Tax (included)").map(String::as_str), Some("4.50"));
    assert_eq!(order.order_metadata.get("total_residual"), None);
}

#[test]
fn tips_and_duties_are_handling_and_are_named() {
    let (_, order) = mapped(&[
        ("total_tip_received", "\"3.00\""),
        ("original_total_duties_set", r#"{"shop_money":{"amount":"7.00"}}"#),
        ("total_price", "\"78.75\""),
    ]);
    assert_eq!((order.handling_total.text(), order.order_total().text()), ("10".into(), "78.75".into()));
    assert_eq!(order.checkout_data.get("Tip").map(String::as_str), Some("3.00"));
    let tip = r#"{"id":9003,"title":"Tip","quantity":1,"price":"3.00","tip":{"payment_gateway":null}}"#;
    let lines = set(&order_with_lines(&[tip]), "total_tip_received", "\"3.00\"");
    let with_line = created(&map(Cart::Shopify, &lines).unwrap());
    assert_eq!((with_line.handling_total.text(), with_line.order_items.len()), ("3".into(), 2));
}

/// The kept order with these lines beside its own.
fn order_with_lines(lines: &[&str]) -> Json {
    let mut order = order();
    if let Json::Object(entries) = &mut order
        && let Some(Json::List(list)) = entries.get_mut("line_items")
    {
        list.extend(lines.iter().map(|line| Json::read(line.as_bytes()).unwrap()));
    }
    order
}

#[test]
fn an_old_version_without_allocations_still_has_its_discount() {
    let old = |line: &str| line.replace("discount_allocations", "x");
    let text = old(&order().to_string());
    let order = created(&map(Cart::Shopify, &Json::read(text.as_bytes()).unwrap()).unwrap());
    assert_eq!((order.discount_total().text(), order.discount_list[0].code.as_str()), ("6.25".into(), "WELCOME10"));
}

#[test]
fn a_fulfillment_that_is_there_already_comes_with_its_items() {
    let fulfillment = json("shopify/fulfillments_create.json").to_string();
    let (_, order) = mapped(&[("fulfillments", &format!("[{fulfillment}]"))]);
    // The mug has no code, and the parcel is not about it.
    let shipment = &order.order_shipments[0];
    assert_eq!((shipment.cart_shipment_id.as_str(), shipment.carrier_code.as_str()), ("5001", "UPS"));
    assert_eq!((shipment.order_items[0].code.as_str(), shipment.order_items[0].quantity), ("TEE-BLU-M", 1));
    let canceled = fulfillment.replace("\"status\":\"success\"", "\"status\":\"cancelled\"");
    let (_, order) = mapped(&[("fulfillments", &format!("[{canceled}]"))]);
    assert_eq!(order.order_shipments, vec![]);
}

#[test]
fn a_parcel_of_items_without_codes_needs_a_person() {
    let parcel = r#"[{"id":1,"status":"success","tracking_number":"X1","line_items":[{"id":9002,"quantity":1}]}]"#;
    let (found, order) = mapped(&[("fulfillments", parcel)]);
    assert_eq!(order.order_shipments, vec![]);
    assert!(found.needs_person() && found.parcels.len() == 1);
}

#[test]
fn the_order_of_graphql_is_mapped_as_that_of_the_webhook() {
    use carts::{Access, CartReply, Fetch, Headers};
    let reply = |file: &str| CartReply {
        status: 200,
        headers: Headers::default(),
        body: crate::fixtures::bytes(&format!("shopify/{file}")),
    };
    let fetch = Cart::Shopify.spec().fetch.unwrap();
    let access = Access { shop: "example-store.myshopify.com".into(), token: "t".into(), ..Access::default() };
    let Fetch::Ask(first) = fetch(&access, "820000000001", &[]).unwrap() else { panic!("asks nothing") };
    assert!(first.url.contains("/2026-10/graphql.json"));
    let Fetch::Ask(second) = fetch(&access, "820000000001", &[reply("graphql_order.json")]).unwrap() else {
        panic!("one page is not all")
    };
    assert!(second.body.unwrap().contains("\"after\":\"page-2\""));
    let replies = [reply("graphql_order.json"), reply("graphql_lines.json")];
    let Fetch::Order(document) = fetch(&access, "820000000001", &replies).unwrap() else { panic!("asks on") };
    let fetched = map(Cart::Shopify, &document).unwrap();
    let (webhook, _) = mapped(&[]);
    assert_eq!((fetched.order_id.as_str(), fetched.version), (webhook.order_id.as_str(), webhook.version));
    let (fetched, webhook) = (created(&fetched), created(&webhook));
    assert_eq!(fetched, webhook);
}

#[test]
fn fulfillments_are_fetched_where_there_are_some_and_one_that_is_too_long_is_not_taken() {
    use carts::{Access, CartReply, Fetch, Headers};
    let fetch = Cart::Shopify.spec().fetch.unwrap();
    let access = Access { shop: "example-store.myshopify.com".into(), ..Access::default() };
    let reply = |body: String| CartReply { status: 200, headers: Headers::default(), body: body.into_bytes() };
    let text = |file: &str| String::from_utf8(crate::fixtures::bytes(&format!("shopify/{file}"))).unwrap();
    let partly = text("graphql_order.json").replace("UNFULFILLED", "PARTIALLY_FULFILLED");
    let mut replies = vec![reply(partly), reply(text("graphql_lines.json"))];
    let Fetch::Ask(asked) = fetch(&access, "820000000001", &replies).unwrap() else { panic!("some are fulfilled") };
    assert!(asked.body.unwrap().contains("fulfillmentLineItems"));
    let fulfillment = |has_more: bool| {
        format!(
            r#"{{"data":{{"order":{{"fulfillments":[{{"id":"gid://shopify/Fulfillment/5","status":"SUCCESS",
            "createdAt":"2026-11-03T14:00:00Z","trackingInfo":[{{"company":"UPS","number":"1Z0000000000000019"}}],
            "fulfillmentLineItems":{{"pageInfo":{{"hasNextPage":{has_more}}},"nodes":[
            {{"quantity":1,"lineItem":{{"id":"gid://shopify/LineItem/9001"}}}}]}}}}]}}}}}}"#
        )
    };
    for (has_more, count) in [(false, 1), (true, 0)] {
        replies.truncate(2);
        replies.push(reply(fulfillment(has_more)));
        let Fetch::Order(document) = fetch(&access, "820000000001", &replies).unwrap() else { panic!("asks on") };
        let found = map(Cart::Shopify, &document).unwrap();
        assert_eq!((created(&found).order_shipments.len(), found.needs_person()), (count, has_more));
    }
}

#[test]
fn an_order_that_is_not_there_is_gone() {
    use carts::{Access, CartError, CartReply, Headers};
    let body = b"{\"data\":{\"order\":null}}".to_vec();
    let reply = CartReply { status: 200, headers: Headers::default(), body };
    assert_eq!((Cart::Shopify.spec().fetch.unwrap())(&Access::default(), "1", &[reply]), Err(CartError::Gone));
}

#[test]
fn an_amount_in_the_shoppers_currency_is_the_same_with_and_without_its_last_zero() {
    let total = |text: &str| {
        let set = format!(
            r#"{{"shop_money":{{"amount":"68.75","currency_code":"USD"}},"presentment_money":{{"amount":"{text}","currency_code":"CAD"}}}}"#
        );
        mapped(&[("total_price_set", set.as_str())]).1.order_metadata["presentment_total"].clone()
    };
    assert_eq!((total("93.50"), total("93.5")), ("93.50".to_owned(), "93.50".to_owned()));
}
