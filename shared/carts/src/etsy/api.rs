//! The open API v3 of Etsy.

use crate::json::{Json, Node};
use crate::request::{Access, CartError, CartReply, CartRequest, Cursor, Fetch, PollPage, PolledOrder, Token};

/// So many receipts are on a page.
const PAGE_SIZE: usize = 100;

/// A request with the app's keys and the shop's token.
pub(super) fn signed(access: &Access, request: CartRequest) -> CartRequest {
    request
        .header("x-api-key", format!("{}:{}", access.client_id, access.client_secret))
        .header("authorization", format!("Bearer {}", access.token))
}

/// The address of something of the shop.
pub(super) fn url(access: &Access, path: &str) -> String {
    format!("https://openapi.etsy.com/v3/application/shops/{}/{path}", access.shop)
}

/// The path of a receipt.
pub(super) fn receipt_path(receipt_id: &str) -> String {
    let id: String = receipt_id.chars().filter(char::is_ascii_digit).collect();
    format!("receipts/{id}")
}

/// Reads a receipt.
pub(super) fn receipt(access: &Access, receipt_id: &str) -> CartRequest {
    signed(access, CartRequest::get(url(access, &receipt_path(receipt_id))))
}

pub(super) fn fetch(access: &Access, receipt_id: &str, replies: &[CartReply]) -> Result<Fetch, CartError> {
    match replies.first() {
        Some(reply) => Ok(Fetch::Order(reply.document()?)),
        None => Ok(Fetch::Ask(Box::new(receipt(access, receipt_id)))),
    }
}

/// Asks for a page of paid receipts by when they changed.
pub(super) fn poll(access: &Access, cursor: &Cursor) -> CartRequest {
    let offset = usize::try_from(cursor.number()).unwrap_or(1).saturating_sub(1).saturating_mul(PAGE_SIZE);
    let since = cursor.since.as_second();
    let query = format!(
        "min_last_modified={since}&was_paid=true&limit={PAGE_SIZE}&offset={offset}&sort_on=updated&sort_order=asc"
    );
    signed(access, CartRequest::get(url(access, &format!("receipts?{query}"))))
}

pub(super) fn page(cursor: &Cursor, reply: &CartReply) -> Result<PollPage, CartError> {
    let document = reply.document()?;
    let Json::List(_) = document.get("results") else { return Err(CartError::without("results")) };
    let polled = |node: Node| PolledOrder {
        id: node.text("receipt_id"),
        version: super::map::version(&node),
        order: Some(node.json().clone()),
    };
    let orders = Node::root(&document).list_of("results").into_iter().map(polled).collect();
    Ok(PollPage::sorted(cursor, orders, PAGE_SIZE))
}

/// The next token, each good for an hour, and the next refresh token.
pub(super) fn refresh(access: &Access) -> CartRequest {
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", &access.client_id),
        ("refresh_token", &access.refresh_token),
    ];
    CartRequest::form("https://api.etsy.com/v3/public/oauth/token", &fields)
}

pub(super) fn refreshed(reply: &CartReply) -> Result<Token, CartError> {
    Token::read(&reply.document()?)
}
