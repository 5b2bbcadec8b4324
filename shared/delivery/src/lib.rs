//! Door: HTTP that leaves the house. One attempt, the schedule of the next, who may be posted to, signatures.

mod build;
mod post;
mod reply;
mod resolve;
mod schedule;
mod signature;

pub use build::{Signing, build};
pub use post::{Limits, Post, Poster, PosterError};
pub use reply::{Exchange, Outcome, ReceiverReply};
pub use schedule::{NextStep, RetrySchedule, ScheduleError, Why, next_step};
pub use signature::{BadSecret, order_desk_hash, standard_webhooks};
