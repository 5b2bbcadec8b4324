//! What a connection to a shop has to be given: which keys, and in what form the shop is named.
//!
//! The shop's name becomes part of addresses that are called with those keys, so nothing passes but the declared form.

use domain::Problem;

/// What a connection to a shop of a cart has to be given.
#[derive(Debug, Clone, Copy)]
pub struct Needs {
    /// How the shop is named; none where a connection names none.
    pub shop: Option<ShopForm>,
    /// Which keys it takes, and which of them it needs.
    pub keys: &'static [(ConnectionKey, Need)],
    /// The form of the secret that we make for its webhooks where none is given; none where the shop makes it.
    pub makes_secret: Option<MadeSecret>,
}

/// How a shop is named.
#[derive(Debug, Clone, Copy)]
pub struct ShopForm {
    /// Whether it has to be.
    pub is_needed: bool,
    /// What is expected, for people: `must be …`.
    pub expected: &'static str,
    /// Reads it into the form in which addresses are made of it; none where it has another.
    pub read: fn(&str) -> Option<String>,
}

/// A key that a connection may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionKey {
    /// The id of the app that calls the shop.
    ClientId,
    /// The secret of that app.
    ClientSecret,
    /// What opens the shop.
    Token,
    /// What brings the next token.
    RefreshToken,
    /// What webhooks are signed with.
    WebhookSecret,
}

/// Whether a key is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Always,
    /// It is taken, and may be left out.
    Optional,
    /// Only where the other is there.
    With(ConnectionKey),
    /// Only where the other is not there.
    Without(ConnectionKey),
}

/// The form of a secret that we make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeSecret {
    /// That of Standard Webhooks: `whsec_` and base64.
    StandardWebhooks,
    /// So many letters and digits.
    Letters(usize),
}

impl ConnectionKey {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::ClientId, Self::ClientSecret, Self::Token, Self::RefreshToken, Self::WebhookSecret];

    /// Its name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientId => "client_id",
            Self::ClientSecret => "client_secret",
            Self::Token => "token",
            Self::RefreshToken => "refresh_token",
            Self::WebhookSecret => "webhook_secret",
        }
    }
}

impl Needs {
    /// The shop in the form in which addresses are made of it; blank where there is none.
    pub fn read_shop(&self, shop: &str) -> Result<String, Problem> {
        let refused = |message: String| Err(Problem::new("shop", message));
        match self.shop {
            None if shop.trim().is_empty() => Ok(String::new()),
            None => refused("must be left out: this cart has none".into()),
            Some(form) if shop.trim().is_empty() && !form.is_needed => Ok(String::new()),
            Some(form) => match (form.read)(shop) {
                Some(shop) => Ok(shop),
                None => refused(format!("must be {}", form.expected)),
            },
        }
    }

    /// Whether a key is taken.
    pub fn takes(&self, key: ConnectionKey) -> bool {
        self.need(key).is_some()
    }

    /// Which keys are missing, and which are not taken, of those that are there.
    pub fn check_keys(&self, is_there: impl Fn(ConnectionKey) -> bool) -> Vec<Problem> {
        let wrong = |key: ConnectionKey| match (self.need(key), is_there(key)) {
            (None, true) => Some("must be left out: this cart has none".to_owned()),
            (Some(Need::Always), false) => Some("is needed for this cart".to_owned()),
            (Some(Need::With(other)), false) if is_there(other) => {
                Some(format!("is needed for this cart with a {}", other.name()))
            }
            (Some(Need::Without(other)), false) if !is_there(other) => {
                Some(format!("is needed for this cart without a {}", other.name()))
            }
            _ => None,
        };
        let problems = ConnectionKey::ALL.into_iter().filter_map(|key| Some(Problem::new(key.name(), wrong(key)?)));
        problems.collect()
    }

    fn need(&self, key: ConnectionKey) -> Option<Need> {
        self.keys.iter().find(|(known, _)| *known == key).map(|(_, need)| *need)
    }
}

/// Whether a text is at most so many letters and digits, and what else is `allowed`.
pub(crate) fn is_word(text: &str, max_length: usize, allowed: &[u8]) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || allowed.contains(&byte);
    (1..=max_length).contains(&text.len()) && text.bytes().all(is_letter)
}
