//! Splitting and duplicating an order (orderdesk-app 3.1, 3.4): one write of it says what is to be made, and what is made
//! follows from that (docs/adr/0026-orders-of-orders.md).

use domain::{
    FamilyRequest, IdempotencyKey, ItemQuantity, Offshoot, OffshootError, Order, OrderId, Permission, Problem, SplitBy,
    Splitting, Store, StoreId, Supplier, assign_suppliers, duplicate as duplicate_of, split as split_off, split_by,
};
use futures_util::future::try_join_all;
use jiff::Timestamp;
use table::{OrderRow, Outcome, Plan, PlannedOrder};

use super::{ORDER, SeenRow, plans};
use crate::{Actor, Desk, DeskError};

/// Who asks for an order to be made of others, and how.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The caller's key: sent again with it, nothing is made a second time.
    pub idempotency_key: Option<IdempotencyKey<'a>>,
    /// Who asks.
    pub by: &'a Actor,
    /// The present moment.
    pub now: Timestamp,
}

/// Orders that were made of one.
#[derive(Debug)]
pub struct MadeOrders {
    /// The one they were made of, as it is then.
    pub of: SeenRow,
    /// They, without those that were removed since.
    pub orders: Vec<SeenRow>,
}

/// Splits an order. The new ones are there when it answers; should it die before, the stream makes them. Who sees some of its
/// items splits off those, and by no rule.
pub async fn split(
    desk: &Desk,
    store: &Store,
    order_id: OrderId,
    splitting: &Splitting,
    request: Request<'_>,
) -> Result<MadeOrders, DeskError> {
    desk.needs(Permission::SplitMergeOrders)?;
    if matches!(splitting, Splitting::Rule(_)) && desk.rights().is_of_supplier() {
        let why = "An order is split by a rule by who sees all of its items";
        return Err(DeskError::Forbidden(vec![Problem::new("", why)]));
    }
    let method = store.settings.split_method;
    let is_by_supplier = matches!(splitting, Splitting::Rule(rule) if rule.by == SplitBy::Supplier);
    let suppliers: Vec<Supplier> = if is_by_supplier { desk.table.definitions(store.id).await? } else { vec![] };
    let made = make(desk, store.id, order_id, request, |row| {
        if let Splitting::Items(items) = splitting {
            check_seen(desk, &row.order, items)?;
        }
        assign_suppliers(&mut row.order.order_items, &suppliers);
        let made = match splitting {
            Splitting::Items(items) => split_off(&mut row.order, store.id, items, method)?,
            Splitting::Rule(rule) => split_by(&mut row.order, store.id, rule, method)?,
        };
        if made.is_empty() {
            let nothing = "All items of this order belong together; there is nothing to split";
            return Err(DeskError::Conflict(nothing.to_owned()));
        }
        Ok(("Order Split: order", made))
    });
    made.await
}

