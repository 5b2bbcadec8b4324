//! Repairs: the operator's sweep over all rows, for what was begun and never ended.
//!
//! What a crash, an emulator that lost its stream, or a queue that lost a message left undone is found by its row and
//! done as it would have been: rules that were not run, appointments that were not made or not queued, counts of folders
//! that are off. What left no trace is not found: events of a version that was overwritten before they were read.

#[cfg(feature = "repairs")]
mod appointments;
#[cfg(feature = "repairs")]
mod folders;
#[cfg(feature = "repairs")]
mod orders;
mod start;
#[cfg(feature = "repairs")]
mod work;

pub use start::{RepairStarted, cancel, find, start};
#[cfg(feature = "repairs")]
pub use work::Repairs;
