//! What files an export would make, shown.

use domain::{OrderId, Problem};
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::{Document, Object};

/// A preview is of at most so many orders.
pub(super) const MAX_PREVIEWED: usize = 20;

body! {
    /// Of which orders files are to be shown.
    PreviewInput: Refused {
        /// These orders; the first of the template's selection when left out.
        order_ids: Field<Vec<String>> = Field::ids(0, Some(MAX_PREVIEWED)),
    }
}

/// Reads the body of `POST /v1/export-templates/{id}/preview`: the orders, where they are named. No body is an empty one.
pub fn read_preview(body: &str) -> Result<Option<Vec<OrderId>>, Vec<Problem>> {
    let document = Document::read(if body.trim().is_empty() { "{}" } else { body })?;
    let object = document.object();
    PreviewInput::BODY.refuse_unknown(&object);
    let order_ids = order_ids(&object, &PreviewInput::READ.order_ids);
    document.finish(order_ids)
}

/// The orders that a field names, each once; none where it is left out.
pub(crate) fn order_ids(object: &Object, field: &Field<Vec<String>>) -> Option<Vec<OrderId>> {
    let mut order_ids: Vec<OrderId> = vec![];
    for sent in field.of(object)? {
        match sent.parse() {
            Ok(order_id) if order_ids.contains(&order_id) => {}
            Ok(order_id) => order_ids.push(order_id),
            Err(_) => object.demand(field.name(), "must be ids of orders"),
        }
    }
    (!order_ids.is_empty()).then_some(order_ids)
}

/// What stands in a file.
#[derive(Debug, Clone)]
pub enum FileText<'a> {
    /// A text.
    Text(&'a str),
    /// The rows of a workbook.
    Rows(&'a [Vec<String>]),
}

/// A file as it would be made.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = FilePreview))]
pub struct FilePreviewView<'a> {
    /// What it is called.
    name: &'a str,
    /// The orders in it.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<crate::schema::Id>))]
    order_ids: Vec<String>,
    /// What stands in it; null of a workbook.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    text: Option<&'a str>,
    /// The rows of a workbook; empty of others.
    rows: &'a [Vec<String>],
    /// Whether its end is not shown.
    is_cut: bool,
    /// What is not in it as it is in its orders.
    warnings: &'a [String],
}

impl<'a> FilePreviewView<'a> {
    /// A file of this name with these orders in it.
    pub fn new(
        name: &'a str,
        order_ids: &[OrderId],
        (shown, is_cut): (FileText<'a>, bool),
        warnings: &'a [String],
    ) -> Self {
        let order_ids = order_ids.iter().map(ToString::to_string).collect();
        let (text, rows) = match shown {
            FileText::Text(text) => (Some(text), &[][..]),
            FileText::Rows(rows) => (None, rows),
        };
        Self { name, order_ids, text, rows, is_cut, warnings }
    }
}
