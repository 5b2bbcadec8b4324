//! The fields of what an order has lists of, as rules offer them.

use crate::limits::{MAX_ITEM_MAP_LENGTH, MAX_LINE_LENGTH, MAX_SHORT_TEXT_LENGTH};

use super::{DiscountField, DiscountRead, ItemField, ItemRead, NoteField, NoteRead, PartField};

/// An entry: `item.code`, what it is, what rules say it is, what else there is to know, how it is read; `unruled` where
/// rules don't offer it.
macro_rules! part {
    (unruled $list:ident.$name:ident, $doc:literal, $detail:literal, $read:expr) => {
        PartField { is_in_rules: false, ..part!($list.$name, $doc, $doc, $detail, $read) }
    };
    ($list:ident.$name:ident, $doc:literal, $rule_doc:literal, $detail:literal, $read:expr) => {
        PartField {
            rule_name: concat!(stringify!($list), ".", stringify!($name)),
            name: stringify!($name),
            doc: $doc,
            rule_doc: $rule_doc,
            detail: $detail,
            read: $read,
            max_length: None,
            is_in_rules: true,
        }
    };
}

pub(super) use part;

impl<R> PartField<R> {
    /// It has at most so many characters.
    pub(super) const fn at_most(mut self, characters: usize) -> Self {
        self.max_length = Some(characters);
        self
    }
}

/// The fields of an order item (orderdesk-api 3.2).
pub static ITEM_FIELDS: &[ItemField] = &[
    part!(
        unruled item.id,
        "Id of the item in its order.",
        "Digits, given by the system; no id is given twice in one order.",
        ItemRead::Text(|item| &item.id)
    ),
    part!(item.name, "Name.", "Name of an item.", "What the customer sees.", ItemRead::Text(|item| &item.name))
        .at_most(MAX_LINE_LENGTH),
    part!(
        item.code,
        "Code (SKU).",
        "Code (SKU) of an item.",
        "By it the inventory knows the item.",
        ItemRead::Text(|item| &item.code)
    )
    .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        item.price,
        "Price of one.",
        "Price of one of an item.",
        "An exact decimal in the store's currency, 0 when left out; may be negative.",
        ItemRead::Amount(|item| item.price)
    ),
    part!(
        item.quantity,
        "How many.",
        "Quantity of an item.",
        "A whole number up to 1,000,000, 1 when left out.",
        ItemRead::Whole(|item| item.quantity.into())
    ),
    part!(
        item.weight,
        "Weight of one.",
        "Weight of one of an item.",
        "An exact decimal in the store's unit of weight, 0 when left out.",
        ItemRead::Amount(|item| item.weight)
    ),
    part!(
        item.category_code,
        "Category code.",
        "Category code of an item.",
        "Free text.",
        ItemRead::Text(|item| &item.category_code)
    )
    .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        item.delivery_type,
        "How it is delivered: ship, noship, download, future.",
        "Delivery type of an item: ship, noship, download, future.",
        "`ship` when left out.",
        ItemRead::Text(|item| &item.delivery_type)
    )
    .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        item.fulfillment_method,
        "Fulfilment method.",
        "Fulfilment method of an item.",
        "Where it is shipped from; free text.",
        ItemRead::Text(|item| &item.fulfillment_method)
    )
    .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        item.variation_list,
        "Its variations, by their names.",
        "The variation of the given name of an item.",
        "Options people see, such as a size; at most 10,000 characters as JSON.",
        ItemRead::Map(|item| &item.variation_list)
    )
    .at_most(MAX_ITEM_MAP_LENGTH),
    part!(
        item.metadata,
        "Its metadata fields, by their names.",
        "The metadata field of the given name of an item.",
        "Options for machines, such as a printer's SKU; at most 10,000 characters as JSON.",
        ItemRead::Map(|item| &item.metadata)
    )
    .at_most(MAX_ITEM_MAP_LENGTH),
];

/// The fields of a discount (orderdesk-api 3.1).
pub static DISCOUNT_FIELDS: &[DiscountField] = &[
    part!(discount.name, "Name.", "Name of a discount.", "", DiscountRead::Text(|discount| &discount.name))
        .at_most(MAX_LINE_LENGTH),
    part!(
        discount.code,
        "Code.",
        "Code of a discount.",
        "The code that gave it.",
        DiscountRead::Text(|discount| &discount.code)
    )
    .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        unruled discount.amount,
        "How much is taken off.",
        "Kept positive, whichever sign it is sent with.",
        DiscountRead::Amount(|discount| discount.amount)
    ),
];

/// The fields of a note (orderdesk-api 3.1).
pub static NOTE_FIELDS: &[NoteField] = &[
    part!(
        unruled note.date_added,
        "When it was written.",
        "UTC; the moment of the call when left out.",
        NoteRead::Date(|note| note.date_added)
    ),
    part!(unruled note.username, "Who wrote it.", "`Auto` for rules.", NoteRead::Text(|note| &note.username))
        .at_most(MAX_SHORT_TEXT_LENGTH),
    part!(
        note.content,
        "Text.",
        "Text of a note.",
        "All notes of an order together have at most 2,000 characters.",
        NoteRead::Text(|note| &note.content)
    ),
];
