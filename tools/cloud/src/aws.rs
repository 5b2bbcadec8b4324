//! All services of one cloud, behind its faults.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;
use aws_types::SdkConfig;

use crate::buckets::Buckets;
use crate::client;
use crate::dynamo::{Dynamo, Recording};
use crate::faults::Faults;
use crate::kms;
use crate::mails::Mails;
use crate::queues::Queues;
use crate::request::{Refusal, Reply};
use crate::time::Time;

/// DynamoDB, SQS, S3, KMS and SES of one cloud. No two clouds share anything.
#[derive(Debug)]
pub struct Aws {
    /// The table.
    pub dynamo: Dynamo,
    /// The queues.
    pub queues: Queues,
    /// The buckets.
    pub buckets: Buckets,
    /// The mails.
    pub mails: Mails,
    /// What fails, and when.
    pub faults: Faults,
    /// Its time.
    pub time: Time,
    number: u64,
}

impl Aws {
    /// A cloud with an empty table and no queues.
    pub fn new(time: Time, recording: Recording) -> Result<Arc<Self>> {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        Ok(Arc::new(Self {
            dynamo: Dynamo::new(recording, time.clone())?,
            queues: Queues::new(time.clone()),
            buckets: Buckets::default(),
            mails: Mails::default(),
            faults: Faults::default(),
            time,
            number: NUMBER.fetch_add(1, Ordering::Relaxed),
        }))
    }

    /// The SDK's configuration for `function`: its clients ask this cloud, in this process. Waits before something is
    /// tried again take no time, but let others have their turns.
    pub fn config(self: &Arc<Self>, function: &str) -> SdkConfig {
        client::config(self, function)
    }

    /// A region of this cloud's own, because the SDK lets clients of one region share what they learnt of failures.
    pub(crate) fn region(&self) -> String {
        format!("local-{}", self.number)
    }

    /// A request sets out: which round trip to the table it is, if it is one.
    pub(crate) fn set_out(&self, operation: &str) -> Option<u64> {
        operation.starts_with("DynamoDB").then(|| self.dynamo.set_out())
    }

    /// A request that set out is answered.
    pub(crate) fn arrived(&self, round_trip: Option<u64>) {
        if let Some(round_trip) = round_trip {
            self.dynamo.arrived(round_trip);
        }
    }

    /// Does what is asked for and answers.
    pub(crate) fn answer(&self, operation: &str, body: &[u8]) -> Reply {
        let (service, name) = operation.split_once('.').unwrap_or(("", operation));
        let answer = match service {
            "DynamoDB_20120810" => self.dynamo.answer(name, body),
            "AmazonSQS" => self.queues.answer(name, body),
            "TrentService" => kms::answer(name),
            "" => return self.mails.answer(name, body),
            _ => Err(Refusal::unknown(operation)),
        };
        match answer {
            Ok(body) => Reply::json(200, body),
            Err(refusal) => Reply::json(refusal.status, refusal.body),
        }
    }
}
