//! Orders whose rows do not stand together.

use std::collections::{BTreeSet, HashSet};
use std::io::Read;

use domain::{OrderKey, OrderRows};
use serde::{Deserialize, Serialize};

use super::error::FileError;
use super::order::is_of_order;
use super::plan::{Column, Plan};
use super::row::Row;
use super::rows::Rows;

/// Which orders of a file have other rows between theirs; mostly none. A file is looked through once for them, before it is
/// imported in parts: else the first rows of such an order would become an order without the others.
///
/// Holds eight bytes of an order's number: two that are alike are at worst read as if they were scattered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Scattered(BTreeSet<u64>);

/// Which order a row is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowKey {
    /// The one of this cart and number.
    Order(OrderKey),
    /// The one of the row in front.
    Same,
    /// One of its own.
    Alone,
}

impl Scattered {
    /// Looks through a file, from its beginning to its end. Takes eight bytes of memory for each order, and a little more.
    pub fn find<R: Read>(rows: Rows<R>, plan: &Plan) -> Result<Self, FileError> {
        let mut scattered = BTreeSet::new();
        if plan.template.order_rows != OrderRows::Items {
            return Ok(Self(scattered));
        }
        let (mut seen, mut current) = (HashSet::new(), None);
        for row in rows {
            match key_of(plan, &row?) {
                RowKey::Order(key) => {
                    let hash = hash_of(&key);
                    if current != Some(hash) && !seen.insert(hash) {
                        scattered.insert(hash);
                    }
                    current = Some(hash);
                }
                RowKey::Same => {}
                RowKey::Alone => current = None,
            }
        }
        Ok(Self(scattered))
    }

    /// Whether no order is scattered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many orders are scattered.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn has(&self, key: &OrderKey) -> bool {
        !self.0.is_empty() && self.0.contains(&hash_of(key))
    }
}

/// Which order a row is of, by its number and cart. One without a number goes on with the order in front where it tells
/// nothing but an item, and so does one whose cells can't be told.
pub(super) fn key_of(plan: &Plan, row: &Row) -> RowKey {
    let text = |column: Option<&Column>| Some(column?.cell(row).ok()??.text.into_owned());
    if let Some(source_id) = text(plan.source_id()) {
        let source_name = text(plan.source_name()).unwrap_or_else(|| plan.template.source_name().to_owned());
        return RowKey::Order(OrderKey::Source { source_name, source_id });
    }
    let tells_order = plan.columns.iter().any(|column| is_of_order(&column.target) && column.is_filled(row));
    if row.fault().is_none() && tells_order { RowKey::Alone } else { RowKey::Same }
}

/// The same number for the same order, today and tomorrow: FNV-1a.
fn hash_of(key: &OrderKey) -> u64 {
    let OrderKey::Source { source_name, source_id } = key else { return 0 };
    let name = source_name.trim().to_lowercase();
    let bytes = name.bytes().chain([0]).chain(source_id.trim().bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
