//! The headers of an answer that tell of the store's rate limit (orderdesk-api 5, docs/adr/0011-rate-limit.md).

use domain::Tokens;

use crate::reply::ApiReply;

/// The answer to a call for which the bucket held no token.
pub(crate) fn too_many_calls() -> ApiReply {
    ApiReply::refusal(429, "Too many calls: this store's bucket of tokens is empty")
}

/// The answer with what is left in the bucket in its headers.
pub(crate) fn with_tokens(reply: ApiReply, tokens: Tokens) -> ApiReply {
    let reply = reply.header("x-tokens-remaining", tokens.remaining.to_string());
    match tokens.retry_after_seconds {
        Some(seconds) => reply.header("x-retry-after", seconds.to_string()).header("retry-after", seconds.to_string()),
        None => reply,
    }
}
