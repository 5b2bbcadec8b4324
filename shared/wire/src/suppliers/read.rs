//! Reading suppliers, submissions, and what suppliers send.

use domain::time::{read as read_time, whole_seconds};
use domain::{
    Again, ItemQuantity, NewShipment, PostFormat, Problem, Shipment, SubmissionState, SupplierDelivery,
    SupplierSettings, draft_shipment,
};
use jiff::Timestamp;

use super::fields::{
    SubmissionInput, SupplierDeliveryInput, SupplierInput, SupplierShipmentInput, SupplierShippedItemInput,
};
use crate::choices::{listed, one};
use crate::custom_events::needed;
use crate::import_templates::folder;
use crate::query::Query;
use crate::read::{Document, Object};
use crate::rules::actions::header;

/// The fields of a delivery that each way takes beside `by`.
const TAKEN: [(&str, &[&str]); 4] = [
    ("api", &[]),
    ("mail", &["mail_template_id", "to"]),
    ("file", &["export_template_id"]),
    ("post", &["url", "format", "headers"]),
];

/// Reads the body of `POST /v1/suppliers` and `PUT /v1/suppliers/{id}`. What its lines and names mean is looked at by whom
/// it is for.
pub fn read_new(body: &str) -> Result<SupplierSettings, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    SupplierInput::BODY.refuse_unknown(&object);
    let fields = &SupplierInput::READ;
    let codes = |codes: Vec<String>| {
        let codes = codes.into_iter().map(|code| code.trim().to_owned());
        codes.filter(|code| !code.is_empty()).collect()
    };
    let settings = SupplierSettings {
        name: needed(&object, &fields.name),
        active: fields.active.filled(&object),
        delivery: fields.delivery.of(&object).map(|inner| delivery(&inner)).unwrap_or_default(),
        item_codes: codes(fields.item_codes.filled(&object)),
        category_codes: codes(fields.category_codes.filled(&object)),
        shows_prices: fields.shows_prices.filled(&object),
        shows_customer: fields.shows_customer.filled(&object),
        after_submit_folder_id: folder(&object, &fields.after_submit_folder_id),
        after_shipment_folder_id: folder(&object, &fields.after_shipment_folder_id),
        if_canceled_folder_id: folder(&object, &fields.if_canceled_folder_id),
        default_shipping_class: fields.default_shipping_class.trimmed(&object),
        shipping_class_match: fields.shipping_class_match.filled(&object),
        shipping_method_match: fields.shipping_method_match.filled(&object),
        product_code_match: fields.product_code_match.filled(&object),
        product_code_skip: fields.product_code_skip.filled(&object),
        commission_percent: fields.commission_percent.filled(&object),
    };
    document.finish(settings)
}

fn delivery(object: &Object) -> SupplierDelivery {
    SupplierDeliveryInput::BODY.refuse_unknown(object);
    let fields = &SupplierDeliveryInput::READ;
    let by = fields.by.filled(object);
    let Some((_, taken)) = TAKEN.iter().find(|(name, _)| *name == by) else {
        let names = listed(&SupplierDelivery::NAMES, |name| name);
        object.demand(fields.by.name(), format!("must be one of {names}"));
        return SupplierDelivery::default();
    };
    let is_other = |name: &&str| *name != fields.by.name() && !taken.contains(name) && object.is_given(name);
    for name in SupplierDeliveryInput::BODY.fields().iter().map(|field| field.name).filter(is_other) {
        object.demand(name, format!("is not for {by}"));
    }
    match by.as_str() {
        "mail" => SupplierDelivery::Mail {
            mail_template_id: fields.mail_template_id.trimmed(object),
            to: fields.to.trimmed(object),
        },
        "file" => SupplierDelivery::File { export_template_id: fields.export_template_id.trimmed(object) },
        "post" => SupplierDelivery::Post {
            url: fields.url.trimmed(object),
            format: one(object, &fields.format, &PostFormat::ALL, PostFormat::name),
            headers: fields.headers.of(object).iter().map(header).collect(),
        },
        _ => SupplierDelivery::Api,
    }
}

/// To whom an order is submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubmission {
    /// The supplier.
    pub supplier_id: String,
    /// Whether once more where it stands there.
    pub again: Again,
}

/// Reads the body of `POST /v1/orders/{id}/submissions`.
pub fn read_submission(body: &str) -> Result<NewSubmission, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    SubmissionInput::BODY.refuse_unknown(&object);
    let fields = &SubmissionInput::READ;
    let again = if fields.again.filled(&object) { Again::Yes } else { Again::No };
    let supplier_id = needed(&object, &fields.supplier_id);
    document.finish(NewSubmission { supplier_id, again })
}

/// Which of its orders a supplier asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierPage {
    /// How far they are.
    pub states: Vec<SubmissionState>,
    /// Submitted from this moment on.
    pub from: Option<Timestamp>,
    /// Submitted before this moment.
    pub before: Option<Timestamp>,
    /// So many are passed over.
    pub offset: usize,
    /// At most so many.
    pub limit: usize,
}

/// Reads the parameters of `GET /v1/supplier/orders`. A date or a status that can't be read is refused: without it, a
/// supplier would get others, or none.
pub fn read_page<N: AsRef<str>, V: AsRef<str>>(
    parameters: impl IntoIterator<Item = (N, V)>,
) -> Result<SupplierPage, Vec<Problem>> {
    let query = Query::read(parameters);
    let mut problems = vec![];
    let mut moment = |name: &str| match query.text(name).map(read_time) {
        None => None,
        Some(Ok(Some(at))) => Some(at),
        Some(_) => {
            problems.push(Problem::new(name, "must be a date and time in UTC, such as 2026-03-01T08:15:00Z"));
            None
        }
    };
    let (from, before) = (moment("from"), moment("to"));
    let states = match query.text("status") {
        None => SubmissionState::ALL.to_vec(),
        Some(name) => SubmissionState::named(name).map_or_else(
            || {
                let names = SubmissionState::ALL.map(SubmissionState::name).join(", ");
                problems.push(Problem::new("status", format!("must be one of {names}")));
                vec![]
            },
            |state| vec![state],
        ),
    };
    let (limit, offset) = query.page();
    if problems.is_empty() { Ok(SupplierPage { states, from, before, offset, limit }) } else { Err(problems) }
}

/// Reads the body of `POST /v1/supplier/orders/{id}/shipments`.
pub fn read_shipment(body: &str, now: Timestamp) -> Result<NewShipment, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    SupplierShipmentInput::BODY.refuse_unknown(&object);
    let fields = &SupplierShipmentInput::READ;
    let item = |entry: &Object| {
        SupplierShippedItemInput::BODY.refuse_unknown(entry);
        let fields = &SupplierShippedItemInput::READ;
        ItemQuantity { id: needed(entry, &fields.id), code: String::new(), quantity: fields.quantity.filled(entry) }
    };
    let draft = Shipment {
        tracking_number: fields.tracking_number.filled(&object),
        carrier_code: fields.carrier_code.trimmed(&object),
        shipment_method: fields.shipment_method.trimmed(&object),
        weight: fields.weight.filled(&object),
        tracking_url: fields.tracking_url.trimmed(&object),
        order_items: fields.order_items.of(&object).iter().map(item).collect(),
        ..draft_shipment(whole_seconds(now))
    };
    let new = NewShipment::new(draft, fields.date_shipped.of(&object), None);
    let new = new.inspect_err(|problem| object.refuse_for(problem)).ok();
    new.ok_or_else(|| document.problems()).and_then(|new| document.finish(new))
}
