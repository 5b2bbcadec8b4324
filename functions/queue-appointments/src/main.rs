//! Turns what rules planned into appointments, and queues every appointment that is due.

mod app;
mod queue_due;

use anyhow::Context;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::{StreamBatch, each_record};

use crate::app::App;
use crate::queue_due::{Gathered, gather};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |event: LambdaEvent<StreamBatch>| Ok::<_, Error>(handle(app, &event.payload).await?))).await
}

/// What was gathered before a failure is sent all the same: it need not wait for the batch to come again.
async fn handle(app: &App, batch: &StreamBatch) -> anyhow::Result<()> {
    let gathered = Gathered::default();
    let park = async |text: &str| Ok(app.parked.keep(text).await?);
    let handled = each_record(batch, async |record| gather(app, record, &gathered).await, park).await;
    app.posts.send_all(&gathered.take()).await.context("queueing appointments")?;
    handled
}
