//! Lists of orders, from the indexes: keys first, bodies only of the page that is shown.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, Select};
use domain::{FolderId, Identity, OrderId, StoreId, time};
use futures_util::future::try_join_all;
use jiff::{SignedDuration, Timestamp};

use crate::item::{Attributes, Item};
use crate::keys::{self, Key};
use crate::{OrderRow, Table, TableError};

/// Which orders of a store are looked for.
#[derive(Debug, Clone, Default)]
pub struct OrderList {
    /// Only in these folders; none is any. A list by date goes through them one by one, so there all that are meant
    /// must be named.
    pub folders: Option<Vec<FolderId>>,
    /// Only with this number in the cart, in any case of letters.
    pub source_id: Option<String>,
    /// Only from this cart, in any case of letters.
    pub source_name: Option<String>,
    /// Only with this e-mail, in any case of letters.
    pub email: Option<String>,
    /// Only dated then or later.
    pub added_from: Option<Timestamp>,
    /// Only dated then or earlier.
    pub added_to: Option<Timestamp>,
    /// Only changed then or later.
    pub updated_from: Option<Timestamp>,
    /// Only changed then or earlier.
    pub updated_to: Option<Timestamp>,
    /// Oldest first; newest first is the default.
    pub ascending: bool,
    /// How many to pass over.
    pub offset: usize,
    /// How many to bring at most.
    pub limit: usize,
}

/// A page of rows, and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many there are before offset and limit.
    pub total: usize,
}

/// An entry of an index: when, and which row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    at: String,
    pub(crate) key: Key,
}

type Range<'a> = Option<(&'a str, &'a str)>;

impl Table {
    /// The orders that are looked for.
    pub async fn list_orders(&self, store: StoreId, list: &OrderList) -> Result<Page<OrderRow>, TableError> {
        let by_date_alone = list.source_id.is_none()
            && list.source_name.is_none()
            && list.email.is_none()
            && list.updated_from.is_none()
            && list.updated_to.is_none();
        if !by_date_alone {
            return self.list_candidates(store, list).await;
        }
        let range = (list.added_from, list.added_to);
        let page = self
            .order_ids(
                store,
                list.folders.as_deref().unwrap_or_default(),
                Some(range),
                !list.ascending,
                list.offset,
                list.limit,
            )
            .await?;
        Ok(Page { rows: self.orders(store, &page.rows).await?, total: page.total })
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
        let source_name = source_name.map(str::to_owned);
        let list = OrderList { source_id: Some(source_id.to_owned()), source_name, limit: 2, ..OrderList::default() };
        Ok(self.list_orders(store, &list).await?.rows)
    }

    /// How many orders have this e-mail; an address of thousands is counted to the first page of its index.
    pub async fn count_orders_of(&self, store: StoreId, email: &str) -> Result<usize, TableError> {
        let query = self.client.query().table_name(&self.name).index_name(keys::BY_EMAIL).select(Select::Count);
        let query = query.key_condition_expression("email_in = :list");
        let query = query.expression_attribute_values(":list", AttributeValue::S(keys::email_list(store, email)));
        let query = query.set_return_consumed_capacity(self.asks_capacity());
        let output = query.send().await.map_err(|error| TableError::of("Query", error))?;
        self.count("Query", output.consumed_capacity.as_slice());
        Ok(usize::try_from(output.count).unwrap_or_default())
    }

    pub(crate) async fn order_ids(
        &self,
        store: StoreId,
        folders: &[FolderId],
        added: Option<(Option<Timestamp>, Option<Timestamp>)>,
        newest_first: bool,
        offset: usize,
        limit: usize,
    ) -> Result<Page<OrderId>, TableError> {
        let lists = folder_lists(store, folders);
        let range = added.map(text_range);
        let range = range.as_ref().map(|(from, to)| (from.as_str(), to.as_str()));
        let (entries, total) =
            self.merged_keys(keys::LISTED, "listed_in", "listed_at", lists, range, newest_first, offset, limit).await?;
        Ok(Page { rows: entries.iter().filter_map(order_of).collect(), total })
    }

