//! Entrance: the HTTP side of both APIs. Which call an address is, who makes it, whether they may, how often, and the
//! form of every answer (orderdesk-api 1). A function brings only the work (docs/adr/0009-one-entrance.md).

mod admit;
mod answer;
mod bulk;
mod call;
mod credentials;
mod limit;
mod operations;
mod reply;

pub use answer::{Api, AuthorizedCall, to_reply};
pub use bulk::BulkResult;
pub use call::{Call, MAX_BODY_BYTES};
pub use credentials::{Credentials, hash_of_key, is_key, is_token};
pub use operations::{Access, Found, Function, Operation, Tag};
pub use reply::{ApiReply, Face, Failure, FieldProblem};
