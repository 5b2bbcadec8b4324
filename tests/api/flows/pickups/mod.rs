//! Files that are picked up from a supplier's server and imported (orderdesk-app 5.2).

mod calls;
mod failures;
mod files;
mod server_tests;

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::ftp_server::{FtpServer, PASSWORD};
use crate::shop::{Shop, text};
use crate::world::{BUCKET, Function};

pub(crate) const HALF_AN_HOUR: Duration = Duration::from_mins(30);

/// A shop that picks files up from a server of its own.
pub(crate) struct Supplied<'s> {
    pub(crate) shop: &'s Shop,
    pub(crate) server: FtpServer,
    /// The id of its import template, of inventory.
    pub(crate) template: String,
    /// The id of its pickup.
    pub(crate) pickup: String,
}

/// Adds the secret that opens a server on this machine, and a template of stock; its id.
pub(crate) async fn prepare(shop: &Shop) -> String {
    shop.post("/v1/secrets", &json!({"name": "supplier", "value": PASSWORD, "hosts": ["127.0.0.1"]})).await;
    let template = json!({
        "name": "Stock", "kind": "inventory", "inventory_policy": "upsert", "allow_create": true,
        "columns": [{"heading": "SKU", "target": "code"}, {"heading": "Name", "target": "name"},
                    {"heading": "Stock", "target": "stock"}],
    });
    text(&shop.post("/v1/import-templates", &template).await["import_template"]["id"])
}

/// A pickup from this server, each half hour.
pub(crate) fn body(server: &FtpServer, template: &str) -> Value {
    json!({
        "name": "Supplier's stock", "protocol": "ftp", "host": "127.0.0.1", "port": server.address.port(), "user": "harbor",
        "secret": "supplier", "directory": "out", "pattern": "*.csv", "import_template_id": template,
        "every": "30_minutes",
    })
}

/// A file of stock with one item.
pub(crate) fn stock(code: &str, stock: u32) -> String {
    format!("SKU,Name,Stock\n{code},{code},{stock}\n")
}

impl<'s> Supplied<'s> {
    /// With a pickup that is as [`body`] says, but for what `change` changes.
    pub(crate) async fn with(shop: &'s Shop, change: impl FnOnce(&mut Value)) -> Self {
        let template = prepare(shop).await;
        let server = FtpServer::start();
        let mut body = body(&server, &template);
        change(&mut body);
        let pickup = text(&shop.post("/v1/pickups", &body).await["pickup"]["id"]);
        Self { shop, server, template, pickup }
    }

    pub(crate) async fn open(shop: &'s Shop) -> Self {
        Self::with(shop, |_| ()).await
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.shop.world.aws.time.now()
    }

    /// Puts a file on the server that is written just now.
    pub(crate) fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        self.server.put(name, content, self.now());
    }

    /// Runs the pickup by hand to its end, and what it fetched through the import.
    pub(crate) async fn run(&self) {
        self.shop.post(&format!("/v1/pickups/{}/run", self.pickup), &Value::Null).await;
        self.settle().await;
    }

    /// Works everything off.
    pub(crate) async fn settle(&self) {
        self.shop.world.settle().await;
    }

    /// Lets so much time go by, with all that is due in it.
    pub(crate) async fn pass(&self, time: Duration) {
        self.settle().await;
        self.shop.world.advance(time);
        self.settle().await;
    }

    /// What was put to be imported, by its name.
    pub(crate) fn objects(&self) -> Vec<(String, String)> {
        let begin = format!("imports/{}/{}/pickup-", self.shop.id, self.template);
        let objects = self.shop.world.aws.buckets.texts(BUCKET).into_iter();
        objects.filter(|(name, _)| name.starts_with(&begin)).collect()
    }

    /// How far the pickup is.
    pub(crate) async fn state(&self) -> Value {
        self.shop.get(&format!("/v1/pickups/{}", self.pickup)).await["state"].clone()
    }

    /// The imports of the shop, each by its file's own name and its status, by their names.
    pub(crate) async fn imports(&self) -> Vec<(String, String)> {
        let imports = self.shop.get("/v1/imports").await["imports"].as_array().unwrap().clone();
        let one = |import: &Value| {
            let name = text(&import["file_name"]);
            (name.rsplit('/').next().unwrap().to_owned(), text(&import["status"]))
        };
        let mut imports: Vec<_> = imports.iter().map(one).collect();
        imports.sort();
        imports
    }

    /// The stock of an item; none where it is not there.
    pub(crate) async fn stock_of(&self, code: &str) -> Option<u64> {
        let found = self.shop.get(&format!("/api/v2/inventory-items?code={code}")).await;
        assert!(found["inventory_items"].as_array().unwrap().len() <= 1, "{found}");
        found["inventory_items"][0]["stock"].as_u64()
    }

    /// Replaces the pickup.
    pub(crate) async fn replace(&self, change: impl FnOnce(&mut Value)) {
        let mut body = body(&self.server, &self.template);
        change(&mut body);
        let reply = self.shop.call("PUT", &format!("/v1/pickups/{}", self.pickup), Some(&body)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
    }

    /// Disables the pickup, and lets what is planned for it go by: the shops of a test share one clock.
    pub(crate) async fn end(&self) {
        self.replace(|body| body["enabled"] = json!(false)).await;
        self.pass(HALF_AN_HOUR).await;
    }
}

/// Files that are imported once each, by their names: that they are done.
pub(crate) fn done(names: &[&str]) -> Vec<(String, String)> {
    let mut done: Vec<_> = names.iter().map(|name| ((*name).to_owned(), "done".to_owned())).collect();
    done.sort();
    done
}

/// Hands `pick-up-files` a message of a look; whether it keeps it.
async fn invoke_look(shop: &Shop, pickup: &str, run: u64, look: u32) -> bool {
    let body = json!({"store": shop.id.parse::<u64>().unwrap(), "pickup": pickup, "run": run, "look": look});
    let record = json!({"messageId": "m", "receiptHandle": "r", "body": body.to_string(), "eventSource": "aws:sqs"});
    let kept = shop.world.invoke_queue(Function::PickUpFiles, &json!({"Records": [record]})).await.unwrap();
    !kept.is_empty()
}
