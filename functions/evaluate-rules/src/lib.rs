//! An order changed: runs the store's rules over what happened, and saves what they did in one conditional write.

mod app;
mod evaluate;

use runtime::{StreamBatch, each_record};

use crate::app::Stores;
pub use crate::app::{App, Settings};
use crate::evaluate::evaluate;

/// Handles what the function is woken with.
pub async fn handle(app: &App, batch: &StreamBatch) -> anyhow::Result<()> {
    let stores = &Stores::new(app);
    let park = async |text: &str| Ok(app.parked.keep(text).await?);
    each_record(batch, async |record| evaluate(app, stores, record).await, park).await
}
