//! Writing an inventory item (orderdesk-api 3.4).

use serde::Serialize;
use serde_json::value::RawValue;

use super::item_out::MapView;
use super::order_out::number;
use crate::{InventoryItem, time};

/// An inventory item as the API writes it: its id and its amounts are numbers, an unset SKU of the maker is null.
#[derive(Debug, Clone, Serialize)]
pub struct InventoryView<'a> {
    id: u64,
    name: &'a str,
    code: &'a str,
    price: Box<RawValue>,
    cost: Box<RawValue>,
    weight: Box<RawValue>,
    stock: i64,
    update_source: &'a str,
    location: &'a str,
    manufacturer_sku: Option<&'a str>,
    metadata: MapView<'a>,
    variation_list: MapView<'a>,
    date_added: String,
    date_updated: String,
}

impl<'a> From<&'a InventoryItem> for InventoryView<'a> {
    fn from(item: &'a InventoryItem) -> Self {
        Self {
            id: item.id,
            name: &item.name,
            code: &item.code,
            price: number(item.price),
            cost: number(item.cost),
            weight: number(item.weight),
            stock: item.stock,
            update_source: &item.update_source,
            location: &item.location,
            manufacturer_sku: item.manufacturer_sku.as_deref(),
            metadata: MapView(&item.metadata),
            variation_list: MapView(&item.variation_list),
            date_added: time::text(item.date_added),
            date_updated: time::text(item.date_updated),
        }
    }
}
