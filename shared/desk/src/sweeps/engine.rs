//! The engine of sweeps: one part per message.

use std::time::Duration;

use domain::{Clock, Finding, FindingResult, Sweep, SweepStatus};
use files::Bucket;
use jiff::SignedDuration;
use queue::PartDue;

use super::Work;
use super::part::{Part, PartLimits, save, work_off};
use crate::error::with_causes;
use crate::{Desk, DeskError};

/// A part ends after so many rows.
pub const MAX_ROWS_PER_PART: u32 = 2_000;

/// A part ends after so long, at the end of a page: the function has three times as long.
const MAX_PART_TIME: SignedDuration = SignedDuration::from_secs(40);

/// A part that failed so often in a row ends its sweep.
const MAX_TRIES: u32 = 5;

/// A part that failed comes again after so long, and each time after so much longer.
const RETRY_WAIT: Duration = Duration::from_secs(30);

/// No failure that is kept with a sweep is longer.
const MAX_FAILURE_LENGTH: usize = 500;

/// Does the parts of sweeps, one per message.
pub struct Engine {
    /// The table.
    pub desk: Desk,
    /// Where the reports of parts are put.
    pub files: Bucket,
    /// Tells the time.
    pub clock: Clock,
    /// A part ends after so many rows.
    pub rows_per_part: u32,
}

/// Why a part could not be done. It comes again after the wait.
#[derive(Debug, thiserror::Error)]
#[error("a part of a sweep failed")]
pub struct SweepError {
    /// How long the message is to be hidden.
    pub wait: Duration,
    /// What failed.
    #[source]
    pub source: DeskError,
}

impl Engine {
    /// Does the part that `due` names, received for the `receives`-th time; its work is what `work` makes.
    ///
    /// The row is the truth: a message of a part that is done, or of a sweep that is over, is dropped. The sweep fails when
    /// its part does so again and again, so that no message goes round for ever.
    pub async fn run<W: Work>(
        &self,
        due: &PartDue,
        receives: u32,
        work: impl Fn(&Sweep) -> W,
    ) -> Result<(), SweepError> {
        let done = Box::pin(self.try_part(due, receives, work)).await;
        let failed = |source| {
            let wait = RETRY_WAIT.saturating_mul(receives.max(1));
            SweepError { wait, source }
        };
        match done {
            Err(error) if receives >= MAX_TRIES => {
                let why = with_causes(&error);
                tracing::error!("a sweep is given up: {why}");
                self.give_up(due, &why).await.map_err(failed)
            }
            done => done.map_err(failed),
        }
    }

    async fn try_part<W: Work>(
        &self,
        due: &PartDue,
        receives: u32,
        work: impl Fn(&Sweep) -> W,
    ) -> Result<(), DeskError> {
        let Some((sweep, version)) = self.desk.table.sweep(due.id).await? else {
            tracing::warn!("dropped: there is no such sweep");
            return Ok(());
        };
        if !sweep.status.is_open() || sweep.part != due.part {
            tracing::info!("dropped: this part is done, or the sweep is over");
            return Ok(());
        }
        if receives > MAX_TRIES {
            // Its function died each time, without a word.
            return self.give_up(due, "the function died again and again").await;
        }
        let work = work(&sweep);
        let limits = PartLimits { rows: self.rows_per_part, time: MAX_PART_TIME };
        let mut part = work_off(&sweep, &work, &self.clock, limits).await?;
        self.report(&sweep, &mut part).await?;
        save(&self.desk, sweep, version, &part, self.clock.now()).await.map(drop)
    }

    /// Puts what the part found into the bucket. Done again it puts what is found then, where that is anything. Where the
    /// bucket does not take it the sweep says so and goes on: what the part did must be counted.
    async fn report(&self, sweep: &Sweep, part: &mut Part) -> Result<(), DeskError> {
        if sweep.import().is_some() {
            return self.report_import(sweep, part).await;
        }
        if part.findings.is_empty() {
            return Ok(());
        }
        let (name, text) = (sweep.report_name(sweep.part), wire::repairs::report(&part.findings));
        match self.files.put(&name, "application/x-ndjson", text.into_bytes()).await {
            Ok(()) => part.is_reported = true,
            Err(error) => {
                let what = format!("its report is missing: {}", with_causes(&error));
                tracing::error!("{what}");
                part.findings.push(Finding { store_id: None, order_id: None, result: FindingResult::Refused, what });
            }
        }
        Ok(())
    }

    /// Puts what became of a file's rows into the bucket, and beside it those that were refused. A merchant mends those
    /// rows: where the bucket does not take them, the part is done again, and finds its own work done.
    async fn report_import(&self, sweep: &Sweep, part: &mut Part) -> Result<(), DeskError> {
        // Each part has one, be it blank: who reads them knows their names by the number of parts.
        let text = wire::imports::report(&part.entries);
        self.files.put(&sweep.report_name(sweep.part), "application/x-ndjson", text.into_bytes()).await?;
        if !part.refused_rows.is_empty() {
            let name = sweep.refused_part_name(sweep.part);
            self.files.put(&name, "text/csv; charset=utf-8", std::mem::take(&mut part.refused_rows)).await?;
            part.is_reported = true;
        }
        Ok(())
    }

    /// Fails a sweep for this reason, unless it is over.
    async fn give_up(&self, due: &PartDue, why: &str) -> Result<(), DeskError> {
        let mut tries = self.desk.table.tries();
        while let Some((mut sweep, version)) = self.desk.table.sweep(due.id).await? {
            if !sweep.status.is_open() || sweep.part != due.part {
                break;
            }
            sweep.status = SweepStatus::Failed;
            sweep.failure = format!("part {} failed {MAX_TRIES} times: {why}", sweep.part);
            sweep.failure = sweep.failure.chars().take(MAX_FAILURE_LENGTH).collect();
            sweep.date_updated = self.clock.now();
            if self.desk.table.save_sweep(&sweep, version).await?.is_done() {
                break;
            }
            tries.again().await?;
        }
        Ok(())
    }
}
