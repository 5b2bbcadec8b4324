//! Lists of orders on screen: their columns, and what is kept of a list under a name (console 4.2).

mod column;
mod hidden;
mod label;
mod saved_view;
mod value;

pub use self::column::{
    ColumnChoice, FolderColumns, ListColumn, MAX_COLUMN_NAME_LENGTH, MAX_LIST_COLUMNS, check_columns, column_choices,
    usual_columns,
};
pub use self::hidden::permissions_of_field;
pub use self::label::label_of_field;
pub use self::saved_view::{
    ListSearch, ListSequence, MAX_LIST_FILTERS, MAX_LIST_TEXT_LENGTH, MAX_OWN_VIEWS, MAX_SAVED_VIEWS,
    MAX_VIEW_NAME_LENGTH, NewSavedView, OwnLists, SavedView,
};
pub use self::value::ColumnValue;
