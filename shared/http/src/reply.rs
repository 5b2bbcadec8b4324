//! The envelope of every answer (orderdesk-api 1.4).

mod cookies;
mod file;
mod page;

use std::error::Error;
use std::time::Duration;

use domain::Problem;
use domain::limits::aws::bytes_in_answer;
use http_types::{HeaderValue, Response, StatusCode, header};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::call::path_parts;

/// The entries of a page take so much of an answer.
const MAX_PAGE_BYTES: usize = 5_000_000;

/// So many problems are told at once.
const MAX_PROBLEMS: usize = 100;

/// The name of a field, or what is wrong with it, is told in so many characters.
const MAX_PROBLEM_LENGTH: usize = 1_000;

/// An answer: a status, headers, and what is in its body.
#[derive(Debug)]
pub struct ApiReply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    refusal: Option<Refusal>,
    entries: Vec<(&'static str, Box<RawValue>)>,
    has_time_in_message: bool,
    whole: Option<Box<Whole>>,
}

/// A body without an envelope.
#[derive(Debug)]
enum Whole {
    /// A JSON document.
    Document(&'static str),
    /// A page in HTML.
    Page(String),
    /// Text whose cells stand between delimiters.
    Csv(String),
    /// A style sheet.
    Style(String),
}

/// Why a call was refused.
#[derive(Debug)]
struct Refusal {
    message: String,
    problems: Vec<Problem>,
}

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// The compatible API: one envelope for success and error (orderdesk-api 1.4).
    Compatible,
    /// Our own: the same envelope for success, and problem details (RFC 9457) for errors.
    Own,
}

impl Face {
    /// The face of the address `path`.
    pub fn of(path: &str) -> Self {
        if path_parts(path).first() == Some(&"v1") { Self::Own } else { Self::Compatible }
    }
}

/// Why a call has no good answer.
#[derive(Debug)]
pub enum Failure {
    /// The caller is told what is wrong.
    Refused(ApiReply),
    /// Something of ours failed; the caller is told that, and the log is told what.
    Broken(Box<dyn Error + Send + Sync>),
}

impl Failure {
    /// Something of ours failed.
    pub fn of(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Broken(Box::new(error))
    }
}

impl From<ApiReply> for Failure {
    fn from(reply: ApiReply) -> Self {
        Self::Refused(reply)
    }
}

impl ApiReply {
    fn empty(status: u16, refusal: Option<Refusal>) -> Self {
        Self { status, headers: vec![], refusal, entries: vec![], has_time_in_message: false, whole: None }
    }

    /// A success: `"status": "success"`.
    pub fn success(status: u16) -> Self {
        Self::empty(status, None).with("status", &"success")
    }

    /// 200 with the results of a batch: a success unless nothing of it was done.
    pub fn batch(done: usize, message: &str, results: &impl Serialize) -> Self {
        let status = if done > 0 { "success" } else { "error" };
        Self::empty(200, None).with("status", &status).with("message", &message).with("results", results)
    }

    /// An error with a sentence for people.
    pub fn refusal(status: u16, message: impl Into<String>) -> Self {
        let refusal = Refusal { message: message.into(), problems: vec![] };
        Self::empty(status, Some(refusal))
    }

    /// 400, with everything that is wrong: together in `message`, one by one in `errors`.
    pub fn invalid(problems: &[Problem]) -> Self {
        Self::refused(400, problems)
    }

    /// A refusal of this status with everything that is wrong, as [`invalid`](Self::invalid) has it.
    pub fn refused(status: u16, problems: &[Problem]) -> Self {
        let problems = shortened(problems);
        let errors: Vec<String> = problems.iter().map(ToString::to_string).collect();
        let refusal = Refusal { message: errors.join("; "), problems };
        Self::empty(status, Some(refusal))
    }

    /// 400 with these problems: [`invalid`](Self::invalid), in the form that `map_err` takes.
    #[allow(clippy::needless_pass_by_value, reason = "map_err hands over the value")]
    pub fn from_problems(problems: Vec<Problem>) -> Self {
        Self::invalid(&problems)
    }

    /// 404: `what` (`Order`, `Folder`, …) is not there.
    pub fn not_found(what: &str) -> Self {
        Self::refusal(404, format!("{what} not found"))
    }

    /// 422: the `Idempotency-Key` was sent before with another body, of which `what` (`order`, `rule`, …) of this id
    /// was made; the id is the entry `name` too.
    pub fn key_of_another_body(what: &str, name: &'static str, id: &str) -> Self {
        let message = format!("This Idempotency-Key was sent with another body: {what} {id} was made of it");
        Self::refusal(422, message).with(name, &id)
    }

