//! An order changed: runs the store's rules over what happened, and saves what they did in one conditional write.

mod app;

use desk::DeskError;
use desk::rules::{StoresOfBatch, evaluate};
use runtime::{MAX_AT_ONCE, Place, Record, RecordError, StreamBatch, each_record, identify};
use table::{Change, OrderRow, TableError, Whose};
use tokio::sync::{Semaphore, SemaphorePermit};

pub use crate::app::{App, Settings};

/// An order that is larger than this is worked on while no other is: of each there are several copies in memory.
const MAX_BYTES_AMONG_OTHERS: usize = 256 * 1024;

/// Handles a batch of the stream. A record that nobody can ever handle is parked whole; a passing failure brings the batch
/// again.
pub async fn handle(app: &App, batch: &StreamBatch) -> anyhow::Result<()> {
    let (stores, places) = (&StoresOfBatch::new(&app.books), &Semaphore::new(MAX_AT_ONCE));
    let park = async |text: &str| Ok(app.parked.park(env!("CARGO_PKG_NAME"), text).await?);
    each_record(batch, place_of, async |record| handle_record(app, stores, places, record).await, park).await
}

fn place_of(record: &str) -> Option<Place> {
    let whose = Whose::read(record)?;
    Some(Place { store: whose.store_id.to_string(), row: whose.partition })
}

async fn handle_record(
    app: &App,
    stores: &StoresOfBatch<'_>,
    places: &Semaphore,
    record: Record<'_>,
) -> Result<(), RecordError> {
    let unreadable = |error| RecordError::judged(error, TableError::is_passing);
    let Some(image) = Change::read(record.text).map_err(unreadable)? else { return Ok(()) };
    let _place = place_for(image.unpacked_size(), places).await?;
    let row = OrderRow::from_image(&image).map_err(unreadable)?;
    identify("evaluate_rules", row.store_id, row.order.id);
    let evaluated = evaluate(&app.desk, stores, &row, &app.clock).await;
    evaluated.map_err(|error| RecordError::judged(error, DeskError::is_passing))
}

/// A place among those that are worked on at once, or all of them for a large order.
async fn place_for(bytes: usize, places: &Semaphore) -> Result<SemaphorePermit<'_>, RecordError> {
    let all = u32::try_from(MAX_AT_ONCE).unwrap_or(u32::MAX);
    let wanted = if bytes > MAX_BYTES_AMONG_OTHERS { all } else { 1 };
    places.acquire_many(wanted).await.map_err(|error| RecordError::Passing(error.into()))
}
