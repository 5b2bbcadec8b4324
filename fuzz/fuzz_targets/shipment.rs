//! Whatever is sent as a shipment, or as many, to an order of which some is shipped.
#![no_main]

use domain::{LedgerLine, NewShipment, Order, Shipment, check_shippable, ledger};
use libfuzzer_sys::fuzz_target;
use waybill_fuzz::{check_nothing_is_lost, check_order, now, order, store_id};
use wire::Document;
use wire::shipments::{ShipmentView, read_entries, read_new};

fuzz_target!(|bytes: &[u8]| {
    let Ok(body) = std::str::from_utf8(bytes) else { return };
    check_nothing_is_lost(body);
    let one = read_new(body, now());
    let listed = read_entries(&format!("[{body}]"), now());
    let is_lost = Document::read(body).is_ok() && listed.as_ref().is_ok_and(|entries| entries.len() != 1);
    assert!(!is_lost, "an entry is lost");
    let is_listed = listed.into_iter().flatten().any(|entry| entry.shipment == one);
    assert!(one.is_err() || is_listed, "alone it is a shipment, in a list it is another");

    let entries = read_entries(body, now()).into_iter().flatten();
    let shipments: Vec<NewShipment> = one.into_iter().chain(entries.filter_map(|entry| entry.shipment.ok())).collect();
    if shipments.is_empty() {
        return;
    }
    let (mut checked, mut unchecked) = (order(), order());
    for shipment in &shipments {
        round_trip(shipment);
        ship_checked(shipment, &mut checked);
        ship(shipment, &mut unchecked);
    }
    check_order(&checked);
    check_order(&unchecked);
});

/// A shipment that was read and is sent back unchanged is the same, and a repetition of itself.
fn round_trip(new: &NewShipment) {
    let shipment = new.shipment("9001".to_owned());
    assert!(new.repeats(&shipment));
    let view = ShipmentView::new(&shipment, order().id, store_id());
    let view = serde_json::to_string(&view).expect("a shipment is JSON");
    let again = read_new(&view, now()).unwrap_or_else(|problems| panic!("{problems:?} of {view}"));
    assert_eq!(again.replacing(&shipment), shipment);
    assert!(again.repeats(&shipment));
    let row = serde_json::to_string(&shipment).expect("a shipment is JSON");
    assert_eq!(serde_json::from_str::<Shipment>(&row).expect("a row is a shipment"), shipment);
}

/// What was checked is never more than was ordered.
fn ship_checked(new: &NewShipment, order: &mut Order) {
    let before = ledger(order);
    if check_shippable(order, new).is_err() {
        assert_eq!(ledger(order), before);
        return;
    }
    ship(new, order);
    let lines = ledger(order);
    assert!(lines.iter().all(|line| line.shipped + line.left == line.ordered), "{lines:?}");
    let asked: u64 = new.order_items().iter().map(|entry| u64::from(entry.quantity)).sum();
    let expected = if new.order_items().is_empty() { left(&before) } else { asked };
    assert_eq!(left(&before) - left(&lines), expected);
}

/// Whether checked or not, what was shipped stays shipped and nothing more is left than was ordered.
fn ship(new: &NewShipment, order: &mut Order) {
    let before = ledger(order);
    let id = order.next_part_id();
    order.order_shipments.push(new.shipment(id));
    for (line, old) in ledger(order).iter().zip(&before) {
        assert!(line.shipped >= old.shipped && line.left <= old.left, "{old:?}, then {line:?}");
        assert!(line.shipped + line.left >= line.ordered && line.left <= line.ordered, "{line:?}");
        assert!(line.left == 0 || line.shipped + line.left == line.ordered, "{line:?}");
    }
}

fn left(lines: &[LedgerLine]) -> u64 {
    lines.iter().map(|line| line.left).sum()
}
