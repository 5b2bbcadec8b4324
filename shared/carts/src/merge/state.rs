//! What is remembered of a cart's order, to know later what changed there and what changed here.

use std::collections::{BTreeMap, BTreeSet};

use domain::fields::{ORDER_FIELDS, OrderField, Read, Write};
use domain::{Order, OrderItem};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest::sha256;
use crate::mapped::{LINE_ID, MappedOrder, Stage};

/// So many bytes of a digest are kept: enough that no two values are taken for one by chance.
const DIGEST_BYTES: usize = 6;

/// What the name of a line's digest begins with.
const LINE: &str = "line ";

/// What a cart had of an order when it was last read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportState {
    /// When it was so, by the cart's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Timestamp>,
    /// How far it was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// The cart's ids of the shipments that are known.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub shipment_ids: BTreeSet<String>,
    /// A digest of each field, map entry and line that was not blank.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub digests: BTreeMap<String, String>,
}

impl ImportState {
    /// As a text, to be kept with the order.
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a kept text says; one that can't be read remembers nothing.
    pub fn read(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// What is remembered of an order as it came; after the inventory completed it, if it does, so that what that filled
    /// in is not taken for a person's.
    pub fn of(mapped: &MappedOrder) -> Self {
        let draft = mapped.new.draft();
        let mut digests = BTreeMap::new();
        let mut note = |name: String, text: &str| {
            if !text.is_empty() {
                digests.insert(name, digest_of(text));
            }
        };
        for field in ORDER_FIELDS {
            note(field.name.to_owned(), &text_of(field, draft).unwrap_or_default());
        }
        for (field, map) in [("checkout_data", &draft.checkout_data), ("order_metadata", &draft.order_metadata)] {
            for (key, text) in map {
                note(format!("{field}.{key}"), text);
            }
        }
        note("discount_list".to_owned(), &discounts_text(draft));
        for item in &draft.order_items {
            note(line_name(line_id(item)), &item_text(item));
        }
        Self {
            version: mapped.version,
            stage: Some(mapped.stage),
            shipment_ids: mapped.shipment_ids().collect(),
            digests,
        }
    }

    /// What is remembered after `later`: the ids of all shipments that were ever known, and the newest version.
    pub(super) fn followed_by(&self, later: Self) -> Self {
        let shipment_ids = self.shipment_ids.union(&later.shipment_ids).cloned().collect();
        Self { shipment_ids, version: later.version.or(self.version), ..later }
    }

    /// Whether the cart had this text there; a blank one when nothing is remembered.
    pub(super) fn has(&self, name: &str, text: &str) -> bool {
        match self.digests.get(name) {
            Some(digest) => *digest == digest_of(text),
            None => text.is_empty(),
        }
    }

    /// Whether the cart had anything there.
    pub(super) fn is_there(&self, name: &str) -> bool {
        self.digests.contains_key(name)
    }
}

/// A field that a cart may change, as a text; an amount of 0 is blank. None for every other field.
pub(super) fn text_of(field: &OrderField, order: &Order) -> Option<String> {
    match (field.read, field.write) {
        (Read::Text(text), Write::Text(..)) => Some(text(order).to_owned()),
        (Read::Amount(amount), Write::Amount(_)) => Some(amount_text(amount(order))),
        _ if field.name == BALANCE => Some(amount_text(order.processor_balance)),
        _ => None,
    }
}

/// The field that is written in a way of its own.
pub(super) const BALANCE: &str = "processor_balance";

/// An amount as a text; 0 is blank.
pub(super) fn amount_text(amount: domain::Money) -> String {
    if amount == domain::Money::default() { String::new() } else { amount.text() }
}

/// The name of a line's digest.
pub(super) fn line_name(id: &str) -> String {
    format!("{LINE}{id}")
}

/// The cart's id of the line that an item is; blank where it is none.
pub(super) fn line_id(item: &OrderItem) -> &str {
    item.metadata.get(LINE_ID).map_or("", String::as_str)
}

/// All of an item that a cart has a say in.
pub(super) fn item_text(item: &OrderItem) -> String {
    let OrderItem { name, price, quantity, weight, code, category_code, variation_list, metadata, .. } = item;
    let maps = variation_list.iter().chain(metadata).map(|(key, text)| format!("{key}\n{text}"));
    let maps: Vec<String> = maps.collect();
    let delivery_type = if item.delivery_type.is_empty() { "ship" } else { &item.delivery_type };
    let (price, weight) = (price.text(), weight.text());
    format!("{name}\n{price}\n{quantity}\n{weight}\n{code}\n{delivery_type}\n{category_code}\n{}", maps.join("\n"))
}

/// All discounts of an order.
pub(super) fn discounts_text(order: &Order) -> String {
    let text = |discount: &domain::Discount| {
        format!("{} {} {}", discount.name, discount.code, discount.amount.text_with_cents())
    };
    order.discount_list.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn digest_of(text: &str) -> String {
    sha256(text.as_bytes(), DIGEST_BYTES)
}
