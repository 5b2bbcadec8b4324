//! Orders by the supplier they were submitted to.

use domain::{EarlierSubmission, Money, OrderId, StoreId, SubmissionState, time};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::by_date::{Cursor, CursorPage};
use super::lists::{Entry, Lists, Rest, Sequence};
use crate::client::{Attributes, Item, Take};
use crate::error::readable_one;
use crate::orders::{SUPPLIER_CANCELED, SUPPLIER_EARLIER, SUPPLIER_VALUE};
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

/// A time that an order was submitted to a supplier, as a month counts it. Moments are whole seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedSubmission {
    /// The supplier.
    pub supplier_id: String,
    /// When.
    pub submitted_at: Timestamp,
    /// What of the order counts.
    pub value: Money,
    /// How far it is; open where the order was submitted again while it stood there.
    #[serde(default)]
    pub state: SubmissionState,
    /// When it was canceled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canceled_at: Option<Timestamp>,
}

impl From<&EarlierSubmission> for CountedSubmission {
    fn from(earlier: &EarlierSubmission) -> Self {
        Self {
            supplier_id: earlier.supplier_id.clone(),
            submitted_at: time::whole_seconds(earlier.submitted_at),
            value: earlier.value,
            state: earlier.state,
            canceled_at: earlier.canceled.as_ref().map(|canceled| time::whole_seconds(canceled.at)),
        }
    }
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

    /// A page of the orders that were submitted to a supplier, by when they were last, from `after` on and however far they
    /// are. One that another supplier has by now may still be among them.
    pub async fn supplier_orders_after(
        &self,
        store_id: StoreId,
        supplier_id: &str,
        after: Option<Cursor>,
        sequence: Sequence,
        limit: usize,
    ) -> Result<CursorPage, TableError> {
        let lists = lists(store_id, supplier_id, &SubmissionState::ALL, (None, None));
        self.page_after(store_id, lists, after, sequence, limit).await
    }

    /// The orders that were submitted to a supplier last, the newest first, at most `most` of them.
    pub async fn newest_supplier_orders(
        &self,
        store_id: StoreId,
        supplier_id: &str,
        most: usize,
    ) -> Result<Vec<OrderId>, TableError> {
        let lists = lists(store_id, supplier_id, &SubmissionState::ALL, (None, None));
        let read = self.first_entries(&lists.in_sequence(Sequence::NewestFirst), most, Rest::Leave).await?;
        Ok(read.entries.iter().take(most).filter_map(Entry::order).collect())
    }

    /// Looks at the orders that were submitted last to a supplier between two moments, the second excluded, and are so far by
    /// now: at each time that one of them was submitted, the last and those before it, to whichever supplier. The sequence is
    /// any.
    pub async fn look_at_submissions(
        &self,
        store_id: StoreId,
        (supplier_id, state): (&str, SubmissionState),
        (from, before): (Timestamp, Option<Timestamp>),
        mut look: impl FnMut(OrderId, &CountedSubmission),
    ) -> Result<(), TableError> {
        let lists = lists(store_id, supplier_id, &[state], (Some(from), before));
        for list in &lists.keys {
            let mut start = None;
            loop {
                let page = self.client.query_index(&lists.query(list), Take::All, start).await?;
                for item in &page.items {
                    let key = item.key().and_then(|key| keys::read_order_partition(&key.pk));
                    let Some((_, order_id)) = key else { continue };
                    for submission in &counted(item, supplier_id, state) {
                        look(order_id, submission);
                    }
                }
                start = page.next;
                if start.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// The times that the order of an entry was submitted.
fn counted(item: &Item, supplier_id: &str, state: SubmissionState) -> Vec<CountedSubmission> {
    // An entry is worth looking at without what can't be read of it.
    let mut all: Vec<CountedSubmission> = readable_one(item.json(SUPPLIER_EARLIER)).unwrap_or_default();
    let value = item.text(SUPPLIER_VALUE).and_then(Money::parse_sum);
    let submitted_at = item.text(keys::BY_SUPPLIER.at).and_then(time::parse);
    all.extend(value.zip(submitted_at).map(|(value, submitted_at)| CountedSubmission {
        supplier_id: supplier_id.to_owned(),
        submitted_at,
        value,
        state,
        canceled_at: item.text(SUPPLIER_CANCELED).and_then(time::parse),
    }));
    all
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
