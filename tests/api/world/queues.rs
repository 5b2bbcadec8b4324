//! The queues, and the functions that are woken by them.

use std::rc::Rc;
use std::time::Duration;

use aws_lambda_events::sqs::{SqsBatchResponse, SqsEvent};
use cloud::{Aws, Message, QueueSettings};
use jiff::Timestamp;
use serde_json::{Value, json};
use tracing::Instrument;

use super::World;
use super::apps::Function;

/// Outgoing posts.
pub(crate) const POST: &str = "post";
/// Outgoing mails.
pub(crate) const MAIL: &str = "mail";
/// What failed for good.
pub(crate) const DEAD: &str = "appointments-dead";
/// Parts of sweeps.
pub(crate) const SWEEPS: &str = "sweeps";
/// Files to be imported, and parts of imports.
pub(crate) const IMPORTS: &str = "imports";
/// Looks of pickups.
pub(crate) const PICKUPS: &str = "pickups";
/// Parts of exports.
pub(super) const EXPORTS: &str = "exports";
/// Files of exports.
pub(super) const FILES: &str = "files";
/// What shops are told and asked.
pub(crate) const CARTS: &str = "carts";
/// Documents to be made.
pub(super) const DOCUMENTS: &str = "documents";
/// Orders that arrive from shops.
pub(crate) const ARRIVALS: &str = "arrivals.fifo";
/// Of those, what nobody can handle.
pub(crate) const ARRIVALS_PARKED: &str = "arrivals-parked.fifo";
/// What nobody can handle.
pub(crate) const PARKED: &str = "parked";

/// Lambda takes at most so many messages at once.
const BATCH: usize = 10;

/// Who is woken by which queue.
const POLLED: [(&str, Function); 11] = [
    (POST, Function::PostOrderJson),
    (MAIL, Function::SendMail),
    (DEAD, Function::CloseAppointment),
    (SWEEPS, Function::RunSweep),
    (IMPORTS, Function::ImportFile),
    (PICKUPS, Function::PickUpFiles),
    (EXPORTS, Function::ExportOrders),
    (FILES, Function::DeliverFile),
    (CARTS, Function::CallCart),
    (DOCUMENTS, Function::MakeDocument),
    (ARRIVALS, Function::ImportOrder),
];

pub(super) fn url(queue: &str) -> String {
    format!("https://sqs.us-east-1.amazonaws.com/000000000000/{queue}")
}

/// The name of the function that parked a message.
pub(crate) fn parked_by(message: &Message) -> &str {
    message.message_attributes.pointer("/function/StringValue").and_then(Value::as_str).unwrap_or_default()
}

/// The queues as `infra/queues.yaml` has them.
pub(super) fn create(aws: &Aws) {
    let visibility = Duration::from_mins(6);
    let redrive = |max, to: &str| Some((max, to.to_owned()));
    aws.queues.create(POST, QueueSettings { visibility, redrive: redrive(11, DEAD) });
    aws.queues.create(MAIL, QueueSettings { visibility, redrive: redrive(11, DEAD) });
    aws.queues.create(DEAD, QueueSettings { visibility, redrive: redrive(20, PARKED) });
    let of_sweeps = QueueSettings { visibility: Duration::from_mins(12), redrive: redrive(10, PARKED) };
    aws.queues.create(SWEEPS, of_sweeps);
    let of_imports = QueueSettings { visibility: Duration::from_mins(12), redrive: redrive(10, PARKED) };
    aws.queues.create(IMPORTS, of_imports);
    let of_pickups = QueueSettings { visibility: Duration::from_mins(20), redrive: redrive(10, PARKED) };
    aws.queues.create(PICKUPS, of_pickups);
    let of_exports = QueueSettings { visibility: Duration::from_mins(12), redrive: redrive(10, PARKED) };
    aws.queues.create(EXPORTS, of_exports);
    let of_files = QueueSettings { visibility: Duration::from_mins(11), redrive: redrive(11, DEAD) };
    aws.queues.create(FILES, of_files);
    aws.queues.create(DOCUMENTS, QueueSettings { visibility, redrive: redrive(11, DEAD) });
    let of_carts = Duration::from_mins(4);
    aws.queues.create(CARTS, QueueSettings { visibility: of_carts, redrive: redrive(11, DEAD) });
    aws.queues.create(ARRIVALS, QueueSettings { visibility: of_carts, redrive: redrive(12, ARRIVALS_PARKED) });
    aws.queues.create(ARRIVALS_PARKED, QueueSettings::default());
    aws.queues.create(PARKED, QueueSettings::default());
}

impl World {
    /// Hands each function one batch of what is visible now; false when there was nothing.
    pub(super) async fn poll_queues(&self) -> bool {
        let mut worked = false;
        for (queue, function) in POLLED {
            worked |= self.poll(queue, function).await;
        }
        worked
    }

    /// When the next message can be seen; nothing when no queue holds any.
    pub(super) fn next_message_at(&self) -> Option<Timestamp> {
        POLLED.iter().filter_map(|(queue, _)| self.aws.queues.next_at(queue)).min()
    }

