//! Calls about what is secret: keys, what posts are signed with, and what stands in their headers.

use anyhow::{Context, Result};
use http::Operation;
use serde_json::json;

use crate::calls::desk::{Ask, Desk, part, text};

/// Where posts go that are signed by a secret of their own, or have one in a header.
const HOST: &str = "hooks.example.com";

/// Of a new key.
pub(super) async fn key(desk: &mut Desk<'_>, name: &str) -> Result<String> {
    let ask = Ask::new(Operation::AddKey, "").body(&json!({ "name": "Dashboard" }));
    Ok(text(&part(desk.call(ask).await?, "key")?, name))
}

/// What posts are signed with. What is shown, rotated or removed is made before.
pub(super) async fn signing(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let add = Ask::new(Operation::AddSigningSecret, "").body(&json!({ "host": HOST }));
    match operation {
        Operation::AddSigningSecret => return Ok(add),
        Operation::RotateWebhookSecret | Operation::SetLegacySigningKey => {}
        Operation::RemoveLegacySigningKey => drop(desk.call(Ask::new(Operation::SetLegacySigningKey, "")).await?),
        _ => drop(desk.call(add).await?),
    }
    Ok(Ask::new(operation, "").at("host", HOST))
}

/// What stands in headers of posts. What is shown, replaced or removed is made before.
pub(super) async fn secret(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let body = json!({ "name": "printer", "value": "example-token", "hosts": [HOST] });
    let add = Ask::new(Operation::AddSecret, "").body(&body);
    if operation == Operation::AddSecret {
        return Ok(add);
    }
    desk.call(add).await?;
    let ask = Ask::new(operation, "").at("secret", "printer");
    let other = json!({ "value": "another-token", "hosts": [HOST] });
    Ok(if operation == Operation::ReplaceSecret { ask.body(&other) } else { ask })
}

pub(super) async fn rotations(desk: &mut Desk<'_>) -> Result<Vec<Ask>> {
    let keys = part(desk.call(Ask::new(Operation::ListKeys, "")).await?, "keys")?;
    let primary = text(keys.get(0).context("the store has no key")?, "id");
    let second = key(desk, "id").await?;
    let ask = |what, id: &str| Ask::new(Operation::RotateKey, what).at("key_id", id);
    Ok(vec![ask("", &second), ask("the primary one", &primary)])
}
