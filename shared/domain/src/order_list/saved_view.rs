//! A list of orders that somebody saved under a name: its folder, what narrows it, its columns (console 4.2).

use serde::{Deserialize, Serialize};

use super::{FolderColumns, check_columns};
use crate::limits::{check_count, check_text_length};
use crate::{Filter, FolderId, Problem, is_default, time};

/// A store has at most this many saved views for everybody.
pub const MAX_SAVED_VIEWS: usize = 100;

/// Somebody has at most this many saved views of their own in a store.
pub const MAX_OWN_VIEWS: usize = 30;

/// The name of a saved view has at most this many characters.
pub const MAX_VIEW_NAME_LENGTH: usize = 100;

/// A list is narrowed by at most this many filters.
pub const MAX_LIST_FILTERS: usize = 20;

/// The filters of a list have at most this many characters together: they stand in its address.
pub const MAX_LIST_TEXT_LENGTH: usize = 3_000;

/// What is typed into a simple field of a list has at most this many characters.
const MAX_SEARCH_LENGTH: usize = 320;

/// A list of orders that somebody saved under a name, for everybody in the store or for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SavedView {
    /// Its id, digits.
    #[cfg_attr(feature = "schema", schema(pattern = "^[1-9][0-9]*$"))]
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The folder whose orders it shows; left out where it shows those of all folders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = FolderId, required = false))]
    pub folder_id: Option<FolderId>,
    /// What is looked for by the simple fields of the list.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub search: ListSearch,
    /// What must hold for its orders besides, all of it: filters as those of rules.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub filters: Vec<Filter>,
    /// Its columns from the left, by their names; none for those of the folder.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub columns: Vec<String>,
    /// In which sequence it shows orders.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(required = true))]
    pub sequence: ListSequence,
}

/// What somebody wants a saved view to be; it has no id yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewSavedView {
    /// What people call it.
    pub name: String,
    /// The folder whose orders it shows.
    pub folder_id: Option<FolderId>,
    /// What is looked for by the simple fields of the list.
    pub search: ListSearch,
    /// What must hold for its orders besides.
    pub filters: Vec<Filter>,
    /// Its columns, by their names.
    pub columns: Vec<String>,
    /// In which sequence it shows orders.
    pub sequence: ListSequence,
}

/// What is looked for by the simple fields of a list, as it is typed; what is blank narrows nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ListSearch {
    /// Orders with this number in the cart, in any case of letters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source_id: String,
    /// Orders of this cart, in any case of letters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source_name: String,
    /// Orders with this e-mail, in any case of letters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// Orders that go to somebody with this in their last name, in any case of letters.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub last_name: String,
    /// Orders that are dated then or later, by the store's clock: `2026-03-01`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub added_from: String,
    /// Orders that are dated then or earlier, by the store's clock.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub added_to: String,
}

/// In which sequence a list shows orders: by their dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ListSequence {
    /// The newest first.
    #[default]
    NewestFirst,
    /// The oldest first.
    OldestFirst,
}

/// What somebody keeps of the lists of a store for themselves alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OwnLists {
    /// Their own saved views.
    #[serde(default, skip_serializing_if = "is_default")]
    pub views: Vec<SavedView>,
    /// The columns that they see in place of everybody's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: Vec<FolderColumns>,
}

impl NewSavedView {
    /// The same with an id.
    pub fn with_id(self, id: String) -> SavedView {
        let Self { name, folder_id, search, filters, columns, sequence } = self;
        SavedView { id, name, folder_id, search, filters, columns, sequence }
    }

    /// What keeps it from being saved, but for its folder and what its filters mean.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = vec![];
        if self.name.trim().is_empty() {
            problems.push(Problem::new("name", "is needed"));
        }
        problems.extend(check_text_length("name", &self.name, MAX_VIEW_NAME_LENGTH));
        problems.extend(self.search.check());
        problems.extend(check_count("filters", "filters", self.filters.len(), MAX_LIST_FILTERS));
        let length: usize = self.filters.iter().map(length_of).sum();
        if length > MAX_LIST_TEXT_LENGTH {
            let message = format!("must have at most {MAX_LIST_TEXT_LENGTH} characters together, and have {length}");
            problems.push(Problem::new("filters", message));
        }
        problems.extend(check_columns(&self.columns));
        problems
    }
}

fn length_of(filter: &Filter) -> usize {
    let texts = [&filter.field, &filter.name, &filter.comparator, &filter.value];
    texts.into_iter().map(|text| text.chars().count()).sum()
}

