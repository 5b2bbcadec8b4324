//! What came while a store was locked, once it can be worked with again.

use domain::{Connection, ConnectionState, ConnectionTask, StoreId};
use jiff::Timestamp;
use table::{DueRow, Queued};

use super::run::NotDone;
use crate::Desk;

/// Has each connection of the store bring again what waited for it. Done again it wants what is wanted already. Nothing
/// where the store is locked or closed once more: another row follows when that ends.
pub(super) async fn release(desk: &Desk, row: &DueRow, now: Timestamp) -> Result<(), NotDone> {
    let store_id: StoreId = row.key.parse().map_err(|_| NotDone::Unknown("it names no store"))?;
    let store = desk.table.store(store_id).await?;
    if !store.is_some_and(|store| store.state.is_active()) {
        tracing::info!(%store_id, "nothing is released: the store is gone, or locked again");
        return Ok(());
    }
    let connections = desk.table.definitions::<Connection>(store_id).await?;
    // What waits for a connection that is paused goes on waiting.
    for connection in connections.iter().filter(|connection| !connection.is_paused) {
        want_release(desk, store_id, &connection.id, now).await?;
    }
    Ok(())
}

async fn want_release(desk: &Desk, store_id: StoreId, id: &str, now: Timestamp) -> Result<(), NotDone> {
    let mut tries = desk.table.tries();
    loop {
        let (mut state, version) = desk.table.progress::<ConnectionState>(store_id, id).await?;
        if !state.want(ConnectionTask::Release, now) {
            return Err(NotDone::Unknown("too much is to be done with a connection already"));
        }
        if desk.table.save_progress(&state, version, Queued::Now).await?.is_done() {
            return Ok(());
        }
        tries.again().await?;
    }
}
