//! Whether the orders that another export claimed may be taken over.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use domain::{ExportFile, FileStatus, StoreId, Sweep, SweepId, SweepStatus, SweepWork};
use jiff::Timestamp;

use crate::{Desk, DeskError};

/// So many files are looked at in one request.
const PAGE: i32 = 200;

/// What is known of other exports, for one part: one that is free stays so.
#[derive(Default)]
pub(super) struct Freed(Mutex<HashMap<u64, bool>>);

impl Freed {
    /// Whether what the export of this number claimed may be taken over by the export `by`.
    ///
    /// It may when that export is over, and none of its files is being delivered, or will be. So that none ever will be, its
    /// row says first who took over. Whoever delivers a file says in the file's row that he begins, and reads the export's
    /// row then; we write the export's row, and read the files' then: one of both sees the other.
    pub(super) async fn is_free(
        &self,
        desk: &Desk,
        store_id: StoreId,
        (export, by): (u64, u64),
        now: Timestamp,
    ) -> Result<bool, DeskError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&export).copied();
        if let Some(is_free) = known {
            return Ok(is_free);
        }
        let is_free = free(desk, SweepId::export(store_id, export), (store_id, by), now).await?;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(export, is_free);
        Ok(is_free)
    }
}

async fn free(desk: &Desk, id: SweepId, (store_id, by): (StoreId, u64), now: Timestamp) -> Result<bool, DeskError> {
    let mut tries = desk.table.tries();
    loop {
        // One that is not kept any more delivers nothing.
        let Some((sweep, version)) = desk.table.sweep(id).await? else { return Ok(true) };
        let Some(export) = sweep.export().filter(|_| !sweep.status.is_open()) else { return Ok(false) };
        let (mut is_open, mut is_settled) = (false, true);
        let mut from = Some(0);
        while let Some(next) = from {
            let files = desk.table.export_files(store_id, id.number, next, PAGE).await?;
            from = files.last().map(|file| file.index.saturating_add(1));
            for file in &files {
                is_settled &= file.status == FileStatus::Settled;
                is_open |= is_busy(file, now)
                    || (export.taken_over_by.is_none() && has_open_appointment(desk, store_id, file).await?);
            }
        }
        if is_open {
            return Ok(false);
        }
        // What is done and settled has nothing left to deliver; of one that was called off, a part may still be at work.
        if export.taken_over_by.is_some() || (is_settled && sweep.status == SweepStatus::Done) {
            return Ok(true);
        }
        // Written, the files are looked at once more.
        if !desk.table.save_sweep(&taken_over(sweep, by), version).await?.is_done() {
            tries.again().await?;
        }
    }
}

fn taken_over(mut sweep: Sweep, by: u64) -> Sweep {
    if let SweepWork::Export(export) = &mut sweep.work {
        export.taken_over_by = Some(by);
    }
    sweep
}

/// Whether a file is being delivered, or was and its orders don't know yet.
fn is_busy(file: &ExportFile, now: Timestamp) -> bool {
    file.is_busy(now) || file.status == FileStatus::Delivered
}

async fn has_open_appointment(desk: &Desk, store_id: StoreId, file: &ExportFile) -> Result<bool, DeskError> {
    if file.status != FileStatus::Waiting {
        return Ok(false);
    }
    let found = desk.table.appointment(store_id, file.appointment_id()).await?;
    Ok(found.is_some_and(|(appointment, _)| appointment.status.is_open()))
}
