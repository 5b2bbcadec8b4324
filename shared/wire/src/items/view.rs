//! Writing an order item (orderdesk-api 3.2).

use domain::OrderItem;

use crate::values::{MapView, Number};

/// An order item as the API writes it.
#[derive(Debug, Clone, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = OrderItem))]
pub struct ItemView<'a> {
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: &'a str,
    name: &'a str,
    price: Number,
    quantity: u32,
    weight: Number,
    code: &'a str,
    delivery_type: &'a str,
    category_code: &'a str,
    fulfillment_method: &'a str,
    variation_list: MapView<'a>,
    metadata: MapView<'a>,
}

impl<'a> From<&'a OrderItem> for ItemView<'a> {
    fn from(item: &'a OrderItem) -> Self {
        Self {
            id: &item.id,
            name: &item.name,
            price: Number::from(item.price),
            quantity: item.quantity,
            weight: Number::from(item.weight),
            code: &item.code,
            delivery_type: &item.delivery_type,
            category_code: &item.category_code,
            fulfillment_method: &item.fulfillment_method,
            variation_list: MapView(&item.variation_list),
            metadata: MapView(&item.metadata),
        }
    }
}
