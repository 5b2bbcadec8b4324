//! How far a pickup is: what of its folder was seen, what was fetched, how its last run ended.
//!
//! A file that is being written is left alone: it is fetched once two looks, some time apart, found it the same. What was
//! fetched is noted until it is gone from the folder, so that it is not fetched again when it could not be moved.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{StoreId, is_default};

/// A run looks at most so often: what still changes is for the next run.
pub const MAX_LOOKS: u32 = 3;

/// The next look of a run is so much later.
pub const SECOND_LOOK_AFTER: Duration = Duration::from_secs(45);

/// A file must have stayed the same for so long. Less than the time between two looks, as clocks and queues are not exact.
const REST: SignedDuration = SignedDuration::from_secs(30);

/// At most so many files are fetched at a look; the others at the next run's.
pub const MAX_FILES_PER_LOOK: usize = 20;

/// So many files of a folder are kept in mind, the oldest first.
pub const MAX_SEEN_FILES: usize = 100;

/// So many files that were passed over are named.
const MAX_PASSED_OVER: usize = 20;

/// A run that was begun so long ago and is not over has lost its message.
pub const MAX_OPEN_RUN: SignedDuration = SignedDuration::from_hours(2);

/// An error that is kept is no longer.
const MAX_ERROR_LENGTH: usize = 500;

/// So many runs in a row may fail before the store's admin is mailed, where the next one may well go right.
const MAX_SILENT_FAILURES: u32 = 3;

/// A file of the folder, as it was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenFile {
    /// Its name.
    pub name: String,
    /// How many bytes it has.
    pub size_bytes: u64,
    /// When it was last written, if the server says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Timestamp>,
    /// When it was first seen as it is.
    pub seen_at: Timestamp,
    /// The digest of what was fetched; blank before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fetched: String,
}

impl SeenFile {
    /// One that is seen for the first time.
    pub fn new(name: &str, size_bytes: u64, modified_at: Option<Timestamp>, seen_at: Timestamp) -> Self {
        Self { name: name.to_owned(), size_bytes, modified_at, seen_at, fetched: String::new() }
    }

    /// Whether it was fetched, and only its end is left to do.
    pub fn is_fetched(&self) -> bool {
        !self.fetched.is_empty()
    }

    fn is_as(&self, other: &Self) -> bool {
        self.name == other.name && self.size_bytes == other.size_bytes && self.modified_at == other.modified_at
    }

    fn has_rested(&self, now: Timestamp) -> bool {
        now.duration_since(self.seen_at) >= REST
    }
}

/// A file that was fetched and put into the bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickedUpFile {
    /// Its name there.
    pub name: String,
    /// How many bytes it has.
    pub size_bytes: u64,
    /// When it was fetched.
    pub at: Timestamp,
}

/// A file that can't be picked up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOverFile {
    /// Its name, harmless to show.
    pub name: String,
    /// Why: a sentence for people.
    pub why: String,
}

/// A look of a run: which of it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// The run.
    pub run: u64,
    /// How many looks of it there were before.
    pub look: u32,
}

/// How far a pickup is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct PickupState {
    /// The store.
    pub store_id: StoreId,
    /// The pickup.
    pub pickup_id: String,
    /// The number of its newest run; 0 before the first.
    pub run: u64,
    /// How many looks of that run are over.
    #[serde(skip_serializing_if = "is_default")]
    pub look: u32,
    /// Whether that run is not over.
    pub is_open: bool,
    /// When that run was asked for.
    pub requested_at: Option<Timestamp>,
    /// When the last run ended.
    pub last_run_at: Option<Timestamp>,
    /// What it failed at; blank where it did not.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub last_error: String,
    /// How many runs in a row failed.
    #[serde(skip_serializing_if = "is_default")]
    pub failures: u32,
    /// Whether the store's admin was mailed of them.
    #[serde(skip_serializing_if = "is_default")]
    pub is_mailed: bool,
    /// The last file that was fetched.
    pub last_file: Option<PickedUpFile>,
    /// The digest of which folder that is.
    pub place: String,
    /// What of the folder is kept in mind.
    pub files: Vec<SeenFile>,
    /// What was passed over at the last look.
    pub passed_over: Vec<PassedOverFile>,
}

impl PickupState {
    /// That of a pickup that never ran.
    pub fn new(store_id: StoreId, pickup_id: &str) -> Self {
        Self { store_id, pickup_id: pickup_id.to_owned(), ..Self::default() }
    }

    /// Begins another run, unless one is not over; false then.
    pub fn begin(&mut self, now: Timestamp) -> bool {
        let is_lost = self.requested_at.is_none_or(|at| now.duration_since(at) >= MAX_OPEN_RUN);
        if self.is_open && !is_lost {
            return false;
        }
        self.run = self.run.saturating_add(1);
        self.look = 0;
        self.is_open = true;
        self.requested_at = Some(now);
        true
    }

