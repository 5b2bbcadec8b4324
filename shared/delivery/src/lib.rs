//! Adapter: HTTP to the outside. Makes one signed post and says what came of it.

mod build;
mod call;
mod connect;
mod heard;
mod post;
mod reply;
mod resolve;
mod retry_after;
mod signature;
mod text;

pub use build::{FileBody, Signing, build, build_file};
pub use call::{ApiCaller, ApiReply, ApiRequest, CallLimits, NoReply};
pub use post::{Limits, Post, Poster, PosterError};
pub use reply::{Exchange, Outcome, ReceiverReply};
pub use signature::{BadSecret, order_desk_hash, standard_webhooks};
