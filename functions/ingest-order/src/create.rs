//! Creating an order (orderdesk-api 2.3).

use api::{Call, Failure, Reply};
use domain::wire::{NewOrder, OrderView, Problem};
use domain::{FolderId, HistoryLine, Identity, OrderId, Store, StoreId, events_of_import};
use jiff::Timestamp;
use table::{Inserted, OrderRow, TableError};

use crate::app::App;

/// The longest `Idempotency-Key`.
const LONGEST_KEY: usize = 255;

/// Creates the order that `call` describes, or says that it is there.
pub(crate) async fn create(app: &App, store: StoreId, call: &Call<'_>) -> Result<Reply, Failure> {
    let now = lambda::now();
    let new = NewOrder::read(call.body()?, now).map_err(Reply::from_problems)?;
    let key = idempotency_key(call)?;
    let folder = folder_for(&new, app.store(store).await?)?;
    let email_count = earlier_orders(app, store, new.email()).await?.saturating_add(1);
    let identity = new.identity(key, || format!("{:032x}", fastrand::u128(..)));
    let row = |id: OrderId| row(store, id, &new, folder, email_count, &identity, key, now);
    match app.table.insert_order(store, &identity, row).await {
        Ok(Inserted::New(row)) => Ok(created(&row)),
        Ok(Inserted::AlreadyThere(row)) if is_repeat(&row, key) => Ok(created(&row)),
        Ok(Inserted::AlreadyThere(row)) => Err(duplicate(&row).into()),
        Err(TableError::TooLarge { bytes, most }) => {
            let message = format!("The order takes {bytes} bytes to keep, and at most {most} fit");
            Err(Reply::refusal(413, message).into())
        }
        Err(error) => Err(error.into()),
    }
}

#[allow(clippy::too_many_arguments, reason = "what a row is made of")]
fn row(
    store: StoreId,
    id: OrderId,
    new: &NewOrder,
    folder: FolderId,
    email_count: u32,
    identity: &Identity,
    key: Option<&str>,
    now: Timestamp,
) -> OrderRow {
    let order = new.order(id, folder, email_count);
    let events = events_of_import(&order);
    let mut row = OrderRow::new(store, order, identity.clone(), events);
    key.unwrap_or_default().clone_into(&mut row.idempotency_key);
    let line = HistoryLine { date_added: now, source_name: "API".to_owned(), note: "Order Imported by API".to_owned() };
    row.history.push(line);
    row
}

fn idempotency_key<'a>(call: &Call<'a>) -> Result<Option<&'a str>, Failure> {
    let key = call.header("idempotency-key");
    if key.is_some_and(|key| key.len() > LONGEST_KEY) {
        let message = format!("must be at most {LONGEST_KEY} characters");
        return Err(Reply::invalid(&[Problem::new("Idempotency-Key", message)]).into());
    }
    Ok(key)
}

/// The folder asked for, which must be there; the store's first when none is.
fn folder_for(new: &NewOrder, store: Option<Store>) -> Result<FolderId, Failure> {
    let Some(store) = store else { return Err(Reply::not_found("Store").into()) };
    match new.folder_id {
        None => Ok(store.first_folder()),
        Some(folder) if store.folder(folder).is_some() => Ok(folder),
        Some(folder) => {
            Err(Reply::invalid(&[Problem::new("folder_id", format!("there is no folder {folder}"))]).into())
        }
    }
}

async fn earlier_orders(app: &App, store: StoreId, email: &str) -> Result<u32, TableError> {
    if email.is_empty() {
        return Ok(0);
    }
    let count = app.table.count_orders_of(store, email).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The same call made again because its first answer was lost: it gets that answer.
fn is_repeat(row: &OrderRow, key: Option<&str>) -> bool {
    key.is_some_and(|key| key == row.idempotency_key)
}

fn created(row: &OrderRow) -> Reply {
    let view = OrderView { order: &row.order, store_id: row.store_id, history: None };
    Reply::success(201).with("message", &"Order Added").with("order", &view)
}

fn duplicate(row: &OrderRow) -> Reply {
    let order = &row.order;
    let message = format!("Duplicate order: {} {} is order {}", order.source_name, order.source_id, order.id);
    Reply::refusal(409, message).with("order_id", &order.id.to_string())
}
