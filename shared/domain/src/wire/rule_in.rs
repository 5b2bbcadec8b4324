//! Reading a rule: our own `/v1/rules`.

use super::read::{Document, Object, Problem};
use crate::{Action, Combine, Event, Filter, FolderId, PostFormat, Rule};

/// What somebody wants a rule to be; it has no id yet, and maybe no place among the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRule {
    rule: Rule,
    has_position: bool,
    enabled: Option<bool>,
}

impl NewRule {
    /// Reads the body of `POST /v1/rules` and `PUT /v1/rules/{id}`.
    pub fn read(body: &str) -> Result<Self, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let object = document.object();
        let (position, enabled) = (object.quantity("position"), object.flag("enabled"));
        let rule = Rule {
            id: String::new(),
            name: object.short_text("name", 200).unwrap_or_default().trim().to_owned(),
            event: event(&object).unwrap_or(Event::OrderImported),
            combine: combine(&object),
            filters: object.list("filters").unwrap_or_default().iter().map(filter).collect(),
            actions: object.list("actions").unwrap_or_default().iter().filter_map(action).collect(),
            position: position.unwrap_or_default(),
            enabled: true,
        };
        match document.problems() {
            problems if problems.is_empty() => Ok(Self { rule, has_position: position.is_some(), enabled }),
            problems => Err(problems),
        }
    }

    /// The rule, with this id; at `place` when it asks for none, and `enabled` when it does not say.
    pub fn rule(self, id: String, place: u32, enabled: bool) -> Rule {
        let position = if self.has_position { self.rule.position } else { place };
        Rule { id, position, enabled: self.enabled.unwrap_or(enabled), ..self.rule }
    }
}

fn event(object: &Object) -> Option<Event> {
    let event = object.text("event").and_then(|name| Event::named(&name));
    if event.is_none() {
        let names: Vec<_> = Event::ALL.iter().map(|event| event.name()).collect();
        object.refuse("event", format!("must be one of {}", names.join(", ")));
    }
    event
}

fn combine(object: &Object) -> Combine {
    match object.text("combine").as_deref() {
        None | Some("all") => Combine::All,
        Some("any") => Combine::Any,
        Some(_) => {
            object.refuse("combine", "must be all or any");
            Combine::All
        }
    }
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
    Some(match text("action").as_str() {
        "change_folder" => Action::ChangeFolder { folder_id: folder(entry)? },
        "tag_order" => Action::TagOrder { color: text("color") },
        "set_order_metadata" => Action::SetOrderMetadata { name: text("name"), value: text("value") },
        "set_checkout_data" => Action::SetCheckoutData { name: text("name"), value: text("value") },
        "add_order_note" => Action::AddOrderNote { content: text("content") },
        "post_order_json" => Action::PostOrderJson {
            url: text("url"),
            format: format(entry),
            include_history: entry.flag("include_history").unwrap_or_default(),
        },
        _ => {
            let names =
                "change_folder, tag_order, set_order_metadata, set_checkout_data, add_order_note, post_order_json";
            entry.refuse("action", format!("must be one of {names}"));
            return None;
        }
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
    match entry.text("format").as_deref() {
        None | Some("form") => PostFormat::Form,
        Some("json") => PostFormat::Json,
        Some(_) => {
            entry.refuse("format", "must be form or json");
            PostFormat::Form
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_whole_and_written_as_it_was_read() {
        let body = r#"{"name":"Send","event":"order_imported","combine":"any","enabled":true,"position":3,
            "filters":[{"field":"order_metadata","name":"gift","comparator":"equals","value":"yes"}],
            "actions":[{"action":"change_folder","folder_id":2},{"action":"post_order_json","url":"https://a.example","format":"json"}]}"#;
        let rule = NewRule::read(body).unwrap().rule("7".into(), 99, true);
        assert_eq!(rule.position, 3);
        insta::assert_json_snapshot!(rule);
        let again = NewRule::read(&serde_json::to_string(&rule).unwrap()).unwrap().rule("7".into(), 99, true);
        assert_eq!(again, rule);
    }

    #[test]
    fn a_rule_that_is_wrong_says_where() {
        let body = r#"{"event":"never","combine":"both","actions":[{"action":"fly"},{"action":"change_folder"}]}"#;
        let problems = NewRule::read(body).unwrap_err();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["event", "combine", "actions[0].action", "actions[1].folder_id"]);
    }
}
