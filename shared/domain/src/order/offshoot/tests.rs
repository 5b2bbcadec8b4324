use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::{
    Discount, FolderId, ItemQuantity, OrderId, OrderItem, Shipment, StockChange, StockTaken, StoreId, draft_shipment,
    ledger,
};

fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

fn store_id() -> StoreId {
    StoreId::new(42).unwrap()
}

fn item(id: &str, quantity: u32, price: &str, vendor: &str) -> OrderItem {
    OrderItem {
        id: id.into(),
        code: id.into(),
        quantity,
        price: money(price),
        category_code: vendor.into(),
        ..OrderItem::default()
    }
}

/// The order of A.5.
fn order() -> Order {
    let mut order = Order::new(OrderId::new(1_001).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
    (order.shipping_total, order.tax_total) = (money("5"), money("1"));
    order.discount_list = vec![Discount { name: "Spring".into(), code: String::new(), amount: money("2") }];
    order.order_items = vec![item("A", 2, "10", "X"), item("B", 1, "10", "Y")];
    (order.source_name, order.source_id) = ("Shopify".into(), "5001".into());
    order.processor_balance = money("34");
    order.payment_status = "Captured".into();
    order.checkout_data.insert("Gift".into(), "yes".into());
    order.order_metadata.insert("route".into(), "east".into());
    order
}

fn by(by: SplitBy, values: &[&str]) -> SplitRule {
    SplitRule { by, name: String::new(), values: values.iter().map(|value| (*value).to_owned()).collect() }
}

fn some(id: &str, quantity: u32) -> ItemQuantity {
    ItemQuantity { id: id.into(), quantity, ..ItemQuantity::default() }
}

fn shipped(items: Vec<ItemQuantity>) -> Shipment {
    Shipment { order_items: items, ..draft_shipment(Timestamp::UNIX_EPOCH) }
}

fn amounts(order: &Order) -> [String; 5] {
    [order.product_total(), order.shipping_total, order.tax_total, order.discount_total(), order.order_total()]
        .map(Money::text)
}

fn quantities(order: &Order) -> Vec<(&str, u32)> {
    order.order_items.iter().map(|item| (item.code.as_str(), item.quantity)).collect()
}

#[test]
fn the_order_of_the_reference_is_split_to_the_cent() {
    let mut order = order();
    let made = split_by(&mut order, store_id(), &by(SplitBy::CategoryCode, &["Y"]), SplitMethod::Keep).unwrap();
    let [made] = made.as_slice() else { panic!("{made:?}") };
    assert_eq!(amounts(&made.draft), ["10", "1.67", "0.33", "0.67", "11.33"]);
    assert_eq!(amounts(&order), ["20", "3.33", "0.67", "1.33", "22.67"]);
    assert_eq!((quantities(&made.draft), quantities(&order)), (vec![("B", 1)], vec![("A", 2)]));
    assert_eq!(made.draft.order_items[0].original_item_id, "B");
    assert_eq!((made.draft.source_id.as_str(), made.event), ("5001-1", Event::OrderSplit));
    assert_eq!(made.draft.family.split_from, Some(order.id));
    assert_eq!(order.family.split_to, [made.identity.order_id(store_id(), 0)]);
    assert_eq!((made.draft.processor_balance, order.processor_balance), (Money::default(), money("34")));
    assert_eq!(made.draft.payment_status, "Captured");
    assert_eq!(made.draft.order_metadata["split_from"], "1001");
    assert_eq!(order.order_metadata["split_to"], order.family.split_to[0].to_string());
}

#[test]
fn the_split_method_keeps_or_removes_the_extra_details() {
    for (method, gift, route) in [(SplitMethod::Keep, true, true), (SplitMethod::Remove, false, false)] {
        let made = split(&mut order(), store_id(), &[some("B", 1)], method).unwrap();
        let draft = &made[0].draft;
        let has = (draft.checkout_data.contains_key("Gift"), draft.order_metadata.contains_key("route"));
        assert_eq!(has, (gift, route), "{method:?}");
    }
}

#[test]
fn a_line_is_split_piece_by_piece_and_twice_makes_another_number() {
    let mut order = order();
    order.order_items = vec![item("A", 3, "10", "X")];
    for (number, left) in [("5001-1", 2), ("5001-2", 1)] {
        let made = split(&mut order, store_id(), &[some("A", 1)], SplitMethod::Keep).unwrap();
        assert_eq!((made[0].draft.source_id.as_str(), quantities(&order)), (number, vec![("A", left)]));
    }
    assert_eq!(order.split_count(), 2);
}

/// How it is split, by which values; what stays, and how many orders are made.
type Case = (SplitBy, &'static [&'static str], Vec<(&'static str, u32)>, usize);

#[test]
fn what_splits_of_each_kind_leave_and_take() {
    let three = || Order {
        order_items: vec![item("A", 2, "1", "X"), item("B", 1, "1", "Y"), item("C", 1, "1", "X")],
        ..order()
    };
    let cases: [Case; 6] = [
        (SplitBy::Code, &["A", "C"], vec![("B", 1)], 1),
        (SplitBy::CategoryCode, &[], vec![("A", 2), ("C", 1)], 1),
        (SplitBy::EachItem, &[], vec![("A", 2)], 2),
        (SplitBy::EachUnit, &[], vec![("A", 1)], 3),
        (SplitBy::DeliveryType, &[], vec![("A", 2), ("B", 1), ("C", 1)], 0),
        (SplitBy::Code, &["Z"], vec![("A", 2), ("B", 1), ("C", 1)], 0),
    ];
    for (kind, values, stays, count) in cases {
        let mut order = three();
        let made = split_by(&mut order, store_id(), &by(kind, values), SplitMethod::Keep).unwrap();
        assert_eq!((quantities(&order), made.len()), (stays, count), "{kind:?} {values:?}");
    }
    let mut order = three();
    order.order_items[1].metadata.insert("bin".into(), "7".into());
    let rule = SplitRule { by: SplitBy::Metadata, name: "bin".into(), values: vec!["7".into(), "8".into()] };
    let made = split_by(&mut order, store_id(), &rule, SplitMethod::Keep).unwrap();
    assert_eq!(quantities(&made[0].draft), [("B", 1)]);
}

#[test]
fn what_must_not_be_split_is_left_as_it_was() {
    let refused = |order: &Order, items: &[ItemQuantity]| {
        let mut after = order.clone();
        let error = split(&mut after, store_id(), items, SplitMethod::Keep).unwrap_err().to_string();
        assert_eq!(after, *order);
        error
    };
    assert!(refused(&order(), &[some("A", 2), some("B", 1)]).contains("nothing to split"));
    assert!(refused(&order(), &[some("A", 3)]).starts_with("items[0].quantity"));
    assert!(refused(&order(), &[some("A", 0)]).starts_with("items[0].quantity"));
    assert!(refused(&order(), &[some("B", 1), some("B", 1)]).starts_with("items[1].id"));
    assert!(refused(&order(), &[some("Z", 1)]).starts_with("items[0].id"));
    assert!(refused(&order(), &[]).starts_with("items"));
    let half = Order { order_shipments: vec![shipped(vec![some("A", 1)])], ..order() };
    assert!(refused(&half, &[some("A", 2)]).contains("from 1 to 1"));
    let whole = Order { order_shipments: vec![shipped(vec![])], ..order() };
    assert!(refused(&whole, &[some("B", 1)]).contains("from 1 to 0"));
    let mut merged = order();
    merged.family.merged_to = OrderId::new(9);
    assert!(refused(&merged, &[some("B", 1)]).contains("merged into order 9"));
    let all = split_by(&mut order(), store_id(), &by(SplitBy::Code, &["A", "B"]), SplitMethod::Keep);
    assert!(matches!(all, Err(OffshootError::Conflict(_))));
    let mut many = Order { order_items: vec![item("A", 90, "1", "X")], ..order() };
    let each = split_by(&mut many, store_id(), &by(SplitBy::EachUnit, &[]), SplitMethod::Keep);
    assert!(matches!(each, Err(OffshootError::Conflict(_))));
}

#[test]
fn a_duplicate_has_all_but_shipments_and_payment_and_a_number_of_its_own() {
    let mut order = order();
    order.order_shipments = vec![shipped(vec![])];
    take(&mut order, 0, &known("A1"));
    let now = "2026-11-22T10:20:00Z".parse().unwrap();
    for number in ["5001-D", "5001-D2"] {
        let made = duplicate(&mut order, store_id(), now).unwrap();
        let draft = &made.draft;
        assert_eq!((draft.source_id.as_str(), draft.date_added), (number, now));
        assert_eq!((draft.stock_taken.len(), order.stock_taken.len()), (0, 1), "a duplicate has taken nothing yet");
        assert_eq!((draft.order_shipments.len(), draft.processor_balance), (0, Money::default()));
        assert_eq!((quantities(draft), draft.order_total()), (quantities(&order), order.order_total()));
        assert_eq!((draft.family.duplicate_of, draft.family.split_to.len()), (Some(order.id), 0));
    }
    assert_eq!(order.family.duplicates.len(), 2);
}

/// Catches a merged order that is called by the older one's number, as ids are in no sequence.
#[test]
fn of_orders_of_one_second_the_greater_number_is_the_most_recent() {
    let numbered = |id, number: &str| Order { id: OrderId::new(id).unwrap(), source_id: number.into(), ..order() };
    let (nine, ten) = (numbered(2_000, "A-9"), numbered(1_000, "A-10"));
    assert_eq!(newest_of(&[&nine, &ten]), Some(1));
    assert_eq!(newest_of(&[&ten, &nine]), Some(0));
    let merged = merge(&ten, &[&nine]).unwrap();
    assert_eq!((merged.source_id.as_str(), merged.family.merged_from), ("A-10-M", vec![nine.id, ten.id]));
}

#[test]
fn the_orders_of_the_reference_are_merged() {
    let older = Order { source_id: "5001".into(), ..order() };
    let mut newer = Order { id: OrderId::new(1_002).unwrap(), source_id: "5007".into(), ..order() };
    newer.date_added = "2026-11-22T10:20:00Z".parse().unwrap();
    newer.shipping.city = "Duluth".into();
    newer.order_items = vec![item("C", 1, "3", "X")];
    newer.checkout_data.insert("Gift".into(), "no".into());
    newer.checkout_data.insert("Card".into(), "plain".into());
    assert_eq!(newest_of(&[&older, &newer]), Some(1));
    let merged = merge(&newer, &[&older]).unwrap();
    assert_eq!((merged.source_id.as_str(), merged.shipping.city.as_str()), ("5007-M", "Duluth"));
    assert_eq!(quantities(&merged), [("A", 2), ("B", 1), ("C", 1)]);
    assert_eq!(merged.order_total(), older.order_total() + newer.order_total());
    assert_eq!(merged.discount_list.len(), 2);
    let data: Vec<_> = merged.checkout_data.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(data, ["Gift=no", "Card=plain", "Gift (5001)=yes"]);
    assert_eq!(merged.family.merged_from, [older.id, newer.id]);
    assert_eq!(merged.order_items[0].original_item_id, "A");
    let again = merge(&merged, &[&older]).unwrap();
    assert_eq!(again.source_id, "5007-M2");
    let parcel = Order { order_shipments: vec![shipped(vec![])], ..older };
    assert!(check_mergeable(&parcel).is_err());
}

/// What an order and all that was made of it have together.
fn sum(orders: &[Order]) -> (u64, Vec<Money>) {
    let amounts: [fn(&Order) -> Money; 5] = [
        Order::product_total,
        |order| order.shipping_total,
        |order| order.handling_total,
        |order| order.tax_total,
        Order::discount_total,
    ];
    let total = |amount: fn(&Order) -> Money| orders.iter().map(amount).sum();
    (orders.iter().map(Order::quantity_total).sum(), amounts.into_iter().map(total).collect())
}

fn an_order() -> impl Strategy<Value = Order> {
    let an_item = (0_u32..5, -500_i64..5_000, "[XY]?");
    let amounts = (-1_000_i64..10_000, 0_i64..10_000, 0_i64..10_000, prop::collection::vec(0_i64..1_000, 0..3));
    (prop::collection::vec(an_item, 1..6), amounts).prop_map(|(items, (shipping, handling, tax, discounts))| {
        let cents = |cents: i64| money(&format!("{cents}e-2"));
        let items = items.into_iter().enumerate();
        let items = items.map(|(place, (quantity, price, vendor))| OrderItem {
            price: cents(price),
            ..item(&format!("I{place}"), quantity, "0", &vendor)
        });
        let discount = |amount| Discount { amount: cents(amount), ..Discount::default() };
        Order {
            order_items: items.collect(),
            shipping_total: cents(shipping),
            handling_total: cents(handling),
            tax_total: cents(tax),
            discount_list: discounts.into_iter().map(discount).collect(),
            ..order()
        }
    })
}

#[derive(Debug, Clone)]
enum Step {
    Split(usize, usize, u32),
    SplitBy(usize, SplitBy),
    Ship(usize, usize, u32),
    Merge(usize, usize),
    Take(usize),
    GiveBack(usize, usize),
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0_usize..6, 0_usize..6, 1_u32..4).prop_map(|(order, item, count)| Step::Split(order, item, count)),
        (0_usize..6, prop::sample::select(SplitBy::ALL.to_vec())).prop_map(|(order, by)| Step::SplitBy(order, by)),
        (0_usize..6, 0_usize..6, 1_u32..3).prop_map(|(order, item, count)| Step::Ship(order, item, count)),
        (0_usize..6, 0_usize..6).prop_map(|(one, other)| Step::Merge(one, other)),
        (0_usize..6).prop_map(Step::Take),
        (0_usize..6, 0_usize..6).prop_map(|(order, item)| Step::GiveBack(order, item)),
    ]
}

