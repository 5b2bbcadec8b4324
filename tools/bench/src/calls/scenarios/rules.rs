//! Rules.

use anyhow::Result;
use http::Operation;
use serde_json::{Value, json};

use super::MANY;
use crate::calls::desk::{Ask, Desk, part, text};

pub(super) async fn rule_list(desk: &mut Desk<'_>) -> Result<Ask> {
    rules(desk, MANY).await?;
    Ok(Ask::new(Operation::ListRules, "ten"))
}

pub(super) fn rule(name: &str) -> Value {
    json!({
        "name": name, "event": "order_imported",
        "actions": [{ "action": "post_order_json", "url": "https://print.example.com/orders" }],
    })
}

/// So many rules; the id of the last.
pub(super) async fn rules(desk: &mut Desk<'_>, count: usize) -> Result<String> {
    let mut last = String::new();
    for number in 0..count {
        let ask = Ask::new(Operation::AddRule, "").body(&rule(&format!("Rule {number}")));
        last = text(&part(desk.call(ask).await?, "rule")?, "id");
    }
    Ok(last)
}
