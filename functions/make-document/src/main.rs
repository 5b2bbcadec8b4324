//! The `make-document` binary: wakes, connects, and hands each batch over.

use aws_lambda_events::sqs::SqsEvent;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use make_document::{App, handle};
use runtime::invocation;
use tracing::Instrument;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::start_logs();
    let app = &App::connect().await?;
    let handle = async |LambdaEvent { payload, context }: LambdaEvent<SqsEvent>| {
        Ok::<_, Error>(handle(app, &payload).instrument(invocation(&context)).await)
    };
    run(service_fn(handle)).await
}
