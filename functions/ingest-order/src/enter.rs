//! An order entered by a person, through our own API: items know their inventory item, and the store's default checkout
//! fields are there (orderdesk-app 4.4).

use domain::Origin;
use http::AuthorizedCall;
use http::{ApiReply, Failure};
use wire::orders::read_new;

use crate::app::App;
use crate::create::{Created, Draft, created, duplicate, idempotency_key, insert};

/// `POST /v1/orders`.
pub(crate) async fn enter(app: &App, asked: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let store = asked.store()?;
    let mut new = read_new(asked.call.body()?, now).map_err(ApiReply::from_problems)?;
    let key = idempotency_key(&asked.call)?;
    let known = app.table.inventory_items_by_code(store.id, &new.codes()).await?;
    new.complete(&known, &store.settings.default_checkout_data_fields);
    let draft = Draft { store, new: &new, origin: Origin::Manual, key, now };
    match insert(app, &draft).await? {
        Created::Order(row) => Ok(created(&row)),
        Created::Duplicate(row) => Err(duplicate(&row).into()),
    }
}
