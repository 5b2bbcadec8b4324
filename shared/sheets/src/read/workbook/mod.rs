//! Workbooks (`.xlsx`): an archive of XML, written out as text that is read as any other.
//!
//! What is read of it is limited before it is in memory: how much is unpacked, how long one element is, how deep elements
//! lie in each other, how many strings are kept. `calamine` is not used as it keeps what it reads without such limits, does
//! not tell a formula without a value from an empty cell, and reads digits by the dozen as a float.

mod archive;
mod cells;
mod date;
mod part;
mod spool;
mod strings;
mod styles;
#[cfg(test)]
mod tests;

use std::io::{Read, Seek, Write};

use quick_xml::events::Event;

pub(in crate::read) use self::date::of_serial;

use self::archive::Archive;
use self::cells::Sheet;
use self::part::{attribute, is_on};
use self::spool::Spool;
use self::strings::Strings;
use self::styles::Styles;
use super::error::FileError;
use super::layout::DateSystem;

/// A workbook has at most this many sheets.
const MAX_SHEETS: usize = 1_000;

/// A workbook that was opened: its archive was looked through, and nothing of its cells was read.
pub struct Workbook<R> {
    archive: Archive<R>,
    sheets: Vec<SheetEntry>,
    system: DateSystem,
    strings: Option<String>,
    styles: Option<String>,
}

struct SheetEntry {
    name: String,
    part: String,
    is_hidden: bool,
}

impl<R: Read + Seek> Workbook<R> {
    /// Opens a workbook, or says what is wrong with it.
    pub fn open(reader: R) -> Result<Self, FileError> {
        let archive = Archive::open(reader)?;
        let part = main_part(&archive)?;
        let links = links_of(&archive, &part)?;
        let mut book = Self {
            sheets: vec![],
            system: DateSystem::Since1900,
            strings: first_of(&links, "/sharedStrings"),
            styles: first_of(&links, "/styles"),
            archive,
        };
        book.read_sheets(&part, &links)?;
        if book.sheets.is_empty() {
            return Err(FileError::refused("is a workbook without a sheet of cells"));
        }
        Ok(book)
    }

    /// The names of its sheets, hidden ones too.
    pub fn sheets(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|sheet| sheet.name.as_str())
    }

    /// Writes the cells of a sheet as text, which [`Rows::open_spool`](super::Rows::open_spool) reads: with each row its
    /// number and with each cell what it was. A blank name is the first sheet that is shown.
    pub fn spool(&mut self, sheet: &str, out: impl Write) -> Result<(), FileError> {
        self.spool_rows(sheet, out, u64::MAX)
    }

    /// The same of the first rows that have something in them, so many.
    pub(super) fn spool_rows(&mut self, sheet: &str, out: impl Write, rows: u64) -> Result<(), FileError> {
        self.archive.begin_again();
        let part = self.sheet(sheet)?.part.clone();
        let strings = match &self.strings {
            Some(part) => Strings::read(&self.archive, part)?,
            None => Strings::default(),
        };
        let styles = match &self.styles {
            Some(part) => Styles::read(&self.archive, part)?,
            None => Styles::default(),
        };
        let mut spool = Spool::new(out, self.system, rows)?;
        Sheet::new(&strings, &styles, self.system).read(self.archive.part(&part)?, &mut spool)?;
        spool.finish()
    }

    fn sheet(&self, name: &str) -> Result<&SheetEntry, FileError> {
        let name = name.trim().to_lowercase();
        let shown = || self.sheets.iter().find(|sheet| !sheet.is_hidden).or(self.sheets.first());
        let found =
            if name.is_empty() { shown() } else { self.sheets.iter().find(|sheet| sheet.name.to_lowercase() == name) };
        found.ok_or_else(|| {
            let names: Vec<_> = self.sheets().take(20).map(|name| format!("\"{name}\"")).collect();
            FileError::refused(format!("must have a sheet \"{name}\", and has {}", names.join(", ")))
        })
    }

    fn read_sheets(&mut self, part: &str, links: &[Link]) -> Result<(), FileError> {
        let mut xml = self.archive.part(part)?;
        let mut buffer = vec![];
        loop {
            let event = xml.event(&mut buffer)?;
            let element = match &event {
                Event::Start(element) | Event::Empty(element) => element,
                Event::Eof => return Ok(()),
                _ => continue,
            };
            match element.local_name().as_ref() {
                "workbookPr" if attribute(element, "date1904")?.is_some_and(|value| is_on(&value)) => {
                    self.system = DateSystem::Since1904;
                }
                "sheet" => {
                    let (name, id) = (attribute(element, "name")?, attribute(element, "id")?);
                    let link = links.iter().find(|link| Some(&link.id) == id.as_ref());
                    // Sheets of charts, dialogs and macros have no cells.
                    let Some(link) = link.filter(|link| link.kind.ends_with("/worksheet")) else { continue };
                    let is_hidden = attribute(element, "state")?.is_some_and(|state| state != "visible");
                    if self.sheets.len() >= MAX_SHEETS {
                        return Err(FileError::refused(format!("must have at most {MAX_SHEETS} sheets")));
                    }
                    let name = name.unwrap_or_default();
                    self.sheets.push(SheetEntry { name, part: link.part.clone(), is_hidden });
                }
                _ => {}
            }
        }
    }
}

/// A link from one part of the archive to another.
struct Link {
    id: String,
    kind: String,
    part: String,
}

/// The part that names the sheets.
fn main_part<R: Read + Seek>(archive: &Archive<R>) -> Result<String, FileError> {
    let named = first_of(&links_of(archive, "")?, "/officeDocument");
    let part = named.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    if !archive.has(&part) || !part.to_lowercase().ends_with(".xml") {
        return Err(FileError::refused("is an archive and no .xlsx workbook"));
    }
    Ok(part)
}

fn first_of(links: &[Link], kind: &str) -> Option<String> {
    links.iter().find(|link| link.kind.ends_with(kind)).map(|link| link.part.clone())
}

/// The links of a part to others of the archive; what lies outside is none of ours.
fn links_of<R: Read + Seek>(archive: &Archive<R>, part: &str) -> Result<Vec<Link>, FileError> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let list = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
    let mut links = vec![];
    if !archive.has(&list) {
        return Ok(links);
    }
    let mut xml = archive.part(&list)?;
    let mut buffer = vec![];
    loop {
        let event = xml.event(&mut buffer)?;
        let element = match &event {
            Event::Start(element) | Event::Empty(element) => element,
            Event::Eof => return Ok(links),
            _ => continue,
        };
        if element.local_name().as_ref() != "Relationship" || links.len() >= MAX_SHEETS * 2 {
            continue;
        }
        if attribute(element, "TargetMode")?.is_some_and(|mode| mode == "External") {
            continue;
        }
        let text = |name| attribute(element, name).map(Option::unwrap_or_default);
        let target = text("Target")?;
        let part = match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None if folder.is_empty() => target,
            None => format!("{folder}/{target}"),
        };
        links.push(Link { id: text("Id")?, kind: text("Type")?, part });
    }
}
