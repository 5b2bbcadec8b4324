//! What is asked of a shop and what it answers, without a socket.

use std::collections::BTreeMap;

use serde_json::Value;

/// One request, read whole.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub method: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    /// By names in small letters.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Call {
    /// A header; blank where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// What the body is said to be, without its charset.
    pub(crate) fn content_type(&self) -> &str {
        self.header("content-type").split(';').next().unwrap_or_default().trim()
    }

    /// The body as a form.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(&self.body).into_owned().collect()
    }
}

/// One answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    /// Nothing where there is none.
    pub body: Option<Value>,
}

impl Reply {
    /// An answer of JSON.
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: vec![], body: Some(body) }
    }

    /// An answer without a body.
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: vec![], body: None }
    }

    /// The same, with this header too.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: &dyn ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

/// Why something is refused; each vendor says it in a form of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// There is no such address.
    NoRoute,
    /// The keys are missing or others.
    Keys,
    /// A header the vendor demands is missing.
    Header,
    /// The body is said to be something else than it must be.
    ContentType,
    /// A field of the address or of the body is unknown, missing or of another kind.
    Field,
    /// What it is about is not there.
    Gone,
    /// What it is about is not in a state for it.
    Conflict,
}

/// Something that is refused.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub cause: Cause,
    /// Which field or header; blank where it is none.
    pub field: String,
    pub message: String,
}

impl Refusal {
    pub(crate) fn new(cause: Cause, field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { cause, field: field.into(), message: message.into() }
    }

    /// Something of this name is not there.
    pub(crate) fn gone(what: &str) -> Self {
        Self::new(Cause::Gone, "", format!("{what} is not there"))
    }
}
