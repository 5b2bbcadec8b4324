//! Each log line says what it is about: `operation`, `store_id`, `order_id`, `request_id`.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::sync::Once;

use cloud::{Fault, Target};
use lambda_runtime::tracing::subscriber;
use serde_json::{Value, json};

use crate::shop::Shop;
use crate::world::{Function, POST};

thread_local! {
    /// What this thread logs, while it is kept.
    static KEPT: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Writes to what the thread keeps.
struct Lines;

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        KEPT.with_borrow_mut(|kept| kept.iter_mut().for_each(|kept| kept.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Starts logs in the form Lambda is given, once in the process: whoever keeps none pays little for them.
pub(crate) fn start() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| subscriber::fmt().json().with_writer(|| Lines).init());
}

/// What `work` logs in which a line says `text`: the fields of all its spans, and its message.
pub(crate) async fn line(text: &str, work: impl Future<Output = ()>) -> BTreeMap<String, String> {
    KEPT.set(Some(vec![]));
    work.await;
    let kept = String::from_utf8(KEPT.take().unwrap()).unwrap();
    let lines: Vec<Value> = kept.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is_it = |line: &&Value| line["fields"]["message"].as_str().is_some_and(|message| message.contains(text));
    let line = lines.iter().find(is_it).unwrap_or_else(|| panic!("no line {text:?} in {kept}"));
    let spans = line["spans"].as_array().unwrap().iter().flat_map(|span| span.as_object().unwrap());
    spans.map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect()
}

#[track_caller]
fn assert_about(line: &BTreeMap<String, String>, operation: &str, store: &str, order: &str) {
    for (field, expected) in [("operation", operation), ("store_id", store), ("order_id", order)] {
        assert_eq!(line.get(field).map(String::as_str), Some(expected), "{field} of {line:?}");
    }
    assert!(line["request_id"].starts_with("request-"), "{line:?}");
}

/// Catches a log line that nobody can trace back to the call it is about.
#[tokio::test]
async fn a_line_logged_during_a_call_says_which_call_store_order_and_request() {
    let shop = Shop::open("logs-call").await;
    let id = shop.order("L-1").await;
    let target = Target::operation("GetItem").containing(format!("O#{}#{id}", shop.id));
    shop.world.aws.faults.fail_next(target, 3, Fault::ServerError);
    let line = line("answered 500", async {
        assert_eq!(shop.call("GET", &format!("/api/v2/orders/{id}"), None).await.status, 500);
    });
    assert_about(&line.await, "ShowOrder", &shop.id, &id);
}

/// Catches a log line that nobody can trace back to the order whose change is handled.
#[tokio::test]
async fn a_line_logged_over_a_record_says_which_store_order_and_request() {
    let shop = Shop::open("logs-record").await;
    let id = shop.order("L-1").await;
    let mut record = shop.world.unread(Function::EvaluateRules)[0].clone();
    shop.world.settle().await;
    // A store that is not there: that is logged, and passed over.
    let nobody = "4503599627370499";
    record["dynamodb"]["NewImage"]["pk"]["S"] = json!(format!("O#{nobody}#{id}"));
    let line = line("its store is gone", async {
        shop.world.invoke_stream(Function::EvaluateRules, &[record.clone()]).await.unwrap();
    });
    assert_about(&line.await, "evaluate_rules", nobody, &id);
}

/// Catches a log line that nobody can trace back to the appointment that is due.
#[tokio::test]
async fn a_line_logged_over_a_message_says_which_store_order_and_request() {
    let shop = Shop::open("logs-message").await;
    let id = shop.order("L-1").await;
    shop.world.settle().await;
    shop.world.aws.queues.send(POST, &format!("{{\"store\":{},\"appointment\":\"{id}-77\"}}", shop.id));
    let line = line("no such appointment", shop.world.settle()).await;
    assert_about(&line, "attempt", &shop.id, &id);
}

/// Catches a record that is put away, or a message that is kept, by a line that does not say whose it is.
#[tokio::test]
async fn what_becomes_of_a_record_or_a_message_is_logged_with_what_it_is_about() {
    let shop = Shop::open("logs-fate").await;
    let id = shop.order("L-1").await;
    let record = shop.world.unread(Function::EvaluateRules)[0].clone();
    let store = Target::operation("GetItem").containing(format!("S#{}", shop.id));
    shop.world.aws.faults.fail_next(store, 3, Fault::ServerError);
    let again = line("the batch will come again", async {
        assert!(shop.world.invoke_stream(Function::EvaluateRules, std::slice::from_ref(&record)).await.is_err());
    });
    assert_about(&again.await, "evaluate_rules", &shop.id, &id);
    shop.world.settle().await;
    shop.world.aws.queues.send(POST, &format!("{{\"store\":{},\"appointment\":\"{id}-77\"}}", shop.id));
    let due = Target::operation("BatchGetItem").containing(format!("O#{}#{id}", shop.id));
    shop.world.aws.faults.fail_next(due, 3, Fault::ServerError);
    let kept = line("kept in the queue", shop.world.settle()).await;
    assert_about(&kept, "attempt", &shop.id, &id);
}
