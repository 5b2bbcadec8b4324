//! Rules as they are read and written.

use domain::{Action, ActionKind};

use super::fields::ACTIONS;
use super::*;

#[test]
fn a_rule_is_read_whole_and_written_as_it_was_read() {
    let body = r#"{"name":"Send","event":"order_imported","combine":"any","enabled":true,"position":3,
        "filters":[{"field":"order_metadata","name":"gift","comparator":"equals","value":"yes"}],
        "actions":[{"action":"change_folder","folder_id":2},{"action":"post_order_json","url":"https://a.example","format":"json"}]}"#;
    let rule = read_new(body).unwrap().added("7".into(), 99);
    assert_eq!(rule.position, 3);
    insta::assert_json_snapshot!(rule);
    let again = read_new(&serde_json::to_string(&rule).unwrap()).unwrap().replacing(&rule);
    assert_eq!(again, rule);
}

#[test]
fn groups_are_read_and_written_as_they_were_and_too_deep_ones_are_refused() {
    let filter = r#"{"field":"email","comparator":"equals","value":"a"}"#;
    let group = |inner: &str| format!(r#"{{"combine":"any","filters":[{inner}]}}"#);
    let body = |entry: &str| {
        format!(
            r#"{{"name":"G","event":"order_imported","filters":[{filter},{entry}],"actions":[{{"action":"add_order_note","content":"!"}}]}}"#
        )
    };
    let nested = |depth| (0..depth).fold(filter.to_owned(), |inner, _| group(&inner));
    let rule = read_new(&body(&nested(MAX_GROUP_DEPTH))).unwrap().added("7".into(), 1);
    assert!(serde_json::to_string(&rule).unwrap().contains(&nested(MAX_GROUP_DEPTH)));
    let problems = read_new(&body(&nested(MAX_GROUP_DEPTH + 1))).unwrap_err();
    assert!(problems[0].to_string().ends_with("groups may be nested 5 deep at most"), "{problems:?}");
    let problems = read_new(&body(r#"{"combine":"xor","filters":[]}"#)).unwrap_err();
    assert_eq!(problems[0].to_string(), "filters[1].combine: must be all or any");
}

#[test]
fn a_filter_says_of_how_many_entries_it_must_hold_and_any_is_not_written() {
    let body = |quantifier: &str| {
        format!(
            r#"{{"name":"Q","event":"order_imported","filters":[{{"field":"item.code","comparator":"equals","value":"a"{quantifier}}}],"actions":[{{"action":"add_order_note","content":"!"}}]}}"#
        )
    };
    let read = |quantifier: &str| read_new(&body(quantifier)).map(|new| new.added("7".into(), 1));
    let all = r#","quantifier":"all""#;
    let rule = read(all).unwrap();
    assert_eq!(rule.all_filters()[0].quantifier, Quantifier::All);
    assert!(serde_json::to_string(&rule).unwrap().contains(all));
    for any in ["", r#","quantifier":"any""#, r#","quantifier":null"#] {
        let rule = read(any).unwrap();
        assert_eq!(rule.all_filters()[0].quantifier, Quantifier::Any, "{any}");
        assert!(!serde_json::to_string(&rule).unwrap().contains("quantifier"), "{any}");
    }
    let problems = read(r#","quantifier":"none""#).unwrap_err();
    assert_eq!(problems[0].to_string(), "filters[0].quantifier: must be any or all");
}

#[test]
fn an_action_is_kept_in_the_fields_it_is_read_of() {
    for action in Action::samples() {
        let kept = serde_json::to_value(&action).unwrap();
        let kept: Vec<&str> = kept.as_object().unwrap().keys().map(String::as_str).collect();
        let read = body_of(action.kind()).fields();
        let read: Vec<&str> = [ACTIONS.tag].into_iter().chain(read.iter().map(|field| field.name)).collect();
        assert_eq!(kept, read);
    }
}

#[test]
fn every_action_is_read_with_all_its_parameters_and_written_as_it_was_read() {
    let body = r#"{"name":"All","event":"order_imported","actions":[
        {"action":"change_folder","folder_id":2},
        {"action":"tag_order","color":"Green"},
        {"action":"remove_tag"},
        {"action":"set_order_field","field":"shipping.city","value":"{{ customer.city }}"},
        {"action":"set_order_metadata","name":"route","value":"east"},
        {"action":"set_order_metadata","value":"[REMOVEALL]"},
        {"action":"set_metadata_timestamp","name":"seen"},
        {"action":"set_metadata_timestamp","name":"seen","zone":"local"},
        {"action":"remove_order_metadata","name":"route"},
        {"action":"set_checkout_data","name":"Gift","value":"yes"},
        {"action":"remove_checkout_data","name":"Gift"},
        {"action":"add_order_note","content":"Hi"},
        {"action":"add_discount","name":"Tea","code":"T","amount":"1.50"},
        {"action":"add_item","code":"CARD","name":"Card","price":"0","quantity":"{{ 2 }}"},
        {"action":"add_item","code":"CARD"},
        {"action":"add_shipment","tracking_number":"1Z1","carrier_code":"UPS","shipment_method":"Ground"},
        {"action":"split_order","by":"metadata","name":"bin","values":["A","B"]},
        {"action":"split_order","by":"each_unit"},
        {"action":"duplicate_order"},
        {"action":"run_custom_event","event_id":"1234567890"},
        {"action":"set_item_name","value":"a"},
        {"action":"set_item_code","value":"a"},
        {"action":"set_item_price","value":"1.50"},
        {"action":"set_item_quantity","value":2},
        {"action":"set_item_weight","value":"0.5"},
        {"action":"set_category_code","value":"a"},
        {"action":"set_delivery_type","value":"ship"},
        {"action":"set_fulfillment_method","value":"a"},
        {"action":"set_item_variation","name":"Size","value":"{{ item.code }}"},
        {"action":"set_item_metadata","value":"a|b"},
        {"action":"remove_item_variation","name":"Size"},
        {"action":"remove_item"},
        {"action":"replace_code_by_inventory_metadata"},
        {"action":"sync_inventory_details"},
        {"action":"adjust_inventory","direction":"take"},
        {"action":"adjust_inventory","direction":"give_back"},
        {"action":"post_order_json","url":"https://a.example","include_history":true,
            "headers":[{"name":"X-Shop","value":"harbor"},{"name":"Authorization","value":"Bearer ","secret":"printer"}]},
        {"action":"merge_orders"},
        {"action":"merge_orders","archive_folder_id":4},
        {"action":"stop_processing"}]}"#;
    let rule = read_new(body).unwrap().added("7".into(), 1);
    insta::assert_json_snapshot!(rule.actions);
    let again = read_new(&serde_json::to_string(&rule).unwrap()).unwrap().replacing(&rule);
    assert_eq!(again, rule);
    let body = r#"{"event":"order_imported","actions":[{"action":"set_metadata_timestamp","name":"x","zone":"mars"}]}"#;
    assert_eq!(read_new(body).unwrap_err()[0].to_string(), "actions[0].zone: must be utc or local");
    for direction in [r#","direction":"up""#, r#","direction":7"#, ""] {
        let body = format!(r#"{{"event":"order_imported","actions":[{{"action":"adjust_inventory"{direction}}}]}}"#);
        let problem = read_new(&body).unwrap_err().remove(0);
        assert_eq!(problem.field, "actions[0].direction", "{direction}");
    }
}

#[test]
fn a_rule_that_is_wrong_says_where() {
    let body = r#"{"event":"never","combine":"both","actions":[{"action":"fly"},{"action":"change_folder"}]}"#;
    let problems = read_new(body).unwrap_err();
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["event", "combine", "actions[0].action", "actions[1].folder_id"]);
}

#[test]
fn an_unknown_action_is_refused_with_the_list_of_all_actions() {
    let body = r#"{"event":"order_imported","actions":[{"action":"fly"}]}"#;
    let messages = read_new(body).unwrap_err()[0].to_string();
    let names = ActionKind::ALL.map(ActionKind::name).join(", ");
    assert_eq!(messages, format!("actions[0].action: must be one of {names}"));
}

#[test]
fn an_action_that_is_still_to_come_is_refused_with_what_it_waits_for() {
    let body = r#"{"event":"order_imported","actions":[{"action":"print_document"}]}"#;
    let problems = read_new(body).unwrap_err();
    let expected = "actions[0].action: \"print_document\" waits for connections to printers, which are not there yet";
    assert_eq!(problems[0].to_string(), expected);
}

#[test]
fn a_rule_says_that_it_is_of_items_and_one_of_orders_does_not() {
    let body =
        |of: &str| format!(r#"{{"name":"I","event":"order_imported"{of},"actions":[{{"action":"remove_item"}}]}}"#);
    let items = r#","applies_to":"items""#;
    let rule = read_new(&body(items)).unwrap().added("7".into(), 1);
    assert_eq!(rule.applies_to, AppliesTo::Items);
    assert!(serde_json::to_string(&rule).unwrap().contains(items));
    for order in ["", r#","applies_to":"order""#] {
        let rule = read_new(&body(order)).unwrap().added("7".into(), 1);
        assert!(!serde_json::to_string(&rule).unwrap().contains("applies_to"));
    }
    let problems = read_new(&body(r#","applies_to":"carts""#)).unwrap_err();
    assert_eq!(problems[0].to_string(), "applies_to: must be order or items");
}

#[test]
fn a_rule_says_which_custom_event_it_is_for_and_others_are_written_without() {
    let body = |event: &str| format!(r#"{{"name":"E",{event},"actions":[{{"action":"stop_processing"}}]}}"#);
    for id in [r#""1234567890""#, "1234567890"] {
        let rule = read_new(&body(&format!(r#""event":"custom_button","event_id":{id}"#))).unwrap();
        let rule = rule.added("7".into(), 1);
        assert_eq!((rule.event, rule.event_id.as_str()), (Event::CustomButton, "1234567890"));
        assert!(serde_json::to_string(&rule).unwrap().contains(r#""event_id":"1234567890""#));
    }
    for none in ["", r#","event_id":null"#] {
        let rule = read_new(&body(&format!(r#""event":"folder_changed"{none}"#))).unwrap().added("7".into(), 1);
        assert!(!serde_json::to_string(&rule).unwrap().contains("event_id"));
    }
    let problems = read_new(&body(r#""event":"custom_event","event_id":"x""#)).unwrap_err();
    assert_eq!(problems[0].field, "event_id");
}
