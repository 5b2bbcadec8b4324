//! The archive of a workbook, of which no more is unpacked than an honest one can have.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::io::{self, BufReader, Read, Seek};
use std::rc::Rc;

use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder, ZipLocator};

use super::part::Part;
use crate::read::error::{FileError, Refused};

/// A workbook has at most this many parts.
const MAX_PARTS: usize = 2_000;

/// So much may be unpacked of any archive, and beyond it `MAX_RATIO` times what was read for it: cells of a sheet unpack to 10
/// to 20 times their size, what is made to fill a memory to 1,000 times. What unpacks to more than 50 times its size is
/// refused before 64 MB.
const FREE_BYTES: u64 = 32 * 1024 * 1024;

/// See `FREE_BYTES`.
const MAX_RATIO: u64 = 25;

/// And no more than this.
const MAX_UNPACKED_BYTES: u64 = 512 * 1024 * 1024;

/// So much is unpacked for one element, tag or text, at most.
const MAX_ELEMENT_BYTES: u64 = 512 * 1024;

/// What is read ahead of the element that is looked at.
const READ_AHEAD_BYTES: u64 = 32 * 1024;

/// The name of a part has at most this many bytes.
const MAX_PART_NAME_BYTES: usize = 255;

/// An archive that was looked through: its parts have decent names, and each can be unpacked.
pub(super) struct Archive<R> {
    zip: ZipArchive<File<R>>,
    parts: HashMap<String, Entry>,
    meter: Meter,
}

/// The file of an archive, of which any part is read.
struct File<R>(RefCell<R>);

impl<R: Read + Seek> ReaderAt for File<R> {
    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut file = self.0.borrow_mut();
        file.seek(io::SeekFrom::Start(offset))?;
        file.read(into)
    }
}

#[derive(Clone, Copy)]
struct Entry {
    wayfinder: ZipArchiveEntryWayfinder,
    is_deflated: bool,
}

/// What was read and unpacked of an archive so far, and since the last element began.
#[derive(Clone, Default)]
pub(super) struct Meter {
    packed: Rc<Cell<u64>>,
    unpacked: Rc<Cell<u64>>,
    element: Rc<Cell<u64>>,
}

impl<R: Read + Seek> Archive<R> {
    /// Looks through the list of parts.
    pub(super) fn open(mut reader: R) -> Result<Self, FileError> {
        let length = reader.seek(io::SeekFrom::End(0))?;
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let located = ZipLocator::new().locate_in_reader(File(RefCell::new(reader)), &mut buffer, length);
        let zip = located.map_err(|(_, error)| broken(&error))?;
        let mut parts = HashMap::new();
        let mut entries = zip.entries(&mut buffer);
        let mut count = 0_usize;
        while let Some(entry) = entries.next_entry().map_err(|error| broken(&error))? {
            count = count.saturating_add(1);
            if count > MAX_PARTS {
                return Err(FileError::refused(format!("must have at most {MAX_PARTS} parts, as an archive")));
            }
            let path = entry.file_path();
            let name = std::str::from_utf8(path.as_ref()).ok().and_then(decent_name);
            let Some(name) = name else {
                let shown = String::from_utf8_lossy(path.as_ref()).chars().take(60).collect::<String>();
                return Err(FileError::refused(format!(
                    "is an archive with a part of the name \"{shown}\", which no workbook has"
                )));
            };
            let method = entry.compression_method();
            if entry.is_dir() || name.is_empty() {
                continue;
            }
            if entry.flags().is_encrypted()
                || !(method == CompressionMethod::DEFLATE || method == CompressionMethod::STORE)
            {
                return Err(FileError::refused("is packed in a way that no workbook is, or with a password"));
            }
            let part = Entry { wayfinder: entry.wayfinder(), is_deflated: method == CompressionMethod::DEFLATE };
            if parts.insert(name.clone(), part).is_some() {
                return Err(FileError::refused(format!("is an archive with two parts of the name \"{name}\"")));
            }
        }
        Ok(Self { zip, parts, meter: Meter::default() })
    }

    /// What was unpacked before counts no more: a workbook is read again, for another sheet or a preview.
    pub(super) fn begin_again(&self) {
        self.meter.packed.set(0);
        self.meter.unpacked.set(0);
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.parts.contains_key(&name.to_lowercase())
    }

    /// The XML of a part, unpacked as it is read.
    pub(super) fn part(&self, name: &str) -> Result<Part<'_>, FileError> {
        let missing = || FileError::refused(format!("is a workbook without its part \"{name}\""));
        let entry = self.parts.get(&name.to_lowercase()).ok_or_else(missing)?;
        let packed = self.zip.get_entry(entry.wayfinder).map_err(|error| broken(&error))?;
        let read = Packed { inner: packed.reader(), meter: self.meter.clone() };
        let unpacked: Box<dyn Read + '_> = if entry.is_deflated {
            Box::new(packed.verifying_reader(DeflateDecoder::new(read)))
        } else {
            Box::new(packed.verifying_reader(read))
        };
        let metered = Metered { inner: unpacked, meter: self.meter.clone() };
        Ok(Part::new(BufReader::new(metered), self.meter.clone()))
    }
}

