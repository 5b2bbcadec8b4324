//! Asking for an export.

use domain::{
    Export, ExportTemplate, IdempotencyKey, NewExport, Permission, Store, Supplier, SupplierDelivery, Sweep, SweepId,
    SweepList, SweepWork,
};
use jiff::Timestamp;
use table::{Found, Relation};

use crate::{Actor, Desk, DeskError, Who};

/// Among so many of the newest exports the one of an idempotency key is known, and those that are not over are counted.
const KNOWN: usize = 20;

/// A store has at most so many exports that are not over when it asks for another.
const MAX_OPEN: usize = 10;

/// What became of the request of an export.
#[derive(Debug)]
pub enum ExportRequested {
    /// It is there, made by this request or by the same one before.
    There(Box<Sweep>),
    /// The idempotency key was sent before with another body, of which the export of this number was made.
    OfAnotherBody(u64),
}

/// Begins an export. Its template is kept with it as it is now. Called again with the same key it is the same export.
pub async fn start(
    desk: &Desk,
    store: &Store,
    new: &NewExport,
    sent: Option<IdempotencyKey<'_>>,
    by: &Actor,
    now: Timestamp,
) -> Result<ExportRequested, DeskError> {
    desk.needs(Permission::ExportOrders)?;
    desk.needs_whole_orders("Orders are exported")?;
    let template = desk.table.definition::<ExportTemplate>(store.id, &new.template_id).await?;
    let (template, _) = template.ok_or(DeskError::NotFound("Export Template"))?;
    let by = if let Who::ApiKey(id) = &by.who { id.clone() } else { by.name().to_owned() };
    let supplier_id = supplier_of(desk, store, &template).await?;
    let work = work(store, template, new, by, supplier_id);
    insert(desk, store, work, sent, now).await
}

/// Begins an export because its template's schedule says so, unless the last one of that template is not over. Called again
/// with the same key it is the same export.
#[cfg(feature = "schedule")]
pub(crate) async fn start_by_itself(
    desk: &Desk,
    store: &Store,
    template: ExportTemplate,
    sent: IdempotencyKey<'_>,
    now: Timestamp,
) -> Result<(), DeskError> {
    let new = NewExport { template_id: template.id.clone(), order_ids: vec![] };
    let supplier_id = supplier_of(desk, store, &template).await?;
    let work = work(store, template, &new, String::new(), supplier_id);
    insert(desk, store, work, Some(sent), now).await.map(drop)
}

/// The supplier that a template brings orders to: the first, by its id, that has it for its way. It takes the suppliers' rows.
async fn supplier_of(desk: &Desk, store: &Store, template: &ExportTemplate) -> Result<Option<String>, DeskError> {
    let suppliers: Vec<Supplier> = desk.table.definitions(store.id).await?;
    let has_it = |supplier: &Supplier| {
        let SupplierDelivery::File { export_template_id } = &supplier.settings.delivery else { return false };
        *export_template_id == template.id
    };
    Ok(suppliers.into_iter().find(has_it).map(|supplier| supplier.id))
}

/// What is done: with the folders that there are now, so that all parts look through the same.
fn work(
    store: &Store,
    mut template: ExportTemplate,
    new: &NewExport,
    by: String,
    supplier_id: Option<String>,
) -> SweepWork {
    if template.select.folder_ids.is_empty() {
        template.select.folder_ids = store.all_folder_ids().collect();
    }
    let order_ids = new.order_ids.clone();
    SweepWork::Export(Box::new(Export { template, order_ids, supplier_id, by, taken_over_by: None }))
}

/// Inserts an export under the next number, unless the call was made before or too many are not over.
async fn insert(
    desk: &Desk,
    store: &Store,
    work: SweepWork,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<ExportRequested, DeskError> {
    let mut tries = desk.table.tries();
    loop {
        let newest = desk.table.newest_sweeps((Some(store.id), SweepList::Exports), KNOWN, sent.as_ref()).await?;
        for found in &newest {
            match found.relation {
                Relation::Same => return Ok(ExportRequested::There(Box::new(found.value.clone()))),
                Relation::OtherBody => return Ok(ExportRequested::OfAnotherBody(found.value.id.number)),
                Relation::Other => {}
            }
        }
        check_room(&newest, &work)?;
        let last = newest.first().map(|found| found.value.id.number);
        let number = last.map_or_else(|| SweepId::first_number(now), |last| last.saturating_add(1));
        let sweep = Sweep::new(SweepId::export(store.id, number), work.clone(), now);
        if desk.table.insert_sweep(&sweep, sent).await?.is_done() {
            return Ok(ExportRequested::There(Box::new(sweep)));
        }
        tries.again().await?;
    }
}

/// Whether one more may begin: of those by hand while few are not over, of those by a schedule when that of before is over.
fn check_room(newest: &[Found<Sweep>], work: &SweepWork) -> Result<(), DeskError> {
    let open = newest.iter().map(|found| &found.value).filter(|sweep| sweep.status.is_open());
    if work.is_by_itself() {
        let template_of = |work: &SweepWork| {
            if let SweepWork::Export(export) = work { Some(export.template.id.clone()) } else { None }
        };
        let own = template_of(work);
        let before = open.into_iter().find(|sweep| template_of(&sweep.work) == own);
        return match before {
            Some(before) => Err(DeskError::Conflict(format!("The export {} is not over", before.id.number))),
            None => Ok(()),
        };
    }
    if open.count() >= MAX_OPEN {
        let message = format!("{MAX_OPEN} exports of this store are not over; wait for one, or cancel one");
        return Err(DeskError::Conflict(message));
    }
    Ok(())
}
