//! Exports.

use anyhow::Result;
use http::Operation;
use serde_json::json;

use super::export_templates::add;
use crate::calls::desk::{Ask, Desk, part, text};

/// What a call of an export needs; each store has one that is not begun yet.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    let body = json!({"template_id": add(desk, "Printer").await?});
    if operation == Operation::StartExport {
        return Ok(ask.body(&body));
    }
    let started = part(desk.call(Ask::new(Operation::StartExport, "").body(&body)).await?, "export")?;
    Ok(ask.at("export_id", &text(&started, "id")))
}
