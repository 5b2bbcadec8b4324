//! Writing a shipment: every scalar is a string (orderdesk-api 3.3).

use domain::{ItemQuantity, OrderId, Shipment, StoreId, time};
use serde::ser::{Serialize, Serializer};

use crate::orders::OrderView;

/// A shipment as the API writes it.
#[derive(Debug, Clone, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ShipmentView<'a> {
    id: &'a str,
    order_id: String,
    store_id: String,
    tracking_number: &'a str,
    carrier_code: &'a str,
    shipment_method: &'a str,
    weight: String,
    cost: String,
    status: &'a str,
    tracking_url: &'a str,
    label_format: &'a str,
    label_image: &'a str,
    print_status: &'static str,
    order_items: ItemsView<'a>,
    source: &'a str,
    cart_shipment_id: &'a str,
    label_shipment_id: &'a str,
    date_shipped: String,
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
mod schema {
    use utoipa::openapi::RefOr;
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};
    use utoipa::{PartialSchema, ToSchema};

    use super::ItemsView;

    impl PartialSchema for ItemsView<'_> {
        fn schema() -> RefOr<Schema> {
            let text = || ObjectBuilder::new().schema_type(Type::String);
            let quantity = ObjectBuilder::new().schema_type(Type::Integer);
            let item = ObjectBuilder::new()
                .property("id", text())
                .property("code", text())
                .property("quantity", quantity)
                .required("quantity");
            let blank = text().max_length(Some(0));
            OneOfBuilder::new().item(ArrayBuilder::new().items(item).min_items(Some(1))).item(blank).into()
        }
    }

    impl ToSchema for ItemsView<'_> {}
}

/// What goes to a `ship_notify_url` (orderdesk-api 6.2).
#[derive(Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct NotifyView<'a> {
    /// The new shipment.
    pub shipment: ShipmentView<'a>,
    /// Its order, the shipment among `order_shipments`.
    pub order: OrderView<'a>,
}
