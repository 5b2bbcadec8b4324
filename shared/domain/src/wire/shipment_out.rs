//! Writing a shipment: every scalar is a string (orderdesk-api 3.3).

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::order_out::OrderView;
use crate::{ItemQuantity, OrderId, Shipment, StoreId, time};

/// A shipment as the API writes it.
#[derive(Debug, Clone, Copy)]
pub struct ShipmentView<'a> {
    /// The shipment.
    pub shipment: &'a Shipment,
    /// Its order.
    pub order_id: OrderId,
    /// Its store.
    pub store_id: StoreId,
}

impl Serialize for ShipmentView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shipment = self.shipment;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &shipment.id)?;
        map.serialize_entry("order_id", &self.order_id.to_string())?;
        map.serialize_entry("store_id", &self.store_id.to_string())?;
        map.serialize_entry("tracking_number", &shipment.tracking_number)?;
        map.serialize_entry("carrier_code", &shipment.carrier_code)?;
        map.serialize_entry("shipment_method", &shipment.shipment_method)?;
        map.serialize_entry("weight", &shipment.weight.text())?;
        map.serialize_entry("cost", &shipment.cost.text())?;
        map.serialize_entry("status", &shipment.status)?;
        map.serialize_entry("tracking_url", &shipment.tracking_url)?;
        map.serialize_entry("label_format", &shipment.label_format)?;
        map.serialize_entry("label_image", &shipment.label_image)?;
        map.serialize_entry("print_status", if shipment.printed { "1" } else { "0" })?;
        map.serialize_entry("order_items", &ItemsView(&shipment.order_items))?;
        map.serialize_entry("source", &shipment.source)?;
        map.serialize_entry("cart_shipment_id", &shipment.cart_shipment_id)?;
        map.serialize_entry("label_shipment_id", &shipment.label_shipment_id)?;
        map.serialize_entry("date_shipped", &time::date_text(shipment.date_shipped))?;
        map.serialize_entry("date_added", &time::text(shipment.date_added))?;
        map.end()
    }
}

/// `""` when the shipment is not itemised (orderdesk-api 3.3).
struct ItemsView<'a>(&'a [ItemQuantity]);

impl Serialize for ItemsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_empty() { serializer.serialize_str("") } else { self.0.serialize(serializer) }
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