impl SavedView {
    /// What it is, without its id.
    pub fn content(&self) -> NewSavedView {
        let Self { id: _, name, folder_id, search, filters, columns, sequence } = self.clone();
        NewSavedView { name, folder_id, search, filters, columns, sequence }
    }
}

impl ListSearch {
    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What is wrong with it, by its fields.
    pub fn check(&self) -> Vec<Problem> {
        let texts = [
            ("search.source_id", &self.source_id),
            ("search.source_name", &self.source_name),
            ("search.email", &self.email),
            ("search.last_name", &self.last_name),
        ];
        let long = texts.into_iter().filter_map(|(name, text)| check_text_length(name, text, MAX_SEARCH_LENGTH));
        let dates = [("search.added_from", &self.added_from), ("search.added_to", &self.added_to)];
        let wrong = dates.into_iter().filter(|(_, text)| !text.is_empty()).filter_map(|(name, text)| {
            let error = time::read(text).err()?;
            Some(Problem::new(name, error.to_string()))
        });
        long.chain(wrong).collect()
    }
}

impl ListSequence {
    /// Both.
    pub const ALL: [Self; 2] = [Self::NewestFirst, Self::OldestFirst];

    /// Its name in the API, in rows and in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NewestFirst => "newest_first",
            Self::OldestFirst => "oldest_first",
        }
    }

    /// The sequence of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sequence| sequence.name() == name)
    }
}

impl OwnLists {
    /// The columns that somebody sees of a folder's list in place of everybody's.
    pub fn columns_of(&self, folder_id: Option<FolderId>) -> Option<&FolderColumns> {
        self.columns.iter().find(|own| own.folder_id == folder_id)
    }

    /// The saved view of this id.
    pub fn view(&self, id: &str) -> Option<&SavedView> {
        self.views.iter().find(|view| view.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> NewSavedView {
        let filter = Filter { field: "payment_status".into(), comparator: "equals".into(), ..Filter::default() };
        NewSavedView {
            name: "To print".into(),
            folder_id: FolderId::new(2),
            search: ListSearch { added_from: "2026-03-01".into(), ..ListSearch::default() },
            filters: vec![filter],
            columns: vec!["ship_to".into(), "checkout_data:Gift".into()],
            sequence: ListSequence::OldestFirst,
        }
    }

    #[test]
    fn serde_names_sequences_as_their_list_does() {
        for sequence in ListSequence::ALL {
            assert_eq!(serde_json::to_value(sequence).unwrap(), sequence.name());
            assert_eq!(ListSequence::named(sequence.name()), Some(sequence));
        }
    }

    #[test]
    fn a_saved_view_is_read_as_it_is_written_and_an_old_one_without_what_came_later() {
        let saved = view().with_id("7".into());
        let text = serde_json::to_string(&saved).unwrap();
        let expected = r#"{"id":"7","name":"To print","folder_id":2,"search":{"added_from":"2026-03-01"},"filters":[{"field":"payment_status","comparator":"equals","value":""}],"columns":["ship_to","checkout_data:Gift"],"sequence":"oldest_first"}"#;
        assert_eq!(text, expected);
        assert_eq!(serde_json::from_str::<SavedView>(&text).unwrap(), saved);
        let least: SavedView = serde_json::from_str(r#"{"id":"7","name":"All"}"#).unwrap();
        assert_eq!(least.content(), NewSavedView { name: "All".into(), ..NewSavedView::default() });
    }

    #[test]
    fn what_is_wrong_with_a_saved_view_is_named() {
        assert_eq!(view().check(), []);
        let long = Filter { value: "x".repeat(200), ..Filter::default() };
        for (wrong, field) in [
            (NewSavedView { name: " ".into(), ..view() }, "name"),
            (NewSavedView { name: "x".repeat(101), ..view() }, "name"),
            (NewSavedView { filters: vec![Filter::default(); 21], ..view() }, "filters"),
            (NewSavedView { filters: vec![long; 20], ..view() }, "filters"),
            (NewSavedView { columns: vec!["colour".into()], ..view() }, "columns[0]"),
            (
                NewSavedView { search: ListSearch { email: "x".repeat(321), ..ListSearch::default() }, ..view() },
                "search.email",
            ),
            (
                NewSavedView { search: ListSearch { added_to: "soon".into(), ..ListSearch::default() }, ..view() },
                "search.added_to",
            ),
        ] {
            assert_eq!(wrong.check()[0].field, field, "{wrong:?}");
        }
    }
}
