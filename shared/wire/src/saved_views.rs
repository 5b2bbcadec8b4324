//! Saved views, `/v1/views`, and the columns of folders, `/v1/folders/{folder_id}/columns`. Views are written in the form
//! they are kept in.

use domain::{
    FolderColumns, FolderId, ListSearch, ListSequence, MAX_COLUMN_NAME_LENGTH, MAX_LIST_COLUMNS, MAX_LIST_FILTERS,
    MAX_VIEW_NAME_LENGTH, NewSavedView, Problem, usual_columns,
};
use serde::Serialize;

use crate::body::{Field, ListField, ObjectField, Part, body};
use crate::read::{Document, Object};
use crate::rules::{FilterInput, filter};

/// What is looked for by a simple field has at most this many characters.
const MAX_SEARCH_LENGTH: usize = 320;

body! {
    /// A saved view as it is sent, always whole.
    SavedViewInput: PassedOver {
        /// What people call it.
        name: Field<String> = Field::short_words(MAX_VIEW_NAME_LENGTH).needed(),
        /// The folder whose orders it shows, which must be there; those of all folders when left out.
        folder_id: Field<u64> = Field::id(),
        /// What is looked for by the simple fields of the list.
        search: ObjectField = ObjectField::new(&ListSearchInput::BODY),
        /// What must hold for its orders besides, all of it: filters as those of rules.
        filters: ListField = ListField::new(Part::Body(&FilterInput::BODY), 0, MAX_LIST_FILTERS),
        /// Its columns from the left, by their names: those of the folder when left out. A field of an order
        /// (`order_total`, `shipping.city`), `item.code`, `shipment.tracking_number`, `checkout_data:Gift`; or
        /// `ship_to`, `state`, `supplier`, `age`, `unchanged_for`.
        columns: Field<Vec<String>> = Field::texts(MAX_LIST_COLUMNS, MAX_COLUMN_NAME_LENGTH),
        /// In which sequence it shows orders.
        sequence: Field<String> = Field::one_of("ListSequence")
            .or(ListSequence::NewestFirst.name(), || ListSequence::NewestFirst.name().to_owned()),
    }

    /// What is looked for by the simple fields of a list, as it is sent; what is left out narrows nothing.
    ListSearchInput: PassedOver {
        /// Orders with this number in the cart, in any case of letters.
        source_id: Field<String> = Field::short_text(MAX_SEARCH_LENGTH),
        /// Orders of this cart, in any case of letters.
        source_name: Field<String> = Field::short_text(MAX_SEARCH_LENGTH),
        /// Orders with this e-mail, in any case of letters.
        email: Field<String> = Field::short_text(MAX_SEARCH_LENGTH),
        /// Orders that go to somebody with this in their last name, in any case of letters.
        last_name: Field<String> = Field::short_text(MAX_SEARCH_LENGTH),
        /// Orders that are dated then or later, by the store's clock: `2026-03-01`.
        added_from: Field<String> = Field::short_text(MAX_SEARCH_LENGTH),
        /// Orders that are dated then or earlier, by the store's clock.
        added_to: Field<String> = Field::short_text(MAX_SEARCH_LENGTH),
    }

    /// The columns of a folder's list as they are sent.
    FolderColumnsInput: PassedOver {
        /// The columns from the left, by their names, as those of a saved view; the usual ones without any.
        columns: Field<Vec<String>> = Field::texts(MAX_LIST_COLUMNS, MAX_COLUMN_NAME_LENGTH).needed(),
    }
}

/// Reads the body of `POST /v1/views` and `PUT /v1/views/{id}`. What its filters and columns mean is looked at by whom
/// they are for.
pub fn read_new(body: &str) -> Result<NewSavedView, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &SavedViewInput::READ;
    let name = fields.name.trimmed(&object);
    if name.is_empty() {
        object.demand(fields.name.name(), "is needed");
    }
    let view = NewSavedView {
        name,
        folder_id: folder(&object),
        search: fields.search.of(&object).map(|search| read_search(&search)).unwrap_or_default(),
        filters: fields.filters.of(&object).iter().map(filter).collect(),
        columns: fields.columns.filled(&object),
        sequence: sequence(&object),
    };
    document.finish(view)
}

