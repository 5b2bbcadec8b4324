//! One XML part of a workbook, element by element.

use std::io::BufReader;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::archive::{Meter, Metered};
use crate::read::error::FileError;
use crate::read::rows::MAX_CELL_BYTES;

/// Elements lie in each other so deep at most.
const MAX_DEPTH: usize = 64;

/// The elements of a part.
pub(super) struct Part<'a> {
    reader: Reader<BufReader<Metered<'a>>>,
    meter: Meter,
    depth: usize,
}

impl<'a> Part<'a> {
    pub(super) fn new(reader: BufReader<Metered<'a>>, meter: Meter) -> Self {
        Self { reader: Reader::from_reader(reader), meter, depth: 0 }
    }

    /// How many packed bytes of the archive were read.
    pub(super) fn packed(&self) -> u64 {
        self.meter.packed()
    }

    /// The next element, text or end. What would declare entities is refused, and so is what lies too deep.
    pub(super) fn event<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Event<'b>, FileError> {
        buffer.clear();
        self.meter.next_element();
        let event = self.reader.read_event_into(buffer).map_err(refused)?;
        match &event {
            Event::DocType(_) => {
                return Err(FileError::refused("has a document type declaration, which no workbook has"));
            }
            Event::Start(_) => self.depth = self.depth.saturating_add(1),
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > MAX_DEPTH {
            return Err(FileError::refused("has elements that lie too deep in each other, as no workbook has"));
        }
        Ok(event)
    }
}

fn refused(error: quick_xml::Error) -> FileError {
    match error {
        quick_xml::Error::Io(error) => {
            let kind = error.kind();
            std::sync::Arc::try_unwrap(error).map_or_else(|_| std::io::Error::from(kind).into(), FileError::from)
        }
        error => FileError::refused(format!("is no whole workbook: {error}")),
    }
}

/// An attribute of this local name.
pub(super) fn attribute(element: &BytesStart, name: &str) -> Result<Option<String>, FileError> {
    for attribute in element.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| FileError::refused(format!("is no whole workbook: {error}")))?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_err(|error| FileError::refused(format!("is no whole workbook: {error}")))?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// Whether an attribute says yes.
pub(super) fn is_on(value: &str) -> bool {
    matches!(value, "1" | "true" | "on")
}

/// Appends what an event says to a text: characters, and references to characters that every document knows.
pub(super) fn append(text: &mut String, event: &Event) -> Result<(), FileError> {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(reference) => push_reference(text, reference)?,
        _ => {}
    }
    if text.len() > MAX_CELL_BYTES {
        return Err(FileError::refused("has a cell of more than 256 KB"));
    }
    Ok(())
}

fn push_reference(text: &mut String, reference: &BytesRef) -> Result<(), FileError> {
    let unknown = || FileError::refused("refers to an entity that no workbook has");
    match reference.resolve_char_ref().map_err(|_| unknown())? {
        Some(character) => text.push(character),
        None => text.push_str(resolve_predefined_entity(reference).ok_or_else(unknown)?),
    }
    Ok(())
}

/// `_x000D_` is how a workbook writes what XML can't.
pub(super) fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut read = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find("_x") {
        let (front, escape) = rest.split_at(at);
        read.push_str(front);
        let code = escape.get(2..6).filter(|_| escape.get(6..7) == Some("_"));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        // What is no escape is read as it is, from behind its first two characters on.
        let length = if let Some(character) = character {
            read.push(character);
            7
        } else {
            read.push_str("_x");
            2
        };
        rest = escape.get(length..).unwrap_or_default();
    }
    read.push_str(rest);
    read.replace("\r\n", "\n")
}