    /// A JSON document as it is, without an envelope.
    pub fn document(text: &'static str) -> Self {
        Self { whole: Some(Box::new(Whole::Document(text))), ..Self::success(200) }
    }

    /// The same answer with one more entry in its body.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &impl Serialize) -> Self {
        self.entries.push((name, raw(value)));
        self
    }

    /// The same answer, whose `message` says too how long it took, as two reads of the compatible API do (orderdesk-api
    /// 1.4).
    #[must_use]
    pub fn with_time_in_message(mut self) -> Self {
        self.has_time_in_message = true;
        self
    }

    /// The same answer with one more header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Its HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The sentence of a refusal and what is wrong field by field; both empty in a success.
    pub fn detail(&self) -> (&str, &[Problem]) {
        self.refusal.as_ref().map_or(("", &[]), |refusal| (&refusal.message, &refusal.problems))
    }

    /// The answer as it leaves, saying how long it took.
    pub fn response(self, face: Face, took: Duration) -> Response<String> {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let seconds = format!("{}.{:04}", took.as_secs(), took.subsec_micros() / 100);
        let (kind, entries) = match (&self.refusal, face) {
            (None, _) => (kind_of(self.whole.as_deref()), vec![]),
            (Some(refusal), Face::Compatible) => ("application/json", envelope(refusal)),
            (Some(refusal), Face::Own) => ("application/problem+json", details(status, refusal)),
        };
        let message = self.has_time_in_message.then(|| ("message", raw(&format!("Execution took {seconds} seconds"))));
        let time = (kind == "application/json").then(|| ("execution_time", raw(&format!("{seconds} seconds"))));
        let entries = entries.into_iter().chain(self.entries).chain(message).chain(time);
        let entries = entries.map(|(name, value)| format!("\"{name}\":{value}"));
        let body = match self.whole.map(|whole| *whole) {
            Some(Whole::Page(text) | Whole::Csv(text) | Whole::Style(text)) => text,
            Some(Whole::Document(document)) => document.to_owned(),
            None => format!("{{{}}}", entries.collect::<Vec<_>>().join(",")),
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        // Orders are people's, and keys are shown: nothing on the way keeps an answer, and no browser guesses its kind.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        for (name, value) in self.headers {
            cookies::add(response.headers_mut(), name, &value);
        }
        response
    }
}

/// Views of a page as they are written, as far as they fit into one answer: those behind are for the next page.
pub fn fitting<V: Serialize>(views: impl IntoIterator<Item = V>) -> Vec<Box<RawValue>> {
    let (mut room, mut shown) = (MAX_PAGE_BYTES, vec![]);
    for view in views {
        let written = raw(&view);
        match room.checked_sub(bytes_in_answer(written.get().as_bytes())) {
            None if !shown.is_empty() => break,
            rest => room = rest.unwrap_or_default(),
        }
        shown.push(written);
    }
    shown
}

/// The first problems, cut where they repeat much of what was sent, and how many more there are.
fn shortened(problems: &[Problem]) -> Vec<Problem> {
    let cut = |text: &str| match text.char_indices().nth(MAX_PROBLEM_LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    };
    let cut = |problem: &Problem| Problem::new(cut(&problem.field), cut(&problem.message));
    let told = if problems.len() <= MAX_PROBLEMS + 1 { problems.len() } else { MAX_PROBLEMS };
    let more = problems.len().saturating_sub(told);
    let more = (more > 0).then(|| Problem::new("", format!("and {more} more")));
    problems.iter().take(told).map(cut).chain(more).collect()
}

/// The content type of a success.
fn kind_of(whole: Option<&Whole>) -> &'static str {
    match whole {
        Some(Whole::Page(_)) => "text/html; charset=utf-8",
        Some(Whole::Csv(_)) => "text/csv; charset=utf-8",
        Some(Whole::Style(_)) => "text/css; charset=utf-8",
        Some(Whole::Document(_)) | None => "application/json",
    }
}

