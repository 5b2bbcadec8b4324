//! Orders into files, by export templates (orderdesk-app 6.2, 12.2).
//!
//! A [`Layout`] is made of what a template says of its files, a [`FileWriter`] writes one file by it, and [`Bundler`] says
//! which order goes into which file and what that is called. Orders come one after another and bytes leave as they are
//! made, so that a file takes the memory of one order, whatever its length; but for a workbook, whose rows wait in a
//! temporary file and which is packed in memory in the end, and for a document of one template, which needs all its
//! orders and is limited in them.

mod bundle;
mod cell;
mod column;
mod delimited;
mod document;
mod elements;
mod encode;
mod field;
mod file;
mod filename;
mod guard;
mod layout;
mod objects;
#[cfg(test)]
mod tests;
mod warning;
mod workbook;

use std::io;

use domain::{Folder, NewExportTemplate, Problem};
use templates::RenderError;

pub use bundle::{Bundler, FileOfOrder, MAX_FILES, MAX_GROUPS};
pub use document::MAX_DOCUMENT_ORDERS;
pub use encode::text_of;
pub use file::{FileWriter, Written};
pub use filename::MAX_FILENAME_BYTES;
pub use layout::Layout;
pub use warning::{MAX_WARNINGS, Warning, WarningKind, Warnings};
pub use workbook::{MAX_CELL_CHARACTERS, MAX_SHEET_BYTES, MAX_SHEET_ROWS};

/// Why a file can't be written to its end. What was written of it is no file.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The bytes could not be handed on.
    #[error("the file could not be written")]
    Io(#[from] io::Error),
    /// More rows than a workbook has.
    #[error("a sheet has at most {MAX_SHEET_ROWS} rows")]
    TooManyRows,
    /// More than a workbook should have.
    #[error("a sheet has at most {MAX_SHEET_BYTES} bytes")]
    SheetTooLarge,
    /// More orders than a document of one template may have.
    #[error("a document of one template has at most {MAX_DOCUMENT_ORDERS} orders")]
    TooManyOrders,
    /// The template of the document can't be run to its end.
    #[error("document: {0}")]
    Document(RenderError),
    /// The rows of this file are written by [`FileWriter::add_json`].
    #[error("a file of JSON without columns takes orders as JSON")]
    NeedsJson,
    /// More files than one run makes.
    #[error("an export has at most {max} files")]
    TooManyFiles {
        /// The most it may have.
        max: usize,
    },
}

/// Everything that keeps a template from being saved in a store with these `folders`: what [`NewExportTemplate::check`]
/// tells, else fields that are not there and templates that are none. What filters mean is the rules crate's to say.
pub fn check(new: &NewExportTemplate, folders: &[Folder]) -> Vec<Problem> {
    let problems = new.check(folders);
    if !problems.is_empty() {
        return problems;
    }
    let layout = Layout::new(&new.content).err().unwrap_or_default();
    let bundler = Bundler::new(&new.name, &new.content, &new.bundle, &new.filename).err().unwrap_or_default();
    layout.into_iter().chain(bundler).collect()
}
