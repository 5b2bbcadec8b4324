//! The contract: orderdesk-api 1 to 5 line by line, and our own API, in this process. Each test has a world of its
//! own, and in it a store of its own.

use std::fmt::Debug;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use waybill::http::Reply;

use self::bodies::{full_order, least_order, order_with, with, without};
use self::checks::{
    assert_error, assert_lists_errors, assert_problem, assert_success, header, is_date, is_day, is_id, is_seconds,
    texts,
};
use crate::shop::{Shop, eventually, text};
use crate::world::{ADMIN_TOKEN, world};

mod batch_shipments;
mod bodies;
mod ceilings;
mod checks;
mod examples;
mod inventory;
mod move_orders;
mod order_history;
mod order_items;
mod orders_create;
mod orders_replace;
mod orders_search;
mod overview;
mod own;
mod own_bulk;
mod own_events;
mod own_export_templates;
mod own_folders;
mod own_import_templates;
mod own_keys;
mod own_mail_templates;
mod own_users;
mod own_views;
mod paging;
mod rate_limit;
mod shapes;
mod shapes_of_parts;
mod shipments;
mod status_codes;
mod store;
mod tokens;
mod transport;

/// So long a function may remember a store, a key or a setting as it was.
const KNOWN_AFTER_SECONDS: u64 = 30;

/// An id no store has.
const NOBODY: &str = "4503599627370499";

impl Shop {
    /// Calls the compatible API; the answer must be a success of this status. A body of null is none.
    async fn done(&self, status: u16, method: &str, path: &str, body: &Value) -> Value {
        assert_success(&self.ask(method, path, body).await, status)
    }

    /// Calls the compatible API; the answer must be an error of this status.
    async fn refused(&self, status: u16, method: &str, path: &str, body: &Value) -> Value {
        assert_error(&self.ask(method, path, body).await, status)
    }

    /// Calls the compatible API.
    async fn ask(&self, method: &str, path: &str, body: &Value) -> Reply {
        self.call(method, &format!("/api/v2{path}"), (!body.is_null()).then_some(body)).await
    }

    /// Calls our own API; the answer must have this status.
    async fn own(&self, status: u16, method: &str, path: &str, body: &Value) -> Value {
        let reply = self.call(method, &format!("/v1{path}"), (!body.is_null()).then_some(body)).await;
        assert_eq!(reply.status, status, "{method} {path}: {}", reply.text());
        reply.json().unwrap()
    }

    /// Calls our own API; the answer must be a problem of this status.
    async fn problem(&self, status: u16, method: &str, path: &str, body: &Value) -> Value {
        let reply = self.call(method, &format!("/v1{path}"), (!body.is_null()).then_some(body)).await;
        assert_problem(&reply, status)
    }

    /// Changes settings of the store; every function knows them ten seconds later.
    async fn set(&self, settings: &Value) {
        self.own(200, "PATCH", "/store", &json!({"settings": settings})).await;
    }

    /// Changes settings of the store as the operator does.
    async fn set_by_operator(&self, settings: &Value) {
        let reply = self.operate(&self.id, &json!({"settings": settings})).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    /// Changes the store of this id with the admin token.
    async fn operate(&self, store_id: &str, body: &Value) -> Reply {
        let bearer = format!("Bearer {ADMIN_TOKEN}");
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let path = format!("/v1/stores/{store_id}");
        self.world.call("PATCH", &path, &headers, Some(body.to_string().as_bytes())).await
    }

    /// An order as the compatible API reads it.
    async fn read(&self, order: &str) -> Value {
        self.done(200, "GET", &format!("/orders/{order}"), &Value::Null).await["order"].clone()
    }

    /// Creates these orders; their ids, once all are in the list of a store that had none.
    async fn seed(&self, orders: &[Value]) -> Vec<String> {
        let made = join_all(orders.iter().map(|order| self.done(201, "POST", "/orders", order))).await;
        let count = async || self.search(&[("limit", "1")]).await["total_records"].clone();
        soon("every order in the list", json!(orders.len()), count).await;
        made.iter().map(|made| text(&made["order"]["id"])).collect()
    }

    /// What a search answers.
    async fn search(&self, parameters: &[(&str, &str)]) -> Value {
        self.done(200, "GET", &format!("/orders?{}", query(parameters)), &Value::Null).await
    }

    /// A search must come to find the orders of these numbers, in this order.
    async fn finds(&self, parameters: &[(&str, &str)], expected: &[&str]) {
        let found = async || {
            let found = self.search(parameters).await;
            found["orders"].as_array().unwrap().iter().map(|order| text(&order["source_id"])).collect::<Vec<_>>()
        };
        soon(&query(parameters), expected.iter().map(ToString::to_string).collect(), found).await;
    }

    /// Adds a shipment to an order; its id.
    async fn shipment(&self, order: &str, shipment: Value) -> String {
        self.done(201, "POST", &format!("/orders/{order}/shipments"), &shipment).await;
        text(&self.read(order).await["order_shipments"].as_array().unwrap().last().unwrap()["id"])
    }

    /// Adds an inventory item; its id.
    async fn inventory_item(&self, item: Value) -> String {
        let made = self.done(201, "POST", "/inventory-items", &item).await;
        made["inventory_item"]["id"].as_u64().unwrap().to_string()
    }

    /// Waits for the note that a rule of this event puts on an order.
    async fn noted(&self, order: &str, note: &str) {
        let is_noted = async || texts(&self.read(order).await["order_notes"], "content").contains(&note.to_owned());
        eventually(&format!("the note {note:?}"), async || is_noted().await.then_some(())).await;
    }

    /// Adds a rule that notes its event on the order.
    async fn note_rule(&self, event: &str, note: &str) {
        self.rule(note, event, json!([{"action": "add_order_note", "content": note}])).await;
    }
}

/// One thing of each kind, in one store.
struct Things {
    shop: Shop,
    order: String,
    item: String,
    shipment: String,
    inventory_item: String,
}

impl Things {
    async fn open(name: &str) -> Self {
        let shop = Shop::open(name).await;
        let order = shop.order("T-1").await;
        let shipment = shop.shipment(&order, json!({"tracking_number": "T-1"})).await;
        let inventory_item = shop.inventory_item(json!({"name": "Thing", "code": "T-1"})).await;
        let item = text(&shop.read(&order).await["order_items"][0]["id"]);
        Self { shop, order, item, shipment, inventory_item }
    }

    /// A path with the ids of these things in it.
    fn path(&self, path: &str) -> String {
        let ids = [
            ("{order}", &self.order),
            ("{item}", &self.item),
            ("{shipment}", &self.shipment),
            ("{inventory_item}", &self.inventory_item),
        ];
        ids.iter().fold(path.to_owned(), |path, (name, id)| path.replace(name, id))
    }
}

/// A call with these headers and no others.
async fn bare(shop: &Shop, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
    let body = (!body.is_null()).then(|| body.to_string());
    shop.world.call(method, path, headers, body.as_deref().map(str::as_bytes)).await
}

/// Looks until it sees what is expected, as long as a function may remember what was.
async fn soon<T: PartialEq + Debug>(what: &str, expected: T, look: impl AsyncFn() -> T) {
    for _ in 0..KNOWN_AFTER_SECONDS {
        if look().await == expected {
            return;
        }
        world().settle().await;
        world().advance(Duration::from_secs(1));
    }
    assert_eq!(look().await, expected, "{what}");
}

fn query(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}
