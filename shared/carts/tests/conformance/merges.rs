//! What later notices change of an order that is here.

use carts::{Cart, ImportState, MappedOrder, Merge, Merged, merge};
use domain::{ItemQuantity, Money, NewPayment, Order, OrderItem, PaymentKind, Shipment, draft_shipment};

use crate::change::set_all;
use crate::fixtures::{Document, documents, json};
use crate::orders::{created, map, now};

/// The kept order of Shopify's, with these changes.
fn notice(changes: &[(&str, &str)]) -> MappedOrder {
    map(Cart::Shopify, &set_all(&json("shopify/orders_create.json"), changes)).unwrap()
}

const LATER: (&str, &str) = ("updated_at", "\"2026-11-02T09:00:00-05:00\"");
const EARLIER: (&str, &str) = ("updated_at", "\"2026-10-31T09:00:00-05:00\"");

/// The order as it came first, and what is remembered of it.
fn imported() -> (Order, ImportState) {
    let first = notice(&[]);
    (created(&first), ImportState::of(&first))
}

fn merged(order: &Order, known: &ImportState, later: &MappedOrder) -> Merged {
    match merge(order, known, later, now()) {
        Merge::Changes(merged) => *merged,
        Merge::Nothing => panic!("nothing changes"),
    }
}

/// The order after a merge.
fn applied(order: &Order, merged: &Merged) -> Order {
    let mut changed = order.clone();
    if let Some(patch) = &merged.patch {
        patch.apply(&mut changed).unwrap();
    }
    for shipment in &merged.shipments {
        let id = changed.next_part_id().unwrap();
        changed.order_shipments.push(shipment.shipment(id));
    }
    changed
}

#[test]
fn the_same_notice_again_changes_nothing_with_any_cart() {
    for Document { cart, json, file } in documents() {
        let first = map(cart, &json).unwrap();
        let state = ImportState::of(&first);
        assert_eq!(merge(&created(&first), &state, &first, now()), Merge::Nothing, "{file}");
        let kept: ImportState = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
        assert_eq!(kept, state, "{file}");
    }
}

#[test]
fn what_only_the_cart_changed_is_taken() {
    let (order, known) = imported();
    let later = notice(&[
        LATER,
        ("email", "\"ada.new@example.com\""),
        ("shipping_address.address1", "\"2 Sample Street\""),
        ("financial_status", "\"partially_refunded\""),
        ("note", "null"),
        ("tags", "\"vip\""),
        ("line_items[0].price", "\"24.00\""),
    ]);
    let merged = merged(&order, &known, &later);
    let changed = applied(&order, &merged);
    assert_eq!(
        (changed.email.as_str(), changed.payment_status.as_str()),
        ("ada.new@example.com", "Partially Refunded")
    );
    assert_eq!(
        (changed.shipping.address1.as_str(), changed.order_items[0].price.text()),
        ("2 Sample Street", "24".into())
    );
    assert_eq!(changed.order_items[0].id, order.order_items[0].id);
    assert_eq!(changed.order_metadata.get("tags").map(String::as_str), Some("vip"));
    assert_eq!(changed.checkout_data.get("Note"), None);
    assert_eq!(merged.notes, Vec::<String>::new());
    assert_eq!(merge(&changed, &merged.state, &later, now()), Merge::Nothing);
}

#[test]
fn what_somebody_changed_here_is_kept_and_said_once() {
    let (mut order, known) = imported();
    order.email = "edited@example.com".into();
    order.checkout_data.insert("Note".into(), "Mine".into());
    order.checkout_data.insert("Added".into(), "Mine".into());
    order.order_items[0].quantity = 3;
    let later = notice(&[
        LATER,
        ("email", "\"ada.new@example.com\""),
        ("note", "\"Theirs\""),
        ("line_items[0].price", "\"24.00\""),
    ]);
    let merged = merged(&order, &known, &later);
    let changed = applied(&order, &merged);
    assert_eq!((changed.email.as_str(), changed.order_items[0].quantity), ("edited@example.com", 3));
    assert_eq!(changed.checkout_data.get("Note").map(String::as_str), Some("Mine"));
    assert_eq!(changed.checkout_data.get("Added").map(String::as_str), Some("Mine"));
    assert_eq!(merged.notes.len(), 3, "{:?}", merged.notes);
    assert_eq!(merge(&changed, &merged.state, &later, now()), Merge::Nothing);
}

