//! The answer to a call whose use case was not carried out.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use desk::{DeskError, TableError};

use crate::reply::{ApiReply, Failure};

/// So many rows are remembered as unreadable.
const MAX_NOTED: usize = 1_000;

/// What a caller is told whose change never had its turn.
const CONTENDED: &str = "Others keep changing the same thing; nothing of this call was written, try again";

/// When to try again, in seconds.
const RETRY_AFTER_SECONDS: u8 = 2;

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        let reply = match &error {
            DeskError::NotFound(what) => ApiReply::not_found(what),
            DeskError::Invalid(problems) => ApiReply::invalid(problems),
            DeskError::Forbidden(problems) => ApiReply::refused(403, problems),
            DeskError::Lacks(_) | DeskError::ReadOnly(_) => ApiReply::refusal(403, error.to_string()),
            DeskError::Conflict(message) => ApiReply::refusal(409, message),
            DeskError::Gone(message) => ApiReply::refusal(410, message),
            DeskError::ConflictIn(problems) => ApiReply::refused(409, problems),
            DeskError::Changed(_, version) => ApiReply::refusal(412, error.to_string()).header("etag", etag(*version)),
            DeskError::TryAgain(message) => again(message),
            DeskError::Table(TableError::Contended { .. }) => again(CONTENDED),
            DeskError::Table(TableError::TooLarge { bytes, max }) => {
                ApiReply::refusal(413, format!("It would take {bytes} bytes to keep, and at most {max} fit"))
            }
            DeskError::Table(TableError::TooMany { found, max }) => ApiReply::refusal(400, too_many(*found, *max)),
            DeskError::Table(TableError::Unreadable { key, .. }) => {
                note_unreadable(key, &error);
                ApiReply::refusal(500, "What is kept here is unreadable; it can be removed, and lists pass over it")
            }
            _ => return Self::Broken(Box::new(error)),
        };
        Self::Refused(reply)
    }
}

impl From<TableError> for Failure {
    fn from(error: TableError) -> Self {
        DeskError::from(error).into()
    }
}

/// Names a row that nobody can read in the log: as an error once, and as a warning when it is asked for again.
fn note_unreadable(key: &str, error: &DeskError) {
    static NOTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut noted = NOTED.lock().unwrap_or_else(PoisonError::into_inner);
    if noted.len() < MAX_NOTED && noted.insert(key.to_owned()) {
        tracing::error!("answered 500: {error:?}");
    } else {
        tracing::warn!("answered 500 again: {error:?}");
    }
}

fn again(message: &str) -> ApiReply {
    ApiReply::refusal(503, message).header("retry-after", RETRY_AFTER_SECONDS.to_string())
}

fn too_many(found: usize, max: usize) -> String {
    format!(
        "{found} orders or more would have to be looked at one by one, and at most {max} are: \
         narrow it by folder_id or dates, or leave out order_by"
    )
}

/// The `ETag` of an order or a rule: the version of its row.
pub fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// What the caller is told. What broke is logged, and only that something broke is told.
pub fn to_reply(failure: impl Into<Failure>) -> ApiReply {
    failure.into().reply()
}
