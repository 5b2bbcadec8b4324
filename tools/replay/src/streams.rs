//! Carries on what was written and sent: rows to the readers of the stream, messages to the readers of their queues.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::cloud::{Item, Sent, text_of};
use crate::deployment::Source;
use crate::world::World;

/// A batch of a stream, and of a queue, as the template has them.
const RECORDS: usize = 100;
const MESSAGES: usize = 10;

/// Rules answer rules within a run, so what was written is carried on after a few rounds.
const MAX_ROUNDS: usize = 20;

/// Longer than any wait of the schedule with all its chance.
const SETTLE_SECONDS: i64 = 60;

/// What a message whose function said nothing is hidden for.
const VISIBILITY_SECONDS: i64 = 360;

#[derive(Debug, Clone)]
pub(crate) struct Message {
    sent: Sent,
    pub(crate) receipt: String,
    receives: u32,
    visible_at: i64,
    /// Waits that came from chance are over when the driver settles, and not at a moment of their own.
    waits_to_settle: bool,
}

impl Message {
    pub(crate) fn new(sent: Sent, now: i64) -> Self {
        let visible_at = now + sent.delay_seconds;
        Self { sent, receipt: String::new(), receives: 0, visible_at, waits_to_settle: false }
    }

    /// The order its appointment is of.
    fn order(&self) -> String {
        let body: Value = serde_json::from_str(&self.sent.body).unwrap_or_default();
        let appointment = body["appointment"].as_str().unwrap_or(&self.sent.body);
        appointment.split('-').next().unwrap_or_default().to_owned()
    }

    pub(crate) fn hide_until(&mut self, at: i64) {
        (self.visible_at, self.waits_to_settle) = (at, true);
    }
}

