//! What every log line of an invocation says.

use std::fmt::Display;

use lambda_runtime::Context;
use tracing::field::{Empty, display};
use tracing::{Span, info_span};

/// The span of one invocation: its `request_id` is on every log line within it. Inside it, each record or message has a
/// span of its own.
pub fn invocation(context: &Context) -> Span {
    info_span!("invocation", request_id = %context.request_id)
}

/// The span of one record or message of a batch, in which also what becomes of it is logged. What it is about is
/// recorded once it is read: [`identify`].
pub(crate) fn of_one() -> Span {
    info_span!("one", operation = Empty, store_id = Empty, order_id = Empty)
}

/// Records in the present span which record or message is being handled: every log line from here on has it.
pub fn identify(operation: &str, store_id: impl Display, order_id: impl Display) {
    let span = Span::current();
    span.record("operation", operation).record("store_id", display(store_id)).record("order_id", display(order_id));
}
