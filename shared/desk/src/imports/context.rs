//! What is the same for all entries of a page.

use domain::{Import, Store};
use jiff::{SignedDuration, Timestamp};
use sheets::read::Plan;

use super::by_metadata::ByMetadata;
use super::would::Would;
use crate::orders::RunRules;
use crate::{Actor, Desk};

/// What each entry of a file is imported with.
pub(super) struct Context<'a> {
    pub(super) desk: &'a Desk,
    pub(super) store: &'a Store,
    pub(super) import: &'a Import,
    /// The import's number.
    pub(super) number: u64,
    pub(super) plan: &'a Plan<'a>,
    pub(super) now: Timestamp,
    /// The orders by the field of their metadata that tells those of shipments, where that is how they are told.
    pub(super) by_metadata: Option<&'a ByMetadata>,
    /// What a dry run would have written of its part so far.
    pub(super) would: &'a Would,
}

impl Context<'_> {
    pub(super) fn rules(&self) -> RunRules {
        if self.import.template.runs_rules { RunRules::Yes } else { RunRules::No }
    }

    /// A moment of its own for each row, by which a write whose answer was lost is known from that of another row.
    pub(super) fn moment(&self, row: u64) -> Timestamp {
        let nanoseconds = i64::try_from(row).unwrap_or_default();
        self.now.checked_add(SignedDuration::from_nanos(nanoseconds)).unwrap_or(self.now)
    }

    /// Whether what was changed last by `name` shows that this row had its turn before: it was changed by the row, or by one
    /// behind it.
    pub(super) fn has_done(&self, row: u64, name: &str) -> bool {
        Actor::row_of_import(self.number, name).is_some_and(|last| last >= row)
    }

    /// What tells a row of this import from every other creation. No header holds a line break, so that it is no
    /// caller's key.
    pub(super) fn key(&self, row: u64) -> String {
        format!("import\n{}\n{row}", self.number)
    }
}
