//! Changing parts of an order: our own `PATCH /v1/orders/{id}`, a JSON merge patch over the fields that can be written.
//!
//! Our own API is strict: a field that is unknown or cannot be written is refused by name, so that no typo is lost.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::item_in::NewOrderItem;
use super::order_fields::{
    AMOUNTS, Field, MAX_CHECKOUT_DATA_LENGTH, MAX_ORDER_METADATA_LENGTH, RETURN_PARTS, SHIPPING_PARTS, SHORT_TEXTS,
    TEXTS, customer_parts, fill, last_four, too_long,
};
use super::order_in::{folder, items};
use super::order_replace::{check_name, kept_notes, replaced_items, same_second};
use super::read::{Document, Object, Problem};
use crate::time::whole_seconds;
use crate::{FolderId, Order, OrderId, Variations};

/// Fields an order has and nobody writes.
const READ_ONLY: [&str; 11] = [
    "id",
    "quantity_total",
    "weight_total",
    "product_total",
    "discount_total",
    "order_total",
    "cc_number_masked",
    "email_count",
    "date_updated",
    "order_shipments",
    "order_history",
];
/// Fields that are neither texts nor amounts.
const PARTS: [&str; 12] = [
    "cc_number",
    "processor_balance",
    "folder_id",
    "date_added",
    "shipping",
    "customer",
    "return_address",
    "checkout_data",
    "order_metadata",
    "discount_list",
    "order_notes",
    "order_items",
];
/// Fields that cannot be blank (orderdesk-api 4.5).
const NEVER_BLANK: [&str; 4] = ["folder_id", "date_added", "source_name", "source_id"];

const DISCOUNT: [&str; 3] = ["name", "code", "amount"];
const NOTE: [&str; 3] = ["date_added", "username", "content"];
const ITEM: [&str; 11] = [
    "id",
    "name",
    "price",
    "quantity",
    "weight",
    "code",
    "delivery_type",
    "category_code",
    "fulfillment_method",
    "variation_list",
    "metadata",
];

/// What is to change of an order: what is named changes, null blanks it, nothing else is touched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderPatch {
    /// Holds the new values of what is named.
    draft: Order,
    /// What is named, the lines of an address as `shipping.city`.
    named: BTreeSet<String>,
    items: Vec<NewOrderItem>,
    checkout_data: MapPatch,
    order_metadata: MapPatch,
    /// The folder asked for. Whether it exists is the caller's to check, before [`OrderPatch::apply`].
    pub folder_id: Option<FolderId>,
}

/// What is to change of a map.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct MapPatch {
    /// Whether all that was there goes first.
    cleared: bool,
    /// New values; none takes the key away.
    edits: Vec<(String, Option<String>)>,
}

impl OrderPatch {
    /// Reads the body of `PATCH /v1/orders/{id}`; all that is wrong with it comes back at once.
    pub fn read(body: &str, now: Timestamp) -> Result<Self, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let object = document.object();
        check_names(&object);
        let patch = Self::of(&object, whole_seconds(now));
        match document.problems() {
            problems if problems.is_empty() => Ok(patch),
            problems => Err(problems),
        }
    }

    /// Reads a list of at most `most` patches, bare or under `name`, each with the `id` of its order as it was sent. A
    /// bad entry does not spoil the others.
    #[allow(clippy::type_complexity, reason = "each entry has its own problems, and the list has its own")]
    pub fn read_all(
        body: &str,
        name: &str,
        most: usize,
        now: Timestamp,
    ) -> Result<Vec<(Option<String>, Result<Self, Vec<Problem>>)>, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let entries = document.entries(name, most)?;
        let read = |entry: &Object| {
            let patch = entry.without(&["id"]).problems_of(|entry| {
                check_names(entry);
                Self::of(entry, whole_seconds(now))
            });
            let patch = match patch {
                (patch, problems) if problems.is_empty() => Ok(patch),
                (_, problems) => Err(problems),
            };
            (entry.text("id"), patch)
        };
        Ok(entries.iter().map(read).collect())
    }

    fn of(object: &Object, now: Timestamp) -> Self {
        let mut draft = Order::new(OrderId::default(), FolderId::default(), now);
        // The maps are read as patches below, where one may be longer than what comes of it.
        fill(&mut draft, &object.without(&["checkout_data", "order_metadata"]), now);
        draft.cc_number = last_four(&object.text("cc_number").unwrap_or_default());
        draft.processor_balance = object.sum("processor_balance").unwrap_or_default();
        draft.date_added = object.time("date_added").unwrap_or(now);
        let mut named: BTreeSet<String> = object.names().map(str::to_owned).collect();
        named.extend(named_parts(object, "shipping", SHIPPING_PARTS));
        named.extend(named_parts(object, "customer", customer_parts()));
        named.extend(named_parts(object, "return_address", RETURN_PARTS));
        Self {
            draft,
            named,
            items: if object.has("order_items") { items(object) } else { vec![] },
            checkout_data: MapPatch::of(object, "checkout_data"),
            order_metadata: MapPatch::of(object, "order_metadata"),
            folder_id: folder(object),
        }
    }

    /// Changes `order`, or leaves it as it is on an error.
    pub fn apply(&self, order: &mut Order) -> Result<(), Vec<Problem>> {
        let mut problems = vec![];
        let mut changed = order.clone();
        self.apply_fields(&mut changed);
        self.apply_addresses(&mut changed);
        check_name(&changed, order, &mut problems);
        problems.extend(self.checkout_data.apply(
            "checkout_data",
            &mut changed.checkout_data,
            MAX_CHECKOUT_DATA_LENGTH,
        ));
        problems.extend(self.order_metadata.apply(
            "order_metadata",
            &mut changed.order_metadata,
            MAX_ORDER_METADATA_LENGTH,
        ));
        if self.is_named("discount_list") {
            changed.discount_list.clone_from(&self.draft.discount_list);
        }
        if self.is_named("order_notes") {
            changed.order_notes = kept_notes(&self.draft.order_notes, &order.order_notes);
        }
        if self.is_named("order_items") {
            changed.order_items = replaced_items(&self.items, &mut changed, order, &mut problems);
        }
        if problems.is_empty() {
            *order = changed;
            return Ok(());
        }
        Err(problems)
    }

    fn apply_fields(&self, order: &mut Order) {
        let mut draft = self.draft.clone();
        let short = SHORT_TEXTS.iter().map(|(field, _)| field);
        for (_, field) in TEXTS.iter().chain(short).filter(|(name, _)| self.is_named(name)) {
            *field(order) = std::mem::take(field(&mut draft));
        }
        for (_, field) in AMOUNTS.iter().filter(|(name, _)| self.is_named(name)) {
            *field(order) = *field(&mut draft);
        }
        if self.is_named("cc_number") {
            order.cc_number = draft.cc_number;
        }
        if self.is_named("processor_balance") {
            order.processor_balance = draft.processor_balance;
        }
        if self.is_named("date_added") {
            order.date_added = same_second(draft.date_added, order.date_added);
        }
        order.folder_id = self.folder_id.unwrap_or(order.folder_id);
    }

    fn apply_addresses(&self, order: &mut Order) {
        let mut draft = self.draft.clone();
        for (part, field) in SHIPPING_PARTS {
            if self.is_named(&format!("shipping.{part}")) {
                *field(&mut order.shipping) = std::mem::take(field(&mut draft.shipping));
            }
            if self.is_named(&format!("customer.{part}")) {
                *field(&mut order.customer) = std::mem::take(field(&mut draft.customer));
            }
        }
        for (part, field) in RETURN_PARTS {
            if self.is_named(&format!("return_address.{part}")) {
                *field(&mut order.return_address) = std::mem::take(field(&mut draft.return_address));
            }
        }
    }

    fn is_named(&self, name: &str) -> bool {
        self.named.contains(name)
    }
}

