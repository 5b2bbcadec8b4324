//! Shops: their orders come in by webhooks and polls, and shipments go back (orderdesk-app 10.1, carts).

mod coming_in;
mod going_out;
mod kept;
mod payments;
mod polled;

use fake_carts::{FakeCart, Notice, Vendor};
use serde_json::{Value, json};

use crate::sample_shops::{connection, hosts, webhook_secret};
use crate::shop::{Shop, text};

pub(crate) use crate::sample_shops::{VENDORS, changed, document, failing_push, order_of};

/// A store, a shop, and the connection between them.
pub(crate) struct Connected<'s> {
    pub(crate) shop: &'s Shop,
    pub(crate) fake: FakeCart,
    pub(crate) vendor: Vendor,
    /// The connection's id.
    pub(crate) id: String,
    /// Where its webhooks come to.
    pub(crate) hook: String,
    /// What they are signed with.
    pub(crate) secret: String,
}

impl<'s> Connected<'s> {
    /// A shop of this vendor, connected, with orders of all times, and whatever `change` changes of the connection.
    pub(crate) async fn with(shop: &'s Shop, vendor: Vendor, change: impl FnOnce(&mut Value)) -> Self {
        let fake = FakeCart::start(vendor).await.unwrap();
        fake.set_clock(shop.world.aws.time.now());
        let stand_ins = VENDORS.iter().flat_map(|vendor| hosts(*vendor));
        let stand_ins: Vec<String> = stand_ins.map(|host| format!("{host}={}", fake.base_url())).collect();
        shop.world.stand_in(&stand_ins.join(","));
        let mut body = connection(vendor, &fake);
        change(&mut body);
        let made = shop.post("/v1/connections", &body).await;
        let connection = &made["connection"];
        let hook = text(&connection["webhook_path"]);
        let id = text(&connection["id"]);
        let connected = Self { shop, fake, vendor, id, hook, secret: webhook_secret(vendor).to_owned() };
        shop.world.settle().await;
        connected
    }

    pub(crate) async fn open(shop: &'s Shop, vendor: Vendor) -> Self {
        Self::with(shop, vendor, |_| ()).await
    }

    /// Puts an order into the shop; its id there.
    pub(crate) fn put(&self, order: Value) -> String {
        self.fake.put_order(order).unwrap()
    }

    /// Sends the webhook of an order here; the status that answers it.
    pub(crate) async fn notify(&self, order_id: &str, topic: &str) -> u16 {
        let (topic, order_id, secret) = (topic.to_owned(), order_id.to_owned(), self.secret.clone());
        let signed = self.fake.sign(&Notice { topic, order_id, secret, ..Notice::default() }).unwrap();
        let headers: Vec<(&str, &str)> = signed.headers.iter().map(|(name, value)| (&**name, &**value)).collect();
        self.shop.world.call("POST", &self.hook, &headers, Some(&signed.body)).await.status
    }

    /// Sends the webhook, and lets all follow from it.
    pub(crate) async fn arrive(&self, order_id: &str, topic: &str) {
        self.fake.set_clock(self.shop.world.aws.time.now());
        assert_eq!(self.notify(order_id, topic).await, 200, "{}", self.vendor.id());
        self.shop.world.settle().await;
    }

    /// The orders of the store, the newest first.
    pub(crate) async fn orders(&self) -> Vec<Value> {
        self.shop.get("/v1/orders?limit=500").await["orders"].as_array().unwrap().clone()
    }

    /// The only order of the store.
    pub(crate) async fn order(&self) -> Value {
        let orders = self.orders().await;
        assert_eq!(orders.len(), 1, "{}: {orders:#?}", self.vendor.id());
        orders[0].clone()
    }

    /// The connection as it is.
    pub(crate) async fn connection(&self) -> Value {
        self.shop.get(&format!("/v1/connections/{}", self.id)).await
    }

    /// Calls something of the connection, and lets all follow from it.
    pub(crate) async fn ask(&self, what: &str, body: &Value) {
        let reply = self.shop.call("POST", &format!("/v1/connections/{}/{what}", self.id), Some(body)).await;
        assert!((200..300).contains(&reply.status), "{what}: {} {}", reply.status, reply.text());
        self.shop.world.settle().await;
    }

    /// What is kept of orders that wait, or could not be taken.
    pub(crate) async fn kept(&self) -> Vec<Value> {
        let kept = self.shop.get(&format!("/v1/connections/{}/refused", self.id)).await;
        kept["refused"].as_array().unwrap().clone()
    }

    /// The numbers of the parcels that the shop shows of an order, as often as it was told.
    pub(crate) fn told(&self, order_id: &str) -> Vec<String> {
        let shipped = self.fake.shipments().into_iter().find(|order| order.order_id == order_id);
        shipped
            .map(|order| order.parcels.into_iter().map(|parcel| parcel.tracking_number).collect())
            .unwrap_or_default()
    }
}

/// Ships an order by the API.
pub(crate) async fn ship(shop: &Shop, order: &str, number: &str, items: Value) {
    let mut body = json!({"tracking_number": number, "carrier_code": "UPS", "shipment_method": "Ground"});
    if !items.is_null() {
        body["order_items"] = items;
    }
    shop.post(&format!("/api/v2/orders/{order}/shipments"), &body).await;
    shop.world.settle().await;
}
