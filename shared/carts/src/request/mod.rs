//! What is asked of a cart, as values: another crate sends them, and hands the answers back.

mod access;
mod error;
mod poll;
mod push;

use std::fmt;
use std::time::Duration;

pub use access::{Access, TrackingWay};
pub use error::{CartError, CartReply};
pub use poll::{Cursor, POLL_OVERLAP, PollPage, PolledOrder};
pub use push::{CustomerMail, NotPushable, PushPlan, PushedLine, ShipmentPush};

use crate::json::{Json, Node};

/// Who calls: some carts refuse calls without a name.
const USER_AGENT: &str = "Waybill";

/// How a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
}

impl Method {
    /// As HTTP writes it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// Whether a request may simply be made again when its answer was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It reads, or sets what is set: again is as good as once.
    Repeatable,
    /// It makes something: what became of it is read back first.
    Once,
}

/// One request to a cart.
#[derive(Clone, PartialEq, Eq)]
pub struct CartRequest {
    /// How.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// The headers, which hold the shop's keys.
    pub headers: Vec<(&'static str, String)>,
    /// The body, if it has one.
    pub body: Option<String>,
    /// Whether it may be made again.
    pub effect: Effect,
}

/// Without headers and body, which may hold keys.
impl fmt::Debug for CartRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CartRequest").field("method", &self.method).field("url", &self.url).finish_non_exhaustive()
    }
}

impl CartRequest {
    /// Reads what is there.
    pub(crate) fn get(url: impl Into<String>) -> Self {
        let headers = vec![("accept", "application/json".to_owned()), ("user-agent", USER_AGENT.to_owned())];
        Self { method: Method::Get, url: url.into(), headers, body: None, effect: Effect::Repeatable }
    }

    /// Sends JSON, which makes something.
    pub(crate) fn post(url: impl Into<String>, body: &Json) -> Self {
        Self { method: Method::Post, effect: Effect::Once, ..Self::get(url) }
            .header("content-type", "application/json")
            .with_body(body.to_string())
    }

    /// Sends JSON, which sets something to what it says.
    pub(crate) fn put(url: impl Into<String>, body: &Json) -> Self {
        Self { method: Method::Put, effect: Effect::Repeatable, ..Self::post(url, body) }
    }

    /// Sends a form, which makes something.
    pub(crate) fn form(url: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        Self { method: Method::Post, effect: Effect::Once, ..Self::get(url) }
            .header("content-type", "application/x-www-form-urlencoded")
            .with_body(form.finish())
    }

    /// The same, with this header too.
    #[must_use]
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, which may be made again.
    #[must_use]
    pub(crate) fn repeatable(self) -> Self {
        Self { effect: Effect::Repeatable, ..self }
    }

    fn with_body(self, body: String) -> Self {
        Self { body: Some(body), ..self }
    }
}

/// How one order is brought: what to ask next, or the whole of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetch {
    /// Ask this, and come back with all answers so far.
    Ask(Box<CartRequest>),
    /// The order as its mapper reads it.
    Order(Json),
}

/// A webhook that a shop was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The cart's id of it.
    pub id: String,
    /// The secret the cart signs it with, where the cart made one up.
    pub secret: Option<String>,
}

/// A token that a cart gave.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// What opens the API.
    pub access_token: String,
    /// What brings the next one, where that changes too.
    pub refresh_token: Option<String>,
    /// For how long it is good.
    pub expires_in: Duration,
}

/// Without the token.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires_in", &self.expires_in).finish_non_exhaustive()
    }
}

impl Token {
    /// A token as OAuth writes it.
    pub(crate) fn read(document: &Json) -> Result<Self, CartError> {
        let node = Node::root(document);
        let access_token = node.text("access_token");
        if access_token.is_empty() {
            return Err(CartError::without("access_token"));
        }
        let seconds = node.text("expires_in").parse().map_err(|_| CartError::without("expires_in"))?;
        let refresh_token = Some(node.text("refresh_token")).filter(|token| !token.is_empty());
        Ok(Self { access_token, refresh_token, expires_in: Duration::from_secs(seconds) })
    }
}
