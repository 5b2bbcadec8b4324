//! A file that was put into the bucket becomes an import, once, however often S3 tells of it.

use domain::{
    DroppedFile, DroppedName, Import, ImportTemplate, StoreId, Sweep, SweepId, SweepList, SweepStatus, SweepWork,
};
use jiff::Timestamp;

use crate::{Desk, DeskError};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// It is this import, from now on or since before.
    Import(SweepId),
    /// Nobody's: its name names no store that is there, or no template.
    Nobody,
}

/// Has a file imported.
///
/// A file that the API was asked for has its import, which waits for it. For any other one it is noted first which number
/// its import has; the import is inserted under that number only while it is free, else the note moves on. So whoever
/// comes in between, or again, finds the note, and inserts the same import or finds it. That of a store which is locked has
/// failed.
pub async fn start_dropped(desk: &Desk, file: &DroppedFile, now: Timestamp) -> Result<Started, DeskError> {
    let Some(place) = file.place() else { return Ok(Started::Nobody) };
    let Some(store) = desk.table.store(place.store_id).await? else { return Ok(Started::Nobody) };
    if let Some(id) = arrived(desk, file, place, now).await? {
        return Ok(Started::Import(id));
    }
    let template = desk.table.definition::<ImportTemplate>(store.id, place.template_id).await?;
    // Without its template the import fails and says so, where people look for it.
    let template = template.map(|(template, _)| template);
    let template =
        template.unwrap_or_else(|| ImportTemplate { id: place.template_id.to_owned(), ..Default::default() });
    let import = Import { template, file: file.clone(), is_dry_run: false, by: String::new() };
    // Nothing of it is taken, and people see where they look for it what became of their file.
    let locked = store.state.check().err().map(|why| format!("{why}. Have the file brought again under another name"));
    insert_once(desk, store.id, &import, locked.as_deref(), now).await.map(Started::Import)
}

/// Inserts an import once for its file; with a `failure` as one that has failed, of which nothing is done.
pub(super) async fn insert_once(
    desk: &Desk,
    store_id: StoreId,
    import: &Import,
    failure: Option<&str>,
    now: Timestamp,
) -> Result<SweepId, DeskError> {
    let digest = import.file.digest();
    let mut tries = desk.table.tries();
    loop {
        let noted = desk.table.import_of(store_id, &digest).await?;
        if let Some(noted) = noted.filter(|noted| noted.ends_at > now) {
            match desk.table.sweep(noted.id).await? {
                Some((found, _)) if found.import().is_some_and(|other| other.file == import.file) => {
                    return Ok(found.id);
                }
                Some(_) => {}
                None => {
                    let mut sweep = Sweep::new(noted.id, SweepWork::Import(Box::new(import.clone())), now);
                    if let Some(failure) = failure {
                        failure.clone_into(&mut sweep.failure);
                        sweep.status = SweepStatus::Failed;
                    }
                    if desk.table.insert_sweep(&sweep, None).await?.is_done() {
                        return Ok(sweep.id);
                    }
                    // Somebody's now: ours, or another file's.
                    continue;
                }
            }
        }
        let number = next_number(desk, store_id, now).await?;
        if !desk.table.note_import(store_id, &digest, number, noted, now).await?.is_done() {
            tries.again().await?;
        }
    }
}

/// The number of a store's next import.
async fn next_number(desk: &Desk, store_id: StoreId, now: Timestamp) -> Result<u64, DeskError> {
    let newest = desk.table.newest_sweeps((Some(store_id), SweepList::Imports), 1, None).await?;
    Ok(super::next_number(newest.first().map(|found| &found.value), now))
}

/// The import that waits for this file, which it has from now on; one that has it already stays as it is. Nothing where
/// none was asked for.
async fn arrived(
    desk: &Desk,
    file: &DroppedFile,
    place: DroppedName<'_>,
    now: Timestamp,
) -> Result<Option<SweepId>, DeskError> {
    let number = place.file_name.split_once('/').and_then(|(number, _)| number.parse().ok());
    let Some(number) = number else { return Ok(None) };
    let id = SweepId::import(place.store_id, number);
    let mut tries = desk.table.tries();
    while let Some((mut sweep, version)) = desk.table.sweep(id).await? {
        let is_new = sweep.awaits_file() && sweep.status.is_open();
        let SweepWork::Import(import) = &mut sweep.work else { break };
        if import.file.name != file.name {
            break;
        }
        import.file = file.clone();
        sweep.date_updated = now;
        if !is_new || desk.table.save_sweep(&sweep, version).await?.is_done() {
            return Ok(Some(id));
        }
        tries.again().await?;
    }
    Ok(None)
}
