//! The fields of a shipment as it is read (orderdesk-api 2.6, 2.7). Without a tracking number nothing else is looked at;
//! the others stand in the sequence of the reference.

use domain::limits::{MAX_LABEL_LENGTH, MAX_LINE_LENGTH, MAX_SHORT_TEXT_LENGTH, MAX_URL_LENGTH};
use domain::{MAX_TRACKING_NUMBER_LENGTH, Money};
use jiff::Timestamp;

use super::MAX_BATCH;
use crate::body::{Field, Form, ListField, Part, body};

body! {
    /// A shipment as it is sent.
    ShipmentInput: PassedOver {
        /// Tracking number; `n/a` says there is none.
        tracking_number: Field<String> = Field::short_words(MAX_TRACKING_NUMBER_LENGTH).needed(),
        /// The carrier, such as `UPS`; worked out from the number when left out, where it is sure.
        carrier_code: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Name of the service.
        shipment_method: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Weight, in the store's unit.
        weight: Field<Money> = Field::amount(),
        /// What it cost.
        cost: Field<Money> = Field::amount(),
        /// Its state.
        status: Field<String> = Field::short_text(MAX_LINE_LENGTH),
        /// Where to follow it; worked out from number and carrier when left out, where they agree.
        tracking_url: Field<String> = Field::short_text(MAX_URL_LENGTH),
        /// Format of the label.
        label_format: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// The label.
        label_image: Field<String> = Field::short_text(MAX_LABEL_LENGTH),
        /// Whether its label was printed.
        print_status: Field<bool> = Field::flag(),
        /// What is in it; left out or `""` when it is not itemised.
        order_items: ListField = ListField::or_blank("ShippedItemsInput", &ShippedItemInput::BODY),
        /// Who adds it.
        source: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH).or("API", || "API".to_owned()),
        /// Its id in the cart.
        cart_shipment_id: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Its id at the label service.
        label_shipment_id: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// Day it left, as it is written whatever its offset; now when left out.
        date_shipped: Field<Timestamp> = Field::day(),
        /// The same under another name.
        shipment_date: Field<Timestamp> = Field::day(),
    }

    /// So many of an item, named by `id` or by `code`.
    ShippedItemInput: PassedOver {
        /// The item's id.
        id: Field<String> = Field::part_id(),
        /// The item's SKU.
        code: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH),
        /// How many.
        quantity: Field<u32> = Field::quantity().or("1", || 1),
    }

    /// A shipment and the order it is of: named by `order_id`, or by `source_id`.
    ShipmentOfOrder: PassedOver, and ShipmentInput {
        /// The order's id.
        order_id: Field<String> = Field::sent_id(),
        /// The order's number in the cart, for who knows no `order_id`.
        source_id: Field<String> = Field::checked_later(Form::ShortText(MAX_SHORT_TEXT_LENGTH)),
        /// Tells apart orders of one number from two carts.
        source_name: Field<String> = Field::checked_later(Form::ShortText(MAX_SHORT_TEXT_LENGTH)),
    }

    /// A shipment and the order it is of. It has no more of an item than is left.
    ShipmentToOrder: PassedOver, and ShipmentInput {
        /// The order's id.
        order_id: Field<String> = Field::sent_id().needed(),
    }

    /// Shipments of many orders.
    NamedShipments: PassedOver {
        /// The shipments.
        shipments: ListField = ListField::new(Part::Body(&ShipmentOfOrder::BODY), 0, MAX_BATCH).needed(),
    }

    /// Shipments of many orders.
    ShipmentsOfOrders: PassedOver {
        /// The shipments.
        shipments: ListField = ListField::new(Part::Body(&ShipmentToOrder::BODY), 1, MAX_BATCH).needed(),
    }
}
