//! Canceling an order at its supplier, and the mail to the store that follows, which nobody can leave out (orderdesk-app
//! 12.4).

#[cfg(feature = "rules")]
use domain::Order;
use domain::plain::{one_line, quoted};
use domain::{
    Cancellation, Event, HistoryLine, NoticeContent, NoticeFacts, NoticeWords, OrderId, Permission, Store,
    SubmissionState, Supplier,
};
use jiff::Timestamp;
use table::{OrderRow, Outcome, Plan, PlannedCancellation, TableError};

use super::own::{check_own, is_own};
use crate::notices::{Placed, insert_or_wait};
use crate::orders::{ORDER, SeenRow, cancel_row, canceled_folder, say_once};
use crate::{Actor, Desk, DeskError};

/// The most characters of a name, and of a note.
const MAX_NAME_LENGTH: usize = 60;
const MAX_NOTE_LENGTH: usize = 2_000;

/// Cancels an order at a supplier, by that supplier: it lies in the folder for such, its history has the note, and
/// "Order Canceled by Supplier" and "Order Canceled" follow. The store's admin is mailed, once. One that is canceled stays
/// as it is, and nothing follows; one that is shipped can't be canceled any more.
pub async fn cancel(
    desk: &Desk,
    store: &Store,
    supplier: &Supplier,
    order_id: OrderId,
    note: &str,
    now: Timestamp,
) -> Result<SeenRow, DeskError> {
    desk.needs(Permission::CancelOrders)?;
    check_own(desk, supplier)?;
    let named = supplier.settings.if_canceled_folder_id.and_then(|id| store.folder(id)).map(|folder| folder.id);
    let folder_id = named.or_else(|| canceled_folder(store).ok());
    let by = Actor::supplier(&supplier.settings.name);
    let canceled = Box::pin(desk.change_order(store.id, order_id, now, |row| {
        if !is_own(row, supplier) {
            return Err(DeskError::NotFound(ORDER));
        }
        match row.order.submission.as_ref().map(|it| it.state) {
            Some(SubmissionState::Shipped) => {
                return Err(DeskError::Conflict("All of it is shipped; it can't be canceled any more".to_owned()));
            }
            Some(SubmissionState::Open) => {}
            Some(SubmissionState::Canceled) | None => return Ok(None),
        }
        row.events.push(Event::OrderCanceledBySupplier.into());
        Ok(cancel_row(row, folder_id, note, &by, now).then_some(()))
    }));
    match canceled.await? {
        Outcome::Done((row, ())) | Outcome::Unchanged(row) => Ok(desk.see_changed(row)),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

/// Plans the mail about a cancellation, with the write that cancels.
pub(crate) fn plan_mail(row: &mut OrderRow, canceled: Cancellation) {
    let mail = row.order.next_serial();
    row.plans.push(Plan::Cancellation(PlannedCancellation { mail, canceled }));
}

/// The same where rules canceled what stood at a supplier.
#[cfg(feature = "rules")]
pub(crate) fn plan_mail_between(row: &mut OrderRow, before: &Order) {
    let was_canceled = before.submission.as_ref().is_some_and(|it| it.canceled.is_some());
    let canceled = row.order.submission.as_ref().and_then(|it| it.canceled.clone());
    if let Some(canceled) = canceled.filter(|_| !was_canceled) {
        plan_mail(row, canceled);
    }
}

/// Makes the notice of a cancellation, once: its id follows from the order and the plan's number. Where the store's admin
/// can't be mailed yet it waits, and the order's history says so.
pub(crate) async fn carry_out(
    desk: &Desk,
    row: &OrderRow,
    planned: &PlannedCancellation,
    now: Timestamp,
) -> Result<(), TableError> {
    let Some(store) = desk.table.store(row.store_id).await? else { return Ok(()) };
    let (content, at) = (content(&store, row, &planned.canceled), planned.canceled.at);
    let id = format!("canceled-{}-{}", row.order.id, planned.mail);
    if Box::pin(insert_or_wait(desk, &store, id, content, (at, now))).await? == Placed::OnItsWay {
        return Ok(());
    }
    let is_missing = store.settings.admin_email.is_empty();
    let why = if is_missing { "there is no admin_email" } else { "admin_email is not confirmed" };
    let note =
        format!("The store is not mailed of the cancellation yet: {why}. It is once there is one, within 30 days");
    Box::pin(say_once(desk, row, &HistoryLine::auto(at, note))).await
}

fn content(store: &Store, row: &OrderRow, canceled: &Cancellation) -> NoticeContent {
    let line = |text: &str| one_line(text, MAX_NAME_LENGTH);
    let order = &row.order;
    let number = line(&order.shown_number());
    let lines = [
        format!("Order {number} was canceled by {}. The note:", line(&canceled.by)),
        quoted(&canceled.note, MAX_NOTE_LENGTH),
        format!("Store:     {}\nOrder id:  {}\nSupplier:  {}", line(&store.name), order.id, supplier_of(row)),
    ];
    let subject = format!("Order {number} was canceled at {}", line(&store.name));
    let facts = NoticeFacts::new([
        ("note", canceled.note.clone()),
        ("canceled_by", line(&canceled.by)),
        ("supplier", supplier_of(row)),
        ("order_number", number),
    ]);
    NoticeContent::Cancellation {
        order: Some(order.id),
        words: NoticeWords { subject, text: lines.join("\n\n"), facts },
    }
}

fn supplier_of(row: &OrderRow) -> String {
    match &row.order.submission {
        Some(_) => one_line(&row.order.fulfillment_name, MAX_NAME_LENGTH),
        None => "none".to_owned(),
    }
}
