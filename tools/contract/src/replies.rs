//! The answers of an operation: its own, and those that follow from what kind of call it is.

use std::collections::BTreeMap;

use http::{Access, Face, Operation};
use utoipa::ToSchema;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::response::{Response, ResponseBuilder, Responses, ResponsesBuilder};
use utoipa::openapi::schema::{AdditionalProperties, AnyOfBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};

use crate::entry::{Entry, Form, Success};
use crate::schemas::errors::{GatewayRefusal, Problem, Refusal};
use crate::schemas::scalars::{BatchStatus, ExecutionTime, Success as Good, of};
use crate::schemas::{Named, named, reference};

/// Statuses that many calls share, each with when it comes.
const SHARED: [(u16, &str); 10] = [
    (308, "The address has a slash too many; it is that of `Location`."),
    (400, "Something is wrong with what was sent: everything that is, at once."),
    (401, "Who calls is not known: store, key or token is missing or wrong."),
    (403, "The key's scope is too narrow for this call, or the store is locked and the call changes something."),
    (404, "What the address names is not there."),
    (
        405,
        "What stands in the address makes it another one, which knows other methods: an id that is empty or holds / ? #.",
    ),
    (413, "The body has more than 1 MB, or what would be kept, or answered, is larger than it may be."),
    (429, "Too many calls; `Retry-After` says when to come again."),
    (500, "Something failed on our side; try again."),
    (
        503,
        "Nobody could answer in time, or others kept changing the same thing: then nothing was written, and \
         `Retry-After` says when to try again.",
    ),
];

/// Statuses that API Gateway may answer with in a function's place.
const OF_GATEWAY: [u16; 4] = [413, 429, 500, 503];

/// The shared refusal of this status on this face.
pub(crate) fn name(face: Face, status: u16) -> String {
    match face {
        Face::Compatible => format!("Refusal{status}"),
        Face::Own => format!("Problem{status}"),
    }
}

/// The refusals that operations share, by name.
pub(crate) fn shared() -> impl Iterator<Item = (String, Response)> {
    let of_face = |face: Face| SHARED.map(|(status, when)| (name(face, status), refusal(face, status, when)));
    of_face(Face::Compatible).into_iter().chain(of_face(Face::Own))
}

/// The schemas of refusals and envelopes.
pub(crate) fn schemas() -> Named {
    let mut all = named::<Refusal>();
    all.extend(named::<Problem>());
    all.extend(named::<GatewayRefusal>());
    all.extend(named::<ExecutionTime>());
    all.extend(named::<Good>());
    all.extend(named::<BatchStatus>());
    all
}

/// Every answer of an operation, and the schemas of the good ones.
pub(crate) fn of_operation(operation: Operation, entry: &Entry) -> (Responses, Named) {
    let mut all: BTreeMap<u16, RefOr<Response>> = BTreeMap::new();
    let face = Face::of(operation.path());
    for status in follow(operation, entry) {
        all.insert(status, Ref::from_response_name(name(face, status)).into());
    }
    for (status, when) in &entry.refusals {
        all.insert(*status, refusal(face, *status, when).into());
    }
    let mut envelopes = vec![];
    for good in &entry.successes {
        let envelope_name = format!("{}Reply", operation.name());
        let schema: RefOr<Schema> =
            if good.form == Form::Envelope { Ref::from_schema_name(envelope_name.clone()).into() } else { bare(good) };
        all.insert(good.status, success(good, schema, operation).into());
        if good.form == Form::Envelope {
            envelopes.push((envelope_name, envelope(good)));
        }
    }
    let responses = all.into_iter().map(|(status, response)| (status.to_string(), response));
    (ResponsesBuilder::new().responses_from_iter(responses).build(), envelopes)
}

