use jiff::Timestamp;

use super::*;
use crate::{FolderId, ItemQuantity, OrderId, Shipment, draft_shipment};

fn known(inventory_item_id: u64, code: &str) -> StockTaken {
    StockTaken { inventory_item_id, code: code.into(), quantity: 0, store_id: None, components: vec![] }
}

fn kit(inventory_item_id: u64, code: &str, components: &[(u64, &str, u32)]) -> StockTaken {
    let component = |(id, code, each): &(u64, &str, u32)| TakenComponent {
        inventory_item_id: *id,
        code: (*code).into(),
        each: *each,
    };
    StockTaken { components: components.iter().map(component).collect(), ..known(inventory_item_id, code) }
}

/// Takes what the item at this place needs.
fn take(order: &mut Order, place: usize, known: Option<&StockTaken>) -> Vec<StockChange> {
    let quantity = order.order_items.get(place).map_or(0, |item| item.quantity);
    order.hold_stock(place, quantity, known.cloned())
}

fn order(items: &[(&str, &str, u32)]) -> Order {
    let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
    let item = |(id, code, quantity): &(&str, &str, u32)| OrderItem {
        id: (*id).into(),
        code: (*code).into(),
        quantity: *quantity,
        ..OrderItem::default()
    };
    order.order_items = items.iter().map(item).collect();
    order
}

fn told(changes: &[StockChange]) -> Vec<(u64, &str, i64)> {
    changes.iter().map(|it| (it.inventory_item_id, it.code.as_str(), it.taken)).collect()
}

#[test]
fn what_is_taken_follows_the_quantity_and_nothing_is_taken_twice() {
    let (mut order, mug) = (order(&[("1", " mug ", 3)]), known(5, "MUG"));
    for (quantity, expected) in
        [(3, vec![(5, "MUG", 3)]), (3, vec![]), (5, vec![(5, "MUG", 2)]), (0, vec![(5, "MUG", -5)])]
    {
        order.order_items[0].quantity = quantity;
        assert_eq!(told(&take(&mut order, 0, Some(&mug))), expected, "{quantity}");
    }
    assert!(order.stock_taken.is_empty());
    assert_eq!(take(&mut order, 1, Some(&mug)), []);
}

#[test]
fn what_was_taken_is_given_back_once_where_it_came_from() {
    let mut order = order(&[("1", "MUG", 3)]);
    take(&mut order, 0, Some(&known(5, "MUG")));
    assert_eq!(told(&order.hold_stock(0, 0, None)), [(5, "MUG", -3)]);
    assert_eq!(order.hold_stock(0, 0, None), []);
}

#[test]
fn an_item_keeps_to_what_it_was_taken_from_until_it_has_another_code() {
    let mut order = order(&[("1", "MUG", 3)]);
    take(&mut order, 0, Some(&known(5, "MUG")));
    // The code is another inventory item's now, or nobody's: what was taken stays taken where it was.
    assert_eq!(take(&mut order, 0, Some(&known(6, "MUG"))), []);
    assert_eq!(take(&mut order, 0, None), []);
    order.order_items[0].code = "CUP".into();
    assert_eq!(told(&take(&mut order, 0, Some(&known(8, "CUP")))), [(5, "MUG", -3), (8, "CUP", 3)]);
    order.order_items[0].code = "NONE".into();
    assert_eq!(told(&take(&mut order, 0, None)), [(8, "CUP", -3)]);
    assert_eq!(take(&mut order, 0, None), []);
}

#[test]
fn what_was_taken_for_an_item_that_is_gone_is_given_back_once() {
    let mut order = order(&[("1", "MUG", 3), ("2", "CUP", 1)]);
    take(&mut order, 0, Some(&known(5, "MUG")));
    take(&mut order, 1, Some(&known(8, "CUP")));
    order.order_items.remove(0);
    assert_eq!(told(&order.give_back_stock_of_gone_items()), [(5, "MUG", -3)]);
    assert_eq!(order.give_back_stock_of_gone_items(), []);
    assert_eq!(order.stock_taken["2"].quantity, 1);
}

/// What the order holds, in what leaves; how many pieces leave it of three.
#[test]
fn the_pieces_that_leave_take_of_the_stock_what_the_others_do_not_need() {
    for (taken, leave, (left, gone)) in [(3, 1, (2, 1)), (2, 1, (2, 0)), (3, 3, (0, 3)), (5, 1, (4, 1)), (0, 1, (0, 0))]
    {
        let mut order = order(&[("1", "MUG", taken)]);
        take(&mut order, 0, Some(&known(5, "MUG")));
        let leaving = OrderItem { quantity: leave, ..order.order_items[0].clone() };
        order.order_items[0].quantity = 3 - leave;
        order.order_items.retain(|item| item.quantity > 0);
        let parted = order.part_stock(&[leaving]);
        let of = |stock: &StockByItem| stock.get("1").map_or(0, |taken| taken.quantity);
        assert_eq!((of(&order.stock_taken), of(&parted)), (left, gone), "{taken} {leave}");
    }
}

