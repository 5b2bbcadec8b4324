//! Turns what rules planned into appointments, and queues every appointment that is due.

mod app;
mod carry_out;

use anyhow::Context;
use runtime::{StreamBatch, each_record};

pub use crate::app::{App, Settings};
use crate::carry_out::{Gathered, gather};

/// Handles what the function is woken with. What was gathered before a failure is sent all the same: it need not wait
/// for the batch to come again.
pub async fn handle(app: &App, batch: &StreamBatch) -> anyhow::Result<()> {
    let gathered = Gathered::default();
    let park = async |text: &str| Ok(app.parked.keep(text).await?);
    let handled = each_record(batch, async |record| gather(app, record, &gathered).await, park).await;
    app.posts.send_all(&gathered.take()).await.context("queueing appointments")?;
    handled
}
