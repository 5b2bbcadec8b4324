//! What posts are signed with: our own `/v1/signing-secrets`, and the webhook secret.

use std::time::Duration;

use domain::{Problem, time};
use jiff::Timestamp;
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::Document;

/// A host has at most so many characters.
pub(crate) const MAX_HOST_LENGTH: usize = 260;

/// How long a secret that was rotated away still signs when nobody says otherwise.
const OVERLAP_HOURS: u64 = 24;

/// The longest overlap: a week.
const MAX_OVERLAP_HOURS: u32 = 168;

body! {
    /// A new signing secret.
    SigningSecretInput: PassedOver {
        /// The host that posts go to, with its port where that is not the usual one: `hooks.example.com`.
        host: Field<String> = Field::short_words(MAX_HOST_LENGTH).needed(),
    }

    /// How a secret is rotated.
    SecretRotation: PassedOver {
        /// How many hours posts are signed with the secret that is replaced too: a day when left out, at most a week. With
        /// 0, those before it end at once as well.
        overlap_hours: Field<u64> = Field::between(0, MAX_OVERLAP_HOURS).or("", || OVERLAP_HOURS),
    }
}

/// Reads the body of `POST /v1/signing-secrets`: the host, as it was written.
pub fn read_new(body: &str) -> Result<String, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let field = &SigningSecretInput::READ.host;
    let host = field.trimmed(&object);
    if host.is_empty() {
        object.demand(field.name(), "is needed");
    }
    document.finish(host)
}

/// Reads how long a secret still signs that is rotated. No body at all is good.
pub fn read_overlap(body: &str) -> Result<Duration, Vec<Problem>> {
    let body = if body.trim().is_empty() { "{}" } else { body };
    let document = Document::read(body)?;
    let object = document.object();
    let field = &SecretRotation::READ.overlap_hours;
    let hours = field.filled(&object);
    if hours > MAX_OVERLAP_HOURS.into() {
        object.refuse(field.name(), format!("must be at most {MAX_OVERLAP_HOURS}"));
    }
    document.finish(Duration::from_secs(hours.saturating_mul(3_600)))
}

/// The signing secret of a host as people see it: never the secret.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = SigningSecret))]
pub struct SigningSecretView<'a> {
    /// The host.
    host: &'a str,
    /// When it got a secret of its own.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    date_added: Option<String>,
    /// When that was last rotated, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    rotated_at: Option<String>,
    /// Until when posts are signed with a secret before it too, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    overlap_ends_at: Option<String>,
}

impl<'a> SigningSecretView<'a> {
    /// The secret of a host, by when it came and went.
    pub fn new(
        host: &'a str,
        date_added: Option<Timestamp>,
        rotated_at: Option<Timestamp>,
        overlap_ends_at: Option<Timestamp>,
    ) -> Self {
        let [date_added, rotated_at, overlap_ends_at] =
            [date_added, rotated_at, overlap_ends_at].map(|at| at.map(time::text));
        Self { host, date_added, rotated_at, overlap_ends_at }
    }
}

/// The store's webhook secret as people see it: never the secret.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = WebhookSecret))]
pub struct WebhookSecretView {
    /// When it was last rotated, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    rotated_at: Option<String>,
    /// Until when posts are signed with a secret before it too, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    overlap_ends_at: Option<String>,
}

/// The store's webhook secret, by when it came and went.
pub fn webhook_secret_view(rotated_at: Option<Timestamp>, overlap_ends_at: Option<Timestamp>) -> WebhookSecretView {
    WebhookSecretView { rotated_at: rotated_at.map(time::text), overlap_ends_at: overlap_ends_at.map(time::text) }
}

/// What makes `X-ORDER-DESK-HASH`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = LegacySigningKey))]
pub struct LegacySigningKeyView {
    /// When a key that opens nothing was made for it; null where the primary API key makes it.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    date_added: Option<String>,
}

/// What makes `X-ORDER-DESK-HASH`, by when its key was made.
pub fn legacy_key_view(date_added: Option<Timestamp>) -> LegacySigningKeyView {
    LegacySigningKeyView { date_added: date_added.map(time::text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlap_is_a_day_by_default_and_a_week_at_most() {
        for (body, hours) in [("", 24), ("{}", 24), (r#"{"overlap_hours":0}"#, 0), (r#"{"overlap_hours":"168"}"#, 168)]
        {
            assert_eq!(read_overlap(body), Ok(Duration::from_secs(hours * 3_600)), "{body}");
        }
        for bad in [r#"{"overlap_hours":169}"#, r#"{"overlap_hours":-1}"#, r#"{"overlap_hours":"x"}"#, "[]x"] {
            assert!(read_overlap(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_secret_is_for_a_host() {
        assert_eq!(read_new(r#"{"host":" hooks.example.com "}"#), Ok("hooks.example.com".to_owned()));
        for bad in ["{}", r#"{"host":" "}"#, r#"{"host":[]}"#] {
            assert_eq!(read_new(bad).unwrap_err().len(), 1, "{bad}");
        }
        assert!(read_new(&format!("{{\"host\":\"{}\"}}", "a".repeat(300))).is_err());
    }

    #[test]
    fn a_secret_is_written_without_itself() {
        let view = SigningSecretView::new("hooks.example.com", Some(Timestamp::UNIX_EPOCH), None, None);
        let expected = r#"{"host":"hooks.example.com","date_added":"1970-01-01 00:00:00","rotated_at":null,"overlap_ends_at":null}"#;
        assert_eq!(serde_json::to_string(&view).unwrap(), expected);
    }
}
