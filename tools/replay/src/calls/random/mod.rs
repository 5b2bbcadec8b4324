//! Calls thrown by a generator of a fixed seed: what it throws follows from the seed and from earlier answers, which
//! are the same in both runs.

mod values;

use anyhow::{Context, Result};
use fastrand::Rng;
use serde_json::{Value, json};

use crate::stores::{self, Account};
use crate::world::{Call, Reply, World};
use values::{CODES, DATES, EMAILS};

pub(super) use values::small_order;

const SEED: u64 = 20_260_301;

/// So often what was written is carried on, and so often waits pass.
const DRIVE_EVERY: usize = 9;
const SETTLE_EVERY: usize = 120;

/// Until so many calls are made in all.
pub(super) async fn all(world: &mut World, calls: usize) -> Result<()> {
    world.kind = "set-up";
    let mut generators = vec![];
    for name in ["one", "two", "three"] {
        generators.push(Generator::open(world, name, generators.len()).await?);
    }
    world.kind = "random";
    let mut rng = Rng::with_seed(SEED);
    let mut number = 10;
    while world.made() < calls {
        number += 1;
        let which = rng.usize(..generators.len());
        let generator = generators.get_mut(which).context("no store to call")?;
        generator.step(world, number).await?;
        if number % SETTLE_EVERY == 0 {
            world.settle(3).await?;
        } else if number % DRIVE_EVERY == 0 {
            world.drive().await?;
        }
    }
    world.settle(8).await
}

/// What one store has, and what is thrown next.
struct Generator {
    account: Account,
    rng: Rng,
    orders: Vec<Order>,
    inventory: Vec<String>,
    rules: Vec<String>,
    cursor: String,
}

#[derive(Debug, Clone, Default)]
struct Order {
    id: String,
    items: Vec<String>,
    shipments: Vec<String>,
}

impl Generator {
    async fn open(world: &mut World, name: &str, number: usize) -> Result<Self> {
        let account = stores::open(world, name, json!({ "rate_limit": "off" })).await?;
        for path in ["200", "500", "410", "503"] {
            let actions = json!([
                { "action": "change_folder", "folder_id": 2 },
                { "action": "post_order_json", "url": format!("{}/{name}/{path}", world.receiver), "format": "json" },
            ]);
            let filters = json!([{ "field": "source_id", "comparator": "ends_with", "value": path.get(..1) }]);
            let rule = json!({ "name": path, "event": "order_imported", "filters": filters, "actions": actions });
            world.ask(&account, "POST", "/v1/rules", &rule).await?;
        }
        let rng = Rng::with_seed(SEED + 1 + u64::try_from(number)?);
        let (orders, inventory, rules) = (vec![], vec![], vec![]);
        Ok(Self { account, rng, orders, inventory, rules, cursor: String::new() })
    }

    async fn step(&mut self, world: &mut World, number: usize) -> Result<()> {
        match self.rng.u32(..100) {
            0..18 => self.create(world, number).await,
            18..30 => self.edit(world).await,
            30..40 => self.edit_item(world).await,
            40..55 => self.ship(world, number).await,
            55..62 => self.move_or_end(world).await,
            62..70 => self.stock(world, number).await,
            70..85 => self.search(world).await,
            85..90 => self.bulk(world, number).await,
            90..95 => self.change_store(world, number).await,
            _ => self.odd(world).await,
        }
    }

    async fn ask(&self, world: &mut World, method: &str, path: &str, body: &Value) -> Result<Reply> {
        world.ask(&self.account, method, path, body).await
    }

    async fn create(&mut self, world: &mut World, number: usize) -> Result<()> {
        let mut order = self.order();
        // Now and then an order that is there.
        order["source_id"] = json!(format!("R-{}", number - self.rng.usize(..3)));
        let path = self.one(&["/api/v2/orders", "/api/v2/orders", "/v1/orders"]);
        let mut call = Call::of(&self.account, "POST", path, &order);
        if self.rng.u8(..8) == 0 {
            order["source_id"] = json!("");
            call =
                Call::of(&self.account, "POST", path, &order).header("idempotency-key", &format!("k-{}", number / 40));
        }
        let made = world.call(call).await?;
        self.remember(&made.json["order"]);
        Ok(())
    }

