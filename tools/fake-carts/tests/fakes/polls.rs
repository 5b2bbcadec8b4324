//! Orders that are listed by when they changed.

use std::collections::BTreeSet;

use carts::{Cart, Cursor, POLL_OVERLAP};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::client::{CARTS, Shop, kept_order, now};

/// More than a page of whichever cart.
const COUNT: i64 = 130;

/// The kept order under another id, changed at another time.
fn order(cart: Cart, serial: i64, at: Timestamp) -> Value {
    let mut order = kept_order(cart);
    let plain = at.strftime("%Y-%m-%dT%H:%M:%S").to_string();
    let (key, id, time_key, time) = match cart {
        Cart::Shopify => ("id", json!(serial), "updated_at", json!(at.to_string())),
        Cart::WooCommerce => ("id", json!(serial), "date_modified_gmt", json!(plain)),
        Cart::BigCommerce => {
            ("id", json!(serial), "date_modified", json!(at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()))
        }
        Cart::Squarespace => ("id", json!(format!("{serial:024x}")), "modifiedOn", json!(at.to_string())),
        _ => ("receipt_id", json!(serial), "updated_timestamp", json!(at.as_second())),
    };
    order[key] = id;
    order[time_key] = time;
    order
}

fn at(seconds: i64) -> Timestamp {
    now() + SignedDuration::from_secs(seconds)
}

async fn full(cart: Cart, vendor: fake_carts::Vendor) -> Shop {
    let shop = Shop::open(cart, vendor).await;
    // They came in another sequence than they changed, two in each second.
    for serial in (1..=COUNT).rev() {
        shop.fake.put_order(order(cart, serial, at(serial / 2))).unwrap();
    }
    shop
}

#[tokio::test]
async fn a_poll_finds_each_order_page_by_page() {
    let mut requests = Map::new();
    for (cart, vendor) in CARTS {
        let shop = full(cart, vendor).await;
        let (ids, cursor) = shop.poll(Cursor::since(at(10))).await;
        let found: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(found.len(), usize::try_from(COUNT - 20 + 1).unwrap(), "{cart}");
        assert_eq!(cursor.after_all(), Cursor::since(at(COUNT / 2) - POLL_OVERLAP), "{cart}");
        shop.expect_no_refusals();
        let pages = shop.fake.requests().len();
        assert!(pages >= 2, "{cart}: {pages}");
        requests.insert(cart.to_string(), shop.shown().as_array().unwrap().iter().take(2).cloned().collect());
    }
    insta::assert_json_snapshot!(Value::Object(requests));
}

#[tokio::test]
async fn the_next_poll_overlaps_and_misses_nothing_that_was_written_late() {
    for (cart, vendor) in CARTS {
        let shop = full(cart, vendor).await;
        let (_, cursor) = shop.poll(Cursor::since(at(0))).await;
        // An order of five minutes ago, which was not there yet.
        let late = shop.fake.put_order(order(cart, COUNT + 1, at(COUNT / 2 - 300))).unwrap();
        let (ids, _) = shop.poll(cursor.after_all()).await;
        assert!(ids.contains(&late), "{cart}");
        shop.expect_no_refusals();
    }
}

#[tokio::test]
async fn a_poll_of_a_shop_without_orders_is_empty() {
    for (cart, vendor) in CARTS {
        let shop = Shop::open(cart, vendor).await;
        let since = Cursor::since(at(0));
        assert_eq!(shop.poll(since.clone()).await.0, Vec::<String>::new(), "{cart}");
        shop.expect_no_refusals();
    }
}

#[tokio::test]
async fn no_order_is_missed_when_others_change_between_two_pages() {
    for (cart, vendor) in CARTS {
        let shop = full(cart, vendor).await;
        let poll = cart.spec().poll.unwrap();
        let (mut found, mut cursor, mut pages) = (BTreeSet::new(), Cursor::since(at(0)), 0);
        loop {
            let reply = shop.ask(&(poll.request)(&shop.access, &cursor)).await.unwrap();
            let page = (poll.read)(&cursor, &reply).unwrap();
            found.extend(page.orders.into_iter().map(|order| order.id));
            cursor = page.cursor;
            pages += 1;
            if !page.has_more {
                break;
            }
            // Ten orders of the page that was read change, and lie behind all others.
            for serial in 1..=10 {
                shop.fake.put_order(order(cart, (pages - 1) * 10 + serial, at(COUNT))).unwrap();
            }
            assert!(pages < 30, "{cart} has pages for ever");
        }
        // Squarespace has the newest first: what changes meanwhile is before the page, and the next poll finds it.
        if cart == Cart::Squarespace {
            found.extend(shop.poll(cursor.after_all()).await.0);
        }
        assert_eq!(i64::try_from(found.len()).unwrap(), COUNT, "{cart}");
        shop.expect_no_refusals();
    }
}
