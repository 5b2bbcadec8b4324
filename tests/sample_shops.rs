//! Shops whose orders the flows take: what stands in the place of which vendor, how it is connected, and an order of it.

use std::fs;

use fake_carts::{Failure, FailureKind, FakeCart, Vendor};
use serde_json::{Value, json};

/// Every vendor there is a shop of.
pub(crate) const VENDORS: [Vendor; 5] =
    [Vendor::Shopify, Vendor::WooCommerce, Vendor::BigCommerce, Vendor::Squarespace, Vendor::Etsy];

/// The hosts that a vendor is called at; one of WooCommerce is wherever its owner has it.
pub(crate) fn hosts(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::Shopify => &["*.myshopify.com"],
        Vendor::WooCommerce => &["shop.example.com"],
        Vendor::BigCommerce => &["api.bigcommerce.com"],
        Vendor::Squarespace => &["api.squarespace.com", "login.squarespace.com"],
        Vendor::Etsy => &["openapi.etsy.com", "api.etsy.com"],
    }
}

/// What a vendor's webhooks are signed with, where that is a secret of their own.
pub(crate) fn webhook_secret(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Shopify | Vendor::BigCommerce => "",
        Vendor::WooCommerce => "MadeUpForTests&More",
        Vendor::Squarespace => "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        Vendor::Etsy => "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    }
}

/// Whether a cart has such a key.
fn takes(vendor: Vendor, key: &str) -> bool {
    match vendor {
        Vendor::Shopify => key != "refresh_token",
        Vendor::WooCommerce => !matches!(key, "token" | "refresh_token"),
        Vendor::BigCommerce => matches!(key, "client_secret" | "token"),
        Vendor::Squarespace | Vendor::Etsy => true,
    }
}

/// The connection to a shop: all its orders of all times, by webhooks alone.
pub(crate) fn connection(vendor: Vendor, fake: &FakeCart) -> Value {
    let keys = fake.keys();
    let mut body = json!({
        "cart": vendor.id(), "name": "Corner Shop", "shop": keys.shop, "every": "never",
        "orders_from": "2020-01-01T00:00:00Z", "takes_unpaid": true, "takes_shipped": true, "takes_tests": true,
    });
    for (name, key) in [
        ("client_id", keys.client_id.as_str()),
        ("client_secret", &keys.client_secret),
        ("token", &keys.token),
        ("refresh_token", &keys.refresh_token),
        ("webhook_secret", webhook_secret(vendor)),
    ] {
        if !key.is_empty() && takes(vendor, name) {
            body[name] = json!(key);
        }
    }
    body
}

/// A kept document of the carts' crate.
pub(crate) fn document(path: &str) -> Value {
    let path = format!("{}/../shared/carts/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The kept order of a vendor, as its shop takes it.
pub(crate) fn order_of(vendor: Vendor) -> Value {
    match vendor {
        Vendor::Shopify => document("shopify/orders_create.json"),
        Vendor::WooCommerce => document("woocommerce/order_created.json"),
        Vendor::BigCommerce => {
            let mut order = document("bigcommerce/v2_order.json");
            order["products"] = document("bigcommerce/v2_order_products.json");
            order["shipping_addresses"] = document("bigcommerce/v2_order_shipping_addresses.json");
            order
        }
        Vendor::Squarespace => document("squarespace/order.json"),
        Vendor::Etsy => document("etsy/receipt.json"),
    }
}

/// What a vendor calls an order that changed.
pub(crate) fn changed(vendor: Vendor) -> &'static str {
    match vendor {
        Vendor::Shopify => "orders/updated",
        Vendor::WooCommerce => "order.updated",
        Vendor::BigCommerce => "store/order/updated",
        Vendor::Squarespace => "order.update",
        Vendor::Etsy => "order.paid",
    }
}

/// What goes wrong with the request that tells a vendor of a parcel, and with no other.
pub(crate) fn failing_push(vendor: Vendor, kind: FailureKind) -> Failure {
    match vendor {
        Vendor::Shopify => Failure::next(kind).with("fulfillmentCreate("),
        Vendor::WooCommerce => Failure::of(kind, "POST", "/shipment-trackings"),
        Vendor::BigCommerce => Failure::of(kind, "POST", "/shipments"),
        Vendor::Squarespace => Failure::of(kind, "POST", "/fulfillments"),
        Vendor::Etsy => Failure::of(kind, "POST", "/tracking"),
    }
}
