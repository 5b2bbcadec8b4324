//! Going through the whole table, page by page.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{Attributes, Client, Item, Key};
use crate::TableError;

/// A page of the whole table.
#[derive(Debug)]
pub(crate) struct ScanPage {
    /// The rows that pass the filter.
    pub(crate) items: Vec<Item>,
    /// How many rows were read.
    pub(crate) read: usize,
    /// Where the next page begins; nothing behind the last.
    pub(crate) next: Option<Key>,
}

impl Client {
    /// At most `limit` rows from behind `after`, as they were a moment ago. Those that don't pass the filter, whose values
    /// are given by their names, are paid all the same.
    pub(crate) async fn scan<const N: usize>(
        &self,
        filter: &str,
        values: [(&str, String); N],
        after: Option<Key>,
        limit: i32,
    ) -> Result<ScanPage, TableError> {
        let mut scan = self.sdk.scan().table_name(&self.table).limit(limit).filter_expression(filter);
        for (name, value) in values {
            scan = scan.expression_attribute_values(name, AttributeValue::S(value));
        }
        let scan = scan.set_exclusive_start_key(after.map(|key| key.attributes().into()));
        let scan = scan.set_return_consumed_capacity(self.asks_capacity());
        let output = scan.send().await.map_err(|error| TableError::of("Scan", error))?;
        self.count("Scan", output.consumed_capacity.as_slice());
        let read = usize::try_from(output.scanned_count).unwrap_or_default();
        let next = output.last_evaluated_key.as_ref().and_then(Attributes::key);
        Ok(ScanPage { items: output.items.unwrap_or_default(), read, next })
    }
}
