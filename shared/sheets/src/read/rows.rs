//! Text, row by row: of a file larger than memory, from its beginning or from a place in it.

use std::io::Read;

use domain::{Delimiter, FileEncoding, ImportTemplate, MAX_FILE_COLUMNS, MAX_FILE_ROWS, TextForm};

use super::cut::{Cutter, Piece};
use super::encoding;
use super::error::FileError;
use super::layout::{DateSystem, Layout, Position};
use super::row::Row;
use super::source::Source;

/// A cell has at most this many bytes.
pub(super) const MAX_CELL_BYTES: usize = 256 * 1024;

/// What the first line of a spool begins with; behind it stands what dates are counted in.
pub(super) const SPOOL_MARK: &str = "spool";

/// The rows of a file, read as they are asked for. One whose cells can't be told from each other is there too, with its
/// [`fault`](Row::fault), and the next ones are read; blank rows are counted and passed over.
pub struct Rows<R> {
    source: Source<R>,
    cutter: Cutter,
    layout: Layout,
    /// The number of the row that was read last.
    number: u64,
    /// Read to know the layout, and not handed out yet.
    first: Option<Row>,
}

impl<R: Read> Rows<R> {
    /// The rows of a text file from its beginning. Whether its headings are the template's, [`Plan::new`](super::Plan::new)
    /// tells.
    pub fn open(reader: R, template: &ImportTemplate) -> Result<Self, FileError> {
        let mut source = Source::new(reader, 0);
        let mut text = template.text;
        if let Some((encoding, length)) = encoding::of_mark(source.peek(3)?) {
            text.encoding = encoding;
            source.consume(length);
        }
        source.decode(text.encoding);
        if let Some(delimiter) = separator_line(&mut source)? {
            text.delimiter = delimiter;
        }
        let mut rows = Self::new(source, Layout { text, headings: vec![], width: 0, first_row: 1, spool: None }, 0);
        rows.read_headings(template)?;
        Ok(rows)
    }

    /// The rows of a workbook that was spooled.
    pub fn open_spool(reader: R, template: &ImportTemplate) -> Result<Self, FileError> {
        let layout = Layout { text: TextForm::default(), headings: vec![], width: 0, first_row: 1, spool: None };
        let mut rows = Self::new(Source::new(reader, 0), layout, 0);
        let mut row = Row::default();
        let is_there = rows.read_record(&mut row)?;
        let system = match (row.cell(0), row.cell(1)) {
            (SPOOL_MARK, "1900") if is_there => DateSystem::Since1900,
            (SPOOL_MARK, "1904") if is_there => DateSystem::Since1904,
            _ => return Err(FileError::refused("is no spool of a workbook")),
        };
        rows.layout.spool = Some(system);
        rows.number = 0;
        rows.read_headings(template)?;
        Ok(rows)
    }

    /// The rows from a place on that a [`Row::end`] or an [`Entry::next`](super::Entry::next) of the same file named;
    /// `reader` gives the bytes from there.
    pub fn resume(reader: R, layout: Layout, from: Position) -> Self {
        let mut source = Source::new(reader, from.byte);
        source.decode(layout.text.encoding);
        Self::new(source, layout, from.row)
    }

    /// How the file is laid out, for [`resume`](Self::resume).
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// How many bytes of the file were taken so far.
    pub fn byte(&self) -> u64 {
        self.source.byte()
    }

    fn new(source: Source<R>, layout: Layout, number: u64) -> Self {
        Self { source, cutter: Cutter::new(layout.text), layout, number, first: None }
    }

    /// Passes over what the template says, and reads headings, or the first row for its width.
    fn read_headings(&mut self, template: &ImportTemplate) -> Result<(), FileError> {
        let mut row = Row::default();
        while self.number < u64::from(template.skip_rows) {
            self.layout.first_row = u64::from(template.skip_rows).saturating_add(1);
            if !self.read_line(&mut row)? {
                break;
            }
            // A spool has no rows without cells: what was read may be the one behind those.
            if row.number() >= self.layout.first_row {
                return self.take_headings(template, Some(row));
            }
        }
        let first = self.read_row(&mut row)?.then_some(row);
        self.take_headings(template, first)
    }

    fn take_headings(&mut self, template: &ImportTemplate, first: Option<Row>) -> Result<(), FileError> {
        let Some(row) = first else { return Err(FileError::refused("has no rows")) };
        if !template.has_heading {
            self.layout.first_row = row.number();
            self.layout.width = row.len();
            self.first = Some(row);
            return Ok(());
        }
        if let Some(fault) = row.fault() {
            return Err(FileError::refused(format!("has headings that can't be read: the row {fault}")));
        }
        let mut headings: Vec<String> = row.cells().map(|cell| cell.trim().to_owned()).collect();
        headings.truncate(
            headings.iter().rposition(|heading| !heading.is_empty()).map_or(0, |last| last.saturating_add(1)),
        );
        self.layout.width = headings.len();
        self.layout.headings = headings;
        self.layout.first_row = row.number().saturating_add(1);
        Ok(())
    }

    /// As [`next`](Self::next), into a row whose memory is there already; false at the end.
    pub(super) fn read_into(&mut self, row: &mut Row) -> Result<bool, FileError> {
        if let Some(first) = self.first.take() {
            *row = first;
            return Ok(true);
        }
        if !self.read_row(row)? {
            return Ok(false);
        }
        if row.number() >= self.layout.first_row.saturating_add(MAX_FILE_ROWS) {
            return Err(FileError::refused("must have at most 100,000 rows; send it in parts"));
        }
        Ok(true)
    }

