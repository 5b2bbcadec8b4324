//! Inventory items (orderdesk-api 2.8 and 3.4).

use serde::Serialize;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::scalars::{Amount, DateTime, IdNumber, MaybeId, MaybeText, Outcome, Text, TextMap, Whole};
use super::scalars_in::{AnyAmount, AnyId, AnyMap, AnyShortText, AnyWhole, InventoryText};
use super::{Named, described, named, reference};

written! {
    /// Something the store sells. Its id is a number.
    InventoryItem {
        /// Its id.
        id: IdNumber,
        /// Name.
        name: Text,
        /// SKU, unique in the store.
        code: Text,
        /// Price.
        price: Amount,
        /// What it costs the store.
        cost: Amount,
        /// Weight.
        weight: Amount,
        /// How many there are; can fall below zero.
        stock: Whole,
        /// The last system to change it.
        update_source: Text,
        /// Warehouse or fulfilment method.
        location: Text,
        /// The maker's SKU; null when unset.
        manufacturer_sku: MaybeText,
        /// Options for machines.
        metadata: TextMap,
        /// Options people see.
        variation_list: TextMap,
        /// When it was added.
        date_added: DateTime,
        /// Last change.
        date_updated: DateTime,
    }

    /// What became of one item of a batch.
    InventoryResult {
        /// Its id; null when none was sent.
        id: MaybeId,
        /// Whether it was changed.
        status: Outcome,
        /// What became of it.
        message: Text,
    }
}

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
