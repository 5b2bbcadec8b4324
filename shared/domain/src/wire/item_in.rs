//! Reading an order item (orderdesk-api 2.4 and 3.2).

use std::collections::BTreeSet;

use super::read::{Document, Object, Problem};
use crate::{InventoryItem, OrderItem};

/// What somebody wants an order item to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrderItem {
    draft: OrderItem,
    given: Given,
    path: String,
}

/// Which fields of an item its caller gave. A blank text and an empty map are not given, an amount of 0 is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Given(BTreeSet<String>);

impl Given {
    fn of(entry: &Object) -> Self {
        Self(entry.names().filter(|name| entry.is_given(name)).map(str::to_owned).collect())
    }

    /// Whether the caller gave this field.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }
}

impl NewOrderItem {
    /// Reads the body of `POST /orders/{id}/order-items` and `PUT /orders/{id}/order-items/{item}`.
    pub fn read(body: &str) -> Result<Self, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let item = Self::of(&document.object());
        match document.problems() {
            problems if problems.is_empty() => Ok(item),
            problems => Err(problems),
        }
    }

    /// Reads one entry of `order_items`. What is absent is what the reference gives as its default.
    pub(super) fn of(entry: &Object) -> Self {
        let text = |name| entry.text(name).unwrap_or_default();
        let draft = OrderItem {
            id: text("id").trim().to_owned(),
            name: text("name"),
            price: entry.money("price").unwrap_or_default(),
            quantity: entry.quantity("quantity").unwrap_or(1),
            weight: entry.money("weight").unwrap_or_default(),
            code: text("code"),
            delivery_type: entry.text("delivery_type").unwrap_or_else(|| "ship".to_owned()),
            category_code: text("category_code"),
            fulfillment_method: text("fulfillment_method"),
            variation_list: entry.map("variation_list").unwrap_or_default(),
            metadata: entry.map("metadata").unwrap_or_default(),
        };
        Self { draft, given: Given::of(entry), path: entry.path().to_owned() }
    }

    /// The SKU, by which the inventory may know the item.
    pub fn code(&self) -> &str {
        &self.draft.code
    }

    /// What the caller gave, for [`InventoryItem::complete`].
    pub fn given(&self) -> &Given {
        &self.given
    }

    /// A new item with this id.
    pub fn item(&self, id: String) -> OrderItem {
        let mut item = OrderItem { id, ..self.draft.clone() };
        if item.delivery_type.is_empty() {
            "ship".clone_into(&mut item.delivery_type);
        }
        item
    }

    /// What becomes of `old` under a full replacement (orderdesk-api 4.7): its id stays, and a delivery type that is
    /// blank stays so when it comes back blank.
    pub fn replacing(&self, old: &OrderItem) -> OrderItem {
        let item = self.item(old.id.clone());
        let delivery_type =
            if old.delivery_type == self.draft.delivery_type { &old.delivery_type } else { &item.delivery_type };
        OrderItem { delivery_type: delivery_type.clone(), ..item }
    }

    /// The id that was sent: of the item to be changed. PHP writes a new one's as 0.
    pub(super) fn sent_id(&self) -> Option<&str> {
        Some(self.draft.id.as_str()).filter(|id| !matches!(*id, "" | "0"))
    }

    /// Where it stood in the document.
    pub(super) fn path(&self) -> &str {
        &self.path
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

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::Money;
    use crate::wire::{ItemView, NewInventoryItem};

    fn read(body: &str) -> NewOrderItem {
        NewOrderItem::read(body).unwrap()
    }

    fn mug() -> InventoryItem {
        let body = r#"{"name":"Tide Mug","code":"MUG-01","price":12.5,"weight":0.4,"location":"Shelf 3",
            "variation_list":{"Color":"Blue"},"metadata":{"print_sku":"M"}}"#;
        NewInventoryItem::read(body).unwrap().item(57_001, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_new_item_has_the_documented_defaults_and_the_id_it_is_given() {
        let item = read(r#"{"id":"77","code":"A","delivery_type":""}"#).item("7001".into());
        let expected = OrderItem {
            id: "7001".into(),
            code: "A".into(),
            quantity: 1,
            delivery_type: "ship".into(),
            ..OrderItem::default()
        };
        assert_eq!(item, expected);
    }

    #[test]
    fn a_replacement_keeps_the_id_and_blanks_what_is_absent() {
        let old = read(r#"{"name":"a","code":"A","price":3,"quantity":5,"metadata":{"x":"y"}}"#).item("7001".into());
        let new = read(r#"{"id":"9","name":"b","quantity":0}"#).replacing(&old);
        let expected =
            OrderItem { id: "7001".into(), name: "b".into(), delivery_type: "ship".into(), ..OrderItem::default() };
        assert_eq!(new, expected);
    }

    #[test]
    fn an_item_that_comes_back_as_it_was_written_stays_as_it_is() {
        for delivery_type in ["", "ship", "download"] {
            let old =
                OrderItem { id: "1".into(), quantity: 0, delivery_type: delivery_type.into(), ..OrderItem::default() };
            let written = serde_json::to_string(&ItemView::from(&old)).unwrap();
            assert_eq!(read(&written).replacing(&old), old);
        }
    }

    #[test]
    fn the_inventory_fills_what_was_not_given() {
        let completed = |body| {
            let new = read(body);
            let mut item = new.item("1".into());
            mug().complete(&mut item, new.given());
            item
        };
        let bare =
            completed(r#"{"code":"MUG-01","quantity":2,"name":"","price":null,"metadata":[],"variation_list":{}}"#);
        assert_eq!((bare.name.as_str(), bare.price, bare.quantity), ("Tide Mug", Money::parse("12.5").unwrap(), 2));
        assert_eq!((&bare.metadata, &bare.variation_list), (&mug().metadata, &mug().variation_list));
        assert_eq!((bare.fulfillment_method.as_str(), bare.code.as_str()), ("", "MUG-01"));
        let given =
            completed(r#"{"code":"MUG-01","name":"Mug","price":0,"weight":1,"variation_list":{"Color":"Red"}}"#);
        assert_eq!((given.name.as_str(), given.price, given.weight), ("Mug", Money::default(), Money::whole(1)));
        assert_eq!(given.variation_list.get("Color").map(String::as_str), Some("Red"));
    }

    #[test]
    fn what_is_wrong_is_told_by_name() {
        let problems = NewOrderItem::read(r#"{"price":"x","quantity":-1,"metadata":3}"#).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["price", "quantity", "metadata"]);
    }
}
