//! The results of `POST /batch-shipments` (orderdesk-api 2.7).

use serde::Serialize;

use crate::values::SentId;

/// What became of one entry.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ShipmentResult))]
pub struct EntryView {
    /// The order, as a number; what was sent where that is none.
    order_id: SentId,
    /// Whether it was added.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Outcome))]
    status: &'static str,
    /// What became of it.
    message: String,
    /// The shipment that was added, or was there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = String, required = false))]
    shipment_id: Option<String>,
}

impl EntryView {
    /// The shipment was added, and has this id.
    pub fn added(order_id: &str, shipment_id: String) -> Self {
        Self { shipment_id: Some(shipment_id), ..Self::new(Some(order_id), "success", "Shipment Added") }
    }

    /// The order had it before, under this id.
    pub fn added_before(order_id: &str, shipment_id: String) -> Self {
        Self { shipment_id: Some(shipment_id), ..Self::new(Some(order_id), "error", "Shipment Not Added") }
    }

    /// It was not added, for the reason that `message` tells; `order_id` as it was sent.
    pub fn failed(order_id: Option<&str>, message: impl Into<String>) -> Self {
        Self::new(order_id, "error", message)
    }

    /// Whether it was added.
    pub fn is_added(&self) -> bool {
        self.status == "success"
    }

    fn new(order_id: Option<&str>, status: &'static str, message: impl Into<String>) -> Self {
        // A number when it can be one, as the documented sample has it.
        let order_id = SentId::of_order(order_id);
        Self { order_id, status, message: message.into(), shipment_id: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_id_is_written_as_a_number_when_it_is_one_and_as_it_was_sent_when_not() {
        for (result, json) in [
            (
                EntryView::added("1001", "9".into()),
                r#"{"order_id":1001,"status":"success","message":"Shipment Added","shipment_id":"9"}"#,
            ),
            (
                EntryView::added_before("1001", "9".into()),
                r#"{"order_id":1001,"status":"error","message":"Shipment Not Added","shipment_id":"9"}"#,
            ),
            (
                EntryView::failed(Some("x"), "Order not found"),
                r#"{"order_id":"x","status":"error","message":"Order not found"}"#,
            ),
            (EntryView::failed(None, "a"), r#"{"order_id":null,"status":"error","message":"a"}"#),
        ] {
            assert_eq!(serde_json::to_string(&result).unwrap(), json);
        }
    }
}
