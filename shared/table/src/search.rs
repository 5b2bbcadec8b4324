//! Lists of orders: keys from the indexes, and only the orders of the page that is shown, wherever the indexes can tell
//! which those are. `docs/table.md` says which search goes which way.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, Select};
use domain::{FolderId, Identity, OrderId, OrderSearch, SortField, StoreId};
use jiff::{SignedDuration, Timestamp};

use crate::item::Item;
use crate::walk::{Entry, Heads, Rest, Sieve, Walk};
use crate::{OrderRow, Table, TableError, finder, keys};

/// So many orders are looked at for one page where no index tells which are meant.
pub const MAX_ORDERS_READ: usize = 10_000;

/// An offset beyond it is looked at twice before lists are walked to it.
const DEEP: usize = 10_000;

/// A page of rows, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many there are before offset and limit.
    pub total: usize,
}

/// A place in the list of a store's orders by date: so many orders of one second are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The second, as digits: `20260301081500`.
    pub at: u64,
    /// How many of its orders are passed.
    pub passed: usize,
}

/// A page of orders, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The orders.
    pub rows: Vec<OrderRow>,
    /// Where the next page begins; nothing behind the last.
    pub next: Option<Place>,
}

/// An order that may be one that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Candidate {
    id: OrderId,
    at: u64,
    is_sure: bool,
}

impl Candidate {
    fn of(entry: &Entry) -> Option<Self> {
        Some(Self { id: entry.order()?, at: entry.at, is_sure: entry.is_match == Some(true) })
    }

    fn unsure(self) -> Self {
        Self { is_sure: false, ..self }
    }
}

impl Table {
    /// The orders that are looked for.
    pub async fn search_orders(
        &self,
        store: StoreId,
        search: &OrderSearch,
        now: Timestamp,
    ) -> Result<Page<OrderRow>, TableError> {
        if is_by_date_alone(search) {
            return self.orders_by_date(store, search).await;
        }
        let mut candidates = self.candidates(store, search, now).await?;
        if search.order_by != SortField::default() {
            return self.sorted_by_row(store, search, &candidates).await;
        }
        let unsure: Vec<OrderId> = candidates.iter().filter(|it| !it.is_sure).map(|it| it.id).collect();
        let looked_at = self.rows_looked_at(store, &unsure).await?;
        let looked_at = looked_at.into_iter().filter(|row| search.admits(&row.order));
        let mut admitted: HashMap<OrderId, OrderRow> = looked_at.map(|row| (row.order.id, row)).collect();
        candidates.retain(|candidate| candidate.is_sure || admitted.contains_key(&candidate.id));
        let page = candidates.iter().skip(search.offset).take(search.limit).map(|candidate| candidate.id);
        let page: Vec<OrderId> = page.collect();
        // What was looked at is not read again.
        let missing: Vec<OrderId> = page.iter().filter(|id| !admitted.contains_key(*id)).copied().collect();
        admitted.extend(self.orders(store, &missing).await?.into_iter().map(|row| (row.order.id, row)));
        let rows = page.iter().filter_map(|id| admitted.remove(id)).collect();
        Ok(Page { rows, total: candidates.len() })
    }

    /// Orders of some folders, newest first, and how many there are in all.
    pub(crate) async fn newest_orders(
        &self,
        store: StoreId,
        folders: &[FolderId],
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<OrderId>, usize), TableError> {
        let heads = self.heads(&by_folder(store, folders), offset.saturating_add(limit), Rest::Leave).await?;
        let total = self.total_of(store, folders, &heads).await?;
        Ok((heads.entries.iter().skip(offset).take(limit).filter_map(Entry::order).collect(), total))
    }

    /// A page of a store's orders by date, from `after` on. However many orders there are, it is as quick.
    pub async fn orders_after(
        &self,
        store: StoreId,
        folders: &[FolderId],
        after: Option<Place>,
        ascending: bool,
        limit: usize,
    ) -> Result<Stretch, TableError> {
        let passed = after.map_or(0, |place| place.passed);
        let walk = Walk { range: after.map(|place| range_from(place.at, ascending)), ..by_folder(store, folders) };
        let need = passed.saturating_add(limit).saturating_add(1);
        let heads = self.heads(&walk.ascending(ascending), need, Rest::Leave).await?;
        let shown: Vec<&Entry> = heads.entries.iter().skip(passed).take(limit).collect();
        let has_more = heads.entries.len() > passed.saturating_add(limit);
        let next = shown.last().filter(|_| has_more).map(|last| {
            let seen = heads.entries.iter().take(passed.saturating_add(limit));
            Place { at: last.at, passed: seen.filter(|entry| entry.at == last.at).count() }
        });
        let ids: Vec<OrderId> = shown.iter().filter_map(|entry| entry.order()).collect();
        Ok(Stretch { rows: self.orders(store, &ids).await?, next })
    }

