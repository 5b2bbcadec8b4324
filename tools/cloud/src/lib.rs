//! An AWS in this process: DynamoDB, SQS, S3, KMS and SES, as far as Waybill uses them.
//!
//! Two ways lead to it. [`Aws::config`] gives an `SdkConfig` whose HTTP client answers in this process, without a
//! socket and without waiting: tests build every adapter from it. [`Servers`] offers the same services on loopback,
//! behind TLS, to functions that run as processes of their own: the measurements use it.
//!
//! In front of every service stands [`Faults`]: a request can fail, get no answer, or be the last one before a crash.
//! Time is [`Time`]: it stands still until a test moves it.

mod aws;
mod buckets;
mod client;
mod dynamo;
mod faults;
mod identities;
mod kms;
mod mails;
mod queues;
mod request;
mod servers;
mod time;
pub mod web;

pub use aws::Aws;
pub use buckets::Buckets;
pub use dynamo::{
    Dynamo, Item, Recording, TABLE, Units, Usage, is_write, pattern::Pattern, reads_of, stream::Change, text_of,
    writes_of,
};
pub use faults::{Crash, Fault, Faults, Target};
pub use mails::{Mail, Mails};
pub use queues::{Message, QueueSettings, Queues};
pub use servers::{REGION, Servers, config_at};
pub use time::Time;
