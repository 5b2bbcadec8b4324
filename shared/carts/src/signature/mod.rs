//! How a webhook shows that it is its cart's, and whether it does.
//!
//! What is signed and how is declared per cart ([`Scheme`]); what a scheme means stands here alone.

mod key;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::time::whole_seconds;
use jiff::Timestamp;
use ring::hmac;

pub use key::KeyForm;

use crate::headers::Headers;

/// A webhook that is older than this many seconds, or as far in the future, is refused where its scheme says when it was
/// sent (the Standard Webhooks specification).
pub const MAX_CLOCK_SKEW_SECONDS: i64 = 300;

/// So many signatures of one webhook are looked at: one for each of a sender's secrets.
const MAX_SIGNATURES: usize = 10;

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// How a signature is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// In base64.
    Base64,
    /// In hexadecimal digits, behind this text.
    Hex(&'static str),
}

/// A way of signing webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// HMAC-SHA256 of the body as it came, in the first of these headers that is there.
    Body {
        /// Names of headers, in small letters.
        headers: &'static [&'static str],
        /// How the signature is written there.
        encoding: Encoding,
        /// What the key is of the configured secret.
        key: KeyForm,
    },
    /// Standard Webhooks: HMAC-SHA256 of `id.timestamp.body`, as `v1,<base64>`, several with blanks between.
    StandardWebhooks {
        /// What the key is of the configured secret.
        key: KeyForm,
    },
}

/// Against which moment a signature's own time is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeCheck {
    /// It must be within [`MAX_CLOCK_SKEW_SECONDS`] of this moment: the webhook has just come.
    Near(Timestamp),
    /// It may be of any time: what was kept is looked at again.
    Kept,
}

/// Why a webhook is not taken for its cart's. Each is a 401, but for [`Rejection::NoSecret`], which is a fault of the
/// connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Rejection {
    /// A header that its scheme needs is not there.
    #[error("the header {0} is missing")]
    Missing(&'static str),
    /// A header is not what its scheme has there.
    #[error("the header {0} can't be read")]
    Unreadable(&'static str),
    /// It was sent too long ago, or in the future.
    #[error("the webhook was sent more than {MAX_CLOCK_SKEW_SECONDS} seconds away from now")]
    TooOld,
    /// No signature is that of any of the secrets.
    #[error("no signature fits")]
    Mismatch,
    /// No secret is configured, or none that can be a key.
    #[error("no usable secret is configured")]
    NoSecret,
}

/// Checks a webhook with the first of `schemes` whose signature it has. All `secrets` count, as both do while one is put
/// in the other's place. Says which of them fits. Signatures are compared in constant time.
pub(crate) fn verify(
    schemes: &[Scheme],
    headers: &Headers,
    body: &[u8],
    secrets: &[&str],
    time: TimeCheck,
) -> Result<usize, Rejection> {
    let present = schemes.iter().find(|scheme| scheme.signature(headers).is_some());
    let Some(scheme) = present else {
        return Err(Rejection::Missing(schemes.first().map_or("signature", |scheme| scheme.header())));
    };
    scheme.verify(headers, body, secrets, time)
}

impl Scheme {
    /// The first of the headers its signature may be in.
    fn header(&self) -> &'static str {
        match self {
            Self::Body { headers, .. } => headers.first().copied().unwrap_or("signature"),
            Self::StandardWebhooks { .. } => SIGNATURE,
        }
    }

    fn signature<'h>(&self, headers: &'h Headers) -> Option<&'h str> {
        match self {
            Self::Body { headers: names, .. } => names.iter().find_map(|name| headers.get(name)),
            Self::StandardWebhooks { .. } => headers.get(SIGNATURE),
        }
    }

    fn key(&self) -> KeyForm {
        match self {
            Self::Body { key, .. } | Self::StandardWebhooks { key } => *key,
        }
    }

    fn verify(&self, headers: &Headers, body: &[u8], secrets: &[&str], time: TimeCheck) -> Result<usize, Rejection> {
        let written = self.signature(headers).ok_or(Rejection::Missing(self.header()))?;
        let (tags, prefix) = match self {
            Self::Body { encoding, .. } => (vec![encoding.read(written)], vec![]),
            Self::StandardWebhooks { .. } => (standard_tags(written), standard_prefix(headers, time)?),
        };
        let tags: Vec<Vec<u8>> = tags.into_iter().flatten().collect();
        if tags.is_empty() {
            return Err(Rejection::Unreadable(self.header()));
        }
        let message = [prefix.as_slice(), body].concat();
        let mut has_key = false;
        for (place, secret) in secrets.iter().enumerate() {
            let Some(bytes) = self.key().bytes(secret) else { continue };
            has_key = true;
            let key = hmac::Key::new(hmac::HMAC_SHA256, &bytes);
            if tags.iter().any(|tag| hmac::verify(&key, &message, tag).is_ok()) {
                return Ok(place);
            }
        }
        Err(if has_key { Rejection::Mismatch } else { Rejection::NoSecret })
    }
}

impl Encoding {
    fn read(self, written: &str) -> Option<Vec<u8>> {
        let written = written.trim();
        match self {
            Self::Base64 => STANDARD.decode(written).ok(),
            Self::Hex(prefix) => key::from_hex(written.strip_prefix(prefix)?),
        }
    }
}

/// The signatures of version 1. One that names no version is taken for it: a sender's documents show it so.
fn standard_tags(written: &str) -> Vec<Option<Vec<u8>>> {
    let of_version_1 = |entry: &str| match entry.split_once(',') {
        Some(("v1", tag)) => Encoding::Base64.read(tag),
        Some(_) => None,
        None => Encoding::Base64.read(entry),
    };
    written.split_whitespace().take(MAX_SIGNATURES).map(of_version_1).collect()
}

/// What stands in front of the body in what is signed.
fn standard_prefix(headers: &Headers, time: TimeCheck) -> Result<Vec<u8>, Rejection> {
    let id = headers.get(ID).filter(|id| !id.is_empty()).ok_or(Rejection::Missing(ID))?;
    let timestamp = headers.get(TIMESTAMP).ok_or(Rejection::Missing(TIMESTAMP))?;
    let sent_at: i64 = timestamp.parse().map_err(|_| Rejection::Unreadable(TIMESTAMP))?;
    if let TimeCheck::Near(now) = time {
        let skew = sent_at.saturating_sub(whole_seconds(now).as_second());
        if skew.unsigned_abs() > MAX_CLOCK_SKEW_SECONDS.unsigned_abs() {
            return Err(Rejection::TooOld);
        }
    }
    Ok(format!("{id}.{timestamp}.").into_bytes())
}