    /// Some orders of one folder, oldest first, and how many there are.
    pub async fn orders_in(
        &self,
        store: StoreId,
        folder: FolderId,
        limit: usize,
    ) -> Result<(Vec<OrderId>, usize), TableError> {
        let (entries, total) = self.page_of(&by_folder(store, &[folder]).ascending(true), 0, limit).await?;
        Ok((entries.iter().filter_map(Entry::order).collect(), total))
    }

    /// The orders of this number in the cart: one, unless two carts gave the same number. With `source_name` the order's
    /// id is known, and an order created a moment ago is found too.
    pub async fn orders_by_source(
        &self,
        store: StoreId,
        source_name: Option<&str>,
        source_id: &str,
    ) -> Result<Vec<OrderRow>, TableError> {
        if let Some(name) = source_name {
            let identity = Identity::Source(name.to_owned(), source_id.to_owned());
            let found = self.order(store, identity.order_id(store, 0)).await?;
            if let Some(row) = found.filter(|row| row.order.source_id == source_id && row.order.source_name == name) {
                return Ok(vec![row]);
            }
        }
        let ids: Vec<OrderId> = self.of_source(store, source_id).await?.iter().map(|it| it.id).collect();
        let mut rows = self.orders(store, &ids).await?;
        rows.retain(|row| source_name.is_none_or(|name| name.to_lowercase() == row.order.source_name.to_lowercase()));
        Ok(rows)
    }

    /// How many orders have this e-mail; an address of thousands is counted to the first page of its index.
    pub async fn count_orders_of(&self, store: StoreId, email: &str) -> Result<usize, TableError> {
        let keys::Index { name, list, .. } = keys::BY_EMAIL;
        let query = self.client.query().table_name(&self.name).index_name(name).select(Select::Count);
        let query = query.key_condition_expression(format!("{list} = :list"));
        let query = query.expression_attribute_values(":list", AttributeValue::S(keys::email_list(store, email)));
        let query = query.set_return_consumed_capacity(self.asks_capacity());
        let output = query.send().await.map_err(|error| TableError::of("Query", error))?;
        self.count("Query", output.consumed_capacity.as_slice());
        Ok(usize::try_from(output.count).unwrap_or_default())
    }

    /// Orders of some folders by date. Without dates the number of all is told from the tally, where a list is longer
    /// than what is shown; with dates it is counted.
    async fn orders_by_date(&self, store: StoreId, search: &OrderSearch) -> Result<Page<OrderRow>, TableError> {
        let walk = by_folder(store, &search.folders).within(search.added_from, search.added_to);
        let walk = walk.ascending(search.ascending);
        if walk.range.is_none() && search.offset > DEEP {
            // Far behind the end there is nothing to walk to.
            let total = self.tallied(store, &search.folders).await?;
            if search.offset > total.saturating_add(DEEP) {
                return Ok(Page { rows: vec![], total });
            }
        }
        let rest = if walk.range.is_some() { Rest::Count } else { Rest::Leave };
        // Also who wants to see none is told how many there are.
        let need = search.offset.saturating_add(search.limit.max(1));
        let heads = self.heads(&walk, need, rest).await?;
        let total = self.total_of(store, &search.folders, &heads).await?;
        let shown = heads.entries.iter().skip(search.offset).take(search.limit);
        let ids: Vec<OrderId> = shown.filter_map(Entry::order).collect();
        Ok(Page { rows: self.orders(store, &ids).await?, total })
    }

    /// How many orders some folders have, as it is told from the tally.
    async fn tallied(&self, store: StoreId, folders: &[FolderId]) -> Result<usize, TableError> {
        let tallies = self.tallies(store).await?;
        let lists = folders.iter().flat_map(|folder| (0..keys::SHARDS).map(|shard| (*folder, shard)));
        Ok(lists.map(|(folder, shard)| tallies.of(folder, shard)).sum())
    }

