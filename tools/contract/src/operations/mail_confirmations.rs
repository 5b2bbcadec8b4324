//! Links in mails that confirm an address: our own `/v1/mail-confirmations`. Their answers are pages.

use crate::entry::{Entry, Success};

pub(super) fn show() -> Entry {
    useless(Entry::new().answers(Success::page(200, "What the link confirms, with a button that does.")))
}

pub(super) fn confirm() -> Entry {
    useless(Entry::new().answers(Success::page(200, "The address is confirmed.")))
}

/// The answers to a link that confirms nothing.
fn useless(entry: Entry) -> Entry {
    entry
        .answers(Success::page(404, "Nobody mailed this link, or that was long ago."))
        .answers(Success::page(410, "It was used, has ended, or is one of an address that the store no longer has."))
}
