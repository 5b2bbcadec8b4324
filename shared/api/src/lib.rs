//! Mind: the HTTP faces. What a call says, who may make it, and the envelope of every answer (orderdesk-api 1).

mod call;
mod credentials;
mod operations;
mod reply;

pub use call::{Call, MOST_BYTES};
pub use credentials::{Credentials, authenticate, hash_of_key, is_token};
pub use operations::{Access, Answerer, Found, Operation};
pub use reply::{Failure, Reply};
