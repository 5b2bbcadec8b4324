//! Every call of a store that has no function of its own: the rest of the compatible API, and our own `/v1`. It has the
//! table only, and links neither rules nor what reads files: what holds a secret is `manage-store`'s, what knows of rules
//! `serve-rules`', what knows of files `serve-files`'.

mod app;
mod appointments;
mod columns;
mod families;
mod folders;
mod inventory;
mod items;
mod links;
mod mail_confirmations;
mod moves;
mod order_edits;
mod orders;
mod payments;
mod removed_orders;
mod route;
mod settings;
mod shipments;
mod suppliers;
mod transfers;

use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| route::route(app, &call).await).await
}
