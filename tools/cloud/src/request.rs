//! What a service is asked and what it answers, whatever carried it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// An answer of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Vec<u8>,
    /// Of an object: what its content is called.
    pub(crate) etag: Option<String>,
}

impl Reply {
    pub(crate) fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type: "application/x-amz-json-1.0", body: body.into(), etag: None }
    }

    pub(crate) fn xml(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type: "text/xml", body: body.into(), etag: None }
    }
}

/// What a service says no with.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Refusal {
    /// A mistake of the caller's, by the name AWS has for it.
    pub(crate) fn of(code: &str, message: impl AsRef<str>) -> Self {
        Self { status: 400, body: json!({ "__type": code, "message": message.as_ref() }).to_string() }
    }

    pub(crate) fn unknown(operation: &str) -> Self {
        Self::of("UnknownOperationException", format!("nothing here knows {operation}"))
    }
}

/// Reads a request of a service.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::of("SerializationException", error.to_string()))
}

/// Writes an answer of a service.
pub(crate) fn write(answer: &impl Serialize) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec(answer).map_err(|error| Refusal::of("SerializationException", error.to_string()))
}

/// What a request asks for: its `X-Amz-Target`, or the `Action` of its form.
pub(crate) fn operation(target: Option<&str>, body: &[u8]) -> String {
    if let Some(target) = target {
        return target.to_owned();
    }
    let action = form_urlencoded::parse(body).find(|(name, _)| name == "Action");
    action.map(|(_, value)| value.into_owned()).unwrap_or_default()
}
