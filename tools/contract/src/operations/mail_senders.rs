//! The address that mails of a store's orders leave from: our own `/v1/store/mail-sender`.

use serde_json::json;
use wire::mail_senders::{MailSenderInput, MailSenderView};

use crate::entry::{Entry, Success};
use crate::schemas::bodies::Read;

pub(super) fn show() -> Entry {
    Entry::new()
        .answers(Success::ok("The address, and how far it is.").with::<MailSenderView>("mail_sender"))
        .refuses(404, "The store has none.")
}

pub(super) fn set() -> Entry {
    Entry::new()
        .takes::<Read<MailSenderInput>>("The shop's own", json!({"address": "orders@shop.example.com"}))
        .answers(Success::done("The address, and how far it is.").with::<MailSenderView>("mail_sender"))
        .refuses(409, "Another store of this deployment has the address.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is given up.")).refuses(404, "The store has none.")
}

pub(super) fn verify() -> Entry {
    Entry::new()
        .answers(Success::begun("The mail is on its way.").with::<MailSenderView>("mail_sender"))
        .refuses(404, "The store has none.")
        .refuses(409, "It is verified; or a mail went there within the last minute; or three links did today.")
}
