//! What stands in the files of an export, and in which form.

use serde::{Deserialize, Serialize};

use super::choices::{CellKind, ExportEncoding, ExportFormat, LineEnd, Quoting, RowMode};
use crate::limits::{MAX_LINE_LENGTH, check_count, check_text_length};
use crate::{Delimiter, MAX_RULE_TEXT_LENGTH, Problem, is_default};

/// A file has at most this many columns.
pub const MAX_COLUMNS: usize = 200;

/// A column of a workbook is at most so wide, in characters.
pub const MAX_COLUMN_WIDTH: u8 = 255;

/// The template of a whole document has at most this many bytes.
pub const MAX_DOCUMENT_BYTES: usize = 100_000;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExportColumn {
    /// What it is called; in XML and JSON the name of the value.
    pub heading: String,
    /// What stands in it: the name of a field (`shipping.city`, `item.code`, `checkout_data:Gift`), or a template; blank
    /// for an empty column.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// As what it is written.
    #[serde(default, skip_serializing_if = "is_default")]
    pub kind: CellKind,
    /// How wide it is in a workbook, in characters; as usual when it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u8>,
}

/// Which texts of a file of lines are guarded against what a spreadsheet makes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CellGuards {
    /// One that would be taken for a formula gets an apostrophe in front. Off unless asked for, as `-2` is one.
    #[serde(default, skip_serializing_if = "is_default")]
    pub formulas: bool,
    /// One of digits that Excel would change (`02138`) is written as `="02138"`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub digits: bool,
}

/// What stands in the files of an export, and in which form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportContent {
    /// The form of the file.
    pub format: ExportFormat,
    /// What a row is about.
    #[serde(default, skip_serializing_if = "is_default")]
    pub row_mode: RowMode,
    /// Whether the first row has the headings, of a workbook or lines.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub header_row: bool,
    /// What stands between the values of a line, if that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<Delimiter>,
    /// Which values of a line stand in quotes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub quote: Quoting,
    /// What a line ends with.
    #[serde(default, skip_serializing_if = "is_default")]
    pub line_end: LineEnd,
    /// Whether the file begins with a byte order mark, by which Excel knows UTF-8.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bom: bool,
    /// How characters become bytes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub encoding: ExportEncoding,
    /// What is guarded against spreadsheets.
    #[serde(default, skip_serializing_if = "is_default")]
    pub guard: CellGuards,
    /// The columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ExportColumn>,
    /// The template of the whole document, which loops over `orders`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_yes(is: &bool) -> bool {
    *is
}

impl ExportContent {
    /// A file of these columns, a row for each order; the rest is as usual.
    pub fn new(format: ExportFormat, columns: Vec<ExportColumn>) -> Self {
        Self {
            format,
            row_mode: RowMode::default(),
            header_row: true,
            delimiter: None,
            quote: Quoting::default(),
            line_end: LineEnd::default(),
            bom: false,
            encoding: ExportEncoding::default(),
            guard: CellGuards::default(),
            columns,
            document: String::new(),
        }
    }

    /// What a template of a whole document writes; the rest is as usual.
    pub fn custom(document: impl Into<String>) -> Self {
        Self { document: document.into(), ..Self::new(ExportFormat::Custom, vec![]) }
    }

    /// What stands between the values of a line: what was said, or what the form has.
    pub fn delimiter(&self) -> Delimiter {
        let usual = if self.format == ExportFormat::Csv { Delimiter::Comma } else { Delimiter::Tab };
        self.delimiter.unwrap_or(usual)
    }

