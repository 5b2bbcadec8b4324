//! Reading the lists of an index: one key of the index each, all of them sorted by the same date.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::{OrderId, time};
use futures_util::future::try_join_all;
use jiff::Timestamp;

use super::{MAX_ORDERS_READ, text};
use crate::client::{Attributes, Direction, Index, IndexQuery, Item, Key, Take, TextFilter};
use crate::{Table, TableError, keys};

/// An entry of an index: when, and which row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The date as digits, `20260301081500`.
    pub(crate) at: u64,
    /// The date of the order, where it is another one that the index is sorted by.
    pub(crate) listed_at: Option<u64>,
    pub(crate) key: Key,
    /// Whether it is one that is looked for; nothing when only its row can tell.
    pub(crate) is_match: Option<bool>,
}

impl Entry {
    /// The order it stands for.
    pub(crate) fn order(&self) -> Option<OrderId> {
        keys::read_order_partition(&self.key.pk).map(|(_, order)| order)
    }
}

/// Whether an entry of this search text is looked for; nothing when only its row can tell.
type Admits<'a> = dyn Fn(&str) -> Option<bool> + Send + Sync + 'a;

/// What of an index's entries is looked for, beyond their dates.
pub(crate) struct Filter<'a> {
    /// What DynamoDB looks for in the entry's search text.
    in_table: TextFilter,
    /// What is then looked for in it.
    admits: Box<Admits<'a>>,
}

impl<'a> Filter<'a> {
    /// Entries that hold all `terms`, and of these those that `admits` says yes to.
    pub(crate) fn new(terms: Vec<String>, admits: impl Fn(&str) -> Option<bool> + Send + Sync + 'a) -> Self {
        let in_table = TextFilter { attribute: text::ATTRIBUTE, terms, or_is: text::OVERFLOW };
        Self { in_table, admits: Box::new(admits) }
    }
}

/// In which sequence orders of a list are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sequence {
    /// By date, the newest first.
    NewestFirst,
    /// By date, the oldest first.
    OldestFirst,
}

/// Some lists of an index, and what of them is to be read.
pub(crate) struct Lists<'a> {
    pub(crate) index: Index,
    pub(crate) keys: Vec<String>,
    /// The first and the last date, both included.
    pub(crate) range: Option<(String, String)>,
    pub(crate) sequence: Sequence,
    pub(crate) filter: Option<Filter<'a>>,
}

/// The first entries of some lists together, in their sequence.
pub(crate) struct FirstEntries {
    pub(crate) entries: Vec<Entry>,
    /// How many entries each list has, in the order of the lists; nothing where there are more than were read.
    pub(crate) totals: Vec<Option<usize>>,
}

/// What to do about the entries behind those that are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// They are counted.
    Count,
    /// They are left alone.
    Leave,
}

/// A walk through some lists, which ends where more orders would have to be looked at than can be.
struct Walk<'a> {
    is_looked_at: &'a (dyn Fn(&Entry) -> bool + Sync),
    found: AtomicUsize,
}

impl Walk<'_> {
    fn count<'e>(&self, entries: impl Iterator<Item = &'e Entry>) -> Result<(), TableError> {
        let more = entries.filter(|entry| (self.is_looked_at)(entry)).count();
        let found = self.found.fetch_add(more, Ordering::Relaxed).saturating_add(more);
        if found > MAX_ORDERS_READ { Err(TableError::TooMany { found, max: MAX_ORDERS_READ }) } else { Ok(()) }
    }
}

impl<'a> Lists<'a> {
    /// All entries of the lists with these keys, newest first.
    pub(crate) fn of(index: Index, keys: Vec<String>) -> Self {
        Self { index, keys, range: None, sequence: Sequence::NewestFirst, filter: None }
    }

    /// Only entries of these dates, both included.
    pub(crate) fn within(mut self, from: Option<Timestamp>, to: Option<Timestamp>) -> Self {
        if from.is_some() || to.is_some() {
            let text = |at: Option<Timestamp>, open: &str| at.map_or_else(|| open.to_owned(), time::text);
            self.range = Some((text(from, "0"), text(to, "9999-99")));
        }
        self
    }

    /// Only entries that pass the filter.
    pub(crate) fn filtered(self, filter: Option<Filter<'a>>) -> Self {
        Self { filter, ..self }
    }

    pub(crate) fn in_sequence(self, sequence: Sequence) -> Self {
        Self { sequence, ..self }
    }

    pub(crate) fn query<'q>(&'q self, list: &'q str) -> IndexQuery<'q> {
        let direction = match self.sequence {
            Sequence::NewestFirst => Direction::Descending,
            Sequence::OldestFirst => Direction::Ascending,
        };
        let filter = self.filter.as_ref().map(|filter| &filter.in_table);
        IndexQuery { index: self.index, list, range: self.range.as_ref(), direction, filter }
    }

    /// So many entries are asked for at once, where `have` are read and `need` are needed. One more than is needed
    /// shows whether there are more.
    fn take(&self, need: usize, have: usize) -> Take {
        if self.filter.is_some() {
            return Take::All;
        }
        i32::try_from(need.saturating_sub(have).saturating_add(1)).map_or(Take::All, Take::AtMost)
    }

