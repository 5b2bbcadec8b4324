//! Folders that are full.

use anyhow::Result;
use http::Operation;

use super::MANY;
use crate::calls::desk::{Ask, Desk};

pub(super) async fn full_folder(desk: &mut Desk<'_>) -> Result<Ask> {
    desk.orders(MANY).await?;
    Ok(Ask::new(Operation::RemoveFolder, "with ten orders").at("folder_id", "1").query("into=2"))
}

pub(super) async fn large_folder(desk: &mut Desk<'_>) -> Result<Ask> {
    desk.all_orders().await?;
    Ok(Ask::new(Operation::RecountFolder, "of 400 orders").at("folder_id", "1"))
}
