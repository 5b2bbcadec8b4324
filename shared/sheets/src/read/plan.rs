//! A template applied to the headings of a file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::{ImportColumn, ImportKind, ImportTarget, ImportTemplate, Problem};

use super::entry::{Refusal, Warning};
use super::error::{FileError, HeadingDifference};
use super::layout::{Layout, Position};
use super::refused::REASON_HEADING;
use super::row::{CellKind, Row};
use super::value::{self, Cell, Form};
use super::{inventory, order, shipments};

/// What each column of a file is.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    pub(super) template: &'a ImportTemplate,
    pub(super) columns: Vec<Column>,
    pub(super) parts: Parts,
    pub(super) form: Form,
    /// The column of an order's number in its cart, by its place among the template's.
    source_id: Option<usize>,
    /// The column of the cart.
    source_name: Option<usize>,
}

/// A column of a template, and where it is in the file.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its place from 0 up; none for one that is the same in each row.
    pub(super) index: Option<usize>,
    /// What refusals call it.
    pub(super) name: String,
    pub(super) target: ImportTarget,
    source: ImportColumn,
}

/// Which columns are about what of an order, by their places among the template's.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    pub(super) order: Vec<usize>,
    pub(super) discounts: Vec<usize>,
    pub(super) notes: Vec<usize>,
    /// Those of each item of a row, in the sequence of the items' numbers.
    pub(super) items: Vec<Vec<usize>>,
}

impl Parts {
    fn of(columns: &[Column]) -> Self {
        let (mut parts, mut items) = (Self::default(), BTreeMap::<u32, Vec<usize>>::new());
        for (index, column) in columns.iter().enumerate() {
            match &column.target {
                target if order::is_of_order(target) => parts.order.push(index),
                ImportTarget::DiscountName | ImportTarget::DiscountCode | ImportTarget::DiscountAmount => {
                    parts.discounts.push(index);
                }
                ImportTarget::Note => parts.notes.push(index),
                ImportTarget::Item(_) => items.entry(0).or_default().push(index),
                ImportTarget::NumberedItem(number, _) => items.entry(*number).or_default().push(index),
                _ => {}
            }
        }
        parts.items = items.into_values().collect();
        parts
    }
}

/// Everything that is wrong with a template, and with the defaults of its columns, which are read as cells are.
pub fn check_template(template: &ImportTemplate) -> Vec<Problem> {
    let mut problems = template.check();
    if !problems.is_empty() {
        return problems;
    }
    let (form, blank) = (Form::new(template, None), Row::new(0, Position::default()));
    for (index, source) in template.columns.iter().enumerate() {
        let Some(target) = ImportTarget::named(template.kind, &source.target) else { continue };
        let column = Column { index: None, name: String::new(), target, source: source.clone() };
        let Ok(Some(cell)) = column.cell(&blank) else { continue };
        let refusal = match template.kind {
            ImportKind::Orders => order::check_cell(&column.target, &cell, form),
            ImportKind::Inventory => inventory::check_cell(&column.target, &cell, form),
            ImportKind::Shipments => shipments::check_cell(&column.target, &cell, form),
        };
        if let Err(refusal) = refusal {
            problems.push(Problem::new("default", refusal.expected).within("columns", index));
        }
    }
    problems
}

