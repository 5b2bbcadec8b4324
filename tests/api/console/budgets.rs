//! What a page may cost: how much a browser loads for it, and how often it waits for the table (console 2.8). How long
//! the function works on it is measured by `cargo waybill bench --only console`.

use std::collections::BTreeSet;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::Visitor;
use crate::shop::{Shop, text};

const ADA: &str = "ada@example.com";

/// A page has so many bytes at most, packed.
const MAX_PAGE_BYTES: usize = 25_000;

/// A browser that has nothing yet loads so much at most, in so many requests.
const MAX_VISIT_BYTES: usize = 60_000;
const MAX_VISIT_REQUESTS: usize = 5;

/// The list of orders waits for the table so often at most, beside the once that tells who looks.
const MAX_ROUND_TRIPS: u64 = 3;

/// A page of a list has so many entries.
const PAGE: usize = 50;

/// So many bytes are sent of a text.
fn packed(text: &str) -> usize {
    let mut packed = GzEncoder::new(vec![], Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap().len()
}

/// Letters that hardly pack, the same ones each time.
struct Letters(u64);

impl Letters {
    fn text(&mut self, length: usize) -> String {
        const LETTERS: &[u8; 64] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
        let mut letter = || {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(LETTERS[usize::try_from(self.0 >> 58).unwrap()])
        };
        (0..length).map(|_| letter()).collect()
    }

    fn item(&mut self, number: usize) -> Value {
        json!({
            "name": self.text(60), "code": format!("{number}-{}", self.text(24)), "price": "123456.78",
            "cost": "98765.43", "stock": number, "location": self.text(20),
        })
    }

    /// An order whose values are as long as people type them.
    fn order(&mut self, number: usize) -> Value {
        let items: Vec<Value> = (0..6).map(|item| self.item(item)).collect();
        json!({
            "source_name": self.text(24), "source_id": format!("{number}-{}", self.text(30)),
            "email": format!("{}@example.com", self.text(40)), "tag_name": "warning", "shipping_total": "99999.99",
            "shipping": {
                "first_name": self.text(24), "last_name": self.text(24), "company": self.text(32),
                "address1": self.text(48), "city": self.text(32), "state": self.text(16), "country": "US",
            },
            "order_items": items,
        })
    }
}

/// A store whose pages are full, its owner, and one of its orders.
async fn full(name: &str) -> (Shop, Visitor, String) {
    let (shop, mut letters) = (Shop::open(name).await, Letters(7));
    let orders: Vec<Value> = (0..=PAGE).map(|number| letters.order(number)).collect();
    let made = shop.post("/v1/bulk/orders", &json!({ "orders": orders })).await;
    let results = made["results"].as_array().unwrap();
    assert!(results.iter().all(|result| result["status"] == 201), "{made}");
    for number in 0..=PAGE {
        shop.post("/api/v2/inventory-items", &letters.item(number)).await;
    }
    shop.world.settle().await;
    let ada = Visitor::owner(&shop, ADA).await;
    (shop, ada, text(&results[0]["order_id"]))
}

/// Catches a page that grows until a phone on the road waits for it.
#[tokio::test]
async fn a_page_full_of_long_values_is_within_its_budget_of_bytes() {
    let (shop, ada, order) = full("long").await;
    let base = format!("/console/{}", shop.id);
    for page in ["/orders?folder=1", "/orders", &format!("/orders/{order}"), "", "/inventory", "/search?q=a"] {
        let html = ada.read(&format!("{base}{page}")).await;
        let bytes = packed(&html);
        assert!(bytes <= MAX_PAGE_BYTES, "{page} has {bytes} bytes packed, {} unpacked", html.len());
    }
}

/// What a browser loads by itself for a page: what its tags name, but for what stands in the page.
fn loaded(html: &str) -> BTreeSet<&str> {
    let is_loading = |tag: &&str| ["link ", "script ", "img ", "iframe "].iter().any(|name| tag.starts_with(*name));
    let named = html.split('<').filter(is_loading).filter_map(|tag| {
        let (_, value) = tag.split_once("src=\"").or_else(|| tag.split_once("href=\""))?;
        value.split('"').next()
    });
    named.filter(|address| !address.starts_with("data:")).collect()
}

/// Catches a library that every page loads, and a picture or a font that nobody counted.
#[tokio::test]
async fn a_first_visit_is_within_its_budget_of_bytes_and_requests() {
    let (shop, ada, _) = full("first").await;
    let html = ada.read(&format!("/console/{}/orders?folder=1", shop.id)).await;
    let (loaded, mut bytes) = (loaded(&html), packed(&html));
    assert!(loaded.len() > 1 && loaded.iter().all(|address| address.starts_with("/console/")), "{loaded:?}");
    for address in &loaded {
        bytes += packed(&ada.read(address).await);
    }
    let requests = loaded.len() + 1;
    assert!(bytes <= MAX_VISIT_BYTES && requests <= MAX_VISIT_REQUESTS, "{bytes} bytes in {requests} requests");
}

/// Catches a list that reads one thing after another where it could read them at once: each time is five milliseconds
/// of nothing.
#[tokio::test]
async fn the_list_of_orders_waits_for_the_table_three_times_beside_who_looks() {
    let (shop, ada, _) = full("waits").await;
    for page in ["orders?folder=1", "orders"] {
        let path = format!("/console/{}/{page}", shop.id);
        ada.read(&path).await;
        shop.world.aws.dynamo.take();
        ada.read(&path).await;
        let usage = shop.world.aws.dynamo.take();
        let beside = usage.round_trips.saturating_sub(1);
        assert!(beside <= MAX_ROUND_TRIPS, "{page} waits {beside} times: {:?}", usage.units);
    }
}