/// Does a step to the orders that are open: those that were merged are not among them. `stock` is what is taken of it.
fn step(orders: &mut Vec<Order>, step: &Step, next: &mut u64, stock: &mut Stock) {
    let mut id = || {
        *next += 1;
        OrderId::new(*next).unwrap()
    };
    let count = orders.len();
    let made = match *step {
        Step::Split(place, item, quantity) => {
            let order = &mut orders[place % count];
            let Some(item) = order.order_items.get(item).map(|item| item.id.clone()) else { return };
            split(order, store_id(), &[some(&item, quantity)], SplitMethod::Keep).unwrap_or_default()
        }
        Step::SplitBy(place, kind) => {
            split_by(&mut orders[place % count], store_id(), &by(kind, &[]), SplitMethod::Keep).unwrap_or_default()
        }
        Step::Ship(place, item, quantity) => {
            let order = &mut orders[place % count];
            let line = ledger(order).into_iter().nth(item).filter(|line| line.left >= quantity.into());
            order.order_shipments.extend(line.map(|line| shipped(vec![some(&line.item_id, quantity)])));
            return;
        }
        Step::Take(place) => {
            let order = &mut orders[place % count];
            for place in 0..order.order_items.len() {
                let known = known(&order.order_items[place].code);
                note_changes(stock, &take(order, place, &known));
            }
            return;
        }
        Step::GiveBack(place, item) => return note_changes(stock, &orders[place % count].hold_stock(item, 0, None)),
        Step::Merge(one, other) => {
            let (one, other) = (one % count, other % count);
            let is_refused = [one, other].iter().any(|place| check_mergeable(&orders[*place]).is_err());
            if one == other || is_refused {
                return;
            }
            let merged = merge(&orders[one], &[&orders[other]]).unwrap().under(id());
            orders.remove(one.max(other));
            orders.remove(one.min(other));
            return orders.push(merged);
        }
    };
    orders.extend(made.into_iter().map(|made| made.draft.under(id())));
}

