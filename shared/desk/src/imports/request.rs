//! Asking for an import, whose file is uploaded then.

use std::time::Duration;

use domain::{
    DroppedFile, IdempotencyKey, Import, ImportKind, ImportTemplate, NewImport, Permission, Store, StoreId, Sweep,
    SweepId, SweepList, SweepWork,
};
use jiff::Timestamp;
use table::Relation;

use super::next_number;
use crate::{Actor, Desk, DeskError, Who};

/// So long a file may be uploaded after its import was asked for.
pub const UPLOAD_WAIT: Duration = Duration::from_mins(15);

/// Among so many of the newest imports the one of an idempotency key is known, and those that are not over are counted.
const KNOWN: usize = 20;

/// A store has at most so many imports that are not over when it asks for another.
const MAX_OPEN: usize = 10;

/// What became of the request of an import.
#[derive(Debug)]
pub enum ImportRequested {
    /// It is there, made by this request or by the same one before.
    There(Box<Sweep>),
    /// The idempotency key was sent before with another body, of which the import of this number was made.
    OfAnotherBody(u64),
}

/// Makes an import that waits for its file. Its template is kept with it as it is now. Called again with the same key it is
/// the same import.
pub async fn request(
    desk: &Desk,
    store: &Store,
    new: &NewImport,
    sent: Option<IdempotencyKey<'_>>,
    by: &Actor,
    now: Timestamp,
) -> Result<ImportRequested, DeskError> {
    desk.needs(Permission::ImportFiles)?;
    desk.needs_all_orders("Files are imported")?;
    let template = desk.table.definition::<ImportTemplate>(store.id, &new.template_id).await?;
    let (template, _) = template.ok_or(DeskError::NotFound("Import Template"))?;
    let work = |number: u64| {
        // The number makes it a place of its own: S3 takes one file there.
        let file_name = format!("{number}/{}", new.file_name);
        let name = DroppedFile::name_for(store.id, &template.id, &file_name);
        let file = DroppedFile { name, etag: String::new(), size: new.size };
        let (template, by) = (template.clone(), id_of(by));
        SweepWork::Import(Box::new(Import { template, file, is_dry_run: new.is_dry_run, by }))
    };
    insert(desk, store.id, work, sent, now).await
}

/// Removes what an import made, where nobody touched it since; rules that changed an order since are somebody. That is a
/// sweep of its own among the imports. What was changed stays so, and so do shipments: others know of them.
pub async fn undo(
    desk: &Desk,
    store_id: StoreId,
    number: &str,
    sent: Option<IdempotencyKey<'_>>,
    by: &Actor,
    now: Timestamp,
) -> Result<ImportRequested, DeskError> {
    desk.needs(Permission::ImportFiles)?;
    desk.needs_all_orders("Files are imported")?;
    let (sweep, _) = super::find(desk, store_id, number).await?;
    let refused = |why: &str| Err(DeskError::Conflict(why.to_owned()));
    let Some(import) = sweep.import() else { return refused("An undo can't be undone") };
    match import.template.kind {
        _ if import.is_dry_run => return refused("A dry run made nothing"),
        ImportKind::Shipments => return refused("Shipments can't be undone: others know of them"),
        _ if sweep.status.is_open() => return refused("The import is not over: cancel it first"),
        ImportKind::Orders | ImportKind::Inventory => {}
    }
    let of = sweep.id.number;
    insert(desk, store_id, |_| SweepWork::Undo { of, by: id_of(by) }, sent, now).await
}

fn id_of(by: &Actor) -> String {
    if let Who::ApiKey(id) = &by.who { id.clone() } else { by.name().to_owned() }
}

/// Inserts an import, or an undo, under the next number, unless the call was made before or too many are not over.
async fn insert(
    desk: &Desk,
    store_id: StoreId,
    work: impl Fn(u64) -> SweepWork,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<ImportRequested, DeskError> {
    let mut tries = desk.table.tries();
    loop {
        let newest = desk.table.newest_sweeps((Some(store_id), SweepList::Imports), KNOWN, sent.as_ref()).await?;
        for found in &newest {
            match found.relation {
                Relation::Same => return Ok(ImportRequested::There(Box::new(found.value.clone()))),
                Relation::OtherBody => return Ok(ImportRequested::OfAnotherBody(found.value.id.number)),
                Relation::Other => {}
            }
        }
        if newest.iter().filter(|found| is_open(&found.value, now)).count() >= MAX_OPEN {
            let message = format!("{MAX_OPEN} imports of this store are not over; wait for one, or cancel one");
            return Err(DeskError::Conflict(message));
        }
        let number = next_number(newest.first().map(|found| &found.value), now);
        let sweep = Sweep::new(SweepId::import(store_id, number), work(number), now);
        if desk.table.insert_sweep(&sweep, sent).await?.is_done() {
            return Ok(ImportRequested::There(Box::new(sweep)));
        }
        tries.again().await?;
    }
}

/// Whether there is more of it to come; one whose file can't be uploaded any more is over.
fn is_open(sweep: &Sweep, now: Timestamp) -> bool {
    let is_late = now.duration_since(sweep.date_added).unsigned_abs() > UPLOAD_WAIT;
    sweep.status.is_open() && !(sweep.awaits_file() && is_late)
}
