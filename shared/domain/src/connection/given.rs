//! What somebody gives for a connection, and wants of it.

use std::time::Duration;

use jiff::Timestamp;

use super::MAX_CONNECTION_SECRET_LENGTH;
use crate::{Problem, is_header_text};

/// So many orders are imported by one call, by their ids.
pub const MAX_IMPORTED_IDS: usize = 100;

/// A cart's id of an order has at most this many characters.
pub const MAX_CART_ORDER_ID_LENGTH: usize = 100;

/// Secrets for a connection, as they were given; none where one was not.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct GivenSecrets {
    /// What the shop signs its webhooks with.
    pub webhook_secret: Option<String>,
    /// The app's secret.
    pub client_secret: Option<String>,
    /// What opens the shop.
    pub token: Option<String>,
    /// What brings the next token.
    pub refresh_token: Option<String>,
}

/// Without the secrets.
impl std::fmt::Debug for GivenSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GivenSecrets").finish_non_exhaustive()
    }
}

impl GivenSecrets {
    /// Each with its name.
    pub fn all(&self) -> [(&'static str, Option<&str>); 4] {
        [
            ("webhook_secret", self.webhook_secret.as_deref()),
            ("client_secret", self.client_secret.as_deref()),
            ("token", self.token.as_deref()),
            ("refresh_token", self.refresh_token.as_deref()),
        ]
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all().iter().all(|(_, secret)| secret.is_none())
    }

    /// Everything that is wrong with them: they stand in headers, but for what webhooks are signed with.
    pub fn check(&self) -> Vec<Problem> {
        let problem = |(name, secret): (&'static str, Option<&str>)| {
            let secret = secret?;
            let is_short = (1..=MAX_CONNECTION_SECRET_LENGTH).contains(&secret.chars().count());
            // What webhooks are signed with is never sent; shops make up such with blanks in them.
            let is_text = match name {
                "webhook_secret" => !secret.chars().any(char::is_control),
                _ => is_header_text(secret) && !secret.contains(' '),
            };
            let message =
                format!("must be 1 to {MAX_CONNECTION_SECRET_LENGTH} visible letters of ASCII, without blanks");
            (!is_short || !is_text).then(|| Problem::new(name, message))
        };
        self.all().into_iter().filter_map(problem).collect()
    }
}

/// How the secrets of a connection are replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretsChange {
    /// Those that are given.
    pub given: GivenSecrets,
    /// Whether another secret is made for webhooks, which is of those that we make.
    pub webhook_secret: WebhookSecretWanted,
    /// For how long webhooks may still be signed with the secret that is replaced.
    pub overlap: Duration,
}

/// Whether a secret for webhooks is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookSecretWanted {
    /// It is, and shown once.
    Made,
    /// Only a given one counts.
    AsGiven,
}

/// Orders that are wanted of a shop by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartImport {
    /// Which.
    pub wanted: OrdersWanted,
    /// Whether those come in again that were removed here, moved away or merged.
    pub again: bool,
}

/// Which orders are wanted of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrdersWanted {
    /// Those that changed at this moment or later.
    Since(Timestamp),
    /// Those with these ids of the cart's.
    Named(Vec<String>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_can_t_stand_in_a_header_is_refused_and_shown_nowhere() {
        let with = |token: &str| GivenSecrets { token: Some(token.into()), ..GivenSecrets::default() };
        assert_eq!(with("shpat_0123-45").check(), []);
        for bad in ["", "a b", "a\r\nb", "ö", &"x".repeat(MAX_CONNECTION_SECRET_LENGTH + 1)] {
            let problems = with(bad).check();
            assert_eq!(problems.first().map(|problem| problem.field.as_str()), Some("token"), "{bad}");
        }
        assert!(!format!("{:?}", with("shpat_0123")).contains("shpat"));
        assert!(GivenSecrets::default().is_empty() && !with("x").is_empty());
    }
}