#[test]
fn an_address_that_somebody_changed_here_is_kept_whole() {
    let (mut order, known) = imported();
    order.shipping.address2 = "Flat 3".into();
    let later =
        notice(&[LATER, ("shipping_address.address1", "\"9 Other Road\""), ("shipping_address.city", "\"Chicago\"")]);
    let merged = merged(&order, &known, &later);
    let changed = applied(&order, &merged);
    assert_eq!(changed.shipping, order.shipping);
    assert_eq!(merged.notes.len(), 1, "{:?}", merged.notes);
    assert!(merged.notes[0].contains("9 Other Road"));
}

#[test]
fn an_older_notice_changes_nothing_but_brings_a_parcel_nobody_knows() {
    let (order, known) = imported();
    let overtaken = notice(&[EARLIER, ("email", "\"old@example.com\"")]);
    assert_eq!(merge(&order, &known, &overtaken, now()), Merge::Nothing);
    let parcel = r#"[{"id":5001,"status":"success","tracking_number":"1Z0000000000000019","line_items":[{"id":9001,"quantity":1}]}]"#;
    let overtaken = notice(&[EARLIER, ("email", "\"old@example.com\""), ("fulfillments", parcel)]);
    let merged = merged(&order, &known, &overtaken);
    let changed = applied(&order, &merged);
    assert_eq!((changed.email.as_str(), changed.order_shipments.len()), ("ada@example.com", 1));
    assert_eq!(merged.state.version, known.version);
    assert_eq!(merge(&changed, &merged.state, &overtaken, now()), Merge::Nothing);
}

#[test]
fn two_notices_come_to_the_same_in_either_order() {
    let (first, second) = (notice(&[("tags", "\"a\"")]), notice(&[LATER, ("tags", "\"b\"")]));
    let in_order = applied(&created(&first), &merged(&created(&first), &ImportState::of(&first), &second));
    let (order, known) = (created(&second), ImportState::of(&second));
    assert_eq!(merge(&order, &known, &first, now()), Merge::Nothing);
    assert_eq!(in_order.order_metadata, order.order_metadata);
}

#[test]
fn a_parcel_that_somebody_removed_here_does_not_come_back() {
    let parcel = r#"[{"id":5001,"status":"success","tracking_number":"1Z0000000000000019","line_items":[{"id":9001,"quantity":1}]}]"#;
    let first = notice(&[("fulfillments", parcel)]);
    let (mut order, known) = (created(&first), ImportState::of(&first));
    assert_eq!(order.order_shipments.len(), 1);
    order.order_shipments.clear();
    let later = notice(&[LATER, ("fulfillments", parcel)]);
    assert_eq!(merged(&order, &known, &later).shipments, vec![]);
}

#[test]
fn what_is_remembered_of_an_order_is_small() {
    for Document { cart, json, file } in documents() {
        let state = ImportState::of(&map(cart, &json).unwrap());
        let length = serde_json::to_string(&state).unwrap().len();
        assert!(length < 2_500, "{file}: {length}");
    }
}

#[test]
fn a_parcel_of_items_without_codes_is_known_by_the_ids_of_its_items() {
    let (order, known) = imported();
    let parcel = r#"[{"id":5002,"status":"success","tracking_number":"X1","line_items":[{"id":9002,"quantity":1}]}]"#;
    let changed = applied(&order, &merged(&order, &known, &notice(&[LATER, ("fulfillments", parcel)])));
    let shipped = &changed.order_shipments[0].order_items;
    assert_eq!((shipped.len(), &shipped[0].id), (1, &order.order_items[1].id));
}

