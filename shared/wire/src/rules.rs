//! Rules: our own `/v1/rules`. They are written in the form they are kept in.

use domain::{Action, ActionKind, Combine, Event, Filter, FolderId, NewRule, PostFormat, Problem};

use crate::read::{Document, Object};

/// A rule's name has at most this many characters.
const MAX_NAME_LENGTH: usize = 200;

/// Reads the body of `POST /v1/rules` and `PUT /v1/rules/{id}`.
pub fn read_new(body: &str) -> Result<NewRule, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let (position, enabled) = (object.quantity("position"), object.flag("enabled"));
    let rule = NewRule {
        name: object.short_text("name", MAX_NAME_LENGTH).unwrap_or_default().trim().to_owned(),
        event: event(&object).unwrap_or(Event::OrderImported),
        combine: combine(&object),
        filters: object.list("filters").unwrap_or_default().iter().map(filter).collect(),
        actions: object.list("actions").unwrap_or_default().iter().filter_map(action).collect(),
        position,
        enabled,
    };
    document.finish(rule)
}

fn event(object: &Object) -> Option<Event> {
    let event = object.text("event").and_then(|name| Event::named(&name));
    if event.is_none() {
        object.refuse("event", format!("must be one of {}", Event::ALL.map(Event::name).join(", ")));
    }
    event
}

fn combine(object: &Object) -> Combine {
    let Some(name) = object.text("combine") else { return Combine::default() };
    Combine::named(&name).unwrap_or_else(|| {
        object.refuse("combine", format!("must be {}", Combine::ALL.map(Combine::name).join(" or ")));
        Combine::default()
    })
}

fn filter(entry: &Object) -> Filter {
    let text = |name| entry.text(name).unwrap_or_default();
    Filter {
        field: text("field"),
        name: text("name"),
        comparator: text("comparator"),
        value: text("value"),
        ignore_case: entry.flag("ignore_case").unwrap_or_default(),
    }
}

fn action(entry: &Object) -> Option<Action> {
    let text = |name| entry.text(name).unwrap_or_default();
    let Some(kind) = ActionKind::named(&text("action")) else {
        entry.refuse("action", format!("must be one of {}", ActionKind::ALL.map(ActionKind::name).join(", ")));
        return None;
    };
    Some(match kind {
        ActionKind::ChangeFolder => Action::ChangeFolder { folder_id: folder(entry)? },
        ActionKind::TagOrder => Action::TagOrder { color: text("color") },
        ActionKind::SetOrderMetadata => Action::SetOrderMetadata { name: text("name"), value: text("value") },
        ActionKind::SetCheckoutData => Action::SetCheckoutData { name: text("name"), value: text("value") },
        ActionKind::AddOrderNote => Action::AddOrderNote { content: text("content") },
        ActionKind::PostOrderJson => Action::PostOrderJson {
            url: text("url"),
            format: format(entry),
            include_history: entry.flag("include_history").unwrap_or_default(),
        },
    })
}

fn folder(entry: &Object) -> Option<FolderId> {
    let folder = entry.whole("folder_id").and_then(FolderId::new);
    if folder.is_none() {
        entry.refuse("folder_id", "must be the id of a folder");
    }
    folder
}

fn format(entry: &Object) -> PostFormat {
    let Some(name) = entry.text("format") else { return PostFormat::default() };
    PostFormat::named(&name).unwrap_or_else(|| {
        entry.refuse("format", format!("must be {}", PostFormat::ALL.map(PostFormat::name).join(" or ")));
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
        let names = "change_folder, tag_order, set_order_metadata, set_checkout_data, add_order_note, post_order_json";
        assert_eq!(messages, format!("actions[0].action: must be one of {names}"));
    }
}
