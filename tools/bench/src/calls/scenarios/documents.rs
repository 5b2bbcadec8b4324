//! Print templates, and documents.

use anyhow::{Context, Result};
use http::Operation;
use serde_json::{Value, json};

use super::MANY;
use crate::calls::desk::{Ask, Desk, part, text};

/// One of these calls. What is shown, replaced, removed, previewed or printed is made before.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    match operation {
        Operation::AddPrintTemplate => return Ok(ask.body(&template("Packing slip"))),
        Operation::ListPrintSamples => return Ok(ask),
        Operation::ListPrintTemplates => {
            for number in 0..MANY {
                add(desk, &format!("Slip {number}")).await?;
            }
            return Ok(ask.ten());
        }
        _ => {}
    }
    let template_id = add(desk, "Packing slip").await?;
    let at = |ask: Ask| ask.at("print_template_id", &template_id);
    Ok(match operation {
        Operation::ReplacePrintTemplate => at(ask).body(&template("Slip")),
        Operation::PreviewPrintTemplate => {
            let order = desk.order().await?;
            at(ask).body(&json!({ "order_ids": [order] }))
        }
        Operation::PrintOrders => {
            let order = desk.order().await?;
            ask.body(&json!({ "print_template_id": template_id, "order_ids": [order] }))
        }
        Operation::ShowDocument => {
            let order = desk.order().await?.as_str().unwrap_or_default().parse()?;
            let store_id = desk.account()?.store_id;
            let store = desk.table.store(store_id).await?.context("no store")?;
            let links = store.settings.document_links.context("no links")?;
            let address = links.of(store_id, order, &template_id);
            ask.at("document_link", address.rsplit('/').next().unwrap_or_default())
        }
        _ => at(ask),
    })
}

fn template(name: &str) -> Value {
    json!({ "name": name, "html": "{% for key, order in orders %}<h1>{{ order.source_id }}</h1>{% endfor %}" })
}

async fn add(desk: &mut Desk<'_>, name: &str) -> Result<String> {
    let ask = Ask::new(Operation::AddPrintTemplate, "").body(&template(name));
    Ok(text(&part(desk.call(ask).await?, "print_template")?, "id"))
}
