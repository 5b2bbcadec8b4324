//! Orders of every kind, for properties.

use domain::fields::{ORDER_FIELDS, OrderField, Write, top_fields};
use domain::{
    Discount, FolderId, ItemQuantity, Money, Note, Order, OrderId, OrderItem, Origin, Shipment, Variations, draft_order,
};
use jiff::Timestamp;
use proptest::prelude::*;

/// Blank, plain, and what no encoder likes.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => Just(String::new()), 4 => "[a-zA-Z0-9 ]{1,8}", 2 => "\\PC{1,6}", 1 => Just(" \"\\\u{0}\u{1}\n💐[]{}".to_owned())]
}

fn money() -> impl Strategy<Value = Money> {
    let cents = |cents: i64| Money::parse(&format!("{}.{:02}", cents / 100, cents % 100)).unwrap();
    let small = |units: u64| Money::parse(&format!("0.{units:08}")).unwrap();
    prop_oneof![
        2 => Just(Money::default()),
        4 => (0_i64..1_000_000).prop_map(cents),
        1 => (0_u64..100_000_000).prop_map(small),
        1 => Just(Money::whole(1_000_000_000_000)),
    ]
}

fn signed() -> impl Strategy<Value = Money> {
    (money(), any::<bool>()).prop_map(|(amount, negative)| if negative { Money::default() - amount } else { amount })
}

/// A moment of any four-digit year, with parts of a second.
fn moment() -> impl Strategy<Value = Timestamp> {
    (0_i64..253_000_000_000, 0_i32..1_000_000_000, any::<bool>())
        .prop_map(|(second, nanosecond, whole)| Timestamp::new(second, if whole { 0 } else { nanosecond }).unwrap())
}

fn map() -> impl Strategy<Value = Variations> {
    prop::collection::vec((text(), text()), 0..4).prop_map(|pairs| pairs.into_iter().collect())
}

fn quantity() -> impl Strategy<Value = u32> {
    prop_oneof![1 => Just(0), 5 => 1_u32..9, 1 => Just(1_000_000)]
}

/// An order with nothing but addresses, of which some are blank.
fn addresses() -> impl Strategy<Value = Order> {
    let lines = ORDER_FIELDS.iter().filter(|field| field.address.is_some()).count();
    // Old orders have third and fourth lines of a customer's address, which nobody writes any more.
    let texts = (prop::collection::vec(text(), lines), text(), text());
    let blank = (prop::bool::weighted(0.25), prop::bool::weighted(0.25));
    (texts, blank).prop_map(|((lines, third, fourth), (no_shipping, no_customer))| {
        let mut order = draft_order(Timestamp::UNIX_EPOCH);
        let fields = ORDER_FIELDS.iter().filter(|field| field.address.is_some());
        for (field, text) in fields.zip(lines) {
            let is_blank = matches!(
                (field.address, no_shipping, no_customer),
                (Some("shipping"), true, _) | (Some("customer"), _, true)
            );
            if let (Write::Text(_, line), false) = (field.write, is_blank) {
                *line(&mut order) = text;
            }
        }
        if !no_customer {
            (order.customer.address3, order.customer.address4) = (third, fourth);
        }
        order
    })
}

fn item() -> impl Strategy<Value = OrderItem> {
    let texts = (text(), text(), text(), text(), text());
    (texts, signed(), quantity(), money(), map(), map()).prop_map(
        |(texts, price, quantity, weight, variations, metadata)| {
            let (name, code, delivery_type, category_code, fulfillment_method) = texts;
            OrderItem {
                id: String::new(),
                name,
                price,
                quantity,
                weight,
                code,
                delivery_type,
                category_code,
                fulfillment_method,
                variation_list: variations,
                metadata,
                original_item_id: String::new(),
                supplier_id: String::new(),
            }
        },
    )
}

fn discount() -> impl Strategy<Value = Discount> {
    (text(), text(), money()).prop_map(|(name, code, amount)| Discount { name, code, amount })
}

fn note() -> impl Strategy<Value = Note> {
    (moment(), text(), text()).prop_map(|(date_added, username, content)| Note { date_added, username, content })
}

fn shipment() -> impl Strategy<Value = Shipment> {
    let entry = (text(), text(), quantity()).prop_map(|(id, code, quantity)| ItemQuantity { id, code, quantity });
    (text(), text(), moment(), prop::collection::vec(entry, 0..3)).prop_map(|(number, carrier, at, order_items)| {
        let body = serde_json::json!({"tracking_number": format!("n{number}"), "carrier_code": carrier}).to_string();
        let shipment = crate::shipments::read_new(&body, at).unwrap().shipment(String::new());
        Shipment { order_items, ..shipment }
    })
}

/// The fields that are texts or amounts, but for the lines of addresses.
fn scalars() -> impl Iterator<Item = &'static OrderField> {
    top_fields().filter(|field| matches!(field.write, Write::Text(..) | Write::Amount(_)))
}

/// Any order as it can be kept: its parts have ids of their own.
pub(crate) fn order() -> impl Strategy<Value = Order> {
    let fields = scalars().count();
    let texts = prop::collection::vec(text(), fields);
    let amounts = prop::collection::vec(signed(), fields);
    let lists = (
        prop::collection::vec(discount(), 0..3),
        prop::collection::vec(note(), 0..3),
        prop::collection::vec(item(), 0..4),
        prop::collection::vec(shipment(), 0..3),
    );
    let addresses = addresses();
    let rest = (moment(), moment(), 1_u64..2_000_000_000, 1_u64..9, 0_u32..9, any::<bool>(), "[0-9]{0,4}", signed());
    (texts, amounts, lists, addresses, (map(), map()), rest).prop_map(
        |(texts, amounts, lists, addresses, maps, rest)| {
            let (added, updated, id, folder, email_count, manual, card, balance) = rest;
            let mut order = Order::new(OrderId::new(id).unwrap(), FolderId::new(folder).unwrap(), added);
            for (field, (text, amount)) in scalars().zip(texts.into_iter().zip(amounts)) {
                match field.write {
                    Write::Text(_, kept) => *kept(&mut order) = text,
                    Write::Amount(kept) => *kept(&mut order) = amount,
                    Write::No | Write::Map(..) | Write::Own => {}
                }
            }
            order.date_updated = updated;
            order.email_count = email_count;
            order.cc_number = card;
            order.origin = if manual { Origin::Manual } else { Origin::Api };
            (order.shipping, order.customer) = (addresses.shipping, addresses.customer);
            order.return_address = addresses.return_address;
            (order.checkout_data, order.order_metadata) = maps;
            (order.discount_list, order.order_notes, order.order_items, order.order_shipments) = lists;
            for index in 0..order.order_items.len() {
                order.order_items[index].id = order.next_part_id().unwrap();
            }
            for index in 0..order.order_shipments.len() {
                order.order_shipments[index].id = order.next_part_id().unwrap();
            }
            // As it is for an order that came without one.
            order.processor_balance = if balance.is_negative() { order.order_total() } else { balance };
            order
        },
    )
}
