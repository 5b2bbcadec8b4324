//! Changing an order as a whole or in some of its fields (orderdesk-api 4).

use domain::{
    Event, FolderId, Order, OrderId, OrderPatch, OrderReplacement, Permission, Problem, Store, StoreId,
    differ_in_details,
};
use jiff::Timestamp;
use table::{OrderRow, Outcome};

use super::{ORDER, SeenRow, notify};
use crate::groups::in_groups;
use crate::{Actor, Desk, DeskError};

/// What is to be changed.
#[derive(Debug, Clone, Copy)]
pub enum Edit<'a> {
    /// Some fields.
    Patch(&'a OrderPatch),
    /// All of it.
    Replacement(&'a OrderReplacement),
}

impl Edit<'_> {
    fn folder_id(&self) -> Option<FolderId> {
        match self {
            Self::Patch(patch) => patch.folder_id,
            Self::Replacement(new) => new.folder_id,
        }
    }

    fn apply(&self, order: &mut Order) -> Result<(), DeskError> {
        let applied = match self {
            Self::Patch(patch) => patch.apply(order),
            Self::Replacement(new) => new.apply(order),
        };
        Ok(applied?)
    }
}

/// Which version of an order or a rule a change is meant for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// Whichever is there.
    Any,
    /// One of these; another is left alone.
    OneOf(Vec<u64>),
}

impl Expected {
    /// Checks that `what` is one of the versions.
    pub(crate) fn check(&self, what: &'static str, version: u64) -> Result<(), DeskError> {
        match self {
            Self::OneOf(versions) if !versions.contains(&version) => Err(DeskError::Changed(what, version)),
            _ => Ok(()),
        }
    }
}

/// Replaces an order as the compatible API does: what is left out is blank, but for what can't be. One of exactly what
/// was read changes nothing but `date_updated`, and says nothing in the history. No event "Order Details Changed". What
/// whoever replaces it does not see of it stays as it was.
pub async fn replace(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    new: &OrderReplacement,
    by: &Actor,
    now: Timestamp,
) -> Result<SeenRow, DeskError> {
    check_edit(desk, store, new.folder_id)?;
    let replaced = change(desk, store.id, order_id, now, |row| {
        let before = row.order.clone();
        new.apply(&mut row.order)?;
        desk.rights().keep_unseen(&before, &mut row.order);
        notify::check(store, Some(&before), &row.order)?;
        if row.order != before {
            row.history.push(by.line(now, format!("Order Updated by {}", by.name())));
        }
        Ok(Some(()))
    });
    Ok(desk.see_changed(replaced.await?.0))
}

/// Changes an order. Where a person does, and its details differ, the event "Order Details Changed" follows; it does not
/// where an API key or a rule does (orderdesk-app 1.2, E8). Only the expected version is changed. What whoever changes it
/// does not see of it stays as it was.
pub async fn edit(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    edit: Edit<'_>,
    expected: &Expected,
    by: &Actor,
    now: Timestamp,
) -> Result<SeenRow, DeskError> {
    check_edit(desk, store, edit.folder_id())?;
    let edited = change(desk, store.id, order_id, now, |row| {
        expected.check("order", row.version)?;
        let before = row.order.clone();
        edit.apply(&mut row.order)?;
        desk.rights().keep_unseen(&before, &mut row.order);
        notify::check(store, Some(&before), &row.order)?;
        if by.is_person() && differ_in_details(&before, &row.order) {
            row.events.push(Event::OrderDetailsChanged.into());
        }
        if row.order != before {
            row.history.push(by.line(now, "Order Updated"));
        }
        Ok(Some(()))
    });
    Ok(desk.see_changed(edited.await?.0))
}

/// Checks that whoever works here may edit orders, and move them where an edit names a folder.
fn check_edit(desk: &Desk, store: &Store, folder_id: Option<FolderId>) -> Result<(), DeskError> {
    desk.needs(Permission::EditOrders)?;
    if folder_id.is_some() {
        desk.needs(Permission::MoveOrders)?;
    }
    check_folder(store, folder_id)?;
    desk.check_target("folder_id", folder_id)
}

/// One entry of a bulk change.
#[derive(Debug)]
pub struct EditEntry<'a> {
    /// Its order; none where the entry names none.
    pub order_id: Option<OrderId>,
    /// What is to be changed, or what is wrong with it.
    pub edit: Result<Edit<'a>, Vec<Problem>>,
}

/// Changes many orders as [`edit`] does, each entry by itself. Those of one order come one after another, as each writes
/// the same row; the orders go at once.
pub async fn edit_all(
    desk: &Desk,
    store: &Store,
    entries: &[EditEntry<'_>],
    by: &Actor,
    now: Timestamp,
) -> Vec<Result<SeenRow, DeskError>> {
    let order_of = |_, entry: &EditEntry<'_>| entry.order_id;
    in_groups(entries, order_of, |_, entry| edit_entry(desk, store, entry, by, now)).await
}

async fn edit_entry(
    desk: &Desk,
    store: &Store,
    entry: &EditEntry<'_>,
    by: &Actor,
    now: Timestamp,
) -> Result<SeenRow, DeskError> {
    desk.needs(Permission::EditOrders)?;
    let change = entry.edit.as_ref().map_err(|problems| DeskError::Invalid(problems.clone()))?;
    let order_id = entry.order_id.ok_or(DeskError::NotFound(ORDER))?;
    edit(desk, store, order_id, *change, &Expected::Any, by, now).await
}

/// Changes an order's row; what `edit` has nothing to do with counts as not found, and so does what is outside of the scope of
/// whoever works here.
pub(crate) async fn change<T>(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    now: Timestamp,
    edit: impl Fn(&mut OrderRow) -> Result<Option<T>, DeskError>,
) -> Result<(OrderRow, T), DeskError> {
    match Box::pin(desk.change_order(store_id, order_id, now, edit)).await? {
        Outcome::Done((row, result)) => Ok((row, result)),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale | Outcome::Unchanged(_) => Err(DeskError::NotFound(ORDER)),
    }
}

/// Checks that the store has the folder, if one is named; done before anything is read.
pub fn check_folder(store: &Store, folder_id: Option<FolderId>) -> Result<(), DeskError> {
    match folder_id {
        Some(id) if store.folder(id).is_none() => {
            Err(DeskError::invalid("folder_id", format!("there is no folder {id}")))
        }
        _ => Ok(()),
    }
}