impl<'a> Plan<'a> {
    /// The template for a file laid out so, or how the file's headings differ from the template's.
    pub fn new(template: &'a ImportTemplate, layout: &Layout) -> Result<Self, FileError> {
        let mut difference = HeadingDifference::default();
        let mut columns = vec![];
        let folded: Vec<String> = layout.headings.iter().map(|heading| ImportColumn::fold(heading)).collect();
        let mut known = vec![false; folded.len()];
        for source in &template.columns {
            let Some(target) = ImportTarget::named(template.kind, &source.target) else {
                return Err(FileError::refused(format!(
                    "has a template with the unknown target \"{}\"",
                    source.target
                )));
            };
            let index = place(source, &folded, &mut difference);
            if let Some(known) = index.and_then(|index| known.get_mut(index)) {
                *known = true;
            }
            let name = if source.heading.trim().is_empty() { &source.target } else { &source.heading };
            columns.push(Column { index, name: name.trim().to_owned(), target, source: source.clone() });
        }
        let reason = ImportColumn::fold(REASON_HEADING);
        let unknown = layout.headings.iter().zip(&folded).zip(&known);
        let unknown = unknown.filter(|((_, folded), known)| !**known && !folded.is_empty() && **folded != reason);
        difference.unknown = unknown.map(|((heading, _), _)| heading.clone()).collect();
        if template.has_heading && !difference.is_none() {
            return Err(FileError::Headings(difference));
        }
        if let Some(place) =
            columns.iter().filter_map(|column| column.index).max().filter(|place| *place >= layout.width)
        {
            let message =
                format!("must have a column {}, and its rows have {} cells", place.saturating_add(1), layout.width);
            return Err(FileError::refused(message));
        }
        let named = |name: &str| columns.iter().position(|column| column.is_order_field(name));
        let (source_id, source_name) = (named("source_id"), named("source_name"));
        let (parts, form) = (Parts::of(&columns), Form::new(template, layout.spool));
        Ok(Self { template, columns, parts, form, source_id, source_name })
    }

    /// The columns at these places among the template's.
    pub(super) fn columns_at<'s>(&'s self, places: &'s [usize]) -> impl Iterator<Item = &'s Column> {
        places.iter().filter_map(|place| self.columns.get(*place))
    }

    /// The column of an order's number in its cart.
    pub(super) fn source_id(&self) -> Option<&Column> {
        self.source_id.and_then(|index| self.columns.get(index))
    }

    /// The column of the cart.
    pub(super) fn source_name(&self) -> Option<&Column> {
        self.source_name.and_then(|index| self.columns.get(index))
    }

    /// What rows are made into.
    pub fn kind(&self) -> ImportKind {
        self.template.kind
    }

    /// What the columns are of which something stands in one of these rows, or which have a default.
    pub fn filled_targets(&self, rows: &[Row]) -> Vec<&ImportTarget> {
        let is_filled = |column: &&Column| rows.iter().any(|row| matches!(column.cell(row), Ok(Some(_))));
        self.columns.iter().filter(is_filled).map(|column| &column.target).collect()
    }

    /// The cell at `index` as text that reads the same when it comes back in a text file: dates and amounts of a workbook
    /// in the template's form.
    pub(super) fn as_text<'r>(&self, row: &'r Row, index: usize) -> Cow<'r, str> {
        let text = row.cell(index);
        if row.kind(index) == CellKind::Text {
            return Cow::Borrowed(text);
        }
        let target = self.columns.iter().find(|column| column.index == Some(index)).map(|column| &column.target);
        let reading = target.map_or(value::Reading::Text, value::reading_of);
        self.form.written(text, row.kind(index), reading)
    }
}

/// Where a column is in the file; notes what stands in its way.
fn place(source: &ImportColumn, headings: &[String], difference: &mut HeadingDifference) -> Option<usize> {
    let wanted = source.folded_heading();
    if let Some(place) = source.place {
        let index = usize::try_from(place).ok()?.checked_sub(1)?;
        let found = headings.get(index).map(String::as_str).unwrap_or_default();
        if !wanted.is_empty() && !headings.is_empty() && found != wanted {
            difference.others.push((place, source.heading.clone(), found.to_owned()));
        }
        return Some(index);
    }
    if wanted.is_empty() {
        return None;
    }
    let mut found = headings.iter().enumerate().filter(|(_, heading)| **heading == wanted).map(|(index, _)| index);
    match (found.next(), found.next()) {
        (Some(index), None) => return Some(index),
        (Some(_), Some(_)) => difference.repeated.push(source.heading.clone()),
        (None, _) => difference.missing.push(source.heading.clone()),
    }
    None
}

