//! Import templates: our own `/v1/import-templates`. They are written in the form they are read in, always whole.

mod fields;
mod file;
mod read;
#[cfg(feature = "schema")]
pub mod schema;
#[cfg(test)]
mod tests;
mod view;

pub use fields::{AfterImportInput, ImportColumnInput, ImportTemplateInput, MailInInput};
pub use file::{FileBeginningInput, SuggestionProblemView, read_beginning, shown_rows};
pub(crate) use read::folder;
pub use read::{TemplateCopyInput, read_copy, read_new};
pub use view::{
    AfterImportView, ImportColumnView, ImportTemplateView, MailInView, TemplateElsewhereView, TemplateSummaryView,
};
