//! Walking through the lists of an index.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use domain::{OrderId, time};
use futures_util::future::try_join_all;
use jiff::Timestamp;

use crate::item::{Attributes, Item};
use crate::keys::{self, Index, Key};
use crate::{Table, TableError, finder};

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

/// Whether an entry of this `finder` is looked for; nothing when only its row can tell.
pub(crate) type Admits<'a> = dyn Fn(&str) -> Option<bool> + Send + Sync + 'a;

/// What of an index's entries is looked for, beyond their dates.
pub(crate) struct Sieve<'a> {
    /// What DynamoDB looks for in the entry's `finder`.
    pub(crate) needles: Vec<String>,
    /// What is then looked for in it.
    pub(crate) admits: Box<Admits<'a>>,
}

/// A way through some lists of an index.
pub(crate) struct Walk<'a> {
    pub(crate) index: Index,
    pub(crate) lists: Vec<String>,
    pub(crate) range: Option<(String, String)>,
    pub(crate) newest_first: bool,
    pub(crate) sieve: Option<Sieve<'a>>,
}

/// The first entries of some lists together, in the walk's order.
pub(crate) struct Heads {
    pub(crate) entries: Vec<Entry>,
    /// How many entries each list has, in the order of the lists; nothing where there are more than were looked at.
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

impl<'a> Walk<'a> {
    /// Through `lists` from one end to the other, newest first.
    pub(crate) fn through(index: Index, lists: Vec<String>) -> Self {
        Self { index, lists, range: None, newest_first: true, sieve: None }
    }

    /// Only entries of these dates, both ends included.
    pub(crate) fn within(mut self, from: Option<Timestamp>, to: Option<Timestamp>) -> Self {
        if from.is_some() || to.is_some() {
            let text = |at: Option<Timestamp>, open: &str| at.map_or_else(|| open.to_owned(), time::text);
            self.range = Some((text(from, "0"), text(to, "9999-99")));
        }
        self
    }

    /// Only entries that pass the sieve.
    pub(crate) fn sifted(mut self, sieve: Option<Sieve<'a>>) -> Self {
        self.sieve = sieve;
        self
    }

    /// Oldest first, if `ascending`.
    pub(crate) fn ascending(mut self, ascending: bool) -> Self {
        self.newest_first = !ascending;
        self
    }
}

impl Table {
    /// The first `need` entries of each list of a walk, brought together. Entries of one second stay in the sequence of
    /// their list, so that a longer walk begins with all of a shorter one.
    pub(crate) async fn heads(&self, walk: &Walk<'_>, need: usize, rest: Rest) -> Result<Heads, TableError> {
        let heads = walk.lists.iter().map(|list| self.head(walk, list, need, rest));
        let heads = try_join_all(heads).await?;
        let totals = heads.iter().map(|(_, total)| *total).collect();
        let mut entries: Vec<Entry> = heads.into_iter().flat_map(|(entries, _)| entries).collect();
        if walk.newest_first {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        } else {
            entries.sort_by_key(|entry| entry.at);
        }
        Ok(Heads { entries, totals })
    }

    /// Every entry of a walk.
    pub(crate) async fn all_entries(&self, walk: &Walk<'_>) -> Result<Vec<Entry>, TableError> {
        Ok(self.heads(walk, usize::MAX, Rest::Count).await?.entries)
    }

    /// A page of a walk, and how many entries it has in all.
    pub(crate) async fn page_of(
        &self,
        walk: &Walk<'_>,
        offset: usize,
        limit: usize,
    ) -> Result<(Vec<Entry>, usize), TableError> {
        let heads = self.heads(walk, offset.saturating_add(limit), Rest::Count).await?;
        let total = heads.totals.into_iter().flatten().sum();
        Ok((heads.entries.into_iter().skip(offset).take(limit).collect(), total))
    }

    async fn head(
        &self,
        walk: &Walk<'_>,
        list: &str,
        need: usize,
        rest: Rest,
    ) -> Result<(Vec<Entry>, Option<usize>), TableError> {
        let mut entries: Vec<Entry> = vec![];
        let mut total = 0_usize;
        let mut start = None;
        loop {
            // What a sieve lets through must be looked at, also behind what is needed.
            let is_full = entries.len() >= need && walk.sieve.is_none();
            let query = self.walk_query(walk, list).set_exclusive_start_key(start);
            let query = match is_full {
                true if rest == Rest::Leave => return Ok((entries, None)),
                true => query.select(Select::Count),
                false => query.set_limit(limit_of(walk, need, entries.len())),
            };
            let output = query.send().await.map_err(|error| TableError::of("Query", error))?;
            self.count("Query", output.consumed_capacity.as_slice());
            let found = output.items.unwrap_or_default();
            if is_full {
                total = total.saturating_add(usize::try_from(output.count).unwrap_or_default());
            } else {
                entries.extend(found.iter().filter_map(|item| entry(item, walk)));
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok((entries.clone(), Some(total.saturating_add(entries.len()))));
            }
        }
    }

    fn walk_query(&self, walk: &Walk<'_>, list: &str) -> QueryFluentBuilder {
        let Index { name, list: list_name, at } = walk.index;
        let query = self.client.query().table_name(&self.name).index_name(name).scan_index_forward(!walk.newest_first);
        let query = query.set_return_consumed_capacity(self.asks_capacity());
        let query = query.expression_attribute_values(":list", AttributeValue::S(list.to_owned()));
        let query = match &walk.range {
            None => query.key_condition_expression(format!("{list_name} = :list")),
            Some((from, to)) => query
                .expression_attribute_values(":from", AttributeValue::S(from.clone()))
                .expression_attribute_values(":to", AttributeValue::S(to.clone()))
                .key_condition_expression(format!("{list_name} = :list AND {at} BETWEEN :from AND :to")),
        };
        match &walk.sieve {
            None => query,
            Some(sieve) => sifting(query, &sieve.needles),
        }
    }
}

/// So many entries are asked for at once; nothing leaves it to DynamoDB, which brings a megabyte. One more than is
/// needed shows whether there are more.
fn limit_of(walk: &Walk<'_>, need: usize, have: usize) -> Option<i32> {
    if walk.sieve.is_some() {
        return None;
    }
    i32::try_from(need.saturating_sub(have).saturating_add(1)).ok()
}

fn sifting(mut query: QueryFluentBuilder, needles: &[String]) -> QueryFluentBuilder {
    let mut wanted = vec![];
    for (index, needle) in needles.iter().enumerate() {
        query = query.expression_attribute_values(format!(":n{index}"), AttributeValue::S(needle.clone()));
        wanted.push(format!("contains(finder, :n{index})"));
    }
    let overflow = AttributeValue::S(finder::OVERFLOW.to_owned());
    let query = query.expression_attribute_values(":overflow", overflow);
    query.filter_expression(format!("finder = :overflow OR ({})", wanted.join(" AND ")))
}

fn entry(item: &Item, walk: &Walk<'_>) -> Option<Entry> {
    let key = Key { pk: item.text("pk")?.to_owned(), sk: item.text("sk")?.to_owned() };
    let is_match = match &walk.sieve {
        None => Some(true),
        Some(sieve) => (sieve.admits)(item.text("finder").unwrap_or_default()),
    };
    let listed_at = item.text("listed_at").map(keys::digits);
    (is_match != Some(false)).then_some(Entry { at: keys::digits(item.text(walk.index.at)?), listed_at, key, is_match })
}
