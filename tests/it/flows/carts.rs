//! An order of every cart there and back: its webhook comes in, a rule sends it on, its shipment is told to the shop.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use delivery::standard_webhooks;
use fake_carts::{FailureKind, FakeCart, Notice, SignedNotice, Vendor};
use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::choose_port;
use waybill::http;

use crate::sample_shops::{VENDORS, changed, connection, document, failing_push, hosts, order_of, webhook_secret};
use crate::shop::{PATIENCE, Shop, eventually, text};

const PARCEL: &str = "1Z0000000000000019";

/// The folder that orders of the shops come to: Prepared.
const FOLDER: u64 = 2;

/// Where the shop of each vendor is: the stack is told when it is deployed.
static PORTS: LazyLock<Vec<(Vendor, u16)>> =
    LazyLock::new(|| VENDORS.iter().map(|vendor| (*vendor, choose_port(None).unwrap())).collect());

/// What is called in the place of the vendors' hosts.
pub(crate) fn stand_ins() -> String {
    let all = PORTS
        .iter()
        .flat_map(|(vendor, port)| hosts(*vendor).iter().map(move |host| format!("{host}=http://127.0.0.1:{port}")));
    all.collect::<Vec<_>>().join(",")
}

/// A connection of a shop to one of its carts.
struct Connected<'s> {
    shop: &'s Shop,
    /// Where its webhooks come to.
    hook: String,
    /// What they are signed with, where the cart was not told.
    secret: String,
}

impl<'s> Connected<'s> {
    async fn with(shop: &'s Shop, mut body: Value) -> Self {
        body["folder_id"] = json!(FOLDER);
        let made = shop.post("/v1/connections", &body).await;
        let hook = format!("{}{}", shop.cloud.api(), text(&made["connection"]["webhook_path"]));
        Self { shop, hook, secret: text(&made["webhook_secret"]) }
    }

    async fn send(&self, notice: &SignedNotice) -> u16 {
        let mut call = http::post(self.hook.clone());
        for (name, value) in &notice.headers {
            call = call.header(name, value);
        }
        call.body(notice.body.clone()).send().await.unwrap().status
    }

    /// The only order of the store, once it is as `is_right` wants it.
    async fn order(&self, what: &str, is_right: impl Fn(&Value) -> bool) -> Value {
        eventually(what, async || {
            let found = self.shop.get("/v1/orders?limit=500").await;
            let orders = found["orders"].as_array().unwrap();
            assert!(orders.len() < 2, "{what}: {found:#}");
            orders.iter().find(|order| is_right(order)).cloned()
        })
        .await
    }

    /// The order comes to its folder, and the rule sends it on, once.
    async fn arrived(&self, what: &str, is_right: impl Fn(&Value) -> bool) -> Value {
        let order = self.order(what, is_right).await;
        assert_eq!(order["folder_id"], FOLDER, "{what}");
        self.shop.appointments(&text(&order["id"]), "complete", 1).await;
        order
    }

    /// Ships an order by the API.
    async fn ship(&self, order: &str) {
        let body = json!({"tracking_number": PARCEL, "carrier_code": "UPS", "shipment_method": "Ground"});
        self.shop.post(&format!("/api/v2/orders/{order}/shipments"), &body).await;
    }
}

/// What a shop writes into an order that somebody changed at this minute: `text` is in it, as a note or an address.
fn changed_at(minute: i64, text: &str, vendor: Vendor) -> Value {
    let (clock, seconds) = (format!("09:{minute}:00"), 1_795_597_200 + minute * 60);
    match vendor {
        Vendor::Shopify => json!({"note": text, "updated_at": format!("2026-11-25T{clock}Z")}),
        Vendor::WooCommerce => json!({"customer_note": text, "date_modified_gmt": format!("2026-11-25T{clock}")}),
        Vendor::BigCommerce => {
            json!({"customer_message": text, "date_modified": format!("Wed, 25 Nov 2026 {clock} +0000")})
        }
        Vendor::Squarespace => json!({"customerEmail": text, "modifiedOn": format!("2026-11-25T{clock}.000Z")}),
        Vendor::Etsy => json!({"message_from_buyer": text, "updated_timestamp": seconds}),
    }
}

/// Changes an order in its shop.
fn change(fake: &FakeCart, id: &str, change: &Value) {
    let mut order = fake.order(id).unwrap();
    order.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    fake.put_order(order).unwrap();
}

/// What time it is, in seconds: webhooks are refused that were signed long ago.
#[expect(
    clippy::disallowed_methods,
    reason = "this stands in the place of somebody else's system, which has its own clock"
)]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

/// The numbers of the parcels that a shop shows, as often as it was told.
fn told(fake: &FakeCart) -> Vec<String> {
    let parcels = fake.shipments().into_iter().flat_map(|order| order.parcels);
    parcels.map(|parcel| parcel.tracking_number).collect()
}

