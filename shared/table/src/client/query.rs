//! Reading rows of one partition, and entries of one key of an index, page by page.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, Select};
use domain::limits::aws::MAX_PARTITION_KEY_BYTES;

use super::{Client, Consistency, Item};
use crate::TableError;

/// An index: its name, and the attributes its entries are found and sorted by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Index {
    pub(crate) name: &'static str,
    pub(crate) list: &'static str,
    pub(crate) at: &'static str,
}

/// In which sequence entries of an index are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// From the smallest sort key on.
    Ascending,
    /// From the largest sort key on.
    Descending,
}

/// What a page of an index brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Take {
    /// At most so many entries.
    AtMost(i32),
    /// As many entries as DynamoDB reads at once (a megabyte).
    All,
    /// Only how many there are in that megabyte.
    Count,
}

/// What an attribute of an entry must hold. DynamoDB passes over the others, which are paid all the same.
#[derive(Debug, Clone)]
pub(crate) struct TextFilter {
    /// The attribute.
    pub(crate) attribute: &'static str,
    /// All of these, somewhere in it.
    pub(crate) terms: Vec<String>,
    /// Or this alone.
    pub(crate) or_is: &'static str,
}

/// Entries of one key of an index.
#[derive(Debug)]
pub(crate) struct IndexQuery<'a> {
    pub(crate) index: Index,
    pub(crate) list: &'a str,
    /// From and to, both included.
    pub(crate) range: Option<&'a (String, String)>,
    pub(crate) direction: Direction,
    pub(crate) filter: Option<&'a TextFilter>,
}

/// What one query of an index brought.
#[derive(Debug)]
pub(crate) struct IndexPage {
    pub(crate) items: Vec<Item>,
    /// How many entries were found.
    pub(crate) count: usize,
    /// How many were looked at for them.
    pub(crate) looked_at: usize,
    /// Where the next page begins; nothing behind the last.
    pub(crate) next: Option<HashMap<String, AttributeValue>>,
}

impl Client {
    /// All rows of a partition whose sort keys begin with `prefix`, as they are now.
    pub(crate) async fn query_prefix(&self, pk: &str, prefix: &str) -> Result<Vec<Item>, TableError> {
        self.query_rows(pk, "pk = :pk AND begins_with(sk, :from)", [(":from", prefix)]).await
    }

    /// The last rows of a partition whose sort keys begin with `prefix`, at most so many, the last first.
    pub(crate) async fn query_last(&self, pk: &str, prefix: &str, most: usize) -> Result<Vec<Item>, TableError> {
        self.last_rows(pk, "pk = :pk AND begins_with(sk, :from)", &[(":from", prefix)], most).await
    }

    /// The last rows of a partition whose sort keys lie between two, both included, at most so many, the last first.
    pub(crate) async fn query_last_between(
        &self,
        pk: &str,
        from: &str,
        to: &str,
        most: usize,
    ) -> Result<Vec<Item>, TableError> {
        // A range that ends before it begins is refused.
        if from > to {
            return Ok(vec![]);
        }
        self.last_rows(pk, "pk = :pk AND sk BETWEEN :from AND :to", &[(":from", from), (":to", to)], most).await
    }

    async fn last_rows(
        &self,
        pk: &str,
        condition: &str,
        values: &[(&str, &str)],
        most: usize,
    ) -> Result<Vec<Item>, TableError> {
        let mut items: Vec<Item> = vec![];
        let mut start = None;
        loop {
            let rest = i32::try_from(most.saturating_sub(items.len())).unwrap_or(i32::MAX);
            let mut query = self.sdk.query().table_name(&self.table).consistent_read(true).scan_index_forward(false);
            for (name, value) in values.iter().chain(&[(":pk", pk)]) {
                query = query.expression_attribute_values(*name, AttributeValue::S((*value).to_owned()));
            }
            let query = query.key_condition_expression(condition).limit(rest);
            let page = self.send(query.set_exclusive_start_key(start)).await?;
            items.extend(page.items);
            start = page.next;
            if start.is_none() || items.len() >= most {
                return Ok(items);
            }
        }
    }

    /// All rows of a partition whose sort keys lie between two, both included, as they are now.
    pub(crate) async fn query_between(&self, pk: &str, from: &str, to: &str) -> Result<Vec<Item>, TableError> {
        self.query_rows(pk, "pk = :pk AND sk BETWEEN :from AND :to", [(":from", from), (":to", to)]).await
    }

