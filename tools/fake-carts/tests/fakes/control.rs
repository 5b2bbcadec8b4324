//! The program by itself, and what is asked of it behind the vendor's back.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use bytes::Bytes;
use carts::Cart;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use crate::client::kept_order;

/// A shop of its own process. Dropped, it ends.
struct Program {
    child: Child,
    url: String,
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Program {
    fn start(vendor: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fake-cart"));
        let mut child = command.arg(vendor).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim_end().to_owned() }
    }

    /// The status and the answer; none where the connection was closed.
    async fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Value) -> Option<(u16, Value)> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
        let request = request.body(Full::new(body)).unwrap();
        let reply = Client::builder(TokioExecutor::new()).build_http().request(request).await.ok()?;
        let status = reply.status().as_u16();
        let body = reply.into_body().collect().await.unwrap().to_bytes();
        Some((status, serde_json::from_slice(&body).unwrap_or_default()))
    }

    async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.ask(method, &format!("/_fake/{path}"), &[], body).await.unwrap();
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer
    }
}

const KEYS: [(&str, &str); 3] =
    [("x-api-key", "client-id:client-secret"), ("authorization", "Bearer token"), ("accept", "application/json")];

#[tokio::test]
async fn a_shop_of_its_own_process_is_asked_under_its_own_addresses() {
    let shop = Program::start("etsy");
    assert_eq!(shop.control("PUT", "orders", kept_order(Cart::Etsy)).await, json!({"id": "54321"}));
    assert_eq!(shop.control("PUT", "clock", json!("2026-11-10T12:00:00Z")).await, json!("2026-11-10T12:00:00Z"));
    let tell = async || {
        let form = ("content-type", "application/x-www-form-urlencoded");
        let headers = [KEYS.as_slice(), &[form]].concat();
        let mut request = Request::post(format!("{}/v3/application/shops/12345/receipts/54321/tracking", shop.url));
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let body = Full::new(Bytes::from("tracking_code=1Z0000000000000019&carrier_name=ups"));
        Client::builder(TokioExecutor::new()).build_http().request(request.body(body).unwrap()).await
    };
    shop.control("POST", "fail", json!({"kind": "lost_answer", "path": "/tracking"})).await;
    assert!(tell().await.is_err());
    assert!(tell().await.is_ok());
    let shipped = shop.control("GET", "shipments", Value::Null).await;
    assert_eq!(
        (&shipped[0]["calls"], &shipped[0]["status"], &shipped[0]["parcels"][1]["carrier"]),
        (&json!(2), &json!("Completed"), &json!("ups"))
    );
    let (status, _) = shop.ask("GET", "/v3/application/shops/12345/sections", &KEYS, Value::Null).await.unwrap();
    assert_eq!(status, 404);
    let requests = shop.control("GET", "requests", Value::Null).await;
    assert_eq!((&requests[0]["failure"], &requests[1]["status"]), (&json!("lost_answer"), &json!(200)));
    assert!(requests[2]["refusal"].as_str().unwrap().contains("/sections"), "{requests}");
    shop.control("DELETE", "requests", Value::Null).await;
    assert_eq!(shop.control("GET", "requests", Value::Null).await, json!([]));
}

#[tokio::test]
async fn keys_failures_and_webhooks_are_set_from_outside() {
    let shop = Program::start("etsy");
    let mut keys = shop.control("GET", "keys", Value::Null).await;
    keys["token"] = json!("another");
    shop.control("PUT", "keys", keys).await;
    let listed = async || shop.ask("GET", "/v3/application/shops/12345/receipts", &KEYS, Value::Null).await.unwrap().0;
    assert_eq!(listed().await, 401);
    shop.control("POST", "fail", json!({"kind": "server_error", "times": 9})).await;
    assert_eq!(listed().await, 500);
    shop.control("DELETE", "fail", Value::Null).await;
    assert_eq!(listed().await, 401);
    let receiver = Program::start("woocommerce");
    let notice = json!({"url": format!("{}/hooks", receiver.url), "topic": "order.paid", "order_id": "1", "times": 3});
    let deliveries = shop.control("POST", "webhooks", notice).await;
    assert_eq!(deliveries.as_array().unwrap().len(), 3);
    assert_eq!(receiver.control("GET", "requests", Value::Null).await.as_array().unwrap().len(), 3);
    for (method, path, body) in [
        ("POST", "fail", json!({"kind": "earthquake"})),
        ("PUT", "orders", json!({"id": 1})),
        ("POST", "webhooks", json!({"url": "", "topic": 1})),
    ] {
        let (status, answer) = shop.ask(method, &format!("/_fake/{path}"), &[], body).await.unwrap();
        assert_eq!((status, answer["error"].is_string()), (400, true), "{path}");
    }
    assert_eq!(shop.ask("GET", "/_fake/weather", &[], Value::Null).await.unwrap().0, 404);
    assert_eq!(receiver.control("PUT", "plugins", json!(["wc-ast/v3"])).await, json!(["wc-ast/v3"]));
    assert_eq!(receiver.control("GET", "hooks", Value::Null).await, json!([]));
    assert_eq!(receiver.control("GET", "orders", Value::Null).await, json!([]));
}
