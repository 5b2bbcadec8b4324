//! What a connection's shop is to be asked for. It is written into the row of how the connection is, which has it done.

use carts::Cart;
use domain::{
    Arrival, ArrivalKind, BroughtBy, CartImport, Connection, ConnectionState, ConnectionTask, Kept, KeptArrival,
    OrdersWanted, Payload, Permission, Poll, PollReason, StoreId,
};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use jiff::Timestamp;
use table::Queued;

use super::{MAX_AT_ONCE, check, find, state};
use crate::{Desk, DeskError};

/// Has a shop asked whether it answers, and what it can do.
pub async fn test(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    now: Timestamp,
) -> Result<(Connection, ConnectionState), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    let (connection, _) =
        asked(desk, store_id, id, |cart| cart.spec().is_called(), "can't be asked: it only sends").await?;
    Ok((connection, want(desk, store_id, id, ConnectionTask::Test, now).await?))
}

/// Has a shop asked to send its webhooks here.
pub async fn subscribe(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    now: Timestamp,
) -> Result<(Connection, ConnectionState), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    let why = "is not asked for its webhooks by a call: set them up there, to the connection's `webhook_path`";
    let (connection, _) = asked(desk, store_id, id, |cart| cart.spec().subscribe.is_some(), why).await?;
    Ok((connection, want(desk, store_id, id, ConnectionTask::Subscribe, now).await?))
}

/// Has orders of a shop imported: those since a moment by a poll, those that are named one by one. Done again they are
/// looked at again, and are there once.
pub async fn import(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    import: &CartImport,
    now: Timestamp,
) -> Result<(Connection, ConnectionState), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    match &import.wanted {
        OrdersWanted::Since(since) => {
            let why = "can't be asked for its orders";
            let (connection, _) = asked(desk, store_id, id, |cart| cart.spec().poll.is_some(), why).await?;
            let poll = ConnectionTask::Poll(Poll::new(PollReason::Hand, *since, import.again));
            Ok((connection, want(desk, store_id, id, poll, now).await?))
        }
        OrdersWanted::Named(ids) => {
            let why = "can't be asked for an order";
            let (connection, _) = asked(desk, store_id, id, |cart| cart.spec().fetch.is_some(), why).await?;
            let again = import.again;
            let named: Vec<_> = ids.iter().map(|order_id| named(store_id, id, order_id, again, now)).collect();
            let put = stream::iter(named).map(|kept| async move { desk.table.put_arrival(&kept, Queued::Now).await });
            put.buffer_unordered(MAX_AT_ONCE).try_collect::<Vec<()>>().await?;
            Ok((connection, state(desk, store_id, id).await?))
        }
    }
}

/// The arrival of an order that is fetched at once.
fn named(store_id: StoreId, connection_id: &str, order_id: &str, again: bool, now: Timestamp) -> KeptArrival {
    let arrival = Arrival {
        store_id,
        connection_id: connection_id.to_owned(),
        order_id: order_id.to_owned(),
        kind: ArrivalKind::Order,
        payload: Payload::InShop,
        by: BroughtBy::Hand,
        at: now,
        again,
    };
    KeptArrival { arrival, kept: Kept::Delayed { until: now } }
}

/// The connection of this id and its version, where its cart can do what is asked; `why` it can't, behind its name.
async fn asked(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    can: impl Fn(Cart) -> bool,
    why: &str,
) -> Result<(Connection, u64), DeskError> {
    let (connection, version) = find(desk, store_id, id).await?;
    match check::cart_of(&connection) {
        Some(cart) if can(cart) => Ok((connection, version)),
        _ => Err(DeskError::Conflict(format!("The cart {} {why}", connection.cart))),
    }
}

/// Has a task done, behind those that are not over.
pub(super) async fn want(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    task: ConnectionTask,
    now: Timestamp,
) -> Result<ConnectionState, DeskError> {
    change(desk, store_id, id, |state| state.want(task.clone(), now)).await
}

/// Has a shop tried with other keys than it may have refused.
pub(super) async fn try_new_keys(
    desk: &Desk,
    store_id: StoreId,
    connection: &Connection,
    now: Timestamp,
) -> Result<(), DeskError> {
    if check::cart_of(connection).is_some_and(|cart| cart.spec().is_called()) {
        let tried = change(desk, store_id, &connection.id, |state| {
            state.is_refused = false;
            state.want(ConnectionTask::Test, now)
        });
        tried.await?;
    }
    Ok(())
}

/// Changes how a connection is, unless that is too much. The row's change has the step that is due queued.
async fn change(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    change: impl Fn(&mut ConnectionState) -> bool,
) -> Result<ConnectionState, DeskError> {
    let mut tries = desk.table.tries();
    loop {
        let (before, version) = desk.table.progress::<ConnectionState>(store_id, id).await?;
        let mut after = before.clone();
        if !change(&mut after) {
            return Err(DeskError::Conflict("Too much is to be done with the connection already; wait for it".into()));
        }
        // A task that is being done was queued before; one that has begun is not.
        let queued = if after.due().map(|due| due.step) == before.due().map(|due| due.step) {
            Queued::Before
        } else {
            Queued::Now
        };
        if after == before || desk.table.save_progress(&after, version, queued).await?.is_done() {
            return Ok(after);
        }
        tries.again().await?;
    }
}
