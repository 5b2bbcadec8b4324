//! Creating an order (orderdesk-api 2.3).

use std::borrow::Cow;

use domain::{
    FolderId, IdempotencyKey, Identity, ItemDetails, NewOrder, OrderId, Origin, Permission, Problem, Store, StoreId,
    UserScope, events_of_creation,
};
use jiff::{SignedDuration, Timestamp};
use table::{OrderRow, Outcome, TableError};

use super::{SeenRow, notify};
use crate::groups::in_groups;
use crate::{Actor, Desk, DeskError, inventory};

/// How an order is created, beyond what is in it.
#[derive(Debug, Clone)]
pub struct Creation<'a> {
    /// Whether it is imported or entered by a person; decides which event its creation is.
    pub origin: Origin,
    /// The caller's idempotency key: the same creation sent again with it is the same order.
    pub idempotency_key: Option<IdempotencyKey<'a>>,
    /// Who creates it.
    pub by: &'a Actor,
    /// Whether the store's rules run for it.
    pub rules: RunRules,
    /// The present moment.
    pub now: Timestamp,
}

/// Whether the store's rules run for what is done to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunRules {
    /// They do, as for any change.
    Yes,
    /// They don't: it is no event, and nothing follows from it.
    No,
}

/// What became of a creation.
#[derive(Debug)]
pub enum Created {
    /// The order; as it is now, when the same creation made it before.
    Order(Box<SeenRow>),
    /// Another creation made the order of this number before; nothing was changed.
    Duplicate(Box<SeenRow>),
    /// The key was sent before with another body, of which this order was made; nothing was changed.
    KeyOfAnother(Box<SeenRow>),
}

/// Adds `new` to the store unless the order of its identity is there. One conditional write, before it one read that
/// counts the earlier orders of its e-mail.
///
/// Called twice with the same order it makes one: its id follows from what makes it the same (docs/adr/0002-ids-from-the-source.md).
pub async fn create(desk: &Desk, store: &Store, new: &NewOrder, creation: &Creation<'_>) -> Result<Created, DeskError> {
    desk.needs(Permission::CreateOrders)?;
    let identity = identity_of(desk, new, creation);
    Ok(match insert(desk, store, new, creation, (&identity, Removed::IsMadeAnew), |_| ()).await? {
        Outcome::Done(row) => Created::Order(Box::new(desk.see_changed(row))),
        Outcome::Unchanged(row) => found(desk, row, creation.idempotency_key)?,
        // An insertion ends no other way.
        Outcome::Missing | Outcome::Stale => return Err(DeskError::TryAgain("The order was not kept; try again")),
    })
}

/// What an insertion does where the order of its identity was there once and is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Removed {
    /// It makes it anew.
    IsMadeAnew,
    /// Nothing, which [`Outcome::Missing`] says.
    #[cfg(feature = "carts")]
    StaysRemoved,
}

/// Inserts an order of this identity, whose row is `finished` before it is written, once its id is known.
/// [`Outcome::Unchanged`] brings the one that is there.
pub(crate) async fn insert(
    desk: &Desk,
    store: &Store,
    new: &NewOrder,
    creation: &Creation<'_>,
    (identity, removed): (&Identity, Removed),
    finish: impl Fn(&mut OrderRow),
) -> Result<Outcome<OrderRow, OrderRow>, DeskError> {
    let folder_id = check(desk, store, new)?;
    let new = &*Box::pin(with_details(desk, store, new)).await?;
    let email_count = earlier_orders(desk, store.id, new.email()).await?.saturating_add(1);
    let row = |id: OrderId, twin: Option<OrderId>| {
        let mut row = row_of(store.id, new.order(id, folder_id, email_count), identity, creation);
        row.history.extend(twin.map(|twin| creation.by.line(creation.now, twin_note(twin))));
        if store.settings.stock_is_taken.follows_orders() {
            row.have_stock_followed();
        }
        finish(&mut row);
        row
    };
    Ok(match removed {
        Removed::IsMadeAnew => desk.table.insert_order(store.id, identity, row).await?,
        #[cfg(feature = "carts")]
        Removed::StaysRemoved => desk.table.insert_order_once(store.id, identity, row).await?,
    })
}

