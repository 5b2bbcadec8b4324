//! Calls over HTTP, as the gateway hands them to a function, and their answers, each held against the document.

use std::rc::Rc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::limits::aws::MAX_ANSWER_BYTES;
use futures_util::future::LocalBoxFuture;
use http::{Found, Operation, path_parts};
use lambda_http::http::HeaderMap;
use lambda_http::{Request, Response};
use lambda_runtime::Context;
use serde_json::{Map, Value, json};
use waybill::http::Reply;

use super::World;
use super::apps::Function;

impl World {
    /// Makes a call and checks its answer against the document. A function that crashed is answered for as the gateway
    /// does, with 500.
    pub(crate) async fn call(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Reply {
        let parts = path_parts(path.split('?').next().unwrap());
        let function = match Operation::find(method, &parts) {
            Found::Operation(operation, _) => Function::of(operation.function()),
            Found::OtherMethods(_) | Found::Nothing if parts.first() == Some(&"console") => Function::ServeConsole,
            Found::OtherMethods(_) | Found::Nothing => Function::ServeApi,
        };
        let event = event(method, path, headers, body);
        let request = request(&event, self.context());
        let Some(response) = self.run(function, self.answer(function, &request)).await else {
            return Reply { status: 500, headers: HeaderMap::default(), body: "{\"message\":\"crashed\"}".into() };
        };
        let reply = read(response);
        check(method, path, headers, &reply);
        taken_by_lambda(reply)
    }

    /// Hands a function the event of the gateway; what it answers, as status and body.
    pub(crate) async fn invoke_http(&self, function: Function, event: &Value) -> (u16, Value) {
        let reply = read(self.answer(function, &request(event, self.context())).await);
        let method = event["requestContext"]["http"]["method"].as_str().unwrap();
        check(method, event["rawPath"].as_str().unwrap(), &[], &reply);
        (reply.status, reply.json().unwrap_or_default())
    }

    /// On the heap and without its type: what a test awaits would hold the whole of every function otherwise.
    fn answer<'a>(&'a self, function: Function, request: &'a Request) -> LocalBoxFuture<'a, Response<String>> {
        Box::pin(self.handle(function, request))
    }

    async fn handle(&self, function: Function, request: &Request) -> Response<String> {
        /// The app is taken out of its cell first: it must not be held while it works.
        macro_rules! handle {
            ($name:ident) => {{
                let app = Rc::clone(&self.apps.borrow().$name);
                $name::handle(&app, request).await
            }};
        }
        match function {
            Function::IngestOrder => handle!(ingest_order),
            Function::IngestShipment => handle!(ingest_shipment),
            Function::ServeApi => handle!(serve_api),
            Function::ServeRules => handle!(serve_rules),
            Function::ServeFiles => handle!(serve_files),
            Function::ManageStore => handle!(manage_store),
            Function::ServeConsole => {
                let app = Rc::clone(&self.apps.borrow().serve_console);
                serve_console::handle(&app, request).await.map(|body| String::from_utf8(body.to_vec()).unwrap())
            }
            Function::ServeDocuments => handle!(serve_documents),
            Function::TakeWebhook => handle!(take_webhook),
            Function::TestFileServer => handle!(test_file_server),
            other => panic!("{other:?} answers no calls"),
        }
    }
}

/// The event of the gateway, in its format 2.0: header names in small letters, one that comes twice with a comma, a body
/// that is no text in base64.
pub(crate) fn event(method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Value {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut sent = Map::from_iter([("host".to_owned(), json!("api.example.com"))]);
    for (name, value) in headers {
        let sent = sent.entry(name.to_lowercase()).or_insert_with(|| json!(""));
        let before = sent.as_str().unwrap();
        *sent = if before.is_empty() { json!(value) } else { json!(format!("{before},{value}")) };
    }
    let mut event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": sent,
        "requestContext": {
            "accountId": "111122223333", "apiId": "api", "domainName": "api.example.com", "domainPrefix": "api",
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.9",
                      "userAgent": "tests" },
            "requestId": "gateway", "routeKey": "$default", "stage": "$default",
            "time": "25/Nov/2026:09:00:00 +0000", "timeEpoch": 1_795_597_200_000_u64,
        },
        "isBase64Encoded": false,
    });
    match body.map(|body| (body, std::str::from_utf8(body))) {
        None => {}
        Some((_, Ok(text))) => event["body"] = json!(text),
        Some((bytes, Err(_))) => {
            event["body"] = json!(STANDARD.encode(bytes));
            event["isBase64Encoded"] = json!(true);
        }
    }
    event
}

/// The request that a function makes of an event.
fn request(event: &Value, context: Context) -> Request {
    let mut request = lambda_http::request::from_str(&event.to_string()).unwrap();
    request.extensions_mut().insert(context);
    request
}

fn read(response: Response<String>) -> Reply {
    let (parts, body) = response.into_parts();
    Reply { status: parts.status.as_u16(), headers: parts.headers, body: body.into() }
}

/// What API Gateway answers for a function whose answer, a text in another JSON document, is larger than Lambda takes.
fn taken_by_lambda(reply: Reply) -> Reply {
    let answer = json!({ "statusCode": reply.status, "body": String::from_utf8_lossy(&reply.body) });
    if answer.to_string().len() <= MAX_ANSWER_BYTES {
        return reply;
    }
    Reply { status: 502, headers: HeaderMap::default(), body: "{\"message\":\"Bad Gateway\"}".into() }
}

/// Holds an answer against the document.
fn check(method: &str, path: &str, headers: &[(&str, &str)], reply: &Reply) {
    // Pages of the console are no calls of the API.
    if path.starts_with("/console") {
        return;
    }
    let overridden = |(name, value): &(&str, &str)| {
        name.eq_ignore_ascii_case("x-http-method-override") && value.eq_ignore_ascii_case("put")
    };
    let meant = if method == "POST" && headers.iter().any(overridden) { "PUT" } else { method };
    let headers: Vec<_> = reply.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
    let reply = contract::Reply { status: reply.status, headers: &headers, body: &reply.body };
    if let Err(misfits) = contract::validate(meant, path, reply) {
        let body = String::from_utf8_lossy(reply.body);
        panic!("{method} {path}: the answer {} is not in docs/openapi.json: {misfits:#?}\n{body}", reply.status);
    }
}
