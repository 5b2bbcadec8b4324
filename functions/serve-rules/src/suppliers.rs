//! Suppliers: our own `/v1/suppliers`.

use desk::{Creation, suppliers};
use domain::Supplier;
use http::{ApiReply, AuthorizedCall, Failure, etag};
use wire::suppliers::{SupplierView, read_new};

use crate::app::{App, store_now};

/// `GET /v1/suppliers`.
pub(crate) async fn list(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let found = suppliers::list(&app.desk, call.store()?.id).await?;
    let views: Vec<SupplierView> = found.iter().map(Into::into).collect();
    Ok(ApiReply::success(200).with("suppliers", &views))
}

/// `GET /v1/suppliers/{id}`, with its version.
pub(crate) async fn show(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let (supplier, version) = find(app, call).await?;
    Ok(versioned(ApiReply::success(200), &supplier, version))
}

/// `POST /v1/suppliers`. With an `Idempotency-Key` it is added once.
pub(crate) async fn create(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let digest = call.digest_of_body()?;
    let store = store_now(app, call).await?;
    match suppliers::create(&app.desk, &app.guard, &store, &new, call.sent(&digest)?, call.now).await? {
        Creation::Made(supplier, version) => {
            Ok(versioned(ApiReply::success(201).with("message", &"Supplier Added"), &supplier, version))
        }
        Creation::OfAnotherBody(id) => Err(ApiReply::key_of_another_body("supplier", "supplier_id", &id).into()),
    }
}

/// `PUT /v1/suppliers/{id}`: the whole supplier. With `If-Match`, only the version that was read.
pub(crate) async fn replace(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    // What the address names is looked for before the body is read.
    let (before, _) = find(app, call).await?;
    let new = read_new(call.body()?).map_err(ApiReply::from_problems)?;
    let (store, expected) = (store_now(app, call).await?, call.expected_version());
    let replaced = suppliers::replace(&app.desk, &app.guard, &store, &before.id, &new, &expected, call.now).await?;
    let (supplier, version) = replaced;
    Ok(versioned(ApiReply::success(200).with("message", &"Supplier Updated"), &supplier, version))
}

/// `DELETE /v1/suppliers/{id}`.
pub(crate) async fn remove(app: &App, call: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let id = call.value("supplier_id");
    suppliers::remove(&app.desk, call.store()?.id, id).await?;
    Ok(ApiReply::success(200).with("message", &format!("Supplier {id} Deleted")))
}

async fn find(app: &App, call: &AuthorizedCall<'_>) -> Result<(Supplier, u64), Failure> {
    Ok(suppliers::find(&app.desk, call.store()?.id, call.value("supplier_id")).await?)
}

fn versioned(reply: ApiReply, supplier: &Supplier, version: u64) -> ApiReply {
    reply.with("supplier", &SupplierView::from(supplier)).header("etag", etag(version))
}