#[test]
fn of_a_kit_its_components_are_taken_and_a_kit_that_is_made_otherwise_by_now_gives_back_what_it_was() {
    let mut order = order(&[("1", "BOX", 2)]);
    let box_of = kit(9, "BOX", &[(5, "MUG", 2), (8, "CUP", 1)]);
    assert_eq!(told(&take(&mut order, 0, Some(&box_of))), [(5, "MUG", 4), (8, "CUP", 2)]);
    order.order_items[0].quantity = 3;
    let other = kit(9, "BOX", &[(7, "JAR", 1)]);
    assert_eq!(told(&take(&mut order, 0, Some(&other))), [(5, "MUG", 2), (8, "CUP", 1)]);
    assert_eq!(told(&order.hold_stock(0, 0, None)), [(5, "MUG", -6), (8, "CUP", -3)]);
}

#[test]
fn an_item_is_found_by_its_code_and_then_by_its_code_with_its_sorted_variations() {
    let mut order = order(&[("1", " SHIRT ", 1)]);
    let item = &mut order.order_items[0];
    item.variation_list = [("Size", "L"), ("Color", " Red")].map(|(name, value)| (name.into(), value.into())).into();
    assert_eq!(item.stock_codes().collect::<Vec<_>>(), ["SHIRT", "SHIRT[Color=Red,Size=L]"]);
    take(&mut order, 0, Some(&known(5, "shirt[color=red,size=l]")));
    assert_eq!((order.held_stock(0), order.holds_stock_of_gone_items()), (1, false));
    order.order_items[0].variation_list.clear();
    assert_eq!((order.held_stock(0), order.holds_stock_of_gone_items()), (0, true), "it is another by now");
}

#[test]
fn what_could_not_be_taken_is_held_no_more_and_the_rest_of_its_kits_goes_back() {
    let mut order = order(&[("1", "BOX", 2), ("2", "MUG", 3)]);
    take(&mut order, 0, Some(&kit(9, "BOX", &[(5, "MUG", 2), (8, "CUP", 1)])));
    take(&mut order, 1, Some(&known(5, "MUG")));
    let refused = StockChange { inventory_item_id: 5, code: "MUG".into(), taken: 7, store_id: None };
    assert_eq!(told(&order.release_refused(3, &refused).unwrap()), [(8, "CUP", -2)]);
    assert!(order.stock_taken.is_empty());
    assert_eq!(order.release_refused(3, &refused), None, "it comes again");
}

#[test]
fn of_kits_whole_ones_are_given_up_and_what_was_given_back_too_early_is_taken() {
    let mut order = order(&[("1", "BOX", 2)]);
    take(&mut order, 0, Some(&kit(9, "BOX", &[(5, "MUG", 2), (8, "CUP", 1)])));
    let refused = StockChange { inventory_item_id: 5, code: "MUG".into(), taken: 3, store_id: None };
    // Three pieces are of two kits, which held four.
    assert_eq!(told(&order.release_refused(1, &refused).unwrap()), [(5, "MUG", -1), (8, "CUP", -2)]);
    take(&mut order, 0, Some(&known(5, "BOX")));
    assert_eq!(told(&order.hold_stock(0, 0, None)), [(5, "BOX", -2)]);
    let refused = StockChange { taken: 2, ..refused };
    assert_eq!(told(&order.release_refused(2, &refused).unwrap()), [(5, "MUG", 2)]);
}

#[test]
fn an_order_that_leaves_gives_back_what_is_not_shipped() {
    let mut order = order(&[("1", "MUG", 3), ("2", "CUP", 1)]);
    take(&mut order, 0, Some(&known(5, "MUG")));
    take(&mut order, 1, Some(&known(8, "CUP")));
    let sent = ItemQuantity { id: "1".into(), quantity: 2, ..ItemQuantity::default() };
    order.order_shipments = vec![Shipment { order_items: vec![sent], ..draft_shipment(Timestamp::UNIX_EPOCH) }];
    assert_eq!(told(&order.stock_left_behind()), [(5, "MUG", -1), (8, "CUP", -1)]);
    order.family.merged_to = OrderId::new(9);
    assert_eq!(order.stock_left_behind(), []);
}
