//! Webhooks of shops: `/v1/hooks`.

use crate::entry::{Entry, Success};

pub(super) fn take() -> Entry {
    Entry::new()
        .answers(Success::page(200, "It is taken: the answer is empty."))
        .refuses(401, "The signature is wrong, or it is another shop's.")
        .refuses(404, "No connection has this address.")
        .refuses(503, "It could not be queued: send it again.")
}
