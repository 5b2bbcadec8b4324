//! Adapter: HTTP that leaves us. One post, what came of it, signatures.

mod build;
mod post;
mod reply;
mod resolve;
mod signature;

pub use build::{Signing, build};
pub use post::{Limits, Post, Poster, PosterError};
pub use reply::{Exchange, Outcome, ReceiverReply};
pub use signature::{BadSecret, order_desk_hash, standard_webhooks};
