//! Orders whose rows do not stand together.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::Read;

use domain::{OrderKey, OrderRows};
use serde::{Deserialize, Serialize};

use super::error::FileError;
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
pub(super) enum RowKey<'r> {
    /// The one of this cart and number.
    Order(OrderNumber<'r>),
    /// The one of the row in front.
    Same,
    /// One of its own.
    Alone,
}

/// The number of an order in its cart, as it stands in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OrderNumber<'r> {
    source_name: Cow<'r, str>,
    source_id: Cow<'r, str>,
}

impl OrderNumber<'_> {
    /// Whether both are of one order: a cart is the same in letters of any case.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.source_id == other.source_id
            && (self.source_name == other.source_name
                || self.source_name.trim().to_lowercase() == other.source_name.trim().to_lowercase())
    }

    /// What is the same for all rows of an order.
    pub(super) fn key(&self) -> OrderKey {
        let source_name = self.source_name.trim().to_lowercase();
        OrderKey::Source { source_name, source_id: self.source_id.clone().into_owned() }
    }

    /// The same number for the same order, today and tomorrow: FNV-1a.
    fn hash(&self) -> u64 {
        let name = self.source_name.trim();
        let small = if name.is_ascii() { Cow::Borrowed(name) } else { Cow::Owned(name.to_lowercase()) };
        let bytes = small.bytes().map(|byte| byte.to_ascii_lowercase());
        let bytes = bytes.chain([0]).chain(self.source_id.trim().bytes());
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
    }
}

impl Scattered {
    /// Looks through a file, from its beginning to its end. Takes eight bytes of memory for each order, and a little more.
    pub fn find<R: Read>(mut rows: Rows<R>, plan: &Plan) -> Result<Self, FileError> {
        if plan.template.order_rows != OrderRows::Items {
            return Ok(Self::default());
        }
        let (mut runs, mut row) = (Runs::default(), Row::default());
        while rows.read_into(&mut row)? {
            runs.take(&key_of(plan, &row));
        }
        Ok(Self(runs.repeated()))
    }

    /// Whether no order is scattered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many orders are scattered.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn has(&self, number: &OrderNumber) -> bool {
        !self.0.is_empty() && self.0.contains(&number.hash())
    }
}

/// The orders of a file, one for each run of rows that stand together.
#[derive(Default)]
struct Runs {
    hashes: Vec<u64>,
    current: Option<u64>,
}

impl Runs {
    fn take(&mut self, key: &RowKey) {
        match key {
            RowKey::Order(number) => {
                let hash = number.hash();
                if self.current != Some(hash) {
                    self.hashes.push(hash);
                }
                self.current = Some(hash);
            }
            RowKey::Same => {}
            RowKey::Alone => self.current = None,
        }
    }

    /// Those with more runs than one.
    fn repeated(mut self) -> BTreeSet<u64> {
        self.hashes.sort_unstable();
        let pairs = self.hashes.iter().zip(self.hashes.iter().skip(1));
        pairs.filter(|(hash, next)| hash == next).map(|(hash, _)| *hash).collect()
    }
}

/// Whether a row has the same cells for its number and cart as one that has a number.
pub(super) fn is_alike(plan: &Plan, row: &Row, first: &Row) -> bool {
    let same = |column: Option<&Column>| column.is_none_or(|column| column.raw(row) == column.raw(first));
    same(plan.source_id()) && same(plan.source_name())
}

/// Which order a row is of, by its number and cart. One without a number goes on with the order in front where it tells
/// nothing but an item, and so does one whose cells can't be told.
pub(super) fn key_of<'r>(plan: &'r Plan, row: &'r Row) -> RowKey<'r> {
    let text = |column: Option<&'r Column>| {
        let column = column?;
        match column.usual_cell(row, column.raw(row)) {
            Some(cell) => Some(cell.text),
            None => Some(column.cell(row).ok()??.text),
        }
    };
    if let Some(source_id) = text(plan.source_id()) {
        let source_name = text(plan.source_name()).unwrap_or(Cow::Borrowed(plan.template.source_name()));
        return RowKey::Order(OrderNumber { source_name, source_id });
    }
    let tells_order = plan.columns_at(&plan.parts.order).any(|column| column.is_filled(row));
    if row.fault().is_none() && tells_order { RowKey::Alone } else { RowKey::Same }
}
