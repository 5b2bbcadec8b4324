//! Text, row by row: of a file larger than memory, from its beginning or from a place in it.

use std::io::Read;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use domain::{Delimiter, FileEncoding, ImportTemplate, MAX_FILE_COLUMNS, MAX_FILE_ROWS, TextForm};

use super::encoding;
use super::error::FileError;
use super::layout::{DateSystem, Layout, Position};
use super::row::{CellKind, Row};
use super::source::Source;

/// A cell has at most this many bytes.
pub(super) const MAX_CELL_BYTES: usize = 256 * 1024;

/// A row has at most this many bytes.
pub(super) const MAX_ROW_BYTES: usize = 1024 * 1024;

/// What a row has in memory before it shows that it needs more.
const USUAL_ROW_BYTES: usize = 16 * 1024;

/// What the first line of a spool begins with; behind it stands what dates are counted in.
pub(super) const SPOOL_MARK: &str = "spool";

/// The rows of a file, read as they are asked for. One whose cells can't be told from each other is there too, with its
/// [`fault`](Row::fault), and the next ones are read; blank rows are counted and passed over.
pub struct Rows<R> {
    source: Source<R>,
    reader: Reader,
    layout: Layout,
    /// The number of the row that was read last.
    number: u64,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Read to know the layout, and not handed out yet.
    first: Option<Row>,
}