/// The name in small letters, without a `/` in front; none for one that leads out of the archive or is no name.
fn decent_name(name: &str) -> Option<String> {
    let bare = name.strip_prefix('/').unwrap_or(name);
    let is_decent = bare.len() <= MAX_PART_NAME_BYTES
        && !bare.starts_with('/')
        && !bare.contains(['\\', ':'])
        && !bare.contains(char::is_control)
        && bare.split('/').all(|step| step != ".." && step != ".");
    is_decent.then(|| bare.to_lowercase())
}

fn broken(error: &rawzip::Error) -> FileError {
    FileError::refused(format!("is no whole workbook: {error}"))
}

impl Meter {
    /// An element begins.
    pub(super) fn next_element(&self) {
        self.element.set(0);
    }

    /// How many packed bytes were read.
    pub(super) fn packed(&self) -> u64 {
        self.packed.get()
    }

    fn unpack(&self, count: usize) -> io::Result<()> {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        let refused = |message: &str| Err(io::Error::other(Refused(message.to_owned())));
        self.unpacked.set(self.unpacked.get().saturating_add(count));
        self.element.set(self.element.get().saturating_add(count));
        let by_ratio = self.packed.get().saturating_mul(MAX_RATIO).saturating_add(FREE_BYTES);
        if self.unpacked.get() > by_ratio.min(MAX_UNPACKED_BYTES) {
            return refused("unpacks to more than a workbook of its size can have; save it as .csv");
        }
        if self.element.get() > MAX_ELEMENT_BYTES.saturating_add(READ_AHEAD_BYTES) {
            return refused("has a cell of more than 256 KB, or another part that is too long");
        }
        Ok(())
    }
}

/// What is read to be unpacked, counted.
struct Packed<R> {
    inner: R,
    meter: Meter,
}

impl<R: Read> Read for Packed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        let packed = self.meter.packed.get().saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        self.meter.packed.set(packed);
        Ok(read)
    }
}

/// What is unpacked, counted before anybody sees it.
pub(super) struct Metered<'a> {
    inner: Box<dyn Read + 'a>,
    meter: Meter,
}

impl Read for Metered<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.meter.unpack(read)?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use flate2::{Compress, Compression, FlushCompress};
    use quick_xml::events::Event;
    use rawzip::{DataDescriptorOutput, ZipArchiveWriter};

    use super::*;

    const MEGABYTE: usize = 1024 * 1024;

    /// An archive of one part: a gigabyte of comments that unpack to `times` times their size, about.
    fn bomb(times: usize) -> Vec<u8> {
        // Letters that hardly pack, always the same.
        let numbers =
            std::iter::successors(Some(7_u32), |last| Some(last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223)));
        let letters = numbers.map(|number| char::from(b'a' + u8::try_from(number >> 27).unwrap() % 26));
        let random: String = letters.take(MEGABYTE / times).collect();
        let block = |text: &str, flush| {
            let mut packed = Vec::with_capacity(text.len() + 1_024);
            Compress::new(Compression::best(), false).compress_vec(text.as_bytes(), &mut packed, flush).unwrap();
            packed
        };
        let more = format!("<!--{}-->", "x".repeat(1_017)).repeat((MEGABYTE - random.len()) / 1_024);
        let comments = format!("<!--{random}-->{more}");
        let packed = [block("<a>", FlushCompress::Full), block(&comments, FlushCompress::Full).repeat(1_024)].concat();
        let mut file = vec![];
        let mut archive = ZipArchiveWriter::new(&mut file);
        let (mut entry, _) = archive.new_file("a.xml").compression_method(CompressionMethod::DEFLATE).start().unwrap();
        entry.write_all(&packed).unwrap();
        entry.finish(DataDescriptorOutput::new(0, u64::try_from(comments.len() * 1_024).unwrap())).unwrap();
        archive.finish().unwrap();
        file
    }

    /// Catches a bomb of which more is unpacked than 64 MB before it is refused, and one that is refused for no reason.
    #[test]
    fn no_more_than_64_megabytes_of_a_bomb_are_unpacked() {
        for times in [1_000, 200, 80] {
            let file = bomb(times);
            let ratio = 1_024 * MEGABYTE / file.len();
            assert!(ratio > 50, "{times} is {ratio}");
            let archive = Archive::open(Cursor::new(file)).unwrap();
            let (mut part, mut buffer) = (archive.part("a.xml").unwrap(), vec![]);
            let refused = loop {
                match part.event(&mut buffer) {
                    Ok(Event::Eof) => panic!("it was taken"),
                    Ok(_) => {}
                    Err(error) => break error.to_string(),
                }
            };
            assert!(refused.contains("unpacks to more"), "{refused}");
            let unpacked = archive.meter.unpacked.get();
            assert!(unpacked <= 64 * 1024 * 1024, "{unpacked} bytes at {ratio}");
        }
    }
}
