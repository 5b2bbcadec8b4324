//! Pages of who ships an order, `/confirm`, and of who wants no more mails, `/unsubscribe`. Their answers are pages.

use crate::entry::{Entry, Success};

pub(super) fn show() -> Entry {
    useless(Entry::new().answers(Success::page(200, "The order, a button that confirms it, and a form for a parcel.")))
}

pub(super) fn answer() -> Entry {
    let entry = Entry::new()
        .answers(Success::page(303, "It is done; `Location` is the page, which says so."))
        .answers(Success::page(403, "The store is locked or closed; nothing was changed."))
        .answers(Success::page(422, "The same page with what is wrong; nothing was changed."));
    useless(entry)
}

pub(super) fn show_unsubscribe() -> Entry {
    unknown_or_ended(Entry::new().answers(Success::page(200, "Who is mailed by whom, and a button.")))
}

pub(super) fn unsubscribe() -> Entry {
    unknown_or_ended(Entry::new().answers(Success::page(200, "The address is left out, now or before.")))
}

fn unknown_or_ended(entry: Entry) -> Entry {
    entry
        .answers(Success::page(404, "Nobody mailed this link."))
        .answers(Success::page(410, "It has ended, or its store is gone."))
}

/// The answers to a link by which nothing can be done.
fn useless(entry: Entry) -> Entry {
    entry
        .answers(Success::page(404, "Nobody mailed this link, or that was long ago."))
        .answers(Success::page(410, "It has ended, or its order was canceled."))
}
