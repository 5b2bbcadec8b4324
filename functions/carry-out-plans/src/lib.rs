//! Plans written with an order are carried out, and every appointment that is due is queued in its lane.

mod app;

use anyhow::Context;
use desk::appointments::carry_out::{DueMessages, carry_out};
use runtime::{Record, RecordError, StreamBatch, each_record};
use table::{Change, OrderRow, TableError};
use tracing::{Instrument, info_span};

pub use crate::app::{App, Settings};

/// Handles a batch of the stream. What was gathered before a failure is sent all the same: it need not wait for the batch
/// to come again.
pub async fn handle(app: &App, batch: &StreamBatch) -> anyhow::Result<()> {
    let due = DueMessages::default();
    let park = async |text: &str| Ok(app.parked.park(env!("CARGO_PKG_NAME"), text).await?);
    let handled = each_record(batch, async |record| handle_record(app, &due, record).await, park).await;
    due.send(&app.lanes).await.context("queueing appointments")?;
    handled
}

async fn handle_record(app: &App, due: &DueMessages, record: Record<'_>) -> Result<(), RecordError> {
    let judged = |error| RecordError::judged(error, TableError::is_passing);
    let Some(image) = Change::read(record.text).map_err(judged)? else { return Ok(()) };
    if image.is_appointment() {
        due.add(&image.appointment().map_err(judged)?);
        return Ok(());
    }
    let row = OrderRow::from_image(&image).map_err(judged)?;
    let span = info_span!("record", operation = "carry_out_plans", store_id = %row.store_id, order_id = %row.order.id);
    carry_out(&app.desk, &row, due).instrument(span).await.map_err(judged)
}
