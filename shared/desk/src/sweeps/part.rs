//! One part of a sweep, whoever does it: the function of sweeps, or the call that asked for a small one.

use domain::{Clock, Finding, ImportedEntry, MAX_REPORTS, Sweep, SweepStatus};
use jiff::{SignedDuration, Timestamp};
use table::Outcome;

use super::{Page, Work};
use crate::{Desk, DeskError};

/// So many rows are read at once.
const MAX_ROWS_PER_PAGE: u32 = 100;

/// A part ends after so many rows or so long, at the end of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct PartLimits {
    pub(super) rows: u32,
    pub(super) time: SignedDuration,
}

/// What a part did.
#[derive(Default)]
pub(super) struct Part {
    pub(super) seen: u64,
    created: u64,
    changed: u64,
    unchanged: u64,
    warned: u64,
    pub(super) findings: Vec<Finding>,
    pub(super) entries: Vec<ImportedEntry>,
    pub(super) refused_rows: Vec<u8>,
    ends: bool,
    total: Option<u64>,
    failure: Option<String>,
    /// Where the next one begins; nothing behind the last.
    next: Option<String>,
    /// Whether its findings lie in the bucket.
    pub(super) is_reported: bool,
}

/// Works from the cursor on until the part has enough rows, or took long enough.
pub(super) async fn work_off(
    sweep: &Sweep,
    work: &impl Work,
    clock: &Clock,
    limits: PartLimits,
) -> Result<Part, DeskError> {
    let begun = clock.now();
    let (mut part, mut cursor) = (Part::default(), sweep.cursor.clone());
    loop {
        let left = u64::from(limits.rows).saturating_sub(part.seen);
        let rows = u32::try_from(left).unwrap_or(MAX_ROWS_PER_PAGE).clamp(1, MAX_ROWS_PER_PAGE);
        let next = part.add(work.page(sweep, &cursor, rows).await?);
        let is_enough =
            part.ends || part.seen >= u64::from(limits.rows) || clock.now().duration_since(begun) >= limits.time;
        match next {
            Some(next) if !is_enough => cursor = next,
            next => {
                part.next = next;
                return Ok(part);
            }
        }
    }
}

impl Part {
    /// Adds a page; where the next one begins.
    fn add(&mut self, page: Page) -> Option<String> {
        self.seen = self.seen.saturating_add(page.seen);
        self.created = self.created.saturating_add(page.created);
        self.changed = self.changed.saturating_add(page.changed);
        self.unchanged = self.unchanged.saturating_add(page.unchanged);
        self.warned = self.warned.saturating_add(page.warned);
        self.findings.extend(page.findings);
        self.entries.extend(page.entries);
        self.refused_rows.extend(page.refused_rows);
        self.ends = page.ends_part;
        self.total = page.total.or(self.total);
        self.failure = page.failure;
        page.next.filter(|_| self.failure.is_none())
    }

    /// The sweep once this part of it is done.
    fn after(&self, mut sweep: Sweep, now: Timestamp) -> Sweep {
        sweep.add(self.seen, &self.findings);
        sweep.created = sweep.created.saturating_add(self.created);
        sweep.changed = sweep.changed.saturating_add(self.changed);
        sweep.unchanged = sweep.unchanged.saturating_add(self.unchanged);
        sweep.warned = sweep.warned.saturating_add(self.warned);
        sweep.total = self.total.or(sweep.total);
        if self.is_reported && sweep.reports.len() < MAX_REPORTS {
            sweep.reports.push(sweep.part);
        }
        sweep.part = sweep.part.saturating_add(1);
        if sweep.status.is_open() {
            sweep.status = match (&self.failure, &self.next) {
                (Some(_), _) => SweepStatus::Failed,
                (None, Some(_)) => SweepStatus::Running,
                (None, None) => SweepStatus::Done,
            };
            sweep.failure = self.failure.clone().unwrap_or_default();
        }
        sweep.cursor = self.next.clone().unwrap_or_default();
        sweep.date_updated = now;
        sweep
    }
}

/// Writes how far the sweep is, which has the next part queued. Where it was called off meanwhile it stays so, and
/// what the part did is added. Answers the sweep as it is then; nothing where another did the same part, and was first.
pub(super) async fn save(
    desk: &Desk,
    seen: Sweep,
    version: u64,
    part: &Part,
    now: Timestamp,
) -> Result<Option<Sweep>, DeskError> {
    let (own, mut found, mut tries) = (seen.part, Some((seen, version)), desk.table.tries());
    while let Some((sweep, version)) = found.filter(|(sweep, _)| sweep.part == own) {
        let after = part.after(sweep, now);
        match desk.table.save_sweep(&after, version).await? {
            Outcome::Done(()) => return Ok(Some(after)),
            Outcome::Stale | Outcome::Missing => tries.again().await?,
        }
        found = desk.table.sweep(after.id).await?;
    }
    Ok(None)
}
