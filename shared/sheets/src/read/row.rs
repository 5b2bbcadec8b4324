//! A row of a file.

use super::layout::Position;

/// What a cell of a workbook was. In a text file every cell is a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellKind {
    /// A text, or nothing.
    Text,
    /// A number, written with a point whatever the template says.
    Number,
    /// A date, written as ISO 8601 whatever the template says.
    Date,
    /// Yes or no, `TRUE` or `FALSE`.
    Flag,
    /// An error such as `#N/A`; no value.
    Error,
    /// A formula whose value the workbook does not have; formulas are never evaluated.
    NoValue,
}

impl CellKind {
    const ALL: [Self; 6] = [Self::Text, Self::Number, Self::Date, Self::Flag, Self::Error, Self::NoValue];

    /// Its letter in a spool.
    pub(super) const fn letter(self) -> char {
        match self {
            Self::Text => 't',
            Self::Number => 'n',
            Self::Date => 'd',
            Self::Flag => 'b',
            Self::Error => 'e',
            Self::NoValue => 'f',
        }
    }

    pub(super) fn of_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// A row of a file: its cells, or why they can't be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    number: u64,
    text: String,
    ends: Vec<usize>,
    kinds: Vec<CellKind>,
    fault: Option<String>,
    end: Position,
}

impl Row {
    pub(super) fn new(number: u64, end: Position) -> Self {
        Self { number, text: String::new(), ends: vec![], kinds: vec![], fault: None, end }
    }

    /// A row with these cells, which came from no file.
    pub(super) fn of_cells<'a>(number: u64, end: Position, cells: impl IntoIterator<Item = &'a str>) -> Self {
        let mut row = Self::new(number, end);
        for cell in cells {
            row.push(cell);
        }
        row
    }

    /// A row whose cells were cut out of `text` at `ends` already.
    pub(super) fn of_text(number: u64, end: Position, text: String, ends: Vec<usize>) -> Self {
        Self { text, ends, ..Self::new(number, end) }
    }

    pub(super) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    pub(super) fn with_kinds(self, kinds: Vec<CellKind>) -> Self {
        Self { kinds, ..self }
    }

    pub(super) fn with_fault(self, fault: String) -> Self {
        Self { fault: self.fault.or(Some(fault)), ..self }
    }

    /// Its number, as a person counts: the first row of a file is 1, and a cell of three lines is in one row.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it has no cells.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cell at this place, from 0 up; blank where there is none.
    pub fn cell(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let end = self.ends.get(index).copied();
        start.zip(end).and_then(|(start, end)| self.text.get(start..end)).unwrap_or_default()
    }

    /// All its cells.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.cell(index))
    }

    /// What the cell at this place was.
    pub fn kind(&self, index: usize) -> CellKind {
        self.kinds.get(index).copied().unwrap_or(CellKind::Text)
    }

    /// What was expected of the row where its cells can't be told from each other.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// Where the next row begins.
    pub fn end(&self) -> Position {
        self.end
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.fault.is_none() && !self.kinds.contains(&CellKind::NoValue)
    }

    /// The same row without the blank cells behind the first `width`.
    pub(super) fn cut_to(mut self, width: usize) -> Self {
        if self.len() > width && (width..self.len()).all(|index| self.cell(index).trim().is_empty()) {
            self.ends.truncate(width);
            self.text.truncate(self.ends.last().copied().unwrap_or_default());
            self.kinds.truncate(width);
        }
        self
    }

    /// The same row with blank cells up to `width`.
    pub(super) fn filled_to(mut self, width: usize) -> Self {
        if self.len() < width {
            self.ends.resize(width, self.text.len());
        }
        self
    }

    /// How much memory it takes, more or less.
    pub(super) fn bytes(&self) -> usize {
        self.text.len().saturating_add(self.ends.len().saturating_mul(size_of::<usize>())).saturating_add(128)
    }
}
