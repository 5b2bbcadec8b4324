//! Requests that are a little other than their vendor documents them.

use carts::{Cart, CartRequest, Cursor, Fetch, Method};
use fake_carts::FakeCart;
use serde_json::{Value, json};

use crate::client::{CARTS, Shop, now};

/// A request to begin with: its list of orders.
fn listed(shop: &Shop) -> CartRequest {
    (shop.cart.spec().poll.unwrap().request)(&shop.access, &Cursor::since(now()))
}

fn refusals(fake: &FakeCart) -> usize {
    fake.refusals().len()
}

/// The request with one header less.
fn without(request: &CartRequest, name: &str) -> CartRequest {
    let headers = request.headers.iter().filter(|(known, _)| *known != name).cloned().collect();
    CartRequest { headers, ..request.clone() }
}

async fn is_refused(shop: &Shop, request: &CartRequest) -> u16 {
    let before = refusals(&shop.fake);
    let status = shop.ask(request).await.unwrap().status;
    assert_eq!(refusals(&shop.fake), before + 1, "{} {request:?} {:?}", shop.cart, request.body);
    status
}

#[tokio::test]
async fn a_request_without_the_headers_its_vendor_demands_is_refused() {
    for (cart, vendor) in CARTS {
        let shop = Shop::open(cart, vendor).await;
        let request = listed(&shop);
        let (key, status) = match cart {
            Cart::Shopify => ("x-shopify-access-token", 401),
            Cart::BigCommerce => ("x-auth-token", 401),
            _ => ("authorization", 401),
        };
        assert_eq!(is_refused(&shop, &without(&request, key)).await, status, "{cart}");
        let more = match cart {
            Cart::BigCommerce => Some(("accept", 406)),
            Cart::Squarespace => Some(("user-agent", 400)),
            Cart::Etsy => Some(("x-api-key", 403)),
            Cart::Shopify => Some(("content-type", 400)),
            _ => None,
        };
        if let Some((name, status)) = more {
            assert_eq!(is_refused(&shop, &without(&request, name)).await, status, "{cart}");
        }
        assert_eq!(shop.ask(&request).await.unwrap().status / 100, 2, "{cart}");
    }
}

#[tokio::test]
async fn a_query_with_an_unknown_field_is_refused() {
    for (cart, vendor) in CARTS.into_iter().filter(|(cart, _)| *cart != Cart::Shopify) {
        let shop = Shop::open(cart, vendor).await;
        let mut request = listed(&shop);
        request.url.push_str("&updated_since=yesterday");
        assert_eq!(is_refused(&shop, &request).await, 400, "{cart}");
        let mut request = listed(&shop);
        request.url = request.url.replace("per_page=50", "per_page=500").replace("limit=", "limit=9");
        if cart != Cart::Squarespace {
            assert_eq!(is_refused(&shop, &request).await, 400, "{cart}");
        }
    }
}

/// Each value in a document, by its place, changed into one of another kind, or taken away.
fn changed(body: &Value) -> Vec<Value> {
    let mut all = vec![];
    let Value::Object(entries) = body else { return all };
    for key in entries.keys() {
        let mut renamed = entries.clone();
        let value = renamed.remove(key).unwrap();
        renamed.insert(format!("{key}_x"), value);
        all.push(Value::Object(renamed));
        let mut of_another_kind = entries.clone();
        of_another_kind.insert(key.clone(), json!([[7]]));
        all.push(Value::Object(of_another_kind));
    }
    all
}

#[tokio::test]
async fn a_body_with_one_field_altered_is_refused() {
    for (cart, vendor) in CARTS {
        let shop = Shop::open(cart, vendor).await;
        let subscribe = cart.spec().subscribe;
        let mut requests: Vec<CartRequest> = subscribe
            .map(|it| (it.requests)(&shop.access, "https://hooks.example.com/x", "a secret"))
            .unwrap_or_default();
        requests.extend(cart.spec().refresh.map(|refresh| (refresh.request)(&shop.access)));
        assert!(!requests.is_empty(), "{cart}");
        for request in requests.iter().filter(|request| request.method == Method::Post) {
            let Ok(body) = serde_json::from_str::<Value>(request.body.as_ref().unwrap()) else {
                let form =
                    CartRequest { body: request.body.as_ref().map(|body| format!("{body}&more=1")), ..request.clone() };
                assert_eq!(is_refused(&shop, &form).await, 400, "{cart}");
                let as_json = without(&form, "content-type");
                assert_eq!(is_refused(&shop, &as_json).await, 400, "{cart}");
                continue;
            };
            for body in changed(&body) {
                let altered = CartRequest { body: Some(body.to_string()), ..request.clone() };
                is_refused(&shop, &altered).await;
            }
        }
        assert!(shop.fake.hooks().is_empty(), "{cart}");
    }
}

#[tokio::test]
async fn a_query_of_graphql_that_the_schema_does_not_know_is_refused() {
    let (cart, vendor) = CARTS[0];
    let (shop, id) = Shop::with_order(cart, vendor).await;
    let Ok(Fetch::Ask(request)) = (cart.spec().fetch.unwrap())(&shop.access, &id, &[]) else { panic!("asks nothing") };
    let body = request.body.clone().unwrap();
    for (from, to) in [
        ("confirmationNumber", "confirmation_number"),
        ("lineItems(first: 50", "lineItems(limit: 50"),
        ("lineItems(first: 50", "lineItems(first: 251"),
        ("lineItems(first: 50", "lineItems(first: 240"),
        ("order(id: $id)", "order"),
        ("$id: ID!", "$id: Int!"),
        ("billingAddress {", "billingAddress { street "),
        ("taxesIncluded", "taxesIncluded { x }"),
        ("\"id\":\"gid://shopify/Order/", "\"id\":{\"x\":1},\"y\":\""),
    ] {
        assert!(body.contains(from), "{from}");
        let altered = CartRequest { body: Some(body.replace(from, to)), ..*request.clone() };
        let before = refusals(&shop.fake);
        let reply = shop.ask(&altered).await.unwrap();
        assert_eq!((reply.status, refusals(&shop.fake)), (200, before + 1), "{to}");
        let read = (cart.spec().fetch.unwrap())(&shop.access, &id, &[reply]);
        assert!(read.is_err(), "{to}: {read:?}");
    }
}

#[tokio::test]
async fn an_address_that_its_vendor_does_not_have_is_refused() {
    for (cart, vendor) in CARTS {
        let shop = Shop::open(cart, vendor).await;
        let mut request = listed(&shop);
        request.url =
            request.url.replace("2026-10", "2023-01").replace("orders", "order").replace("receipts", "receipt");
        assert_eq!(is_refused(&shop, &request).await, 404, "{cart}");
    }
}
