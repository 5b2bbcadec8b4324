//! Every example of the document, each against a store that has what its address and its body name.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::stores::{self, Account};
use crate::world::{Call, World};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

pub(super) async fn all(world: &mut World, document: &Value) -> Result<()> {
    world.kind = "set-up";
    let account = stores::open(world, "examples", json!({ "rate_limit": "off" })).await?;
    for (event, path) in [("order_imported", "410"), ("note_added", "500")] {
        let actions = json!([{ "action": "post_order_json", "url": format!("{}/{path}", world.receiver) }]);
        let rule = json!({ "name": event, "event": event, "actions": actions });
        world.ask(&account, "POST", "/v1/rules", &rule).await?;
    }
    let mut number = 0;
    for (path, operations) in document["paths"].as_object().context("no paths in the document")? {
        for method in METHODS {
            let Some(operation) = operations.get(method) else { continue };
            for body in bodies(operation) {
                number += 1;
                world.kind = "set-up";
                // Its example names the folders a store has from the beginning.
                let account = match (method, path.as_str()) {
                    ("put", "/v1/folders") => stores::open(world, "folders", json!({ "rate_limit": "off" })).await?,
                    _ => account.clone(),
                };
                let ids = seed(world, &account, number, path, &body.to_string()).await?;
                example(world, &account, method, path, &body, &ids, operation).await?;
            }
        }
    }
    world.settle(6).await
}

/// The examples of its body; one empty body where it has none. Orders that are made by one call get an e-mail each: they
/// are made at once, and which of two counts the other among the orders of their e-mail is chance.
fn bodies(operation: &Value) -> Vec<Value> {
    let examples = &operation["requestBody"]["content"]["application/json"]["examples"];
    let mut bodies: Vec<_> = examples.as_object().into_iter().flatten().map(|(_, it)| it["value"].clone()).collect();
    for body in bodies.iter_mut().filter(|body| body["orders"].is_array()) {
        let orders = body["orders"].as_array_mut().into_iter().flatten().enumerate();
        orders.filter(|(_, order)| !order["email"].is_null()).for_each(|(index, order)| {
            order["email"] = json!(format!("example-{index}@example.com"));
        });
    }
    if bodies.is_empty() { vec![Value::Null] } else { bodies }
}

async fn example(
    world: &mut World,
    account: &Account,
    method: &str,
    path: &str,
    body: &Value,
    ids: &[(&'static str, String)],
    operation: &Value,
) -> Result<()> {
    world.kind = "example";
    let fill =
        |text: &str| ids.iter().fold(text.to_owned(), |text, (name, id)| text.replace(&format!("{{{name}}}"), id));
    let mut path = fill(path);
    let query: Vec<_> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|it| it["in"] == "query" && it["required"] == true)
        .map(|it| format!("{}=1", it["name"].as_str().unwrap_or_default()))
        .collect();
    if !query.is_empty() {
        path = format!("{path}?{}", query.join("&"));
    }
    let method = method.to_uppercase();
    let mut call = Call::of(account, &method, &path, &Value::Null);
    if path == "/v1/stores" {
        call = Call::operator(&method, &path, &Value::Null);
    }
    if !body.is_null() {
        call.body = fill(&body.to_string()).into_bytes();
    }
    world.call(call.clone()).await?;
    // Once more: what is there already, or was changed meanwhile, or must be met.
    world.call(call.header("if-match", "*")).await?;
    world.drive().await
}

/// Makes what an example names.
async fn seed(
    world: &mut World,
    account: &Account,
    number: u32,
    path: &str,
    body: &str,
) -> Result<Vec<(&'static str, String)>> {
    world.kind = "set-up";
    let is_named = |name: &str| path.contains(name) || body.contains(name);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut ids = vec![];
    if ["{order_id}", "{item_id}", "{shipment_id}", "{appointment_id}"].iter().any(|name| is_named(name)) {
        let order = super::random::small_order(&format!("E-{number}"));
        let made = world.ask(account, "POST", "/api/v2/orders", &order).await?.json["order"].clone();
        let order = text(&made["id"]);
        if is_named("{shipment_id}") {
            let shipment = json!({ "tracking_number": "VT-1", "order_items": [{ "code": "FRAME", "quantity": 1 }] });
            let shipped = world.ask(account, "POST", &format!("/api/v2/orders/{order}/shipments"), &shipment).await?;
            ids.push(("shipment_id", text(&shipped.json["shipment"]["id"])));
        }
        if path.contains("cancel") {
            let note = json!({ "order_notes": [{ "content": "a note" }] });
            world.ask(account, "PATCH", &format!("/v1/orders/{order}"), &note).await?;
        }
        if is_named("{appointment_id}") {
            world.drive().await?;
            let list = world.ask(account, "GET", &format!("/v1/appointments?order_id={order}"), &Value::Null).await?;
            let appointments = list.json["appointments"].as_array().cloned().unwrap_or_default();
            let open = appointments.iter().find(|it| it["status"] == "retrying").or(appointments.first());
            ids.push(("appointment_id", open.map(|it| text(&it["id"])).unwrap_or_default()));
        }
        ids.push(("item_id", text(&made["order_items"][0]["id"])));
        ids.push(("order_id", order));
    }
    for (name, path, body, pointer) in [
        (
            "inventory_item_id",
            "/api/v2/inventory-items",
            json!({ "name": "Mug", "code": format!("E-{number}") }),
            "/inventory_item/id",
        ),
        (
            "rule_id",
            "/v1/rules",
            json!({ "name": "R", "event": "shipment_added", "actions": [{ "action": "tag_order", "color": "Red" }] }),
            "/rule/id",
        ),
        ("key_id", "/v1/keys", json!({ "name": "second" }), "/key/id"),
        ("folder_id", "/v1/folders", json!({ "name": format!("Own {number}") }), "/folder/id"),
    ] {
        if is_named(&format!("{{{name}}}")) {
            let made = world.ask(account, "POST", path, &body).await?;
            ids.push((name, made.json.pointer(pointer).map(text).unwrap_or_default()));
        }
    }
    Ok(ids)
}
