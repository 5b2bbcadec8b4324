//! Orders by the supplier they were submitted to.

use domain::{Money, OrderId, StoreId, SubmissionState, time};
use jiff::{SignedDuration, Timestamp};

use super::lists::{Entry, Lists, Sequence};
use crate::client::{Attributes, Take};
use crate::orders::{SUPPLIER_CANCELED, SUPPLIER_VALUE};
use crate::{OrderRow, Page, Table, TableError, keys};

/// Which orders of a supplier's are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierSearch<'a> {
    /// The supplier.
    pub supplier_id: &'a str,
    /// How far they are.
    pub states: &'a [SubmissionState],
    /// Submitted from this moment on; from ever without.
    pub from: Option<Timestamp>,
    /// Submitted before this moment; until now without.
    pub before: Option<Timestamp>,
    /// So many are passed over.
    pub offset: usize,
    /// At most so many.
    pub limit: usize,
}

/// What orders at a supplier come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SupplierTotals {
    /// How many there are.
    pub count: u64,
    /// What the supplier's items of them are worth.
    pub value: Money,
    /// Those of them that were submitted first, as many as were asked for.
    pub first: Vec<OrderId>,
}

impl Table {
    /// Orders that stand at a supplier, those that were submitted first in front, and how many there are in all. An order
    /// that another supplier has by now is none of them, though the index may still say so.
    pub async fn supplier_orders(
        &self,
        store_id: StoreId,
        search: &SupplierSearch<'_>,
    ) -> Result<Page<OrderRow>, TableError> {
        let lists = lists(store_id, search.supplier_id, search.states, (search.from, search.before));
        let (entries, total) = self.page_of(&lists, search.offset, search.limit).await?;
        let ids: Vec<OrderId> = entries.iter().filter_map(Entry::order).collect();
        let mut rows = self.fitting_orders(store_id, &ids).await?.rows;
        let is_there = |row: &OrderRow| {
            row.order
                .submission
                .as_ref()
                .is_some_and(|it| it.supplier_id == search.supplier_id && search.states.contains(&it.state))
        };
        rows.retain(is_there);
        Ok(Page { rows, total })
    }

    /// What the orders come to that were submitted to a supplier between two moments, the second excluded, and are so far
    /// by now; of canceled ones only those that were `canceled` then. At most `most` of them are named.
    pub async fn total_supplier_orders(
        &self,
        store_id: StoreId,
        (supplier_id, state): (&str, SubmissionState),
        (from, before): (Timestamp, Timestamp),
        most: usize,
        canceled: impl Fn(Timestamp) -> bool,
    ) -> Result<SupplierTotals, TableError> {
        let lists = lists(store_id, supplier_id, &[state], (Some(from), Some(before)));
        let mut tally = SupplierTotals::default();
        let mut first: Vec<(u64, OrderId)> = vec![];
        for list in &lists.keys {
            let mut start = None;
            loop {
                let page = self.client.query_index(&lists.query(list), Take::All, start).await?;
                for item in &page.items {
                    let at = item.text(SUPPLIER_CANCELED).and_then(time::parse);
                    if !at.is_none_or(&canceled) {
                        continue;
                    }
                    tally.count = tally.count.saturating_add(1);
                    let value = item.text(SUPPLIER_VALUE).and_then(Money::parse_sum).unwrap_or_default();
                    tally.value = tally.value + value;
                    let key = item.key().and_then(|key| keys::read_order_partition(&key.pk));
                    let at = keys::digits(item.text(keys::BY_SUPPLIER.at).unwrap_or_default());
                    first.extend(key.map(|(_, order_id)| (at, order_id)));
                }
                first.sort_unstable();
                first.truncate(most);
                start = page.next;
                if start.is_none() {
                    break;
                }
            }
        }
        tally.first = first.into_iter().map(|(_, order_id)| order_id).collect();
        Ok(tally)
    }
}

fn lists<'a>(
    store_id: StoreId,
    supplier_id: &str,
    states: &[SubmissionState],
    (from, before): (Option<Timestamp>, Option<Timestamp>),
) -> Lists<'a> {
    let shards = states
        .iter()
        .flat_map(|state| (0..keys::SHARDS).map(|shard| keys::supplier_list(store_id, supplier_id, *state, shard)));
    // The index has whole seconds: the last that is before.
    let last = before.map(|before| before.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(before));
    Lists::of(keys::BY_SUPPLIER, shards.collect()).within(from, last).in_sequence(Sequence::OldestFirst)
}
