//! Saved views, and the columns of folders.

use anyhow::Result;
use http::Operation;
use serde_json::{Value, json};

use super::MANY;
use crate::calls::desk::{Ask, Desk, part, text};

/// All saved views, of which there are ten more, or another one.
pub(super) async fn all(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    if operation == Operation::AddView {
        return Ok(Ask::new(operation, "").body(&view()));
    }
    for _ in 0..MANY {
        add(desk).await?;
    }
    Ok(Ask::new(operation, "ten"))
}

/// A saved view that is shown, replaced or removed; it is made before.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "").at("view_id", &add(desk).await?);
    Ok(if operation == Operation::ReplaceView { ask.body(&view()) } else { ask })
}

/// The columns of a folder, shown or set.
pub(super) fn columns(operation: Operation) -> Ask {
    let ask = Ask::new(operation, "").at("folder_id", "1");
    let chosen = json!({ "columns": ["ship_to", "item.code", "age"] });
    if operation == Operation::SetColumns { ask.body(&chosen) } else { ask }
}

async fn add(desk: &mut Desk<'_>) -> Result<String> {
    let ask = Ask::new(Operation::AddView, "").body(&view());
    Ok(text(&part(desk.call(ask).await?, "view")?, "id"))
}

fn view() -> Value {
    json!({
        "name": "Gifts to wrap",
        "folder_id": 1,
        "filters": [{ "field": "checkout_data", "name": "Gift note", "comparator": "is_not_empty" }],
        "columns": ["ship_to", "checkout_data:Gift note"],
    })
}