impl World {
    /// Carries on what is there now.
    pub(crate) async fn drive(&mut self) -> Result<()> {
        for _ in 0..MAX_ROUNDS {
            let rows = std::mem::take(&mut self.unseen);
            let moved = self.carry_rows(rows).await? | self.carry_messages().await?;
            if !moved && self.unseen.is_empty() {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Carries on what is there now, lets the waits pass, and carries on again, so many times.
    pub(crate) async fn settle(&mut self, times: usize) -> Result<()> {
        self.drive().await?;
        for _ in 0..times {
            self.clock.advance(SETTLE_SECONDS)?;
            let now = self.clock.now();
            self.messages.iter_mut().filter(|it| it.visible_at <= now).for_each(|it| it.waits_to_settle = false);
            self.drive().await?;
        }
        Ok(())
    }

    async fn carry_rows(&mut self, mut rows: Vec<Item>) -> Result<bool> {
        // The versions of one row stay in their sequence.
        rows.sort_by_key(|row| (self.names.normal(text_of(row, "pk")), text_of(row, "sk").to_owned()));
        let mut moved = false;
        let readers = self.deployment.functions.iter().filter_map(|function| match &function.source {
            Source::Stream(attributes) => Some((function.name.clone(), attributes.clone())),
            _ => None,
        });
        for (name, attributes) in readers.collect::<Vec<_>>() {
            let wanted = |row: &&Item| attributes.iter().any(|attribute| !text_of(row, attribute).is_empty());
            let records: Vec<Value> = rows.iter().filter(wanted).map(|row| record(row, self.clock.now())).collect();
            for batch in records.chunks(RECORDS) {
                moved = true;
                self.hand_over(&name, json!({ "Records": batch })).await?;
            }
        }
        Ok(moved)
    }

    /// Hands a record that nobody can read to every reader of the stream.
    pub(crate) async fn poison(&mut self, store: &str) -> Result<()> {
        for attribute in ["events", "jobs"] {
            let image = json!({
                "pk": { "S": format!("O#{store}#4503599627370497") }, "sk": { "S": "O" }, "version": { "N": "1" },
                "body": { "B": "AAEC" }, attribute: { "S": "[{\"event\":\"order_imported\"}]" },
            });
            self.carry_rows(vec![serde_json::from_value(image)?]).await?;
        }
        Ok(())
    }

    async fn carry_messages(&mut self) -> Result<bool> {
        let readers = self.deployment.functions.iter().filter_map(|function| match &function.source {
            Source::Queue(queue) => Some((function.name.clone(), queue.clone())),
            _ => None,
        });
        let readers: Vec<_> = readers.collect();
        let mut moved = false;
        for (name, queue) in &readers {
            self.note_new(&readers);
            let now = self.clock.now();
            let is_due = |it: &Message| it.sent.queue == *queue && it.visible_at <= now && !it.waits_to_settle;
            let (mut due, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut self.messages).into_iter().partition(is_due);
            self.messages = rest;
            due.sort_by_key(|message| self.names.normal(&message.sent.body));
            while !due.is_empty() {
                moved = true;
                let (batch, rest) = next_batch(due);
                due = rest;
                self.receive(name, &batch).await?;
            }
        }
        Ok(moved)
    }

    /// Writes down what was sent and not received yet, by who reads it; what nobody reads stays where it is.
    fn note_new(&mut self, readers: &[(String, String)]) {
        let mut new: Vec<Sent> = self.messages.iter().filter(|it| it.receives == 0).map(|it| it.sent.clone()).collect();
        new.sort_by_key(|sent| self.names.normal(&sent.body));
        for sent in new {
            let reader = readers.iter().find(|(_, queue)| *queue == sent.queue);
            let to = reader.map_or("parked", |(name, _)| name.as_str());
            let text = format!("{}\ngroup: {}, delay: {}", sent.body, sent.group, sent.delay_seconds);
            self.note(&format!("message to {to}"), &text);
        }
        let is_read = |it: &Message| readers.iter().any(|(_, queue)| *queue == it.sent.queue);
        self.messages.retain(is_read);
        // Noted once.
        self.messages.iter_mut().for_each(|it| it.receives = it.receives.max(1));
    }

    async fn receive(&mut self, name: &str, batch: &[Message]) -> Result<()> {
        let mut records = vec![];
        let now = self.clock.now();
        for (index, message) in batch.iter().enumerate() {
            let receipt = format!("{name}-{index}");
            records.push(json!({
                "messageId": receipt, "receiptHandle": receipt, "body": message.sent.body,
                "attributes": {
                    "ApproximateReceiveCount": message.receives.to_string(), "SentTimestamp": format!("{now}000"),
                    "SenderId": "replay", "ApproximateFirstReceiveTimestamp": format!("{now}000"),
                },
                "messageAttributes": {}, "md5OfBody": "00000000000000000000000000000000", "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:replay", "awsRegion": "us-east-1",
            }));
            let mut received = message.clone();
            (received.receipt, received.receives) = (receipt, message.receives + 1);
            received.hide_until(now + VISIBILITY_SECONDS);
            self.messages.push(received);
        }
        let answer = self.hand_over(name, json!({ "Records": records })).await?;
        let failures = answer["batchItemFailures"].as_array().cloned().unwrap_or_default();
        let kept: Vec<_> = failures.iter().filter_map(|failure| failure["itemIdentifier"].as_str()).collect();
        self.messages.retain(|message| message.receipt.is_empty() || kept.contains(&message.receipt.as_str()));
        self.messages.iter_mut().for_each(|message| message.receipt.clear());
        Ok(())
    }

    async fn hand_over(&mut self, name: &str, event: Value) -> Result<Value> {
        let function = self.functions.get_mut(name).with_context(|| format!("there is no {name}"))?;
        let answered = function.invoke(event.to_string()).await?;
        self.look();
        let posts = std::mem::take(&mut *self.posts.lock().unwrap_or_else(PoisonError::into_inner));
        // Those of a batch are made at once.
        let mut posts: Vec<_> = posts.iter().map(|post| self.names.normal_post(post)).collect();
        posts.sort();
        for post in posts {
            self.note("post", &post);
        }
        // Its name is another in another build.
        if answered.failed {
            self.note("failure", &String::from_utf8_lossy(&answered.body));
        }
        Ok(serde_json::from_slice(&answered.body).unwrap_or_default())
    }
}

/// A batch, and what is left. The messages of a batch are handled at once, so it has none of an order twice: a post may
/// tell the order's history, and which attempts it tells would be chance.
fn next_batch(due: Vec<Message>) -> (Vec<Message>, Vec<Message>) {
    let mut orders = BTreeSet::new();
    let mut fits = |message: &Message| orders.len() < MESSAGES && orders.insert(message.order());
    due.into_iter().partition(&mut fits)
}

fn record(image: &Item, now: i64) -> Value {
    json!({
        "eventID": "00000000000000000000000000000000", "eventName": "MODIFY", "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": now, "NewImage": image, "SequenceNumber": "100000000000000000001",
            "Keys": { "pk": { "S": text_of(image, "pk") }, "sk": { "S": text_of(image, "sk") } },
            "SizeBytes": 2_000, "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": "arn:aws:dynamodb:us-east-1:000000000000:table/replay/stream/2026-03-01T00:00:00.000",
    })
}
