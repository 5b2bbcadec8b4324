//! Rules: our own `/v1/rules`. They are written in the form they are kept in.

mod fields;

use domain::{
    Action, ActionKind, Combine, Event, Filter, FilterEntry, FilterGroup, FolderId, MAX_GROUP_DEPTH, NewRule,
    PostFormat, Problem, Quantifier, TimestampZone,
};

use fields::ACTIONS;
#[cfg(test)]
pub(crate) use fields::body_of;
pub use fields::{
    AddDiscountInput, AddOrderNoteInput, ChangeFolderInput, FilterGroupInput, FilterInput, PostOrderJsonInput,
    RemoveEntryInput, RuleInput, SetEntryInput, SetFieldInput, SetTimestampInput, TagOrderInput,
};

use crate::body::Field;
use crate::read::{Document, Object};

/// Reads the body of `POST /v1/rules` and `PUT /v1/rules/{id}`.
pub fn read_new(body: &str) -> Result<NewRule, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &RuleInput::READ;
    let (position, enabled) = (fields.position.of(&object), fields.enabled.of(&object));
    let rule = NewRule {
        name: fields.name.trimmed(&object),
        event: event(&object).unwrap_or(Event::OrderImported),
        event_id: fields.event_id.of(&object).map(|id| id.to_string()).unwrap_or_default(),
        combine: combine(&object),
        filters: fields.filters.of(&object).iter().filter_map(|entry| filter_entry(entry, 1)).collect(),
        actions: fields.actions.of(&object).iter().filter_map(action).collect(),
        position,
        enabled,
    };
    document.finish(rule)
}

fn event(object: &Object) -> Option<Event> {
    let field = &RuleInput::READ.event;
    let event = Event::named(&field.filled(object));
    if event.is_none() {
        object.refuse(field.name(), format!("must be one of {}", Event::ALL.map(Event::name).join(", ")));
    }
    event
}

fn combine(object: &Object) -> Combine {
    combine_of(object, &RuleInput::READ.combine)
}

fn combine_of(object: &Object, field: &Field<String>) -> Combine {
    Combine::named(&field.filled(object)).unwrap_or_else(|| {
        object.refuse(field.name(), format!("must be {}", Combine::ALL.map(Combine::name).join(" or ")));
        Combine::default()
    })
}

/// What has filters of its own is a group; it would lie at `depth`.
fn filter_entry(entry: &Object, depth: usize) -> Option<FilterEntry> {
    let fields = &FilterGroupInput::READ;
    if !entry.has(fields.filters.name()) {
        return Some(FilterEntry::Filter(filter(entry)));
    }
    if depth > MAX_GROUP_DEPTH {
        entry.refuse(fields.filters.name(), format!("groups may be nested {MAX_GROUP_DEPTH} deep at most"));
        return None;
    }
    let combine = combine_of(entry, &fields.combine);
    let filters = fields.filters.of(entry);
    let filters = filters.iter().filter_map(|inner| filter_entry(inner, depth + 1)).collect();
    Some(FilterEntry::Group(FilterGroup { combine, filters }))
}

fn filter(entry: &Object) -> Filter {
    let fields = &FilterInput::READ;
    Filter {
        field: fields.field.filled(entry),
        name: fields.name.filled(entry),
        comparator: fields.comparator.filled(entry),
        value: fields.value.filled(entry),
        ignore_case: fields.ignore_case.filled(entry),
        quantifier: quantifier(entry),
    }
}

fn quantifier(entry: &Object) -> Quantifier {
    let field = &FilterInput::READ.quantifier;
    Quantifier::named(&field.filled(entry)).unwrap_or_else(|| {
        entry.refuse(field.name(), format!("must be {}", Quantifier::ALL.map(Quantifier::name).join(" or ")));
        Quantifier::default()
    })
}

