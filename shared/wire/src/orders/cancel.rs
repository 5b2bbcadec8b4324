//! Canceling an order: our own `POST /v1/orders/{id}/cancel`.

use domain::Problem;

use crate::body::{Field, body};
use crate::read::Document;

/// A note of a cancellation has at most this many characters.
const MAX_NOTE_LENGTH: usize = 1_800;

body! {
    /// Why an order is canceled.
    CancelInput: PassedOver {
        /// What people should read about it.
        note: Field<String> = Field::only_text(MAX_NOTE_LENGTH),
    }
}

/// Reads the body: a note for the order's history, blank where none is given. No body at all is good.
pub fn read_cancel_note(body: &str) -> Result<String, Vec<Problem>> {
    if body.trim().is_empty() {
        return Ok(String::new());
    }
    let document = Document::read(body)?;
    let note = CancelInput::READ.note.trimmed(&document.object());
    document.finish(note)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_may_be_absent_and_must_not_be_too_long() {
        for (body, note) in [("", ""), (" \n", ""), ("{}", ""), (r#"{"note":" too late "}"#, "too late")] {
            assert_eq!(read_cancel_note(body).as_deref(), Ok(note), "{body}");
        }
        let long = format!(r#"{{"note":"{}"}}"#, "x".repeat(1_801));
        assert_eq!(read_cancel_note(&long).unwrap_err()[0].field, "note");
        assert!(read_cancel_note("nothing").is_err());
    }
}