    /// What one index narrows down far enough to look at each: one number, one address, or what changed of late.
    async fn list_candidates(&self, store: StoreId, list: &OrderList) -> Result<Page<OrderRow>, TableError> {
        let ids = self.candidates(store, list).await?;
        let mut rows = self.orders(store, &ids).await?;
        rows.retain(|row| list.admits(row));
        let by_update = list.updated_from.is_some() || list.updated_to.is_some();
        let date = |row: &OrderRow| if by_update { row.order.date_updated } else { row.order.date_added };
        rows.sort_by_key(|row| (date(row), row.order.id));
        if !list.ascending {
            rows.reverse();
        }
        let total = rows.len();
        Ok(Page { rows: rows.into_iter().skip(list.offset).take(list.limit).collect(), total })
    }

    async fn candidates(&self, store: StoreId, list: &OrderList) -> Result<Vec<OrderId>, TableError> {
        let mut entries = vec![];
        let mut ids = BTreeSet::new();
        if let Some(source_id) = &list.source_id {
            entries = self
                .all_keys(keys::BY_SOURCE, "source_in", "listed_at", keys::source_list(store, source_id), None)
                .await?;
            ids.extend(source_id.parse::<OrderId>());
        } else if let Some(email) = &list.email {
            entries =
                self.all_keys(keys::BY_EMAIL, "email_in", "listed_at", keys::email_list(store, email), None).await?;
        } else if list.updated_from.is_some() || list.updated_to.is_some() {
            entries.extend(self.updated_within(store, list).await?);
        } else {
            let lists = folder_lists(store, list.folders.as_deref().unwrap_or_default());
            entries.extend(
                self.all_of(keys::LISTED, "listed_in", "listed_at", lists, (list.added_from, list.added_to)).await?,
            );
        }
        ids.extend(entries.iter().filter_map(order_of));
        Ok(ids.into_iter().collect())
    }

    /// What changed between the two times: from the index by last change, and, for orders that have no entry there
    /// because nothing happened after their first quarter hour, from the lists by date.
    async fn updated_within(&self, store: StoreId, list: &OrderList) -> Result<Vec<Entry>, TableError> {
        let from = list.updated_from.map(keys::quarter_hour);
        let by_update = (0..keys::SHARDS).map(|shard| keys::update_list(store, shard)).collect();
        let mut entries =
            self.all_of(keys::BY_UPDATE, "updated_in", "updated_at", by_update, (from, list.updated_to)).await?;
        let quarter = SignedDuration::from_mins(15);
        let to = list.updated_to.map(|to| keys::quarter_hour(to).saturating_add(quarter).unwrap_or(to));
        let lists = folder_lists(store, list.folders.as_deref().unwrap_or_default());
        entries.extend(self.all_of(keys::LISTED, "listed_in", "listed_at", lists, (from, to)).await?);
        Ok(entries)
    }

    async fn all_of(
        &self,
        index: &str,
        list_name: &str,
        at_name: &str,
        lists: Vec<String>,
        range: (Option<Timestamp>, Option<Timestamp>),
    ) -> Result<Vec<Entry>, TableError> {
        let (from, to) = text_range(range);
        let range = Some((from.as_str(), to.as_str()));
        let found = lists.into_iter().map(|list| self.all_keys(index, list_name, at_name, list, range));
        Ok(try_join_all(found).await?.into_iter().flatten().collect())
    }

    /// A page out of several lists of an index that are each in order, and how many entries they have together.
    #[allow(clippy::too_many_arguments, reason = "an index, its two attributes, and a page: each is one word")]
    pub(crate) async fn merged_keys(
        &self,
        index: &str,
        list_name: &str,
        at_name: &str,
        lists: Vec<String>,
        range: Range<'_>,
        newest_first: bool,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<Entry>, usize), TableError> {
        let need = offset.saturating_add(limit);
        let heads = lists.into_iter().map(|list| self.head(index, list_name, at_name, list, range, newest_first, need));
        let heads = try_join_all(heads).await?;
        let total = heads.iter().map(|(_, total)| total).sum();
        let mut entries: Vec<Entry> = heads.into_iter().flat_map(|(entries, _)| entries).collect();
        entries.sort_by(|one, other| (&one.at, &one.key.pk).cmp(&(&other.at, &other.key.pk)));
        if newest_first {
            entries.reverse();
        }
        Ok((entries.into_iter().skip(offset).take(limit).collect(), total))
    }

