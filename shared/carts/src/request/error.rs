//! What a cart answers, and what that means for who asked.

use std::time::Duration;

use crate::headers::Headers;
use crate::json::{Json, Node};
use crate::text::cut;

/// Longer than this nobody waits, whatever a cart says.
const MAX_RETRY_AFTER: Duration = Duration::from_hours(1);

/// So many characters of what a cart says are kept.
const MAX_MESSAGE_LENGTH: usize = 500;

/// An answer of a cart, read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartReply {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Vec<u8>,
}

/// Why a cart did not do what was asked; each variant is something else to do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CartError {
    /// Ask again later: the cart is busy or unwell.
    #[error("the cart asks to be asked again later")]
    Retry {
        /// After this long, where the cart says so.
        after: Option<Duration>,
    },
    /// The shop's keys do not open it any more: a person has to connect it anew.
    #[error("the cart refuses the connection's keys: {message}")]
    Auth {
        /// What the cart says.
        message: String,
    },
    /// What was asked about is not there any more.
    #[error("the cart does not have that any more")]
    Gone,
    /// The cart says no to what was sent, and would say it again.
    #[error("the cart refuses {field}: {message}")]
    Rejected {
        /// Which field it names; blank where it names none.
        field: String,
        /// What it says of it.
        message: String,
    },
    /// The answer is not what the cart's documents say.
    #[error("the cart's answer can't be read: {0}")]
    Unreadable(String),
}

impl CartError {
    /// A field that the cart refuses.
    pub(crate) fn rejected(field: impl Into<String>, message: impl AsRef<str>) -> Self {
        Self::Rejected { field: field.into(), message: cut(message.as_ref(), MAX_MESSAGE_LENGTH) }
    }

    /// An answer without something that should be there.
    pub(crate) fn without(what: &str) -> Self {
        Self::Unreadable(format!("it has no {what}"))
    }
}

impl CartReply {
    /// The answer to the request of this place.
    pub(crate) fn at(replies: &[Self], place: usize) -> Result<&Self, CartError> {
        replies.get(place).ok_or_else(|| CartError::without("answer"))
    }

    /// The document of an answer that says yes; no body is `Null`. What a status that says no means is the same with all
    /// carts.
    pub(crate) fn document(&self) -> Result<Json, CartError> {
        let document =
            if self.body.iter().all(u8::is_ascii_whitespace) { Ok(Json::Null) } else { Json::read(&self.body) };
        match self.status {
            200..=299 => document.map_err(|error| CartError::Unreadable(error.to_string())),
            408 | 423 | 425 | 429 | 500..=599 => Err(CartError::Retry { after: self.retry_after() }),
            401 | 403 => Err(CartError::Auth { message: message_of(&document.unwrap_or_default()) }),
            404 | 410 => Err(CartError::Gone),
            400..=499 => {
                let document = document.unwrap_or_default();
                Err(CartError::Rejected { field: field_of(&document), message: message_of(&document) })
            }
            status => Err(CartError::Unreadable(format!("it has the status {status}"))),
        }
    }

    /// Whether the cart says yes; what its answer holds does not count.
    pub fn check(&self) -> Result<(), CartError> {
        self.document().map(drop)
    }

    /// How long the cart asks to wait: in seconds, some with parts of one (`2.0`), or in BigCommerce's milliseconds.
    fn retry_after(&self) -> Option<Duration> {
        let whole = |text: &str| text.split_once('.').map_or(text, |(whole, _)| whole).parse::<u64>().ok();
        let seconds = self.headers.get("retry-after").and_then(whole).map(Duration::from_secs);
        let reset = || self.headers.get("x-rate-limit-time-reset-ms")?.parse().ok().map(Duration::from_millis);
        seconds.or_else(reset).map(|after| after.min(MAX_RETRY_AFTER))
    }
}

/// Which field an error is about, as carts write it.
fn field_of(document: &Json) -> String {
    let node = Node::root(document);
    let params = node.at(["data", "params"]).entries().first().map(|(name, _)| (*name).to_owned());
    let details = node.get("errors").entries().first().map(|(name, _)| (*name).to_owned());
    params.or(details).unwrap_or_else(|| node.first_text(&["field", "details.field"]))
}

/// What an error says, as carts write it.
fn message_of(document: &Json) -> String {
    let node = Node::root(document);
    let first = node.list().into_iter().next().unwrap_or_else(|| node.clone());
    let named = first.first_text(&["message", "error_description", "title", "error", "detail", "errors"]);
    let text = if named.is_empty() && !first.is_null() { first.json().to_string() } else { named };
    cut(&text, MAX_MESSAGE_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, header: (&str, &str), body: &str) -> CartReply {
        CartReply { status, headers: [header].into_iter().collect(), body: body.as_bytes().to_vec() }
    }

    #[test]
    fn a_status_says_what_is_to_be_done_next() {
        let plain = |status, body| reply(status, ("x", "y"), body).document();
        assert_eq!(plain(200, "{\"a\":1}").unwrap().to_string(), "{\"a\":1}");
        assert_eq!(plain(204, ""), Ok(Json::Null));
        assert_eq!(plain(404, "not here"), Err(CartError::Gone));
        assert_eq!(plain(410, ""), Err(CartError::Gone));
        assert_eq!(plain(503, "<html>"), Err(CartError::Retry { after: None }));
        assert!(matches!(plain(200, "<html>"), Err(CartError::Unreadable(_))));
        assert!(matches!(plain(301, ""), Err(CartError::Unreadable(_))));
        let auth = CartError::Auth { message: "Invalid token".into() };
        assert_eq!(plain(401, r#"{"message":"Invalid token"}"#), Err(auth));
    }

    #[test]
    fn a_cart_says_how_long_to_wait_and_nobody_waits_longer_than_an_hour() {
        for (header, seconds) in [
            (("Retry-After", "2.0"), Some(2)),
            (("retry-after", "7"), Some(7)),
            (("X-Rate-Limit-Time-Reset-Ms", "15000"), Some(15)),
            (("Retry-After", "999999"), Some(3_600)),
            (("Retry-After", "-1"), None),
            (("Retry-After", "soon"), None),
        ] {
            let after = seconds.map(Duration::from_secs);
            assert_eq!(reply(429, header, "").document(), Err(CartError::Retry { after }), "{header:?}");
        }
    }

    #[test]
    fn a_field_that_is_refused_is_named() {
        for (body, field, message) in [
            (
                r#"{"code":"rest_invalid_param","message":"Invalid parameter(s): status","data":{"status":400,"params":{"status":"x"}}}"#,
                "status",
                "Invalid parameter(s): status",
            ),
            (r#"[{"status":400,"message":"The field 'items' is invalid."}]"#, "", "The field 'items' is invalid."),
            (r#"{"error":"tracking_code is required"}"#, "", "tracking_code is required"),
            (r#"{"errors":{"line_items":["x"]}}"#, "line_items", r#"{"errors":{"line_items":["x"]}}"#),
        ] {
            let found = reply(422, ("x", "y"), body).document();
            assert_eq!(found, Err(CartError::rejected(field, message)), "{body}");
        }
    }
}
