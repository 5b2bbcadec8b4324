//! What a shop does wrong when it is told to.

use serde::{Deserialize, Serialize};

use crate::call::Call;

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// Nothing is done; 500.
    ServerError,
    /// Nothing is done; 429, or what the vendor says in its place, with its headers of limits.
    RateLimited,
    /// Nothing is done; the keys are refused.
    Unauthorized,
    /// It is done, and then the connection is closed without an answer.
    LostAnswer,
    /// It is done, and then nothing comes for as long as the other side waits.
    LateAnswer,
    /// Nothing is done, and nothing comes for as long as the other side waits.
    Hang,
}

/// What goes wrong with the next requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Failure {
    /// What.
    pub kind: FailureKind,
    /// With so many of them.
    #[serde(default = "once")]
    pub times: u32,
    /// Of those alone whose address has this in it.
    #[serde(default)]
    pub path: String,
    /// Of those alone of this method; all when blank.
    #[serde(default)]
    pub method: String,
    /// Of those alone whose body has this in it, as GraphQL asks for everything at one address.
    #[serde(default)]
    pub body: String,
}

fn once() -> u32 {
    1
}

impl Failure {
    /// The next request, whatever it is.
    pub fn next(kind: FailureKind) -> Self {
        Self { kind, times: 1, path: String::new(), method: String::new(), body: String::new() }
    }

    /// The next request of this method whose address has this in it.
    pub fn of(kind: FailureKind, method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), ..Self::next(kind) }
    }

    /// The same, of those alone whose body has this in it.
    #[must_use]
    pub fn with(self, body: &str) -> Self {
        Self { body: body.to_owned(), ..self }
    }

    /// The same, so many times.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    fn is_of(&self, call: &Call) -> bool {
        let has_body = || String::from_utf8_lossy(&call.body).contains(&self.body);
        call.path.contains(&self.path) && (self.method.is_empty() || self.method == call.method) && has_body()
    }
}

/// Takes what goes wrong with this request, if something does.
pub(crate) fn take(failures: &mut Vec<Failure>, call: &Call) -> Option<FailureKind> {
    let place = failures.iter().position(|failure| failure.is_of(call))?;
    let failure = failures.get_mut(place)?;
    let kind = failure.kind;
    failure.times = failure.times.saturating_sub(1);
    if failure.times == 0 {
        failures.remove(place);
    }
    Some(kind)
}
