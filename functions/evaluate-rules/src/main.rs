//! An order changed: runs the store's rules over what happened, and saves what they did in one conditional write.

mod app;
mod evaluate;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::{StreamBatch, each_record};

use crate::app::{App, Stores};
use crate::evaluate::evaluate;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |event: LambdaEvent<StreamBatch>| Ok::<_, Error>(handle(app, &event.payload).await?))).await
}

async fn handle(app: &App, batch: &StreamBatch) -> anyhow::Result<()> {
    let stores = &Stores::new(app);
    let park = async |text: &str| Ok(app.parked.keep(text).await?);
    each_record(batch, async |record| evaluate(app, stores, record).await, park).await
}
