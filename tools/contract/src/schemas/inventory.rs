//! Inventory items (orderdesk-api 2.8 and 3.4).

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::scalars_in::{AnyAmount, AnyId, AnyMap, AnyShortText, AnyWhole, InventoryText};
use super::{Named, described, named, reference};

read! {
    /// An inventory item as it is sent. What is left out becomes blank or zero.
    InventoryItemInput {
        [needs] {
            /// Name.
            name: InventoryText,
            /// SKU, unique in the store.
            code: InventoryText,
        }
        /// Price.
        price: AnyAmount,
        /// What it costs the store.
        cost: AnyAmount,
        /// Weight.
        weight: AnyAmount,
        /// How many there are.
        stock: AnyWhole,
        /// Who changes it; `API` when left out.
        update_source: AnyShortText,
        /// Warehouse or fulfilment method.
        location: AnyShortText,
        /// The maker's SKU.
        manufacturer_sku: AnyShortText,
        /// Options for machines; at most 2,000 characters as JSON.
        metadata: AnyMap,
        /// Options people see; at most 2,000 characters as JSON.
        variation_list: AnyMap,
    }

    /// A whole inventory item that is there already.
    InventoryItemOfBatch {
        [needs] {
            /// Its id.
            id: AnyId,
            /// Name.
            name: InventoryText,
            /// SKU, unique in the store.
            code: InventoryText,
        }
        /// Price.
        price: AnyAmount,
        /// What it costs the store.
        cost: AnyAmount,
        /// Weight.
        weight: AnyAmount,
        /// How many there are.
        stock: AnyWhole,
        /// Who changes it; `API` when left out.
        update_source: AnyShortText,
        /// Warehouse or fulfilment method.
        location: AnyShortText,
        /// The maker's SKU.
        manufacturer_sku: AnyShortText,
        /// Options for machines; at most 2,000 characters as JSON.
        metadata: AnyMap,
        /// Options people see; at most 2,000 characters as JSON.
        variation_list: AnyMap,
    }

    /// Inventory items under a name.
    NamedInventoryItems {
        [needs] {
            /// The items.
            #[schema(max_items = 500)]
            inventory_items: Vec<InventoryItemOfBatch>,
        }
    }
}

/// Whole inventory items, at most 500: a bare list, or one under `inventory_items`.
#[derive(Serialize)]
pub(crate) struct InventoryBatch;

impl PartialSchema for InventoryBatch {
    fn schema() -> RefOr<Schema> {
        let bare = ArrayBuilder::new().max_items(Some(500)).items(reference::<InventoryItemOfBatch>());
        let either = OneOfBuilder::new().item(bare).item(reference::<NamedInventoryItems>());
        described(either.into(), "Whole inventory items, at most 500: a bare list, or one under `inventory_items`.")
            .into()
    }
}

impl ToSchema for InventoryBatch {
    fn schemas(all: &mut Named) {
        all.extend(named::<NamedInventoryItems>());
    }
}
