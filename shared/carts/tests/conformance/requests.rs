//! What every cart is asked beside its shipments, as snapshots, and how the answers are read.

use std::time::Duration;

use carts::{Access, Cart, CartError, Cursor, Fetch, POLL_OVERLAP, PollPage, TrackingWay};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::pushes::{access, reply, shown};

fn since() -> Timestamp {
    "2026-11-01T14:00:05Z".parse().unwrap()
}

#[test]
fn every_request_of_every_cart_is_as_its_vendor_says() {
    let mut all = Map::new();
    for cart in Cart::ALL {
        let (spec, access) = (cart.spec(), access(*cart));
        let mut requests = Map::new();
        if let Some(fetch) = spec.fetch {
            let Fetch::Ask(request) = fetch(&access, "301", &[]).unwrap() else { panic!("{cart} asks nothing") };
            requests.insert("fetch".into(), shown(&request));
        }
        if let Some(poll) = spec.poll {
            let second = Cursor { page: "2".into(), ..Cursor::since(since()) };
            let pages: Vec<Value> =
                [Cursor::since(since()), second].iter().map(|it| shown(&(poll.request)(&access, it))).collect();
            requests.insert("poll".into(), json!(pages));
        }
        if let Some(subscribe) = spec.subscribe {
            let address = "https://hooks.example.com/v1/hooks/x/key";
            let subscribed = (subscribe.requests)(&access, address, "whsec_x");
            requests.insert("subscribe".into(), json!(subscribed.iter().map(shown).collect::<Vec<_>>()));
            if let Some(enable) = subscribe.enable {
                requests.insert("enable".into(), shown(&enable(&access, "17", address, "made-up")));
            }
        }
        if let Some(set) = spec.set_status {
            requests.insert("set_status".into(), shown(&(set.request)(&access, "301", "11")));
        }
        if let Some(refresh) = spec.refresh {
            requests.insert("refresh".into(), shown(&(refresh.request)(&access)));
        }
        if let Some(probe) = spec.probe {
            requests.insert("probe".into(), shown(&(probe.request)(&access)));
        }
        all.insert(cart.to_string(), Value::Object(requests));
    }
    insta::assert_json_snapshot!(all);
}

