//! Troubles of the field with BigCommerce's orders, how one is fetched, and what it is told.

use carts::{Cart, Fetch, MappedOrder, Shortfall, Stage};
use domain::Order;
use serde_json::json;

use crate::change::set_all;
use crate::fixtures::{Document, bytes, documents};
use crate::orders::{created, map};
use crate::pushes::{access, plan, push, reply, shipped, shown};

fn mapped(changes: &[(&str, &str)]) -> (MappedOrder, Order) {
    let Document { cart, json, .. } = documents().into_iter().find(|it| it.cart == Cart::BigCommerce).unwrap();
    let mapped = map(cart, &set_all(&json, changes)).unwrap();
    let order = created(&mapped);
    (mapped, order)
}

fn text(file: &str) -> String {
    String::from_utf8(bytes(&format!("bigcommerce/{file}"))).unwrap()
}

#[test]
fn an_order_is_fetched_part_by_part_and_is_the_kept_one() {
    let fetch = Cart::BigCommerce.spec().fetch.unwrap();
    let access = access(Cart::BigCommerce);
    let answers = [text("v2_order.json"), text("v2_order_products.json"), text("v2_order_shipping_addresses.json")];
    let replies: Vec<_> = answers.iter().map(|body| reply(200, body)).collect();
    let mut asked = vec![];
    for count in 0..3 {
        let Fetch::Ask(request) = fetch(&access, "301", &replies[..count]).unwrap() else { panic!("asks nothing") };
        asked.push(request.url.split("/v2/").nth(1).unwrap().to_owned());
    }
    assert_eq!(
        asked,
        ["orders/301", "orders/301/products?limit=250&page=1", "orders/301/shipping_addresses?limit=250"]
    );
    let Fetch::Order(order) = fetch(&access, "301", &replies).unwrap() else { panic!("asks on") };
    assert_eq!(map(Cart::BigCommerce, &order).unwrap(), mapped(&[]).0);
}

#[test]
fn lines_are_read_page_by_page_and_parts_that_are_none_are_204() {
    let fetch = Cart::BigCommerce.spec().fetch.unwrap();
    let access = access(Cart::BigCommerce);
    let line = r#"{"id":1,"name":"Mug","quantity":1,"price_ex_tax":"1.0000","type":"digital"}"#;
    let page = |count: usize| reply(200, &format!("[{}]", vec![line; count].join(",")));
    let order = text("v2_order.json").replace("\"items_shipped\":0", "\"items_shipped\":1");
    let mut replies = vec![reply(200, &order), page(250)];
    let Fetch::Ask(second) = fetch(&access, "301", &replies).unwrap() else { panic!("one page is not all") };
    assert!(second.url.ends_with("products?limit=250&page=2"));
    replies.extend([page(50), reply(204, "")]);
    let Fetch::Ask(shipments) = fetch(&access, "301", &replies).unwrap() else { panic!("some are shipped") };
    assert!(shipments.url.ends_with("/shipments?limit=250"));
    replies.push(reply(204, ""));
    let Fetch::Order(order) = fetch(&access, "301", &replies).unwrap() else { panic!("asks on") };
    let order = created(&map(Cart::BigCommerce, &order).unwrap());
    assert_eq!(order.order_items.len(), 300);
}

#[test]
fn an_id_that_is_no_number_leads_nowhere_else() {
    let fetch = Cart::BigCommerce.spec().fetch.unwrap();
    let Fetch::Ask(request) = fetch(&access(Cart::BigCommerce), "../../x?1", &[]).unwrap() else {
        panic!("asks nothing")
    };
    assert!(request.url.ends_with("/v2/orders/1"), "{}", request.url);
}

#[test]
fn a_line_of_a_negative_quantity_is_a_return_and_one_of_none_is_left_out() {
    let (found, order) = mapped(&[("products[0].quantity", "-3"), ("products[1].quantity", "0")]);
    let item = &order.order_items[0];
    assert_eq!((order.order_items.len(), item.quantity, item.price.text()), (1, 3, "-15".into()));
    assert!(found.needs_person());
    assert!(found.shortfalls.contains(&Shortfall::RemovedItem { item: "Pattern PDF".into() }));
}

