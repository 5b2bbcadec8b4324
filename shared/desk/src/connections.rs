//! Connections: shops of a store, from which orders come in and to which shipments go back (orderdesk-app 10.1).
//!
//! Here they are kept; what their shops are asked for is wanted here, and done by the lane of carts.

mod check;
mod create;
pub(crate) mod opened;
mod refused;
mod rotate;
mod tasks;

use domain::{
    Connection, ConnectionState, ConnectionTask, DueKind, GivenSecrets, MAX_CONNECTIONS, NewConnection, Permission,
    Store, StoreId,
};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use guard::Guard;
use jiff::Timestamp;
use secrets::Kms;
use table::{Outcome, TableError};

use crate::definitions;
use crate::orders::Expected;
use crate::{Desk, DeskError, stores};

pub use create::{ConnectionCreation, ConnectionMade, create};
pub use refused::{KeptArrivals, MAX_LISTED_ARRIVALS, discard, refused, replay};
pub use rotate::{SecretsRotated, rotate};
pub use tasks::{import, subscribe, test};

/// So many of what is done at once is.
const MAX_AT_ONCE: usize = 8;

/// So many kept arrivals are read at once when a connection is removed …
const ARRIVALS_PAGE: usize = 200;

/// … and so many times.
const MAX_ARRIVAL_PAGES: usize = 25;

/// The connections of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<Connection>, DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    Ok(desk.table.definitions(store_id).await?)
}

/// The connection of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(Connection, u64), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    definitions::find(desk, store_id, id).await
}

/// How a connection is.
pub async fn state(desk: &Desk, store_id: StoreId, id: &str) -> Result<ConnectionState, DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    Ok(desk.table.progress::<ConnectionState>(store_id, id).await?.0)
}

/// Replaces a connection as a whole, where it is the expected version. Its cart, its id, its address and its secrets stay,
/// but those that are given; where its shop is another, whoever says so has to give its keys too. Done again it is the
/// same, sealed anew.
#[allow(clippy::too_many_arguments, reason = "each is another thing")]
pub async fn replace(
    desk: &Desk,
    kms: &Kms,
    guard: &Guard,
    store: &Store,
    id: &str,
    (new, given): (&NewConnection, &GivenSecrets),
    expected: &Expected,
    now: Timestamp,
) -> Result<(Connection, u64), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    let data_key = stores::data_key(desk, kms).await?;
    let replaced = desk.table.change_definition(store.id, id, now, |before: &Connection, version| {
        expected.check("connection", version)?;
        let new = check::replacement(store, guard, before, new, given)?;
        let is_same_shop = new.shop == before.shop;
        let mut after = new.replacing(before);
        if !is_same_shop {
            // Keys go to the shop they were given for, and to no other.
            let webhook = before.secrets.webhook.clone();
            after.secrets = domain::ConnectionSecrets { webhook, ..domain::ConnectionSecrets::default() };
        }
        rotate::put(store.id, &mut after, given, &data_key)?;
        Ok::<_, DeskError>(after)
    });
    let (before, after, version) = match replaced.await? {
        Outcome::Done(replaced) => replaced,
        Outcome::Refused(error) => return Err(error),
        Outcome::Missing | Outcome::Stale => return Err(DeskError::NotFound(CONNECTION)),
    };
    plan_next(desk, store, &after, now).await?;
    if before.shop != after.shop || before.client_id != after.client_id || !given.is_empty() {
        tasks::try_new_keys(desk, store.id, &after, now).await?;
    }
    Ok((after, version))
}

/// What a connection is called in an error.
const CONNECTION: &str = "Connection";

/// Removes a connection, how it is, and what was kept for it. Orders that came by it stay.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    find(desk, store_id, id).await?;
    forget_arrivals(desk, store_id, id).await?;
    desk.table.remove_progress::<ConnectionState>(store_id, id).await?;
    definitions::discard::<Connection>(desk, store_id, id).await?;
    // What came meanwhile. Where this fails it is forgotten by itself, after a month.
    forget_arrivals(desk, store_id, id).await
}

async fn forget_arrivals(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    for _ in 0..MAX_ARRIVAL_PAGES {
        let kept = desk.table.arrivals(store_id, id, ARRIVALS_PAGE).await?;
        let is_last = kept.len() < ARRIVALS_PAGE;
        let ids: Vec<String> = kept.iter().map(domain::KeptArrival::id).collect();
        let removed = stream::iter(ids).map(|kept| async move { desk.table.remove_arrival(store_id, id, &kept).await });
        removed.buffer_unordered(MAX_AT_ONCE).try_collect::<Vec<()>>().await?;
        if is_last {
            return Ok(());
        }
    }
    Err(DeskError::TryAgain("Much is kept for it, of which a part is removed by now; remove it again"))
}

/// Whether a connection does what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// What comes waits, and the shop is asked for nothing.
    Paused,
    /// It does; what waited is taken.
    Running,
}

/// Pauses a connection, or has it go on, which takes what came meanwhile. Done again it is the same.
pub async fn set_activity(
    desk: &Desk,
    store: &Store,
    id: &str,
    activity: Activity,
    now: Timestamp,
) -> Result<(Connection, u64), DeskError> {
    desk.needs(Permission::ManageIntegrations)?;
    let is_paused = activity == Activity::Paused;
    let (mut connection, mut version) = find(desk, store.id, id).await?;
    if connection.is_paused != is_paused {
        let pause = |before: &Connection| Connection { is_paused, ..before.clone() };
        let changed = definitions::replace(desk, store.id, id, &Expected::Any, now, pause).await?;
        (connection, version) = (changed.1, changed.2);
    }
    // Done again too: a crash may have come in between.
    if !is_paused {
        plan_next(desk, store, &connection, now).await?;
        tasks::want(desk, store.id, id, ConnectionTask::Release, now).await?;
    }
    Ok((connection, version))
}

/// Has a connection's shop be asked at the next time of its schedule; one that is paused at none.
pub(crate) async fn plan_next(
    desk: &Desk,
    store: &Store,
    connection: &Connection,
    after: Timestamp,
) -> Result<(), TableError> {
    let is_polled = check::cart_of(connection).is_some_and(|cart| cart.spec().poll.is_some());
    let schedule = connection.settings.polled.filter(|_| is_polled && !connection.is_paused);
    definitions::plan_next(desk, store, schedule, (DueKind::Connection, &connection.id), after).await
}
