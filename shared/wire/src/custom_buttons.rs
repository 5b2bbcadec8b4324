//! Custom buttons: our own `/v1/custom-buttons`. They are written in the form they are kept in.

use domain::{ButtonColor, FolderId, MAX_CONFIRM_LENGTH, MAX_EVENT_NAME_LENGTH, NewCustomButton, Problem, Scope};

use crate::body::{Field, body};
use crate::custom_events::needed;
use crate::read::{Document, Object};

/// So many folders a button may name: as many as a store has.
const MAX_FOLDERS: usize = 50;

body! {
    /// A custom button as it is sent, always whole.
    CustomButtonInput: PassedOver {
        /// What is written on it.
        label: Field<String> = Field::short_words(MAX_EVENT_NAME_LENGTH).needed(),
        /// Its colour.
        color: Field<String> =
            Field::one_of("ButtonColor").or(ButtonColor::White.name(), || ButtonColor::White.name().to_owned()),
        /// What people are asked before it does its work; nothing when left out.
        confirm: Field<String> = Field::short_text(MAX_CONFIRM_LENGTH),
        /// The folders it is shown in, which must be there; all when left out or empty.
        folder_ids: Field<Vec<String>> = Field::ids(0, Some(MAX_FOLDERS)),
        /// What a key must open to press it: `write` or `admin`.
        scope: Field<String> = Field::one_of("Scope").or(Scope::Write.name(), || Scope::Write.name().to_owned()),
    }
}

/// Reads the body of `POST /v1/custom-buttons` and `PUT /v1/custom-buttons/{id}`.
pub fn read_new(body: &str) -> Result<NewCustomButton, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &CustomButtonInput::READ;
    let label = needed(&object, &fields.label);
    let color = ButtonColor::named(&fields.color.filled(&object)).unwrap_or_else(|| {
        let names = ButtonColor::ALL.map(ButtonColor::name).join(", ");
        object.refuse(fields.color.name(), format!("must be one of {names}"));
        ButtonColor::default()
    });
    let (confirm, folder_ids, scope) = (fields.confirm.trimmed(&object), folders(&object), scope(&object));
    document.finish(NewCustomButton { label, color, confirm, folder_ids, scope })
}

/// The folders, each once.
fn folders(object: &Object) -> Vec<FolderId> {
    let field = &CustomButtonInput::READ.folder_ids;
    let mut folders = vec![];
    for id in field.filled(object) {
        match id.parse::<FolderId>() {
            Ok(id) if folders.contains(&id) => {}
            Ok(id) => folders.push(id),
            Err(_) => object.refuse(field.name(), "must be ids of folders"),
        }
    }
    folders
}

fn scope(object: &Object) -> Scope {
    let field = &CustomButtonInput::READ.scope;
    let scope = Scope::named(&field.filled(object)).filter(|scope| matches!(scope, Scope::Write | Scope::Admin));
    scope.unwrap_or_else(|| {
        object.refuse(field.name(), format!("must be {} or {}", Scope::Write.name(), Scope::Admin.name()));
        Scope::Write
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_is_read_and_written_as_it_was_read() {
        let body = r#"{"id":"7","label":"Reprint","color":"red","confirm":"Print it again?","folder_ids":[2,3],"scope":"admin"}"#;
        let button = read_new(body).unwrap().with_id("7".into());
        assert_eq!(serde_json::to_string(&button).unwrap(), body);
        let least = read_new(r#"{"label":" Proof ","folder_ids":["2",2]}"#).unwrap();
        assert_eq!((least.label.as_str(), least.color, least.scope), ("Proof", ButtonColor::White, Scope::Write));
        assert_eq!((least.confirm.as_str(), least.folder_ids), ("", vec![FolderId::new(2).unwrap()]));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let many: Vec<u64> = (1..=51).collect();
        for (body, field) in [
            ("{}".to_owned(), "label"),
            (r#"{"label":"A","color":"pink"}"#.to_owned(), "color"),
            (format!(r#"{{"label":"A","confirm":"{}"}}"#, "x".repeat(256)), "confirm"),
            (r#"{"label":"A","folder_ids":[0]}"#.to_owned(), "folder_ids"),
            (format!(r#"{{"label":"A","folder_ids":{many:?}}}"#), "folder_ids"),
            (r#"{"label":"A","scope":"read"}"#.to_owned(), "scope"),
        ] {
            let problems = read_new(&body).unwrap_err();
            assert!(problems[0].field.starts_with(field), "{body}: {problems:?}");
        }
    }
}
