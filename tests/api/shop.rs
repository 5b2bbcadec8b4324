//! A shop to tell a test with: a store in the world of the test, and a receiver of its own.

use std::cell::OnceCell;
use std::rc::Rc;

use serde_json::{Value, json};
use waybill::http::Reply;
use waybill::{Received, Receiver};

use crate::world::{ADMIN_TOKEN, World, world};

/// A store and its receiver.
pub(crate) struct Shop {
    pub(crate) world: Rc<World>,
    pub(crate) receiver: Receiver,
    pub(crate) name: String,
    pub(crate) id: String,
    pub(crate) api_key: String,
    pub(crate) webhook_secret: String,
    /// The key of a supplier of the shop, once there is one: calls of `/v1/supplier` are made with it.
    pub(crate) supplier_key: OnceCell<String>,
}

impl Shop {
    /// Opens a shop of its own, mails to whose admin go to `<name>@example.com`, which the operator vouches for, that may
    /// call as often as it likes.
    pub(crate) async fn open(name: &str) -> Self {
        Self::with(name, json!({"rate_limit": "off"})).await
    }

    /// Opens a shop with the rate limit every new store has.
    pub(crate) async fn open_limited(name: &str) -> Self {
        Self::with(name, json!({})).await
    }

    /// Opens a shop with these settings, which are its ceilings.
    pub(crate) async fn with(name: &str, mut settings: Value) -> Self {
        let world = world();
        settings["admin_email"] = json!(format!("{name}@example.com"));
        settings["admin_email_confirmed"] = json!(true);
        settings["allow_http"] = json!(true);
        let body = json!({"name": name, "settings": settings}).to_string();
        let bearer = format!("Bearer {ADMIN_TOKEN}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let reply = world.call("POST", "/v1/stores", &headers, Some(body.as_bytes())).await;
        let made: Value = reply.accepted().unwrap();
        Self {
            world,
            receiver: Receiver::start().unwrap(),
            name: name.to_owned(),
            id: text(&made["store"]["id"]),
            api_key: text(&made["api_key"]),
            webhook_secret: text(&made["webhook_secret"]),
            supplier_key: OnceCell::new(),
        }
    }

    /// Calls the API with this shop's key.
    pub(crate) async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Reply {
        self.call_raw(method, path, body.map(Value::to_string), &[]).await
    }

    /// Calls the API with any body and further headers.
    pub(crate) async fn call_raw(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Reply {
        let of_supplier = self.supplier_key.get().filter(|_| path.starts_with("/v1/supplier/"));
        let own = [
            ("ORDERDESK-STORE-ID", self.id.as_str()),
            ("ORDERDESK-API-KEY", of_supplier.unwrap_or(&self.api_key)),
            ("content-type", "application/json"),
        ];
        let headers: Vec<_> = own.into_iter().chain(headers.iter().copied()).collect();
        self.world.call(method, path, &headers, body.as_deref().map(str::as_bytes)).await
    }

    /// Reads something that must be there.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let reply = self.call("GET", path, None).await;
        assert_eq!(reply.status, 200, "GET {path}: {}", reply.text());
        reply.json().unwrap()
    }

    /// Posts something that must be taken.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Value {
        let reply = self.call("POST", path, Some(body)).await;
        assert!(reply.status == 200 || reply.status == 201, "POST {path}: {} {}", reply.status, reply.text());
        reply.json().unwrap()
    }

    /// Adds a rule for imported orders, or for another event.
    pub(crate) async fn rule(&self, name: &str, event: &str, actions: Value) -> Value {
        self.post("/v1/rules", &json!({"name": name, "event": event, "actions": actions})).await["rule"].clone()
    }

    /// Adds the rule that posts imported orders to `path` of the receiver.
    pub(crate) async fn post_rule(&self, path: &str) {
        let actions = json!([{"action": "post_order_json", "url": self.receiver.url(path)}]);
        self.rule("Send", "order_imported", actions).await;
    }

    /// Adds a supplier of these items, which fetches its orders, unless something else is said; its id.
    pub(crate) async fn supplier(&self, name: &str, codes: &[&str], mut more: Value) -> String {
        more["name"] = json!(name);
        more["item_codes"] = json!(codes);
        text(&self.post("/v1/suppliers", &more).await["supplier"]["id"])
    }

    /// A key of a supplier.
    pub(crate) async fn key_of_supplier(&self, supplier_id: &str) -> String {
        let body = json!({"name": "supplier", "scope": "supplier", "supplier_id": supplier_id});
        text(&self.post("/v1/keys", &body).await["api_key"])
    }