impl MapPatch {
    fn of(object: &Object, name: &str) -> Self {
        let cleared = object.has(name) && !object.has_value(name);
        let Some(map) = object.object(name) else { return Self { cleared, edits: vec![] } };
        let edits = map.names().map(|key| (key.to_owned(), map.text(key)));
        Self { cleared, edits: edits.collect() }
    }

    /// Changes `map`; the limit is that of what comes of it.
    fn apply(&self, name: &str, map: &mut Variations, most: usize) -> Option<Problem> {
        if self.cleared {
            map.clear();
        }
        for (key, value) in &self.edits {
            match value {
                Some(value) => drop(map.insert(key.clone(), value.clone())),
                None => drop(map.shift_remove(key)),
            }
        }
        let is_touched = self.edits.iter().any(|(_, value)| value.is_some());
        too_long(map, most).filter(|_| is_touched).map(|message| Problem::new(name, message))
    }
}

/// The lines of an address that are named, as `shipping.city`; null names them all.
fn named_parts<T>(object: &Object, name: &str, fields: &[Field<T, String>]) -> Vec<String> {
    let parts: Vec<&str> = fields.iter().map(|(part, _)| *part).collect();
    let path = |part: &&str| format!("{name}.{part}");
    match object.object(name) {
        Some(address) => {
            address.refuse_unknown(&parts);
            parts.iter().filter(|part| address.has(part)).map(path).collect()
        }
        None if object.has(name) => parts.iter().map(path).collect(),
        None => vec![],
    }
}

/// Refuses what cannot be written, what is unknown, and null for what cannot be blank.
fn check_names(object: &Object) {
    let texts = TEXTS.iter().chain(SHORT_TEXTS.iter().map(|(field, _)| field)).map(|(name, _)| *name);
    let amounts = AMOUNTS.iter().map(|(name, _)| *name);
    let known: Vec<&str> = texts.chain(amounts).chain(PARTS).chain(READ_ONLY).collect();
    object.refuse_unknown(&known);
    for name in READ_ONLY.into_iter().filter(|name| object.has(name)) {
        object.refuse(name, "cannot be written");
    }
    for name in NEVER_BLANK.into_iter().filter(|name| object.has(name) && !object.is_given(name)) {
        object.refuse(name, "cannot be blank");
    }
    check_entries(object, "discount_list", &DISCOUNT);
    check_entries(object, "order_notes", &NOTE);
    check_entries(object, "order_items", &ITEM);
}

/// What is no list is refused where it is read.
fn check_entries(object: &Object, list: &str, known: &[&str]) {
    for entry in object.problems_of(|own| own.list(list)).0.unwrap_or_default() {
        for name in entry.names().filter(|name| !known.contains(name)) {
            object.refuse_at(&entry, name, "is not known here");
        }
    }
}

#[cfg(test)]
mod tests;
