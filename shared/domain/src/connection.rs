//! Connections: shops of a store, from which orders come in and to which shipments go back (orderdesk-app 10.1).

mod arrival;
mod given;
mod settings;
mod state;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::limits::{check_count, check_text_length};
use crate::{Problem, StoreId};

pub use arrival::{Arrival, ArrivalKind, BroughtBy, Kept, KeptArrival, MAX_ARRIVAL_REASON_LENGTH, Payload};
pub use given::{
    CartImport, GivenSecrets, MAX_CART_ORDER_ID_LENGTH, MAX_IMPORTED_IDS, OrdersWanted, SecretsChange,
    WebhookSecretWanted,
};
pub use settings::{ConnectionSettings, IncludedTax, WeightUnit};
pub use state::{
    ConnectionState, ConnectionTask, MAX_SUBSCRIPTIONS, MAX_WANTED_TASKS, Poll, PollReason, Reconciliation, TaskDue,
    TaskStep,
};

/// A store has at most this many connections.
pub const MAX_CONNECTIONS: usize = 50;

/// The name of a connection has at most this many characters.
pub const MAX_CONNECTION_NAME_LENGTH: usize = 100;

/// What a connection knows its shop and its app by has at most this many characters.
pub const MAX_SHOP_LENGTH: usize = 255;

/// A secret of a connection has at most this many characters; some tokens are long.
pub const MAX_CONNECTION_SECRET_LENGTH: usize = 4_096;

/// Webhooks of a connection may be signed with so many secrets at once: the one that is being replaced, and the new one.
pub const MAX_WEBHOOK_SECRETS: usize = 2;

/// So many letters an address for webhooks ends with that nobody can guess: 128 bits.
const HOOK_KEY_LETTERS: usize = 32;

/// A shop that orders come from.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// Its id, digits.
    pub id: String,
    /// The cart's id, `shopify`.
    pub cart: String,
    /// What people call it.
    pub name: String,
    /// Which shop, in the cart's own form; blank where the cart needs none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shop: String,
    /// The id of the app that calls the shop; blank where the cart needs none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client_id: String,
    /// What the address for its webhooks ends with: hexadecimal digits that nobody can guess.
    pub hook_key: String,
    /// How its orders are taken, and what the shop is told.
    pub settings: ConnectionSettings,
    /// Of the generic cart: our fields, each with the JSON Pointer of where the sender has it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub field_map: BTreeMap<String, String>,
    /// One that is paused takes webhooks, which wait for it, and asks the shop for nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_paused: bool,
    /// When it was added. Without a date in its settings no order of before is taken.
    pub added_at: Timestamp,
    /// Its secrets, each sealed.
    pub secrets: ConnectionSecrets,
}

/// Without secrets, sealed ones too.
impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, cart, name, shop, .. } = self;
        f.debug_struct("Connection")
            .field("id", id)
            .field("cart", cart)
            .field("name", name)
            .field("shop", shop)
            .finish_non_exhaustive()
    }
}

/// The secrets of a connection, each sealed for it alone.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConnectionSecrets {
    /// What the shop signs its webhooks with, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub webhook: Vec<WebhookSecret>,
    /// The app's secret; blank where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub client_secret: String,
    /// What opens the shop; blank where there is none yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub token: String,
    /// What brings the next token; blank where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub refresh_token: String,
    /// Until when the token is good, if it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_ends_at: Option<Timestamp>,
}

/// A secret that webhooks are signed with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookSecret {
    /// The secret, sealed.
    pub sealed: String,
    /// Until when it opens anything; none for the present one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// What somebody wants a connection to be, beside its secrets; it has no id yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConnection {
    /// The cart's id.
    pub cart: String,
    /// What people call it.
    pub name: String,
    /// Which shop.
    pub shop: String,
    /// The id of the app that calls the shop.
    pub client_id: String,
    /// How its orders are taken.
    pub settings: ConnectionSettings,
    /// Of the generic cart: where the sender has what.
    pub field_map: BTreeMap<String, String>,
}

impl NewConnection {
    /// A new one with this id, this key in its address and these secrets.
    pub fn added(self, id: String, hook_key: String, secrets: ConnectionSecrets, now: Timestamp) -> Connection {
        let Self { cart, name, shop, client_id, settings, field_map } = self;
        let is_paused = false;
        Connection { id, cart, name, shop, client_id, hook_key, settings, field_map, is_paused, added_at: now, secrets }
    }

    /// What becomes of the one `before`: the cart stays, and so do the id, the address, the secrets and whether it is
    /// paused.
    pub fn replacing(self, before: &Connection) -> Connection {
        let Self { cart: _, name, shop, client_id, settings, field_map } = self;
        Connection { name, shop, client_id, settings, field_map, ..before.clone() }
    }

    /// Everything that is wrong with its form. What its cart needs of it is for who knows carts.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = vec![];
        problems.extend(check_text_length("name", &self.name, MAX_CONNECTION_NAME_LENGTH));
        problems.extend(check_text_length("shop", &self.shop, MAX_SHOP_LENGTH));
        problems.extend(check_text_length("client_id", &self.client_id, MAX_SHOP_LENGTH));
        problems.extend(self.settings.check());
        problems
    }
}

