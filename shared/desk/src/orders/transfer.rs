//! Copying and moving orders to another store that agreed to it (orderdesk-app 3.5).

use domain::{
    Event, FolderId, HistoryLine, Identity, NewTransfer, Order, OrderEvent, OrderId, Permission, Relative, Store,
    StoreId,
};
use jiff::Timestamp;
use table::{OrderRow, Outcome, Plan, PlannedOrder};

use super::remove::check_may_leave;
use super::{ORDER, plans};
use crate::{Actor, Desk, DeskError, links};

/// Refuses who may not copy or move orders to other stores: all that is in them is shown there.
pub fn check_transfer(desk: &Desk) -> Result<(), DeskError> {
    desk.needs(Permission::CopyToStores)?;
    desk.needs_orders_as_they_are("An order is copied or moved to another store")
}

/// What became of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transferred {
    /// It was made by this call.
    Now(Relative),
    /// It was made before, and nothing was changed.
    Before(Relative),
}

/// Copies an order to another store: at most once to each. The order's row says so first, with the copy as a plan, which
/// this call carries out and the stream once more; the copy says what it is a copy of, and causes "Order is Imported" and
/// "Order Copied From Another Store" there. Four writes. Whether whoever copies it may create orders there is for who knows
/// them there.
pub async fn copy(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    to: NewTransfer,
    by: &Actor,
    now: Timestamp,
) -> Result<Transferred, DeskError> {
    desk.needs(Permission::CopyToStores)?;
    let destination = Box::pin(Destination::find(desk, store.id, order_id, to)).await?;
    let copied = desk.change_order(store.id, order_id, now, |row| {
        if row.order.copy_in(destination.store_id).is_some() {
            return Ok(None);
        }
        if row.order.came_through(destination.store_id) {
            return Err(DeskError::Conflict("The order came from that store; it is there".to_owned()));
        }
        let copy = row.order.copy_for(store.id, destination.folder_id, destination.email_count);
        let planned = destination.plan(Identity::Copy(store.id, order_id), copy, Event::OrderCopiedFromStore, by, now);
        row.order.family.copied_to.push(Relative { store_id: to.store_id, order_id: planned.expected_id() });
        row.history.push(by.line(now, format!("Order Copied to Store {}", to.store_id)));
        row.plans.push(Plan::Order(planned.into()));
        Ok(Some(()))
    });
    match Box::pin(copied).await? {
        Outcome::Done((row, ())) => Ok(Transferred::Now(Box::pin(carried_out(desk, &row, to.store_id, now)).await?)),
        Outcome::Unchanged(row) => {
            let copy = row.order.copy_in(to.store_id).ok_or(DeskError::NotFound(ORDER))?;
            Ok(Transferred::Before(copy))
        }
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

/// Carries out the copy that `row` plans; where it is.
async fn carried_out(desk: &Desk, row: &OrderRow, store_id: StoreId, now: Timestamp) -> Result<Relative, DeskError> {
    let mut copy = row.order.copy_in(store_id).ok_or(DeskError::NotFound(ORDER))?;
    for plan in &row.plans {
        if let Plan::Order(planned) = plan
            && let Some(made) = plans::insert(desk, row, planned, now).await?.row()
        {
            copy.order_id = made.order.id;
        }
    }
    Ok(copy)
}

/// Moves an order to another store. With the first write it is out of this one: what stays is a tombstone, which says what
/// is to be inserted there; this call goes on, and the stream once more. What lies beside the order, its older history
/// and appointments, stays behind and goes after a month; what was open of these is not done. It can't be restored: it is
/// not removed. "Order is Imported" and "Order Moved From Another Store" follow there. One that stands at a supplier is
/// refused.
pub async fn move_to_store(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    to: NewTransfer,
    by: &Actor,
    now: Timestamp,
) -> Result<Transferred, DeskError> {
    desk.needs(Permission::CopyToStores)?;
    let destination = match Box::pin(Destination::find(desk, store.id, order_id, to)).await {
        // It may have left by the same call, whose answer was lost.
        Err(DeskError::NotFound(ORDER)) => return Box::pin(moved_before(desk, store.id, order_id, to)).await,
        found => found?,
    };
    let plan = |row: &OrderRow| {
        if !desk.rights().covers(&row.order) {
            return Err(DeskError::NotFound(ORDER));
        }
        if matches!(by.who, crate::Who::Auto) && row.order.came_through(to.store_id) {
            return Err(DeskError::Conflict("The order came from that store; a rule does not move it back".to_owned()));
        }
        check_may_leave(&row.order)?;
        let moved = row.order.moved_for(store.id, destination.folder_id, destination.email_count);
        let identity = Identity::moved(Relative { store_id: store.id, order_id });
        Ok(destination.plan(identity, moved, Event::OrderMovedFromStore, by, now))
    };
    match Box::pin(desk.table.move_order(store.id, order_id, now, plan)).await? {
        Outcome::Done(there) => Ok(Transferred::Now(there)),
        Outcome::Unchanged(there) => Ok(Transferred::Before(there)),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

async fn moved_before(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    to: NewTransfer,
) -> Result<Transferred, DeskError> {
    // Of one that is gone nobody can say any more whose it was.
    if !desk.rights().sees_all_orders() {
        return Err(DeskError::NotFound(ORDER));
    }
    let there = desk.table.finish_move(store_id, order_id).await?.filter(|there| there.store_id == to.store_id);
    there.map(Transferred::Before).ok_or(DeskError::NotFound(ORDER))
}

/// Goes on with a move whose first write is made.
pub async fn finish_move(desk: &Desk, store_id: StoreId, order_id: OrderId) -> Result<(), table::TableError> {
    desk.table.finish_move(store_id, order_id).await.map(drop)
}

/// Where an order goes.
#[derive(Debug, Clone, Copy)]
struct Destination {
    store_id: StoreId,
    folder_id: FolderId,
    /// How many orders of its e-mail there will be.
    email_count: u32,
    from: Relative,
}

impl Destination {
    /// Looks up whether the order is there and seen as it is, the two stores are linked, and the other one has the folder.
    /// A store that is not linked is as good as none: nothing is said of it.
    async fn find(desk: &Desk, store_id: StoreId, order_id: OrderId, to: NewTransfer) -> Result<Self, DeskError> {
        let row = desk.own_row(store_id, order_id).await?;
        check_transfer(desk)?;
        let no_such = || DeskError::invalid("store_id", links::NOT_LINKED);
        if to.store_id == store_id || !links::stands(desk, store_id, to.store_id).await? {
            return Err(no_such());
        }
        let other = desk.table.store(to.store_id).await?.ok_or_else(no_such)?;
        if !other.state.is_active() {
            return Err(DeskError::Conflict("The other store is locked or closed; nothing goes there now".to_owned()));
        }
        super::check_folder(&other, to.folder_id)?;
        let folder_id = to.folder_id.unwrap_or_else(|| other.first_folder());
        let email_count = match row.order.email.as_str() {
            "" => 0,
            email => desk.table.count_orders_of(other.id, email).await?,
        };
        let email_count = u32::try_from(email_count).unwrap_or(u32::MAX).saturating_add(1);
        Ok(Self { store_id: other.id, folder_id, email_count, from: Relative { store_id, order_id } })
    }

    fn plan(&self, identity: Identity, draft: Order, event: Event, by: &Actor, now: Timestamp) -> PlannedOrder {
        let verb = if event == Event::OrderMovedFromStore { "Moved" } else { "Copied" };
        let note = format!("Order {verb} from Store {}: it was order {} there", self.from.store_id, self.from.order_id);
        let line = HistoryLine { date_added: now, source_name: by.name().to_owned(), note };
        let events: Vec<OrderEvent> = vec![Event::OrderImported.into(), event.into()];
        PlannedOrder { store_id: self.store_id, identity, draft, events, lines: vec![line] }
    }
}
