//! Items and shipments that rules add.

use super::*;

#[test]
fn an_item_is_added_with_an_id_of_its_own_and_is_an_event() {
    let rules = [
        rule("Insert", Event::OrderImported, vec![], vec![add_item("{{ order_metadata.insert }}", "2")]),
        Rule { id: "2".into(), ..rule("Seen", Event::OrderItemsChanged, vec![], vec![add_note("!")]) },
    ];
    let mut order = order();
    order.order_metadata.insert("insert".into(), "CARD".into());
    let outcome = run(&rules, &[Event::OrderImported], order);
    let added = &outcome.order.order_items[0];
    assert_eq!((added.id.as_str(), added.code.as_str(), added.quantity), ("100100001", "CARD", 2));
    assert_eq!(outcome.history[0], "Rule \"Insert\" (Order is Imported): added 2 of CARD");
    assert_eq!(outcome.order.order_notes.len(), 1);
}

#[test]
fn an_item_that_is_none_or_does_not_fit_is_not_added() {
    for (action, why) in [
        (add_item("{{ email }}", "1"), "it has neither a code nor a name"),
        (add_item("CARD", "many"), "\"many\" is no whole number from 0 to 1000000"),
        (add_item(&"x".repeat(256), "1"), "code: must be at most 255 characters"),
    ] {
        let (after, note) = apply(action, order());
        assert_eq!((after, note), (order(), format!("did not add an item: {why}")));
    }
    let full = Order { order_items: vec![item("MUG", 1); domain::MAX_ITEMS], ..order() };
    let (after, note) = apply(add_item("CARD", "1"), full.clone());
    assert_eq!(after, full);
    assert_eq!(note, "did not add an item: order_items: must have at most 1000 items, and has 1001");
}

#[test]
fn a_custom_event_is_caused_as_others_are_and_stopped_as_they_are() {
    let run_it = || Action::RunCustomEvent { event_id: "7".into() };
    let of = |id: &str| Rule {
        event_id: id.into(),
        ..rule("Of it", Event::CustomEvent, vec![], vec![add_note("!"), run_it()])
    };
    let rules = [
        rule("Run", Event::OrderImported, vec![], vec![run_it()]),
        Rule { id: "2".into(), ..of("7") },
        Rule { id: "3".into(), ..of("8") },
    ];
    let outcome = run(&rules, &[Event::OrderImported], order());
    assert_eq!(outcome.order.order_notes.len(), 1);
    assert_eq!(outcome.history[0], "Rule \"Run\" (Order is Imported): ran custom event 7");
    assert_eq!(outcome.history.last().unwrap(), "Rule \"Of it\" was stopped: loop detected");
}

#[test]
fn a_shipment_is_added_once_fires_its_event_and_is_told_of() {
    let mut order = order();
    order.order_metadata.insert("ship_notify_url".into(), "https://shop.example.com/shipped".into());
    let rules = [
        rule("Ship", Event::OrderImported, vec![], vec![add_shipment("1Z12345E1505270457"); 2]),
        Rule { id: "2".into(), ..rule("Seen", Event::ShipmentAdded, vec![], vec![change_folder(PREPARED)]) },
    ];
    let outcome = run(&rules, &[Event::OrderImported], order);
    let [shipment] = outcome.order.order_shipments.as_slice() else { panic!("{:?}", outcome.order) };
    assert_eq!((shipment.id.as_str(), shipment.source.as_str()), ("100100001", "Auto"));
    assert_eq!(shipment.carrier_code, "UPS");
    assert!(outcome.history[0].ends_with("; did not add a shipment: the order has it"), "{:?}", outcome.history);
    let job =
        domain::Job::ShipNotify { url: "https://shop.example.com/shipped".into(), shipment_id: shipment.id.clone() };
    assert_eq!(outcome.jobs.iter().map(|planned| &planned.job).collect::<Vec<_>>(), [&job]);
    assert_eq!(outcome.order.folder_id, folder(PREPARED));
}
