//! The orders of a file: each is created exactly as one of the API.

use domain::{DuplicatePolicy, IdempotencyKey, NewOrder, OrderId, OrderRows, Origin};
use sheets::read::Entry;

use super::context::Context;
use super::page::{Became, judged, reasons};
use super::update;
use crate::groups::in_groups;
use crate::orders::{Created, Creation, create, would_create};
use crate::{Actor, DeskError};

/// What becomes of each order; those of one number come one after another.
pub(super) async fn import_all(context: &Context<'_>, entries: &[Entry<NewOrder>]) -> Result<Vec<Became>, DeskError> {
    let same_order = |index, entry: &Entry<NewOrder>| -> (usize, Option<OrderId>) {
        match &entry.value {
            Ok(new) if new.has_source_id => (0, Some(new.identity(None, String::new).order_id(context.store.id, 0))),
            _ => (index, None),
        }
    };
    let became = in_groups(entries, same_order, |_, entry| Box::pin(import(context, entry))).await;
    became.into_iter().map(judged).collect()
}

async fn import(context: &Context<'_>, entry: &Entry<NewOrder>) -> Result<Became, DeskError> {
    let new = match &entry.value {
        Ok(new) => new,
        Err(refusals) => return Ok(Became::Refused(reasons(refusals))),
    };
    let row = entry.first_row();
    let by = Actor::import(context.number, row);
    let policy = context.import.template.duplicates;
    // Rows that change an order need not be enough for a new one.
    if policy == DuplicatePolicy::Update && new.has_source_id {
        let identity = new.identity(None, String::new);
        let there = match context.would.order_of(context.store.id, &identity) {
            Some(row) => Some(row),
            None => context.desk.table.order_made_of(context.store.id, &identity).await?.done(),
        };
        if let Some(there) = there {
            if there.idempotency_key == context.key(row) {
                return Ok(Became::Created(there.order.id.to_string()));
            }
            return update::update(context, entry, new, there, &by).await;
        }
    }
    let there = match create_one(context, new, row, &by).await? {
        Created::Order(made) => return Ok(Became::Created(made.order.id.to_string())),
        Created::Duplicate(there) | Created::KeyOfAnother(there) => there,
    };
    match policy {
        DuplicatePolicy::Skip => {
            let id = there.order.id.to_string();
            Ok(Became::Skipped(id, "an order of this number is there".to_owned()))
        }
        // It was made a moment ago.
        DuplicatePolicy::Update => update::update(context, entry, new, there.into_row(), &by).await,
        DuplicatePolicy::CreateNew => {
            // Its number makes it no duplicate: what tells it from others is its row.
            let mut another = new.clone();
            another.has_source_id = false;
            match create_one(context, &another, row, &by).await? {
                Created::Order(made) => Ok(Became::Created(made.order.id.to_string())),
                Created::Duplicate(other) | Created::KeyOfAnother(other) => {
                    Ok(Became::Refused(format!("order {} has its place", other.order.id)))
                }
            }
        }
    }
}

/// Creates an order, or tells what that would be.
async fn create_one(context: &Context<'_>, new: &NewOrder, row: u64, by: &Actor) -> Result<Created, DeskError> {
    let (key, digest) = (context.key(row), context.import.file.digest());
    let creation = Creation {
        origin: Origin::Api,
        idempotency_key: Some(IdempotencyKey { key: &key, body_digest: &digest }),
        by,
        rules: context.rules(),
        now: context.moment(row),
    };
    if !context.import.is_dry_run {
        return create(context.desk, context.store, new, &creation).await;
    }
    if new.has_source_id
        && let Some(row) = context.would.order_of(context.store.id, &new.identity(None, String::new))
    {
        return Ok(Created::Duplicate(Box::new(context.desk.see(row)?)));
    }
    let created = would_create(context.desk, context.store, new, &creation).await?;
    // Where rows of one number are one order, no row behind asks for it.
    if let Created::Order(row) = &created
        && context.import.template.order_rows != OrderRows::Items
    {
        context.would.note_order((***row).clone());
    }
    Ok(created)
}
