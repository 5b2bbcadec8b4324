//! New shipments: one by one or many at once, each once.

mod app;

use http::bring_shipments;
use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| bring_shipments(&app.desk, &call).await).await
}
