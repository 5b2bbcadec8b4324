//! Orders that are fetched.

use carts::{Cart, CartError, CartRequest, Effect, MappedOrder, Method};
use fake_carts::Vendor;
use serde_json::{Map, Value, json};

use crate::client::{CARTS, Shop, kept_order};

fn shown(mapped: &MappedOrder) -> String {
    format!("{:#?}", mapped.new)
}

#[tokio::test]
async fn an_order_that_is_fetched_is_the_one_that_was_put_in() {
    let mut requests = Map::new();
    for (cart, vendor) in CARTS {
        let (shop, id) = Shop::with_order(cart, vendor).await;
        let fetched = shop.mapped(&id).await;
        // Shopify's and WooCommerce's webhooks have the whole order, in another form than Shopify's API has it.
        let direct = shop.map(&carts::Json::read(kept_order(cart).to_string().as_bytes()).unwrap());
        assert_eq!(shown(&fetched), shown(&direct), "{cart}");
        assert_eq!(fetched.order_id, id, "{cart}");
        shop.expect_no_refusals();
        requests.insert(cart.to_string(), shop.shown());
    }
    insta::assert_json_snapshot!(Value::Object(requests));
}

#[tokio::test]
async fn what_is_not_there_is_gone() {
    for (cart, vendor) in CARTS {
        let shop = Shop::open(cart, vendor).await;
        assert_eq!(shop.fetch("99").await, Err(CartError::Gone), "{cart}");
    }
}

#[tokio::test]
async fn all_pages_of_an_orders_lines_are_fetched() {
    for (cart, vendor) in CARTS.into_iter().filter(|(cart, _)| matches!(cart.spec().id, "shopify" | "bigcommerce")) {
        let shop = Shop::open(cart, vendor).await;
        let mut order = kept_order(cart);
        let key = if cart.spec().id == "shopify" { "line_items" } else { "products" };
        let line = order[key][0].clone();
        let lines = (0..300).map(|place| {
            let mut line = line.clone();
            line["id"] = json!(place + 1);
            line
        });
        order[key] = lines.collect();
        let id = shop.fake.put_order(order).unwrap();
        assert_eq!(shop.mapped(&id).await.new.draft().order_items.len(), 300, "{cart}");
        shop.expect_no_refusals();
    }
}

#[tokio::test]
async fn a_status_that_is_set_is_the_orders() {
    let (shop, id) = Shop::with_order(Cart::BigCommerce, Vendor::BigCommerce).await;
    let set = |status: u8| CartRequest {
        method: Method::Put,
        url: format!("https://api.bigcommerce.com/stores/abc123xyz/v2/orders/{id}"),
        headers: vec![
            ("accept", "application/json".to_owned()),
            ("content-type", "application/json".to_owned()),
            ("x-auth-token", shop.access.token.clone()),
        ],
        body: Some(json!({"status_id": status}).to_string()),
        effect: Effect::Repeatable,
    };
    assert_eq!(shop.ask(&set(9)).await.unwrap().status, 200);
    assert_eq!(shop.fake.order(&id).unwrap()["status"], "Awaiting Shipment");
    assert_eq!(shop.ask(&set(15)).await.unwrap().status, 400);
}