    async fn edit(&mut self, world: &mut World) -> Result<()> {
        let order = self.any_order();
        let (own, compatible) = (format!("/v1/orders/{}", order.id), format!("/api/v2/orders/{}", order.id));
        match self.rng.u8(..5) {
            0 => {
                let found = self.ask(world, "GET", &compatible, &Value::Null).await?.json["order"].clone();
                let mut body = found;
                self.change(&mut body);
                let answered = self.ask(world, "PUT", &compatible, &body).await?;
                self.remember(&answered.json["order"]);
            }
            1 => {
                let tag = self.ask(world, "GET", &own, &Value::Null).await?.headers.get("etag").cloned();
                let mut body = self.order();
                body["source_id"] = json!("put");
                let call = Call::of(&self.account, "PUT", &own, &body).header("if-match", &tag.unwrap_or_default());
                let answered = world.call(call).await?;
                self.remember(&answered.json["order"]);
            }
            _ => {
                let mut body = json!({});
                self.change(&mut body);
                let answered = self.ask(world, "PATCH", &own, &body).await?;
                self.remember(&answered.json["order"]);
            }
        }
        Ok(())
    }

    async fn edit_item(&mut self, world: &mut World) -> Result<()> {
        let order = self.any_order();
        let items = format!("/api/v2/orders/{}/order-items", order.id);
        let item = self.item();
        let one = format!("{items}/{}", self.one_of(&order.items));
        match self.rng.u8(..6) {
            0..3 => self.ask(world, "POST", &items, &item).await?,
            3 => self.ask(world, "PUT", &one, &item).await?,
            4 => self.ask(world, "DELETE", &one, &Value::Null).await?,
            _ => self.ask(world, "GET", &one, &Value::Null).await?,
        };
        self.look(world, &order.id).await
    }

    async fn ship(&mut self, world: &mut World, number: usize) -> Result<()> {
        let order = self.any_order();
        let shipment = self.shipment(number);
        let face = self.one(&["api/v2", "v1"]);
        let path = format!("/{face}/orders/{}/shipments", order.id);
        let one = format!("/api/v2/orders/{}/shipments/{}", order.id, self.one_of(&order.shipments));
        match self.rng.u8(..8) {
            0..5 => self.ask(world, "POST", &path, &shipment).await?,
            5 => self.ask(world, "PUT", &one, &shipment).await?,
            6 => self.ask(world, "DELETE", &one, &Value::Null).await?,
            _ => self.ask(world, "GET", &format!("/v1/orders/{}/ledger", order.id), &Value::Null).await?,
        };
        self.look(world, &order.id).await
    }

    async fn move_or_end(&mut self, world: &mut World) -> Result<()> {
        let (one, other) = (self.any_order(), self.any_order());
        match self.rng.u8(..5) {
            0..3 => {
                let folder = self.rng.u8(1..7);
                let body = json!({ "order_id_list": [one.id, other.id], "destination_folder_id": folder });
                self.ask(world, "POST", "/api/v2/move-orders", &body).await?;
            }
            3 => {
                let path = format!("/v1/orders/{}/cancel", one.id);
                let reason = self.word();
                self.ask(world, "POST", &path, &json!({ "reason": reason })).await?;
            }
            _ => {
                self.ask(world, "DELETE", &format!("/api/v2/orders/{}", one.id), &Value::Null).await?;
                if self.orders.len() > 8 {
                    self.orders.retain(|order| order.id != one.id);
                }
            }
        }
        Ok(())
    }