/// What [`create`] would answer: the same without the write, for who wants to know first. What would be created has the id
/// it would get.
pub async fn would_create(
    desk: &Desk,
    store: &Store,
    new: &NewOrder,
    creation: &Creation<'_>,
) -> Result<Created, DeskError> {
    desk.needs(Permission::CreateOrders)?;
    let folder_id = check(desk, store, new)?;
    let new = &*Box::pin(with_details(desk, store, new)).await?;
    let email_count = earlier_orders(desk, store.id, new.email()).await?.saturating_add(1);
    let identity = identity_of(desk, new, creation);
    if let Outcome::Done(row) = desk.table.order_made_of(store.id, &identity).await? {
        return found(desk, row, creation.idempotency_key);
    }
    let order = new.order(identity.order_id(store.id, 0), folder_id, email_count);
    Ok(Created::Order(Box::new(desk.see_changed(row_of(store.id, order, &identity, creation)))))
}

/// Checks an order that is to be created; the folder it comes into.
fn check(desk: &Desk, store: &Store, new: &NewOrder) -> Result<FolderId, DeskError> {
    // Whoever builds an order without the APIs' JSON is told the same.
    let problems = new.check();
    if !problems.is_empty() {
        return Err(DeskError::Invalid(problems));
    }
    notify::check(store, None, new.draft())?;
    folder_for(desk, store, new)
}

fn identity_of(desk: &Desk, new: &NewOrder, creation: &Creation<'_>) -> Identity {
    new.identity(creation.idempotency_key.map(|key| key.key), || format!("{:032x}", desk.chance.number()))
}

/// Adds many orders, each by itself: a problem of one does not touch the others. The key of the whole, with an
/// entry's place behind it, is each entry's own. Of two entries of one number the first is created.
pub async fn create_all(
    desk: &Desk,
    store: &Store,
    entries: &[Result<NewOrder, Vec<Problem>>],
    creation: &Creation<'_>,
) -> Vec<Result<Created, DeskError>> {
    // Entries of one number are one order, made one after another; an entry without a number is an order of its own.
    let same_order = |index, entry: &Result<NewOrder, Vec<Problem>>| match entry {
        Ok(new) if new.has_source_id => (0, Some(new.identity(None, String::new).order_id(store.id, 0))),
        _ => (index, None),
    };
    in_groups(entries, same_order, |index, entry| create_entry(desk, store, index, entry, creation)).await
}

async fn create_entry(
    desk: &Desk,
    store: &Store,
    index: usize,
    entry: &Result<NewOrder, Vec<Problem>>,
    creation: &Creation<'_>,
) -> Result<Created, DeskError> {
    desk.needs(Permission::CreateOrders)?;
    let new = entry.as_ref().map_err(|problems| DeskError::Invalid(problems.clone()))?;
    // No header holds a line break, so that no key of one creation is that of an entry.
    let key = creation.idempotency_key.map(|whole| format!("{}\n{index}", whole.key));
    let whole = creation.idempotency_key.zip(key.as_deref());
    let idempotency_key = whole.map(|(whole, key)| IdempotencyKey { key, ..whole });
    let own = Creation { idempotency_key, now: moment_of(creation.now, index), ..creation.clone() };
    create(desk, store, new, &own).await
}

/// An instant of its own for each entry, by which the repetition of one entry is told from the same order in another entry.
fn moment_of(now: Timestamp, index: usize) -> Timestamp {
    let nanoseconds = i64::try_from(index).unwrap_or_default();
    now.checked_add(SignedDuration::from_nanos(nanoseconds)).unwrap_or(now)
}

