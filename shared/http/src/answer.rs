//! One call from its request to its answer.

use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use desk::{Actor, Desk, DeskError, KeyChecksums};
use domain::limits::aws::{MAX_ANSWER_BYTES, bytes_in_answer};
use domain::{Clock, Scope, Store, Tokens};
use http_types::{Method, Request, Response};
use jiff::Timestamp;
use tracing::Instrument;
use tracing::field::Empty;

use crate::admit::{Admission, Caller, forbidden};
use crate::call::Call;
use crate::charge::Charging;
use crate::credentials::wrong_credentials;
use crate::limit::{too_many_calls, with_tokens};
use crate::operations::{Access, Found, Function, Operation};
use crate::refuse::to_reply;
use crate::reply::{ApiReply, Face, Failure};

/// What else is in a function's answer: its status, its headers, and the names of all parts.
const MAX_HEAD_BYTES: usize = 16 << 10;

/// The HTTP side of one function: it lets calls in and writes answers; what a call does is handed to it.
pub struct Api {
    function: Function,
    admission: Admission,
    clock: Clock,
}

/// A call whose caller is known and may make it. What it says is asked of it as of any [`Call`].
pub struct AuthorizedCall<'a> {
    /// The operation that is called.
    pub operation: Operation,
    call: Call<'a>,
    /// Who makes it.
    pub actor: Actor,
    /// What people call the key that it is made with; blank of a call that needs none.
    pub key_name: String,
    /// The supplier whose key it is made with; none where that is the store's own.
    pub supplier_id: Option<String>,
    /// The present moment, as of when the call came in.
    pub now: Timestamp,
    pub(crate) store: Option<Arc<Store>>,
    pub(crate) charging: Charging<'a>,
    pub(crate) admission: &'a Admission,
}

impl AuthorizedCall<'_> {
    /// The store it is made for, as it was a few seconds ago at most. A call that needs no key has no store.
    pub fn store(&self) -> Result<&Store, Failure> {
        self.store.as_deref().ok_or_else(wrong_credentials)
    }
}

impl<'a> Deref for AuthorizedCall<'a> {
    type Target = Call<'a>;

    fn deref(&self) -> &Call<'a> {
        &self.call
    }
}

impl Api {
    /// Answers the operations of `function`, to callers whose keys have one of these checksums.
    pub fn new(desk: &Desk, function: Function, clock: Clock, checksums: KeyChecksums) -> Self {
        Self { function, admission: Admission::new(desk, &clock, checksums), clock }
    }

    /// Accepts the admin token of this SHA-256 too, where that is what a call needs.
    #[must_use]
    pub fn with_admin_token(mut self, sha256: String) -> Self {
        self.admission.admin_token_sha256 = Some(sha256);
        self
    }

    /// Remembers a store as it is now, so that the next call sees the change this one made.
    pub fn remember(&self, store: Store) {
        self.admission.remember(store);
    }

