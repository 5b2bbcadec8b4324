//! A file somebody wants a template for.

use super::ImportKind;

/// So many bytes of a file are looked at: enough of a text, and all of a workbook.
pub const MAX_BEGINNING_BYTES: usize = 256 * 1024;

/// The beginning of a file, and what is known of it: a template is suggested by it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileBeginning {
    /// The first bytes of a text, or a whole workbook.
    pub bytes: Vec<u8>,
    /// What the file is called; blank where nobody says.
    pub file_name: String,
    /// What is to be made of its rows; without it, its headings say.
    pub kind: Option<ImportKind>,
    /// The sheet of a workbook; blank: the first.
    pub sheet: String,
}
