//! Entrance: the HTTP side of both APIs. Which call an address is, who makes it, whether they may, how often, and the
//! form of every answer (orderdesk-api 1). A function brings only the work (docs/adr/0009-one-entrance.md).

mod admit;
mod answer;
mod bulk;
mod call;
mod charge;
mod credentials;
mod ingest;
mod limit;
mod operations;
mod orders;
mod other_store;
mod public_url;
mod refuse;
mod reply;

pub use answer::{Api, AuthorizedCall};
pub use bulk::BulkResult;
pub use call::{Call, MAX_BODY_BYTES, path_parts};
pub use ingest::{bring_orders, bring_shipments};
pub use operations::{Access, Found, Function, Operation, Tag};
pub use orders::order_view;
pub use public_url::public_url;
pub use refuse::{etag, to_reply};
pub use reply::{ApiReply, Face, Failure, FieldProblem, fitting};
