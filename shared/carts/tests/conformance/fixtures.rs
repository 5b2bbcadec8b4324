//! The kept payloads and signature vectors.

use std::fs;

use carts::{Cart, Headers, Json};
use serde::Deserialize;

/// A webhook of the kept ones, with the secret it was signed with.
#[derive(Debug, Deserialize)]
pub(crate) struct Vector {
    pub(crate) cart: String,
    pub(crate) secret_as_configured: String,
    pub(crate) body_file: String,
    headers: Vec<(String, String)>,
}

impl Vector {
    pub(crate) fn cart(&self) -> Cart {
        self.cart.parse().unwrap()
    }

    pub(crate) fn headers(&self) -> Headers {
        self.headers.iter().cloned().collect()
    }

    pub(crate) fn header_list(&self) -> &[(String, String)] {
        &self.headers
    }

    pub(crate) fn body(&self) -> Vec<u8> {
        bytes(&self.body_file)
    }
}

/// The vectors of all carts.
pub(crate) fn vectors() -> Vec<Vector> {
    let mut read: Vec<serde_json::Value> = serde_json::from_slice(&bytes("signature_vectors.json")).unwrap();
    for vector in &mut read {
        let headers = vector["headers"].as_object().unwrap();
        let pairs = headers.iter().map(|(name, value)| serde_json::json!([name, value]));
        vector["headers"] = pairs.collect();
    }
    let vectors = read.into_iter().map(|vector| serde_json::from_value::<Vector>(vector).unwrap());
    vectors.filter(|vector| vector.cart.parse::<Cart>().is_ok()).collect()
}

/// A kept file.
pub(crate) fn bytes(path: &str) -> Vec<u8> {
    fs::read(format!("{}/fixtures/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// A kept document.
pub(crate) fn json(path: &str) -> Json {
    Json::read(&bytes(path)).unwrap()
}

/// A kept order, as its mapper reads it.
pub(crate) struct Document {
    pub(crate) cart: Cart,
    pub(crate) file: &'static str,
    pub(crate) json: Json,
}

/// The kept orders of all carts.
pub(crate) fn documents() -> Vec<Document> {
    let files = [
        (Cart::Generic, "generic/order.json"),
        (Cart::Shopify, "shopify/orders_create.json"),
        (Cart::WooCommerce, "woocommerce/order_created.json"),
        (Cart::BigCommerce, "bigcommerce/v2_order.json"),
        (Cart::Squarespace, "squarespace/order.json"),
        (Cart::Etsy, "etsy/receipt.json"),
    ];
    let document = |(cart, file)| Document { cart, file, json: fetched(cart, file) };
    files.into_iter().map(document).collect()
}

/// The order as its cart's fetch brings it: that of BigCommerce is made of several answers.
fn fetched(cart: Cart, file: &str) -> Json {
    let Json::Object(mut order) = json(file) else { panic!("{file} is no order") };
    if cart == Cart::BigCommerce {
        order.insert("products".into(), json("bigcommerce/v2_order_products.json"));
        order.insert("shipping_addresses".into(), json("bigcommerce/v2_order_shipping_addresses.json"));
        order.insert("shipments".into(), Json::List(vec![]));
    }
    Json::Object(order)
}
