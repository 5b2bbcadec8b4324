//! Print templates, and the documents that they make of orders. It links what makes PDF, which no other function of HTTP
//! does.

mod app;
mod documents;
mod print_templates;

use std::borrow::Cow;

use http::{ApiReply, AuthorizedCall, Failure, Operation};
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt, Response};

pub use crate::app::{App, Settings};

/// Answers one request.
pub async fn handle(app: &App, request: &Request) -> Response<String> {
    let context = request.request_context_ref();
    let public_url = public_url(&app.public_url, context);
    app.api.answer(request, async |call| answer(app, &call, &public_url).await).await
}

/// The address of the API, without a path: what is set, else the domain by which the gateway was reached, never what a caller
/// says the host is.
fn public_url<'a>(set: &'a str, context: Option<&RequestContext>) -> Cow<'a, str> {
    match context {
        Some(RequestContext::ApiGatewayV2(context)) if set.is_empty() => {
            Cow::Owned(format!("https://{}", context.domain_name.as_deref().unwrap_or_default()))
        }
        _ => Cow::Borrowed(set),
    }
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

#[cfg(test)]
mod tests {
    use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;

    use super::*;

    #[test]
    fn an_address_that_is_set_goes_before_the_domain_of_the_call() {
        let mut context = ApiGatewayV2httpRequestContext::default();
        context.domain_name = Some("abc.execute-api.eu-west-1.amazonaws.com".into());
        let context = RequestContext::ApiGatewayV2(context);
        assert_eq!(public_url("", Some(&context)), "https://abc.execute-api.eu-west-1.amazonaws.com");
        assert_eq!(public_url("https://orders.example.com", Some(&context)), "https://orders.example.com");
    }
}
