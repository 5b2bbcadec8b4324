//! What webhooks say of themselves.

use carts::{Cart, Envelope, EnvelopeError, Headers, Payload, Topic, Webhook};

use crate::fixtures::{bytes, vectors};

fn read(cart: Cart, headers: &[(&str, &str)], body: &[u8]) -> Result<Envelope, EnvelopeError> {
    let headers: Headers = headers.iter().copied().collect();
    (cart.spec().envelope)(&Webhook::new(&headers, body))
}

#[test]
fn every_kept_webhook_names_its_order_and_itself() {
    let found: Vec<(String, Topic, String, Payload, String, usize)> = vectors()
        .iter()
        .map(|vector| {
            let (headers, body) = (vector.headers(), vector.body());
            let webhook = Webhook::new(&headers, &body);
            assert!(!(vector.cart().spec().is_ping)(&webhook), "{}", vector.cart);
            let envelope = (vector.cart().spec().envelope)(&webhook).unwrap();
            let ids = envelope.delivery_ids.len();
            (vector.cart.clone(), envelope.topic, envelope.order_id, envelope.payload, envelope.shop, ids)
        })
        .collect();
    insta::assert_debug_snapshot!(found);
}

#[test]
fn no_body_and_no_header_panics() {
    for vector in vectors() {
        let spec = vector.cart().spec();
        for body in [&b""[..], b"{", b"[]", b"null", b"\xff", b"{\"id\":{}}", b"{\"data\":[1]}", b"webhook_id=17"] {
            let headers = vector.headers();
            let _ = (spec.envelope)(&Webhook::new(&headers, body));
            let _ = (spec.is_ping)(&Webhook::new(&Headers::default(), body));
            assert!((spec.envelope)(&Webhook::new(&Headers::default(), body)).is_err(), "{}", vector.cart);
        }
    }
}

#[test]
fn the_ping_of_woocommerce_is_known_by_its_form_and_by_no_topic() {
    let ping = |headers: &[(&str, &str)], body: &[u8]| {
        let headers: Headers = headers.iter().copied().collect();
        (Cart::WooCommerce.spec().is_ping)(&Webhook::new(&headers, body))
    };
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    assert!(ping(&[form], &bytes("woocommerce/ping.form")));
    assert!(!ping(&[("Content-Type", "application/json")], &bytes("woocommerce/ping.form")));
    assert!(!ping(&[form, ("X-WC-Webhook-Topic", "order.created")], b"webhook_id=17"));
    assert!(!ping(&[form], b"{\"id\":1}"));
}

#[test]
fn a_removed_order_of_woocommerce_has_an_id_and_nothing_else() {
    let topic = ("X-WC-Webhook-Topic", "order.deleted");
    let envelope = read(Cart::WooCommerce, &[topic], &bytes("woocommerce/order_deleted.json")).unwrap();
    assert_eq!((envelope.topic, envelope.payload), (Topic::OrderRemoved, Payload::Nothing));
    assert_eq!(envelope.order_id, "9100");
}

#[test]
fn an_error_in_place_of_an_order_is_told_as_one() {
    let body = br#"{"code":"woocommerce_rest_cannot_view","message":"Sorry, you cannot list resources."}"#;
    let error = read(Cart::WooCommerce, &[("X-WC-Webhook-Topic", "order.updated")], body).unwrap_err();
    assert!(matches!(error, EnvelopeError::ShopError { code, .. } if code == "woocommerce_rest_cannot_view"));
}

#[test]
fn two_orders_of_one_second_are_two_deliveries_of_woocommerce_and_one_sent_again_is_one() {
    let ids = |id: u32| {
        let body = format!("{{\"id\":{id},\"date_modified_gmt\":\"2026-11-01T14:00:05\"}}");
        let headers = [
            ("X-WC-Webhook-Topic", "order.updated"),
            ("X-WC-Webhook-ID", "17"),
            ("X-WC-Webhook-Delivery-ID", "0f1e2d3c"),
        ];
        read(Cart::WooCommerce, &headers, body.as_bytes()).unwrap().delivery_ids
    };
    assert_eq!(ids(1), ids(1));
    assert_ne!(ids(1), ids(2));
}

#[test]
fn an_event_of_shopify_that_two_topics_tell_of_is_two_deliveries() {
    let ids = |topic: &str, webhook: &str| {
        let headers = [("X-Shopify-Topic", topic), ("X-Shopify-Webhook-Id", webhook), ("X-Shopify-Event-Id", "e-1")];
        read(Cart::Shopify, &headers, b"{\"id\":1,\"order_id\":2}").unwrap().delivery_ids
    };
    let (created, updated) = (ids("orders/create", "w-1"), ids("orders/updated", "w-2"));
    assert!(created.iter().all(|id| !updated.contains(id)), "{created:?} {updated:?}");
    let retried = ids("orders/create", "w-3");
    assert!(created.iter().any(|id| retried.contains(id)), "{created:?} {retried:?}");
}

#[test]
fn what_is_of_an_order_of_shopify_names_the_order_and_not_itself() {
    for (topic, body, order_id) in [
        ("refunds/create", r#"{"id":5,"order_id":7}"#, "7"),
        ("fulfillments/create", r#"{"id":5,"order_id":7}"#, "7"),
        ("orders/edited", r#"{"order_edit":{"id":5,"order_id":7}}"#, "7"),
        ("orders/cancelled", r#"{"id":7}"#, "7"),
        ("app/uninstalled", r#"{"id":5}"#, ""),
        ("products/update", r#"{"id":5}"#, ""),
    ] {
        let envelope = read(Cart::Shopify, &[("X-Shopify-Topic", topic)], body.as_bytes()).unwrap();
        assert_eq!(envelope.order_id, order_id, "{topic}");
    }
    assert!(read(Cart::Shopify, &[("X-Shopify-Topic", "refunds/create")], b"{\"id\":5}").is_err());
}

#[test]
fn a_webhook_of_another_shop_is_told_apart() {
    let headers = [("X-Shopify-Topic", "orders/create"), ("X-Shopify-Shop-Domain", "Example.myshopify.com")];
    let envelope = read(Cart::Shopify, &headers, b"{\"id\":1}").unwrap();
    assert!(envelope.is_of_shop("example.myshopify.com"));
    assert!(!envelope.is_of_shop("other.myshopify.com"));
}