/// Fills in what a person who enters an order leaves to the store: items by their inventory codes, and the store's
/// default checkout fields (orderdesk-app 4.4). Reads the inventory items of the order's codes.
pub async fn complete(desk: &Desk, store: &Store, new: &mut NewOrder) -> Result<(), DeskError> {
    desk.needs(Permission::CreateOrders)?;
    let inventory = Box::pin(inventory::of_codes(desk, store, &new.codes())).await?;
    new.complete(&inventory, &store.settings.default_checkout_data_fields);
    Ok(())
}

/// The order with what the inventory has for its items where they are blank, if the store is set so. Reads the inventory
/// items of the order's codes, at once.
async fn with_details<'a>(desk: &Desk, store: &Store, new: &'a NewOrder) -> Result<Cow<'a, NewOrder>, DeskError> {
    if store.settings.item_details == ItemDetails::AsTheyCome {
        return Ok(Cow::Borrowed(new));
    }
    let mut detailed = new.clone();
    detailed.add_details(&inventory::of_codes(desk, store, &new.codes()).await?);
    Ok(Cow::Owned(detailed))
}

fn twin_note(twin: OrderId) -> String {
    format!("Its number differs from that of order {twin} only in the case of letters: see whether it came twice")
}

fn row_of(store_id: StoreId, mut order: domain::Order, identity: &Identity, creation: &Creation<'_>) -> OrderRow {
    order.origin = creation.origin;
    let events = match creation.rules {
        RunRules::Yes => events_of_creation(&order),
        RunRules::No => vec![],
    };
    let mut row = OrderRow::new(store_id, order, identity.clone(), events);
    if let Some(IdempotencyKey { key, body_digest }) = creation.idempotency_key {
        key.clone_into(&mut row.idempotency_key);
        body_digest.clone_into(&mut row.body_digest);
    }
    let note = match creation.origin {
        Origin::Api => format!("Order Imported by {}", creation.by.name()),
        Origin::Manual => "Order Created Manually".to_owned(),
    };
    row.history.push(creation.by.line(creation.now, note));
    row
}

/// The folder asked for, which must be there; the store's first when none is, of those that whoever creates it sees.
fn folder_for(desk: &Desk, store: &Store, new: &NewOrder) -> Result<FolderId, DeskError> {
    super::check_folder(store, new.folder_id)?;
    let scope = &desk.rights().scope;
    let usual = match scope {
        UserScope::Folders(_) => scope.of_folders(store.folders.iter().map(|folder| folder.id)).first().copied(),
        UserScope::Everything | UserScope::Supplier(_) => None,
    };
    let folder_id = new.folder_id.or(usual).unwrap_or_else(|| store.first_folder());
    desk.check_target("folder_id", Some(folder_id))?;
    Ok(folder_id)
}

async fn earlier_orders(desk: &Desk, store_id: StoreId, email: &str) -> Result<u32, TableError> {
    if email.is_empty() {
        return Ok(0);
    }
    let count = desk.table.count_orders_of(store_id, email).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What an order that is there already means for a creation: with the key it was made with, and the same body, it is the
/// answer that was lost. A row of before has no digest, and is taken for the same. Of one outside of the scope nothing is
/// told but that it is there.
fn found(desk: &Desk, row: OrderRow, key: Option<IdempotencyKey<'_>>) -> Result<Created, DeskError> {
    let Some(sent) = key.filter(|sent| sent.key == row.idempotency_key) else {
        let hidden = |_| DeskError::Conflict("There is an order of this number already".to_owned());
        return Ok(Created::Duplicate(Box::new(desk.see(row).map_err(hidden)?)));
    };
    let is_same = row.body_digest.is_empty() || row.body_digest == sent.body_digest;
    let row = Box::new(desk.see_changed(row));
    Ok(if is_same { Created::Order(row) } else { Created::KeyOfAnother(row) })
}
