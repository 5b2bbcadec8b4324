//! New orders: one by one or many at once. The same order sent twice, or fifty times at once, is one order.

mod app;

use http::bring_orders;
use lambda_http::{Request, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    app.api.answer(request, async |call| bring_orders(&app.desk, &call).await).await
}
