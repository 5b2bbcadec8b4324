//! Rows of the checklist (orderdesk-app 14) on which event is fired by what, through the API. Those of filters and actions
//! are held by `shared/rules/src/tests`.

use serde_json::{Value, json};

use crate::shop::{Shop, order, text};

/// Every event that a change by an API key can cause, and the one that only a person's edit does.
const EVENTS: [&str; 8] = [
    "order_imported",
    "order_created_manually",
    "folder_changed",
    "order_details_changed",
    "order_address_changed",
    "order_items_changed",
    "note_added",
    "shipment_added",
];

/// A call that changes an order, and the events it is to cause, each with how often.
type Edit<'a> = (&'a str, &'a str, Value, Vec<(&'static str, u64)>);

/// A shop whose rules count each event in the order's metadata; F002: none of them has a filter.
async fn counting(name: &str) -> Shop {
    let shop = Shop::open(name).await;
    for event in EVENTS {
        shop.rule(event, event, json!([{"action": "set_order_metadata", "name": event, "value": "++"}])).await;
    }
    shop
}

/// The events that were fired since the order was as `before`, each with how often, and the order as it is.
async fn fired(shop: &Shop, id: &str, before: &Value) -> (Vec<(&'static str, u64)>, Value) {
    shop.world.settle().await;
    let now = shop.get(&format!("/api/v2/orders/{id}")).await["order"]["order_metadata"].clone();
    let count = |metadata: &Value, event: &str| metadata[event].as_str().map_or(0, |count| count.parse().unwrap());
    let fired = EVENTS.map(|event| (event, count(&now, event) - count(before, event)));
    (fired.into_iter().filter(|(_, count)| *count > 0).collect(), now)
}

/// F007 and F008: catches an order that is imported twice, or both imported and entered.
#[tokio::test]
async fn an_order_is_imported_or_created_manually_once() {
    let shop = counting("created").await;
    for (path, event) in [("/api/v2/orders", "order_imported"), ("/v1/orders", "order_created_manually")] {
        let mut new = order(event);
        new["order_metadata"] = json!({});
        let id = text(&shop.post(path, &new).await["order"]["id"]);
        assert_eq!(fired(&shop, &id, &Value::Null).await.0, [(event, 1)], "{path}");
        // Sent again it is the same order.
        shop.call("POST", path, Some(&new)).await;
        assert_eq!(fired(&shop, &id, &Value::Null).await.0, [(event, 1)], "{path}");
    }
}

/// F009, F013, F014, F016 and F017: catches an edit that fires another event than its own.
#[tokio::test]
async fn each_kind_of_edit_fires_its_own_event_and_an_api_key_never_order_details_changed() {
    let shop = counting("edits").await;
    let id = shop.order("C-1").await;
    let (_, mut before) = fired(&shop, &id, &Value::Null).await;
    let own = format!("/v1/orders/{id}");
    let compatible = format!("/api/v2/orders/{id}");
    let edits: [Edit<'_>; 11] = [
        ("PATCH", &own, json!({"shipping_method": "Air", "email": "ben@example.com"}), vec![]),
        ("PATCH", &own, json!({"folder_id": 2}), vec![("folder_changed", 1)]),
        ("PATCH", &own, json!({"folder_id": 2}), vec![]),
        ("PATCH", &own, json!({"shipping": {"city": "Duluth"}}), vec![("order_address_changed", 1)]),
        ("PATCH", &own, json!({"customer": {"city": "Ely"}}), vec![("order_address_changed", 1)]),
        ("PATCH", &own, json!({"order_items": [{"name": "Mug"}]}), vec![("order_items_changed", 1)]),
        ("PATCH", &own, json!({"order_notes": [{"content": "a"}, {"content": "b"}]}), vec![("note_added", 2)]),
        ("POST", &format!("{compatible}/order-items"), json!({"name": "Frame"}), vec![("order_items_changed", 1)]),
        ("POST", &format!("{compatible}/shipments"), json!({"tracking_number": "1"}), vec![("shipment_added", 1)]),
        ("POST", &format!("{own}/shipments"), json!({"tracking_number": "2"}), vec![("shipment_added", 1)]),
        (
            "POST",
            "/api/v2/batch-shipments",
            json!([{"order_id": id, "tracking_number": "3"}, {"order_id": id, "tracking_number": "4"}]),
            vec![("shipment_added", 2)],
        ),
    ];
    for (method, path, body, expected) in edits {
        let reply = shop.call(method, path, Some(&body)).await;
        assert!(matches!(reply.status, 200 | 201), "{method} {path}: {}", reply.text());
        let (events, after) = fired(&shop, &id, &before).await;
        assert_eq!(events, expected, "{method} {path} {body}");
        before = after;
    }
    let ids = json!([id.parse::<u64>().unwrap()]);
    for expected in [vec![("folder_changed", 1)], vec![]] {
        shop.post("/api/v2/move-orders", &json!({"order_id_list": ids, "destination_folder_id": 3})).await;
        let (events, after) = fired(&shop, &id, &before).await;
        assert_eq!(events, expected);
        before = after;
    }
}

/// F013 by the compatible PUT, which never fired it.
#[tokio::test]
async fn an_order_that_is_put_back_with_other_details_fires_nothing() {
    let shop = counting("put-back").await;
    let id = shop.order("C-1").await;
    let (_, before) = fired(&shop, &id, &Value::Null).await;
    let mut whole = shop.get(&format!("/api/v2/orders/{id}")).await["order"].clone();
    whole["shipping_method"] = json!("Air");
    let path = format!("/api/v2/orders/{id}");
    assert_eq!(shop.call("PUT", &path, Some(&whole)).await.status, 200);
    assert_eq!(fired(&shop, &id, &before).await.0, []);
    let reply = shop.call_raw("PUT", &format!("/v1/orders/{id}"), Some(whole.to_string()), &[("If-Match", "*")]).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(fired(&shop, &id, &before).await.0, []);
}

/// F001, F005, F031 and F033: catches a rule that runs out of its place or disabled, and one nobody can tell who ran.
#[tokio::test]
async fn rules_run_by_position_see_each_other_s_changes_and_are_told_of_as_auto() {
    let shop = Shop::open("positions").await;
    let rule = |name: &str, position: u32, enabled: bool, seen: &str| {
        json!({"name": name, "event": "order_imported", "position": position, "enabled": enabled,
               "filters": [{"field": "order_metadata", "name": "last", "comparator": "equals", "value": seen}],
               "actions": [{"action": "set_order_metadata", "name": "last", "value": name}]})
    };
    for rule in [rule("Third", 3, true, "First"), rule("First", 1, true, ""), rule("Second", 2, false, "First")] {
        shop.post("/v1/rules", &rule).await;
    }
    let id = shop.order("C-1").await;
    shop.world.settle().await;
    let found = shop.get(&format!("/api/v2/orders/{id}")).await;
    assert_eq!(found["order"]["order_metadata"]["last"], "Third");
    let history = shop.get(&format!("/v1/orders/{id}/history")).await["history"].clone();
    let of_rules = history.as_array().unwrap().iter().filter(|line| text(&line["note"]).starts_with("Rule \""));
    let of_rules: Vec<_> = of_rules.map(|line| (text(&line["source_name"]), text(&line["note"]))).collect();
    assert_eq!(of_rules.len(), 2, "{of_rules:?}");
    assert!(of_rules.iter().all(|(by, _)| by == "Auto"), "{of_rules:?}");
    assert!(of_rules[0].1.starts_with("Rule \"First\" (Order is Imported): "), "{of_rules:?}");
}
