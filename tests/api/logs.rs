//! Each log line says what it is about: `operation`, `store_id`, `order_id`, `request_id`.

use std::io;
use std::sync::{Arc, Mutex};

use cloud::{Fault, Target};
use lambda_runtime::tracing::subscriber;
use serde_json::{Value, json};

use crate::shop::Shop;

/// What was logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    /// Keeps what this thread logs, in the form Lambda is given, until the guard is dropped.
    fn keep(&self) -> tracing::subscriber::DefaultGuard {
        let lines = self.clone();
        let logs = subscriber::fmt().json().with_current_span(true).with_writer(move || lines.clone()).finish();
        tracing::subscriber::set_default(logs)
    }

    /// The lines of our own crates, read.
    fn read(&self) -> Vec<Value> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// Catches a log line that nobody can trace back to the call it is about.
#[tokio::test]
async fn a_line_logged_during_a_call_says_which_call_store_order_and_request() {
    let shop = Shop::open("logs-call").await;
    let id = shop.order("L-1").await;
    let lines = Lines::default();
    let guard = lines.keep();
    shop.world.aws.faults.fail_next(Target::service("DynamoDB").from_function("serve-api"), 3, Fault::ServerError);
    shop.world.cold_start();
    assert_eq!(shop.call("GET", &format!("/api/v2/orders/{id}"), None).await.status, 500);
    drop(guard);
    let lines = lines.read();
    let line = lines.iter().find(|line| line["level"] == "ERROR").unwrap_or_else(|| panic!("no error in {lines:?}"));
    let span = &line["span"];
    assert_eq!(
        (&span["operation"], &span["store_id"], &span["order_id"]),
        (&json!("ShowOrder"), &json!(shop.id), &json!(id)),
        "{line}"
    );
    assert!(span["request_id"].as_str().unwrap().starts_with("request-"), "{line}");
}
