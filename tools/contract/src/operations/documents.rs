//! Documents: `/v1/print-templates`, `/v1/documents`, and the pages behind links to documents.

use domain::PrintTemplate;
use serde_json::{Value, json};
use wire::documents::{DocumentView, PrintInput, PrintOrdersInput, PrintSampleView, PrintTemplateInput};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::Text;

const ONCE: &str = "A creation repeated with the same key is one: it is answered 201 with what it made as it is now. With \
    another body it is 422, and nothing is changed. What was removed is made anew.";

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The print templates.").list::<PrintTemplate>("print_templates"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(ONCE))
        .takes::<Read<PrintTemplateInput>>("A packing slip", slip("Packing slip"))
        .answers(template(Success::created("The print template that was added.")))
        .refuses(409, "The store has 100 print templates already.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `print_template_id` was made.")
}

pub(super) fn samples() -> Entry {
    Entry::new().answers(Success::ok("The samples.").list::<PrintSampleView>("print_samples"))
}

pub(super) fn show() -> Entry {
    Entry::new().answers(template(Success::ok("The print template.")))
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<PrintTemplateInput>>("The same under another name", slip("Slip"))
        .answers(template(Success::done("The print template as it is now.")))
        .refuses(412, "It is another version than `If-Match` names; `ETag` is its version now.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

pub(super) fn preview() -> Entry {
    Entry::new()
        .takes::<Read<PrintOrdersInput>>("Of one order", json!({"order_ids": ["{order_id}"]}))
        .answers(Success::ok("The document as HTML.").with::<Text>("html").list::<Text>("warnings"))
}

pub(super) fn print() -> Entry {
    let one = json!({"print_template_id": "{print_template_id}", "order_ids": ["{order_id}"]});
    Entry::new()
        .takes::<Read<PrintInput>>("One order", one)
        .answers(Success::created("The document.").with::<DocumentView>("document"))
}

pub(super) fn page() -> Entry {
    Entry::new()
        .answers(Success::page(200, "The document as a page."))
        .answers(Success::page(302, "Its PDF; `Location` is good for some minutes."))
        .answers(Success::page(404, "The link is none, or its order or its template is gone."))
}

fn template(success: Success) -> Success {
    success.with::<PrintTemplate>("print_template").etag()
}

fn slip(name: &str) -> Value {
    let items = "{% for item in order.order_items %}<p>{{ item.quantity }} × {{ item.name }}</p>{% endfor %}";
    let html = format!("{{% for key, order in orders %}}<h1>{{{{ order.source_id }}}}</h1>{items}{{% endfor %}}");
    json!({"name": name, "html": html})
}