/// How much is taken of each inventory item.
type Stock = std::collections::BTreeMap<u64, i64>;

fn note_changes(stock: &mut Stock, changes: &[StockChange]) {
    for change in changes {
        *stock.entry(change.inventory_item_id).or_default() += change.taken;
    }
    stock.retain(|_, taken| *taken != 0);
}

/// The inventory item of a code of [`an_order`].
fn known(code: &str) -> StockTaken {
    let inventory_item_id = code[1..].parse().unwrap();
    StockTaken { inventory_item_id, code: code.into(), quantity: 0, store_id: None, components: vec![] }
}

/// Takes what the item at this place needs.
fn take(order: &mut Order, place: usize, known: &StockTaken) -> Vec<StockChange> {
    let quantity = order.order_items[place].quantity;
    order.hold_stock(place, quantity, Some(known.clone()))
}

/// What orders hold of the stock.
fn held(orders: &[Order]) -> Stock {
    let mut held = Stock::new();
    for taken in orders.iter().flat_map(|order| order.stock_taken.values()) {
        *held.entry(taken.inventory_item_id).or_default() += i64::from(taken.quantity);
    }
    held
}

proptest! {
    #[test]
    fn no_piece_no_cent_and_no_stock_is_lost_by_splits_shipments_and_merges(
        order in an_order(),
        steps in prop::collection::vec(a_step(), 1..12),
    ) {
        let (before, mut next) = (sum(std::slice::from_ref(&order)), 1_000_000_000);
        let mut orders = vec![order.under(OrderId::new(next).unwrap())];
        let mut stock = Stock::new();
        for it in &steps {
            let shipped = |orders: &[Order]| {
                orders.iter().flat_map(ledger).map(|line| line.shipped).sum::<u64>()
            };
            let shipped_before = shipped(&orders);
            step(&mut orders, it, &mut next, &mut stock);
            prop_assert_eq!(&held(&orders), &stock, "{:?}", it);
            let is_within = |order: &Order| {
                order.order_items.iter().all(|item| {
                    order.stock_taken.get(&item.id).is_none_or(|taken| taken.quantity <= item.quantity)
                })
            };
            prop_assert!(orders.iter().all(is_within), "{:?}", it);
            prop_assert_eq!(sum(&orders), before.clone(), "{:?}", it);
            if !matches!(it, Step::Ship(..)) {
                prop_assert_eq!(shipped(&orders), shipped_before, "{:?}", it);
            }
            for order in &orders {
                let lines = ledger(order);
                prop_assert!(lines.iter().all(|line| line.shipped <= line.ordered), "{:?}", it);
            }
        }
    }
}
