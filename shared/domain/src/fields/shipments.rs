//! The fields of a shipment, as files and templates name them (orderdesk-api 3.3).

use jiff::Timestamp;

use super::PartField;
use super::items::part;
use crate::limits::{MAX_LINE_LENGTH, MAX_SHORT_TEXT_LENGTH, MAX_URL_LENGTH};
use crate::{MAX_TRACKING_NUMBER_LENGTH, Money, Shipment};

/// A field of a shipment.
pub type ShipmentField = PartField<ShipmentRead>;

/// How a field of a shipment is read. Nothing here allocates.
#[derive(Debug, Clone, Copy)]
pub enum ShipmentRead {
    /// A text.
    Text(fn(&Shipment) -> &str),
    /// An amount or a weight.
    Amount(fn(&Shipment) -> Money),
    /// A moment.
    Date(fn(&Shipment) -> Timestamp),
    /// A day, which is the same in every time zone: the moment is its midnight in UTC.
    Day(fn(&Shipment) -> Timestamp),
}

/// The fields of a shipment, without the picture of its label and the list of what is in it.
pub static SHIPMENT_FIELDS: &[ShipmentField] = &[
    part!(
        unruled shipment.id,
        "Id of the shipment in its order.",
        "Digits, given by the system.",
        ShipmentRead::Text(|shipment| &shipment.id)
    ),
    part!(
        unruled shipment.tracking_number,
        "Tracking number.",
        "`n/a` when there is none.",
        ShipmentRead::Text(|shipment| &shipment.tracking_number)
    )
    .at_most(MAX_TRACKING_NUMBER_LENGTH),
    part!(
        unruled shipment.carrier_code,
        "The carrier, such as `UPS`.",
        "",
        ShipmentRead::Text(|shipment| &shipment.carrier_code)
    )
    .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        unruled shipment.shipment_method,
        "Name of the service.",
        "",
        ShipmentRead::Text(|shipment| &shipment.shipment_method)
    )
    .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        unruled shipment.weight,
        "Weight.",
        "In the store's unit of weight.",
        ShipmentRead::Amount(|shipment| shipment.weight)
    ),
    part!(unruled shipment.cost, "What it cost.", "", ShipmentRead::Amount(|shipment| shipment.cost)),
    part!(unruled shipment.status, "Its state.", "", ShipmentRead::Text(|shipment| &shipment.status))
        .at_most(MAX_LINE_LENGTH),
    part!(
        unruled shipment.tracking_url,
        "Where to follow it.",
        "",
        ShipmentRead::Text(|shipment| &shipment.tracking_url)
    )
    .at_most(MAX_URL_LENGTH),
    part!(unruled shipment.source, "Who added it.", "", ShipmentRead::Text(|shipment| &shipment.source))
        .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        unruled shipment.cart_shipment_id,
        "Its id in the cart.",
        "",
        ShipmentRead::Text(|shipment| &shipment.cart_shipment_id)
    )
    .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        unruled shipment.label_shipment_id,
        "Its id at the label service.",
        "",
        ShipmentRead::Text(|shipment| &shipment.label_shipment_id)
    )
    .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        unruled shipment.date_shipped,
        "Day it left.",
        "",
        ShipmentRead::Day(|shipment| shipment.date_shipped)
    ),
    part!(
        unruled shipment.date_added,
        "When it was added.",
        "UTC.",
        ShipmentRead::Date(|shipment| shipment.date_added)
    ),
];
