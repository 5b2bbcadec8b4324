//! Documents of an order.

use std::borrow::Cow;

use domain::{Job, MAX_CHECKOUT_DATA_LENGTH, Order};

use super::text::Stage;
use super::{Effect, shown};

/// Has a PDF of the order made.
pub(super) fn create_pdf(template_id: &str) -> Effect {
    let job = Job::MakeDocument { print_template_id: template_id.to_owned() };
    Effect { job: Some(job), ..Effect::with_note(format!("will make a PDF by print template {template_id}")) }
}

/// Sets an entry of the checkout data to the address of a document.
pub(super) fn set_receipt_url(
    field: &str,
    template_id: &str,
    order: &mut Cow<'_, Order>,
    stage: &Stage<'_, '_>,
) -> Effect {
    let circumstances = stage.circumstances;
    let Some(links) = circumstances.document_links else {
        return Effect::with_note("did not set the receipt's address: the store has no print template");
    };
    let url = links.of(circumstances.store_id, order.id, template_id);
    let others = order.checkout_data.iter().filter(|(name, _)| *name != field);
    let length: usize = others.map(|(name, value)| name.chars().count() + value.chars().count()).sum();
    if length + field.chars().count() + url.chars().count() > MAX_CHECKOUT_DATA_LENGTH {
        let note = format!("did not set checkout data \"{}\": there is no room for it", shown(field));
        return Effect::with_note(note);
    }
    order.to_mut().checkout_data.insert(field.to_owned(), url);
    Effect::with_note(format!("set checkout data \"{}\" to the address of a document", shown(field)))
}
