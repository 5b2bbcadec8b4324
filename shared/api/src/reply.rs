//! The envelope of every answer (orderdesk-api 1.4).

use std::error::Error;
use std::time::Duration;

use domain::wire::Problem;
use http::{Response, StatusCode, header};
use serde::Serialize;
use serde_json::value::RawValue;

/// An answer: a status, and what is in its envelope.
#[derive(Debug)]
pub struct Reply {
    status: u16,
    entries: Vec<(&'static str, Box<RawValue>)>,
}

/// Why a call has no good answer.
#[derive(Debug)]
pub enum Failure {
    /// The caller is told what is wrong.
    Refused(Reply),
    /// Something of ours failed; the caller is told that, and the log is told what.
    Broken(Box<dyn Error + Send + Sync>),
}

impl From<Reply> for Failure {
    fn from(reply: Reply) -> Self {
        Self::Refused(reply)
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Broken(Box::new(error))
    }
}

impl Reply {
    /// A success: `"status": "success"`.
    pub fn success(status: u16) -> Self {
        Self { status, entries: vec![] }.with("status", &"success")
    }

    /// An error with a sentence for people.
    pub fn refusal(status: u16, message: impl Into<String>) -> Self {
        Self { status, entries: vec![] }.with("status", &"error").with("message", &message.into())
    }

    /// 400, with everything that is wrong: together in `message`, one by one in `errors`.
    pub fn invalid(problems: &[Problem]) -> Self {
        let errors: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Self::refusal(400, errors.join("; ")).with("errors", &errors)
    }

    /// The same, as `map_err` wants it.
    #[allow(clippy::needless_pass_by_value, reason = "map_err hands over the value")]
    pub fn from_problems(problems: Vec<Problem>) -> Self {
        Self::invalid(&problems)
    }

    /// 404.
    pub fn not_found(what: &str) -> Self {
        Self::refusal(404, format!("{what} not found"))
    }

    /// One more entry.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &impl Serialize) -> Self {
        let value = serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned());
        self.entries.push((name, value));
        self
    }

    /// The answer as it leaves, saying how long it took.
    pub fn response(self, took: Duration) -> Response<String> {
        let seconds = format!("{}.{:04} seconds", took.as_secs(), took.subsec_micros() / 100);
        let reply = self.with("execution_time", &seconds);
        let entries = reply.entries.iter().map(|(name, value)| format!("\"{name}\":{value}"));
        let body = format!("{{{}}}", entries.collect::<Vec<_>>().join(","));
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        response
    }
}

impl Failure {
    /// What the caller is told. What broke is logged here, with its whole chain.
    pub fn reply(self) -> Reply {
        match self {
            Self::Refused(reply) => reply,
            Self::Broken(error) => {
                let mut chain = error.to_string();
                let mut cause = error.source();
                while let Some(inner) = cause {
                    chain = format!("{chain}: {inner}");
                    cause = inner.source();
                }
                tracing::error!("answered 500: {chain}");
                Reply::refusal(500, "Something failed on our side; try again")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(reply: Reply) -> (u16, String) {
        let response = reply.response(Duration::from_micros(145_400));
        (response.status().as_u16(), response.into_body())
    }

    #[test]
    fn every_answer_has_its_status_and_its_time() {
        let (status, body) = text(Reply::success(200).with("message", &"Connection Successful"));
        assert_eq!(status, 200);
        assert_eq!(body, r#"{"status":"success","message":"Connection Successful","execution_time":"0.1454 seconds"}"#);
    }

    #[test]
    fn all_problems_are_in_the_message_and_one_by_one() {
        let problems = [Problem::new("a", "must be a text"), Problem::new("", "odd")];
        let (status, body) = text(Reply::invalid(&problems));
        assert_eq!(status, 400);
        assert!(body.contains(r#""message":"a: must be a text; odd","errors":["a: must be a text","odd"]"#), "{body}");
    }

    #[test]
    fn what_broke_inside_is_not_told_outside() {
        let failure = Failure::from(std::io::Error::other("arn:aws:secret"));
        let (status, body) = text(failure.reply());
        assert_eq!(status, 500);
        assert!(!body.contains("arn:aws"), "{body}");
    }
}
