//! Custom events and custom buttons, and events that are run by hand.

use anyhow::Result;
use http::Operation;
use serde_json::{Value, json};

use super::{MANY, of_order};
use crate::calls::desk::{Ask, Desk, part, text};

/// One of these calls. What is shown, replaced, removed or pressed is made before.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    Ok(match operation {
        Operation::ListCustomEvents => {
            several(desk, &EVENT).await?;
            Ask::new(operation, "ten")
        }
        Operation::ListCustomButtons => {
            several(desk, &BUTTON).await?;
            Ask::new(operation, "ten")
        }
        Operation::AddCustomEvent => ask.body(&custom_event()),
        Operation::AddCustomButton => ask.body(&custom_button()),
        Operation::ShowCustomEvent | Operation::RemoveCustomEvent => at(desk, ask, &EVENT).await?,
        Operation::ShowCustomButton | Operation::RemoveCustomButton => at(desk, ask, &BUTTON).await?,
        Operation::ReplaceCustomEvent => at(desk, ask, &EVENT).await?.body(&custom_event()),
        Operation::ReplaceCustomButton => at(desk, ask, &BUTTON).await?.body(&custom_button()),
        Operation::PressButton => {
            let order = desk.order().await?;
            of_order(at(desk, ask, &BUTTON).await?, &order)
        }
        _ => of_order(ask, &desk.order().await?).body(&json!({ "event": "order_imported" })),
    })
}

/// How one is made, what it is called, and its id in addresses.
struct Made {
    add: Operation,
    body: fn() -> Value,
    name: &'static str,
    id: &'static str,
}

const EVENT: Made =
    Made { add: Operation::AddCustomEvent, body: custom_event, name: "custom_event", id: "custom_event_id" };
const BUTTON: Made =
    Made { add: Operation::AddCustomButton, body: custom_button, name: "custom_button", id: "custom_button_id" };

fn custom_event() -> Value {
    json!({ "name": "Chase late orders", "folder_id": 2, "every": "30_minutes" })
}

fn custom_button() -> Value {
    json!({ "label": "Reprint", "color": "orange" })
}

async fn add(desk: &mut Desk<'_>, made: &Made) -> Result<String> {
    let ask = Ask::new(made.add, "").body(&(made.body)());
    Ok(text(&part(desk.call(ask).await?, made.name)?, "id"))
}

async fn at(desk: &mut Desk<'_>, ask: Ask, made: &Made) -> Result<Ask> {
    Ok(ask.at(made.id, &add(desk, made).await?))
}

async fn several(desk: &mut Desk<'_>, made: &Made) -> Result<()> {
    for _ in 0..MANY {
        add(desk, made).await?;
    }
    Ok(())
}