    /// Hands a function these messages; what it keeps, by id. Nothing when it crashed.
    pub(crate) async fn invoke_queue(&self, function: Function, event: &Value) -> Option<Vec<String>> {
        let event: SqsEvent = serde_json::from_value(event.clone()).unwrap();
        let span = runtime::invocation(&self.context());
        let response: SqsBatchResponse = self
            .run(function, async {
                match function {
                    Function::PostOrderJson => {
                        let app = Rc::clone(&self.apps.borrow().post_order_json);
                        post_order_json::handle(&app, &event).instrument(span).await
                    }
                    Function::CloseAppointment => {
                        let app = Rc::clone(&self.apps.borrow().close_appointment);
                        close_appointment::handle(&app, &event).instrument(span).await
                    }
                    Function::SendMail => {
                        let app = Rc::clone(&self.apps.borrow().send_mail);
                        send_mail::handle(&app, &event).instrument(span).await
                    }
                    Function::RunSweep => {
                        let app = Rc::clone(&self.apps.borrow().run_sweep);
                        run_sweep::handle(&app, &event).instrument(span).await
                    }
                    Function::ImportFile => {
                        let app = Rc::clone(&self.apps.borrow().import_file);
                        import_file::handle(&app, &event).instrument(span).await
                    }
                    Function::PickUpFiles => {
                        let app = Rc::clone(&self.apps.borrow().pick_up_files);
                        pick_up_files::handle(&app, &event).instrument(span).await
                    }
                    Function::ExportOrders => {
                        let app = Rc::clone(&self.apps.borrow().export_orders);
                        export_orders::handle(&app, &event).instrument(span).await
                    }
                    Function::DeliverFile => {
                        let app = Rc::clone(&self.apps.borrow().deliver_file);
                        deliver_file::handle(&app, &event).instrument(span).await
                    }
                    Function::MakeDocument => {
                        let app = Rc::clone(&self.apps.borrow().make_document);
                        make_document::handle(&app, &event).instrument(span).await
                    }
                    Function::CallCart => {
                        let app = Rc::clone(&self.apps.borrow().call_cart);
                        call_cart::handle(&app, &event).instrument(span).await
                    }
                    Function::ImportOrder => {
                        let app = Rc::clone(&self.apps.borrow().import_order);
                        import_order::handle(&app, &event).instrument(span).await
                    }
                    other => panic!("{other:?} is woken by no queue"),
                }
            })
            .await?;
        Some(response.batch_item_failures.into_iter().map(|failure| failure.item_identifier).collect())
    }

    /// Puts a file into the bucket, of which S3 tells the queue, so often.
    pub(crate) fn drop_file(&self, name: &str, body: &[u8], times: usize) {
        self.aws.buckets.put(super::BUCKET, name, body);
        self.tell_of_file(name, times);
    }

    /// Has S3 tell of what functions put where files are imported, twice, as it may.
    pub(super) fn tell_of_put_files(&self) {
        for name in self.aws.buckets.take_put(super::BUCKET) {
            if name.starts_with("imports/") {
                self.tell_of_file(&name, 2);
            }
        }
    }

    /// Has SES say something, which its topic hands on to the queue.
    pub(crate) fn tell_of_mail(&self, notification: &Value) {
        self.aws.queues.send(IMPORTS, &notification.to_string());
    }

    fn tell_of_file(&self, name: &str, times: usize) {
        let body = self.aws.buckets.bytes(super::BUCKET, name).unwrap_or_default();
        let etag = self.aws.buckets.put(super::BUCKET, name, &body);
        let key: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let object = json!({ "key": key.replace("%2F", "/"), "size": body.len(), "eTag": etag });
        let record = json!({ "eventName": "ObjectCreated:Put", "s3": { "bucket": { "name": super::BUCKET }, "object": object } });
        for _ in 0..times {
            self.aws.queues.send(IMPORTS, &json!({ "Records": [record] }).to_string());
        }
    }

    async fn poll(&self, queue: &str, function: Function) -> bool {
        let messages = self.aws.queues.receive(queue, BATCH);
        if messages.is_empty() {
            return false;
        }
        let records: Vec<Value> = messages.iter().map(record).collect();
        // Who crashed keeps everything, until it can be seen again.
        if let Some(kept) = self.invoke_queue(function, &json!({ "Records": records })).await {
            for message in messages.iter().filter(|message| !kept.contains(&message.message_id)) {
                self.aws.queues.delete(queue, &message.receipt);
            }
        }
        true
    }
}

/// A message as Lambda hands it to a function.
fn record(message: &Message) -> Value {
    let attributes = message.message_attributes.as_object().into_iter().flatten().map(|(name, value)| {
        let value = json!({ "dataType": value["DataType"], "stringValue": value["StringValue"] });
        (name.clone(), value)
    });
    let mut record = json!({
        "messageId": message.message_id, "receiptHandle": message.receipt, "body": message.body,
        "attributes": {
            "ApproximateReceiveCount": message.receive_count.to_string(),
            "SentTimestamp": message.sent_at.as_millisecond().to_string(),
        },
        "messageAttributes": attributes.collect::<serde_json::Map<_, _>>(),
        "eventSource": "aws:sqs", "awsRegion": "us-east-1",
    });
    if let Some(group) = &message.message_group_id {
        record["attributes"]["MessageGroupId"] = json!(group);
    }
    record
}
