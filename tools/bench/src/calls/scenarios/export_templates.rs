//! Export templates.

use anyhow::Result;
use http::Operation;
use serde_json::{Value, json};

use super::MANY;
use crate::calls::desk::{Ask, Desk, part, text};
use crate::calls::other_stores::{link_to, other_store};

/// One of these calls. What is shown, replaced, removed or copied is made before.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    Ok(match operation {
        Operation::ListExportTemplates => {
            for number in 0..MANY {
                add(desk, &format!("Printer {number}")).await?;
            }
            Ask::new(operation, "ten")
        }
        Operation::AddExportTemplate => ask.body(&template("Printer")),
        Operation::ReplaceExportTemplate => {
            made(desk, Ask::new(operation, "its name")).await?.body(&template("Binder"))
        }
        Operation::CopyExportTemplate => {
            let other = other_store(desk).await?;
            desk.call(link_to(Ask::new(Operation::AddLink, ""), &other)).await?;
            made(desk, ask).await?.body(&json!({ "store_id": other.0 }))
        }
        Operation::PreviewExportTemplate => made(desk, ask).await?.body(&json!({})),
        _ => made(desk, ask).await?,
    })
}

fn template(name: &str) -> Value {
    json!({
        "name": name, "format": "csv",
        "columns": [{ "heading": "Ref", "value": "source_id" }, { "heading": "City", "value": "shipping.city" }],
    })
}

/// Adds a template; its id.
pub(super) async fn add(desk: &mut Desk<'_>, name: &str) -> Result<String> {
    let ask = Ask::new(Operation::AddExportTemplate, "").body(&template(name));
    Ok(text(&part(desk.call(ask).await?, "export_template")?, "id"))
}

async fn made(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    Ok(ask.at("export_template_id", &add(desk, "Printer").await?))
}
