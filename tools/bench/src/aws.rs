//! What the functions take for AWS, and what they asked of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use aws_types::SdkConfig;
use cloud::{Aws, Item, QueueSettings, Recording, Servers, Time, Units};

/// The queues functions send to; nobody receives from them: who calls decides what is received when.
const QUEUES: [&str; 10] =
    ["post", "mail", "files", "carts", "arrivals.fifo", "appointments-dead", "sweeps", "imports", "exports", "parked"];

/// The private bucket.
pub(crate) const BUCKET: &str = "waybill-private";

/// The sender of mails.
pub(crate) const MAIL_FROM: &str = "bench@example.test";

/// The services, running.
#[derive(Debug)]
pub(crate) struct Cloud {
    aws: Arc<Aws>,
    servers: Servers,
}

/// What was asked of AWS.
#[derive(Debug, Clone, Default)]
pub(crate) struct Usage {
    /// Of DynamoDB, by operation.
    pub(crate) dynamodb: BTreeMap<&'static str, Units>,
    /// Requests to SQS.
    pub(crate) sqs: u64,
    /// Every row put, oldest first: what the stream tells. Counters, which are added to, are nobody's business.
    pub(crate) written: Vec<Item>,
    /// Every message sent, oldest first.
    pub(crate) sent: Vec<String>,
    /// How long DynamoDB took over it.
    pub(crate) dynamodb_took: Duration,
    /// How often the table was waited for one after another, while answers wait.
    pub(crate) round_trips: u64,
}

impl Cloud {
    /// Starts them, with an empty table. The certificate is left in `folder`.
    pub(crate) async fn start(folder: &Path) -> Result<Self> {
        let aws = Aws::new(Time::starting_at(runtime::system_clock().now()), Recording::Puts)?;
        for queue in QUEUES {
            aws.queues.create(queue, QueueSettings::default());
        }
        aws.mails.verify(MAIL_FROM);
        let servers = Servers::start(&aws, folder).await?;
        Ok(Self { aws, servers })
    }

    /// What a function needs to find all this.
    pub(crate) fn environment(&self) -> Vec<(&'static str, String)> {
        self.servers.environment()
    }

    /// The configuration for clients in this process.
    pub(crate) async fn config(&self) -> SdkConfig {
        self.servers.config().await
    }

    /// Puts an object into the bucket, as somebody who may write there does; what its content is called.
    pub(crate) fn put_object(&self, name: &str, body: &[u8]) -> String {
        self.aws.buckets.put(BUCKET, name, body)
    }

    /// Has each answer of AWS wait for so long from now on.
    pub(crate) fn delay(&self, by: Duration) {
        self.servers.delay(by);
    }

    /// How many connections, each with a handshake, functions ever made.
    pub(crate) fn connections(&self) -> u64 {
        self.servers.connections()
    }

    /// What was asked since this was last called.
    pub(crate) fn take(&self) -> Usage {
        let usage = self.aws.dynamo.take();
        let (sqs, sent) = self.aws.queues.drain();
        Usage {
            dynamodb: usage.units,
            sqs,
            written: usage.written,
            sent: sent.into_iter().map(|message| message.body).collect(),
            dynamodb_took: usage.took,
            round_trips: usage.round_trips,
        }
    }
}
