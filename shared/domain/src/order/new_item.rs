//! An order item as somebody wants it to be (orderdesk-api 2.4 and 3.2).

use std::collections::BTreeSet;

use super::check::{as_kept, is_blank};
use crate::{InventoryItem, OrderItem};

/// What somebody wants an order item to be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewOrderItem {
    /// The item as it was given. Its id is of the item to be changed, and has no say in what a new one gets.
    pub values: OrderItem,
    /// Which fields the caller gave; the others are for the inventory to fill.
    pub given: Given,
    /// What problems call it: where it stood in what was sent, as in `order_items[0]`.
    pub place: String,
}

/// Which fields of an item its caller gave, by their names in the API. A blank text and an empty map are not given, an
/// amount of 0 is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given(BTreeSet<String>);

impl Given {
    /// Whether the caller gave this field.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

impl<N: Into<String>> FromIterator<N> for Given {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        Self(names.into_iter().map(Into::into).collect())
    }
}

impl NewOrderItem {
    /// An item of which these fields were given.
    pub fn new(values: OrderItem, given: Given) -> Self {
        Self { values, given, place: String::new() }
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
        let code = self.values.code.trim_matches(is_blank).to_owned();
        let mut item = OrderItem { id, code, ..self.values.clone() };
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
        let original_item_id = old.original_item_id.clone();
        OrderItem { delivery_type: delivery_type.clone(), original_item_id, ..item }
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
