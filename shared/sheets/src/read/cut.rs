//! Records of text, cut into cells.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use domain::{MAX_FILE_COLUMNS, TextForm};

/// A row has at most this many bytes.
pub(super) const MAX_ROW_BYTES: usize = 1024 * 1024;

/// What a row has in memory before it shows that it needs more.
const USUAL_ROW_BYTES: usize = 16 * 1024;

/// From where to where in a text a cell is, in bytes. No row has more of them than 32 bits can count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) fn new(start: usize, end: usize) -> Self {
        let place = |place| u32::try_from(place).unwrap_or(u32::MAX);
        Self { start: place(start), end: place(end) }
    }

    pub(super) fn start(self) -> usize {
        usize::try_from(self.start).unwrap_or(usize::MAX)
    }

    pub(super) fn end(self) -> usize {
        usize::try_from(self.end).unwrap_or(usize::MAX)
    }

    pub(super) fn len(self) -> usize {
        self.end().saturating_sub(self.start())
    }
}

/// Cuts records into cells. Most lie in a block as a whole and are cut where they stand by [`line`](Self::line); all others
/// go piece by piece through [`piece`](Self::piece), in bounded memory however long they are. Both cut alike.
pub(super) struct Cutter {
    reader: Reader,
    quote: Option<u8>,
    /// What ends a cell without quotation marks.
    ends_cell: Signs,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// How much of a record its pieces gave so far.
    length: usize,
    cells: usize,
    fault: Option<String>,
    /// The cells of the record that was cut last.
    spans: Vec<Span>,
}

/// A cell of which the end is looked for.
#[derive(Clone, Copy)]
struct Begun {
    start: usize,
    /// From where on its end is looked for: behind its quotation.
    behind: usize,
    is_quoted: bool,
}

impl Begun {
    /// Where the cell is, of which the end was found; none where something stands between its quotation and that.
    #[inline]
    fn span(self, end: usize) -> Option<Span> {
        match self.is_quoted {
            false => Some(Span::new(self.start, end)),
            true if end == self.behind => Some(Span::new(self.start, end - 1)),
            true => None,
        }
    }
}

/// Signs of one byte that are looked for, eight bytes at a time: each of them in all bytes of a word.
#[derive(Debug, Clone, Copy)]
struct Signs([u64; 3]);

const WORD_BYTES: usize = 8;

/// A word with a one in each of its bytes.
const ONES: u64 = 0x0101_0101_0101_0101;

impl Signs {
    fn new(signs: [u8; 3]) -> Self {
        Self(signs.map(|sign| u64::from(sign).wrapping_mul(ONES)))
    }

    /// Where they are in the word at `at`, as the highest bits of those bytes; none where `input` has no whole word there.
    #[inline]
    fn within(self, input: &[u8], at: usize) -> Option<u64> {
        let word = u64::from_le_bytes(*input.get(at..)?.first_chunk()?);
        let low = ONES.wrapping_mul(0x7f);
        // Of a byte that is zero: no bit below the highest makes a carry, and the highest is not set.
        let zeros = |word: u64| !((word & low).wrapping_add(low) | word | low);
        Some(self.0.iter().fold(0, |found, sign| found | zeros(word ^ sign)))
    }
}

/// In which byte of a word the first of its set bits is.
fn first_place(bits: u64) -> usize {
    usize::try_from(bits.trailing_zeros() / 8).unwrap_or_default()
}

/// What a piece was.
pub(super) enum Piece {
    /// Not the last one of its record.
    Middle,
    /// The last one; why its record can't be cut, where it can't.
    Last(Option<String>),
    /// There are no more records.
    None,
}

