//! Why a whole file is not read.

use std::fmt;
use std::io;

/// Why a file is not read, or no further.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// Where it lies could not be read: the same may go well later.
    #[error("the file could not be read")]
    Unreadable(#[source] io::Error),
    /// It is no file that can be imported; says what it is and what was expected.
    #[error("{0}")]
    Refused(String),
    /// Its headings are not those of its template.
    #[error("{0}")]
    Headings(HeadingDifference),
}

impl FileError {
    pub(super) fn refused(message: impl Into<String>) -> Self {
        Self::Refused(message.into())
    }
}

impl From<io::Error> for FileError {
    /// A refusal that came through a reader is that refusal. What can't be unpacked is broken, and not late.
    fn from(error: io::Error) -> Self {
        if let Some(refusal) = error.get_ref().and_then(|inner| inner.downcast_ref::<Refused>()) {
            return Self::Refused(refusal.0.clone());
        }
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                Self::refused("is broken: a part of it can't be unpacked; save it anew")
            }
            _ => Self::Unreadable(error),
        }
    }
}

/// A refusal on its way through a reader.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Refused(pub(super) String);

/// How the headings of a file differ from those of its template.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HeadingDifference {
    /// What the template has and the file has not.
    pub missing: Vec<String>,
    /// What the file has and the template has not.
    pub unknown: Vec<String>,
    /// What the file has more than once, so that nobody can tell which is meant.
    pub repeated: Vec<String>,
    /// At a place that the template names: the place, what the template has there, and what the file has.
    pub others: Vec<(u32, String, String)>,
}

impl HeadingDifference {
    pub(super) fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for HeadingDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("has other headings than its template")?;
        for (what, headings) in
            [("missing", &self.missing), ("not in the template", &self.unknown), ("there twice", &self.repeated)]
        {
            if !headings.is_empty() {
                let quoted: Vec<_> = headings.iter().map(|heading| format!("\"{heading}\"")).collect();
                write!(f, "; {what}: {}", quoted.join(", "))?;
            }
        }
        for (place, expected, found) in &self.others {
            write!(f, "; column {place} must be \"{expected}\", and is \"{found}\"")?;
        }
        Ok(())
    }
}