#[test]
fn the_echo_of_our_own_shipment_is_no_second_one() {
    let (mut order, known) = imported();
    let ours = Shipment {
        id: "1".into(),
        tracking_number: "1Z0000000000000019".into(),
        order_items: vec![ItemQuantity { id: order.order_items[0].id.clone(), code: String::new(), quantity: 2 }],
        ..draft_shipment(now())
    };
    order.order_shipments = vec![ours.clone()];
    let echo = |number: &str| {
        let parcel = format!(
            r#"[{{"id":7,"status":"success","tracking_number":"{number}","line_items":[{{"id":9001,"quantity":2}}]}}]"#
        );
        merged(&order, &known, &notice(&[LATER, ("fulfillments", &parcel)])).shipments.len()
    };
    assert_eq!((echo("1z 0000000000000019"), echo("1Z0000000000000028")), (0, 1));
    order.order_shipments = vec![Shipment { tracking_number: "n/a".into(), cart_shipment_id: "7".into(), ..ours }];
    let parcel = r#"[{"id":7,"status":"success","tracking_number":null,"line_items":[{"id":9001,"quantity":2}]}]"#;
    assert_eq!(merged(&order, &known, &notice(&[LATER, ("fulfillments", parcel)])).shipments, vec![]);
}

#[test]
fn a_shipment_without_a_number_and_an_id_comes_once() {
    let document = documents().into_iter().find(|document| document.cart == Cart::Squarespace).unwrap();
    let first = map(Cart::Squarespace, &document.json).unwrap();
    let (order, known) = (created(&first), ImportState::of(&first));
    let shipped = set_all(
        &document.json,
        &[
            ("fulfillments", r#"[{"shipDate":"2026-11-03T09:00:00Z","carrierName":"Own van","trackingNumber":null}]"#),
            ("modifiedOn", "\"2026-11-03T09:00:00Z\""),
        ],
    );
    let later = map(Cart::Squarespace, &shipped).unwrap();
    let merged = merged(&order, &known, &later);
    let changed = applied(&order, &merged);
    assert_eq!(changed.order_shipments.len(), 1);
    assert_eq!(merge(&changed, &merged.state, &later, now()), Merge::Nothing);
    // Where it is ours, and the cart was told of it, it does not come at all.
    let mut told = order.clone();
    told.order_shipments = vec![Shipment { id: "1".into(), tracking_number: "n/a".into(), ..draft_shipment(now()) }];
    let Merge::Changes(echo) = merge(&told, &known, &later, now()) else { panic!("the version is new") };
    assert_eq!(echo.shipments, vec![]);
}

#[test]
fn an_edit_after_a_partial_shipment_takes_nothing_off_that_was_shipped() {
    let (mut order, known) = imported();
    let item = |place: usize, quantity| ItemQuantity {
        id: order.order_items[place].id.clone(),
        code: String::new(),
        quantity,
    };
    let items = vec![item(0, 2), item(1, 1)];
    order.order_shipments =
        vec![Shipment { id: "1".into(), tracking_number: "X".into(), order_items: items, ..draft_shipment(now()) }];
    let later = notice(&[LATER, ("line_items[0].current_quantity", "1"), ("line_items[1].current_quantity", "0")]);
    let merged = merged(&order, &known, &later);
    let changed = applied(&order, &merged);
    let quantities: Vec<u32> = changed.order_items.iter().map(|item| item.quantity).collect();
    assert_eq!(quantities, [2, 1]);
    assert_eq!(merged.notes.len(), 2, "{:?}", merged.notes);
}

#[test]
fn lines_that_are_new_come_and_those_that_are_gone_go() {
    let (order, known) = imported();
    let new = r#"{"id":9003,"title":"Pin","sku":"PIN","quantity":4,"current_quantity":4,"price":"2.00","requires_shipping":true}"#;
    let later = notice(&[LATER, ("line_items[1]", new)]);
    let changed = applied(&order, &merged(&order, &known, &later));
    let codes: Vec<&str> = changed.order_items.iter().map(|item| item.code.as_str()).collect();
    assert_eq!(codes, ["TEE-BLU-M", "PIN"]);
    assert!(!changed.order_items[1].id.is_empty());
}

#[test]
fn an_item_that_somebody_added_stays_and_one_that_somebody_removed_stays_away() {
    let (mut order, known) = imported();
    order.order_items.remove(1);
    order.order_items.push(OrderItem { id: "42".into(), name: "Gift".into(), quantity: 1, ..OrderItem::default() });
    let later = notice(&[LATER, ("line_items[0].price", "\"24.00\"")]);
    let changed = applied(&order, &merged(&order, &known, &later));
    let names: Vec<&str> = changed.order_items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["Printed Tee", "Gift"]);
}

