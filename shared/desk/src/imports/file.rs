//! The file of an import in memory, and what is found out of it before its first row is imported.

use std::io::{Cursor, Write};

use domain::{ImportKind, ImportTemplate, NewOrder};
use jiff::Timestamp;
use sheets::read::{Content, Entry, FileError, Layout, Orders, Plan, Position, Rows, Scattered, Workbook};

/// A workbook may have so many bytes as text.
pub(super) const MAX_SPOOL_BYTES: u64 = 64 * 1024 * 1024;

/// A page of a file ends behind so many bytes, however few rows that are.
const MAX_PAGE_BYTES: u64 = 4 * 1024 * 1024;

/// What a file is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Text, as it was sent.
    Text,
    /// The text that was made of a workbook.
    Spool,
}

/// A file that can be read from any of its rows on.
pub(super) struct OpenFile {
    bytes: Vec<u8>,
    form: Form,
    pub(super) layout: Layout,
    pub(super) scattered: Scattered,
}

impl OpenFile {
    /// Opens a file, or says what is wrong with it: what it is, its headings.
    pub(super) fn new(bytes: Vec<u8>, form: Form, template: &ImportTemplate) -> Result<Self, FileError> {
        let layout = rows(&bytes, form, template)?.layout().clone();
        let plan = Plan::new(template, &layout)?;
        let scattered = match template.kind {
            ImportKind::Orders => Scattered::find(rows(&bytes, form, template)?, &plan)?,
            ImportKind::Inventory | ImportKind::Shipments => Scattered::default(),
        };
        Ok(Self { bytes, form, layout, scattered })
    }

    /// Its rows behind a position, or all of them.
    pub(super) fn rows(&self, template: &ImportTemplate, behind: Option<Position>) -> Result<Rows<&[u8]>, FileError> {
        let Some(from) = behind else { return rows(&self.bytes, self.form, template) };
        let start = usize::try_from(from.byte).unwrap_or(usize::MAX);
        Ok(Rows::resume(self.bytes.get(start..).unwrap_or_default(), self.layout.clone(), from))
    }

    /// How many rows it has; all of them are looked at, so that a file with too many is refused before the first is
    /// imported.
    pub(super) fn count_rows(&self, template: &ImportTemplate) -> Result<u64, FileError> {
        self.rows(template, None)?.try_fold(0_u64, |count, row| row.map(|_| count.saturating_add(1)))
    }

    /// Its scattered orders.
    pub(super) fn scattered_orders(
        &self,
        template: &ImportTemplate,
        at: Timestamp,
    ) -> Result<Vec<Entry<NewOrder>>, FileError> {
        let plan = Plan::new(template, &self.layout)?;
        Orders::of_scattered(self.rows(template, None)?, &plan, &self.scattered, at)
    }
}

fn rows<'b>(bytes: &'b [u8], form: Form, template: &ImportTemplate) -> Result<Rows<&'b [u8]>, FileError> {
    match form {
        Form::Text => Rows::open(bytes, template),
        Form::Spool => Rows::open_spool(bytes, template),
    }
}

/// The first of some entries: about so many rows, and where the rest begins; nothing behind the last.
pub(super) fn take<T>(
    entries: impl Iterator<Item = Result<Entry<T>, FileError>>,
    from: Option<Position>,
    most: u32,
) -> Result<(Vec<Entry<T>>, Option<Position>), FileError> {
    let (mut taken, mut count) = (vec![], 0_usize);
    let last = from.unwrap_or_default().byte.saturating_add(MAX_PAGE_BYTES);
    for entry in entries {
        let entry = entry?;
        count = count.saturating_add(entry.rows.len());
        let next = entry.next;
        taken.push(entry);
        if count >= usize::try_from(most).unwrap_or(usize::MAX) || next.byte >= last {
            return Ok((taken, Some(next)));
        }
    }
    Ok((taken, None))
}

/// What a file that came is: text as it is, or a workbook, of which the text is made.
pub(super) fn read(bytes: Vec<u8>, file_name: &str, sheet: &str) -> Result<(Vec<u8>, Form), FileError> {
    let content = Content::of(&bytes)?;
    content.check_name(file_name)?;
    match content {
        Content::Text => Ok((bytes, Form::Text)),
        Content::Workbook => {
            let mut spool = Limited { bytes: vec![], is_full: false };
            let spooled = Workbook::open(Cursor::new(bytes)).and_then(|mut book| book.spool(sheet, &mut spool));
            if spool.is_full {
                let message =
                    format!("must have at most {} MB of text in its cells; send it in parts", MAX_SPOOL_BYTES >> 20);
                return Err(FileError::Refused(message));
            }
            spooled.map(|()| (spool.bytes, Form::Spool))
        }
    }
}

/// A buffer that takes no more than a spool may have.
struct Limited {
    bytes: Vec<u8>,
    is_full: bool,
}

impl Write for Limited {
    fn write(&mut self, more: &[u8]) -> std::io::Result<usize> {
        let length = u64::try_from(self.bytes.len().saturating_add(more.len())).unwrap_or(u64::MAX);
        if length > MAX_SPOOL_BYTES {
            self.is_full = true;
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
