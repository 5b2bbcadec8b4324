//! Shipments (orderdesk-api 2.6, 2.7 and 3.3).

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::scalars::of;
use super::scalars_in::{AnyAmount, AnyDate, AnyFlag, AnyId, AnyQuantity, AnyShortText, AnyText};
use super::{Named, named, reference};

read! {
    /// A shipment as it is sent.
    ShipmentInput {
        [needs] {
            /// Tracking number; `n/a` says there is none.
            #[schema(value_type = String, min_length = 1, max_length = 255, pattern = "\\S")]
            tracking_number: AnyText,
        }
        /// Worked out from the number when left out, where it is sure.
        carrier_code: AnyText,
        /// Name of the service.
        shipment_method: AnyText,
        /// Weight.
        weight: AnyAmount,
        /// What it cost.
        cost: AnyAmount,
        /// Its state.
        status: AnyText,
        /// Worked out from carrier and number when left out.
        tracking_url: AnyText,
        /// Format of the label.
        label_format: AnyText,
        /// The label.
        label_image: AnyText,
        /// Whether its label was printed.
        print_status: AnyFlag,
        /// What is in it; left out or `""` when it is not itemised.
        order_items: ShippedItemsInput,
        /// Who adds it; `API` when left out.
        source: AnyText,
        /// Its id in the cart.
        cart_shipment_id: AnyText,
        /// Its id at the label service.
        label_shipment_id: AnyText,
        /// Day it left; now when left out.
        date_shipped: AnyDate,
        /// The same under another name.
        shipment_date: AnyDate,
    }

    /// So many of an item, named by `id` or by `code`.
    ShippedItemInput {
        /// The item's id.
        id: AnyText,
        /// The item's SKU.
        code: AnyText,
        /// How many; 1 when left out.
        quantity: AnyQuantity,
    }

    /// A shipment and the order it is of: named by `order_id`, or by `source_id`.
    ShipmentOfOrder {
        [needs] {
            /// Tracking number; `n/a` says there is none.
            #[schema(value_type = String, min_length = 1, max_length = 255)]
            tracking_number: AnyText,
        }
        /// The order's id.
        order_id: AnyId,
        /// The order's number in the cart, for who knows no `order_id`.
        source_id: AnyShortText,
        /// Tells apart orders of one number from two carts.
        source_name: AnyShortText,
        /// Worked out from the number when left out, where it is sure.
        carrier_code: AnyText,
        /// Name of the service.
        shipment_method: AnyText,
        /// Weight.
        weight: AnyAmount,
        /// What it cost.
        cost: AnyAmount,
        /// Its state.
        status: AnyText,
        /// Worked out from carrier and number when left out.
        tracking_url: AnyText,
        /// What is in it.
        order_items: ShippedItemsInput,
        /// Day it left; now when left out.
        date_shipped: AnyDate,
    }

    /// A shipment and the order it is of.
    ShipmentToOrder {
        [needs] {
            /// The order's id.
            order_id: AnyId,
            /// Tracking number; `n/a` says there is none.
            #[schema(value_type = String, min_length = 1, max_length = 255)]
            tracking_number: AnyText,
        }
        /// Worked out from the number when left out, where it is sure.
        carrier_code: AnyText,
        /// Name of the service.
        shipment_method: AnyText,
        /// Weight.
        weight: AnyAmount,
        /// What it cost.
        cost: AnyAmount,
        /// Its state.
        status: AnyText,
        /// Worked out from carrier and number when left out.
        tracking_url: AnyText,
        /// What is in it: no more of an item than is left.
        order_items: ShippedItemsInput,
        /// Day it left; now when left out.
        date_shipped: AnyDate,
    }

    /// Shipments under a name.
    NamedShipments {
        [needs] {
            /// The shipments.
            #[schema(max_items = 500)]
            shipments: Vec<ShipmentOfOrder>,
        }
    }
}

macro_rules! either {
    ($($(#[doc = $doc:literal])+ $name:ident of $part:ident = $schema:expr;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Serialize)]
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                super::described($schema.into(), concat!($($doc),+).trim()).into()
            }
        }

        impl ToSchema for $name {
            fn schemas(all: &mut Named) {
                all.extend(named::<$part>());
            }
        }
    )*};
}

either! {
    /// What is in a shipment; `""`, null and `[]` when it is not itemised.
    ShippedItemsInput of ShippedItemInput = OneOfBuilder::new()
        .item(of(Type::String).enum_values(Some([""])))
        .item(of(Type::Null))
        .item(ArrayBuilder::new().items(reference::<ShippedItemInput>()));
    /// Shipments of many orders, at most 500: a bare list, or one under `shipments`.
    ShipmentBatch of NamedShipments = OneOfBuilder::new()
        .item(ArrayBuilder::new().max_items(Some(500)).items(reference::<ShipmentOfOrder>()))
        .item(reference::<NamedShipments>());
}
