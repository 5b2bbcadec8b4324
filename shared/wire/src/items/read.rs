//! Reading an order item (orderdesk-api 2.4 and 3.2).

use domain::fields::ITEM_FIELDS;
use domain::{NewOrderItem, OrderItem, Problem};

use crate::read::{Document, Object};

/// Reads the body of `POST /orders/{id}/order-items` and `PUT /orders/{id}/order-items/{item}`.
pub fn read_new(body: &str) -> Result<NewOrderItem, Vec<Problem>> {
    let document = Document::read(body)?;
    document.finish(of(&document.object()))
}

/// Reads one entry of `order_items`. What is absent is what the reference gives as its default.
pub(crate) fn of(entry: &Object) -> NewOrderItem {
    let text = |name| entry.text_of(ITEM_FIELDS, name).unwrap_or_default();
    let values = OrderItem {
        id: entry.id_text("id").unwrap_or_default(),
        name: text("name"),
        price: entry.money("price").unwrap_or_default(),
        quantity: entry.quantity("quantity").unwrap_or(1),
        weight: entry.money("weight").unwrap_or_default(),
        code: text("code"),
        delivery_type: entry.text_of(ITEM_FIELDS, "delivery_type").unwrap_or_else(|| "ship".to_owned()),
        category_code: text("category_code"),
        fulfillment_method: text("fulfillment_method"),
        variation_list: entry.map_of(ITEM_FIELDS, "variation_list"),
        metadata: entry.map_of(ITEM_FIELDS, "metadata"),
        // Ours alone: what is sent has no say.
        original_item_id: String::new(),
        supplier_id: String::new(),
    };
    let given = entry.names().filter(|name| entry.is_given(name)).collect();
    NewOrderItem { values, given, place: entry.path().to_owned().into() }
}

#[cfg(test)]
mod tests {
    use domain::{InventoryItem, Money};
    use jiff::Timestamp;

    use super::*;
    use crate::inventory;
    use crate::items::ItemView;

    fn read(body: &str) -> NewOrderItem {
        read_new(body).unwrap()
    }

    fn mug() -> InventoryItem {
        let body = r#"{"name":"Tide Mug","code":"MUG-01","price":12.5,"weight":0.4,"location":"Shelf 3",
            "variation_list":{"Color":"Blue"},"metadata":{"print_sku":"M"}}"#;
        inventory::read_new(body).unwrap().item(57_001, Timestamp::UNIX_EPOCH)
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
    fn every_problem_names_its_field() {
        let problems = read_new(r#"{"price":"x","quantity":-1,"metadata":3}"#).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["price", "quantity", "metadata"]);
    }
}
