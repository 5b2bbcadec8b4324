//! Reading a history note: `POST /orders/{id}/order-history` (orderdesk-api 2.3).

use jiff::Timestamp;

use super::read::{Document, Problem};
use crate::HistoryLine;

/// A note has at most so many characters; the reference advises 1,800.
pub const MAX_HISTORY_NOTE_LENGTH: usize = 2_000;

/// What somebody wants to have in an order's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewHistoryNote {
    note: String,
    source_name: String,
}

impl NewHistoryNote {
    /// Reads the body; all that is wrong with it comes back at once.
    pub fn read(body: &str) -> Result<Self, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let object = document.object();
        let note = object.text("note").unwrap_or_default().trim().to_owned();
        if note.is_empty() {
            object.refuse("note", "is needed");
        }
        if note.chars().count() > MAX_HISTORY_NOTE_LENGTH {
            object.refuse("note", format!("must be at most {MAX_HISTORY_NOTE_LENGTH} characters"));
        }
        let source_name = object.short_text("source_name", 255).map(|name| name.trim().to_owned());
        let source_name = source_name.filter(|name| !name.is_empty()).unwrap_or_else(|| "API".to_owned());
        match document.problems() {
            problems if problems.is_empty() => Ok(Self { note, source_name }),
            problems => Err(problems),
        }
    }

    /// The line, as of now.
    pub fn line(&self, now: Timestamp) -> HistoryLine {
        HistoryLine { date_added: now, source_name: self.source_name.clone(), note: self.note.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_by_the_api_unless_somebody_else_is_named() {
        let line = |body| NewHistoryNote::read(body).unwrap().line(Timestamp::UNIX_EPOCH);
        assert_eq!(
            (line(r#"{"note":" a "}"#).note.as_str(), line(r#"{"note":"a"}"#).source_name.as_str()),
            ("a", "API")
        );
        assert_eq!(line(r#"{"note":"a","source_name":"Ana","more":1}"#).source_name, "Ana");
    }

    #[test]
    fn a_note_that_is_missing_blank_or_too_long_is_refused_by_name() {
        let long = format!("{{\"note\":\"{}\"}}", "ä".repeat(MAX_HISTORY_NOTE_LENGTH + 1));
        for body in ["{}", r#"{"note":" "}"#, r#"{"note":null}"#, r#"{"note":[1]}"#, &long] {
            assert_eq!(NewHistoryNote::read(body).unwrap_err()[0].field, "note", "{body}");
        }
        assert!(NewHistoryNote::read(&long.replacen('ä', "", 1)).is_ok());
    }
}
