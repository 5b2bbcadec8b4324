//! Creating an order (orderdesk-api 2.3).

use domain::{FolderId, HistoryLine, Identity, NewOrder, OrderId, Origin, Problem, Store, StoreId, events_of_creation};
use futures_util::future::join_all;
use http::AuthorizedCall;
use http::{ApiReply, BulkResult, Call, Failure};
use jiff::{SignedDuration, Timestamp};
use table::{Inserted, OrderRow, TableError};
use wire::orders::{OrderView, read_new, read_new_all};

use crate::app::App;

/// The longest `Idempotency-Key`.
const MAX_KEY_LENGTH: usize = 255;

/// A bulk call has at most this many orders, so that it ends within the function's time.
const MAX_ORDERS: usize = 100;

/// `POST /orders`: creates the order that the call describes, or says that it is there.
pub(crate) async fn create(app: &App, asked: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let store = asked.store()?;
    let new = read_new(asked.call.body()?, now).map_err(ApiReply::from_problems)?;
    let key = idempotency_key(&asked.call)?;
    let draft = Draft { store, new: &new, origin: Origin::Api, key, now };
    match insert(app, &draft).await? {
        Created::Order(row) => Ok(created(&row)),
        Created::Duplicate(row) => Err(duplicate(&row).into()),
    }
}

/// `POST /v1/bulk/orders`: each order has its own result. The key of the whole call, with the order's place behind it,
/// is each order's own.
pub(crate) async fn create_all(app: &App, asked: &AuthorizedCall<'_>) -> Result<ApiReply, Failure> {
    let now = runtime::now();
    let store = asked.store()?;
    let key = idempotency_key(&asked.call)?;
    let orders = read_new_all(asked.call.body()?, "orders", MAX_ORDERS, now).map_err(ApiReply::from_problems)?;
    let results = orders.iter().enumerate().map(async |(index, new)| {
        let new = match new {
            Ok(new) => new,
            Err(problems) => return BulkResult::refused(index, 400, problems),
        };
        let key = key.map(|key| format!("{key}#{index}"));
        // An instant of its own, by which a lost answer of this entry is told from the same order in another.
        let own = i64::try_from(index).ok().and_then(|index| now.checked_add(SignedDuration::from_nanos(index)).ok());
        let draft = Draft { store, new, origin: Origin::Api, key: key.as_deref(), now: own.unwrap_or(now) };
        match insert(app, &draft).await {
            Ok(Created::Order(row)) => BulkResult::done(index, 201, row.order.id),
            Ok(Created::Duplicate(row)) => BulkResult::told(index, &duplicate(&row)).about(row.order.id),
            Err(failure) => BulkResult::told(index, &http::to_reply(failure)),
        }
    });
    let results: Vec<BulkResult> = join_all(results).await;
    Ok(BulkResult::reply("Orders", &results))
}

/// An order that is to be created.
pub(crate) struct Draft<'a> {
    pub(crate) store: &'a Store,
    pub(crate) new: &'a NewOrder,
    pub(crate) origin: Origin,
    /// The caller's `Idempotency-Key`.
    pub(crate) key: Option<&'a str>,
    pub(crate) now: Timestamp,
}

/// What became of a draft.
pub(crate) enum Created {
    /// The order; as it is now, when the same call made it before.
    Order(Box<OrderRow>),
    /// The order that has its number.
    Duplicate(Box<OrderRow>),
}

/// Keeps the order, unless it is there.
pub(crate) async fn insert(app: &App, draft: &Draft<'_>) -> Result<Created, Failure> {
    let store = draft.store.id;
    let folder = folder_for(draft)?;
    let email_count = earlier_orders(app, store, draft.new.email()).await?.saturating_add(1);
    let identity = draft.new.identity(draft.key, || format!("{:032x}", fastrand::u128(..)));
    let row = |id: OrderId| draft.row(id, folder, email_count, &identity);
    Ok(match app.table.insert_order(store, &identity, row).await? {
        Inserted::New(row) => Created::Order(Box::new(row)),
        Inserted::AlreadyThere(row) if is_repeat(&row, draft.key) => Created::Order(Box::new(row)),
        Inserted::AlreadyThere(row) => Created::Duplicate(Box::new(row)),
    })
}

impl Draft<'_> {
    fn row(&self, id: OrderId, folder: FolderId, email_count: u32, identity: &Identity) -> OrderRow {
        let mut order = self.new.order(id, folder, email_count);
        order.origin = self.origin;
        let events = events_of_creation(&order);
        let mut row = OrderRow::new(self.store.id, order, identity.clone(), events);
        self.key.unwrap_or_default().clone_into(&mut row.idempotency_key);
        let note = match self.origin {
            Origin::Api => "Order Imported by API",
            Origin::Manual => "Order Created Manually",
        };
        row.history.push(HistoryLine { date_added: self.now, source_name: "API".to_owned(), note: note.to_owned() });
        row
    }
}

pub(crate) fn idempotency_key<'a>(call: &Call<'a>) -> Result<Option<&'a str>, Failure> {
    let key = call.header("idempotency-key");
    if key.is_some_and(|key| key.len() > MAX_KEY_LENGTH) {
        let message = format!("must be at most {MAX_KEY_LENGTH} characters");
        return Err(ApiReply::invalid(&[Problem::new("Idempotency-Key", message)]).into());
    }
    Ok(key)
}

/// The folder asked for, which must be there; the store's first when none is.
fn folder_for(draft: &Draft<'_>) -> Result<FolderId, Failure> {
    match draft.new.folder_id {
        None => Ok(draft.store.first_folder()),
        Some(folder) if draft.store.folder(folder).is_some() => Ok(folder),
        Some(folder) => {
            Err(ApiReply::invalid(&[Problem::new("folder_id", format!("there is no folder {folder}"))]).into())
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

pub(crate) fn created(row: &OrderRow) -> ApiReply {
    let view = OrderView::new(&row.order, row.store_id);
    ApiReply::success(201).with("message", &"Order Added").with("order", &view)
}

pub(crate) fn duplicate(row: &OrderRow) -> ApiReply {
    let order = &row.order;
    let message = format!("Duplicate order: {} {} is order {}", order.source_name, order.source_id, order.id);
    ApiReply::refusal(409, message).with("order_id", &order.id.to_string())
}