    /// The entries of several lists in the sequence of these lists.
    fn joined(&self, mut entries: Vec<Entry>) -> Vec<Entry> {
        match self.sequence {
            Sequence::NewestFirst => entries.sort_by_key(|entry| std::cmp::Reverse(entry.at)),
            Sequence::OldestFirst => entries.sort_by_key(|entry| entry.at),
        }
        entries
    }

    fn entry(&self, item: &Item) -> Option<Entry> {
        let is_match = match &self.filter {
            None => Some(true),
            Some(filter) => (filter.admits)(item.text(text::ATTRIBUTE).unwrap_or_default()),
        };
        let listed_at = item.text("listed_at").map(keys::digits);
        let at = keys::digits(item.text(self.index.at)?);
        let key = item.key()?;
        (is_match != Some(false)).then_some(Entry { at, listed_at, key, is_match })
    }
}

impl Table {
    /// The first `need` entries of each list, brought together. Entries of one second stay in the sequence of their
    /// list, so that a longer reading begins with all of a shorter one.
    pub(crate) async fn first_entries(
        &self,
        lists: &Lists<'_>,
        need: usize,
        rest: Rest,
    ) -> Result<FirstEntries, TableError> {
        let read = lists.keys.iter().map(|list| self.first_of_list(lists, list, need, rest, None));
        let read = try_join_all(read).await?;
        let totals = read.iter().map(|(_, total)| *total).collect();
        let entries = lists.joined(read.into_iter().flat_map(|(entries, _)| entries).collect());
        Ok(FirstEntries { entries, totals })
    }

    /// Every entry of some lists, unless there are more than can be looked at of those that `is_looked_at`: then the walk
    /// ends where that is known.
    pub(crate) async fn all_entries(
        &self,
        lists: &Lists<'_>,
        is_looked_at: impl Fn(&Entry) -> bool + Sync,
    ) -> Result<Vec<Entry>, TableError> {
        let walk = Walk { is_looked_at: &is_looked_at, found: AtomicUsize::new(0) };
        let read = lists.keys.iter().map(|list| self.first_of_list(lists, list, usize::MAX, Rest::Count, Some(&walk)));
        let read = try_join_all(read).await?;
        Ok(lists.joined(read.into_iter().flat_map(|(entries, _)| entries).collect()))
    }

    /// A page of some lists, and how many entries they have in all.
    pub(crate) async fn page_of(
        &self,
        lists: &Lists<'_>,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<Entry>, usize), TableError> {
        let read = self.first_entries(lists, offset.saturating_add(limit), Rest::Count).await?;
        let total = read.totals.into_iter().flatten().sum();
        Ok((read.entries.into_iter().skip(offset).take(limit).collect(), total))
    }

    async fn first_of_list(
        &self,
        lists: &Lists<'_>,
        list: &str,
        need: usize,
        rest: Rest,
        walk: Option<&Walk<'_>>,
    ) -> Result<(Vec<Entry>, Option<usize>), TableError> {
        if lists.range.as_ref().is_some_and(|(from, to)| from > to) {
            // DynamoDB refuses a range that ends before it begins.
            return Ok((vec![], Some(0)));
        }
        let mut entries: Vec<Entry> = vec![];
        let mut behind = 0_usize;
        let mut start = None;
        loop {
            // What a filter lets through must be looked at, also behind what is needed.
            let is_full = entries.len() >= need && lists.filter.is_none();
            let take = match is_full {
                true if rest == Rest::Leave => return Ok((entries, None)),
                true => Take::Count,
                false => lists.take(need, entries.len()),
            };
            let page = self.client.query_index(&lists.query(list), take, start).await?;
            if walk.is_some() || lists.filter.is_some() {
                self.note_looked_at(page.looked_at);
            }
            if is_full {
                behind = behind.saturating_add(page.count);
            } else {
                let before = entries.len();
                entries.extend(page.items.iter().filter_map(|item| lists.entry(item)));
                walk.map_or(Ok(()), |walk| walk.count(entries.iter().skip(before)))?;
            }
            start = page.next;
            if start.is_none() {
                let total = behind.saturating_add(entries.len());
                return Ok((entries, Some(total)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_ends_where_more_than_can_be_looked_at_are_known() {
        let entry = |is_match| Entry { at: 0, listed_at: None, key: Key::new("", ""), is_match };
        let page: Vec<Entry> =
            (0..3_000).map(|number| entry(if number % 2 == 0 { Some(true) } else { None })).collect();
        let unsure = |entry: &Entry| entry.is_match.is_none();
        let walk = Walk { is_looked_at: &unsure, found: AtomicUsize::new(0) };
        let pages = (0..99).take_while(|_| walk.count(page.iter()).is_ok()).count();
        assert_eq!(pages, MAX_ORDERS_READ / 1_500, "1,500 of each page are looked at");
        let every = Walk { is_looked_at: &|_| true, found: AtomicUsize::new(0) };
        assert_eq!((0..99).take_while(|_| every.count(page.iter()).is_ok()).count(), MAX_ORDERS_READ / 3_000);
    }
}
