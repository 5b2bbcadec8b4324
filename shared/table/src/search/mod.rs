//! Pages of orders: keys from the indexes, and only the orders of the page that is shown, wherever the indexes can tell
//! which those are. `docs/table.md` says which search goes which way.

mod by_date;
mod by_supplier;
mod candidates;
mod lists;
mod looked_at;
mod ship_to;
pub(crate) mod text;

use std::collections::HashMap;

use domain::{Identity, Order, OrderId, StoreId};
use domain::{OrderSearch, SortField};
use jiff::Timestamp;

use self::candidates::{Candidate, is_without_parts};
use crate::client::Take;
use crate::{OrderRow, Table, TableError, keys};

pub(crate) use self::by_date::by_folder;
pub use self::by_date::{Cursor, CursorPage};
pub use self::by_supplier::{CountedSubmission, SupplierSearch};
pub use self::lists::Sequence;
pub(crate) use self::lists::{Entry, Filter, Lists, Rest};
pub use self::looked_at::LookedAt;
pub use self::ship_to::OrdersByShipTo;

/// How many orders are looked at, at most, for one page where no index tells which are meant.
pub const MAX_ORDERS_READ: usize = 10_000;

/// A page of rows, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many there are before offset and limit.
    pub total: usize,
}

impl Table {
    /// The orders that are looked for, as far as they fit into one answer. Those that have the number in the cart that is
    /// looked for in the same letters come first, whatever they are sorted by.
    pub async fn search_orders(
        &self,
        store_id: StoreId,
        search: &OrderSearch,
        now: Timestamp,
    ) -> Result<Page<OrderRow>, TableError> {
        if search.is_empty() {
            return Ok(Page { rows: vec![], total: 0 });
        }
        if is_by_date_alone(search) {
            return self.orders_by_date(store_id, search).await;
        }
        let mut candidates = self.candidates(store_id, search, now).await?;
        if search.order_by != SortField::default() {
            return self.sorted_by_row(store_id, search, &candidates).await;
        }
        let unsure: Vec<OrderId> = candidates.iter().filter(|it| !it.is_sure).map(|it| it.id).collect();
        let looked_at = self.rows_looked_at(store_id, &unsure).await?;
        let looked_at = looked_at.into_iter().filter(|row| search.admits(&row.order));
        let mut admitted: HashMap<OrderId, OrderRow> = looked_at.map(|row| (row.order.id, row)).collect();
        candidates.retain(|candidate| candidate.is_sure || admitted.contains_key(&candidate.id));
        if search.source_id.is_some() {
            candidates.sort_by_key(|it| !admitted.get(&it.id).is_some_and(|row| search.is_exact(&row.order)));
        }
        let page = candidates.iter().skip(search.offset).take(search.limit).map(|candidate| candidate.id);
        let page: Vec<OrderId> = page.collect();
        // What was looked at is not read again.
        let missing: Vec<OrderId> = page.iter().filter(|id| !admitted.contains_key(*id)).copied().collect();
        let missing = self.orders_without_labels(store_id, &missing).await?;
        admitted.extend(missing.into_iter().map(|row| (row.order.id, row)));
        let rows = page.iter().filter_map(|id| admitted.remove(id)).collect();
        Ok(Page { rows: self.fitting_rows(rows).await?, total: candidates.len() })
    }

    /// The orders of this number in the cart: one, unless two carts gave the same number. Those in the same letters, or, if
    /// there are none, those in letters of another case. With `source_name` the order's id is known, and an order created
    /// a moment ago is found too. They come without the pictures of their labels.
    pub async fn orders_by_source(
        &self,
        store_id: StoreId,
        source_name: Option<&str>,
        source_id: &str,
    ) -> Result<Vec<OrderRow>, TableError> {
        if let Some(name) = source_name {
            let identity = Identity::Source(name.to_owned(), source_id.to_owned());
            let found = self.order_without_labels(store_id, identity.order_id(store_id, 0)).await?;
            let source = |order: &Order| Identity::Source(order.source_name.clone(), order.source_id.clone());
            if let Some(row) = found.filter(|row| source(&row.order).is_same(&identity)) {
                return Ok(vec![row]);
            }
        }
        let ids: Vec<OrderId> = self.of_source(store_id, source_id).await?.iter().map(|it| it.id).collect();
        let mut rows = self.orders_without_labels(store_id, &ids).await?;
        rows.retain(|row| source_name.is_none_or(|name| name.to_lowercase() == row.order.source_name.to_lowercase()));
        if rows.iter().any(|row| row.order.source_id == source_id) {
            rows.retain(|row| row.order.source_id == source_id);
        }
        Ok(rows)
    }

    /// How many orders have this e-mail; an address of thousands is counted to the first page of its index.
    pub async fn count_orders_of(&self, store_id: StoreId, email: &str) -> Result<usize, TableError> {
        let lists = Lists::of(keys::BY_EMAIL, vec![]);
        let list = keys::email_list(store_id, email);
        Ok(self.client.query_index(&lists.query(&list), Take::Count, None).await?.count)
    }

    /// Sorted by something no index is sorted by: every candidate is looked at.
    async fn sorted_by_row(
        &self,
        store_id: StoreId,
        search: &OrderSearch,
        candidates: &[Candidate],
    ) -> Result<Page<OrderRow>, TableError> {
        let ids: Vec<OrderId> = candidates.iter().map(|candidate| candidate.id).collect();
        let mut rows = self.rows_looked_at(store_id, &ids).await?;
        rows.retain(|row| search.admits(&row.order));
        rows.sort_by_cached_key(|row| (search.order_by.of(&row.order), row.order.date_added, row.order.id));
        if !search.ascending {
            rows.reverse();
        }
        rows.sort_by_key(|row| !search.is_exact(&row.order));
        let total = rows.len();
        let rows = rows.into_iter().skip(search.offset).take(search.limit).collect();
        Ok(Page { rows: self.fitting_rows(rows).await?, total })
    }

    async fn rows_looked_at(&self, store_id: StoreId, ids: &[OrderId]) -> Result<Vec<OrderRow>, TableError> {
        if ids.len() > MAX_ORDERS_READ {
            return Err(TableError::TooMany { found: ids.len(), max: MAX_ORDERS_READ });
        }
        self.note_looked_at(ids.len());
        self.orders_without_labels(store_id, ids).await
    }
}

/// Whether the lists of the folders, sorted as they are, are the answer.
fn is_by_date_alone(search: &OrderSearch) -> bool {
    let has_update = search.updated_from.is_some() || search.updated_to.is_some();
    search.email.is_none() && !has_update && is_without_parts(search) && search.order_by == SortField::default()
}