    async fn stock(&mut self, world: &mut World, number: usize) -> Result<()> {
        let item = json!({
            "name": self.word(), "code": format!("{}-{}", self.one(&CODES), number % 50), "price": self.amount(),
            "stock": self.rng.i32(-3..40), "metadata": { "at": self.word() },
        });
        let id = self.one_of(&self.inventory.clone());
        let path = format!("/api/v2/inventory-items/{id}");
        match self.rng.u8(..8) {
            0..3 => {
                let made = self.ask(world, "POST", "/api/v2/inventory-items", &item).await?;
                self.inventory.extend(made.json["inventory_item"]["id"].as_u64().map(|id| id.to_string()));
            }
            3 | 4 => drop(self.ask(world, "PUT", &path, &item).await?),
            5 => drop(self.ask(world, "DELETE", &path, &Value::Null).await?),
            6 => {
                let batch = json!([{ "id": id, "name": "Batch", "code": self.one(&CODES) }, item]);
                self.ask(world, "PUT", "/api/v2/batch-inventory-items", &batch).await?;
            }
            _ => {
                let query = format!("?search={}&limit={}", self.escaped(), self.rng.u8(..9));
                self.ask(world, "GET", &format!("/api/v2/inventory-items{query}"), &Value::Null).await?;
            }
        }
        Ok(())
    }

