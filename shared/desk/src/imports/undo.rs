//! Undoing an import: what it made and nobody touched since is removed.

use domain::{
    Clock, Finding, FindingResult, ImportKind, ImportResult, ImportedEntry, MAX_FILE_BYTES, StoreId, Sweep, SweepId,
    SweepWork,
};
use files::{Bucket, FilesError};
use futures_util::future::join_all;

use crate::orders::remove_version;
use crate::sweeps::{Page, Work};
use crate::{Actor, Desk, DeskError, inventory};

/// So many orders or items are removed at once.
const AT_ONCE: usize = 25;

/// The version that an import made an order as: rules that changed it since are somebody.
const AS_IT_WAS_MADE: u64 = 1;

/// Removes what an import made, as its reports name it, one page after the other.
pub struct ImportUndos {
    desk: Desk,
    files: Bucket,
    clock: Clock,
}

impl ImportUndos {
    /// For one part.
    pub fn new(desk: Desk, files: Bucket, clock: Clock) -> Self {
        Self { desk, files, clock }
    }

    /// What a part of an import made. Not every part has a report.
    async fn made_by_part(&self, import: &Sweep, part: u64) -> Result<Vec<ImportedEntry>, FilesError> {
        let text = match self.files.read(&import.report_name(part), "", MAX_FILE_BYTES).await {
            Ok(text) => text,
            Err(FilesError::Gone { .. }) => return Ok(vec![]),
            Err(error) => return Err(error),
        };
        let mut entries = wire::imports::read_report(&String::from_utf8_lossy(&text));
        entries.retain(|entry| entry.result == ImportResult::Created);
        Ok(entries)
    }

    /// Removes one thing; whether it is gone.
    async fn remove(&self, import: &Sweep, kind: ImportKind, entry: &ImportedEntry) -> Result<bool, DeskError> {
        let (Some(store_id), by) = (import.id.store_id, Actor::import(import.id.number, entry.row)) else {
            return Ok(false);
        };
        match kind {
            ImportKind::Orders => match entry.id.parse() {
                Ok(order_id) => {
                    let now = self.clock.now();
                    remove_version(&self.desk, store_id, order_id, AS_IT_WAS_MADE, &by, now).await
                }
                Err(_) => Ok(false),
            },
            ImportKind::Inventory => self.remove_item(import, store_id, entry).await,
            ImportKind::Shipments => Ok(false),
        }
    }

    async fn remove_item(&self, import: &Sweep, store_id: StoreId, entry: &ImportedEntry) -> Result<bool, DeskError> {
        let Ok(id) = entry.id.parse() else { return Ok(false) };
        let Some(item) = self.desk.table.inventory_item(store_id, id).await? else { return Ok(true) };
        // By whichever of its rows.
        if Actor::row_of_import(import.id.number, &item.update_source).is_none() {
            return Ok(false);
        }
        match inventory::remove(&self.desk, store_id, id).await {
            Ok(()) | Err(DeskError::NotFound(_)) => Ok(true),
            Err(error) => Err(error),
        }
    }
}

impl Work for ImportUndos {
    async fn page(&self, sweep: &Sweep, cursor: &str, _rows: u32) -> Result<Page, DeskError> {
        let failed = |why: &str| Ok(Page { failure: Some(why.to_owned()), ..Page::default() });
        let SweepWork::Undo { of, .. } = sweep.work else { return failed("it is no undo") };
        let Some((import, _)) = self.desk.table.sweep(SweepId { number: of, ..sweep.id }).await? else {
            return failed("the import is not there any more");
        };
        let Some(kind) = import.import().map(|import| import.template.kind) else {
            return failed("it undoes no import");
        };
        let (part, first) = cursor.split_once(' ').unwrap_or(("0", "0"));
        let (part, first): (u64, usize) = (part.parse().unwrap_or_default(), first.parse().unwrap_or_default());
        if part >= import.part {
            return Ok(Page { total: Some(import.created), ..Page::default() });
        }
        let made = self.made_by_part(&import, part).await?;
        let entries: Vec<_> = made.iter().skip(first).take(AT_ONCE).collect();
        // On the heap: all of them at once are large.
        let removed = entries.iter().map(|entry| Box::pin(self.remove(&import, kind, entry)));
        let removed = join_all(removed).await;
        let mut page = Page { seen: u64::try_from(entries.len()).unwrap_or_default(), ..Page::default() };
        page.total = Some(import.created);
        for (entry, removed) in entries.iter().zip(removed) {
            if removed? {
                page.changed = page.changed.saturating_add(1);
            } else {
                let what = format!("row {}: {} changed since", entry.row, entry.id);
                let (store_id, order_id, result) = (sweep.id.store_id, None, FindingResult::Refused);
                page.findings.push(Finding { store_id, order_id, result, what });
            }
        }
        let next = first.saturating_add(entries.len());
        page.next =
            Some(if next < made.len() { format!("{part} {next}") } else { format!("{} 0", part.saturating_add(1)) });
        Ok(page)
    }
}

/// The work of any sweep among the imports, for one part.
pub enum AnyImportWork {
    /// A file is imported.
    Import(Box<super::Imports>),
    /// What an import made is removed.
    Undo(ImportUndos),
}

impl AnyImportWork {
    /// The work of this sweep.
    pub fn of(sweep: &Sweep, desk: &Desk, files: &Bucket, clock: &Clock) -> Self {
        let (desk, files, clock) = (desk.clone(), files.clone(), clock.clone());
        match sweep.work {
            SweepWork::Undo { .. } => Self::Undo(ImportUndos::new(desk, files, clock)),
            _ => Self::Import(Box::new(super::Imports::new(desk, files, clock))),
        }
    }
}

impl Work for AnyImportWork {
    async fn page(&self, sweep: &Sweep, cursor: &str, rows: u32) -> Result<Page, DeskError> {
        match self {
            Self::Import(work) => Box::pin(work.page(sweep, cursor, rows)).await,
            Self::Undo(work) => Box::pin(work.page(sweep, cursor, rows)).await,
        }
    }
}