#[test]
fn an_order_to_several_addresses_waits_for_a_person() {
    let (found, order) = mapped(&[(
        "shipping_addresses",
        r#"[{"id":151,"first_name":"Ada","street_1":"1 Sample Street","city":"Springfield","country_iso2":"US","shipping_method":"A"},
            {"id":152,"first_name":"Grace","street_1":"2 Sample Street","city":"Chicago","country_iso2":"US","shipping_method":"B"}]"#,
    )]);
    assert!(found.shortfalls.contains(&Shortfall::SeveralAddresses { count: 2 }) && found.needs_person());
    assert_eq!((order.shipping.first_name.as_str(), order.shipping_method.as_str()), ("Ada", "A, B"));
}

#[test]
fn prices_with_tax_in_them_stay_and_the_tax_is_shown() {
    let (_, order) = mapped(&[
        ("is_tax_inclusive_pricing", "true"),
        ("products[0].price_inc_tax", "\"16.0000\""),
        ("products[1].price_inc_tax", "\"9.9000\""),
    ]);
    assert_eq!((order.tax_total.text(), order.order_total().text()), ("0".into(), "44.5".into()));
    assert_eq!(order.checkout_data.get("Tax (included)").map(String::as_str), Some("2.90"));
    assert_eq!(order.order_metadata.get("total_residual"), None);
}

#[test]
fn statuses_say_how_far_the_order_and_its_payment_are() {
    for (status_id, payment, stage, status) in [
        ("0", "\"\"", Stage::Unfinished, "Pending"),
        ("7", "\"\"", Stage::Unpaid, "Pending"),
        ("11", "\"\"", Stage::Open, "Approved"),
        ("11", "\"authorized\"", Stage::Open, "Authorized"),
        ("2", "\"captured\"", Stage::Shipped, "Approved"),
        ("5", "null", Stage::Canceled, "Voided"),
        ("6", "\"declined\"", Stage::Canceled, "Rejected"),
        ("4", "\"refunded\"", Stage::Canceled, "Fully Refunded"),
        ("14", "\"partially refunded\"", Stage::Open, "Partially Refunded"),
        ("11", "\"Something New\"", Stage::Open, "Something New"),
    ] {
        let (found, order) = mapped(&[("status_id", status_id), ("payment_status", payment)]);
        assert_eq!((found.stage, order.payment_status.as_str()), (stage, status), "{status_id} {payment}");
    }
}

#[test]
fn it_is_told_of_each_address_with_its_items_and_of_nothing_digital() {
    let (mut order, access) = (shipped(Cart::BigCommerce), access(Cart::BigCommerce));
    let look = (Cart::BigCommerce.spec().push.unwrap().look)(&access, &push(&order, 0));
    let first = plan(&access, Cart::BigCommerce, &push(&order, 0), "").unwrap();
    let last = plan(&access, Cart::BigCommerce, &push(&order, 1), "[]").unwrap();
    let sends = |plan: &carts::PushPlan| plan.sends.iter().map(shown).collect::<Vec<_>>();
    insta::assert_json_snapshot!(
        json!({"look": look.iter().map(shown).collect::<Vec<_>>(), "first": sends(&first), "last": sends(&last)})
    );
    // The file goes to an address of its own, and is to be shipped.
    order.order_items[1].metadata.insert("order_address_id".into(), "152".into());
    assert_eq!(plan(&access, Cart::BigCommerce, &push(&order, 1), "[]").unwrap().sends.len(), 2);
}

#[test]
fn it_is_told_once() {
    let (order, access) = (shipped(Cart::BigCommerce), access(Cart::BigCommerce));
    let there = r#"[{"id":9,"tracking_number":"1Z0000000000000019","items":[{"order_product_id":240,"quantity":1}]}]"#;
    let found = plan(&access, Cart::BigCommerce, &push(&order, 0), there).unwrap();
    assert_eq!((found.found, found.sends.len()), (vec!["9".to_owned()], 0));
    let other = plan(&access, Cart::BigCommerce, &push(&order, 1), there).unwrap();
    assert_eq!((other.found.len(), other.sends.len()), (0, 1));
}