    /// The next row with something in it.
    fn read_row(&mut self, row: &mut Row) -> Result<bool, FileError> {
        while self.read_record(row)? {
            if !row.is_blank() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The next row, blank or not.
    fn read_line(&mut self, row: &mut Row) -> Result<bool, FileError> {
        if self.layout.spool.is_none() && self.pass_end_of_line()? {
            self.number = self.number.saturating_add(1);
            row.begin(self.number);
            row.end_at(self.source.byte());
            return Ok(true);
        }
        self.read_record(row)
    }

    /// The next record: blank lines in front of it are rows, and are counted.
    fn read_record(&mut self, row: &mut Row) -> Result<bool, FileError> {
        while matches!(self.source.fill()?.first(), Some(b'\r' | b'\n')) {
            self.pass_end_of_line()?;
            self.number = self.number.saturating_add(u64::from(self.layout.spool.is_none()));
        }
        let number = self.number.saturating_add(1);
        row.begin(number);
        let input = self.source.fill()?;
        if let Some(length) = take_line(row, input, &mut self.cutter, self.layout.text.encoding) {
            self.source.consume(length);
        } else {
            match self.read_pieces()? {
                None => return Ok(false),
                Some(None) => row.take_joined(self.cutter.bytes(), self.cutter.spans(), self.layout.text.encoding),
                Some(Some(fault)) => row.note(fault),
            }
        }
        row.end_at(self.source.byte());
        settle(row, &self.layout);
        self.number = row.number();
        Ok(true)
    }

    /// The next record piece by piece, and what is wrong with it.
    #[allow(clippy::option_option, reason = "no record at all is another thing than one without a fault")]
    fn read_pieces(&mut self) -> Result<Option<Option<String>>, FileError> {
        self.cutter.begin();
        loop {
            let input = self.source.fill()?;
            let (piece, read) = self.cutter.piece(input);
            let ends_with_return = read.checked_sub(1).and_then(|last| input.get(last)) == Some(&b'\r');
            self.source.consume(read);
            match piece {
                Piece::Middle => {}
                Piece::Last(fault) => {
                    if ends_with_return && self.source.fill()?.first() == Some(&b'\n') {
                        self.source.consume(1);
                    }
                    return Ok(Some(fault));
                }
                Piece::None => return Ok(None),
            }
        }
    }

    /// Passes over one end of a line, if one comes next.
    fn pass_end_of_line(&mut self) -> Result<bool, FileError> {
        match self.source.fill()?.first() {
            Some(b'\n') => self.source.consume(1),
            Some(b'\r') => {
                self.source.consume(1);
                if self.source.fill()?.first() == Some(&b'\n') {
                    self.source.consume(1);
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut row = Row::default();
        match self.read_into(&mut row) {
            Ok(is_there) => is_there.then_some(Ok(row)),
            Err(error) => Some(Err(error)),
        }
    }
}

/// Takes the cells of the line that `input` begins with, where it can be cut as a whole, and says how long it is. Apart from
/// [`Rows`], which each crate that reads a file builds anew for its reader, by what it wants: small, mostly.
#[inline(never)]
fn take_line(row: &mut Row, input: &[u8], cutter: &mut Cutter, encoding: FileEncoding) -> Option<usize> {
    let length = cutter.line(input)?;
    row.take(without_end(input.get(..length)?), cutter.spans(), encoding);
    Some(length)
}

/// A line without the sign that ends it; what is behind its last cell then may be the end of its quotation.
fn without_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// Makes a row that was cut what the layout says: of a spool the one it was written for, with as many cells as the others
/// or with its fault.
fn settle(row: &mut Row, layout: &Layout) {
    if row.fault().is_some() {
        return;
    }
    let width = layout.width;
    let is_spool = layout.spool.is_some();
    if is_spool {
        row.unspool();
    }
    if width > 0 {
        row.cut_to(width);
    }
    if is_spool {
        row.fill_to(width);
    }
    let count = row.len();
    let fault = if count > MAX_FILE_COLUMNS {
        format!("must have at most {MAX_FILE_COLUMNS} cells")
    } else if row.has_longer_cells(MAX_CELL_BYTES) {
        "must have cells of at most 256 KB".to_owned()
    } else if width > 0 && count != width {
        let like = if layout.headings.is_empty() { "the first row" } else { "the headings" };
        format!("must have {width} cells, as {like}, and has {count}")
    } else {
        return;
    };
    if !row.is_blank() {
        row.note(fault);
    }
}

/// The delimiter that a first line `sep=;` names, as Excel writes and reads it; the line is passed over and no row.
fn separator_line<R: Read>(source: &mut Source<R>) -> Result<Option<Delimiter>, FileError> {
    let line: Vec<u8> = source.fill()?.iter().copied().take(8).collect();
    let bare = line.strip_prefix(b"\"").unwrap_or(&line);
    let is_named = bare.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"sep="));
    let Some(sign) = bare.get(4).filter(|_| is_named) else { return Ok(None) };
    let Some(delimiter) = Delimiter::ALL.iter().copied().find(|delimiter| delimiter.byte() == *sign) else {
        return Ok(None);
    };
    let behind = bare.get(5..).unwrap_or_default();
    let behind = behind.strip_prefix(b"\"").unwrap_or(behind);
    let end = match behind {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => return Ok(None),
    };
    source.consume(line.len().saturating_sub(behind.len()).saturating_add(end));
    Ok(Some(delimiter))
}
