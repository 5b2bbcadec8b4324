//! Canceling an order: our own `POST /v1/orders/{id}/cancel`.

use domain::{Cancellation, Problem, time};
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::Document;

/// A note of a cancellation has at most this many characters.
const MAX_NOTE_LENGTH: usize = 1_800;

body! {
    /// Why an order is canceled.
    CancelInput: PassedOver {
        /// What people should read about it.
        note: Field<String> = Field::only_text(MAX_NOTE_LENGTH).needed(),
        /// Whether the store's admin is mailed of it: always. `false` is refused.
        notify: Field<bool> = Field::flag().or("true", || true),
    }
}

/// What a body says of a cancellation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCancellation {
    /// Why, which says something.
    pub note: String,
    /// Whether it asks that nobody be mailed, which can't be had.
    pub is_silent: bool,
}

/// Reads the body: a note for the order's history, which must say something.
pub fn read_cancellation(body: &str) -> Result<NewCancellation, Vec<Problem>> {
    let document = Document::read(if body.trim().is_empty() { "{}" } else { body })?;
    let object = document.object();
    let note = CancelInput::READ.note.trimmed(&object);
    let is_silent = CancelInput::READ.notify.changed(&object) == Some(false);
    if note.is_empty() {
        object.demand("note", "must say why the order is canceled");
    }
    document.finish(NewCancellation { note, is_silent })
}

/// That an order was canceled, as our own API shows it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Cancellation))]
pub struct CancellationView<'a> {
    /// When.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    at: String,
    /// Who canceled it, as the order's history calls them.
    by: &'a str,
    /// Why.
    note: &'a str,
}

impl<'a> From<&'a Cancellation> for CancellationView<'a> {
    fn from(Cancellation { at, by, note, .. }: &'a Cancellation) -> Self {
        Self { at: time::text(*at), by, note }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_says_so_asks_for_silence() {
        assert!(read_cancellation(r#"{"note":"x","notify":false}"#).unwrap().is_silent);
        for body in [r#"{"note":"x"}"#, r#"{"note":"x","notify":true}"#, r#"{"note":"x","notify":null}"#] {
            assert!(!read_cancellation(body).unwrap().is_silent, "{body}");
        }
    }

    #[test]
    fn a_note_must_be_there_and_must_not_be_too_long() {
        assert_eq!(read_cancellation(r#"{"note":" too late "}"#).unwrap().note, "too late");
        for body in ["", " \n", "{}", r#"{"note":" \n "}"#, r#"{"note":null}"#] {
            assert_eq!(read_cancellation(body).unwrap_err()[0].field, "note", "{body}");
        }
        let long = format!(r#"{{"note":"{}"}}"#, "x".repeat(1_801));
        assert_eq!(read_cancellation(&long).unwrap_err()[0].field, "note");
        assert!(read_cancellation("nothing").is_err());
    }
}
