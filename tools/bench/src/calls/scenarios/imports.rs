//! Imports of files.

use anyhow::{Result, ensure};
use domain::{ImportColumn, ImportKind, ImportTemplate};
use http::Operation;
use serde_json::json;

use crate::calls::desk::{Ask, Desk, part, text};

/// The id of the template here.
const TEMPLATE: &str = "1000000001";

/// What a call of an import needs; each store has an import that waits for its file.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    let columns =
        [("Order", "source_id"), ("Name", "shipping.full_name"), ("SKU", "item.code"), ("Qty", "item.quantity")];
    let columns = columns.map(|(heading, target)| ImportColumn::headed(heading, target)).to_vec();
    let template = ImportTemplate { id: TEMPLATE.into(), ..ImportTemplate::new("Orders", ImportKind::Orders, columns) };
    let store_id = desk.account()?.store_id;
    ensure!(desk.table.insert_definition(store_id, &template, None).await?.is_done(), "the template is there");
    let body = json!({"template_id": TEMPLATE, "file_name": "orders.csv", "size": 48_211});
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