    async fn total_of(&self, store: StoreId, folders: &[FolderId], heads: &Heads) -> Result<usize, TableError> {
        if heads.totals.iter().all(Option::is_some) {
            return Ok(heads.totals.iter().flatten().sum());
        }
        let tallies = self.tallies(store).await?;
        let lists = folders.iter().flat_map(|folder| (0..keys::SHARDS).map(|shard| (*folder, shard)));
        let totals = lists.zip(&heads.totals);
        let total: usize =
            totals.map(|((folder, shard), seen)| seen.unwrap_or_else(|| tallies.of(folder, shard))).sum();
        Ok(total.max(heads.entries.len()))
    }

    /// Those that may be meant, in the order of the answer.
    async fn candidates(
        &self,
        store: StoreId,
        search: &OrderSearch,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, TableError> {
        let mut found = if let Some(source_id) = &search.source_id {
            self.of_source(store, source_id).await?
        } else if let Some(email) = &search.email {
            self.of_email(store, email, search).await?
        } else if search.updated_from.is_some() || search.updated_to.is_some() {
            self.updated_within(store, search, now).await?
        } else {
            let walk = by_folder(store, &search.folders).within(search.added_from, search.added_to);
            let walk = walk.ascending(search.ascending).sifted(sieve(search));
            return Ok(self.all_entries(&walk).await?.iter().filter_map(Candidate::of).collect());
        };
        found.sort_by_key(|candidate| (candidate.at, candidate.id));
        if !search.ascending {
            found.reverse();
        }
        Ok(found)
    }

    async fn of_source(&self, store: StoreId, source_id: &str) -> Result<Vec<Candidate>, TableError> {
        let walk = Walk::through(keys::BY_SOURCE, vec![keys::source_list(store, source_id)]);
        let entries = self.all_entries(&walk).await?;
        let mut found: Vec<Candidate> = entries.iter().filter_map(Candidate::of).map(Candidate::unsure).collect();
        // Who never numbered an order finds it by its id: the number is the id.
        let own = source_id.parse().ok().filter(|id| found.iter().all(|candidate| candidate.id != *id));
        found.extend(own.map(|id| Candidate { id, at: 0, is_sure: false }));
        Ok(found)
    }

    async fn of_email(&self, store: StoreId, email: &str, search: &OrderSearch) -> Result<Vec<Candidate>, TableError> {
        let walk = Walk::through(keys::BY_EMAIL, vec![keys::email_list(store, email)]);
        let entries = self.all_entries(&walk.within(search.added_from, search.added_to)).await?;
        let found = entries.iter().filter_map(Candidate::of);
        let is_sure = search.is_everywhere && is_by_email_alone(search);
        Ok(found.map(|candidate| if is_sure { candidate } else { candidate.unsure() }).collect())
    }

    /// What changed between the two times: from the index by last change, and, for orders that have no entry there
    /// because nothing happened after their first quarter hour, from the lists by date. The first and the last quarter
    /// hour are looked at order by order.
    async fn updated_within(
        &self,
        store: StoreId,
        search: &OrderSearch,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, TableError> {
        let from = search.updated_from.map(keys::quarter_hour);
        let lists = (0..keys::SHARDS).map(|shard| keys::update_list(store, shard)).collect();
        let changed = Walk::through(keys::BY_UPDATE, lists).within(from, search.updated_to);
        let to = search.updated_to.map(|to| next_quarter(keys::quarter_hour(to)));
        let added = by_folder(store, &search.folders).within(from, to);
        let (changed, added) =
            futures_util::future::try_join(self.all_entries(&changed), self.all_entries(&added)).await?;
        let is_narrow = search.is_everywhere && is_by_update_alone(search);
        let sure_from = search.updated_from.map_or(0, |from| keys::stamp(next_quarter(keys::quarter_hour(from))));
        // An order may be dated in the future, and was changed before.
        let sure_to = keys::stamp(now);
        let is_open = is_narrow && search.updated_to.is_none();
        let sure = |entry: &Entry| is_open && (sure_from..=sure_to).contains(&entry.at);
        let mut found: BTreeMap<OrderId, Candidate> = BTreeMap::new();
        for entry in added.iter().chain(&changed) {
            let Some(candidate) = Candidate::of(entry) else { continue };
            let at = entry.listed_at.unwrap_or(entry.at);
            let known = found.entry(candidate.id).or_insert(Candidate { at, is_sure: false, ..candidate });
            known.is_sure |= sure(entry);
        }
        Ok(found.into_values().collect())
    }

    /// Sorted by something no index is sorted by: every candidate is looked at.
    async fn sorted_by_row(
        &self,
        store: StoreId,
        search: &OrderSearch,
        candidates: &[Candidate],
    ) -> Result<Page<OrderRow>, TableError> {
        let ids: Vec<OrderId> = candidates.iter().map(|candidate| candidate.id).collect();
        let mut rows = self.rows_looked_at(store, &ids).await?;
        rows.retain(|row| search.admits(&row.order));
        rows.sort_by_cached_key(|row| (search.order_by.of(&row.order), row.order.date_added, row.order.id));
        if !search.ascending {
            rows.reverse();
        }
        let total = rows.len();
        Ok(Page { rows: rows.into_iter().skip(search.offset).take(search.limit).collect(), total })
    }

    async fn rows_looked_at(&self, store: StoreId, ids: &[OrderId]) -> Result<Vec<OrderRow>, TableError> {
        if ids.len() > MAX_ORDERS_READ {
            return Err(TableError::TooMany { found: ids.len(), most: MAX_ORDERS_READ });
        }
        self.orders(store, ids).await
    }

    /// All items of a partition whose sort keys begin alike.
    pub(crate) async fn query_prefix(&self, pk: String, prefix: &str) -> Result<Vec<Item>, TableError> {
        let mut items = vec![];
        let mut start = None;
        loop {
            let query = self.client.query().table_name(&self.name).consistent_read(true);
            let query = query.key_condition_expression("pk = :pk AND begins_with(sk, :prefix)");
            let query = query.expression_attribute_values(":pk", AttributeValue::S(pk.clone()));
            let query = query.expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()));
            let query = query.set_return_consumed_capacity(self.asks_capacity()).set_exclusive_start_key(start);
            let output = query.send().await.map_err(|error| TableError::of("Query", error))?;
            self.count("Query", output.consumed_capacity.as_slice());
            items.extend(output.items.unwrap_or_default());
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok(items);
            }
        }
    }
}