    /// Answers a request with what `work` makes of it, if it may be made. Every log line on the way has `operation`,
    /// `store_id`, `order_id` and `request_id` in its span, as far as they are known.
    pub async fn answer<B: AsRef<[u8]>>(
        &self,
        request: &Request<B>,
        work: impl AsyncFnOnce(AuthorizedCall<'_>) -> Result<ApiReply, Failure>,
    ) -> Response<String> {
        let started = Instant::now();
        let request_id = request.extensions().get::<lambda_runtime::Context>().map(|context| &context.request_id);
        let span = tracing::info_span!(
            "call",
            operation = Empty,
            store_id = Empty,
            order_id = Empty,
            request_id = request_id.map_or("", String::as_str)
        );
        async {
            let left = Mutex::default();
            let reply = self.reply(request, &left, work).await.unwrap_or_else(to_reply);
            let left = left.into_inner().unwrap_or_else(PoisonError::into_inner);
            let reply = match left {
                Some(tokens) => with_tokens(reply, tokens),
                None => reply,
            };
            let face = Face::of(request.uri().path());
            let response = reply.response(face, started.elapsed());
            let Some(bytes) = bytes_too_many(response.body()) else { return response };
            tracing::warn!(bytes, "the answer is larger than a function's may be");
            let mut refusal = too_large(request.method() != Method::GET && response.status().is_success(), bytes);
            if let Some(tokens) = left {
                refusal = with_tokens(refusal, tokens);
            }
            refusal.response(face, started.elapsed())
        }
        .instrument(span)
        .await
    }

    async fn reply<B: AsRef<[u8]>>(
        &self,
        request: &Request<B>,
        left: &Mutex<Option<Tokens>>,
        work: impl AsyncFnOnce(AuthorizedCall<'_>) -> Result<ApiReply, Failure>,
    ) -> Result<ApiReply, Failure> {
        let mut call = Call::read(request)?;
        let operation = match call.operation() {
            Found::Operation(operation, _) if self.function.answers_for(operation.function()) => Ok(operation),
            Found::Operation(..) if !call.is_spelled_exactly() => Err(elsewhere(&call)),
            Found::OtherMethods(methods) => Err(other_methods(&methods)),
            Found::Operation(..) | Found::Nothing => Err(ApiReply::not_found("Address")),
        };
        note_in_span(&call, operation.as_ref().ok());
        let access = match &operation {
            Ok(operation) => operation.access(),
            // Who shows a key is known, and counted, wherever they knock.
            Err(_) if call.header("orderdesk-api-key").is_some() => Access::Key(Scope::Read),
            Err(_) => Access::Open,
        };
        let now = self.clock.now();
        let caller = self.admission.caller(access, &call, now).await?;
        *left.lock().unwrap_or_else(PoisonError::into_inner) = caller.tokens;
        if caller.tokens.is_some_and(|tokens| tokens.retry_after_seconds.is_some()) {
            return Err(too_many_calls().into());
        }
        if let Some(needed) = caller.missing_scope {
            return Err(forbidden(caller.actor.scope, needed).into());
        }
        if let (Some(store), Ok(operation)) = (&caller.store, &operation)
            && operation.changes()
            && !operation.goes_on_when_locked()
        {
            store.state.check().map_err(DeskError::from)?;
        }
        // On the heap: a call's state would hold the whole of its work's on the stack.
        let Caller { store, actor, key_name, supplier_id, .. } = caller;
        let charging = Charging { access: self.admission.access(), clock: &self.clock, left };
        let admission = &self.admission;
        Box::pin(work(AuthorizedCall {
            operation: operation?,
            call,
            actor,
            key_name,
            supplier_id,
            now,
            store,
            charging,
            admission,
        }))
        .await
    }
}

/// What is known of a call before its caller is.
fn note_in_span(call: &Call<'_>, operation: Option<&Operation>) {
    let span = tracing::Span::current();
    if let Some(operation) = operation {
        span.record("operation", operation.name());
    }
    if let Some(store_id) = call.header("orderdesk-store-id") {
        span.record("store_id", store_id);
    }
    if !call.value("order_id").is_empty() {
        span.record("order_id", call.value("order_id"));
    }
}

/// How many bytes a body takes in the function's answer, when that is more than Lambda takes.
fn bytes_too_many(body: &str) -> Option<usize> {
    // No character of JSON takes more than two bytes for one.
    let max = MAX_ANSWER_BYTES - MAX_HEAD_BYTES;
    if body.len() <= max / 2 {
        return None;
    }
    Some(bytes_in_answer(body.as_bytes())).filter(|bytes| *bytes > max)
}

/// The answer in place of one that is too large; `is_done` where something was changed all the same.
fn too_large(is_done: bool, bytes: usize) -> ApiReply {
    let begin = if is_done { "It is done, but the" } else { "The" };
    let message = format!("{begin} answer takes {bytes} bytes, and at most {MAX_ANSWER_BYTES} fit: ask for less of it");
    ApiReply::refusal(413, message)
}

/// The answer to a call of another function whose address has a slash too many: where it is answered.
fn elsewhere(call: &Call<'_>) -> ApiReply {
    let address = call.exact_address();
    ApiReply::refusal(308, format!("The address is {address}")).header("location", address)
}

fn other_methods(methods: &[&str]) -> ApiReply {
    let methods = methods.join(", ");
    ApiReply::refusal(405, format!("This address takes {methods}")).header("allow", methods)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_lambda_would_not_take_is_known_by_what_it_takes_within_another_document() {
        for (body, is_too_large) in [
            ("x".repeat(6_200_000), false),
            ("x".repeat(MAX_ANSWER_BYTES), true),
            ("\"".repeat(3_200_000), true),
            ("\"".repeat(3_100_000), false),
        ] {
            assert_eq!(bytes_too_many(&body).is_some(), is_too_large, "{}", body.len());
        }
    }
}
