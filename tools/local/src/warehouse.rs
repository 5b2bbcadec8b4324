//! The demo's warehouse: what is new comes to its SFTP server as a file, on a schedule.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use waybill::{Cloud, FileServer, http};

use crate::demo::{self, Store, folder, patiently, text};

/// At which time of the day it wants its files, by the store's clock, which is UTC.
const TIME: &str = "06:30";

/// Starts its server, whose files stay from run to run.
pub(crate) async fn open(cloud: &Cloud, store: &Store) -> Result<FileServer> {
    FileServer::sftp(cloud, "warehouse", store.warehouse, &[]).await
}

/// What the store sends it: the template's id comes back.
pub(crate) async fn add_export_template(cloud: &Cloud, store: &Store) -> Result<String> {
    let server = open(cloud, store).await?;
    let secret = json!({"name": "warehouse", "value": FileServer::PASSWORD, "hosts": ["127.0.0.1"]});
    let reply = store.call(cloud, http::post, "/v1/secrets").json(&secret)?.send().await?;
    reply.accepted::<Value>().context("the secret was not kept")?;
    let columns = [
        ("Order", "source_id"),
        ("Ship to", "{{ shipping.first_name }} {{ shipping.last_name }}"),
        ("City", "shipping.city"),
        ("SKU", "item.code"),
        ("Qty", "item.quantity"),
    ];
    let columns = columns.map(|(heading, value)| json!({"heading": heading, "value": value}));
    let template = json!({
        "name": "Warehouse", "format": "csv", "row_mode": "per_item", "columns": columns,
        "select": {
            "folder_ids": [folder(cloud, store, "New").await?], "only_not_exported": true,
            "filters": [{"field": "source_name", "comparator": "equals", "value": demo::CART}],
        },
        "delivery": {
            "by": "sftp", "host": "127.0.0.1", "port": server.port(), "user": FileServer::USER, "secret": "warehouse",
            "host_key": server.fingerprint(),
        },
        "schedule": {"every": "day", "at": TIME},
        "after": {"move_to_folder": folder(cloud, store, "Prepared").await?, "history_line": true},
    });
    let reply = store.call(cloud, http::post, "/v1/export-templates").json(&template)?.send().await?;
    text(&reply.accepted().context("the export template was not saved")?, "/export_template/id")
}

/// Tells how what is new comes there, with the order of this number among it.
pub(crate) async fn tell(cloud: &Cloud, store: &Store, number: &str) -> Result<()> {
    let server = open(cloud, store).await?;
    println!(
        "\nA warehouse gets a file of what is new by SFTP, each day at {TIME}. The schedule is told that it is time:"
    );
    let last = newest_export(cloud, store).await?;
    // Each run of the demo is another day, as what was done for one is not done again.
    let due_at = format!("2026-01-{:02} {TIME}:00", store.runs % 28 + 1);
    cloud.carry_out_planned(&format!("export#{}-{}", store.id, store.export_template), &due_at).await?;
    let file = delivered_file(cloud, store, last.as_deref()).await?;
    let name = text(&file, "/name")?;
    println!(
        "  {name}, {} orders, {} bytes, appointment {} → {}",
        text(&file, "/orders")?,
        text(&file, "/size")?,
        text(&file, "/appointment_id")?,
        text(&file, "/status")?,
    );
    println!("The warehouse has it, in {}:\n", server.folder().display());
    let files = server.files()?;
    for line in files.get(&name).with_context(|| format!("{name} did not come"))?.lines() {
        println!("  {line}");
    }
    let order = demo::find_order(cloud, store, number).await?.with_context(|| format!("no order {number}"))?;
    println!("\nOrder {number} lies in {}.", demo::folder_of(cloud, store, &order).await?);
    Ok(())
}

/// The file of the export that came after `last`, once it is delivered and its orders are told.
async fn delivered_file(cloud: &Cloud, store: &Store, last: Option<&str>) -> Result<Value> {
    patiently("the export was not delivered", async || {
        let newest = newest_export(cloud, store).await?;
        let Some(id) = newest.filter(|id| Some(id.as_str()) != last) else { return Ok(None) };
        let shown: Value = store.call(cloud, http::get, &format!("/v1/exports/{id}")).send().await?.accepted()?;
        let Some(file) = shown.pointer("/files/0") else { return Ok(None) };
        Ok((text(file, "/status")? == "settled").then(|| file.clone()))
    })
    .await
}

async fn newest_export(cloud: &Cloud, store: &Store) -> Result<Option<String>> {
    let found: Value = store.call(cloud, http::get, "/v1/exports").send().await?.accepted()?;
    Ok(text(&found, "/exports/0/id").ok())
}
