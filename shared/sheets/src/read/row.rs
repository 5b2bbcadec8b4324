//! A row of a file.

use domain::FileEncoding;

use super::cut::Span;
use super::encoding;
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

    /// Whether something can be made of it, if only of its being blank.
    pub(super) const fn has_value(self) -> bool {
        !matches!(self, Self::Error | Self::NoValue)
    }

    pub(super) fn of_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// A row of a file: its cells, or why they can't be told.
#[derive(Debug, Clone, Default)]
pub struct Row {
    number: u64,
    /// What its cells were cut out of; of a text file the line as it is.
    text: String,
    /// Where in it they are.
    cells: Vec<Span>,
    kinds: Vec<CellKind>,
    fault: Option<String>,
    end: Position,
}

/// The same cells at the same place, whatever lies between them.
impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
            && self.end == other.end
            && self.fault == other.fault
            && self.kinds == other.kinds
            && self.cells().eq(other.cells())
    }
}

impl Eq for Row {}

impl Row {
    pub(super) fn new(number: u64, end: Position) -> Self {
        Self { number, end, ..Self::default() }
    }

    /// Makes it the row with this number, without cells. Its memory stays, for the cells to come.
    pub(super) fn begin(&mut self, number: u64) {
        (self.number, self.fault) = (number, None);
        self.text.clear();
        self.cells.clear();
        self.kinds.clear();
    }

    /// Says where in the file the next row begins.
    pub(super) fn end_at(&mut self, byte: u64) {
        self.end = Position { byte, row: self.number };
    }

    /// Takes the cells that were cut out of `bytes`, which are written in `encoding`, one by one where it gives them other
    /// lengths.
    pub(super) fn take(&mut self, bytes: &[u8], cells: &[Span], encoding: FileEncoding) {
        let is_text = if is_unicode(encoding) || bytes.is_ascii() {
            self.take_text(bytes, cells)
        } else {
            let encoding = encoding::decoder(encoding);
            cells.iter().all(|cell| {
                let cell = bytes.get(cell.start()..cell.end()).unwrap_or_default();
                let text = encoding.decode_without_bom_handling_and_without_replacement(cell);
                text.map(|text| self.push(&text)).is_some()
            })
        };
        if !is_text {
            self.refuse(encoding);
        }
    }

    /// As [`take`](Self::take), of cells that nothing lies between: a character must not begin in one and end in the next.
    pub(super) fn take_joined(&mut self, bytes: &[u8], cells: &[Span], encoding: FileEncoding) {
        self.take(bytes, cells, encoding);
        if !self.cells.iter().all(|cell| self.text.is_char_boundary(cell.end())) {
            self.refuse(encoding);
        }
    }

    fn refuse(&mut self, encoding: FileEncoding) {
        self.begin(self.number);
        self.note(format!("must be written in the encoding {}; its template may say another one", encoding.name()));
    }

    /// Whether `bytes` are UTF-8.
    fn take_text(&mut self, bytes: &[u8], cells: &[Span]) -> bool {
        let Ok(text) = std::str::from_utf8(bytes) else { return false };
        self.text.push_str(text);
        self.cells.extend_from_slice(cells);
        true
    }

    fn push(&mut self, cell: &str) {
        let start = self.text.len();
        self.text.push_str(cell);
        self.cells.push(Span::new(start, self.text.len()));
    }

    /// A row of a spool as the one it was written for: in front of its cells stand its number and a letter for what each of
    /// them was.
    pub(super) fn unspool(&mut self) {
        let own = self.cells.first().and_then(|cell| self.text.get(cell.start()..cell.end())).unwrap_or_default();
        let (number, kinds) = own.split_once(' ').unwrap_or((own, ""));
        self.number = number.parse().unwrap_or(self.number);
        self.kinds.extend(kinds.chars().map(|letter| CellKind::of_letter(letter).unwrap_or(CellKind::Text)));
        self.end.row = self.number;
        if !self.cells.is_empty() {
            self.cells.remove(0);
        }
    }

    /// Notes what is wrong with the row, unless something is known to be.
    pub(super) fn note(&mut self, fault: String) {
        self.fault.get_or_insert(fault);
    }

    /// Its number, as a person counts: the first row of a file is 1, and a cell of three lines is in one row.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether it has no cells.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// The cell at this place, from 0 up; blank where there is none.
    pub fn cell(&self, index: usize) -> &str {
        self.cells.get(index).and_then(|cell| self.text.get(cell.start()..cell.end())).unwrap_or_default()
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
        self.cells().all(|cell| cell.trim_start().is_empty())
            && self.fault.is_none()
            && !self.kinds.contains(&CellKind::NoValue)
    }

    /// Whether one of its cells has more than so many bytes.
    pub(super) fn has_longer_cells(&self, max: usize) -> bool {
        self.text.len() > max && self.cells.iter().any(|cell| cell.len() > max)
    }

    /// Takes away the cells behind the first `width`, where all of them are blank.
    pub(super) fn cut_to(&mut self, width: usize) {
        if self.len() > width && (width..self.len()).all(|index| self.cell(index).trim().is_empty()) {
            self.cells.truncate(width);
            self.kinds.truncate(width);
        }
    }

    /// Adds blank cells up to `width`.
    pub(super) fn fill_to(&mut self, width: usize) {
        if self.len() < width {
            self.cells.resize(width, Span::new(0, 0));
        }
    }

    /// How much memory it takes, more or less: the same wherever the file was read from.
    pub(super) fn bytes(&self) -> usize {
        let text: usize = self.cells.iter().map(|cell| cell.len()).sum();
        text.saturating_add(self.cells.len().saturating_mul(size_of::<Span>())).saturating_add(128)
    }
}

/// Whether it comes as UTF-8 by now: see [`Source`](super::source::Source).
fn is_unicode(encoding: FileEncoding) -> bool {
    matches!(encoding, FileEncoding::Utf8 | FileEncoding::Utf16Le | FileEncoding::Utf16Be)
}
