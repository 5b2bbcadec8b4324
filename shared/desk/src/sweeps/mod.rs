//! Sweeps: long work over many rows, done part by part.
//!
//! A sweep is a row that says how far it is. Each part goes on from its cursor, and ends with one conditional write of
//! cursor, counts and findings, which by the stream has the next part queued. So a part whose function died is done
//! again from where it began, and what a part does must be harmless when it is done again.

mod engine;

use domain::{Finding, Sweep};

use crate::DeskError;

pub use engine::{Engine, MAX_ROWS_PER_PART, SweepError};
pub use queue::PartDue;

/// What a sweep does: the only part of the engine that differs between kinds of work.
pub trait Work {
    /// Does some of it, from the cursor on: about so many rows. Done again from the same cursor it finds its own work done.
    /// What can't be done is a finding; an error stops the part, which is then tried again.
    fn page(&self, sweep: &Sweep, cursor: &str, rows: u32) -> impl Future<Output = Result<Page, DeskError>>;
}

/// Some of a sweep's work, done.
#[derive(Debug)]
pub struct Page {
    /// How many rows were looked at.
    pub seen: u64,
    /// What was found.
    pub findings: Vec<Finding>,
    /// Where the rest begins; nothing behind the last.
    pub next: Option<String>,
}
