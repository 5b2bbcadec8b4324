//! Orders that may be meant by a search, from the index that narrows it most.

use std::collections::BTreeMap;

use domain::{OrderId, StoreId};
use domain::{OrderSearch, SortField};
use futures_util::future::try_join;
use jiff::{SignedDuration, Timestamp};

use super::by_date::{by_folder, sequence_of};
use super::lists::{Entry, Filter, Lists};
use super::text;
use crate::{Table, TableError, keys};

/// An order that may be one that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) id: OrderId,
    /// When, as digits.
    at: u64,
    /// Whether it is one that is looked for; else only its row can tell.
    pub(super) is_sure: bool,
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
    /// Those that may be meant, in the order of the answer.
    pub(super) async fn candidates(
        &self,
        store_id: StoreId,
        search: &OrderSearch,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, TableError> {
        let mut found = if let Some(source_id) = &search.source_id {
            self.of_source(store_id, source_id).await?
        } else if let Some(email) = &search.email {
            self.of_email(store_id, email, search).await?
        } else if search.updated_from.is_some() || search.updated_to.is_some() {
            self.updated_within(store_id, search, now).await?
        } else {
            let lists = by_folder(store_id, &search.folders).within(search.added_from, search.added_to);
            let lists = lists.in_sequence(sequence_of(search)).filtered(filter(search));
            let is_sorted = search.order_by == SortField::default();
            let entries = self.all_entries(&lists, |entry| !is_sorted || entry.is_match.is_none()).await?;
            return Ok(entries.iter().filter_map(Candidate::of).collect());
        };
        found.sort_by_key(|candidate| (candidate.at, candidate.id));
        if !search.ascending {
            found.reverse();
        }
        Ok(found)
    }

    pub(super) async fn of_source(&self, store_id: StoreId, source_id: &str) -> Result<Vec<Candidate>, TableError> {
        let lists = Lists::of(keys::BY_SOURCE, vec![keys::source_list(store_id, source_id)]);
        let entries = self.all_entries(&lists, |_| true).await?;
        let mut found: Vec<Candidate> = entries.iter().filter_map(Candidate::of).map(Candidate::unsure).collect();
        // Who never numbered an order finds it by its id: the number is the id.
        let own = source_id.parse().ok().filter(|id| found.iter().all(|candidate| candidate.id != *id));
        found.extend(own.map(|id| Candidate { id, at: 0, is_sure: false }));
        Ok(found)
    }

    async fn of_email(
        &self,
        store_id: StoreId,
        email: &str,
        search: &OrderSearch,
    ) -> Result<Vec<Candidate>, TableError> {
        let lists = Lists::of(keys::BY_EMAIL, vec![keys::email_list(store_id, email)]);
        let is_sure = search.is_everywhere && is_by_email_alone(search);
        let is_read = !is_sure || search.order_by != SortField::default();
        let entries = self.all_entries(&lists.within(search.added_from, search.added_to), |_| is_read).await?;
        let found = entries.iter().filter_map(Candidate::of);
        Ok(found.map(|candidate| if is_sure { candidate } else { candidate.unsure() }).collect())
    }

    /// What changed between the two times: from the index by last change, and, for orders that have no entry there
    /// because nothing happened after their first quarter hour, from the lists by date. The first and the last quarter
    /// hour are looked at order by order.
    async fn updated_within(
        &self,
        store_id: StoreId,
        search: &OrderSearch,
        now: Timestamp,
    ) -> Result<Vec<Candidate>, TableError> {
        let from = search.updated_from.map(keys::quarter_hour);
        let lists = (0..keys::SHARDS).map(|shard| keys::update_list(store_id, shard)).collect();
        let changed = Lists::of(keys::BY_UPDATE, lists).within(from, search.updated_to);
        let to = search.updated_to.map(|to| next_quarter(keys::quarter_hour(to)));
        let added = by_folder(store_id, &search.folders).within(from, to);
        let is_narrow = search.is_everywhere && is_by_update_alone(search);
        let sure_from = search.updated_from.map_or(0, |from| keys::stamp(next_quarter(keys::quarter_hour(from))));
        // An order may be dated in the future, and was changed before.
        let sure_to = keys::stamp(now);
        let is_open = is_narrow && search.updated_to.is_none();
        let sure = |entry: &Entry| is_open && (sure_from..=sure_to).contains(&entry.at);
        // Each order has one entry in an index, so that more of one index than can be looked at are too many orders.
        let is_read = |entry: &Entry| search.order_by != SortField::default() || !sure(entry);
        let (changed, added) = try_join(self.all_entries(&changed, is_read), self.all_entries(&added, is_read)).await?;
        let mut found: BTreeMap<OrderId, Candidate> = BTreeMap::new();
        for entry in added.iter().chain(&changed) {
            let Some(candidate) = Candidate::of(entry) else { continue };
            let at = entry.listed_at.unwrap_or(entry.at);
            let known = found.entry(candidate.id).or_insert(Candidate { at, is_sure: false, ..candidate });
            known.is_sure |= sure(entry);
        }
        Ok(found.into_values().collect())
    }
}

/// Whether nothing is asked that an entry of the index by e-mail can't tell.
fn is_by_email_alone(search: &OrderSearch) -> bool {
    search.updated_from.is_none() && search.updated_to.is_none() && is_without_parts(search)
}

/// Whether nothing is asked that an entry of the index by last change can't tell.
fn is_by_update_alone(search: &OrderSearch) -> bool {
    search.email.is_none() && search.added_from.is_none() && search.added_to.is_none() && is_without_parts(search)
}

/// Whether nothing is asked of an order's own fields but e-mail and dates.
pub(super) fn is_without_parts(search: &OrderSearch) -> bool {
    search.source_id.is_none()
        && search.source_name.is_none()
        && search.customer_id.is_none()
        && search.parts.is_empty()
}

fn next_quarter(quarter: Timestamp) -> Timestamp {
    quarter.saturating_add(SignedDuration::from_mins(15)).unwrap_or(quarter)
}

/// What of the entries of a list is looked for by name.
fn filter(search: &OrderSearch) -> Option<Filter<'_>> {
    let terms = text::terms(search);
    (!terms.is_empty()).then(|| Filter::new(terms, |text| text::admits(search, text)))
}
