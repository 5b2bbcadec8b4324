//! Door: HTTP that leaves the house. One attempt, the schedule of the next, who may be posted to, signatures.

mod build;
mod guard;
mod post;
mod reply;
mod resolve;
mod schedule;
mod signature;

pub use build::{Signing, build};
pub use guard::{Guard, Refused};
pub use post::{Limits, Post, Poster, PosterError};
pub use reply::{Exchange, Outcome, Reply};
pub use schedule::{NextStep, RetrySchedule, ScheduleError, Why, next_step};
pub use signature::{BadSecret, order_desk_hash, standard_webhooks};
