//! How connections are: what is noted of them, beside what somebody else notes at the same time.

use domain::{Clock, Connection, ConnectionState, Incident, StoreId};
use table::{Queued, TableError};

use crate::{Desk, incidents};

/// Changes how a connection is, where `change` finds something to change, again when another change came first.
pub(super) async fn change<T>(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    queued: Queued,
    change: impl Fn(&mut ConnectionState) -> Option<T>,
) -> Result<Option<T>, TableError> {
    let mut tries = desk.table.tries();
    loop {
        let (mut state, version) = desk.table.progress::<ConnectionState>(store_id, id).await?;
        let Some(changed) = change(&mut state) else { return Ok(None) };
        if desk.table.save_progress(&state, version, queued).await?.is_done() {
            return Ok(Some(changed));
        }
        tries.again().await?;
    }
}

/// Notes that the shop refuses the connection's keys; the store's admin is mailed of it once.
pub(super) async fn note_refused_keys(
    desk: &Desk,
    store_id: StoreId,
    connection: &Connection,
    why: &str,
    clock: &Clock,
) -> Result<(), TableError> {
    let now = clock.now();
    let refuse = |state: &mut ConnectionState| Some(state.refuse_keys(now, why));
    if change(desk, store_id, &connection.id, Queued::Before, refuse).await? == Some(true) {
        let incident = Incident::connection_failed(connection, why);
        incidents::note(desk, store_id, &incident, clock).await?;
    }
    Ok(())
}