    /// The look that is due; none where the run is over.
    pub fn due(&self) -> Option<Look> {
        self.is_open.then_some(Look { run: self.run, look: self.look })
    }

    /// After how long the look that is due is to be.
    pub fn wait(&self) -> Duration {
        if self.look == 0 { Duration::ZERO } else { SECOND_LOOK_AFTER }
    }

    /// Looks at this folder from now on, by its digest. What was seen in another one says nothing of it.
    pub fn be_at(&mut self, place: &str) {
        if self.place != place {
            self.files.clear();
            place.clone_into(&mut self.place);
        }
    }

    /// Notes what is in the folder now; where the listing is not whole, what is not in it may be there all the same.
    pub fn see(&mut self, listed: Vec<SeenFile>, is_whole: bool) {
        let before = std::mem::take(&mut self.files);
        let known = |file: SeenFile| before.iter().find(|known| known.is_as(&file)).cloned().unwrap_or(file);
        let mut files: Vec<SeenFile> = listed.into_iter().map(known).collect();
        if !is_whole {
            let is_left = |known: &&SeenFile| files.iter().all(|file| file.name != known.name);
            let left: Vec<SeenFile> = before.iter().filter(is_left).cloned().collect();
            files.extend(left);
        }
        // What was fetched must not be forgotten. A time that is not known is the latest.
        let at = |file: &SeenFile| file.modified_at.unwrap_or(Timestamp::MAX);
        files.sort_by(|a, b| (!a.is_fetched(), at(a), &a.name).cmp(&(!b.is_fetched(), at(b), &b.name)));
        files.truncate(MAX_SEEN_FILES);
        self.files = files;
    }

    /// What was fetched and is still there.
    pub fn left_over(&self) -> Vec<SeenFile> {
        self.files.iter().filter(|file| file.is_fetched()).cloned().collect()
    }

    /// What can be fetched: it stayed the same between two looks. The first [`MAX_FILES_PER_LOOK`] of it.
    pub fn at_rest(&self, now: Timestamp) -> Vec<SeenFile> {
        let at_rest = self.files.iter().filter(|file| !file.is_fetched() && file.has_rested(now));
        at_rest.take(MAX_FILES_PER_LOOK).cloned().collect()
    }

    /// Notes that a file was fetched and is in the bucket.
    pub fn note_fetched(&mut self, file: &SeenFile, digest: &str, now: Timestamp) {
        for seen in self.files.iter_mut().filter(|seen| seen.is_as(file)) {
            digest.clone_into(&mut seen.fetched);
        }
        self.last_file = Some(PickedUpFile { name: file.name.clone(), size_bytes: file.size_bytes, at: now });
    }

    /// Notes that another file has taken the name of one that was fetched: it is first seen now.
    pub fn see_anew(&mut self, name: &str, now: Timestamp) {
        for file in self.files.iter_mut().filter(|file| file.name == name) {
            file.fetched.clear();
            file.seen_at = now;
        }
    }

    /// Forgets a file that is no longer there.
    pub fn forget(&mut self, name: &str) {
        self.files.retain(|file| file.name != name);
    }

    /// Notes a file that can't be picked up.
    pub fn pass_over(&mut self, name: &str, why: &str) {
        if self.passed_over.len() < MAX_PASSED_OVER {
            let why = why.chars().take(MAX_ERROR_LENGTH).collect();
            self.passed_over.push(PassedOverFile { name: name.to_owned(), why });
        }
    }

    /// Ends the look, and the run with it unless a file must be looked at again that this run saw change.
    pub fn end_look(&mut self, now: Timestamp) {
        self.look = self.look.saturating_add(1);
        let waits = self.files.iter().any(|file| !file.is_fetched() && !file.has_rested(now));
        if !waits || self.look >= MAX_LOOKS {
            self.end(now, "");
        }
    }

    /// Ends the run by a failure, of which the store's admin is to be mailed where this answers so: at once where a
    /// person must do something, else after some in a row. Once until a run goes right.
    pub fn fail(&mut self, now: Timestamp, why: &str, is_passing: bool) -> bool {
        self.end(now, why);
        let is_due = !self.is_mailed && (!is_passing || self.failures >= MAX_SILENT_FAILURES);
        self.is_mailed |= is_due;
        is_due
    }

    fn end(&mut self, now: Timestamp, why: &str) {
        self.is_open = false;
        self.last_run_at = Some(now);
        self.last_error = why.chars().take(MAX_ERROR_LENGTH).collect();
        self.failures = if why.is_empty() { 0 } else { self.failures.saturating_add(1) };
        self.is_mailed &= !why.is_empty();
    }
}

#[cfg(test)]
mod tests;