impl Column {
    /// What stands in this column of a row, made ready as the template says; its default where nothing does.
    #[inline]
    pub(super) fn cell<'r>(&'r self, row: &'r Row) -> Result<Option<Cell<'r>>, Refusal> {
        match self.usual_cell(row, self.raw(row)) {
            Some(cell) => Ok(Some(cell)),
            None => self.made(row),
        }
    }

    /// As [`cell`](Self::cell), where something stands there of which nothing has to be made; else none. Takes what
    /// [`raw`](Self::raw) gives.
    #[inline]
    pub(super) fn usual_cell<'r>(&'r self, row: &'r Row, (text, kind): (&'r str, CellKind)) -> Option<Cell<'r>> {
        let is_usual = !text.is_empty() && self.source.transforms.is_empty() && kind.has_value();
        is_usual.then(|| Cell { row: row.number(), column: &self.name, text: Cow::Borrowed(text), kind })
    }

    fn made<'r>(&'r self, row: &'r Row) -> Result<Option<Cell<'r>>, Refusal> {
        let (text, kind) = self.raw(row);
        if !kind.has_value() {
            return Err(self.without_value(row, text, kind));
        }
        let cell = |text, kind| Cell { row: row.number(), column: &self.name, text, kind };
        let mut made = Cow::Borrowed(text);
        for transform in &self.source.transforms {
            made = Cow::Owned(transform.apply(&made));
        }
        if !trimmed(&made).is_empty() {
            return Ok(Some(cell(made, kind)));
        }
        let default = self.source.default.trim();
        Ok((!default.is_empty()).then(|| cell(Cow::Borrowed(default), CellKind::Text)))
    }

    /// What stands in this column of a row without the blanks around it, and what it was.
    #[inline]
    pub(super) fn raw<'r>(&self, row: &'r Row) -> (&'r str, CellKind) {
        self.index.map_or(("", CellKind::Text), |index| (trimmed(row.cell(index)), row.kind(index)))
    }

    fn without_value(&self, row: &Row, text: &str, kind: CellKind) -> Refusal {
        if kind == CellKind::Error {
            return Refusal::new(row.number(), &self.name, text, "must be a value, and is an error of the spreadsheet");
        }
        let expected = "must have a value: the workbook has a formula there and not what comes of it; open it in a \
                        spreadsheet program and save it";
        Refusal::new(row.number(), &self.name, "", expected)
    }

    /// Whether it is this field of an order.
    pub(super) fn is_order_field(&self, name: &str) -> bool {
        matches!(&self.target, ImportTarget::Order(field) if field.name == name)
    }

    /// Whether the template calls its target so.
    pub(super) fn is_named(&self, target: &str) -> bool {
        self.source.target.trim() == target
    }

    /// Whether something stands in this column of a row itself.
    pub(super) fn is_filled(&self, row: &Row) -> bool {
        let (text, kind) = self.raw(row);
        !text.is_empty() || kind == CellKind::NoValue
    }
}

/// The text without the blanks around it.
#[inline]
fn trimmed(text: &str) -> &str {
    // A blank begins and ends with a byte that is no letter, digit or sign of ASCII.
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(is_blank),
    }
}

/// Whether a character shows nothing: blanks of any width, and what marks an encoding or a direction.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// What is read of some rows: values, and notes of what was wrong or looked odd.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) refusals: Vec<Refusal>,
    pub(super) warnings: Vec<Warning>,
}

impl Notes {
    /// The value, unless it is refused.
    pub(super) fn taken<T>(&mut self, read: Result<T, Refusal>) -> Option<T> {
        read.map_err(|refusal| self.refusals.push(refusal)).ok()
    }

    /// The value, or everything that was refused.
    pub(super) fn finish<T>(self, value: impl FnOnce() -> Option<T>) -> (Result<T, Vec<Refusal>>, Vec<Warning>) {
        let Self { refusals, warnings } = self;
        match value() {
            Some(value) if refusals.is_empty() => (Ok(value), warnings),
            _ => (Err(refusals), warnings),
        }
    }
}