/// A page of a poll, of orders that changed at these seconds behind `since`.
fn page(cart: Cart, seconds: &[i64]) -> PollPage {
    let order = |(place, behind): (usize, &i64)| {
        let at = since() + SignedDuration::from_secs(*behind);
        let id = place + 1;
        match cart {
            Cart::Shopify => format!(r#"{{"id":"gid://shopify/Order/{id}","updatedAt":"{at}"}}"#),
            Cart::WooCommerce => format!(r#"{{"id":{id},"date_modified_gmt":"{}"}}"#, at.strftime("%Y-%m-%dT%H:%M:%S")),
            Cart::BigCommerce => {
                format!(r#"{{"id":{id},"date_modified":"{}"}}"#, at.strftime("%a, %d %b %Y %H:%M:%S +0000"))
            }
            Cart::Squarespace => format!(r#"{{"id":"{id}","modifiedOn":"{at}"}}"#),
            _ => format!(r#"{{"receipt_id":{id},"updated_timestamp":{}}}"#, at.as_second()),
        }
    };
    let orders: Vec<String> = seconds.iter().enumerate().map(order).collect();
    let orders = format!("[{}]", orders.join(","));
    let body = match cart {
        Cart::Shopify => format!(
            r#"{{"data":{{"orders":{{"pageInfo":{{"hasNextPage":true,"endCursor":"c2"}},"nodes":{orders}}}}}}}"#
        ),
        Cart::Squarespace => {
            format!(r#"{{"result":{orders},"pagination":{{"hasNextPage":true,"nextPageCursor":"c2"}}}}"#)
        }
        Cart::Etsy => format!(r#"{{"count":9,"results":{orders}}}"#),
        _ => orders,
    };
    (cart.spec().poll.unwrap().read)(&Cursor::since(since()), &reply(200, &body)).unwrap()
}

fn polled() -> impl Iterator<Item = Cart> {
    Cart::ALL.iter().copied().filter(|cart| cart.spec().poll.is_some())
}

#[test]
fn a_poll_reads_ids_and_times_and_goes_on_with_an_overlap() {
    for cart in polled() {
        let page = page(cart, &[0, 3_600]);
        let ids: Vec<&str> = page.orders.iter().map(|order| order.id.as_str()).collect();
        assert_eq!(ids, ["1", "2"], "{cart}");
        let newest = since() + SignedDuration::from_secs(3_600);
        assert_eq!(page.cursor.newest, Some(newest), "{cart}");
        assert_eq!(page.cursor.after_all(), Cursor::since(newest - POLL_OVERLAP), "{cart}");
        assert!(page.has_more || !matches!(cart, Cart::Shopify | Cart::Squarespace), "{cart}");
    }
}

#[test]
fn a_full_page_is_followed_by_one_from_its_last_order_on() {
    for (cart, size) in [(Cart::WooCommerce, 50_usize), (Cart::BigCommerce, 50), (Cart::Etsy, 100)] {
        let seconds: Vec<i64> = (0..).take(size).collect();
        let full = page(cart, &seconds);
        assert!(full.has_more, "{cart}");
        assert_eq!(full.cursor.since, since() + SignedDuration::from_secs(seconds[size - 1]), "{cart}");
        assert_eq!(full.cursor.page, "", "{cart}");
        // All of a page changed at one moment: the next page is counted.
        let equal = page(cart, &vec![0; size]);
        assert_eq!((equal.cursor.since, equal.cursor.page.as_str()), (since(), "2"), "{cart}");
        assert!(!page(cart, &seconds[1..]).has_more, "{cart}");
    }
}

#[test]
fn a_poll_that_finds_nothing_begins_where_it_began() {
    for cart in polled() {
        assert_eq!(page(cart, &[]).cursor.after_all(), Cursor::since(since()), "{cart}");
    }
    let none = (Cart::BigCommerce.spec().poll.unwrap().read)(&Cursor::since(since()), &reply(204, "")).unwrap();
    assert_eq!((none.orders.len(), none.has_more), (0, false));
}

#[test]
fn answers_of_another_form_are_no_empty_page() {
    for cart in polled() {
        for body in ["{}", "<html>", "{\"data\":null}", "\"x\""] {
            let read = (cart.spec().poll.unwrap().read)(&Cursor::since(since()), &reply(200, body));
            let is_error = matches!(read, Err(CartError::Unreadable(_)));
            assert!(is_error, "{cart} {body}: {read:?}");
        }
    }
}

#[test]
fn tokens_and_webhooks_are_read_of_their_answers() {
    let token = r#"{"access_token":"a","refresh_token":"r","expires_in":86399,"token_type":"Bearer"}"#;
    for cart in Cart::ALL {
        let Some(refresh) = cart.spec().refresh else { continue };
        let read = (refresh.read)(&reply(200, token)).unwrap();
        assert_eq!((read.access_token.as_str(), read.refresh_token.as_deref()), ("a", Some("r")), "{cart}");
        assert!(read.expires_in >= Duration::from_mins(30), "{cart}");
        assert!((refresh.read)(&reply(200, "{}")).is_err(), "{cart}");
        assert!(matches!((refresh.read)(&reply(401, "{}")), Err(CartError::Auth { .. })), "{cart}");
        assert!(!format!("{read:?}").contains("\"a\""), "{cart}");
    }
    for (cart, body, id, secret) in [
        (
            Cart::Shopify,
            r#"{"data":{"webhookSubscriptionCreate":{"webhookSubscription":{"id":"gid://x/1"},"userErrors":[]}}}"#,
            "gid://x/1",
            None,
        ),
        (Cart::WooCommerce, r#"{"id":17,"status":"active"}"#, "17", None),
        (Cart::BigCommerce, r#"{"data":{"id":18048287},"meta":{}}"#, "18048287", None),
        (Cart::Squarespace, r#"{"id":"s1","secret":"f3f9"}"#, "s1", Some("f3f9")),
    ] {
        let read = cart.spec().subscribe.unwrap().read;
        let found = read(&reply(201, body)).unwrap();
        assert_eq!((found.id.as_str(), found.secret.as_deref()), (id, secret), "{cart}");
        assert!(read(&reply(200, "{}")).is_err(), "{cart}");
    }
}

#[test]
fn a_shop_of_woocommerce_is_addressed_with_or_without_permanent_links() {
    let poll = Cart::WooCommerce.spec().poll.unwrap().request;
    for (shop, begin) in [
        ("https://shop.example.com", "https://shop.example.com/wp-json/wc/v3/orders?modified_after="),
        ("https://example.com/shop/", "https://example.com/shop/wp-json/wc/v3/orders?modified_after="),
        ("https://example.com/?rest_route=", "https://example.com/?rest_route=/wc/v3/orders&modified_after="),
    ] {
        let access = Access { shop: shop.into(), ..access(Cart::WooCommerce) };
        let url = poll(&access, &Cursor::since(since())).url;
        assert!(url.starts_with(begin), "{url}");
    }
}

#[test]
fn the_best_way_of_a_shop_of_woocommerce_is_found() {
    let read = Cart::WooCommerce.spec().probe.unwrap().read;
    for (body, way) in [
        (
            r#"{"namespaces":["wc/v3"],"routes":{"/wc/v3/orders/(?P<order_id>[\\d]+)/fulfillments":{}}}"#,
            TrackingWay::Fulfillments,
        ),
        (r#"{"namespaces":["wc/v3","wc-ast/v3","wc-shipment-tracking/v3"]}"#, TrackingWay::ShipmentTracking),
        (r#"{"namespaces":["wc/v3","wc-ast/v3"]}"#, TrackingWay::AdvancedShipmentTracking),
        (r#"{"namespaces":["wc/v3"],"routes":{}}"#, TrackingWay::OrderNote),
    ] {
        assert_eq!(read(&reply(200, body)), Ok(way), "{body}");
    }
}
