//! Documents of orders: previews, prints, and the pages behind links.

use desk::documents::{self, Shown};
use desk::{DeskError, print_templates};
use http::{ApiReply, AuthorizedCall, Failure};
use wire::documents::{DocumentView, read_orders, read_print};

use crate::app::App;
use crate::print_templates::find;

/// `POST /v1/print-templates/{id}/preview`. Nothing is written.
pub(crate) async fn preview(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template, _) = find(app, call).await?;
    let order_ids = read_orders(call.body()?).map_err(ApiReply::from_problems)?;
    let orders = documents::orders_of(&app.desk, call.store()?.id, &order_ids).await?;
    let shown = print_templates::render(call.store()?, &template, orders, call.now)?;
    Ok(ApiReply::success(200).with("html", &shown.html).with("warnings", &shown.warnings))
}

/// `POST /v1/documents`. Sent again it is made again.
pub(crate) async fn print(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (template_id, order_ids) = read_print(call.body()?).map_err(ApiReply::from_problems)?;
    let store = call.store()?;
    let template = match print_templates::find(&app.desk, store.id, &template_id).await {
        Ok((template, _)) => template,
        Err(DeskError::NotFound(_)) => {
            let why = format!("there is no print template {template_id}");
            return Err(DeskError::invalid("print_template_id", why).into());
        }
        Err(error) => return Err(error.into()),
    };
    let printed = documents::print(&app.desk, &app.files, store, &template, &order_ids, &app.fonts, call.now).await?;
    let view =
        DocumentView { url: &printed.url, pages: printed.pages, bytes: printed.bytes, warnings: &printed.warnings };
    Ok(ApiReply::success(201).with("message", &"Orders Printed").with("document", &view))
}

/// `GET /documents/{document_link}`: changes nothing.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    match documents::show(&app.desk, &app.files, call.value("document_link"), call.now).await? {
        Shown::Pdf(address) => Ok(ApiReply::found(&address)),
        Shown::Page(html) => Ok(ApiReply::foreign_page(html)),
        Shown::Unknown => {
            let page = "<!doctype html><title>Not there</title><h1>This document is not there</h1>";
            Ok(ApiReply::page(404, page.to_owned()))
        }
    }
}
