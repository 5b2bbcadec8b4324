//! The folders of a store: our own `/v1/folders` (orderdesk-app 4.1).

use domain::limits::MAX_FOLDER_NAME_LENGTH;
use domain::{Folder, FolderId, Problem};
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::Document;

body! {
    /// A folder as it is sent.
    FolderInput: PassedOver {
        /// Its name.
        name: Field<String> = Field::short_words(MAX_FOLDER_NAME_LENGTH).needed(),
    }

    /// All folders of the store in the order people want them; the first is where new orders go.
    FolderSequence: PassedOver {
        /// Every folder's id, once.
        folder_ids: Field<Vec<String>> = Field::ids(1, None).needed(),
    }
}

/// Reads the name of a folder: the body of `POST /v1/folders` and of `PATCH /v1/folders/{id}`.
pub fn read_name(body: &str) -> Result<String, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let field = &FolderInput::READ.name;
    let name = field.trimmed(&object);
    if name.is_empty() && document.problems().is_empty() {
        object.refuse(field.name(), "is needed");
    }
    document.finish(name)
}

/// Reads the sequence of folders, by their ids: the body of `PUT /v1/folders`. What is no text is left out, and whether
/// the ids are those of all folders is the caller's to check.
pub fn read_sequence(body: &str) -> Result<Vec<String>, Vec<Problem>> {
    // Problems inside are reported as one: the sequence does not fit.
    Ok(FolderSequence::READ.folder_ids.filled(&Document::read(body)?.object()))
}

/// A folder as our own API writes it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Folder))]
pub struct FolderView<'a> {
    /// Its id.
    id: FolderId,
    /// Its name.
    name: &'a str,
}

impl<'a> From<&'a Folder> for FolderView<'a> {
    fn from(folder: &'a Folder) -> Self {
        Self { id: folder.id, name: &folder.name }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_needed_and_of_limited_length() {
        assert_eq!(read_name(r#"{"name":" On Hold "}"#).as_deref(), Ok("On Hold"));
        let long = format!(r#"{{"name":"{}"}}"#, "x".repeat(101));
        for (body, expected) in [
            ("{}", "name: is needed"),
            (r#"{"name":" "}"#, "name: is needed"),
            (r#"{"name":[]}"#, "name: must be a text"),
            (long.as_str(), "name: must be at most 100 characters"),
        ] {
            let problems: Vec<String> = read_name(body).unwrap_err().iter().map(ToString::to_string).collect();
            assert_eq!(problems, [expected], "{body}");
        }
    }

    #[test]
    fn a_sequence_is_a_list_of_ids_however_they_are_written() {
        assert_eq!(read_sequence(r#"{"folder_ids":[2,"1"]}"#), Ok(vec!["2".into(), "1".into()]));
        assert_eq!(read_sequence(r#"{"folder_ids":[2,{}]}"#), Ok(vec!["2".into()]));
        assert_eq!((read_sequence("{}"), read_sequence("{").is_err()), (Ok(vec![]), true));
    }

    #[test]
    fn a_folder_is_written_as_it_is_kept() {
        let folder = Folder { id: FolderId::new(2).unwrap(), name: "Prepared".into() };
        let written = serde_json::to_string(&FolderView::from(&folder)).unwrap();
        assert_eq!(
            (written.as_str(), serde_json::to_string(&folder).unwrap()),
            (r#"{"id":2,"name":"Prepared"}"#, written.clone())
        );
    }
}
