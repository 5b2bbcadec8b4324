//! Documents: our own `/v1/print-templates` and `/v1/documents`.

use domain::{MAX_PRINTED_ORDERS, MAX_RULE_NAME_LENGTH, NewPrintTemplate, OrderId, Problem};
use serde::Serialize;

use crate::body::{Field, Form, body};
use crate::custom_events::needed;
use crate::read::{Document, Object};

/// An id of an order has at most so many characters.
const MAX_ID_LENGTH: usize = 20;

body! {
    /// A print template as it is sent, always whole.
    PrintTemplateInput: PassedOver {
        /// What people call it.
        name: Field<String> = Field::short_words(MAX_RULE_NAME_LENGTH).needed(),
        /// What it is: HTML of at most 102,400 bytes, a template of the orders `orders`. What is put in is escaped, but for what
        /// `raw` is applied to.
        html: Field<String> = Field::checked_later(Form::Text).needed(),
    }

    /// Which orders a document is to be made of.
    PrintOrdersInput: Refused {
        /// The orders, in their sequence: at most 100.
        order_ids: Field<Vec<String>> = Field::texts(MAX_PRINTED_ORDERS, MAX_ID_LENGTH),
    }

    /// Which orders are to be printed, and how.
    PrintInput: Refused {
        /// The print template.
        print_template_id: Field<String> = Field::sent_id().needed(),
        /// The orders, in their sequence: at most 100.
        order_ids: Field<Vec<String>> = Field::texts(MAX_PRINTED_ORDERS, MAX_ID_LENGTH),
    }
}

/// Reads the body of `POST /v1/print-templates` and `PUT /v1/print-templates/{id}`.
pub fn read_new(body: &str) -> Result<NewPrintTemplate, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &PrintTemplateInput::READ;
    let (name, html) = (needed(&object, &fields.name), fields.html.filled(&object));
    document.finish(NewPrintTemplate { name, html })
}

/// Reads the body of `POST /v1/print-templates/{id}/preview`.
pub fn read_orders(body: &str) -> Result<Vec<OrderId>, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    PrintOrdersInput::BODY.refuse_unknown(&object);
    let orders = order_ids(&object, &PrintOrdersInput::READ.order_ids);
    document.finish(orders)
}

/// Reads the body of `POST /v1/documents`: a print template's id, and orders.
pub fn read_print(body: &str) -> Result<(String, Vec<OrderId>), Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    PrintInput::BODY.refuse_unknown(&object);
    let fields = &PrintInput::READ;
    let template_id = fields.print_template_id.filled(&object);
    if template_id.parse::<u64>().is_err() {
        object.refuse(fields.print_template_id.name(), "must be the id of a print template");
    }
    let orders = order_ids(&object, &fields.order_ids);
    document.finish((template_id, orders))
}

fn order_ids(object: &Object, field: &Field<Vec<String>>) -> Vec<OrderId> {
    let texts = field.of(object).unwrap_or_default();
    let ids: Vec<OrderId> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    if ids.is_empty() || ids.len() != texts.len() {
        object.refuse(field.name(), "must be ids of orders, one at least");
    }
    ids
}

/// A template to begin with.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = PrintSample))]
pub struct PrintSampleView<'a> {
    /// What it is called here.
    pub name: &'a str,
    /// What people call it.
    pub title: &'a str,
    /// Its HTML, as that of a print template is sent.
    pub html: &'a str,
}

/// A PDF that was made.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Document))]
pub struct DocumentView<'a> {
    /// Where it is, for an hour.
    pub url: &'a str,
    /// How many pages it has.
    pub pages: usize,
    /// How many bytes.
    pub bytes: usize,
    /// What the orders lack that the template puts in.
    pub warnings: &'a [String],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_read_and_what_is_wrong_is_named() {
        let (template, orders) = read_print(r#"{"print_template_id":7,"order_ids":["12345",12346]}"#).unwrap();
        assert_eq!((template.as_str(), orders.len()), ("7", 2));
        for (body, field) in [
            ("{}", "print_template_id"),
            (r#"{"print_template_id":"7"}"#, "order_ids"),
            (r#"{"print_template_id":"7","order_ids":[]}"#, "order_ids"),
            (r#"{"print_template_id":"7","order_ids":["x"]}"#, "order_ids"),
            (r#"{"print_template_id":"7","order_ids":["1"],"copies":2}"#, "copies"),
        ] {
            let problems = read_print(body).unwrap_err();
            assert!(problems.iter().any(|problem| problem.field == field), "{body}: {problems:?}");
        }
        assert!(read_new(r#"{"html":"<p>"}"#).is_err());
    }
}
