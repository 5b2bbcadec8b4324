//! What a test or a person wants to see of a running cloud: mails, queues, logs, processes.

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::aws::Aws;
use crate::cloud::Cloud;
use crate::deploy::STACK;
use crate::{http, processes};

/// The account the emulator files everything under.
const ACCOUNT: &str = "/messages/000000000000";

/// A mail the stack sent through SES.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Mail {
    /// The sender.
    #[serde(rename = "Source")]
    pub from: String,
    /// The receivers.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The plain text.
    #[serde(rename = "BodyText")]
    pub text: String,
}

/// A message that lies in a queue, hidden or not.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Message {
    /// The message's id.
    pub message_id: String,
    /// What was sent.
    pub body: String,
    /// How often it was received.
    pub receive_count: u32,
    /// Whether a receiver would get it now.
    pub is_visible: bool,
    /// When it will be visible, in seconds since 1970.
    pub visible_at: i64,
    /// The message group, if any.
    pub message_group_id: Option<String>,
    /// The attributes its sender gave it.
    pub message_attributes: Value,
}

impl Message {
    /// The function that parked this message; nothing for a message of another kind.
    pub fn function(&self) -> Option<&str> {
        self.message_attributes.pointer("/function/StringValue").and_then(Value::as_str)
    }
}

/// One line a function logged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct LogLine {
    /// When, in milliseconds since 1970.
    pub timestamp: i64,
    /// The line.
    pub message: String,
}

impl Cloud {
    /// All mails sent so far, oldest first.
    pub async fn mails(&self) -> Result<Vec<Mail>> {
        let reply = http::get(format!("{}/_ministack/ses/messages", self.gateway())).send().await?;
        let mails = reply.accepted::<Value>()?.pointer(ACCOUNT).cloned().unwrap_or(json!([]));
        serde_json::from_value(mails).context("the emulator describes mails in another way")
    }

    /// What lies in the queue whose name ends in `-<queue>` (`post`, `appointments-dead`, `parked`), without taking it.
    pub async fn messages(&self, queue: &str) -> Result<Vec<Message>> {
        let reply = http::get(format!("{}/_ministack/sqs/messages", self.gateway())).send().await?;
        let regions: Value = reply.accepted()?;
        let queues = regions.pointer(ACCOUNT).and_then(Value::as_object).into_iter().flatten();
        let wanted = format!("/{}", self.full_name(queue));
        let found = queues
            .filter_map(|(_region, queues)| queues.as_object())
            .flatten()
            .find_map(|(url, messages)| url.ends_with(&wanted).then(|| messages.clone()));
        let messages = found.with_context(|| format!("there is no queue {}", self.full_name(queue)))?;
        serde_json::from_value(messages).context("the emulator describes messages in another way")
    }

    /// What a function (`serve-api`) has logged since `since` (milliseconds since 1970), oldest first.
    pub async fn logs(&self, function: &str, since: i64) -> Result<Vec<LogLine>> {
        log_lines(self.aws(), function, since).await
    }

    /// Kills all processes of a function (`post-order-json`) as a crash would, and says how many.
    pub fn kill_function(&self, function: &str) -> Result<usize> {
        let mut killed = 0;
        for process in processes::functions(self.gateway_port()) {
            if process.function == function && processes::kill(process.id)? {
                killed += 1;
            }
        }
        Ok(killed)
    }

    /// How many processes of a function are there, at work or waiting.
    pub fn processes_of(&self, function: &str) -> usize {
        processes::functions(self.gateway_port()).iter().filter(|process| process.function == function).count()
    }
}

/// What a function (`serve-api`) has logged since `since` (milliseconds since 1970), oldest first.
pub async fn log_lines(aws: &Aws, function: &str, since: i64) -> Result<Vec<LogLine>> {
    let mut lines: Vec<LogLine> = vec![];
    let group = format!("/aws/lambda/{STACK}-{function}");
    let mut token: Option<Value> = None;
    loop {
        let request = json!({"logGroupName": group, "startTime": since, "nextToken": token});
        let mut page = aws.json("Logs_20140328.FilterLogEvents", &request).await?;
        let events = page.get_mut("events").map_or(json!([]), Value::take);
        lines.extend(serde_json::from_value::<Vec<LogLine>>(events)?);
        let next = page.get_mut("nextToken").map(Value::take).filter(Value::is_string);
        // The same token again would be the same page again.
        if next.is_none() || next == token {
            break;
        }
        token = next;
    }
    lines.sort_by_key(|line| line.timestamp);
    Ok(lines)
}