    /// The first rows of a partition whose sort keys lie between two, both included: at most so many, and a megabyte.
    pub(crate) async fn query_first(
        &self,
        pk: &str,
        from: &str,
        to: &str,
        most: i32,
        consistency: Consistency,
    ) -> Result<Vec<Item>, TableError> {
        // A range that ends before it begins is refused.
        if from > to {
            return Ok(vec![]);
        }
        let is_strong = consistency == Consistency::Strong;
        let mut query = self.sdk.query().table_name(&self.table).limit(most).consistent_read(is_strong);
        for (name, value) in [(":pk", pk), (":from", from), (":to", to)] {
            query = query.expression_attribute_values(name, AttributeValue::S(value.to_owned()));
        }
        let query = query.key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to");
        Ok(self.send(query).await?.items)
    }

    async fn query_rows<const N: usize>(
        &self,
        pk: &str,
        condition: &str,
        values: [(&str, &str); N],
    ) -> Result<Vec<Item>, TableError> {
        let mut items = vec![];
        let mut start = None;
        loop {
            let mut query = self.sdk.query().table_name(&self.table).consistent_read(true);
            for (name, value) in values.into_iter().chain([(":pk", pk)]) {
                query = query.expression_attribute_values(name, AttributeValue::S(value.to_owned()));
            }
            let query = query.key_condition_expression(condition).set_exclusive_start_key(start);
            let page = self.send(query).await?;
            items.extend(page.items);
            start = page.next;
            if start.is_none() {
                return Ok(items);
            }
        }
    }

    /// One page of an index, from `start` on.
    pub(crate) async fn query_index(
        &self,
        wanted: &IndexQuery<'_>,
        take: Take,
        start: Option<HashMap<String, AttributeValue>>,
    ) -> Result<IndexPage, TableError> {
        if wanted.list.len() > MAX_PARTITION_KEY_BYTES {
            return Ok(IndexPage { items: vec![], count: 0, looked_at: 0, next: None });
        }
        let Index { name, list, at } = wanted.index;
        let query = self.sdk.query().table_name(&self.table).index_name(name).set_exclusive_start_key(start);
        let query = query.scan_index_forward(wanted.direction == Direction::Ascending);
        let query = query.expression_attribute_values(":list", AttributeValue::S(wanted.list.to_owned()));
        let query = match wanted.range {
            None => query.key_condition_expression(format!("{list} = :list")),
            Some((from, to)) => query
                .expression_attribute_values(":from", AttributeValue::S(from.clone()))
                .expression_attribute_values(":to", AttributeValue::S(to.clone()))
                .key_condition_expression(format!("{list} = :list AND {at} BETWEEN :from AND :to")),
        };
        let query = match wanted.filter {
            None => query,
            Some(filter) => filtered(query, filter),
        };
        let query = match take {
            Take::AtMost(most) => query.limit(most),
            Take::All => query,
            Take::Count => query.select(Select::Count),
        };
        self.send(query).await
    }

    async fn send(&self, query: QueryFluentBuilder) -> Result<IndexPage, TableError> {
        let query = query.set_return_consumed_capacity(self.asks_capacity());
        let output = query.send().await.map_err(|error| TableError::of("Query", error))?;
        self.count("Query", output.consumed_capacity.as_slice());
        let count = usize::try_from(output.count).unwrap_or_default();
        let looked_at = usize::try_from(output.scanned_count).unwrap_or_default();
        Ok(IndexPage { items: output.items.unwrap_or_default(), count, looked_at, next: output.last_evaluated_key })
    }
}

fn filtered(mut query: QueryFluentBuilder, filter: &TextFilter) -> QueryFluentBuilder {
    let mut wanted = vec![];
    for (index, term) in filter.terms.iter().enumerate() {
        query = query.expression_attribute_values(format!(":t{index}"), AttributeValue::S(term.clone()));
        wanted.push(format!("contains(#text, :t{index})"));
    }
    let alone = AttributeValue::S(filter.or_is.to_owned());
    query
        .expression_attribute_names("#text", filter.attribute)
        .expression_attribute_values(":alone", alone)
        .filter_expression(format!("#text = :alone OR ({})", wanted.join(" AND ")))
}