    /// Everything that is wrong with it, as far as can be told without knowing fields and templates.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = self.check_choices();
        let is_custom = self.format == ExportFormat::Custom;
        // JSON without columns is the orders as the API writes them.
        if self.columns.is_empty() && !is_custom && self.format != ExportFormat::Json {
            problems.push(Problem::new("columns", "a file of this format needs a column"));
        }
        if is_custom && !self.columns.is_empty() {
            problems.push(Problem::new("columns", "must be empty: the document is written by its template"));
        }
        if is_custom == self.document.trim().is_empty() {
            let message = if is_custom { "needs the document's template" } else { "is for the format custom alone" };
            problems.push(Problem::new("document", message));
        }
        if self.document.len() > MAX_DOCUMENT_BYTES {
            problems.push(Problem::new("document", format!("must be at most {MAX_DOCUMENT_BYTES} bytes")));
        }
        problems.extend(check_count("columns", "columns", self.columns.len(), MAX_COLUMNS));
        let columns = self.columns.iter().take(MAX_COLUMNS).enumerate();
        problems.extend(columns.flat_map(|(place, column)| {
            let problems = self.check_column(place, column);
            problems.into_iter().map(move |problem| problem.within("columns", place))
        }));
        problems
    }

    /// Choices that would change nothing in a file of this format.
    fn check_choices(&self) -> Vec<Problem> {
        let (format, is_delimited) = (self.format, self.format.is_delimited());
        let is_of_text = is_delimited || format == ExportFormat::Custom;
        let has_rows = format != ExportFormat::Custom;
        let has_headings = is_delimited || format == ExportFormat::Xlsx;
        let useless = [
            ("row_mode", has_rows || self.row_mode == RowMode::default()),
            ("header_row", has_headings || self.header_row),
            ("delimiter", is_delimited || self.delimiter.is_none()),
            ("quote", is_delimited || self.quote == Quoting::default()),
            ("line_end", is_delimited || self.line_end == LineEnd::default()),
            ("bom", is_of_text || !self.bom),
            ("encoding", is_of_text || self.encoding == ExportEncoding::default()),
            ("guard.formulas", is_delimited || !self.guard.formulas),
            ("guard.digits", is_delimited || !self.guard.digits),
        ];
        let useless = useless.into_iter().filter(|(_, is_fitting)| !is_fitting);
        let mut problems: Vec<_> = useless
            .map(|(field, _)| Problem::new(field, format!("does nothing in the format {}", format.name())))
            .collect();
        if format == ExportFormat::Tsv && self.delimiter() != Delimiter::Tab {
            problems.push(Problem::new("delimiter", "is the tab in the format tsv; choose csv or txt for another"));
        }
        if self.bom && self.encoding != ExportEncoding::Utf8 {
            problems.push(Problem::new("bom", "is for the encoding utf-8 alone"));
        }
        problems
    }

    fn check_column(&self, place: usize, column: &ExportColumn) -> Vec<Problem> {
        let mut problems: Vec<_> = check_text_length("heading", &column.heading, MAX_LINE_LENGTH).into_iter().collect();
        problems.extend(check_text_length("value", &column.value, MAX_RULE_TEXT_LENGTH));
        let is_there = |other: &ExportColumn| other.heading == column.heading;
        match self.format {
            ExportFormat::Xml if !is_xml_name(&column.heading) => {
                let message = "must be the name of an element: a letter or _, then letters, digits, _ - or .";
                problems.push(Problem::new("heading", message));
            }
            ExportFormat::Json if self.columns.iter().take(place).any(is_there) => {
                problems.push(Problem::new("heading", "is there twice"));
            }
            _ if column.heading.chars().any(char::is_control) => {
                problems.push(Problem::new("heading", "must be one line without control characters"));
            }
            _ => {}
        }
        if self.format != ExportFormat::Xlsx && column.width.is_some() {
            problems.push(Problem::new("width", format!("does nothing in the format {}", self.format.name())));
        }
        if column.width == Some(0) {
            problems.push(Problem::new("width", format!("must be from 1 to {MAX_COLUMN_WIDTH}")));
        }
        problems
    }
}

/// Whether a text can be the name of an element without a namespace; names that begin with `xml` are XML's own.
fn is_xml_name(text: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
    let is_next = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_own = text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("xml"));
    text.starts_with(is_first) && text.chars().all(is_next) && !is_own
}

/// Which orders share a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "files", rename_all = "snake_case")]
pub enum Bundle {
    /// All.
    #[default]
    OneFile,
    /// None: each order has its own.
    OneFilePerOrder,
    /// Those that have the same value in a field of the order.
    OneFilePerGroup {
        /// The field: `fulfillment_name`, `shipping.country`, `order_metadata:supplier`.
        field: String,
    },
}

impl Bundle {
    pub(super) fn check(&self) -> Option<Problem> {
        let Self::OneFilePerGroup { field } = self else { return None };
        if field.is_empty() {
            return Some(Problem::new("bundle.field", "needs the name of a field of the order"));
        }
        check_text_length("bundle.field", field, MAX_LINE_LENGTH)
    }
}
