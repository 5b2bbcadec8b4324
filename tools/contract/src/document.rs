//! The document: every operation with its entry, and what all share.

use domain::Scope;
use http::{Access, Operation, Tag};
use serde_json::Value;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::info::{InfoBuilder, LicenseBuilder};
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Paths};
use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::schema::{Components, ComponentsBuilder};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{Info, OpenApi, OpenApiBuilder, Required, Server};

use crate::entry::Body;
use crate::operations::entry;
use crate::schemas::rules::{Comparator, FilterField};
use crate::schemas::{Named, refined, variants, views};
use crate::{parameters, replies};

const STORE_ID: &str = "storeId";
const API_KEY: &str = "apiKey";
const ADMIN_TOKEN: &str = "adminToken";

/// The whole document as JSON.
pub(crate) fn whole() -> Value {
    // Nothing in it can fail to be written: keys are texts, and numbers are finite.
    let mut whole = serde_json::to_value(document()).unwrap_or_default();
    let operations = values_of(whole.get_mut("paths")).flat_map(|item| values_of(Some(item)));
    for answer in operations.flat_map(|operation| values_of(operation.get_mut("responses"))) {
        if let Some(etag) = answer.pointer_mut("/headers/ETag").and_then(Value::as_object_mut) {
            // utoipa's headers know no `required`.
            etag.insert("required".to_owned(), true.into());
        }
    }
    without_sources(&mut whole);
    whole
}

/// Types say of what part of the imitated API they are: "(orderdesk-app 1.2)". Who reads the document has no such text.
fn without_sources(value: &mut Value) {
    match value {
        Value::Array(entries) => entries.iter_mut().for_each(without_sources),
        Value::Object(fields) => fields.values_mut().for_each(without_sources),
        Value::String(text) => {
            while let Some((before, (_, after))) =
                text.split_once(" (orderdesk-").and_then(|(before, rest)| Some((before, rest.split_once(')')?)))
            {
                *text = format!("{before}{after}");
            }
        }
        _ => {}
    }
}

fn values_of(object: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    object.and_then(Value::as_object_mut).into_iter().flat_map(|object| object.values_mut())
}

fn document() -> OpenApi {
    let mut paths = Paths::new();
    let mut schemas = replies::schemas();
    for operation in Operation::ALL {
        let (described, mut more) = describe(*operation);
        paths.add_path_operation(operation.path(), vec![method(*operation)], described);
        schemas.append(&mut more);
    }
    let tags = Tag::ALL.iter().map(|tag| TagBuilder::new().name(tag.name).description(Some(tag.description)).build());
    OpenApiBuilder::new()
        .info(info())
        .servers(Some([Server::new("/")]))
        .paths(paths)
        .components(Some(components(schemas)))
        .tags(Some(tags))
        .build()
}

fn describe(operation: Operation) -> (utoipa::openapi::path::Operation, Named) {
    let entry = entry(operation);
    let (responses, mut schemas) = replies::of_operation(operation, &entry);
    let all = parameters::of_path(operation.path()).into_iter().chain(entry.parameters.iter().cloned());
    let built = OperationBuilder::new()
        .operation_id(Some(camel_case(operation.name())))
        .tag(operation.tag())
        .summary(Some(operation.summary()))
        .description(Some(description(operation)))
        .parameters(Some(all))
        .request_body(entry.body.as_ref().map(request_body))
        .responses(responses)
        .securities(Some(security(operation)));
    schemas.extend(entry.schemas);
    (built.build(), schemas)
}

fn method(operation: Operation) -> HttpMethod {
    match operation.method() {
        "POST" => HttpMethod::Post,
        "PUT" => HttpMethod::Put,
        "PATCH" => HttpMethod::Patch,
        "DELETE" => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

/// `ListOrders` is `listOrders`.
fn camel_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

fn description(operation: Operation) -> String {
    let who = match operation.access() {
        Access::Open => "Anybody may make this call.",
        Access::AdminToken => "Needs the stack's admin token.",
        Access::Key(Scope::Read) => "Needs a key of scope `read` or a wider one.",
        Access::Key(Scope::Write) => "Needs a key of scope `write` or a wider one.",
        Access::Key(Scope::Admin) => "Needs a key of scope `admin`.",
        Access::Supplier | Access::Key(Scope::Supplier) => "Needs a key of scope `supplier`.",
    };
    format!("{}\n\n{who}", operation.description())
}

fn request_body(body: &Body) -> RequestBody {
    let examples = body.examples.iter().map(|(name, shows, example)| {
        (*name, ExampleBuilder::new().summary(*shows).value(Some(example.clone())).build())
    });
    let content = ContentBuilder::new().schema(Some(body.schema.clone())).examples_from_iter(examples).build();
    let required = if body.is_needed { Required::True } else { Required::False };
    RequestBodyBuilder::new().content("application/json", content).required(Some(required)).build()
}

fn security(operation: Operation) -> Vec<SecurityRequirement> {
    let none: [&str; 0] = [];
    match operation.access() {
        Access::Open => vec![],
        Access::AdminToken => vec![SecurityRequirement::new(ADMIN_TOKEN, none)],
        Access::Key(_) | Access::Supplier => vec![SecurityRequirement::new(STORE_ID, none).add(API_KEY, none)],
    }
}

fn components(schemas: Named) -> Components {
    let mut schemas = variants::named(schemas);
    schemas.sort_by(|(one, _), (other, _)| one.cmp(other));
    let schemas = schemas.into_iter().map(|(name, schema)| match name.as_str() {
        // The domain keeps both as texts: what they may be is the business of the rules.
        "Filter" => (name, refined::<Comparator>(refined::<FilterField>(schema, "field"), "comparator")),
        _ => (name.clone(), views::described(&name, schema)),
    });
    let header = |name, about| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, about)));
    let token = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("The stack's admin token."));
    ComponentsBuilder::new()
        .schemas_from_iter(schemas)
        .responses_from_iter(replies::shared())
        .security_scheme(STORE_ID, header("ORDERDESK-STORE-ID", "The store's id; goes with its key."))
        .security_scheme(API_KEY, header("ORDERDESK-API-KEY", "A key of the store; its scope says what it opens."))
        .security_scheme(ADMIN_TOKEN, SecurityScheme::Http(token.build()))
        .build()
}

fn info() -> Info {
    let licence = env!("CARGO_PKG_LICENSE");
    InfoBuilder::new()
        .title("Waybill")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(ABOUT))
        .license(Some(LicenseBuilder::new().name(licence).identifier(Some(licence)).build()))
        .build()
}

const ABOUT: &str = "\
An open order desk on your own AWS account. `/api/v2` is compatible with version 2 of Order Desk's API; `/v1` is our \
own.

Every good answer has `status` and `execution_time`. `/api/v2` refuses with `status: error` and a `message`; `/v1` \
with a problem (RFC 9457, `application/problem+json`). All that is wrong with a body comes back at once.

Under `/api/v2`, `X-HTTP-Method-Override: PUT` makes a POST a PUT, and the singular spellings `/order/{order_id}/…` and \
`/inventory-item/{inventory_item_id}` lead to the same as the plural ones. Numbers may be sent as texts; null is absent; \
fields that are not known are passed over. An empty map is written `[]`, as PHP does. Dates are UTC.

In the examples, a name in braces such as `{order_id}` stands for an id that is there.";