    /// The first `need` entries of one list, and how many it has.
    #[allow(clippy::too_many_arguments, reason = "an index, its two attributes, and a page: each is one word")]
    async fn head(
        &self,
        index: &str,
        list_name: &str,
        at_name: &str,
        list: String,
        range: Range<'_>,
        newest_first: bool,
        need: usize,
    ) -> Result<(Vec<Entry>, usize), TableError> {
        let mut entries = vec![];
        let mut total = 0_usize;
        let mut start = None;
        loop {
            let counts_only = entries.len() >= need;
            let query = self.index_query(index, list_name, at_name, list.clone(), range);
            let query = query.scan_index_forward(!newest_first).set_exclusive_start_key(start);
            let query = if counts_only { query.select(Select::Count) } else { query };
            let output = query.send().await.map_err(|error| TableError::of("Query", error))?;
            self.count("Query", output.consumed_capacity.as_slice());
            total = total.saturating_add(usize::try_from(output.count).unwrap_or_default());
            let found = output.items.unwrap_or_default();
            entries.extend(found.iter().filter_map(|item| entry(item, at_name)).take(need - entries.len().min(need)));
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok((entries, total));
            }
        }
    }

    async fn all_keys(
        &self,
        index: &str,
        list_name: &str,
        at_name: &str,
        list: String,
        range: Range<'_>,
    ) -> Result<Vec<Entry>, TableError> {
        let (entries, _) = self.head(index, list_name, at_name, list, range, true, usize::MAX).await?;
        Ok(entries)
    }

    fn index_query(
        &self,
        index: &str,
        list_name: &str,
        at_name: &str,
        list: String,
        range: Range<'_>,
    ) -> aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder {
        let query = self.client.query().table_name(&self.name).index_name(index);
        let query = query.set_return_consumed_capacity(self.asks_capacity());
        let query = query.expression_attribute_values(":list", AttributeValue::S(list));
        let Some((from, to)) = range else {
            return query.key_condition_expression(format!("{list_name} = :list"));
        };
        query
            .expression_attribute_values(":from", AttributeValue::S(from.to_owned()))
            .expression_attribute_values(":to", AttributeValue::S(to.to_owned()))
            .key_condition_expression(format!("{list_name} = :list AND {at_name} BETWEEN :from AND :to"))
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

impl OrderList {
    fn admits(&self, row: &OrderRow) -> bool {
        let order = &row.order;
        let within = |at: Timestamp, from: Option<Timestamp>, to: Option<Timestamp>| {
            from.is_none_or(|from| at >= from) && to.is_none_or(|to| at <= to)
        };
        let alike = |asked: &Option<String>, has: &str| {
            asked.as_ref().is_none_or(|asked| asked.to_lowercase() == has.to_lowercase())
        };
        self.folders.as_ref().is_none_or(|folders| folders.contains(&order.folder_id))
            && alike(&self.source_id, &order.source_id)
            && alike(&self.source_name, &order.source_name)
            && alike(&self.email, &order.email)
            && within(order.date_added, self.added_from, self.added_to)
            && within(order.date_updated, self.updated_from, self.updated_to)
    }
}

fn folder_lists(store: StoreId, folders: &[FolderId]) -> Vec<String> {
    let shards = |folder: &FolderId| {
        let folder = *folder;
        (0..keys::SHARDS).map(move |shard| keys::folder_list(store, folder, shard))
    };
    folders.iter().flat_map(shards).collect()
}

fn text_range((from, to): (Option<Timestamp>, Option<Timestamp>)) -> (String, String) {
    let text = |at: Option<Timestamp>, open: &str| at.map_or_else(|| open.to_owned(), time::text);
    (text(from, "0"), text(to, "9999-99"))
}

fn entry(item: &Item, at_name: &str) -> Option<Entry> {
    let key = Key { pk: item.text("pk")?.to_owned(), sk: item.text("sk")?.to_owned() };
    Some(Entry { at: item.text(at_name)?.to_owned(), key })
}

fn order_of(entry: &Entry) -> Option<OrderId> {
    keys::read_order_partition(&entry.key.pk).map(|(_, order)| order)
}
