//! Print templates, and the documents that they make of orders. It links what makes PDF, which no other function of HTTP
//! does.

mod app;
mod documents;
mod print_templates;

use http::{ApiReply, AuthorizedCall, Failure, Operation, public_url};
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    let domain = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.domain_name.as_deref(),
        _ => None,
    };
    let public_url = public_url(&app.public_url, domain);
    app.api.answer(request, async |call| answer(app, &call, &public_url).await).await
}

async fn answer(app: &App, call: &AuthorizedCall<'_>, public_url: &str) -> Result<ApiReply, Failure> {
    match call.operation {
        Operation::ListPrintTemplates => print_templates::list(app, call).await,
        Operation::AddPrintTemplate => Box::pin(print_templates::create(app, call, public_url)).await,
        Operation::ListPrintSamples => Ok(print_templates::samples()),
        Operation::ShowPrintTemplate => print_templates::show(app, call).await,
        Operation::ReplacePrintTemplate => Box::pin(print_templates::replace(app, call, public_url)).await,
        Operation::RemovePrintTemplate => print_templates::remove(app, call).await,
        Operation::PreviewPrintTemplate => documents::preview(app, call).await,
        Operation::PrintOrders => Box::pin(documents::print(app, call)).await,
        Operation::ShowDocument => Box::pin(documents::show(app, call)).await,
        _ => Err(ApiReply::not_found("Address").into()),
    }
}
