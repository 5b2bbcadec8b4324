//! Exports: orders become files, and those go where a template says (orderdesk-app 6). `F…` are rows of the checklist.

mod deliveries;
mod previews;
mod retries;
mod round_trip;
mod runs;
mod scheduled;

use serde_json::{Value, json};

use crate::shop::{Shop, text};
use crate::world::BUCKET;

/// A template of this name with a row for each order, and what `more` says.
pub(crate) fn template(name: &str, more: &Value) -> Value {
    let columns = json!([{"heading": "Ref", "value": "source_id"}, {"heading": "City", "value": "shipping.city"}]);
    let mut template = json!({"name": name, "format": "csv", "line_end": "lf", "columns": columns});
    template.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    template
}

/// Adds an export template; its id.
pub(crate) async fn add(shop: &Shop, name: &str, more: &Value) -> String {
    text(&shop.post("/v1/export-templates", &template(name, more)).await["export_template"]["id"])
}

/// Begins an export, and has everything worked off: the export then, with its files.
pub(crate) async fn export(shop: &Shop, template: &str) -> Value {
    export_of(shop, &json!({"template_id": template})).await
}

/// The same as it is asked for by this body.
pub(crate) async fn export_of(shop: &Shop, body: &Value) -> Value {
    let id = begin(shop, body).await;
    shop.world.settle().await;
    shop.get(&format!("/v1/exports/{id}")).await
}

/// Begins an export; its id.
pub(crate) async fn begin(shop: &Shop, body: &Value) -> String {
    text(&shop.post("/v1/exports", body).await["export"]["id"])
}

/// What stands in the files of an export, in their sequence.
pub(crate) fn texts(shop: &Shop, export: &Value) -> Vec<String> {
    let (objects, id) = (shop.world.aws.buckets.texts(BUCKET), text(&export["export"]["id"]));
    let files = export["files"].as_array().unwrap().iter().enumerate();
    let text_of = |(index, file): (usize, &Value)| {
        objects[&format!("exported/{}/{id}/files/{index}/{}", shop.id, text(&file["name"]))].clone()
    };
    files.map(text_of).collect()
}

/// How many orders an export looked at, took, and left out, and how many files it has.
pub(crate) fn counts(export: &Value) -> [u64; 4] {
    let export = &export["export"];
    assert_eq!(export["status"], "done", "{export}");
    ["seen", "orders", "left_out", "files"].map(|name| export[name].as_u64().unwrap())
}

/// An order as it is now.
pub(crate) async fn order(shop: &Shop, id: &str) -> Value {
    shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone()
}

/// A secret for a server of this host.
pub(crate) async fn secret(shop: &Shop, host: &str) {
    shop.post("/v1/secrets", &json!({"name": "printer", "value": "hunter2", "hosts": [host]})).await;
}

/// To a server over SFTP.
pub(crate) fn sftp() -> Value {
    json!({
        "by": "sftp", "host": "files.example.com", "user": "shop", "secret": "printer", "directory": "in",
        "host_key": "SHA256:n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg",
    })
}
