//! Mails that nobody may leave out, where a store's admin can't be mailed yet: they wait for an address that is confirmed.

use domain::{DueKind, Notice, NoticeContent, NoticeDue, Store, StoreId};
use jiff::{SignedDuration, Timestamp};
use table::TableError;

use super::request_confirmation;
use crate::Desk;

/// A mail waits for so long at most.
const MAX_WAIT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Whether there is an address now is looked at after so long, then after as long as it has waited, and each so many hours.
const FIRST_LOOK: SignedDuration = SignedDuration::from_hours(1);
const MAX_BETWEEN_LOOKS: SignedDuration = SignedDuration::from_hours(6);

/// Where a mail to a store's admin is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placed {
    /// It is on its way.
    OnItsWay,
    /// It waits for an address.
    Waits,
}

/// Makes the notice of something that happened `at` a moment and that the store's admin hears of in any case, once: where the
/// address is not confirmed yet, it waits, and a link that confirms is asked for.
pub(crate) async fn insert_or_wait(
    desk: &Desk,
    store: &Store,
    id: String,
    content: NoticeContent,
    (at, now): (Timestamp, Timestamp),
) -> Result<Placed, TableError> {
    let notice = Notice::new(id, store.id, store.settings.admin_email.clone(), content, at);
    if may_be_mailed(store) {
        let _ = desk.table.insert_notice(&notice).await?;
        return Ok(Placed::OnItsWay);
    }
    let notice = notice.waiting(at.checked_add(MAX_WAIT).unwrap_or(at));
    // Looked for before it is there it is found missing, and nothing follows. The other way round it might wait for ever: who
    // comes again may find an address, and have nothing more to insert.
    plan_look(desk, store.id, &notice, at).await?;
    let _ = desk.table.insert_waiting_notice(&notice).await?;
    request_confirmation(desk, store, now).await?;
    Ok(Placed::Waits)
}

fn may_be_mailed(store: &Store) -> bool {
    store.settings.admin_email_confirmed && !store.settings.admin_email.is_empty()
}

/// Has somebody look again. Planned twice it is planned once.
async fn plan_look(desk: &Desk, store_id: StoreId, notice: &Notice, after: Timestamp) -> Result<(), TableError> {
    let wait = after.duration_since(notice.date_added).clamp(FIRST_LOOK, MAX_BETWEEN_LOOKS);
    let key = NoticeDue { store_id, id: notice.id.clone() }.to_string();
    let next = after.checked_add(wait).unwrap_or(after);
    let _ = desk.table.insert_due(store_id, next, &DueKind::WaitingNotice, &key).await?;
    Ok(())
}

/// Has a mail that waits sent, where the store has an address for it by now; else looks again, until it has waited for long
/// enough. Done again it finds that it waits no more, or plans the same.
#[cfg(feature = "schedule")]
pub(crate) async fn look(desk: &Desk, due: &NoticeDue, due_at: Timestamp, now: Timestamp) -> Result<(), TableError> {
    let found = desk.table.notice(due.store_id, &due.id).await?;
    let Some((mut notice, version)) = found else { return Ok(()) };
    if !notice.is_waiting() {
        // Who gave it up may have died before that was said.
        return say_given_up(desk, &notice).await;
    }
    let Some(store) = desk.table.store(due.store_id).await? else {
        tracing::warn!(store_id = %due.store_id, "nobody to mail: the store is gone");
        return Ok(());
    };
    if may_be_mailed(&store) {
        notice.send_to(store.settings.admin_email.clone(), now);
        // Another who looked at the same moment did the same.
        return desk.table.queue_notice(&notice, version).await.map(drop);
    }
    if notice.due_at.is_some_and(|until| until > now) {
        return plan_look(desk, due.store_id, &notice, due_at).await;
    }
    let why = "the store had no confirmed admin_email for 30 days";
    tracing::error!(notice = notice.id, "a mail is given up: {why}");
    notice.complete(domain::NoticeStatus::Failed, why, now);
    if desk.table.change_notice(&notice, version).await?.is_done() {
        say_given_up(desk, &notice).await?;
    }
    Ok(())
}

/// Of a cancellation whose mail is given up, the order's history says that nobody was mailed, once: the line has the date at
/// which it was given up. Of any other notice nothing is said.
#[cfg(any(feature = "closing", feature = "mails", feature = "schedule"))]
pub(crate) async fn say_given_up(desk: &Desk, notice: &Notice) -> Result<(), TableError> {
    let NoticeContent::Cancellation { order: Some(order_id), .. } = &notice.content else { return Ok(()) };
    let is_given_up = notice.status == domain::NoticeStatus::Failed;
    let Some(store_id) = notice.store_id.filter(|_| is_given_up) else { return Ok(()) };
    let Some(row) = desk.table.order_without_labels(store_id, *order_id).await? else { return Ok(()) };
    let at = notice.date_completed.unwrap_or(notice.date_added);
    let line =
        domain::HistoryLine::auto(at, format!("The store was not mailed of the cancellation: {}", notice.failure));
    match Box::pin(crate::orders::say_once(desk, &row, &line)).await {
        Err(TableError::TooLarge { .. }) => {
            tracing::warn!("the order has no room for a line that says that nobody was mailed");
            Ok(())
        }
        said => said,
    }
}
