//! Writing several rows together: all of them, or none.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem,
    Update as SdkUpdate,
};

use super::condition::parts;
use super::write::some;
use super::{Client, Condition, Item, Key, Update};
use crate::TableError;

/// The name of the request.
const OPERATION: &str = "TransactWriteItems";

/// What DynamoDB calls a condition that did not hold.
const CONDITION_FAILED: &str = "ConditionalCheckFailed";

/// What it calls a row that another write had at the same moment, or that it could not serve just then. Nothing was
/// written, and the same may work in a moment.
const PASSING: [&str; 3] = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];

/// One of several writes.
#[derive(Debug, Clone)]
pub(crate) enum Write {
    /// A row is put, if the condition holds for what is there.
    Put(Item, Condition),
    /// Attributes of a row are changed.
    Update(Update),
    /// A row is removed, if the condition holds for it.
    Remove(Key, Condition),
    /// Nothing is written: the condition holds for a row, or none of the others is made.
    Check(Key, Condition),
}

/// What became of writes that were to be made together.
#[derive(Debug)]
#[must_use]
pub(crate) enum Together {
    /// All are made.
    Done,
    /// None is made: the condition of the write at this place did not hold, the first of those. With the row that was
    /// there, if there was one.
    Refused(usize, Option<Item>),
    /// None is made: somebody else wrote one of the rows at the same moment. Try again.
    Conflict,
}

impl Client {
    /// Makes all of these writes, or none. Costs twice the write units of the same writes one by one, also where a condition
    /// does not hold.
    pub(crate) async fn write_together(&self, writes: Vec<Write>) -> Result<Together, TableError> {
        let writes = writes.into_iter().map(|write| self.transact_item(write)).collect::<Result<Vec<_>, _>>()?;
        let request = self.sdk.transact_write_items().set_transact_items(Some(writes));
        match request.set_return_consumed_capacity(self.asks_capacity()).send().await {
            Ok(output) => {
                self.count(OPERATION, output.consumed_capacity());
                Ok(Together::Done)
            }
            Err(error) => why_not(error),
        }
    }

    fn transact_item(&self, write: Write) -> Result<TransactWriteItem, TableError> {
        let shown = ReturnValuesOnConditionCheckFailure::AllOld;
        let refused = |error| TableError::Refused { operation: OPERATION, source: Box::new(error) };
        Ok(match write {
            Write::Put(item, condition) => {
                let condition = parts(Some(condition));
                let put = Put::builder()
                    .table_name(&self.table)
                    .set_item(Some(item))
                    .set_condition_expression(condition.expression)
                    .set_expression_attribute_names(some(condition.names, HashMap::new()))
                    .set_expression_attribute_values(some(condition.values, HashMap::new()))
                    .return_values_on_condition_check_failure(shown);
                TransactWriteItem::builder().put(put.build().map_err(refused)?).build()
            }
            Write::Update(update) => {
                let expression = update.expression();
                let condition = parts(update.condition);
                let update = SdkUpdate::builder()
                    .table_name(&self.table)
                    .set_key(Some(update.key.attributes().into()))
                    .update_expression(expression)
                    .set_condition_expression(condition.expression)
                    .set_expression_attribute_names(some(update.names, condition.names))
                    .set_expression_attribute_values(some(update.values, condition.values))
                    .return_values_on_condition_check_failure(shown);
                TransactWriteItem::builder().update(update.build().map_err(refused)?).build()
            }
            Write::Remove(key, condition) => {
                let condition = parts(Some(condition));
                let delete = Delete::builder()
                    .table_name(&self.table)
                    .set_key(Some(key.attributes().into()))
                    .set_condition_expression(condition.expression)
                    .set_expression_attribute_names(some(condition.names, HashMap::new()))
                    .set_expression_attribute_values(some(condition.values, HashMap::new()))
                    .return_values_on_condition_check_failure(shown);
                TransactWriteItem::builder().delete(delete.build().map_err(refused)?).build()
            }
            Write::Check(key, condition) => {
                let condition = parts(Some(condition));
                let check = ConditionCheck::builder()
                    .table_name(&self.table)
                    .set_key(Some(key.attributes().into()))
                    .set_condition_expression(condition.expression)
                    .set_expression_attribute_names(some(condition.names, HashMap::new()))
                    .set_expression_attribute_values(some(condition.values, HashMap::new()))
                    .return_values_on_condition_check_failure(shown);
                TransactWriteItem::builder().condition_check(check.build().map_err(refused)?).build()
            }
        })
    }
}

/// Why nothing was written: a condition that did not hold is told from a row that somebody else was writing, which only
/// says to try again.
fn why_not(error: SdkError<TransactWriteItemsError>) -> Result<Together, TableError> {
    let reasons = match error.as_service_error() {
        Some(TransactWriteItemsError::TransactionInProgressException(_)) => return Ok(Together::Conflict),
        Some(TransactWriteItemsError::TransactionCanceledException(canceled)) => canceled.cancellation_reasons(),
        _ => return Err(TableError::of(OPERATION, error)),
    };
    let is = |reason: &CancellationReason, code: &str| reason.code() == Some(code);
    if let Some(place) = reasons.iter().position(|reason| is(reason, CONDITION_FAILED)) {
        let there = reasons.get(place).and_then(CancellationReason::item).filter(|item| !item.is_empty());
        return Ok(Together::Refused(place, there.cloned()));
    }
    if reasons.iter().any(|reason| PASSING.iter().any(|code| is(reason, code))) {
        return Ok(Together::Conflict);
    }
    Err(TableError::of(OPERATION, error))
}