/// What a record was cut into, or why not.
enum Record {
    Cells(usize, usize),
    Fault(String),
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
        let system = match rows.read_record()? {
            Some(row) if row.cell(0) == SPOOL_MARK && row.cell(1) == "1900" => DateSystem::Since1900,
            Some(row) if row.cell(0) == SPOOL_MARK && row.cell(1) == "1904" => DateSystem::Since1904,
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
        let mut builder = ReaderBuilder::new();
        builder.delimiter(layout.text.delimiter.byte());
        match layout.text.quote.byte() {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        let (bytes, ends) = (vec![0; USUAL_ROW_BYTES], vec![0; MAX_FILE_COLUMNS + 2]);
        let mut reader = builder.build();
        // What it reads first it would free of a byte order mark, also in the middle of a file. This reads nothing.
        let _full = reader.read_record(b" ", &mut [], &mut []);
        Self { source, reader, layout, number, bytes, ends, first: None }
    }

    /// Passes over what the template says, and reads headings, or the first row for its width.
    fn read_headings(&mut self, template: &ImportTemplate) -> Result<(), FileError> {
        while self.number < u64::from(template.skip_rows) {
            self.layout.first_row = u64::from(template.skip_rows).saturating_add(1);
            match self.read_line()? {
                // A spool has no rows without cells: what was read may be the one behind those.
                Some(row) if row.number() >= self.layout.first_row => {
                    return self.take_headings(template, Some(row));
                }
                Some(_) => {}
                None => break,
            }
        }
        let first = self.read_row()?;
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

    /// The next row with something in it.
    fn read_row(&mut self) -> Result<Option<Row>, FileError> {
        loop {
            match self.read_record()? {
                Some(row) if row.is_blank() => {}
                row => return Ok(row),
            }
        }
    }

    /// The next row, blank or not.
    fn read_line(&mut self) -> Result<Option<Row>, FileError> {
        if self.layout.spool.is_none() && self.pass_end_of_line()? {
            self.number = self.number.saturating_add(1);
            return Ok(Some(Row::new(self.number, self.here())));
        }
        self.read_record()
    }

    /// The next record: blank lines in front of it are rows, and are counted.
    fn read_record(&mut self) -> Result<Option<Row>, FileError> {
        while self.pass_end_of_line()? {
            self.number = self.number.saturating_add(u64::from(self.layout.spool.is_none()));
        }
        let Some(record) = self.cut()? else { return Ok(None) };
        let row = match record {
            Record::Cells(bytes, cells) => self.decoded(bytes, cells),
            Record::Fault(fault) => {
                self.number = self.number.saturating_add(1);
                Row::new(self.number, self.here()).with_fault(fault)
            }
        };
        Ok(Some(row))
    }

    /// Cuts the next record, in bounded memory however long it is.
    fn cut(&mut self) -> Result<Option<Record>, FileError> {
        let (mut length, mut cells, mut fault) = (0_usize, 0_usize, None);
        loop {
            let input = self.source.fill()?;
            let output = self.bytes.get_mut(length..).unwrap_or_default();
            let ends = self.ends.get_mut(cells..).unwrap_or_default();
            let (result, read, written, ended) = self.reader.read_record(input, output, ends);
            let ends_with_return = read.checked_sub(1).and_then(|last| input.get(last)) == Some(&b'\r');
            self.source.consume(read);
            (length, cells) = (length.saturating_add(written), cells.saturating_add(ended));
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.bytes.len() < MAX_ROW_BYTES => {
                    self.bytes.resize(self.bytes.len().saturating_mul(2), 0);
                }
                ReadRecordResult::OutputFull => {
                    let message = "must have at most 1 MB of text; a quotation mark may not be closed";
                    fault = fault.or_else(|| Some(message.to_owned()));
                    length = 0;
                }
                ReadRecordResult::OutputEndsFull => {
                    fault = fault.or_else(|| Some(format!("must have at most {MAX_FILE_COLUMNS} cells")));
                    cells = 0;
                }
                ReadRecordResult::Record => {
                    if ends_with_return && self.source.fill()?.first() == Some(&b'\n') {
                        self.source.consume(1);
                    }
                    return Ok(Some(fault.map_or(Record::Cells(length, cells), Record::Fault)));
                }
                ReadRecordResult::End => return Ok(None),
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

    fn here(&self) -> Position {
        Position { byte: self.source.byte(), row: self.number }
    }

    /// The row that was cut, as text.
    fn decoded(&mut self, length: usize, cells: usize) -> Row {
        self.number = self.number.saturating_add(1);
        let ends = self.ends.get(..cells).unwrap_or_default();
        let bytes = self.bytes.get(..length).unwrap_or_default();
        let row = text_row(self.number, self.here(), self.layout.text.encoding, bytes, ends);
        let row = if self.layout.spool.is_some() { of_spool(&row) } else { row };
        self.number = row.number();
        self.checked(row)
    }

    /// The row with as many cells as the others, or with its fault.
    fn checked(&self, row: Row) -> Row {
        let width = self.layout.width;
        let row = if width == 0 { row } else { row.cut_to(width) };
        let row = if self.layout.spool.is_some() { row.filled_to(width) } else { row };
        let lengths = (0..row.len()).map(|index| row.cell(index).len());
        match row.len() {
            _ if row.fault().is_some() || row.is_blank() => row,
            count if count > MAX_FILE_COLUMNS => row.with_fault(format!("must have at most {MAX_FILE_COLUMNS} cells")),
            _ if lengths.max() > Some(MAX_CELL_BYTES) => row.with_fault("must have cells of at most 256 KB".to_owned()),
            count if width > 0 && count != width => {
                let like = if self.layout.headings.is_empty() { "the first row" } else { "the headings" };
                row.with_fault(format!("must have {width} cells, as {like}, and has {count}"))
            }
            _ => row,
        }
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(row) = self.first.take() {
            return Some(Ok(row));
        }
        let row = match self.read_row() {
            Ok(row) => row?,
            Err(error) => return Some(Err(error)),
        };
        if row.number() >= self.layout.first_row.saturating_add(MAX_FILE_ROWS) {
            return Some(Err(FileError::refused("must have at most 100,000 rows; send it in parts")));
        }
        Some(Ok(row))
    }
}

/// Bytes as text, cell by cell where their encoding has other lengths.
fn text_row(number: u64, end: Position, encoding: FileEncoding, bytes: &[u8], ends: &[usize]) -> Row {
    let refused = || {
        let message = format!("must be written in the encoding {}; its template may say another one", encoding.name());
        Row::new(number, end).with_fault(message)
    };
    if matches!(encoding, FileEncoding::Utf8 | FileEncoding::Utf16Le | FileEncoding::Utf16Be) || bytes.is_ascii() {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Row::of_text(number, end, text.to_owned(), ends.to_vec()),
            Err(_) => refused(),
        };
    }
    let decoder = encoding::decoder(encoding);
    let mut row = Row::new(number, end);
    let mut start = 0;
    for until in ends {
        let cell = bytes.get(start..*until).unwrap_or_default();
        match decoder.decode_without_bom_handling_and_without_replacement(cell) {
            Some(text) => row.push(&text),
            None => return refused(),
        }
        start = *until;
    }
    row
}

/// A row of a spool: in front of its cells stand its number and a letter for what each of them was.
fn of_spool(row: &Row) -> Row {
    let (number, kinds) = row.cell(0).split_once(' ').unwrap_or((row.cell(0), ""));
    let number = number.parse().unwrap_or(row.number());
    let kinds = kinds.chars().map(|letter| CellKind::of_letter(letter).unwrap_or(CellKind::Text)).collect();
    Row::of_cells(number, Position { row: number, ..row.end() }, row.cells().skip(1)).with_kinds(kinds)
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
