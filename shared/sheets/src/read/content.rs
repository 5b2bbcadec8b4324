//! What a file is, by its bytes and not by its name.

use super::encoding;
use super::error::FileError;

/// What a file that can be imported is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Text with cells between delimiters: `.csv` or `.txt`.
    Text,
    /// A workbook: `.xlsx`.
    Workbook,
}

/// What other files begin with, and what they are.
const OTHERS: [(&[u8], &str); 12] = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old .xls workbook, or one with a password"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"PK\x05\x06", "an empty archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "a database"),
];

/// What pages and other documents begin with, in small letters.
const MARKUP: [(&str, &str); 6] = [
    ("<!doctype", "a web page"),
    ("<html", "a web page"),
    ("<table", "a web page"),
    ("<meta", "a web page"),
    ("<?xml", "an XML document"),
    ("<?mso", "an XML document"),
];

impl Content {
    /// What a file is by its first bytes (a few hundred are enough), or what it is instead.
    pub fn of(first_bytes: &[u8]) -> Result<Self, FileError> {
        if first_bytes.is_empty() {
            return Err(FileError::refused("is empty"));
        }
        if first_bytes.starts_with(b"PK\x03\x04") {
            return Ok(Self::Workbook);
        }
        let other = OTHERS.iter().find(|(start, _)| first_bytes.starts_with(start)).map(|(_, what)| *what);
        match other.or_else(|| other_text(first_bytes)) {
            Some(what) => Err(FileError::refused(format!("is {what}; send a .csv, .txt or .xlsx file"))),
            None => Ok(Self::Text),
        }
    }

    /// Whether a file of this content may be called so: what it is named must be what it is.
    pub fn check_name(self, file_name: &str) -> Result<(), FileError> {
        let ending = file_name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        match (ending.as_str(), self) {
            ("csv" | "txt", Self::Text) | ("xlsx", Self::Workbook) => Ok(()),
            ("csv" | "txt", Self::Workbook) => Err(FileError::refused(format!(
                "is named .{ending} and is an archive; a workbook's name ends in .xlsx"
            ))),
            ("xlsx", Self::Text) => Err(FileError::refused(
                "is named .xlsx and is no workbook but text; such a file's name ends in .csv or .txt",
            )),
            _ => Err(FileError::refused("must be a .csv, .txt or .xlsx file, by its name too")),
        }
    }
}

fn other_text(bytes: &[u8]) -> Option<&'static str> {
    let mark = encoding::of_mark(bytes);
    if mark.is_none() && encoding::of_zeros(bytes).is_none() && bytes.contains(&0) {
        return Some("no text");
    }
    let start: String =
        bytes.iter().filter(|byte| byte.is_ascii_graphic()).take(16).map(|byte| char::from(*byte)).collect();
    let start = start.to_lowercase();
    MARKUP.iter().find(|(markup, _)| start.starts_with(markup)).map(|(_, what)| *what)
}
