//! An order item as somebody wants it to be (orderdesk-api 2.4 and 3.2).

use std::borrow::Cow;

use super::check::{as_kept, trim};
use crate::{InventoryItem, Money, OrderItem};

/// What somebody wants an order item to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewOrderItem {
    /// The item as it was given. Its id is of the item to be changed, and has no say in what a new one gets.
    pub values: OrderItem,
    /// Which fields the caller gave; the others are for the inventory to fill.
    pub given: Given,
    /// What problems call it: where it stood in what was sent, as in `order_items[0]`.
    pub place: Cow<'static, str>,
}

/// Which fields of an item its caller gave, by their names in the API. A blank text and an empty map are not given, an
/// amount of 0 is. Names that are no field of an item, of an order or of the inventory, are passed over.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given(u32);

/// The fields of both kinds of items; the place of each is its bit.
const GIVEN_NAMES: [&str; 21] = [
    "name",
    "code",
    "price",
    "quantity",
    "weight",
    "variation_list",
    "metadata",
    "delivery_type",
    "category_code",
    "fulfillment_method",
    "cost",
    "stock",
    "location",
    "manufacturer_sku",
    "id",
    "reorder_level",
    "minimum_stock",
    "maximum_stock",
    "skip_sync",
    "components",
    "locations",
];

impl Given {
    /// Whether the caller gave this field.
    pub fn has(&self, name: &str) -> bool {
        self.0 & bit_of(name) != 0
    }

    /// Notes that the caller gave this field.
    pub fn add(&mut self, name: &str) {
        self.0 |= bit_of(name);
    }
}

fn bit_of(name: &str) -> u32 {
    GIVEN_NAMES.iter().position(|known| *known == name).map_or(0, |place| 1 << place)
}

impl<N: AsRef<str>> FromIterator<N> for Given {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        Self(names.into_iter().fold(0, |bits, name| bits | bit_of(name.as_ref())))
    }
}

impl NewOrderItem {
    /// An item of which these fields were given.
    pub fn new(values: OrderItem, given: Given) -> Self {
        Self { values, given, place: Cow::Borrowed("") }
    }

    /// The SKU, by which the inventory may know the item.
    pub fn code(&self) -> &str {
        &self.values.code
    }

    /// What the caller gave, for [`InventoryItem::complete`].
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// A new item with this id, its code without the blanks around it.
    pub fn item(&self, id: String) -> OrderItem {
        self.clone().into_item(id)
    }

    /// As [`item`](Self::item), of the values themselves and not of their copies.
    pub fn into_item(self, id: String) -> OrderItem {
        let mut item = OrderItem { id, ..self.values };
        trim(&mut item.code);
        if item.delivery_type.is_empty() {
            "ship".clone_into(&mut item.delivery_type);
        }
        item
    }

    /// What becomes of `old` under a full replacement (orderdesk-api 4.7): its id stays, a delivery type that is blank
    /// stays so when it comes back blank, and a code that was kept with blanks around it keeps them.
    pub fn replacing(&self, old: &OrderItem) -> OrderItem {
        let mut item = self.item(old.id.clone());
        as_kept(&mut item.code, &old.code);
        let delivery_type =
            if old.delivery_type == self.values.delivery_type { &old.delivery_type } else { &item.delivery_type };
        let (original_item_id, supplier_id) = (old.original_item_id.clone(), old.supplier_id.clone());
        OrderItem { delivery_type: delivery_type.clone(), original_item_id, supplier_id, ..item }
    }

    /// The id that was sent: of the item to be changed. PHP writes a new one's as 0.
    pub fn sent_id(&self) -> Option<&str> {
        Some(self.values.id.as_str()).filter(|id| !matches!(*id, "" | "0"))
    }
}

impl InventoryItem {
    /// Fills what is known of an item that was entered by its code (orderdesk-api 2.8): name, price, weight, variations
    /// and metadata, each as a whole. What the caller gave stays. Where it is kept is not where it is shipped from, so
    /// `location` is left out.
    pub fn complete(&self, item: &mut OrderItem, given: &Given) {
        if !given.has("name") {
            item.name.clone_from(&self.name);
        }
        if !given.has("price") {
            item.price = self.price;
        }
        if !given.has("weight") {
            item.weight = self.weight;
        }
        if !given.has("variation_list") {
            item.variation_list.clone_from(&self.variation_list);
        }
        if !given.has("metadata") {
            item.metadata.clone_from(&self.metadata);
        }
    }
}

impl InventoryItem {
    /// Adds what is known of an item that came without: its name, its weight, and variations and metadata that it does not
    /// have. What it cost stays, as that was agreed with the customer, and so does an item that would be too large.
    pub fn add_details(&self, item: &mut OrderItem) {
        let mut detailed = item.clone();
        if detailed.name.trim().is_empty() {
            detailed.name.clone_from(&self.name);
        }
        if detailed.weight == Money::default() {
            detailed.weight = self.weight;
        }
        for (own, known) in
            [(&mut detailed.variation_list, &self.variation_list), (&mut detailed.metadata, &self.metadata)]
        {
            for (name, value) in known {
                let there = own.entry(name.clone()).or_default();
                if there.trim().is_empty() {
                    there.clone_from(value);
                }
            }
        }
        if detailed.check_limits().is_empty() {
            *item = detailed;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::ITEM_FIELDS;

    /// Catches a field of an item that nobody could be known to have given.
    #[test]
    fn each_field_of_an_item_can_be_given() {
        for name in ITEM_FIELDS
            .iter()
            .map(|field| field.name)
            .chain(InventoryItem::FIELDS)
            .chain(crate::StockKeeping::FIELDS)
            .filter(|name| *name != "id")
        {
            let given: Given = [name].into_iter().collect();
            assert!(given.has(name), "{name}");
            assert_ne!(given, Given::default(), "{name}");
        }
        assert!(!Given::from_iter(["nickname"]).has("nickname"));
    }
}