/// Refuses items that whoever works here does not see of the order: to them it has none such.
fn check_seen(desk: &Desk, order: &Order, items: &[ItemQuantity]) -> Result<(), DeskError> {
    let hidden = items.iter().enumerate().filter(|(_, item)| !desk.rights().sees_item(order, &item.id));
    let problem = |(index, item): (usize, &ItemQuantity)| {
        Problem::new(format!("items[{index}].id"), format!("the order has no item {}", item.id))
    };
    let problems: Vec<Problem> = hidden.map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

/// Duplicates an order. The duplicate is there when it answers; should it die before, the stream makes it.
pub async fn duplicate(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    request: Request<'_>,
) -> Result<MadeOrders, DeskError> {
    desk.needs(Permission::SplitMergeOrders)?;
    let made = make(desk, store_id, order_id, request, |row| {
        let made = duplicate_of(&mut row.order, store_id, request.now)?;
        Ok(("Order Duplicated: order", vec![made]))
    });
    made.await
}

/// Writes what is to be made of an order into its row, and makes it.
async fn make(
    desk: &Desk,
    store_id: StoreId,
    order_id: OrderId,
    request: Request<'_>,
    offshoots: impl Fn(&mut OrderRow) -> Result<(&'static str, Vec<Offshoot>), DeskError>,
) -> Result<MadeOrders, DeskError> {
    let change = |row: &mut OrderRow| {
        if known(row, request.idempotency_key)?.is_some() {
            return Ok(None);
        }
        let (what, made) = offshoots(row)?;
        let ids: Vec<OrderId> = made.iter().map(|made| made.identity.order_id(store_id, 0)).collect();
        row.history.push(request.by.line(request.now, format!("{what} {}", listed(&ids))));
        note(row, request.idempotency_key, ids);
        row.plans.extend(made.into_iter().map(|made| planned(store_id, made, request.by, request.now)));
        Ok(Some(()))
    };
    match Box::pin(desk.change_order(store_id, order_id, request.now, change)).await? {
        Outcome::Done((row, ())) => Box::pin(made_of(desk, row, request.now)).await,
        Outcome::Unchanged(row) => Box::pin(made_before(desk, row, request)).await,
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => Err(DeskError::NotFound(ORDER)),
    }
}

/// The plan of an order that is to be made.
pub(crate) fn planned(store_id: StoreId, made: Offshoot, by: &Actor, now: Timestamp) -> Plan {
    let lines = vec![by.line(now, made.note)];
    let (identity, draft) = (made.identity, made.draft);
    Plan::Order(Box::new(PlannedOrder { store_id, identity, draft, events: vec![made.event.into()], lines }))
}

/// Makes what a row that was just written plans.
async fn made_of(desk: &Desk, of: OrderRow, now: Timestamp) -> Result<MadeOrders, DeskError> {
    let orders = of.plans.iter().filter_map(|plan| if let Plan::Order(planned) = plan { Some(planned) } else { None });
    let made = try_join_all(orders.map(|planned| plans::insert(desk, &of, planned, now))).await?;
    let orders = made.into_iter().filter_map(plans::Made::row).map(|row| desk.see_changed(row)).collect();
    Ok(MadeOrders { of: desk.see_changed(of), orders })
}

/// What the same request made before. Where nobody came to making it, it is made now.
async fn made_before(desk: &Desk, of: OrderRow, request: Request<'_>) -> Result<MadeOrders, DeskError> {
    // Whatever else the row plans was allowed to whoever planned it.
    plans::carry_out_orders(&desk.for_machines(), &of, request.now).await?;
    let of = desk.table.order(of.store_id, of.order.id).await?.ok_or(DeskError::NotFound(ORDER))?;
    let ids = known(&of, request.idempotency_key)?.map(|known| known.order_ids.clone()).unwrap_or_default();
    let orders = try_join_all(ids.iter().map(|id| desk.table.order(of.store_id, *id))).await?;
    let orders = orders.into_iter().flatten().map(|row| desk.see_changed(row)).collect();
    Ok(MadeOrders { of: desk.see_changed(of), orders })
}

/// What a request with this key made of an order; refused where it asked for something else.
pub(super) fn known<'a>(
    row: &'a OrderRow,
    key: Option<IdempotencyKey<'_>>,
) -> Result<Option<&'a FamilyRequest>, DeskError> {
    let known = key.and_then(|sent| Some((row.order.family.request(sent.key)?, sent)));
    match known {
        Some((known, sent)) if known.body_digest != sent.body_digest => {
            Err(DeskError::Conflict("The Idempotency-Key was sent before with another body".to_owned()))
        }
        known => Ok(known.map(|(known, _)| known)),
    }
}

/// Notes what a request with a key made.
pub(super) fn note(row: &mut OrderRow, key: Option<IdempotencyKey<'_>>, order_ids: Vec<OrderId>) {
    let Some(IdempotencyKey { key, body_digest }) = key else { return };
    let (key, body_digest) = (key.to_owned(), body_digest.to_owned());
    row.order.family.note_request(FamilyRequest { key, body_digest, order_ids });
}

fn listed(ids: &[OrderId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl From<OffshootError> for DeskError {
    fn from(error: OffshootError) -> Self {
        match error {
            OffshootError::Invalid(problems) => Self::Invalid(problems),
            OffshootError::Conflict(why) => Self::Conflict(why),
        }
    }
}
