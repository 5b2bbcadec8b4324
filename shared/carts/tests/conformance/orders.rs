//! Every kept order of every cart: its totals, its twin mapping, and what is left of it when fields are missing.

use carts::{Cart, Json, MapError, MapOptions, MappedOrder, TOTAL_RESIDUAL};
use domain::{Money, Order, OrderId};
use jiff::Timestamp;

use crate::change::{changed, paths};
use crate::fixtures::{Document, documents};

/// When orders are mapped here.
pub(crate) fn now() -> Timestamp {
    "2026-11-10T12:00:00Z".parse().unwrap()
}

/// The order as its mapper makes it.
pub(crate) fn map(cart: Cart, document: &Json) -> Result<MappedOrder, MapError> {
    (cart.spec().map)(document, &MapOptions::new(now()))
}

/// The order as it would lie in a store.
pub(crate) fn created(mapped: &MappedOrder) -> Order {
    mapped.new.order(OrderId::new(1_234_567_890).unwrap(), domain::FolderId::new(1).unwrap(), 1)
}

#[test]
fn every_cart_has_a_kept_order() {
    for cart in Cart::ALL {
        assert!(documents().iter().any(|document| document.cart == *cart), "{cart}");
    }
}

#[test]
fn the_parts_of_every_order_add_up_to_the_carts_total_or_the_rest_is_noted() {
    for Document { cart, json, file } in documents() {
        let mapped = map(cart, &json).unwrap();
        let order = created(&mapped);
        let total = order.order_metadata.get("cart_total").map(|total| Money::parse(total).unwrap());
        let residual = order.order_metadata.get(TOTAL_RESIDUAL).map(|rest| Money::parse(rest).unwrap());
        let with_rest = order.order_total() + residual.unwrap_or_default();
        let cents = |amount: Money| amount.decimal().round_dp(2);
        assert_eq!(Some(cents(with_rest)), total.map(cents), "{file}");
        assert_ne!(residual, Some(Money::default()), "{file}");
    }
}

#[test]
fn an_order_mapped_twice_is_the_same_and_says_where_it_comes_from() {
    for Document { cart, json, file } in documents() {
        let mapped = map(cart, &json).unwrap();
        assert_eq!(map(cart, &json).unwrap(), mapped, "{file}");
        let order = created(&mapped);
        assert!(mapped.new.has_source_id, "{file}");
        assert_eq!(order.source_name, cart.spec().label, "{file}");
        assert_eq!(order.order_metadata.get(carts::SOURCE_ORDER_ID), Some(&mapped.order_id), "{file}");
        assert!(order.order_items.iter().all(|item| item.metadata.contains_key(carts::LINE_ID)), "{file}");
        assert_eq!(mapped.new.check(), vec![], "{file}");
    }
}

#[test]
fn no_field_that_is_missing_null_or_of_another_kind_panics() {
    let others = [
        None,
        Some("null"),
        Some("\"x\""),
        Some("-1"),
        Some("1e400"),
        Some("0.1"),
        Some("[null,1,\"a\",{}]"),
        Some("{\"a\":{\"b\":[]}}"),
    ];
    for Document { cart, json, .. } in documents() {
        for path in paths(&json) {
            for other in others {
                let other = other.map(|json| Json::read(json.as_bytes()).unwrap());
                let changed = changed(&json, &path, other.as_ref());
                // Whatever is mapped can be created.
                let problems = map(cart, &changed).map_or(vec![], |mapped| mapped.new.check());
                assert_eq!(problems, vec![], "{cart} {path:?}");
            }
        }
    }
}

#[test]
fn what_is_no_order_is_refused_with_the_path_of_what_is_wrong() {
    for cart in Cart::ALL {
        for bad in ["null", "[]", "1", "\"x\"", "{}", "{\"id\":null}"] {
            assert!(map(*cart, &Json::read(bad.as_bytes()).unwrap()).is_err(), "{cart} {bad}");
        }
    }
}

#[test]
fn every_kept_order_is_mapped_whole() {
    for Document { cart, json, file } in documents() {
        let mapped = map(cart, &json).unwrap();
        let shown = serde_json::json!({
            "order_id": mapped.order_id,
            "version": mapped.version,
            "stage": mapped.stage,
            "cart_status": mapped.cart_status,
            "shortfalls": mapped.shortfalls.iter().map(carts::Shortfall::text).collect::<Vec<_>>(),
            "order": created(&mapped),
        });
        insta::assert_json_snapshot!(file.replace(['/', '.'], "_"), shown);
    }
}
