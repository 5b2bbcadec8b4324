//! A shop, and a client of it that sends what `shared/carts` says.

use std::fs;
use std::time::Duration;

use bytes::Bytes;
use carts::{
    Access, Cart, CartError, CartReply, CartRequest, Fetch, Json, MapOptions, MappedOrder, PollPage, TrackingWay,
};
use fake_carts::{FakeCart, Vendor};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Between two looks whether a request has come.
const LOOK: Duration = Duration::from_millis(5);

/// A fetch takes no more answers.
const MAX_ANSWERS: usize = 30;

/// When all of it is.
pub(crate) fn now() -> Timestamp {
    "2026-11-10T12:00:00Z".parse().unwrap()
}

/// The carts with a vendor here.
pub(crate) const CARTS: [(Cart, Vendor); 5] = [
    (Cart::Shopify, Vendor::Shopify),
    (Cart::WooCommerce, Vendor::WooCommerce),
    (Cart::BigCommerce, Vendor::BigCommerce),
    (Cart::Squarespace, Vendor::Squarespace),
    (Cart::Etsy, Vendor::Etsy),
];

/// A shop and who asks it.
pub(crate) struct Shop {
    pub(crate) cart: Cart,
    pub(crate) fake: FakeCart,
    pub(crate) access: Access,
}

/// A kept document of `shared/carts`.
pub(crate) fn kept(path: &str) -> Value {
    let path = format!("{}/../../shared/carts/fixtures/{path}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The kept order of a cart, as a shop takes it.
pub(crate) fn kept_order(cart: Cart) -> Value {
    match cart {
        Cart::Shopify => kept("shopify/orders_create.json"),
        Cart::WooCommerce => kept("woocommerce/order_created.json"),
        Cart::BigCommerce => {
            let mut order = kept("bigcommerce/v2_order.json");
            order["products"] = kept("bigcommerce/v2_order_products.json");
            order["shipping_addresses"] = kept("bigcommerce/v2_order_shipping_addresses.json");
            order
        }
        Cart::Squarespace => kept("squarespace/order.json"),
        Cart::Etsy => kept("etsy/receipt.json"),
        Cart::Generic => panic!("nobody can be asked"),
    }
}

impl Shop {
    /// One with the kept order, and its id.
    pub(crate) async fn with_order(cart: Cart, vendor: Vendor) -> (Self, String) {
        let shop = Self::open(cart, vendor).await;
        let id = shop.fake.put_order(kept_order(cart)).unwrap();
        (shop, id)
    }

    /// One without orders.
    pub(crate) async fn open(cart: Cart, vendor: Vendor) -> Self {
        let fake = FakeCart::start(vendor).await.unwrap();
        fake.set_clock(now());
        let keys = fake.keys();
        let access = Access {
            shop: keys.shop,
            client_id: keys.client_id,
            client_secret: keys.client_secret,
            token: keys.token,
            refresh_token: keys.refresh_token,
            tracking_way: TrackingWay::default(),
        };
        Self { cart, fake, access }
    }

    /// Makes a request of the shop, of which no answer comes.
    pub(crate) async fn ask_in_vain(&self, request: &CartRequest) {
        let before = self.fake.requests().len();
        let has_come = async {
            while self.fake.requests().len() == before {
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::select! {
            reply = self.ask(request) => assert_eq!(reply, None, "{}", self.cart),
            () = has_come => {}
        }
    }

    /// Makes a request of the shop, whatever host it is for. Nothing where the connection is closed instead of an answer.
    pub(crate) async fn ask(&self, request: &CartRequest) -> Option<CartReply> {
        let base = self.fake.base_url();
        let behind_scheme = request.url.split_once("://").unwrap().1;
        let url = format!("{base}{}", behind_scheme.find('/').map_or("", |place| &behind_scheme[place..]));
        let mut sent = Request::builder().method(request.method.text()).uri(url);
        for (name, value) in &request.headers {
            sent = sent.header(*name, value);
        }
        let body = request.body.clone().unwrap_or_default();
        let sent = sent.body(Full::new(Bytes::from(body))).unwrap();
        let client = Client::builder(TokioExecutor::new()).build_http();
        let reply = client.request(sent).await.ok()?;
        let status = reply.status().as_u16();
        let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap().to_owned())
        };
        let headers = reply.headers().iter().map(header).collect();
        Some(CartReply { status, headers, body: reply.into_body().collect().await.unwrap().to_bytes().to_vec() })
    }

    /// Fetches an order, in as many steps as it takes.
    pub(crate) async fn fetch(&self, id: &str) -> Result<Json, CartError> {
        let mut replies = vec![];
        while replies.len() < MAX_ANSWERS {
            match (self.cart.spec().fetch.unwrap())(&self.access, id, &replies)? {
                Fetch::Ask(request) => replies.push(self.ask(&request).await.unwrap()),
                Fetch::Order(order) => return Ok(order),
            }
        }
        panic!("{} asks for ever", self.cart);
    }

    /// Fetches an order and maps it.
    pub(crate) async fn mapped(&self, id: &str) -> MappedOrder {
        self.map(&self.fetch(id).await.unwrap())
    }

    /// Maps an order.
    pub(crate) fn map(&self, order: &Json) -> MappedOrder {
        (self.cart.spec().map)(order, &MapOptions::new(now())).unwrap()
    }

    /// Polls all pages from a cursor on.
    pub(crate) async fn poll(&self, cursor: carts::Cursor) -> (Vec<String>, carts::Cursor) {
        let poll = self.cart.spec().poll.unwrap();
        let (mut ids, mut cursor) = (vec![], cursor);
        for _ in 0..MAX_ANSWERS {
            let reply = self.ask(&(poll.request)(&self.access, &cursor)).await.unwrap();
            let PollPage { orders, cursor: next, has_more } = (poll.read)(&cursor, &reply).unwrap();
            ids.extend(orders.into_iter().map(|order| order.id));
            cursor = next;
            if !has_more {
                return (ids, cursor);
            }
        }
        panic!("{} has pages for ever", self.cart);
    }

    /// All requests so far, as snapshots show them.
    pub(crate) fn shown(&self) -> Value {
        let base = self.fake.base_url();
        let text = serde_json::to_string(&self.fake.requests()).unwrap().replace(&base, "https://shop.example.com");
        serde_json::from_str(&text).unwrap_or(json!(null))
    }

    /// Nothing that was asked so far is other than the vendor documents it.
    pub(crate) fn expect_no_refusals(&self) {
        assert_eq!(self.fake.refusals(), Vec::<String>::new(), "{}", self.cart);
    }
}