    async fn search(&mut self, world: &mut World) -> Result<()> {
        if self.rng.u8(..3) == 0 {
            let cursor = std::mem::take(&mut self.cursor);
            let path = format!("/v1/orders?limit={}&cursor={cursor}", self.rng.u8(1..9));
            let page = self.ask(world, "GET", &path, &Value::Null).await?;
            page.json["next_cursor"].as_str().unwrap_or_default().clone_into(&mut self.cursor);
            return Ok(());
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        for _ in 0..self.rng.u8(1..4) {
            let value = match self.rng.u8(..4) {
                0 => self.one(&EMAILS),
                1 => self.one(&DATES),
                2 => self.one(&["1", "2", "1,4", "0", "desc", "ASC", "true"]),
                _ => self.word(),
            };
            let name = self.one(&[
                "folder_id",
                "folder_name",
                "source_id",
                "source_name",
                "search_start_date",
                "search_end_date",
                "search_end_date_local",
                "modified_start_date",
                "modified_end_date",
                "email",
                "customer_last_name",
                "shipping_company",
                "shipping_address1",
                "get_order_history",
                "order",
                "limit",
                "offset",
            ]);
            query.append_pair(name, value);
        }
        if self.rng.bool() {
            query.append_pair(
                "order_by",
                self.one(&["date_added", "email", "order_total", "source_id", "date_updated"]),
            );
        }
        self.ask(world, "GET", &format!("/api/v2/orders?{}", query.finish()), &Value::Null).await?;
        Ok(())
    }

    async fn bulk(&mut self, world: &mut World, number: usize) -> Result<()> {
        let (one, other) = (self.any_order(), self.any_order());
        match self.rng.u8(..4) {
            0 => {
                // Each with an e-mail of its own: they are made at once, and which one counts which is nobody's promise.
                let orders = (0..self.rng.usize(1..6)).map(|index| {
                    let mut order = small_order(&format!("K-{number}-{index}"));
                    order["email"] = json!(format!("k{number}-{index}@example.com"));
                    order["shipping_total"] = json!(self.amount());
                    order
                });
                let orders = json!({ "orders": orders.collect::<Vec<_>>() });
                self.ask(world, "POST", "/v1/bulk/orders", &orders).await?;
            }
            1 if one.id != other.id => {
                let mut bodies = [json!({ "id": one.id }), json!({ "id": other.id })];
                for body in &mut bodies {
                    self.change(body);
                }
                self.ask(world, "PATCH", "/v1/bulk/orders", &json!({ "orders": bodies })).await?;
            }
            2 => {
                let shipments = [&one, &other].map(|order| {
                    let mut shipment = self.shipment(number);
                    shipment["order_id"] = json!(order.id);
                    shipment
                });
                self.ask(world, "POST", "/v1/bulk/shipments", &json!({ "shipments": shipments })).await?;
            }
            _ => {
                let batch = json!([
                    { "order_id": one.id, "tracking_number": format!("batch {number}"), "label_image": "QkFUQ0g=" },
                    { "source_id": format!("R-{number}"), "tracking_number": "by number" },
                ]);
                self.ask(world, "POST", "/api/v2/batch-shipments", &batch).await?;
            }
        }
        Ok(())
    }

    async fn change_store(&mut self, world: &mut World, number: usize) -> Result<()> {
        match self.rng.u8(..8) {
            0 => drop(self.ask(world, "POST", "/v1/folders", &json!({ "name": format!("F {number}") })).await?),
            1 => {
                let path = format!("/v1/folders/{}?into={}", self.rng.u8(3..9), self.rng.u8(1..9));
                self.ask(world, "DELETE", &path, &Value::Null).await?;
            }
            2 => {
                let path = format!("/v1/folders/{}/recount", self.rng.u8(1..5));
                self.ask(world, "POST", &path, &Value::Null).await?;
            }
            3 | 4 => {
                let rule = self.rule(number);
                let made = self.ask(world, "POST", "/v1/rules", &rule).await?;
                self.rules.extend(made.json["rule"]["id"].as_str().map(str::to_owned));
            }
            5 => {
                let path = format!("/v1/rules/{}", self.one_of(&self.rules.clone()));
                let method = self.one(&["DELETE", "GET"]);
                self.ask(world, method, &path, &Value::Null).await?;
            }
            6 => {
                let name = self.word();
                self.ask(world, "POST", "/v1/keys", &json!({ "name": name, "scope": "read" })).await?;
            }
            _ => {
                let zone = self.one(&["UTC", "America/Chicago", "Europe/Berlin", "Nowhere"]);
                self.ask(world, "PATCH", "/v1/store", &json!({ "settings": { "timezone": zone } })).await?;
            }
        }
        Ok(())
    }

    /// A broken body, a wrong key, a call about appointments.
    async fn odd(&mut self, world: &mut World) -> Result<()> {
        let order = self.any_order();
        let path = format!("/api/v2/orders/{}", order.id);
        match self.rng.u8(..5) {
            0 => {
                let mut body = self.order().to_string().into_bytes();
                body.truncate(self.rng.usize(..body.len()));
                world.call(Call { body, ..Call::of(&self.account, "PUT", &path, &Value::Null) }).await?;
            }
            1 => {
                let mut body = self.order().to_string().into_bytes();
                let at = self.rng.usize(..body.len());
                body.splice(at..=at, [self.rng.u8(..)]);
                world.call(Call { body, ..Call::of(&self.account, "POST", "/api/v2/orders", &Value::Null) }).await?;
            }
            2 => {
                let call = Call::of(&self.account, "GET", &path, &Value::Null);
                world.call(call.header("orderdesk-api-key", self.word())).await?;
            }
            3 => drop(self.ask(world, "GET", &format!("/v1/appointments?order_id={}", order.id), &Value::Null).await?),
            _ => {
                let doing = self.one(&["retry", "cancel"]);
                let path = format!("/v1/appointments/{}-{}/{doing}", order.id, self.rng.u8(1..4));
                self.ask(world, "POST", &path, &Value::Null).await?;
            }
        }
        Ok(())
    }

    /// Reads an order, so that the ids of its parts are known.
    async fn look(&mut self, world: &mut World, id: &str) -> Result<()> {
        if self.rng.u8(..3) == 0 {
            let found = self.ask(world, "GET", &format!("/v1/orders/{id}"), &Value::Null).await?;
            self.remember(&found.json["order"]);
        }
        Ok(())
    }

    fn remember(&mut self, order: &Value) {
        let Some(id) = order["id"].as_str() else { return };
        let ids = |list: &str| {
            let parts = order[list].as_array().into_iter().flatten();
            parts.filter_map(|part| part["id"].as_str().map(str::to_owned)).collect()
        };
        self.orders.retain(|known| known.id != id);
        self.orders.push(Order { id: id.to_owned(), items: ids("order_items"), shipments: ids("order_shipments") });
    }
}
