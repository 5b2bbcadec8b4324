//! Mails of orders, and addresses that are not mailed: `/v1/orders/{id}/mails`, `/v1/mail-suppressions`.

use serde_json::json;
use wire::mails::{MailOfOrderInput, MailSuppressionInput, MailSuppressionView, OrderMailView};
use wire::orders::OrderView;

use super::events::{KEY_OF_ANOTHER, OTHER_VERSION, RUN_ONCE};
use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The order's mails.").list::<OrderMailView>("mails"))
}

pub(super) fn send() -> Entry {
    Entry::new()
        .parameter(parameters::once(RUN_ONCE))
        .parameter(parameters::if_match(false))
        .takes::<Read<MailOfOrderInput>>("By a template", json!({"template_id": "{mail_template_id}"}))
        .answers(Success::done("The mail is queued; the order as it is.").with::<OrderView>("order").etag())
        .refuses(412, OTHER_VERSION)
        .refuses(422, KEY_OF_ANOTHER)
}

pub(super) fn suppressions() -> Entry {
    Entry::new()
        .parameter(parameters::after_address())
        .answers(Success::ok("The addresses.").list::<MailSuppressionView>("mail_suppressions"))
}

pub(super) fn suppress() -> Entry {
    Entry::new()
        .takes::<Read<MailSuppressionInput>>("An address", json!({"address": "ada@example.com"}))
        .answers(Success::done("Nothing is mailed to it."))
}

pub(super) fn unsuppress() -> Entry {
    Entry::new().answers(Success::done("It is mailed again."))
}
