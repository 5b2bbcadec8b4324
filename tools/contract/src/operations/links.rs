//! Links between stores.

use wire::links::LinkView;

use crate::entry::{Entry, Success};
use crate::parameters;

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The links.").list::<LinkView>("links"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameters(parameters::other_store())
        .answers(Success::created("The link that was made.").with::<LinkView>("link"))
        .answers(Success::done("The link that was there before.").with::<LinkView>("link"))
        .refuses(400, "The other store is this one.")
        .refuses(409, "One of the stores has as many links as a store can have.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is ended."))
}
