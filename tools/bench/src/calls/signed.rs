//! What posts are signed with.

use anyhow::Result;
use http::Operation;
use serde_json::json;

use super::desk::{Ask, Desk};

/// Where posts go that are signed by a secret of their own.
const HOST: &str = "hooks.example.com";

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
