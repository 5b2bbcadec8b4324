//! An export template whose time has come: it makes an export.

use domain::{Clock, DefinitionDue, DueKind, ExportTemplate, IdempotencyKey, body_digest, time};
use table::DueRow;

use super::run::NotDone;
use crate::definitions::{plan_next, runs_at};
use crate::exports::start_by_itself;
use crate::{Desk, DeskError};

/// Begins the export of a template, and plans the next one. Done again it begins the same export, which is there, and plans
/// the same.
///
/// A row of a schedule or a time zone that is another by now begins none, nor does one of a store that is locked. One whose
/// last export is not over yet is passed over, and one whose folders are empty costs no export, unless an empty file is to
/// be sent.
pub(super) async fn run(desk: &Desk, clock: &Clock, row: &DueRow) -> Result<(), NotDone> {
    let due: DefinitionDue = row.key.parse().map_err(|_| NotDone::Unknown("it names no export template"))?;
    let Some(store) = desk.table.store(due.store_id).await? else {
        tracing::warn!(store_id = %due.store_id, "nothing is exported: the store is gone");
        return Ok(());
    };
    let found = desk.table.definition::<ExportTemplate>(store.id, &due.id).await?;
    let Some((template, _)) = found else { return Ok(()) };
    let schedule = template.schedule;
    if store.state.is_active() && schedule.is_some_and(|schedule| runs_at(schedule, &store, row.due_at)) {
        let named = &template.select.folder_ids;
        let folders = if named.is_empty() { store.all_folder_ids().collect() } else { named.clone() };
        let listed = desk.table.count_listed(store.id, &folders, (None, None), 1).await?;
        if listed > 0 || template.send_when_empty {
            let key = format!("{} {}", row.key, time::text(row.due_at));
            let body_digest = body_digest(&key);
            let sent = IdempotencyKey { key: &key, body_digest: &body_digest };
            match start_by_itself(desk, &store, template, sent, clock.now()).await {
                Err(DeskError::Conflict(why)) => {
                    tracing::info!(store_id = %store.id, export_template_id = due.id, "passed over: {why}");
                }
                begun => begun?,
            }
        }
    }
    Ok(plan_next(desk, &store, schedule, (DueKind::Export, &due.id), clock.now()).await?)
}
