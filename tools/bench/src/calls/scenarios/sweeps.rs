//! Sweeps.

use anyhow::Result;
use http::Operation;
use serde_json::json;

use super::MANY;
use crate::calls::desk::{Ask, Desk, part, text};

/// A sweep that moves ten orders.
pub(super) async fn sweep(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let ids: Vec<_> = desk.orders(MANY).await?.iter().map(|order| text(order, "id")).collect();
    Ok(ask.ten().body(&json!({ "action": "move", "folder_id": 2, "ids": ids })))
}

/// A sweep of ten orders that is done.
pub(super) async fn swept(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let start = sweep(desk, Ask::new(Operation::StartSweep, "")).await?;
    let started = part(desk.call(start).await?, "sweep")?;
    Ok(ask.at("sweep_id", &text(&started, "id")))
}

/// A sweep of more orders than a call does.
pub(super) async fn large_sweep(desk: &mut Desk<'_>, ask: Ask) -> Result<Ask> {
    let body = json!({ "action": "remove_tag", "ids": (1..=26).collect::<Vec<_>>() });
    let started = part(desk.call(Ask::new(Operation::StartSweep, "").body(&body)).await?, "sweep")?;
    Ok(ask.at("sweep_id", &text(&started, "id")))
}