impl Connection {
    /// What its address for webhooks ends with, behind the cart's id.
    pub fn hook(&self, store_id: StoreId) -> HookKey {
        HookKey { store_id, connection_id: self.id.clone(), key: self.hook_key.clone() }
    }

    /// Orders that were placed before this are not taken by themselves.
    pub fn takes_from(&self) -> Timestamp {
        self.settings.orders_from.unwrap_or(self.added_at)
    }

    /// The sealed secrets that a webhook may be signed with at `now`.
    pub fn webhook_secrets(&self, now: Timestamp) -> impl Iterator<Item = &str> {
        let is_good = move |secret: &&WebhookSecret| secret.until.is_none_or(|until| now < until);
        self.secrets.webhook.iter().filter(is_good).map(|secret| secret.sealed.as_str())
    }
}

impl ConnectionSecrets {
    /// Puts a new secret for webhooks in front; the one before opens until `until`, and those of before nothing.
    pub fn rotate_webhook(&mut self, sealed: String, until: Option<Timestamp>) {
        self.webhook.truncate(MAX_WEBHOOK_SECRETS.saturating_sub(1));
        for before in &mut self.webhook {
            before.until = before.until.or(until);
        }
        if until.is_none() {
            self.webhook.clear();
        }
        self.webhook.insert(0, WebhookSecret { sealed, until: None });
    }
}

/// What the address for a connection's webhooks ends with: the store, the connection, and what nobody can guess.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookKey {
    /// The store.
    pub store_id: StoreId,
    /// The connection.
    pub connection_id: String,
    /// What nobody can guess.
    pub key: String,
}

impl std::fmt::Display for HookKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}-{}", self.store_id, self.connection_id, self.key)
    }
}

/// A text that no address for webhooks ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no address for webhooks ends so")]
pub struct NoHookKey;

impl std::str::FromStr for HookKey {
    type Err = NoHookKey;

    fn from_str(text: &str) -> Result<Self, NoHookKey> {
        let mut parts = text.splitn(3, '-');
        let mut part = || parts.next().ok_or(NoHookKey);
        let (store_id, connection_id, key) = (part()?, part()?, part()?);
        let store_id = store_id.parse().map_err(|_| NoHookKey)?;
        let is_id = (1..=16).contains(&connection_id.len()) && connection_id.bytes().all(|byte| byte.is_ascii_digit());
        let is_key = key.len() == HOOK_KEY_LETTERS && key.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_id || !is_key {
            return Err(NoHookKey);
        }
        Ok(Self { store_id, connection_id: connection_id.to_owned(), key: key.to_owned() })
    }
}

/// Which order of which shop an order here is: it goes with the parts that are split off it, and with nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartOrder {
    /// The connection it came by.
    pub connection_id: String,
    /// The cart's id of it.
    pub order_id: String,
}

/// Checks a list of words of a setting.
fn check_words(field: &str, words: &[String], max: usize, max_length: usize) -> Vec<Problem> {
    let too_long = words.iter().enumerate().filter_map(|(index, word)| {
        if word.trim().is_empty() {
            return Some(Problem::new(format!("{field}[{index}]"), "must not be blank"));
        }
        check_text_length(&format!("{field}[{index}]"), word, max_length)
    });
    check_count(field, "words", words.len(), max).into_iter().chain(too_long).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_for_webhooks_names_store_and_connection_and_what_nobody_guesses() {
        let key = "0123456789abcdef0123456789abcdef";
        let text = format!("42-1000000007-{key}");
        let hook: HookKey = text.parse().unwrap();
        assert_eq!((hook.store_id.number(), hook.connection_id.as_str(), hook.key.as_str()), (42, "1000000007", key));
        assert_eq!(hook.to_string(), text);
        let short = &text[..text.len() - 1];
        for bad in
            ["", "42", "42-7", short, &format!("{text}0"), &format!("x-7-{key}"), &format!("42-x-{key}"), "42-7-"]
        {
            assert_eq!(bad.parse::<HookKey>(), Err(NoHookKey), "{bad}");
        }
    }

    #[test]
    fn a_secret_that_is_replaced_opens_until_its_end_and_one_of_before_nothing() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let mut secrets = ConnectionSecrets::default();
        secrets.rotate_webhook("a".into(), None);
        secrets.rotate_webhook("b".into(), Some(at("2026-11-30T00:00:00Z")));
        let good = |secrets: &ConnectionSecrets, now| {
            let is_good = |it: &&WebhookSecret| it.until.is_none_or(|until| at(now) < until);
            secrets.webhook.iter().filter(is_good).map(|it| it.sealed.clone()).collect::<Vec<_>>()
        };
        assert_eq!(good(&secrets, "2026-11-29T00:00:00Z"), ["b", "a"]);
        assert_eq!(good(&secrets, "2026-11-30T00:00:00Z"), ["b"]);
        secrets.rotate_webhook("c".into(), Some(at("2026-12-01T00:00:00Z")));
        assert_eq!(good(&secrets, "2026-11-29T00:00:00Z"), ["c", "b"]);
        secrets.rotate_webhook("d".into(), None);
        assert_eq!(good(&secrets, "2026-11-29T00:00:00Z"), ["d"], "at once");
    }
}
