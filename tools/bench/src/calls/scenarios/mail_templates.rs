//! Mail templates.

use anyhow::Result;
use http::Operation;
use serde_json::{Value, json};

use super::MANY;
use crate::calls::desk::{Ask, Desk, part, text};

/// One of these calls. What is shown, replaced, removed, previewed or tried is made before.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let ask = Ask::new(operation, "");
    if operation == Operation::AddMailTemplate {
        return Ok(ask.body(&template("Thank you")));
    }
    if operation == Operation::ListMailTemplates {
        for number in 0..MANY {
            add(desk, &format!("Mail {number}")).await?;
        }
        return Ok(ask.ten());
    }
    let ask = ask.at("mail_template_id", &add(desk, "Thank you").await?);
    Ok(match operation {
        Operation::ReplaceMailTemplate => ask.body(&template("Thanks")),
        Operation::PreviewMailTemplate | Operation::TryMailTemplate => {
            let order = desk.order().await?;
            ask.body(&json!({ "order_id": order }))
        }
        _ => ask,
    })
}

fn template(name: &str) -> Value {
    json!({ "name": name, "kind": "customer", "subject": "Order {{ source_id }}", "text": "Dear {{ shipping.first_name }}" })
}

async fn add(desk: &mut Desk<'_>, name: &str) -> Result<String> {
    let ask = Ask::new(Operation::AddMailTemplate, "").body(&template(name));
    Ok(text(&part(desk.call(ask).await?, "mail_template")?, "id"))
}
