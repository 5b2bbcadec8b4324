//! An order changed: runs the store's rules over what happened, and saves what they did in one conditional write.

mod app;

use desk::DeskError;
use desk::rules::{StoresOfBatch, evaluate};
use runtime::{Place, Record, RecordError, StreamBatch, each_record, identify};
use table::{Change, OrderRow, TableError, Whose};

pub use crate::app::{App, Settings};

/// Handles a batch of the stream. A record that nobody can ever handle is parked whole; a passing failure brings the batch
/// again.
pub async fn handle(app: &App, batch: &StreamBatch) -> anyhow::Result<()> {
    let stores = &StoresOfBatch::new(&app.books);
    let park = async |text: &str| Ok(app.parked.park(env!("CARGO_PKG_NAME"), text).await?);
    each_record(batch, place_of, async |record| handle_record(app, stores, record).await, park).await
}

fn place_of(record: &str) -> Option<Place> {
    let whose = Whose::read(record)?;
    Some(Place { store: whose.store_id.to_string(), row: whose.partition })
}

async fn handle_record(app: &App, stores: &StoresOfBatch<'_>, record: Record<'_>) -> Result<(), RecordError> {
    let unreadable = |error| RecordError::judged(error, TableError::is_passing);
    let Some(image) = Change::read(record.text).map_err(unreadable)? else { return Ok(()) };
    let row = OrderRow::from_image(&image).map_err(unreadable)?;
    identify("evaluate_rules", row.store_id, row.order.id);
    let evaluated = evaluate(&app.desk, stores, &row, &app.clock).await;
    evaluated.map_err(|error| RecordError::judged(error, DeskError::is_passing))
}
