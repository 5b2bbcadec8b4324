//! Mail templates.

use anyhow::Result;
use http::Operation;
use serde_json::{Value, json};

use super::{MANY, of_order};
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
    if matches!(
        operation,
        Operation::ListMailSuppressions | Operation::AddMailSuppression | Operation::RemoveMailSuppression
    ) {
        return suppression(desk, ask, operation).await;
    }
    if matches!(operation, Operation::ListOrderMails | Operation::MailOrder) {
        let (template, order) = (add(desk, "Thank you").await?, desk.order().await?);
        let ask = of_order(ask, &order);
        let is_sent = operation == Operation::MailOrder;
        return Ok(if is_sent { ask.body(&json!({ "template_id": template })) } else { ask });
    }
    let id = add(desk, "Thank you").await?;
    let ask = ask.at("mail_template_id", &id);
    if operation == Operation::ListMailTemplateVersions {
        for name in ["Thanks", "Thank you so much"] {
            let other = Ask::new(Operation::ReplaceMailTemplate, "").at("mail_template_id", &id).body(&template(name));
            desk.call(other).await?;
        }
    }
    Ok(match operation {
        Operation::ReplaceMailTemplate => ask.body(&template("Thanks")),
        Operation::PreviewMailTemplate | Operation::TryMailTemplate => {
            let order = desk.order().await?;
            ask.body(&json!({ "order_id": order }))
        }
        _ => ask,
    })
}

/// Calls about addresses that are not mailed.
async fn suppression(desk: &mut Desk<'_>, ask: Ask, operation: Operation) -> Result<Ask> {
    let add = |address: &str| Ask::new(Operation::AddMailSuppression, "").body(&json!({ "address": address }));
    Ok(match operation {
        Operation::ListMailSuppressions => {
            for number in 0..MANY {
                desk.call(add(&format!("ada{number}@example.com"))).await?;
            }
            ask.ten()
        }
        Operation::RemoveMailSuppression => {
            desk.call(add("bo@example.com")).await?;
            ask.at("mail_address", "bo@example.com")
        }
        _ => ask.body(&json!({ "address": "cy@example.com" })),
    })
}

fn template(name: &str) -> Value {
    json!({ "name": name, "kind": "customer", "subject": "Order {{ source_id }}", "text": "Dear {{ shipping.first_name }}" })
}

async fn add(desk: &mut Desk<'_>, name: &str) -> Result<String> {
    let ask = Ask::new(Operation::AddMailTemplate, "").body(&template(name));
    Ok(text(&part(desk.call(ask).await?, "mail_template")?, "id"))
}
