//! New shipments: one by one or many at once, each once.

mod add;
mod app;
mod batch;
mod ship;

use api::{Failure, Operation, Reply};
use front::Asked;
use lambda_http::{Error, Request, Response, run, service_fn};

use crate::app::App;

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda::start_logs();
    let app = &App::connect().await?;
    run(service_fn(async |request: Request| Ok::<_, Error>(handle(app, &request).await))).await
}

async fn handle(app: &App, request: &Request) -> Response<String> {
    app.front.answer(request, async |asked| answer(app, &asked).await).await
}

async fn answer(app: &App, asked: &Asked<'_>) -> Result<Reply, Failure> {
    let (store, call) = (asked.store()?.id, &asked.call);
    match asked.operation {
        Operation::AddShipment => add::add_one(app, store, call).await,
        Operation::AddShipments => batch::add_all(app, store, call.body()?).await,
        Operation::ShipOrder => ship::ship(app, store, call).await,
        Operation::ShipOrders => ship::ship_all(app, store, call.body()?).await,
        _ => Err(Reply::not_found("Address").into()),
    }
}