impl Cutter {
    pub(super) fn new(form: TextForm) -> Self {
        let (delimiter, quote) = (form.delimiter.byte(), form.quote.byte());
        let mut builder = ReaderBuilder::new();
        builder.delimiter(delimiter);
        match quote {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        let mut reader = builder.build();
        // What it reads first it would free of a byte order mark, also in the middle of a file. This reads nothing.
        let _full = reader.read_record(b" ", &mut [], &mut []);
        let ends_cell = Signs::new([delimiter, b'\n', b'\r']);
        let (bytes, ends) = (vec![0; USUAL_ROW_BYTES], vec![0; MAX_FILE_COLUMNS + 2]);
        let (length, cells, fault, spans) = (0, 0, None, vec![]);
        Self { reader, quote, ends_cell, bytes, ends, length, cells, fault, spans }
    }

    /// The cells that were cut last, as places in the line or in [`bytes`](Self::bytes).
    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// What the pieces of a record were put together to.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Cuts the record that `input` begins with, where it stands, and says how long it is with the end of its line. None
    /// where that takes more: one that goes on behind `input`, has a quotation mark in a cell or more cells than it may.
    pub(super) fn line(&mut self, input: &[u8]) -> Option<usize> {
        self.spans.clear();
        let mut cell = self.begin_cell(input, 0)?;
        let mut word = cell.behind;
        loop {
            let mut found = self.ends_cell.within(input, word)?;
            while found != 0 {
                let end = word + first_place(found);
                found &= found - 1;
                if end < cell.behind {
                    continue;
                }
                self.spans.push(cell.span(end)?);
                match *input.get(end)? {
                    b'\n' => return Some(end + 1),
                    b'\r' => return Some(end + 1 + usize::from(*input.get(end + 1)? == b'\n')),
                    _ if self.spans.len() >= MAX_FILE_COLUMNS => return None,
                    _ => cell = self.begin_cell(input, end + 1)?,
                }
            }
            word = cell.behind.max(word + WORD_BYTES);
        }
    }

    /// The cell that begins at `at`; none where its quotation does not end in `input`.
    #[inline]
    fn begin_cell(&self, input: &[u8], at: usize) -> Option<Begun> {
        match self.quote {
            Some(quote) if input.get(at) == Some(&quote) => {
                let length = input.get(at + 1..)?.iter().position(|byte| *byte == quote)?;
                Some(Begun { start: at + 1, behind: at + length + 2, is_quoted: true })
            }
            _ => Some(Begun { start: at, behind: at, is_quoted: false }),
        }
    }

    /// Forgets the pieces of the record before.
    pub(super) fn begin(&mut self) {
        (self.length, self.cells, self.fault) = (0, 0, None);
    }

    /// Takes what `input` has of a record, and says how much that was. An empty one is the end of the file.
    pub(super) fn piece(&mut self, input: &[u8]) -> (Piece, usize) {
        let output = self.bytes.get_mut(self.length..).unwrap_or_default();
        let ends = self.ends.get_mut(self.cells..).unwrap_or_default();
        let (result, read, written, ended) = self.reader.read_record(input, output, ends);
        self.length = self.length.saturating_add(written);
        self.cells = self.cells.saturating_add(ended);
        match result {
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputFull if self.bytes.len() < MAX_ROW_BYTES => {
                self.bytes.resize(self.bytes.len().saturating_mul(2), 0);
            }
            ReadRecordResult::OutputFull => {
                let message = "must have at most 1 MB of text; a quotation mark may not be closed";
                self.fault.get_or_insert_with(|| message.to_owned());
                self.length = 0;
            }
            ReadRecordResult::OutputEndsFull => {
                self.fault.get_or_insert_with(|| format!("must have at most {MAX_FILE_COLUMNS} cells"));
                self.cells = 0;
            }
            ReadRecordResult::Record => {
                self.spans.clear();
                let mut start = 0;
                for end in self.ends.iter().take(self.cells).copied() {
                    self.spans.push(Span::new(start, end));
                    start = end;
                }
                return (Piece::Last(self.fault.take()), read);
            }
            ReadRecordResult::End => return (Piece::None, read),
        }
        (Piece::Middle, read)
    }
}

#[cfg(test)]
mod tests {
    use domain::{Delimiter, Quote};
    use proptest::prelude::*;

    use super::*;

    /// The records of `text` up to the first that only pieces can cut, and how far each is.
    fn by_lines(text: &[u8], form: TextForm) -> Vec<(Vec<Vec<u8>>, usize)> {
        let (mut cutter, mut records, mut at) = (Cutter::new(form), vec![], 0);
        while !matches!(text.get(at), None | Some(b'\r' | b'\n')) {
            let input = &text[at..];
            let Some(length) = cutter.line(input) else { break };
            at += length;
            records.push((cutter.spans().iter().map(|span| input[span.start()..span.end()].to_vec()).collect(), at));
        }
        records
    }

    /// So many records of `text`, cut piece by piece.
    fn by_pieces(text: &[u8], form: TextForm, count: usize) -> Vec<(Vec<Vec<u8>>, usize)> {
        let (mut cutter, mut records, mut at) = (Cutter::new(form), vec![], 0);
        while records.len() < count {
            cutter.begin();
            loop {
                let (piece, read) = cutter.piece(&text[at..]);
                at += read;
                match piece {
                    Piece::Middle => {}
                    Piece::Last(fault) => {
                        assert_eq!(fault, None);
                        break;
                    }
                    Piece::None => return records,
                }
            }
            if text[..at].ends_with(b"\r") && text[at..].starts_with(b"\n") {
                at += 1;
            }
            let cells = cutter.spans().iter().map(|span| cutter.bytes()[span.start()..span.end()].to_vec());
            records.push((cells.collect(), at));
        }
        records
    }

    proptest! {
        #[test]
        fn a_line_is_cut_as_its_pieces_are(
            text in r#"(([a-z\u{e9}]{0,12}|"[a-z,;\r\n]{0,12}"|"([a-z]|""){0,3}"[a-z]{0,1}|[ "a]{0,3})[,;\t]{0,2}(\n|\r\n|\r)?){0,12}"#,
            delimiter in proptest::sample::select(Delimiter::ALL), quote in proptest::sample::select(Quote::ALL),
        ) {
            let form = TextForm { delimiter, quote, ..TextForm::default() };
            let lines = by_lines(text.as_bytes(), form);
            prop_assert_eq!(&lines, &by_pieces(text.as_bytes(), form, lines.len()));
        }

        #[test]
        fn signs_are_found_where_they_are(bytes in proptest::array::uniform8(0_u8..), sign in 0_u8..) {
            let signs = [sign, b'\n', b'\r'];
            let found = Signs::new(signs).within(&bytes, 0).unwrap();
            for (place, byte) in bytes.iter().enumerate() {
                prop_assert_eq!(found >> (place * 8) & 0xff, if signs.contains(byte) { 0x80 } else { 0 });
            }
        }
    }

    /// Catches a cutter that leaves what is usual to the slow way.
    #[test]
    fn usual_lines_are_cut_as_lines() {
        let text = b"1001,Mara,\"12 Pier Road, Hall 3\",2\n1002,,\"\",1\r\n1003,Ada,\"a\nb\",1\n........";
        assert_eq!(by_lines(text, TextForm::default()).len(), 3);
        assert_eq!(by_lines(b"1,\"12 Pier Road\"\"\"\n........", TextForm::default()), []);
    }
}
