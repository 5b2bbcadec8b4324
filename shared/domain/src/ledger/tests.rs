//! What is left of an order.

use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{FolderId, OrderId, OrderItem};

/// An item of a shipment: its id, its code, and how many.
type Entry<'a> = (&'a str, &'a str, u32);

fn order(items: &[(&str, u32)]) -> Order {
    let (id, folder) = (OrderId::new(1_001).unwrap(), FolderId::new(1).unwrap());
    let mut order = Order::new(id, folder, Timestamp::UNIX_EPOCH);
    for (code, quantity) in items {
        let id = order.next_part_id().unwrap();
        order.order_items.push(OrderItem { id, code: (*code).into(), quantity: *quantity, ..OrderItem::default() });
    }
    order
}

fn shipment(entries: &[Entry]) -> NewShipment {
    let entry =
        |(id, code, quantity): &Entry| ItemQuantity { id: (*id).into(), code: (*code).into(), quantity: *quantity };
    let new = NewShipment::of_number("n/a", Timestamp::UNIX_EPOCH).unwrap();
    new.of_items(entries.iter().map(entry).collect())
}

fn ship(order: &mut Order, entries: &[Entry]) {
    let shipment = shipment(entries).shipment(order.next_part_id().unwrap());
    order.order_shipments.push(shipment);
}

/// Shipped and left of each item.
fn counts(order: &Order) -> Vec<(u64, u64)> {
    ledger(order).iter().map(|line| (line.shipped, line.left)).collect()
}

#[test]
fn items_are_named_by_id_or_by_code_and_items_of_one_code_are_filled_in_turn() {
    let mut order = order(&[("A", 3), ("B", 2), ("A", 4)]);
    assert_eq!(counts(&order), [(0, 3), (0, 2), (0, 4)]);
    ship(&mut order, &[("", "A", 5)]);
    assert_eq!(counts(&order), [(3, 0), (0, 2), (2, 2)]);
    ship(&mut order, &[("100100002", "", 1), ("100100003", "B", 1)]);
    assert_eq!(counts(&order), [(3, 0), (1, 1), (3, 1)]);
    ship(&mut order, &[("9", "B", 1), ("", "C", 1), ("", "", 1)]);
    assert_eq!(counts(&order), [(3, 0), (2, 0), (3, 1)]);
}

#[test]
fn a_shipment_that_is_not_itemised_takes_what_was_left_then() {
    let mut order = order(&[("A", 3), ("B", 2)]);
    ship(&mut order, &[("", "A", 1)]);
    ship(&mut order, &[]);
    assert_eq!(counts(&order), [(3, 0), (2, 0)]);
    assert_eq!(check_shippable(&order, &shipment(&[])), Ok(()));
    order.order_items[0].quantity = 5;
    assert_eq!(counts(&order), [(5, 0), (2, 0)]);
}

#[test]
fn what_is_shipped_unchecked_counts_though_it_is_more_than_was_ordered() {
    let mut order = order(&[("A", 3), ("A", 1)]);
    ship(&mut order, &[("", "A", 9)]);
    assert_eq!(counts(&order), [(3, 0), (6, 0)]);
}

#[test]
fn more_than_is_left_is_refused_with_the_item_and_its_counts() {
    let mut order = order(&[("MUG-01", 3), ("B", 1), ("", 1)]);
    ship(&mut order, &[("", "MUG-01", 2)]);
    for (items, expected) in [
        (vec![("", "MUG-01", 1), ("", "B", 1)], vec![]),
        (vec![("", "MUG-01", 2)], vec!["order_items[0].quantity: MUG-01: 3 ordered, 2 shipped, 1 left, 2 asked"]),
        (
            vec![("", "MUG-01", 1), ("100100001", "", 1), ("100100003", "", 2)],
            vec![
                "order_items[1].quantity: MUG-01: 3 ordered, 3 shipped, 0 left, 1 asked",
                "order_items[2].quantity: 100100003: 1 ordered, 0 shipped, 1 left, 2 asked",
            ],
        ),
        (
            vec![("", "X", 1), ("7", "", 1)],
            vec!["order_items[0]: the order has no item \"X\"", "order_items[1]: the order has no item \"7\""],
        ),
    ] {
        let problems = check_shippable(&order, &shipment(&items)).err().unwrap_or_default();
        assert_eq!(problems.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{items:?}");
    }
}

proptest! {
    #[test]
    fn shipped_and_left_make_up_what_was_ordered_when_every_shipment_is_checked(
        items in prop::collection::vec((prop::sample::select(vec!["A", "B", "C"]), 0_u32..6), 0..5),
        shipments in prop::collection::vec(
            prop::collection::vec((prop::sample::select(vec!["A", "B", "C", "D"]), 0_u32..4, any::<bool>()), 0..4), 0..8,
        ),
    ) {
        let mut order = order(&items);
        for entries in shipments {
            let entry = |(code, quantity, by_id): &(&str, u32, bool)| match order.order_items.first() {
                Some(first) if *by_id => (first.id.clone(), String::new(), *quantity),
                _ => (String::new(), (*code).to_owned(), *quantity),
            };
            let entries: Vec<_> = entries.iter().map(entry).collect();
            let entries: Vec<Entry> = entries.iter().map(|(id, code, quantity)| (id.as_str(), code.as_str(), *quantity)).collect();
            let new = shipment(&entries);
            if check_shippable(&order, &new).is_ok() {
                let id = order.next_part_id().unwrap();
                order.order_shipments.push(new.shipment(id));
            }
            for line in ledger(&order) {
                prop_assert_eq!(line.shipped + line.left, line.ordered);
            }
        }
    }

    #[test]
    fn unchecked_shipments_never_leave_less_than_nothing(
        items in prop::collection::vec((prop::sample::select(vec!["A", "B"]), 0_u32..6), 0..4),
        shipments in prop::collection::vec((prop::sample::select(vec!["A", "B", "D"]), 0_u32..1_000_000), 0..8),
    ) {
        let mut order = order(&items);
        for (code, quantity) in shipments {
            ship(&mut order, &[("", code, quantity)]);
        }
        for line in ledger(&order) {
            prop_assert_eq!(line.left + line.shipped.min(line.ordered), line.ordered);
        }
    }
}
