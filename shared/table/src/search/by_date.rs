//! Orders of some folders by date: pages by offset and by cursor.

use domain::OrderSearch;
use domain::{FolderId, OrderId, StoreId};

use super::lists::{Entry, FirstEntries, Lists, Rest, Sequence};
use crate::{OrderRow, Page, Table, TableError, keys};

/// Before lists are read to an offset beyond it, it is asked whether there are so many.
const DEEP: usize = 10_000;

/// A position in the list of a store's orders by date: so many orders of one second are passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The second, as digits: `20260301081500`.
    pub at: u64,
    /// How many of its orders are passed.
    pub passed: usize,
}

/// A page of orders, and where the next begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CursorPage {
    /// The orders.
    pub rows: Vec<OrderRow>,
    /// Where the next page begins; nothing behind the last.
    pub next: Option<Cursor>,
}

impl Table {
    /// Orders of some folders, newest first, and how many there are in all.
    pub async fn newest_orders(
        &self,
        store_id: StoreId,
        folders: &[FolderId],
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<OrderId>, usize), TableError> {
        let read = self.first_entries(&by_folder(store_id, folders), offset.saturating_add(limit), Rest::Leave).await?;
        let total = self.total_of(store_id, folders, &read).await?;
        Ok((read.entries.iter().skip(offset).take(limit).filter_map(Entry::order).collect(), total))
    }

    /// A page of a store's orders by date, from `after` on. However many orders there are, it is as quick.
    pub async fn orders_after(
        &self,
        store_id: StoreId,
        folders: &[FolderId],
        after: Option<Cursor>,
        sequence: Sequence,
        limit: usize,
    ) -> Result<CursorPage, TableError> {
        self.page_after(store_id, by_folder(store_id, folders), after, sequence, limit).await
    }

    /// A page of some lists, from `after` on.
    pub(super) async fn page_after(
        &self,
        store_id: StoreId,
        lists: Lists<'_>,
        after: Option<Cursor>,
        sequence: Sequence,
        limit: usize,
    ) -> Result<CursorPage, TableError> {
        let passed = after.map_or(0, |cursor| cursor.passed);
        let lists = Lists { range: after.map(|cursor| range_from(cursor.at, sequence)), ..lists };
        let need = passed.saturating_add(limit).saturating_add(1);
        let read = self.first_entries(&lists.in_sequence(sequence), need, Rest::Leave).await?;
        let shown: Vec<&Entry> = read.entries.iter().skip(passed).take(limit).collect();
        let ids: Vec<OrderId> = shown.iter().filter_map(|entry| entry.order()).collect();
        let fitting = self.fitting_orders(store_id, &ids).await?;
        let come_past = passed.saturating_add(fitting.passed);
        let last = shown.get(..fitting.passed).and_then(<[_]>::last);
        let next = last.filter(|_| read.entries.len() > come_past).map(|last| {
            let seen = read.entries.iter().take(come_past);
            Cursor { at: last.at, passed: seen.filter(|entry| entry.at == last.at).count() }
        });
        Ok(CursorPage { rows: fitting.rows, next })
    }

    /// Some orders of one folder, oldest first, and how many there are.
    pub async fn orders_in(
        &self,
        store_id: StoreId,
        folder_id: FolderId,
        limit: usize,
    ) -> Result<(Vec<OrderId>, usize), TableError> {
        let (entries, total) =
            self.page_of(&by_folder(store_id, &[folder_id]).in_sequence(Sequence::OldestFirst), 0, limit).await?;
        Ok((entries.iter().filter_map(Entry::order).collect(), total))
    }

    /// Orders of some folders by date. Without dates the number of all is that of the folder counts, where a list is
    /// longer than what is shown; with dates it is counted.
    pub(super) async fn orders_by_date(
        &self,
        store_id: StoreId,
        search: &OrderSearch,
    ) -> Result<Page<OrderRow>, TableError> {
        let lists = by_folder(store_id, &search.folders).within(search.added_from, search.added_to);
        let lists = lists.in_sequence(sequence_of(search));
        if lists.range.is_none() && search.offset > DEEP {
            // Far behind the end there is nothing to read.
            let total = self.counted(store_id, &search.folders).await?;
            if search.offset > total.saturating_add(DEEP) {
                return Ok(Page { rows: vec![], total });
            }
        }
        let rest = if lists.range.is_some() { Rest::Count } else { Rest::Leave };
        // Also who wants to see none is told how many there are.
        let need = search.offset.saturating_add(search.limit.max(1));
        let read = self.first_entries(&lists, need, rest).await?;
        let total = self.total_of(store_id, &search.folders, &read).await?;
        let shown = read.entries.iter().skip(search.offset).take(search.limit);
        let ids: Vec<OrderId> = shown.filter_map(Entry::order).collect();
        Ok(Page { rows: self.fitting_orders(store_id, &ids).await?.rows, total })
    }

    /// How many orders some folders have, by the folder counts.
    async fn counted(&self, store_id: StoreId, folders: &[FolderId]) -> Result<usize, TableError> {
        let counts = self.folder_counts(store_id).await?;
        let lists = folders.iter().flat_map(|folder| (0..keys::SHARDS).map(|shard| (*folder, shard)));
        Ok(lists.map(|(folder, shard)| counts.of(folder, shard)).sum())
    }

    async fn total_of(
        &self,
        store_id: StoreId,
        folders: &[FolderId],
        read: &FirstEntries,
    ) -> Result<usize, TableError> {
        if read.totals.iter().all(Option::is_some) {
            return Ok(read.totals.iter().flatten().sum());
        }
        let counts = self.folder_counts(store_id).await?;
        let lists = folders.iter().flat_map(|folder| (0..keys::SHARDS).map(|shard| (*folder, shard)));
        let totals = lists.zip(&read.totals);
        let total: usize = totals.map(|((folder, shard), seen)| seen.unwrap_or_else(|| counts.of(folder, shard))).sum();
        Ok(total.max(read.entries.len()))
    }
}

/// The lists of some folders, by date.
pub(crate) fn by_folder<'a>(store_id: StoreId, folders: &[FolderId]) -> Lists<'a> {
    let shards = |folder: &FolderId| {
        let folder = *folder;
        (0..keys::SHARDS).map(move |shard| keys::folder_list(store_id, folder, shard))
    };
    Lists::of(keys::LISTED, folders.iter().flat_map(shards).collect())
}

/// The sequence a search asks for.
pub(super) fn sequence_of(search: &OrderSearch) -> Sequence {
    if search.ascending { Sequence::OldestFirst } else { Sequence::NewestFirst }
}

/// The dates from this one on, in the sequence they are read in.
fn range_from(at: u64, sequence: Sequence) -> (String, String) {
    let at = keys::stamp_text(at);
    match sequence {
        Sequence::NewestFirst => ("0".to_owned(), at),
        Sequence::OldestFirst => (at, "9999-99".to_owned()),
    }
}