/// Reads the body of `PUT /v1/folders/{folder_id}/columns`.
pub fn read_columns(body: &str) -> Result<Vec<String>, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let field = &FolderColumnsInput::READ.columns;
    let columns = field.of(&object);
    if columns.is_none() {
        object.demand(field.name(), "is needed: a list of names, which may be empty");
    }
    document.finish(columns.unwrap_or_default())
}

fn folder(object: &Object) -> Option<FolderId> {
    let field = &SavedViewInput::READ.folder_id;
    let folder_id = field.of(object).map(FolderId::new);
    if folder_id == Some(None) {
        object.demand(field.name(), "must be the id of a folder");
    }
    folder_id.flatten()
}

fn read_search(object: &Object) -> ListSearch {
    let fields = &ListSearchInput::READ;
    ListSearch {
        source_id: fields.source_id.trimmed(object),
        source_name: fields.source_name.trimmed(object),
        email: fields.email.trimmed(object),
        last_name: fields.last_name.trimmed(object),
        added_from: fields.added_from.trimmed(object),
        added_to: fields.added_to.trimmed(object),
    }
}

fn sequence(object: &Object) -> ListSequence {
    let field = &SavedViewInput::READ.sequence;
    ListSequence::named(&field.filled(object)).unwrap_or_else(|| {
        object.refuse(field.name(), format!("must be {}", ListSequence::ALL.map(ListSequence::name).join(" or ")));
        ListSequence::default()
    })
}

/// The columns of a folder's list as our own API writes them.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = FolderColumns))]
pub struct FolderColumnsView<'a> {
    /// The folder.
    folder_id: FolderId,
    /// The columns from the left, by their names.
    columns: &'a [String],
    /// Whether they are the usual ones.
    is_usual: bool,
}

impl<'a> FolderColumnsView<'a> {
    /// The columns of this folder.
    pub fn new(folder_id: FolderId, columns: &'a FolderColumns) -> Self {
        let is_usual = columns.columns == usual_columns(Some(folder_id));
        Self { folder_id, columns: &columns.columns, is_usual }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_and_written_as_it_was_read() {
        let body = r#"{"id":"7","name":"To print","folder_id":2,"search":{"email":"a@example.com","added_from":"2026-03-01"},"filters":[{"field":"checkout_data","name":"Gift","comparator":"equals","value":"yes"}],"columns":["ship_to","checkout_data:Gift"],"sequence":"oldest_first"}"#;
        let view = read_new(body).unwrap().with_id("7".into());
        assert_eq!(serde_json::to_string(&view).unwrap(), body);
        let least = read_new(r#"{"name":" All ","folder_id":null}"#).unwrap();
        assert_eq!(least, NewSavedView { name: "All".into(), ..NewSavedView::default() });
    }

    #[test]
    fn what_is_wrong_with_a_view_is_named() {
        for (body, field) in [
            ("{}", "name"),
            (r#"{"name":" "}"#, "name"),
            (r#"{"name":"A","folder_id":0}"#, "folder_id"),
            (r#"{"name":"A","search":"x"}"#, "search"),
            (r#"{"name":"A","filters":[7]}"#, "filters"),
            (r#"{"name":"A","columns":"x"}"#, "columns"),
            (r#"{"name":"A","sequence":"upwards"}"#, "sequence"),
        ] {
            let problems = read_new(body).unwrap_err();
            assert!(problems[0].field.starts_with(field), "{body}: {problems:?}");
        }
    }

    #[test]
    fn columns_are_a_list_of_names_which_may_be_empty() {
        assert_eq!(read_columns(r#"{"columns":["age"," email "]}"#), Ok(vec!["age".into(), "email".into()]));
        assert_eq!(read_columns(r#"{"columns":[]}"#), Ok(vec![]));
        assert!(read_columns("{}").is_err() && read_columns(r#"{"columns":null}"#).is_err());
        let kept = FolderColumns { folder_id: FolderId::new(2), columns: vec!["age".into()] };
        let written = serde_json::to_string(&FolderColumnsView::new(FolderId::new(2).unwrap(), &kept)).unwrap();
        assert_eq!(written, r#"{"folder_id":2,"columns":["age"],"is_usual":false}"#);
    }
}
