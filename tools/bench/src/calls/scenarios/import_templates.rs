//! Import templates.

use anyhow::Result;
use http::Operation;
use serde_json::{Value, json};

use super::MANY;
use crate::calls::desk::{Ask, Desk, part, text};
use crate::calls::other_stores::{link_to, other_store};

/// The file that a template is suggested for, in base64: headings, and two items.
const FILE: &str = "T3JkZXIgTnVtYmVyLFNoaXAgVG8gTmFtZSxTS1UsUXR5CjEwMDEsTWFyYSxNVUctMDEsMgoxMDAyLEFkYSxDQVAtMDEsMQo=";

/// One of these calls. What is shown, replaced, removed or copied is made before.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    Ok(match operation {
        Operation::ListImportTemplates => {
            for number in 0..MANY {
                add(desk, &format!("Market {number}")).await?;
            }
            Ask::new(operation, "ten")
        }
        Operation::AddImportTemplate => ask.body(&template("Market")),
        Operation::SuggestImportTemplate => ask.body(&json!({ "file": FILE, "file_name": "market.csv" })),
        Operation::ReplaceImportTemplate => {
            made(desk, Ask::new(operation, "its name")).await?.body(&template("Bazaar"))
        }
        Operation::CopyImportTemplate => {
            let other = other_store(desk).await?;
            desk.call(link_to(Ask::new(Operation::AddLink, ""), &other)).await?;
            made(desk, ask).await?.body(&json!({ "store_id": other.0 }))
        }
        _ => made(desk, ask).await?,
    })
}

fn template(name: &str) -> Value {
    json!({
        "name": name, "kind": "orders", "mail": { "allowed_senders": ["printer.example.com"] },
        "columns": [
            { "heading": "Order Number", "target": "source_id" },
            { "heading": "Ship To Name", "target": "shipping.full_name" },
            { "heading": "SKU", "target": "item.code" },
            { "heading": "Qty", "target": "item.quantity" },
        ],
    })
}

/// Adds a template of this name; its id.
pub(super) async fn add(desk: &mut Desk<'_>, name: &str) -> Result<String> {
    let ask = Ask::new(Operation::AddImportTemplate, "").body(&template(name));
    Ok(text(&part(desk.call(ask).await?, "import_template")?, "id"))
}

async fn made(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    Ok(ask.at("import_template_id", &add(desk, "Market").await?))
}
