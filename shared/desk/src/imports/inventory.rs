//! The inventory items of a file.

use std::sync::atomic::{AtomicU32, Ordering};

use domain::{FieldChange, Given, IdempotencyKey, InventoryItem, InventoryPolicy, NewInventoryItem, folded_code};
use jiff::Timestamp;
use sheets::read::{Entry, InventoryRow};

use super::context::Context;
use super::page::{Became, judged, reasons};
use crate::groups::in_groups;
use crate::inventory::{add_under, change, ids_of};
use crate::{Actor, DeskError};

/// An item that is made has one of its first ids, of so many, unless others have all of them.
const IDS: u32 = 16;

/// What becomes of each item; those of one code come one after another.
pub(super) async fn import_all(
    context: &Context<'_>,
    entries: &[Entry<InventoryRow>],
) -> Result<Vec<Became>, DeskError> {
    let same_code = |index, entry: &Entry<InventoryRow>| match &entry.value {
        Ok(row) => (0, folded_code(&row.item.code)),
        Err(_) => (index, String::new()),
    };
    let became = in_groups(entries, same_code, |_, entry| Box::pin(import(context, entry))).await;
    became.into_iter().map(judged).collect()
}

async fn import(context: &Context<'_>, entry: &Entry<InventoryRow>) -> Result<Became, DeskError> {
    let read = match &entry.value {
        Ok(read) => read,
        Err(refusals) => return Ok(Became::Refused(reasons(refusals))),
    };
    let row = entry.first_row();
    let by = Actor::import(context.number, row);
    let new = NewInventoryItem { update_source: by.name().to_owned(), ..read.item.clone() };
    let (key, digest) = (context.key(row), context.import.file.digest());
    let key = IdempotencyKey { key: &key, body_digest: &digest };
    let store_id = context.store.id;
    let template = &context.import.template;
    let there = match context.would.item(&new.code) {
        Some(item) => Some(item),
        None => context.desk.table.inventory_items_by_code(store_id, std::slice::from_ref(&new.code)).await?.pop(),
    };
    let Some(item) = there else {
        if !template.allows_creation || template.inventory_policy == InventoryPolicy::UpdateStock {
            return Ok(Became::Refused("the inventory has no item of this code".to_owned()));
        }
        return create(context, &new, &key, context.moment(row)).await;
    };
    // Made by this row, which was done before.
    if (0..IDS).any(|probe| ids_of(store_id, &key, probe) == item.id) {
        return Ok(Became::Created(item.id.to_string()));
    }
    // Changed by this row, or by one behind it: done once more it would take that one's back.
    if context.has_done(row, &item.update_source) {
        return Ok(Became::Updated(item.id.to_string(), vec![]));
    }
    update(context, &item, (&new, &read.given), context.moment(row)).await
}

async fn create(
    context: &Context<'_>,
    new: &NewInventoryItem,
    key: &IdempotencyKey<'_>,
    now: Timestamp,
) -> Result<Became, DeskError> {
    if context.import.is_dry_run {
        let problems = new.check();
        if !problems.is_empty() {
            return Err(DeskError::Invalid(problems));
        }
        context.would.note_item(new.item(ids_of(context.store.id, key, 0), now));
        return Ok(Became::Created(String::new()));
    }
    let probe = AtomicU32::new(0);
    let next = || ids_of(context.store.id, key, probe.fetch_add(1, Ordering::Relaxed) % IDS);
    let item = add_under(context.desk, context.store.id, new, next, now).await?;
    Ok(Became::Created(item.id.to_string()))
}

/// Changes what the policy says, where that differs. Who changed the item last is part of it, by which a row that is done
/// again is known (see [`Context::has_done`]).
async fn update(
    context: &Context<'_>,
    item: &InventoryItem,
    (new, given): (&NewInventoryItem, &Given),
    now: Timestamp,
) -> Result<Became, DeskError> {
    let stock: Given = ["stock"].into_iter().filter(|name| given.has(name)).collect();
    let make = |old: &InventoryItem| match context.import.template.inventory_policy {
        InventoryPolicy::Replace => new.replacing(old, now),
        InventoryPolicy::UpdateStock => new.given_to(old, &stock, now),
        InventoryPolicy::Upsert => new.given_to(old, given, now),
    };
    let id = item.id.to_string();
    let after = make(item);
    let changes = between(item, &after);
    if changes.is_empty() {
        return Ok(Became::Skipped(id, "nothing of it differs".to_owned()));
    }
    if context.import.is_dry_run {
        context.would.note_item(after);
    } else {
        change(context.desk, context.store, item.id, now, make).await?;
    }
    Ok(Became::Updated(id, changes))
}

/// What differs of two versions of an item, but for who changed it and when.
fn between(before: &InventoryItem, after: &InventoryItem) -> Vec<FieldChange> {
    let differs = |name: &&str| value(before, name) != value(after, name);
    let names = InventoryItem::FIELDS.into_iter().filter(differs);
    names
        .map(|name| FieldChange { field: name.to_owned(), before: value(before, name), after: value(after, name) })
        .collect()
}

fn value(item: &InventoryItem, name: &str) -> String {
    let map = |map: &domain::Variations| {
        let texts = map.iter().map(|(name, value)| format!("{name}: {value}"));
        texts.collect::<Vec<_>>().join("; ")
    };
    match name {
        "name" => item.name.clone(),
        "code" => item.code.clone(),
        "price" => item.price.text(),
        "cost" => item.cost.text(),
        "weight" => item.weight.text(),
        "stock" => item.stock.to_string(),
        "location" => item.location.clone(),
        "manufacturer_sku" => item.manufacturer_sku.clone().unwrap_or_default(),
        "metadata" => map(&item.metadata),
        _ => map(&item.variation_list),
    }
}
