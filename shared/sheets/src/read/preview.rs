//! The first rows of a file, and a template that would read it.

use std::collections::HashSet;
use std::io::{Cursor, Read, Seek};

use domain::{
    DateForm, FileFormat, ImportColumn, ImportKind, ImportTarget, ImportTemplate, OrderRows, ShipmentMatch, TextForm,
};

use super::encoding;
use super::error::FileError;
use super::guess;
use super::row::Row;
use super::rows::Rows;
use super::workbook::Workbook;

/// So many rows are shown.
pub const PREVIEW_ROWS: usize = 20;

/// So many bytes of a text file are enough to preview it.
pub const PREVIEW_BYTES: usize = domain::MAX_BEGINNING_BYTES;

/// More columns than these are not suggested; what is behind them is shown.
const MAX_SUGGESTED: usize = domain::MAX_IMPORT_COLUMNS;

/// What a file seems to be, to be confirmed by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The first rows, headings included, as they are cut by the suggested template.
    pub rows: Vec<Vec<String>>,
    /// The sheets of a workbook.
    pub sheets: Vec<String>,
    /// Whether what comes first in a date could be told; else the template's form is a guess that must be looked at.
    pub is_date_form_sure: bool,
    /// A template that would read the file, without a name. It may lack a column that its kind needs, and the columns that
    /// nothing is known of are `ignore`.
    pub template: ImportTemplate,
}

impl Preview {
    /// Of the first bytes of a text file, [`PREVIEW_BYTES`] or all there are. What it is, its headings say where `kind` does
    /// not.
    pub fn of_text(first_bytes: &[u8], kind: Option<ImportKind>) -> Result<Self, FileError> {
        let encoding = encoding::guess(first_bytes);
        let (text, _) = encoding::decoder(encoding).decode_with_bom_removal(first_bytes);
        let delimiter = guess::delimiter_of(&text);
        let form = TextForm { encoding, delimiter, quote: guess::quote_of(&text, delimiter) };
        // As if it had no headings, so that the first row is one to be looked at.
        let bare = ImportTemplate { text: form, has_heading: false, ..ImportTemplate::default() };
        let is_cut = first_bytes.len() >= PREVIEW_BYTES;
        let mut rows = Rows::open(Cursor::new(first_bytes), &bare)?;
        let read: Vec<Row> = rows.by_ref().take(PREVIEW_ROWS + 1).collect::<Result<_, _>>()?;
        let text = TextForm { delimiter: rows.layout().text.delimiter, ..form };
        // The last row may be cut by the end of what is looked at.
        let whole = read.len().saturating_sub(usize::from(is_cut && read.len() <= PREVIEW_ROWS));
        let suggestion = ImportTemplate { text, ..ImportTemplate::default() };
        Ok(Self::of_rows(read.get(..whole.max(1)).unwrap_or(&read), suggestion, kind))
    }

    /// Of a workbook: of its sheet of this name, or the first when blank.
    pub fn of_workbook<R: Read + Seek>(
        workbook: &mut Workbook<R>,
        sheet: &str,
        kind: Option<ImportKind>,
    ) -> Result<Self, FileError> {
        let mut spool = vec![];
        workbook.spool_rows(sheet, &mut spool, u64::try_from(PREVIEW_ROWS).unwrap_or(u64::MAX))?;
        let bare = ImportTemplate { has_heading: false, ..ImportTemplate::default() };
        let read: Vec<Row> = Rows::open_spool(Cursor::new(spool), &bare)?.collect::<Result<_, _>>()?;
        let suggestion =
            ImportTemplate { format: FileFormat::Xlsx, sheet: sheet.trim().to_owned(), ..ImportTemplate::default() };
        let sheets = workbook.sheets().map(str::to_owned).collect();
        Ok(Self { sheets, ..Self::of_rows(&read, suggestion, kind) })
    }

    fn of_rows(read: &[Row], suggestion: ImportTemplate, kind: Option<ImportKind>) -> Self {
        let rows: Vec<Vec<String>> =
            read.iter().take(PREVIEW_ROWS).map(|row| row.cells().map(str::to_owned).collect()).collect();
        let has_heading = guess::has_heading(&rows);
        let headings: &[String] = if has_heading { rows.first().map_or(&[], Vec::as_slice) } else { &[] };
        let kind = kind.unwrap_or_else(|| guess::kind_of(headings));
        let width = rows.iter().map(Vec::len).max().unwrap_or_default();
        let cells = || rows.iter().skip(usize::from(has_heading)).flatten().map(String::as_str);
        let date_form = guess::date_form_of(cells());
        let template = ImportTemplate {
            kind,
            has_heading,
            date_form: date_form.unwrap_or(DateForm::YearFirst),
            decimal_separator: guess::separator_of(cells()),
            columns: columns(kind, headings, width),
            runs_rules: true,
            allows_creation: true,
            // Rows in front of the first that has something in it are blank, and need not be passed over.
            skip_rows: 0,
            ..suggestion
        };
        Self { rows, sheets: vec![], is_date_form_sure: date_form.is_some(), template: with_mode(template) }
    }
}

/// What orders and shipments are told by, as far as the columns say so.
fn with_mode(template: ImportTemplate) -> ImportTemplate {
    let has = |target: &str| template.columns.iter().any(|column| column.target == target);
    let is_numbered = template.columns.iter().any(|column| {
        matches!(ImportTarget::named(template.kind, &column.target), Some(ImportTarget::NumberedItem(..)))
    });
    let order_rows = if is_numbered { OrderRows::NumberedItems } else { OrderRows::Items };
    let shipment_match = match template.kind {
        ImportKind::Shipments if !has("source_id") && has("order_id") => ShipmentMatch::OrderId,
        _ => ShipmentMatch::SourceId,
    };
    ImportTemplate { order_rows, shipment_match, ..template }
}

/// A column for each of the file, those of the same heading by their places.
fn columns(kind: ImportKind, headings: &[String], width: usize) -> Vec<ImportColumn> {
    let mut targets = HashSet::new();
    let folded: Vec<_> = headings.iter().map(|heading| ImportColumn::fold(heading)).collect();
    let column = |index: usize| {
        let heading = headings.get(index).map(|heading| heading.trim().to_owned()).unwrap_or_default();
        let heading: String = heading.chars().take(domain::MAX_HEADING_LENGTH).collect();
        let own = folded.get(index).filter(|folded| !folded.is_empty());
        let is_alone = own.is_some_and(|own| folded.iter().filter(|other| *other == own).count() == 1);
        if own.is_none() && !headings.is_empty() {
            return None;
        }
        let guessed =
            guess::target_of(kind, &heading).filter(|target| target == "note" || targets.insert(target.clone()));
        let place = u32::try_from(index.saturating_add(1)).ok().filter(|_| !is_alone);
        Some(ImportColumn {
            heading,
            place,
            target: guessed.unwrap_or_else(|| "ignore".to_owned()),
            ..ImportColumn::default()
        })
    };
    (0..width.min(MAX_SUGGESTED)).filter_map(column).collect()
}
