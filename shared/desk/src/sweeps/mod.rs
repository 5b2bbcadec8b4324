//! Sweeps: long work over many rows, done part by part.
//!
//! A sweep is a row that says how far it is. Each part goes on from its cursor, and ends with one conditional write of
//! cursor, counts and findings, which by the stream has the next part queued. So a part whose function died is done
//! again from where it began, and what a part does must be harmless when it is done again.

#[cfg(feature = "repairs")]
mod any;
#[cfg(feature = "sweeps")]
mod engine;
#[cfg(any(feature = "rules", feature = "schedule"))]
mod insert;
mod manage;
#[cfg(feature = "rules")]
mod orders;
#[cfg(any(feature = "rules", feature = "sweeps"))]
mod part;
mod rights;
#[cfg(feature = "rules")]
mod scope;
#[cfg(feature = "rules")]
mod start;
#[cfg(feature = "rules")]
mod undo;

use domain::{Finding, ImportedEntry, Sweep};

use crate::DeskError;

#[cfg(feature = "repairs")]
pub use any::AnyWork;
#[cfg(feature = "sweeps")]
pub use engine::{Engine, MAX_ROWS_PER_PART, SweepError};
#[cfg(any(feature = "rules", feature = "schedule"))]
pub use insert::SweepStarted;
#[cfg(feature = "schedule")]
pub(crate) use insert::start_by_itself;
pub use manage::{cancel, find, list};
pub(crate) use manage::{cancel_of, find_of, list_of};
#[cfg(feature = "rules")]
pub use orders::OrderSweeps;
#[cfg(feature = "sweeps")]
pub use queue::PartDue;
pub use rights::permission_of;
#[cfg(feature = "rules")]
pub use {
    start::{start, undo},
    undo::Undos,
};

/// What a sweep that is not there is called in an error.
const SWEEP: &str = "Sweep";

/// What a sweep does: the only part of the engine that differs between kinds of work.
pub trait Work {
    /// Does some of it, from the cursor on: about so many rows. Done again from the same cursor it finds its own work done.
    /// What can't be done is a finding; an error stops the part, which is then tried again.
    fn page(&self, sweep: &Sweep, cursor: &str, rows: u32) -> impl Future<Output = Result<Page, DeskError>>;
}

/// Some of a sweep's work, done.
#[derive(Debug, Default)]
pub struct Page {
    /// How many rows were looked at.
    pub seen: u64,
    /// How much was made that was not there.
    pub created: u64,
    /// How much was changed, beside what the findings tell.
    pub changed: u64,
    /// How much was as it was to be before.
    pub unchanged: u64,
    /// How much of what was made or changed a person should look at.
    pub warned: u64,
    /// What was found.
    pub findings: Vec<Finding>,
    /// How many there are in all, where that is known now.
    pub total: Option<u64>,
    /// Why the sweep can't go on, where it can't.
    pub failure: Option<String>,
    /// Of an import: what became of each of its rows, for the report.
    pub entries: Vec<ImportedEntry>,
    /// Of an import: the rows that it refused, as a file.
    pub refused_rows: Vec<u8>,
    /// Whether the rest is another part's, which finds this one saved.
    pub ends_part: bool,
    /// Where the rest begins; nothing behind the last.
    pub next: Option<String>,
}
