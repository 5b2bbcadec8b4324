//! The history of an order (orderdesk-api 2.3).

use domain::limits::MAX_SHORT_TEXT_LENGTH;
use domain::{HistoryLine, MAX_HISTORY_NOTE_LENGTH, NewHistoryNote, Problem, time};
use serde::Serialize;

use crate::body::{Field, Form, body};
use crate::read::Document;

body! {
    /// A line for an order's history.
    HistoryInput: PassedOver {
        /// What happened.
        note: Field<String> = Field::checked_later(Form::ShortWords(MAX_HISTORY_NOTE_LENGTH)).needed(),
        /// By whom.
        source_name: Field<String> = Field::short_text(MAX_SHORT_TEXT_LENGTH).or("API", String::new),
    }
}

/// Reads the body of `POST /orders/{id}/order-history`; all that is wrong with it comes back at once.
pub fn read_note(body: &str) -> Result<NewHistoryNote, Vec<Problem>> {
    let document = Document::read(body)?;
    let object = document.object();
    let fields = &HistoryInput::READ;
    let note = fields.note.filled(&object);
    for problem in NewHistoryNote::new(&note, "").check() {
        object.refuse_for(&problem);
    }
    let source_name = fields.source_name.filled(&object);
    document.finish(NewHistoryNote::new(&note, &source_name))
}

/// A history line as the API writes it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = HistoryLine))]
pub struct HistoryView<'a> {
    /// By whom: `API`, `Auto`, a user.
    source_name: &'a str,
    /// What happened.
    note: &'a str,
    /// When: UTC, `2026-03-01 08:15:00`.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
}

impl<'a> From<&'a HistoryLine> for HistoryView<'a> {
    fn from(line: &'a HistoryLine) -> Self {
        Self { source_name: &line.source_name, note: &line.note, date_added: time::text(line.date_added) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_note_is_by_the_api_unless_somebody_else_is_named() {
        let line = |body| read_note(body).unwrap().line(Timestamp::UNIX_EPOCH);
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
            assert_eq!(read_note(body).unwrap_err()[0].field, "note", "{body}");
        }
        assert!(read_note(&long.replacen('ä', "", 1)).is_ok());
    }
}
