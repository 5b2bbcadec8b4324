//! Mail templates: `/v1/mail-templates`.

use domain::MailTemplate;
use serde_json::{Value, json};
use wire::mail_templates::{MailOrderInput, MailPreviewView, MailTemplateInput, MailTemplateVersionView};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::Text;

const ONCE: &str = "A creation repeated with the same key is one: it is answered 201 with what it made as it is now. With \
    another body it is 422, and nothing is changed. What was removed is made anew.";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The mail templates.").list::<MailTemplate>("mail_templates"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<MailTemplateInput>>("A mail to who ordered", to_customer("Thank you"))
        .or("supplier", "A mail to a supplier, as HTML too", to_supplier())
        .or("stock", "What the store's admin is mailed of low stock, in the store's own words", of_low_stock())
        .answers(template(Success::created("The mail template that was added.")))
        .refuses(
            409,
            "The store has 100 mail templates already, or another one of a kind of which one can be active is active.",
        )
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `mail_template_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(template(Success::ok("The mail template.")))
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<MailTemplateInput>>("The same under another name", to_customer("Thanks"))
        .answers(template(Success::done("The mail template as it is now.")))
        .refuses(409, "Another template of its kind, of which one can be active, is active.")
        .refuses(412, "It is another version than `If-Match` names; `ETag` is its version now.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn preview() -> Entry {
    Entry::new()
        .takes::<Read<MailOrderInput>>("Of one order", json!({"order_id": "{order_id}"}))
        .answers(Success::ok("The mail as it would be sent.").with::<MailPreviewView>("mail"))
}

pub(super) fn try_out() -> Entry {
    Entry::new()
        .takes::<Read<MailOrderInput>>("Of one order", json!({"order_id": "{order_id}"}))
        .answers(Success::begun("The mail is queued.").with::<Text>("to"))
        .refuses(409, "The store has no `admin_email`, or it is not confirmed.")
}

pub(super) fn versions() -> Entry {
    Entry::new().answers(Success::ok("What it was before.").list::<MailTemplateVersionView<'_>>("versions"))
}

fn template(success: Success) -> Success {
    success.with::<MailTemplate>("mail_template").etag()
}

fn to_customer(name: &str) -> Value {
    json!({
        "name": name, "kind": "customer", "subject": "Your order {{ source_id }} at {{ store_name }}",
        "text": "Dear {{ shipping.first_name }},\n\nthank you for your order of {{ date_added|date('F j') }}.\n",
    })
}

fn of_low_stock() -> Value {
    json!({
        "name": "Low stock", "kind": "low_stock", "subject": "Order {{ code }}: {{ stock }} left",
        "text": "{{ name }} ({{ code }}) is down to {{ stock }}. Where it lies: {{ location }}.\n",
    })
}

fn to_supplier() -> Value {
    json!({
        "name": "To the printer", "kind": "dropship", "to": "The Printer <orders@printer.example.com>",
        "reply_to": "desk@example.com", "subject": "Order {{ source_id }}",
        "text": "{% for item in order_items %}{{ item.quantity }} × {{ item.code }}\n{% endfor %}",
        "html": "<ul>{% for item in order_items %}<li>{{ item.quantity }} × {{ item.name }}</li>{% endfor %}</ul>",
    })
}
