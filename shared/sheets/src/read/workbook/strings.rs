//! The texts that cells share.

use std::io::{Read, Seek};

use quick_xml::events::Event;

use super::archive::Archive;
use super::part::{append, unescaped};
use crate::read::error::FileError;

/// All shared texts together have at most this many bytes.
const MAX_STRINGS_BYTES: u64 = 48 * 1024 * 1024;

/// So much is kept of any workbook, and beyond it `MAX_RATIO` times what was read for it: texts unpack to 3 to 10 times
/// their size.
const FREE_BYTES: u64 = 2 * 1024 * 1024;

/// See `FREE_BYTES`.
const MAX_RATIO: u64 = 20;

/// There are at most this many.
const MAX_STRINGS: usize = 2_000_000;

/// Texts, one behind the other.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads all of them, as any cell may name any of them.
    pub(super) fn read<R: Read + Seek>(archive: &Archive<R>, part: &str) -> Result<Self, FileError> {
        let mut xml = archive.part(part)?;
        let (mut strings, mut buffer, mut text) = (Self::default(), vec![], String::new());
        let (mut is_text, mut phonetic) = (false, 0_usize);
        loop {
            let limit = xml.packed().saturating_mul(MAX_RATIO).saturating_add(FREE_BYTES).min(MAX_STRINGS_BYTES);
            match xml.event(&mut buffer)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "si" => text.clear(),
                    "t" => is_text = phonetic == 0,
                    "rPh" => phonetic = phonetic.saturating_add(1),
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "si" => strings.push(&unescaped(std::mem::take(&mut text)), limit)?,
                    "t" => is_text = false,
                    "rPh" => phonetic = phonetic.saturating_sub(1),
                    _ => {}
                },
                Event::Empty(element) if element.local_name().as_ref() == "si" => strings.push("", limit)?,
                Event::Eof => return Ok(strings),
                event if is_text => append(&mut text, &event)?,
                _ => {}
            }
        }
    }

    /// The text of this number, from 0 up.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = usize::try_from(*self.ends.get(number)?).ok()?;
        let start = match number.checked_sub(1) {
            Some(before) => usize::try_from(*self.ends.get(before)?).ok()?,
            None => 0,
        };
        self.text.get(start..end)
    }

    fn push(&mut self, text: &str, limit: u64) -> Result<(), FileError> {
        let length = u64::try_from(self.text.len().saturating_add(text.len())).unwrap_or(u64::MAX);
        // Each takes four bytes to be found.
        let memory = length.saturating_add(u64::try_from(self.ends.len()).unwrap_or(u64::MAX).saturating_mul(4));
        if memory > limit || self.ends.len() >= MAX_STRINGS {
            return Err(FileError::refused(
                "has more text in its cells than a workbook of its size can have; save it as .csv",
            ));
        }
        self.text.push_str(text);
        self.ends.push(u32::try_from(length).unwrap_or(u32::MAX));
        Ok(())
    }
}
