//! What was refused, as a file that can be mended and sent again.

use std::io::Write;

use csv::{QuoteStyle, WriterBuilder};
use domain::ImportColumn;

use super::entry::{Entry, Refusal};
use super::error::FileError;
use super::layout::Layout;
use super::plan::Plan;

/// The heading of the column that says why; a file that comes back with it is read as if it had none.
pub const REASON_HEADING: &str = "Reason for refusal";

/// What a mark for UTF-8 is: with it a file is read as that, whatever its template says.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes refused rows as they are in their file, with the reason behind each: text with the template's delimiter, in UTF-8,
/// for workbooks too.
pub struct RefusedRows<'p, W: Write> {
    writer: csv::Writer<W>,
    plan: &'p Plan<'p>,
    width: usize,
    /// Where the file has a reason of a time before, which is left out.
    old_reason: Option<usize>,
}

impl<'p, W: Write> RefusedRows<'p, W> {
    /// Begins a file of its own, with what stands above the rows.
    pub fn new(mut out: W, plan: &'p Plan<'p>, layout: &Layout) -> Result<Self, FileError> {
        out.write_all(MARK).map_err(FileError::Unreadable)?;
        // What the template passes over is passed over here too.
        for _ in 0..plan.template.skip_rows {
            out.write_all(b"\r\n").map_err(FileError::Unreadable)?;
        }
        let mut refused = Self::go_on(out, plan, layout);
        if !layout.headings.is_empty() {
            let old_reason = refused.old_reason;
            let own = layout.headings.iter().enumerate().filter(|(index, _)| Some(*index) != old_reason);
            refused.write(own.map(|(_, heading)| heading.as_str()).chain([REASON_HEADING]))?;
        }
        Ok(refused)
    }

    /// Goes on with a file that was begun in a part before.
    pub fn go_on(out: W, plan: &'p Plan<'p>, layout: &Layout) -> Self {
        let text = plan.template.text;
        let mut builder = WriterBuilder::new();
        builder.delimiter(text.delimiter.byte()).flexible(true).terminator(csv::Terminator::CRLF);
        match text.quote.byte() {
            Some(quote) => builder.quote(quote),
            None => builder.quote_style(QuoteStyle::Never),
        };
        let reason = ImportColumn::fold(REASON_HEADING);
        let old_reason = layout.headings.iter().position(|heading| ImportColumn::fold(heading) == reason);
        Self { writer: builder.from_writer(out), plan, width: layout.width, old_reason }
    }

    /// Writes the rows of an entry that was refused; of one that was taken, nothing.
    pub fn add<T>(&mut self, entry: &Entry<T>) -> Result<(), FileError> {
        let Err(refusals) = &entry.value else { return Ok(()) };
        for row in &entry.rows {
            let own: Vec<_> =
                refusals.iter().filter(|refusal| refusal.row == row.number()).map(Refusal::reason).collect();
            let reason =
                if own.is_empty() { "another row of the same order is refused".to_owned() } else { own.join("; ") };
            // One whose cells could not be told has the reason alone behind what was cut.
            let width = self.width.max(row.len());
            let own = (0..width).filter(|index| Some(*index) != self.old_reason);
            let cells = own.map(|index| self.plan.as_text(row, index).into_owned());
            let cells: Vec<String> = cells.chain([reason]).map(|cell| self.writable(cell)).collect();
            self.write(cells.iter().map(String::as_str))?;
        }
        Ok(())
    }

    /// All rows are there.
    pub fn finish(mut self) -> Result<(), FileError> {
        self.writer.flush().map_err(FileError::Unreadable)
    }

    /// Without quotation marks nothing may stand in a cell that would end it.
    fn writable(&self, cell: String) -> String {
        if self.plan.template.text.quote.byte().is_some() {
            return cell;
        }
        let delimiter = char::from(self.plan.template.text.delimiter.byte());
        cell.replace([delimiter, '\r', '\n'], " ")
    }

    fn write<'a>(&mut self, cells: impl Iterator<Item = &'a str>) -> Result<(), FileError> {
        self.writer.write_record(cells).map_err(|error| FileError::Unreadable(error.into()))
    }
}