#[test]
fn a_cancellation_is_told_once() {
    let (order, known) = imported();
    let canceled = notice(&[LATER, ("cancelled_at", "\"2026-11-02T09:00:00-05:00\"")]);
    let merged = merged(&order, &known, &canceled);
    assert!(merged.is_canceled);
    assert_eq!(merge(&applied(&order, &merged), &merged.state, &canceled, now()), Merge::Nothing);
}

#[test]
fn what_has_no_room_any_more_is_named_and_the_order_can_be_saved() {
    let (mut order, known) = imported();
    order.order_metadata.insert("own".into(), "x".repeat(1_700));
    let merged = merged(&order, &known, &notice(&[LATER, ("tags", &format!("\"{}\"", "y".repeat(300)))]));
    let changed = applied(&order, &merged);
    assert_eq!(changed.order_metadata.get("tags").map(String::as_str), Some("vip, gift"));
    assert!(merged.notes.iter().any(|note| note.contains("no room")), "{:?}", merged.notes);
}

/// The imported order after this much of it was refunded here.
fn refunded_here(amount: &str) -> (Order, ImportState) {
    let (mut order, known) = imported();
    let new = NewPayment { kind: PaymentKind::Refund, amount: Money::parse(amount), note: String::new() };
    order.record_payment(&new, "key", "API", now()).unwrap();
    (order, known)
}

/// What the cart says once it refunded so much in all.
fn refunded_there(amount: &str, at: &str) -> MappedOrder {
    let refund = format!(
        r#"[{{"id":1,"refund_line_items":[],"transactions":[{{"kind":"refund","status":"success","amount":"{amount}"}}]}}]"#
    );
    let at = format!("\"2026-11-0{at}T09:00:00-05:00\"");
    notice(&[("updated_at", &at), ("refunds", &refund), ("financial_status", "\"partially_refunded\"")])
}

fn sums(order: &Order) -> (String, String, &str) {
    (order.refund_total.text(), order.processor_balance.text(), order.payment_status.as_str())
}

/// Catches a refund that is counted twice, as it was recorded here and the cart tells it.
#[test]
fn a_refund_recorded_here_that_the_cart_tells_too_is_counted_once() {
    let (order, known) = refunded_here("10");
    let before = sums(&order);
    let told = merged(&order, &known, &refunded_there("10.00", "2"));
    let after = applied(&order, &told);
    assert_eq!((sums(&after), told.notes.len()), (before.clone(), 0), "{:?}", told.notes);
    // A further one of the cart's is taken with its sum, and said.
    let more = merged(&after, &told.state, &refunded_there("15.00", "3"));
    let balance = order.processor_balance - Money::whole(5);
    let after = applied(&after, &more);
    assert_eq!(sums(&after), ("15".into(), balance.text(), "Partially Refunded"));
    assert_eq!(more.notes, ["The cart refunded 15.00 in all by now, 5.00 more than was recorded here"]);
    assert_eq!(merge(&after, &more.state, &refunded_there("15.00", "3"), now()), Merge::Nothing);
}

/// Catches a refund of the cart's that takes one that was only recorded here out of the books.
#[test]
fn a_smaller_sum_of_the_carts_takes_no_refund_back_and_is_said() {
    let (order, known) = refunded_here("10");
    let told = merged(&order, &known, &refunded_there("4.00", "2"));
    assert_eq!(sums(&applied(&order, &told)), sums(&order));
    assert!(told.notes.iter().any(|note| note.contains("another refund_total now, and yours was kept: 4")), "{told:?}");
    // What both of them refunded is more than either: the books catch up.
    let order = applied(&order, &told);
    let more = applied(&order, &merged(&order, &told.state, &refunded_there("14.00", "3")));
    let balance = order.processor_balance - Money::whole(4);
    assert_eq!(sums(&more), ("14".into(), balance.text(), "Partially Refunded"));
}
