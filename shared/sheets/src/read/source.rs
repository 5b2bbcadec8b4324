//! The bytes of a text file, as they are cut into rows, and how far each is into the file.

use std::io::{self, Read};

use domain::FileEncoding;
use encoding_rs::{CoderResult, Decoder};

use super::encoding;

/// So many bytes are read at once.
const BLOCK_BYTES: usize = 64 * 1024;

/// A stream of bytes in which every delimiter, quotation mark and end of line is one byte.
///
/// Encodings whose characters hide no such byte in them are handed on as they are and decoded cell by cell, so that a place
/// in the stream is a place in the file. UTF-16 is turned into UTF-8 on the way; each unit of it is two bytes of the file.
pub(super) struct Source<R> {
    reader: R,
    block: Vec<u8>,
    start: usize,
    end: usize,
    byte: u64,
    /// How many bytes of the file were read, whether they are done with or not.
    read: u64,
    utf16: Option<Utf16>,
}

struct Utf16 {
    decoder: Decoder,
    raw: Vec<u8>,
    raw_length: usize,
    /// All of the file was read.
    is_last: bool,
    /// And decoded: a decoder must not be asked again.
    is_done: bool,
}

impl<R: Read> Source<R> {
    /// A stream of which so many bytes lie in front of what `reader` gives.
    pub(super) fn new(reader: R, byte: u64) -> Self {
        Self { reader, block: vec![0; BLOCK_BYTES], start: 0, end: 0, byte, read: byte, utf16: None }
    }

    /// From here on, bytes are of this encoding. Before anything but a mark was consumed.
    pub(super) fn decode(&mut self, encoding: FileEncoding) {
        if !matches!(encoding, FileEncoding::Utf16Le | FileEncoding::Utf16Be) {
            return;
        }
        let mut raw = vec![0; BLOCK_BYTES / 4];
        // What was read already is raw.
        let read = self.block.get(self.start..self.end).unwrap_or_default();
        raw.resize(raw.len().max(read.len()), 0);
        if let Some(front) = raw.get_mut(..read.len()) {
            front.copy_from_slice(read);
        }
        let decoder = encoding::decoder(encoding).new_decoder_without_bom_handling();
        self.utf16 = Some(Utf16 { decoder, raw, raw_length: read.len(), is_last: false, is_done: false });
        (self.start, self.end) = (0, 0);
    }

    /// What comes next; nothing at the end.
    pub(super) fn fill(&mut self) -> io::Result<&[u8]> {
        if self.start >= self.end {
            (self.start, self.end) = (0, 0);
            match &mut self.utf16 {
                None => self.end = read_some(&mut self.reader, &mut self.block, &mut self.read)?,
                Some(utf16) => self.end = utf16.fill(&mut self.reader, &mut self.block, &mut self.read)?,
            }
        }
        Ok(self.block.get(self.start..self.end).unwrap_or_default())
    }

    /// At least so many bytes of what comes next, or all there are; only before anything is decoded.
    pub(super) fn peek(&mut self, length: usize) -> io::Result<&[u8]> {
        while self.end.saturating_sub(self.start) < length && self.end < self.block.len() {
            let free = self.block.get_mut(self.end..).unwrap_or_default();
            let read = read_some(&mut self.reader, free, &mut self.read)?;
            if read == 0 {
                break;
            }
            self.end = self.end.saturating_add(read);
        }
        Ok(self.block.get(self.start..self.end).unwrap_or_default())
    }

    /// So many bytes of what came are done with.
    pub(super) fn consume(&mut self, count: usize) {
        let until = self.start.saturating_add(count).min(self.end);
        let consumed = self.block.get(self.start..until).unwrap_or_default();
        let bytes = if self.utf16.is_some() { utf16_bytes(consumed) } else { consumed.len() };
        self.byte = self.byte.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
        self.start = until;
        // Units that are broken off by the end of the file are one sign, however many they are.
        if self.start == self.end && self.utf16.as_ref().is_some_and(|utf16| utf16.is_done) {
            self.byte = self.read;
        }
    }

    /// How many bytes of the file are done with.
    pub(super) fn byte(&self) -> u64 {
        self.byte
    }
}

impl Utf16 {
    fn fill(&mut self, reader: &mut impl Read, block: &mut [u8], count: &mut u64) -> io::Result<usize> {
        while !self.is_done {
            let raw = self.raw.get(..self.raw_length).unwrap_or_default();
            let (result, read, written, _) = self.decoder.decode_to_utf8(raw, block, self.is_last);
            self.raw.copy_within(read..self.raw_length, 0);
            self.raw_length = self.raw_length.saturating_sub(read);
            self.is_done = self.is_last && result == CoderResult::InputEmpty;
            if written > 0 || self.is_done {
                return Ok(written);
            }
            let free = self.raw.get_mut(self.raw_length..).unwrap_or_default();
            let more = read_some(reader, free, count)?;
            self.raw_length = self.raw_length.saturating_add(more);
            self.is_last = more == 0;
        }
        Ok(0)
    }
}

/// How many bytes this UTF-8 has as UTF-16. Begins and ends anywhere: each character counts with its first byte.
fn utf16_bytes(utf8: &[u8]) -> usize {
    utf8.iter()
        .map(|byte| match byte {
            0x80..=0xbf => 0,
            0xf0.. => 4,
            _ => 2,
        })
        .sum()
}

/// Reads what there is, and counts it.
fn read_some(reader: &mut impl Read, into: &mut [u8], count: &mut u64) -> io::Result<usize> {
    loop {
        match reader.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => {
                let more = u64::try_from(*read.as_ref().unwrap_or(&0)).unwrap_or(u64::MAX);
                *count = count.saturating_add(more);
                return read;
            }
        }
    }
}
