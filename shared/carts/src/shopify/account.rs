//! Webhooks and tokens of Shopify.

use super::graphql::{answer, call, user_errors};
use crate::json::{Json, Node};
use crate::request::{Access, CartError, CartReply, CartRequest, Subscription, Token};

/// The webhooks we need, by GraphQL's names. Those that privacy laws ask for belong to the app's own settings.
const TOPICS: [&str; 7] = [
    "ORDERS_CREATE",
    "ORDERS_UPDATED",
    "ORDERS_CANCELLED",
    "REFUNDS_CREATE",
    "FULFILLMENTS_CREATE",
    "FULFILLMENTS_UPDATE",
    "APP_UNINSTALLED",
];

const SUBSCRIBE: &str = "mutation($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) { \
    webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) { \
    webhookSubscription { id } userErrors { field message } } }";

/// Asks for one webhook each. They are signed with the app's own secret.
pub(super) fn subscribe(access: &Access, url: &str, _: &str) -> Vec<CartRequest> {
    let request = |topic: &&str| {
        let subscription = Json::object([("uri", Json::text(url))]);
        let variables = [("topic", Json::text(*topic)), ("webhookSubscription", subscription)];
        call(access, SUBSCRIBE, Json::object(variables))
    };
    TOPICS.iter().map(request).collect()
}

pub(super) fn subscribed(reply: &CartReply) -> Result<Subscription, CartError> {
    let data = answer(reply)?;
    let mutation = Node::root(&data).get("webhookSubscriptionCreate");
    user_errors(&mutation)?;
    match mutation.get("webhookSubscription").text("id") {
        id if id.is_empty() => Err(CartError::without("webhook's id")),
        id => Ok(Subscription { id, secret: None }),
    }
}

/// The next token of an app of the merchant's own, each good for a day.
pub(super) fn refresh(access: &Access) -> CartRequest {
    let url = format!("https://{}/admin/oauth/access_token", access.shop);
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", &access.client_id),
        ("client_secret", &access.client_secret),
    ];
    CartRequest::form(url, &fields).repeatable()
}

pub(super) fn refreshed(reply: &CartReply) -> Result<Token, CartError> {
    Token::read(&reply.document()?)
}
