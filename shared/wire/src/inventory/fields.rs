//! The fields of an inventory item as it is read (orderdesk-api 2.8 and 3.4), in the sequence they are read in.

use domain::{
    MAX_COMPONENT_QUANTITY, MAX_COMPONENTS, MAX_INVENTORY_TEXT_LENGTH, MAX_ORDER_METADATA_LENGTH, Money, Variations,
};

use super::MAX_BATCH;
use crate::body::{Field, ListField, Part, body};

body! {
    /// An inventory item as it is sent. What is left out becomes blank or zero.
    InventoryItemInput: PassedOver {
        /// Name.
        name: Field<String> = Field::short_words(MAX_INVENTORY_TEXT_LENGTH).needed(),
        /// SKU, unique in the store.
        code: Field<String> = Field::short_words(MAX_INVENTORY_TEXT_LENGTH).needed(),
        /// Price, in the store's currency.
        price: Field<Money> = Field::amount(),
        /// What it costs the store.
        cost: Field<Money> = Field::amount(),
        /// Weight, in the store's unit.
        weight: Field<Money> = Field::amount(),
        /// How many there are; may be negative.
        stock: Field<i64> = Field::signed(),
        /// Who changes it.
        update_source: Field<String> = Field::short_text(MAX_INVENTORY_TEXT_LENGTH).or("API", || "API".to_owned()),
        /// Warehouse or fulfilment method.
        location: Field<String> = Field::short_text(MAX_INVENTORY_TEXT_LENGTH),
        /// The maker's SKU.
        manufacturer_sku: Field<String> = Field::short_text(MAX_INVENTORY_TEXT_LENGTH),
        /// Options for machines.
        metadata: Field<Variations> = Field::map(MAX_ORDER_METADATA_LENGTH),
        /// Options people see.
        variation_list: Field<Variations> = Field::map(MAX_ORDER_METADATA_LENGTH),
        /// At so many pieces or fewer the stock is low. This and what follows stays as it is when it is left out, and null
        /// blanks it.
        reorder_level: Field<i64> = Field::signed(),
        /// So many pieces carts are not told of.
        minimum_stock: Field<i64> = Field::signed(),
        /// Carts are told of no more than so many.
        maximum_stock: Field<i64> = Field::signed(),
        /// Whether carts are told nothing of it.
        skip_sync: Field<bool> = Field::flag(),
        /// What it is made of, if it is a kit.
        components: ListField = ListField::new(Part::Body(&KitComponentInput::BODY), 0, MAX_COMPONENTS),
        /// Names of places, and how many lie there.
        locations: Field<Variations> = Field::map(MAX_ORDER_METADATA_LENGTH),
    }

    /// What a kit has of another inventory item.
    KitComponentInput: PassedOver {
        /// The item's code.
        code: Field<String> = Field::short_words(MAX_INVENTORY_TEXT_LENGTH).needed(),
        /// How many pieces.
        quantity: Field<u64> = Field::between(1, MAX_COMPONENT_QUANTITY).or("1", || 1),
    }

    /// A whole inventory item that is there already.
    InventoryItemOfBatch: PassedOver, and InventoryItemInput {
        /// Its id.
        id: Field<u64> = Field::id().needed(),
    }

    /// Whole inventory items.
    NamedInventoryItems: PassedOver {
        /// The items.
        inventory_items: ListField = ListField::new(Part::Body(&InventoryItemOfBatch::BODY), 0, MAX_BATCH).needed(),
    }
}
