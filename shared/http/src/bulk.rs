//! The results of our own bulk calls: one for each entry, in their sequence, each with a status of its own.

use domain::{OrderId, Problem};
use serde::Serialize;

use crate::reply::{ApiReply, FieldProblem};

/// What became of one entry.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct BulkResult {
    /// Its place in what was sent, from 0 up.
    index: usize,
    /// What a call for it alone would have answered.
    #[cfg_attr(feature = "schema", schema(minimum = 100, maximum = 599))]
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The order.
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false, pattern = "^[1-9][0-9]*$"))]
    order_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The shipment, where one was sent.
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false, pattern = "^[1-9][0-9]*$"))]
    shipment_id: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    /// What is wrong.
    #[cfg_attr(feature = "schema", schema(required = false))]
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_fields")]
    /// All that is wrong, one by one.
    #[cfg_attr(feature = "schema", schema(value_type = Vec<FieldProblem>, required = false))]
    errors: Vec<Problem>,
}

fn as_fields<S: serde::Serializer>(problems: &[Problem], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(problems.iter().map(FieldProblem::from))
}

impl BulkResult {
    fn new(index: usize, status: u16) -> Self {
        Self { index, status, order_id: None, shipment_id: None, detail: String::new(), errors: vec![] }
    }

    /// The entry is done; this is its order.
    pub fn done(index: usize, status: u16, order: OrderId) -> Self {
        Self::new(index, status).about(order)
    }

    /// It is refused for these reasons.
    pub fn refused(index: usize, status: u16, problems: &[Problem]) -> Self {
        Self::of_reply(index, &ApiReply::refused(status, problems))
    }

    /// What the call for this entry alone would have answered.
    pub fn of_reply(index: usize, reply: &ApiReply) -> Self {
        let (detail, problems) = reply.detail();
        Self { detail: detail.to_owned(), errors: problems.to_vec(), ..Self::new(index, reply.status()) }
    }

    /// The order it is about.
    #[must_use]
    pub fn about(self, order: OrderId) -> Self {
        Self { order_id: Some(order.to_string()), ..self }
    }

    /// The shipment it is about.
    #[must_use]
    pub fn of_shipment(self, id: &str) -> Self {
        Self { shipment_id: Some(id.to_owned()), ..self }
    }

    /// Whether it is done.
    pub fn is_done(&self) -> bool {
        self.status < 300
    }

    /// The answer to the whole call: 200, however many were done, and a success unless none was.
    pub fn reply(what: &str, results: &[Self]) -> ApiReply {
        let done = results.iter().filter(|result| result.is_done()).count();
        let message = format!("{done} of {} {what} Done", results.len());
        ApiReply::batch(done, &message, &results)
    }
}