fn action(entry: &Object) -> Option<Action> {
    let Some(kind) = ActionKind::named(&entry.text(ACTIONS.tag).unwrap_or_default()) else {
        entry.refuse(ACTIONS.tag, format!("must be one of {}", ActionKind::ALL.map(ActionKind::name).join(", ")));
        return None;
    };
    Some(match kind {
        ActionKind::ChangeFolder => Action::ChangeFolder { folder_id: folder(entry)? },
        ActionKind::TagOrder => Action::TagOrder { color: TagOrderInput::READ.color.filled(entry) },
        ActionKind::RemoveTag => Action::RemoveTag,
        ActionKind::SetOrderField => Action::SetOrderField {
            field: SetFieldInput::READ.field.filled(entry),
            value: SetFieldInput::READ.value.filled(entry),
        },
        ActionKind::SetOrderMetadata => {
            let (name, value) = map_entry(entry);
            Action::SetOrderMetadata { name, value }
        }
        ActionKind::SetMetadataTimestamp => {
            Action::SetMetadataTimestamp { name: SetTimestampInput::READ.name.filled(entry), zone: zone(entry) }
        }
        ActionKind::RemoveOrderMetadata => {
            Action::RemoveOrderMetadata { name: RemoveEntryInput::READ.name.filled(entry) }
        }
        ActionKind::SetCheckoutData => {
            let (name, value) = map_entry(entry);
            Action::SetCheckoutData { name, value }
        }
        ActionKind::RemoveCheckoutData => {
            Action::RemoveCheckoutData { name: RemoveEntryInput::READ.name.filled(entry) }
        }
        ActionKind::AddOrderNote => Action::AddOrderNote { content: AddOrderNoteInput::READ.content.filled(entry) },
        ActionKind::AddDiscount => Action::AddDiscount {
            name: AddDiscountInput::READ.name.filled(entry),
            code: AddDiscountInput::READ.code.filled(entry),
            amount: AddDiscountInput::READ.amount.filled(entry),
        },
        ActionKind::PostOrderJson => Action::PostOrderJson {
            url: PostOrderJsonInput::READ.url.filled(entry),
            format: format(entry),
            include_history: PostOrderJsonInput::READ.include_history.filled(entry),
        },
        ActionKind::StopProcessing => Action::StopProcessing,
    })
}

fn map_entry(entry: &Object) -> (String, String) {
    let fields = &SetEntryInput::READ;
    (fields.name.filled(entry), fields.value.filled(entry))
}

fn folder(entry: &Object) -> Option<FolderId> {
    let field = &ChangeFolderInput::READ.folder_id;
    let folder = field.of(entry).and_then(FolderId::new);
    if folder.is_none() {
        entry.refuse(field.name(), "must be the id of a folder");
    }
    folder
}

fn zone(entry: &Object) -> TimestampZone {
    let field = &SetTimestampInput::READ.zone;
    TimestampZone::named(&field.filled(entry)).unwrap_or_else(|| {
        entry.refuse(field.name(), format!("must be {}", TimestampZone::ALL.map(TimestampZone::name).join(" or ")));
        TimestampZone::default()
    })
}

fn format(entry: &Object) -> PostFormat {
    let field = &PostOrderJsonInput::READ.format;
    PostFormat::named(&field.filled(entry)).unwrap_or_else(|| {
        entry.refuse(field.name(), format!("must be {}", PostFormat::ALL.map(PostFormat::name).join(" or ")));
        PostFormat::default()
    })
}

#[cfg(test)]
mod tests {
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
            {"action":"post_order_json","url":"https://a.example","include_history":true},
            {"action":"stop_processing"}]}"#;
        let rule = read_new(body).unwrap().added("7".into(), 1);
        insta::assert_json_snapshot!(rule.actions);
        let again = read_new(&serde_json::to_string(&rule).unwrap()).unwrap().replacing(&rule);
        assert_eq!(again, rule);
        let body =
            r#"{"event":"order_imported","actions":[{"action":"set_metadata_timestamp","name":"x","zone":"mars"}]}"#;
        assert_eq!(read_new(body).unwrap_err()[0].to_string(), "actions[0].zone: must be utc or local");
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
        let names = "change_folder, tag_order, remove_tag, set_order_field, set_order_metadata, set_metadata_timestamp, \
            remove_order_metadata, set_checkout_data, remove_checkout_data, add_order_note, add_discount, \
            post_order_json, stop_processing";
        assert_eq!(messages, format!("actions[0].action: must be one of {names}"));
    }
}
