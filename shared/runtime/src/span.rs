//! What every log line of an invocation says.

use lambda_runtime::Context;
use tracing::{Span, info_span};

/// The span of one invocation: its `request_id` is on every log line within it. Functions open further spans inside,
/// with `operation`, `store_id` and `order_id`.
pub fn invocation(context: &Context) -> Span {
    info_span!("invocation", request_id = %context.request_id)
}
