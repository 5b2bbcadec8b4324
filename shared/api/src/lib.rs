//! Mind: the HTTP faces. What a call says, who may make it, and the envelope of every answer (orderdesk-api 1).

mod bulk;
mod call;
mod credentials;
mod operations;
mod reply;

pub use bulk::BulkResult;
pub use call::{Call, MOST_BYTES};
pub use credentials::{Credentials, hash_of_key, is_key, is_token};
pub use operations::{Access, Answerer, Found, Operation};
pub use reply::{Face, Failure, FieldProblem, Reply};
