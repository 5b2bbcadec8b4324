//! Links in mails: that confirm an address, of who ships an order, and of who wants no more mails.

use anyhow::{Context, Result};
use domain::{ConfirmationPurpose, DropshipLink, MailConfirmation, UnsubscribeLink};
use http::Operation;
use serde_json::json;

use super::changed_store;
use crate::calls::desk::{Ask, Desk};

/// A link as one is mailed to the store's address, which the operator sets.
pub(super) async fn confirmation(desk: &mut Desk<'_>) -> Result<String> {
    let address = "desk@example.com";
    let set = changed_store(desk, Ask::new(Operation::ChangeStore, ""))?;
    desk.call(set.body(&json!({ "settings": { "admin_email": address } }))).await?;
    link_to(desk, address, ConfirmationPurpose::AdminEmail).await
}

async fn link_to(desk: &Desk<'_>, address: &str, purpose: ConfirmationPurpose) -> Result<String> {
    let (token, store_id) = ("0123456789abcdef".repeat(4), desk.account()?.store_id);
    let ends_at = runtime::system_clock().now().checked_add(MailConfirmation::LASTS)?;
    let link = MailConfirmation { store_id, purpose, address: address.to_owned(), ends_at, used_at: None };
    let digest = MailConfirmation::digest_of(&token).context("no token")?;
    desk.table.put_mail_confirmation(&digest, &link).await?;
    Ok(token)
}

/// Of an address that the store sends from. One that is shown or verified waits for SES, as its link was followed.
pub(super) async fn sender(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let address = format!("orders@shop-{}.example.com", desk.account()?.store_id);
    let set = Ask::new(Operation::SetMailSender, "").body(&json!({ "address": address }));
    if operation == Operation::SetMailSender {
        return Ok(set);
    }
    desk.call(set).await?;
    let token = link_to(desk, &address, ConfirmationPurpose::MailSender).await?;
    desk.call(Ask::new(Operation::ConfirmMailAddress, "").at("token", &token)).await?;
    Ok(Ask::new(operation, ""))
}

pub(super) async fn dropship(desk: &mut Desk<'_>) -> Result<String> {
    let order_id = desk.order().await?.as_str().unwrap_or_default().parse()?;
    let (token, store_id) = ("fedcba9876543210".repeat(4), desk.account()?.store_id);
    let ends_at = runtime::system_clock().now().checked_add(DropshipLink::LASTS)?;
    let supplier = "orders@printer.example.com".to_owned();
    let link = DropshipLink { store_id, order_id, supplier, supplier_id: String::new(), ends_at, confirmed_at: None };
    let digest = MailConfirmation::digest_of(&token).context("no token")?;
    desk.table.put_dropship_link(&digest, &link).await?;
    Ok(token)
}

/// A link by which a customer is left out of the store's mails.
pub(super) async fn unsubscribe(desk: &mut Desk<'_>) -> Result<String> {
    let (token, store_id) = ("89abcdef01234567".repeat(4), desk.account()?.store_id);
    let ends_at = runtime::system_clock().now().checked_add(UnsubscribeLink::LASTS)?;
    let link = UnsubscribeLink { store_id, address: "ada@example.com".to_owned(), ends_at };
    let digest = MailConfirmation::digest_of(&token).context("no token")?;
    desk.table.put_unsubscribe_link(&digest, &link).await?;
    Ok(token)
}