fn raw(value: &impl Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// What of a refusal stands in the compatible API's envelope.
fn envelope(refusal: &Refusal) -> Vec<(&'static str, Box<RawValue>)> {
    let mut entries = vec![("status", raw(&"error")), ("message", raw(&refusal.message))];
    if !refusal.problems.is_empty() {
        entries.push(("errors", raw(&refusal.problems.iter().map(ToString::to_string).collect::<Vec<_>>())));
    }
    entries
}

/// A refusal as problem details (RFC 9457).
fn details(status: StatusCode, refusal: &Refusal) -> Vec<(&'static str, Box<RawValue>)> {
    let title = status.canonical_reason().unwrap_or("Error");
    let mut entries = vec![
        ("type", raw(&"about:blank")),
        ("title", raw(&title)),
        ("status", raw(&status.as_u16())),
        ("detail", raw(&refusal.message)),
    ];
    if !refusal.problems.is_empty() {
        entries.push(("errors", raw(&refusal.problems.iter().map(FieldProblem::from).collect::<Vec<_>>())));
    }
    entries
}

/// What is wrong with one field, as our own API tells it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FieldProblem<'a> {
    /// The field, as in `order_items[0].price`; empty for the document itself.
    field: &'a str,
    /// What was expected.
    detail: &'a str,
}

impl<'a> From<&'a Problem> for FieldProblem<'a> {
    fn from(problem: &'a Problem) -> Self {
        Self { field: &problem.field, detail: &problem.message }
    }
}

impl Failure {
    /// What the caller is told. What broke is logged here, with its whole chain.
    pub fn reply(self) -> ApiReply {
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
                ApiReply::refusal(500, "Something failed on our side; try again")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(reply: ApiReply) -> (u16, String) {
        let response = reply.response(Face::Compatible, Duration::from_micros(145_400));
        (response.status().as_u16(), response.into_body())
    }

    #[test]
    fn every_answer_has_its_status_and_its_time() {
        let (status, body) = text(ApiReply::success(200).with("message", &"Connection Successful"));
        assert_eq!(status, 200);
        assert_eq!(body, r#"{"status":"success","message":"Connection Successful","execution_time":"0.1454 seconds"}"#);
    }

    #[test]
    fn all_problems_are_in_the_message_and_one_by_one() {
        let problems = [Problem::new("a", "must be a text"), Problem::new("", "odd")];
        let (status, body) = text(ApiReply::invalid(&problems));
        assert_eq!(status, 400);
        assert!(body.contains(r#""message":"a: must be a text; odd","errors":["a: must be a text","odd"]"#), "{body}");
    }

    #[test]
    fn problems_have_an_end_each_and_all_together() {
        let long = Problem::new("x".repeat(1_000_000), "y".repeat(1_000_000));
        let reply = ApiReply::invalid(&vec![long; 150]);
        let (message, problems) = reply.detail();
        assert_eq!((problems.len(), problems[100].message.as_str()), (101, "and 50 more"));
        assert!(message.len() < 250_000 && message.ends_with("; and 50 more"), "{}", message.len());
    }

    #[test]
    fn a_page_ends_before_an_answer_is_too_large_and_has_one_entry_at_least() {
        let entry = "\"".repeat(500_000);
        assert_eq!(fitting(vec![entry.as_str(); 9]).len(), 2);
        assert_eq!(fitting(vec![entry.repeat(4).as_str(); 3]).len(), 1);
        assert_eq!(fitting(vec!["a"; 500]).len(), 500);
    }

    #[test]
    fn our_own_api_writes_problems_as_rfc_9457_wants_them() {
        let reply = ApiReply::refused(409, &[Problem::new("order_items[0]", "too many")]).header("ETag", "\"3\"");
        let response = reply.with("order_id", &"7").response(Face::Own, Duration::ZERO);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        assert_eq!(response.headers()["etag"], "\"3\"");
        assert_eq!(
            response.into_body(),
            concat!(
                r#"{"type":"about:blank","title":"Conflict","status":409,"detail":"order_items[0]: too many","#,
                r#""errors":[{"field":"order_items[0]","detail":"too many"}],"order_id":"7"}"#
            )
        );
    }

    #[test]
    fn a_success_looks_alike_on_both_faces() {
        for face in [Face::Compatible, Face::Own] {
            let body = ApiReply::success(200).response(face, Duration::ZERO).into_body();
            assert_eq!(body, r#"{"status":"success","execution_time":"0.0000 seconds"}"#);
        }
    }

    #[test]
    fn two_reads_of_the_compatible_api_have_the_time_in_message_too() {
        let (_, body) = text(ApiReply::success(200).with("order", &1).with_time_in_message());
        assert!(body.contains(r#""message":"Execution took 0.1454 seconds""#), "{body}");
    }

    #[test]
    fn an_internal_error_is_not_shown_to_the_caller() {
        let failure = Failure::Broken(std::io::Error::other("arn:aws:secret").into());
        let (status, body) = text(failure.reply());
        assert_eq!(status, 500);
        assert!(!body.contains("arn:aws"), "{body}");
    }
}
