//! Rules: our own `/v1/rules`.

use domain::Rule;
use serde_json::{Value, json};

use crate::entry::{Entry, Success};
use crate::parameters;
use crate::schemas::bodies::Read;
use crate::schemas::scalars::Text;

pub(super) fn list() -> Entry {
    Entry::new().answers(Success::ok("The rules.").list::<Rule>("rules"))
}

pub(super) fn add() -> Entry {
    Entry::new()
        .parameter(parameters::once(
            "A creation repeated with the same key is one rule: it is answered 201 with the rule as it is now. With \
             another body it is 422, and nothing is changed. A rule that was removed is made anew.",
        ))
        .takes::<Read<wire::rules::RuleInput>>("New gift orders are tagged, moved and sent", rule("Send gifts"))
        .or("every-action", "Every filter left out, every action there is", every_action())
        .answers(Success::created("The rule that was added.").with::<Rule>("rule").list::<Text>("notes").etag())
        .refuses(409, "The store has 1,000 rules already, or they would have more than 1 MB together.")
        .refuses(422, "The `Idempotency-Key` was sent before with another body, of which `rule_id` was made.")
}

pub(super) fn show() -> Entry {
    Entry::new().answers(Success::ok("The rule.").with::<Rule>("rule").list::<Text>("notes").etag())
}

pub(super) fn replace() -> Entry {
    Entry::new()
        .parameter(parameters::rule_version())
        .takes::<Read<wire::rules::RuleInput>>("The same under another name", rule("Send gifts at once"))
        .answers(Success::done("The rule as it is now.").with::<Rule>("rule").list::<Text>("notes").etag())
        .refuses(409, "The rules of the store would have more than 1 MB together.")
        .refuses(412, "The rule is another version than `If-Match` names; `ETag` is its version now.")
}

pub(super) fn remove() -> Entry {
    Entry::new().answers(Success::done("It is deleted."))
}

fn rule(name: &str) -> Value {
    json!({
        "name": name, "event": "order_imported", "combine": "all",
        "filters": [
            {"field": "shipping.country", "comparator": "in_list", "value": "US,CA"},
            {"field": "checkout_data", "name": "Gift Message", "comparator": "is_not_empty"},
            {"field": "order_total", "comparator": "at_least", "value": "20"}
        ],
        "actions": [
            {"action": "tag_order", "color": "Green"},
            {"action": "change_folder", "folder_id": 2},
            {"action": "post_order_json", "url": "https://hooks.example.com/orders", "format": "json"}
        ]
    })
}

fn every_action() -> Value {
    json!({
        "name": "Everything", "event": "folder_changed", "combine": "any", "enabled": false, "position": 10,
        "filters": [{"field": "source_name", "comparator": "equals", "value": "shopify", "ignore_case": true}],
        "actions": [
            {"action": "change_folder", "folder_id": "3"},
            {"action": "tag_order", "color": "Blue"},
            {"action": "remove_tag"},
            {"action": "set_order_field", "field": "shipping_method", "value": "{{ shipping_method|upper }}"},
            {"action": "set_order_metadata", "name": "route", "value": "express"},
            {"action": "set_metadata_timestamp", "name": "seen_at", "zone": "utc"},
            {"action": "remove_order_metadata", "name": "hold"},
            {"action": "set_checkout_data", "name": "Packed by", "value": "Ana"},
            {"action": "remove_checkout_data", "name": "Gift Message"},
            {"action": "add_order_note", "content": "Goes out today"},
            {"action": "add_discount", "name": "Welcome", "code": "HI", "amount": "2.50"},
            {"action": "post_order_json", "url": "https://hooks.example.com/all", "include_history": true},
            {"action": "stop_processing"}
        ]
    })
}
