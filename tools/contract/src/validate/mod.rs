//! Whether an answer is one the document promises: for tests, which hand in every answer they get.

pub(crate) mod compiled;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use http::{Face, Found, Operation, path_parts};
use serde_json::Value;

use self::compiled::Compiled;

/// An answer as it came over HTTP.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// The status code.
    pub status: u16,
    /// Every header, its name in any case.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body as it came.
    pub body: &'a [u8],
}

/// What of an answer is not in the document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The call has no entry, and the answer is no refusal that any call may get.
    #[error("{method} {path} is no call of the document, and {status} is no refusal of such a call")]
    Operation {
        /// The method.
        method: String,
        /// The address.
        path: String,
        /// The answer's status.
        status: u16,
    },
    /// The call never answers this.
    #[error("{operation} never answers {status}")]
    Status {
        /// The call, such as `ListOrders`.
        operation: &'static str,
        /// The answer's status.
        status: u16,
    },
    /// The answer is of another kind.
    #[error("the content type {found:?} is none of {expected:?}")]
    ContentType {
        /// What the header says; empty when it is missing.
        found: String,
        /// What the document allows.
        expected: Vec<String>,
    },
    /// A header is missing or has another form.
    #[error("header {name}: {problem}")]
    Header {
        /// The header.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The body does not fit its schema.
    #[error("body at {at:?}: {problem}")]
    Body {
        /// Where, as a JSON pointer; empty for the whole.
        at: String,
        /// What is wrong there.
        problem: String,
    },
}

/// Checks an answer to a call against the document of this build.
///
/// `method` is the method that was meant: PUT for a POST with `X-HTTP-Method-Override: PUT`. `path` is the address as it
/// was called, with its ids; a query may follow. What is wrong comes back at once, not one by one.
pub fn validate(method: &str, path: &str, reply: Reply<'_>) -> Result<(), Vec<Misfit>> {
    static CURRENT: OnceLock<Contract> = OnceLock::new();
    CURRENT
        .get_or_init(|| Contract::new(serde_json::from_str(&crate::openapi()).unwrap_or_default()))
        .validate(method, path, reply)
}

/// A document, with its schemas compiled as they are needed, each once.
#[derive(Debug)]
pub struct Contract {
    document: Value,
    schemas: Compiled,
}

impl Contract {
    /// Checks against this `OpenAPI` document.
    pub fn new(document: Value) -> Self {
        let schemas = Compiled::new(document.clone());
        Self { document, schemas }
    }

    /// Checks an answer; see [`validate`].
    pub fn validate(&self, method: &str, path: &str, reply: Reply<'_>) -> Result<(), Vec<Misfit>> {
        let path = path.split('?').next().unwrap_or_default();
        let at = self.response(method, path, reply.status).map_err(|misfit| vec![misfit])?;
        let response = self.document.pointer(&at).unwrap_or(&Value::Null);
        let mut misfits = self.headers(response, &at, reply);
        match content_type(&response["content"], reply) {
            Ok(kind) => {
                misfits.extend(self.body(&format!("{at}/content/{}/schema", escaped(&kind)), &kind, reply.body));
            }
            Err(misfit) => misfits.push(misfit),
        }
        if misfits.is_empty() { Ok(()) } else { Err(misfits) }
    }

    /// Where in the document the answer of this status is described.
    fn response(&self, method: &str, path: &str, status: u16) -> Result<String, Misfit> {
        let Found::Operation(operation, _) = Operation::find(method, &path_parts(path)) else {
            // Nobody promises anything of such a call, but that it is refused as all are.
            let unknown = || Misfit::Operation { method: method.to_owned(), path: path.to_owned(), status };
            return self.shared(Face::of(path), status).ok_or_else(unknown);
        };
        let (path, method) = (escaped(operation.path()), operation.method().to_lowercase());
        let own = format!("/paths/{path}/{method}/responses/{status}");
        let found = match self.document.pointer(&own) {
            Some(response) => {
                Some(response["$ref"].as_str().map_or(own, |named| named.trim_start_matches('#').to_owned()))
            }
            // A body may be sent, and be too large, where none is looked at.
            None if status == 413 => self.shared(Face::of(operation.path()), status),
            None => None,
        };
        found.ok_or(Misfit::Status { operation: operation.name(), status })
    }

    /// Where the refusal stands that calls of this face share.
    fn shared(&self, face: Face, status: u16) -> Option<String> {
        let at = format!("/components/responses/{}", crate::replies::name(face, status));
        self.document.pointer(&at).map(|_| at)
    }

    /// The headers that are missing, and those that have another form.
    fn headers(&self, response: &Value, at: &str, reply: Reply<'_>) -> Vec<Misfit> {
        let mut misfits = vec![];
        for (name, described) in response["headers"].as_object().into_iter().flatten() {
            let schema = format!("{at}/headers/{}/schema", escaped(name));
            let problems = match header(reply, name) {
                Some(text) => self.schemas.problems(&schema, &value(text, &described["schema"])),
                None if described["required"] == true => vec![(String::new(), "is missing".to_owned())],
                None => vec![],
            };
            misfits.extend(problems.into_iter().map(|(_, problem)| Misfit::Header { name: name.clone(), problem }));
        }
        misfits
    }

    fn body(&self, schema: &str, kind: &str, body: &[u8]) -> Vec<Misfit> {
        let read = match kind {
            "text/html" | "text/csv" => Ok(Value::String(String::from_utf8_lossy(body).into_owned())),
            _ => serde_json::from_slice::<Value>(body),
        };
        let problems = match read {
            Ok(body) => self.schemas.problems(schema, &body),
            Err(error) => vec![(String::new(), format!("is no JSON: {error}"))],
        };
        problems.into_iter().map(|(at, problem)| Misfit::Body { at, problem }).collect()
    }
}

/// The content type of an answer, if it is one of these.
fn content_type(content: &Value, reply: Reply<'_>) -> Result<String, Misfit> {
    let found = header(reply, "content-type").unwrap_or_default();
    let essence = found.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let expected: Vec<String> = content.as_object().into_iter().flat_map(|kinds| kinds.keys().cloned()).collect();
    if expected.contains(&essence) {
        Ok(essence)
    } else {
        Err(Misfit::ContentType { found: found.to_owned(), expected })
    }
}

fn header<'a>(reply: Reply<'a>, name: &str) -> Option<&'a str> {
    reply.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
}

/// A header's text as the kind of value its schema speaks of.
fn value(text: &str, schema: &Value) -> Value {
    let number = (schema["type"] == "integer").then(|| text.parse::<i64>().ok()).flatten();
    number.map_or_else(|| text.into(), Value::from)
}

/// A name as a step of a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
