//! Writing a shipment: every scalar is a string (orderdesk-api 3.3).

use domain::{ItemQuantity, OrderId, Shipment, StoreId, time};
use serde::ser::{Serialize, Serializer};

use crate::orders::OrderView;

/// A shipment as the API writes it.
#[derive(Debug, Clone, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Shipment))]
pub struct ShipmentView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: &'a str,
    /// Its order.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    order_id: String,
    /// Its store.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    store_id: String,
    /// Tracking number; `n/a` when there is none.
    tracking_number: &'a str,
    /// `UPS`, `USPS`, …; worked out from the number where it is sure.
    carrier_code: &'a str,
    /// Name of the service.
    shipment_method: &'a str,
    /// Weight.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DecimalText))]
    weight: String,
    /// What it cost.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DecimalText))]
    cost: String,
    /// Filled by tracking.
    status: &'a str,
    /// Where to follow it.
    tracking_url: &'a str,
    /// Format of the label.
    label_format: &'a str,
    /// The label.
    label_image: &'a str,
    /// Whether its label was printed.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::FlagText))]
    print_status: &'static str,
    /// What is in it; `""` when it is not itemised.
    order_items: ItemsView<'a>,
    /// Who added it: `API`, `Manual`, …
    source: &'a str,
    /// Its id in the cart.
    cart_shipment_id: &'a str,
    /// Its id at the label service.
    label_shipment_id: &'a str,
    /// Day it left.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Day))]
    date_shipped: String,
    /// When it was added.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
}

impl<'a> ShipmentView<'a> {
    /// The view of a shipment of this order of this store.
    pub fn new(shipment: &'a Shipment, order_id: OrderId, store_id: StoreId) -> Self {
        Self {
            id: &shipment.id,
            order_id: order_id.to_string(),
            store_id: store_id.to_string(),
            tracking_number: &shipment.tracking_number,
            carrier_code: &shipment.carrier_code,
            shipment_method: &shipment.shipment_method,
            weight: shipment.weight.text(),
            cost: shipment.cost.text(),
            status: &shipment.status,
            tracking_url: &shipment.tracking_url,
            label_format: &shipment.label_format,
            label_image: &shipment.label_image,
            print_status: if shipment.printed { "1" } else { "0" },
            order_items: ItemsView(&shipment.order_items),
            source: &shipment.source,
            cart_shipment_id: &shipment.cart_shipment_id,
            label_shipment_id: &shipment.label_shipment_id,
            date_shipped: time::date_text(shipment.date_shipped),
            date_added: time::text(shipment.date_added),
        }
    }
}

/// `""` when the shipment is not itemised (orderdesk-api 3.3).
#[derive(Debug, Clone, Copy)]
struct ItemsView<'a>(&'a [ItemQuantity]);

impl Serialize for ItemsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() { serializer.serialize_str("") } else { self.0.serialize(serializer) }
    }
}

#[cfg(feature = "schema")]
mod described {
    use std::borrow::Cow;

    use domain::ItemQuantity;
    use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder, Schema, Type};
    use utoipa::openapi::{Ref, RefOr};
    use utoipa::{PartialSchema, ToSchema};

    use super::ItemsView;
    use crate::schema::of;

    impl PartialSchema for ItemsView<'_> {
        fn schema() -> RefOr<Schema> {
            let none = of(Type::String).enum_values(Some([""]));
            let some = ArrayBuilder::new().min_items(Some(1)).items(Ref::from_schema_name(ItemQuantity::name()));
            let about = "What is in a shipment: a list, or `\"\"` when it is not itemised.";
            OneOfBuilder::new().item(none).item(some).description(Some(about)).into()
        }
    }

    impl ToSchema for ItemsView<'_> {
        fn name() -> Cow<'static, str> {
            "ShippedItems".into()
        }

        fn schemas(all: &mut Vec<(String, RefOr<Schema>)>) {
            all.push((ItemQuantity::name().into_owned(), ItemQuantity::schema()));
        }
    }
}

/// What goes to a `ship_notify_url` (orderdesk-api 6.2).
#[derive(Debug, serde::Serialize)]
pub struct NotifyView<'a> {
    /// The new shipment.
    pub shipment: ShipmentView<'a>,
    /// Its order, the shipment among `order_shipments`.
    pub order: OrderView<'a>,
}