    /// Submits an order to a supplier; how far it is there.
    pub(crate) async fn submit(&self, order: &str, supplier_id: &str) -> Value {
        let path = format!("/v1/orders/{order}/submissions");
        self.post(&path, &json!({"supplier_id": supplier_id})).await["submission"].clone()
    }

    /// Links this shop and another.
    pub(crate) async fn link(&self, other: &Self) {
        let headers = [("X-Linked-Store-Id", other.id.as_str()), ("X-Linked-Api-Key", other.api_key.as_str())];
        let reply = self.call_raw("POST", "/v1/links", None, &headers).await;
        assert!(matches!(reply.status, 200 | 201), "{}", reply.text());
    }

    /// Creates an order with this number; its id comes back.
    pub(crate) async fn order(&self, number: &str) -> String {
        text(&self.post("/api/v2/orders", &order(number)).await["order"]["id"])
    }

    /// Creates an order with this metadata; its id comes back.
    pub(crate) async fn order_with(&self, number: &str, metadata: Value) -> String {
        let mut order = order(number);
        order["order_metadata"] = metadata;
        text(&self.post("/api/v2/orders", &order).await["order"]["id"])
    }

    /// What the history of an order says, oldest first.
    pub(crate) async fn history(&self, order: &str) -> Vec<String> {
        let history = self.get(&format!("/v1/orders/{order}/history")).await;
        history["history"].as_array().unwrap().iter().map(|line| text(&line["note"])).collect()
    }

    /// Waits until `count` appointments of an order have come to `status`.
    pub(crate) async fn appointments(&self, order: &str, status: &str, count: usize) -> Vec<Value> {
        let path = format!("/v1/appointments?order_id={order}");
        let what = format!("{count} {status} appointments of order {order}");
        eventually(&what, async || {
            let found = self.get(&path).await;
            let all = found["appointments"].as_array().unwrap().clone();
            let there = all.iter().filter(|appointment| appointment["status"] == status).count();
            (there == count && all.len() == count).then_some(all)
        })
        .await
    }

    /// Waits until an order lies in the folder of this id.
    pub(crate) async fn folder(&self, order: &str, folder: u64) {
        let path = format!("/api/v2/orders/{order}");
        let what = format!("order {order} in folder {folder}");
        eventually(&what, async || (self.get(&path).await["order"]["folder_id"] == folder).then_some(())).await;
    }

    /// Waits until `path` of the receiver has got `count` requests.
    pub(crate) async fn received(&self, path: &str, count: usize) -> Vec<Received> {
        let what = format!("{count} requests for {path}");
        let look = async || {
            let received = self.receiver.received(path);
            (received.len() >= count).then_some(received)
        };
        eventually(&what, look).await
    }

    /// The order's row as it lies in the table.
    pub(crate) fn row(&self, order: &str) -> Value {
        json!(self.world.aws.dynamo.row(&format!("O#{}#{order}", self.id), "O").unwrap())
    }

    /// Writes a row as nobody of ours would.
    pub(crate) fn put_row(&self, row: &Value) {
        self.world.aws.dynamo.put(row).unwrap();
    }

    /// The mails to this shop's admin.
    pub(crate) fn mails(&self) -> Vec<cloud::Mail> {
        self.mails_to(&format!("{}@example.com", self.name))
    }

    /// The mails of this shop's orders.
    pub(crate) fn mails_of_orders(&self) -> Vec<cloud::Mail> {
        let is_own = |mail: &cloud::Mail| mail.tags.get("store") == Some(&self.id);
        self.world.aws.mails.sent().into_iter().filter(is_own).collect()
    }

    /// The mails to an address.
    pub(crate) fn mails_to(&self, address: &str) -> Vec<cloud::Mail> {
        self.world.aws.mails.sent().into_iter().filter(|mail| mail.to == [address]).collect()
    }
}

/// An order of two items, as a cart sends it.
pub(crate) fn order(number: &str) -> Value {
    json!({
        "source_name": "Flow Cart", "source_id": number, "email": "ada@example.com", "shipping_method": "Ground",
        "shipping_total": "4.50", "tax_total": 1.25,
        "shipping": {"first_name": "Ada", "last_name": "Lind", "address1": "5 Quay Street", "city": "Portland",
                     "state": "ME", "postal_code": "04101", "country": "US"},
        "order_items": [
            {"name": "Harbor at dawn, A3", "code": "PRINT-A3", "price": "24.00", "quantity": 2, "weight": 0.3},
            {"name": "Frame", "code": "FRAME", "price": 10, "variation_list": {"Color": "Oak"}},
        ],
    })
}

/// A string as it is, another value as JSON writes it.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Waits until `look` sees something, while all work goes on and the clock of the world with it.
pub(crate) async fn eventually<T>(what: &str, look: impl AsyncFn() -> Option<T>) -> T {
    world().eventually(what, look).await
}