/// An order of a vendor: three webhooks, the newest first, then a shipment that the shop takes and does not confirm.
async fn there_and_back(vendor: Vendor, port: u16) {
    let what = vendor.id();
    let shop = Shop::open(&format!("cart-{what}")).await;
    shop.post_rule("/in").await;
    let fake = FakeCart::start_on(vendor, port).await.unwrap();
    if vendor == Vendor::WooCommerce {
        let keys = fake_carts::Keys { shop: "https://shop.example.com".to_owned(), ..fake.keys() };
        fake.set_keys(keys);
    }
    let connected = Connected::with(&shop, connection(vendor, &fake)).await;

    let id = fake.put_order(order_of(vendor)).unwrap();
    let notice = || {
        let (topic, secret) = (changed(vendor).to_owned(), webhook_secret(vendor).to_owned());
        fake.sign(&Notice { topic, order_id: id.clone(), secret, ..Notice::default() }).unwrap()
    };
    let has = |text: &'static str| move |order: &Value| order.to_string().contains(text);
    let before = notice();
    change(&fake, &id, &changed_at(30, "ring.twice@example.com", vendor));
    for notice in [&notice(), &before, &notice()] {
        assert_eq!(connected.send(notice).await, 200, "{what}");
    }
    let here = text(&connected.arrived(what, has("ring.twice@example.com")).await["id"]);

    // One shop answers later than it is waited for, the others hang up.
    let is_late = vendor == Vendor::Shopify;
    let kind = if is_late { FailureKind::LateAnswer } else { FailureKind::LostAnswer };
    fake.fail(failing_push(vendor, kind));
    connected.ship(&here).await;
    let appointments = shop.appointments(&here, "complete", 2).await;
    assert!(appointments.iter().any(|appointment| appointment["kind"] == "push_shipment"), "{what}: {appointments:#?}");
    let failures: Vec<_> = fake.requests().into_iter().filter_map(|request| request.failure).collect();
    assert_eq!((failures, told(&fake)), (vec![kind], vec![PARCEL.to_owned()]), "{what}");

    // The shop tells of the parcel with the order, which is no other parcel; and nobody is told once more.
    change(&fake, &id, &changed_at(45, "ring.thrice@example.com", vendor));
    assert_eq!(connected.send(&notice()).await, 200, "{what}");
    let order = connected.order(what, has("ring.thrice@example.com")).await;
    let numbers: Vec<_> = order["order_shipments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shipment| text(&shipment["tracking_number"]))
        .collect();
    assert_eq!(numbers.iter().filter(|number| *number == PARCEL).count(), 1, "{what}: {numbers:?}");
    assert_eq!(told(&fake), [PARCEL], "{what}");
    assert_eq!(shop.receiver.received("/in").len(), 1, "{what}");
    assert_eq!(fake.refusals(), [""; 0], "{what}");
}

/// Catches an order that is lost, doubled or set back by webhooks that come often and in disorder, and a shop that is told
/// twice, or never, as its answer was lost.
#[tokio::test]
async fn an_order_of_every_cart_comes_in_once_and_its_parcel_is_told_to_the_shop_once() {
    let all = PORTS.iter().map(|(vendor, port)| there_and_back(*vendor, *port));
    join_all(all).await;
}

/// Catches webhooks of any system that come to nothing, that anybody can send, or that are taken twice.
#[tokio::test]
async fn an_order_of_any_system_comes_in_once_and_its_parcel_is_told_to_the_address_in_it() {
    let shop = Shop::open("cart-generic").await;
    shop.post_rule("/in").await;
    let body =
        json!({"cart": "generic", "name": "Own System", "orders_from": "2020-01-01T00:00:00Z", "takes_unpaid": true});
    let connected = Connected::with(&shop, body).await;
    let mut order = document("generic/order.json");
    order["order_metadata"] = json!({"ship_notify_url": shop.receiver.url("/shipped")});
    let body = order.to_string().into_bytes();
    let seconds = now();
    let signature = standard_webhooks(&connected.secret, "msg_1", seconds, &body).unwrap();
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("webhook-id", "msg_1".to_owned()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signature),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let forged = SignedNotice { headers: headers.clone(), body: [&body[..], b" "].concat() };
    assert_eq!(connected.send(&forged).await, 401);
    let notice = SignedNotice { headers, body };
    for _ in 0..3 {
        assert_eq!(connected.send(&notice).await, 200);
    }
    let here = text(&connected.arrived("generic", |_| true).await["id"]);
    connected.ship(&here).await;
    shop.receiver.wait_for("/shipped", 1, PATIENCE).await.unwrap();
    assert_eq!(shop.receiver.received("/in").len(), 1);
}