/// The lists of some folders, by date.
pub(crate) fn by_folder<'a>(store: StoreId, folders: &[FolderId]) -> Walk<'a> {
    let shards = |folder: &FolderId| {
        let folder = *folder;
        (0..keys::SHARDS).map(move |shard| keys::folder_list(store, folder, shard))
    };
    Walk::through(keys::LISTED, folders.iter().flat_map(shards).collect())
}

/// Whether the lists of the folders, sorted as they are, are the answer.
fn is_by_date_alone(search: &OrderSearch) -> bool {
    let has_update = search.updated_from.is_some() || search.updated_to.is_some();
    search.email.is_none() && !has_update && is_by_email_alone(search) && search.order_by == SortField::default()
}

/// Whether nothing is asked that an entry of the index by e-mail can't tell.
fn is_by_email_alone(search: &OrderSearch) -> bool {
    search.updated_from.is_none() && search.updated_to.is_none() && is_without_parts(search)
}

/// Whether nothing is asked that an entry of the index by last change can't tell.
fn is_by_update_alone(search: &OrderSearch) -> bool {
    search.email.is_none() && search.added_from.is_none() && search.added_to.is_none() && is_without_parts(search)
}

fn is_without_parts(search: &OrderSearch) -> bool {
    search.source_id.is_none()
        && search.source_name.is_none()
        && search.customer_id.is_none()
        && search.texts.is_empty()
}

fn sieve(search: &OrderSearch) -> Option<Sieve<'_>> {
    let needles = finder::needles(search);
    (!needles.is_empty()).then(|| Sieve { needles, admits: Box::new(|finder: &str| finder::admits(search, finder)) })
}

fn next_quarter(quarter: Timestamp) -> Timestamp {
    quarter.saturating_add(SignedDuration::from_mins(15)).unwrap_or(quarter)
}

/// From a place on, in the direction of the walk.
fn range_from(at: u64, ascending: bool) -> (String, String) {
    let at = keys::stamp_text(at);
    if ascending { (at, "9999-99".to_owned()) } else { ("0".to_owned(), at) }
}
