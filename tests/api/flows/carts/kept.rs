//! What is kept of a connection is its store's alone.

use fake_carts::Vendor;
use serde_json::json;

use super::{Connected, order_of};
use crate::shop::{Shop, text};

/// Catches a shop's documents, keys or kept orders that another store sees.
#[tokio::test]
async fn another_store_sees_nothing_of_a_connection() {
    let (shop, other) = (Shop::open("carts-mine").await, Shop::open("carts-theirs").await);
    let connected = Connected::open(&shop, Vendor::WooCommerce).await;
    let mut order = order_of(Vendor::WooCommerce);
    order["line_items"] = json!([]);
    let id = connected.put(order);
    connected.arrive(&id, "order.created").await;
    let kept = text(&connected.kept().await[0]["id"]);
    let path = format!("/v1/connections/{}", connected.id);
    for (method, path) in [
        ("GET", path.clone()),
        ("GET", format!("{path}/refused")),
        ("POST", format!("{path}/refused/{kept}/replay")),
        ("DELETE", format!("{path}/refused/{kept}")),
        ("POST", format!("{path}/test")),
        ("POST", format!("{path}/pause")),
        ("DELETE", path.clone()),
    ] {
        assert_eq!(other.call(method, &path, None).await.status, 404, "{method} {path}");
    }
    let secret = super::webhook_secret(Vendor::WooCommerce);
    for path in [path.clone(), "/v1/connections".to_owned(), format!("{path}/refused")] {
        let shown = shop.get(&path).await.to_string();
        assert!(!shown.contains(secret) && !shown.contains(&connected.fake.keys().client_secret), "{path}");
    }
}
