//! What a template says of its files, made ready.

use std::io::Write;
use std::sync::Arc;

use domain::{ExportContent, ExportFormat, Problem};
use templates::{Surroundings, Template};

use super::column::Column;
use super::{FileWriter, WriteError};

/// What stands in the files of an export template, made ready once and used for each of them.
#[derive(Debug)]
pub struct Layout {
    pub(crate) content: ExportContent,
    pub(crate) columns: Vec<Column>,
    /// The template of the whole document, in the format that has one.
    pub(crate) document: Option<Template>,
}

impl Layout {
    /// Makes it ready, or tells everything that is wrong: what [`ExportContent::check`] tells, fields that are not there,
    /// templates that are none.
    pub fn new(content: &ExportContent) -> Result<Self, Vec<Problem>> {
        let mut problems = content.check();
        if !problems.is_empty() {
            return Err(problems);
        }
        let mut columns = vec![];
        for (place, column) in content.columns.iter().enumerate() {
            match Column::new(column, content.row_mode) {
                Ok(column) => columns.push(column),
                Err(problem) => problems.push(problem.within("columns", place)),
            }
        }
        let mut document = None;
        if content.format == ExportFormat::Custom {
            match Template::new(content.document.as_str()) {
                Ok(template) => document = Some(template),
                Err(error) => problems.push(Problem::new("document", error.to_string())),
            }
        }
        if problems.is_empty() { Ok(Self { content: content.clone(), columns, document }) } else { Err(problems) }
    }

    /// Begins a file; what stands before the first row is written at once.
    pub fn begin<W: Write>(&self, out: W, store: &Arc<Surroundings>) -> Result<FileWriter<'_, W>, WriteError> {
        FileWriter::begin(self, out, store.clone())
    }
}
