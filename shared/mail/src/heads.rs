//! Lines of a mail's head that are ours to write.

use std::error::Error;

use lettre::message::header::{Header, HeaderName, HeaderValue};

/// The line of a head that names a mail: who gets it twice can see that.
#[derive(Debug, Clone)]
pub(crate) struct Reference(pub(crate) String);

impl Header for Reference {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("X-Idempotency-Key")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), self.0.clone())
    }
}

/// The line of a head that says where a reader unsubscribes (RFC 2369).
#[derive(Debug, Clone)]
pub(crate) struct ListUnsubscribe(pub(crate) String);

impl Header for ListUnsubscribe {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe")
    }

    fn parse(text: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), format!("<{}>", self.0))
    }
}

/// The line that says that one request is enough for it (RFC 8058).
#[derive(Debug, Clone)]
pub(crate) struct ListUnsubscribePost;

impl Header for ListUnsubscribePost {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("List-Unsubscribe-Post")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "List-Unsubscribe=One-Click".to_owned())
    }
}