/// The statuses that follow from the kind of call.
fn follow(operation: Operation, entry: &Entry) -> Vec<u16> {
    let has_query = entry
        .parameters
        .iter()
        .any(|parameter| matches!(parameter.parameter_in, utoipa::openapi::path::ParameterIn::Query));
    let mut statuses = vec![413, 429, 500, 503];
    if entry.body.is_some() || has_query {
        statuses.push(400);
    }
    if operation.path().contains('{') {
        statuses.extend([404, 405]);
    }
    if operation.function().answers_alone() {
        statuses.push(308);
    }
    match operation.access() {
        Access::Open => {}
        Access::AdminToken => statuses.push(401),
        // A supplier's key opens none of a store's own calls.
        Access::Supplier | Access::Key(_) => statuses.extend([401, 403]),
    }
    statuses
}

fn refusal(face: Face, status: u16, when: &str) -> Response {
    let from_gateway = OF_GATEWAY.contains(&status);
    let response = ResponseBuilder::new().description(when);
    let response = match face {
        Face::Compatible if from_gateway => {
            let either = AnyOfBuilder::new().item(reference::<Refusal>()).item(reference::<GatewayRefusal>());
            response.content(JSON, ContentBuilder::new().schema(Some(either)).build())
        }
        Face::Compatible => response.content(JSON, content::<Refusal>()),
        Face::Own => {
            let response = response.content("application/problem+json", content::<Problem>());
            if from_gateway { response.content(JSON, content::<GatewayRefusal>()) } else { response }
        }
    };
    let response = match status {
        308 => response.header("Location", header(of(Type::String), "The address without it.")),
        429 => response.header("X-Retry-After", wait()).header("Retry-After", wait()),
        503 => response.header("Retry-After", wait()),
        _ => response,
    };
    if matches!(status, 401 | 500 | 503) { response.build() } else { response.header(TOKENS, tokens()).build() }
}

const JSON: &str = "application/json";
const TOKENS: &str = "X-Tokens-Remaining";

fn content<T: ToSchema>() -> utoipa::openapi::Content {
    ContentBuilder::new().schema(Some(reference::<T>())).build()
}

fn success(good: &Success, schema: RefOr<Schema>, operation: Operation) -> Response {
    let response = ResponseBuilder::new().description(good.description);
    let kind = match good.form {
        Form::Page => "text/html",
        Form::Csv => "text/csv",
        Form::Envelope | Form::Bare => JSON,
    };
    let response = response.content(kind, ContentBuilder::new().schema(Some(schema)).build());
    let response = if matches!(operation.access(), Access::Key(_) | Access::Supplier) {
        response.header(TOKENS, tokens())
    } else {
        response
    };
    let etag = || header(of(Type::String), "Its version, for `If-Match`.");
    if good.has_etag { response.header("ETag", etag()).build() } else { response.build() }
}

fn bare(good: &Success) -> RefOr<Schema> {
    let schema = good.payload.first().map(|(_, schema)| schema.clone());
    // A page or a file is a text.
    schema.unwrap_or_else(|| of(Type::String).into())
}

/// The envelope of a good answer (orderdesk-api 1.4): it holds nothing else.
fn envelope(good: &Success) -> RefOr<Schema> {
    let status = if good.is_batch { reference::<BatchStatus>() } else { reference::<Good>() };
    let mut object = of(Type::Object).property("status", status).required("status");
    for (name, schema) in &good.payload {
        object = object.property(*name, schema.clone()).required(*name);
    }
    let object = object.property("execution_time", reference::<ExecutionTime>()).required("execution_time");
    object.additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false))).into()
}

fn tokens() -> Header {
    header(
        of(Type::Integer).minimum(Some(0)),
        "How many calls may come at once just now, once the call has paid for each of its entries; 0 where tokens are \
         owed. What a full bucket allows, where calls are not counted.",
    )
}

fn wait() -> Header {
    header(of(Type::Integer).minimum(Some(1)), "Whole seconds to wait; missing where API Gateway answers.")
}

fn header(schema: ObjectBuilder, about: &str) -> Header {
    HeaderBuilder::new().schema(schema).description(Some(about)).build()
}
