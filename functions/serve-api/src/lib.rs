//! Every call that has no function of its own: the rest of the compatible API, and our own `/v1`.

mod app;
mod appointments;
mod edits;
mod folders;
mod inventory;
mod items;
mod keys;
mod moves;
mod orders;
mod own_edits;
mod own_orders;
mod route;
mod rules;
mod shipments;
mod stores;

use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Handles what the function is woken with.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| route::route(app, &call).await).await
}
