//! Imports of files.

use anyhow::Result;
use http::Operation;
use serde_json::json;

use crate::calls::desk::{Ask, Desk, part, text};

/// What a call of an import needs; each store has an import that waits for its file.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    let template = json!({
        "name": "Orders", "kind": "orders",
        "columns": [
            {"heading": "Order", "target": "source_id"}, {"heading": "Name", "target": "shipping.full_name"},
            {"heading": "SKU", "target": "item.code"}, {"heading": "Qty", "target": "item.quantity"},
        ],
    });
    let template = desk.call(Ask::new(Operation::AddImportTemplate, "").body(&template)).await?;
    let template_id = text(&part(template, "import_template")?, "id");
    let body = json!({"template_id": template_id, "file_name": "orders.csv", "size": 48_211});
    if operation == Operation::StartImport {
        return Ok(ask.body(&body));
    }
    let started = part(desk.call(Ask::new(Operation::StartImport, "").body(&body)).await?, "import")?;
    let ask = ask.at("import_id", &text(&started, "id"));
    if operation == Operation::UndoImport {
        // Only one that is over can be undone.
        let cancel = Ask::new(Operation::CancelImport, "").at("import_id", &text(&started, "id"));
        desk.call(cancel).await?;
    }
    Ok(ask)
}
