//! Writing rows: with a condition, unless there is one already, attribute by attribute, whatever was there; removing.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};

use super::condition::parts;
use super::{Client, Condition, Item, Key};
use crate::{Outcome, TableError};

/// What became of an insertion: where there was a row, that row, if DynamoDB showed it.
pub(crate) type Inserted = Outcome<(), Option<Item>>;

/// A change of single attributes of one row, which is made if it is not there.
#[derive(Debug, Clone)]
pub(crate) struct Update {
    pub(super) key: Key,
    set: Vec<String>,
    add: Vec<String>,
    pub(super) names: HashMap<String, String>,
    pub(super) values: HashMap<String, AttributeValue>,
    pub(super) condition: Option<Condition>,
}

impl Update {
    pub(crate) fn of(key: Key) -> Self {
        Self { key, set: vec![], add: vec![], names: HashMap::new(), values: HashMap::new(), condition: None }
    }

    /// Sets a number.
    pub(crate) fn set(mut self, attribute: &str, number: impl Into<i128>) -> Self {
        let (name, value) = self.note(attribute, number);
        self.set.push(format!("{name} = {value}"));
        self
    }

    /// Sets every attribute of `item` but its key; what else the row has stays.
    pub(crate) fn set_all(mut self, item: Item) -> Self {
        for (attribute, value) in item.into_iter().filter(|(name, _)| !matches!(name.as_str(), "pk" | "sk")) {
            let (name, value) = self.note_value(&attribute, value);
            self.set.push(format!("{name} = {value}"));
        }
        self
    }

    /// Sets a number unless the row has one.
    pub(crate) fn set_once(mut self, attribute: &str, number: impl Into<i128>) -> Self {
        let (name, value) = self.note(attribute, number);
        self.set.push(format!("{name} = if_not_exists({name}, {value})"));
        self
    }

    /// Adds to a number; where there is none, to zero.
    pub(crate) fn add(mut self, attribute: &str, number: impl Into<i128>) -> Self {
        let (name, value) = self.note(attribute, number);
        self.add.push(format!("{name} {value}"));
        self
    }

    /// Only if the condition holds.
    pub(crate) fn only_if(self, condition: Condition) -> Self {
        Self { condition: Some(condition), ..self }
    }

    fn note(&mut self, attribute: &str, number: impl Into<i128>) -> (String, String) {
        self.note_value(attribute, AttributeValue::N(number.into().to_string()))
    }

    fn note_value(&mut self, attribute: &str, noted: AttributeValue) -> (String, String) {
        let index = self.names.len();
        let (name, value) = (format!("#a{index}"), format!(":a{index}"));
        self.names.insert(name.clone(), attribute.to_owned());
        self.values.insert(value.clone(), noted);
        (name, value)
    }

    pub(super) fn expression(&self) -> String {
        let clause = |verb: &str, parts: &[String]| (!parts.is_empty()).then(|| format!("{verb} {}", parts.join(", ")));
        let clauses = [clause("SET", &self.set), clause("ADD", &self.add)];
        clauses.into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}

impl Client {
    /// Puts a row, whatever was there.
    pub(crate) async fn put(&self, item: Item) -> Result<(), TableError> {
        let output = self.put_request(item, None).send().await.map_err(|error| TableError::of("PutItem", error))?;
        self.count("PutItem", output.consumed_capacity.as_slice());
        Ok(())
    }

    /// Puts a row if the condition holds for what is there; [`Outcome::Stale`] when it does not.
    pub(crate) async fn put_if(&self, item: Item, condition: Condition) -> Result<Outcome<()>, TableError> {
        match self.put_request(item, Some(condition)).send().await {
            Ok(output) => {
                self.count("PutItem", output.consumed_capacity.as_slice());
                Ok(Outcome::Done(()))
            }
            Err(error) if error.as_service_error().is_some_and(is_put_by_another) => Ok(Outcome::Stale),
            Err(error) => Err(TableError::of("PutItem", error)),
        }
    }

    /// Puts a row unless there is one.
    pub(crate) async fn insert(&self, item: Item) -> Result<Inserted, TableError> {
        let put = self.put_request(item, Some(Condition::absent()));
        let put = put.return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match put.send().await {
            Ok(output) => {
                self.count("PutItem", output.consumed_capacity.as_slice());
                Ok(Outcome::Done(()))
            }
            Err(error) => match error.as_service_error() {
                Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                    Ok(Outcome::Unchanged(failed.item.clone()))
                }
                _ => Err(TableError::of("PutItem", error)),
            },
        }
    }

    /// Changes attributes of a row; the whole row afterwards, or [`Outcome::Stale`] when the condition does not hold.
    pub(crate) async fn update(&self, update: Update) -> Result<Outcome<Item>, TableError> {
        let expression = update.expression();
        let condition = parts(update.condition);
        let request = self
            .sdk
            .update_item()
            .table_name(&self.table)
            .set_key(Some(update.key.attributes().into()))
            .update_expression(expression)
            .set_condition_expression(condition.expression)
            .set_expression_attribute_names(some(update.names, condition.names))
            .set_expression_attribute_values(some(update.values, condition.values))
            .return_values(ReturnValue::AllNew)
            .set_return_consumed_capacity(self.asks_capacity());
        match request.send().await {
            Ok(output) => {
                self.count("UpdateItem", output.consumed_capacity.as_slice());
                Ok(Outcome::Done(output.attributes.unwrap_or_default()))
            }
            Err(error) if error.as_service_error().is_some_and(is_changed_by_another) => Ok(Outcome::Stale),
            Err(error) => Err(TableError::of("UpdateItem", error)),
        }
    }

    /// Removes a row if the condition holds for it; [`Outcome::Stale`] when it does not.
    pub(crate) async fn remove_if(&self, key: Key, condition: Condition) -> Result<Outcome<()>, TableError> {
        if !key.fits() {
            return Ok(Outcome::Stale);
        }
        let condition = parts(Some(condition));
        let request = self
            .sdk
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key.attributes().into()))
            .set_condition_expression(condition.expression)
            .set_expression_attribute_names(some(condition.names, HashMap::new()))
            .set_expression_attribute_values(some(condition.values, HashMap::new()))
            .set_return_consumed_capacity(self.asks_capacity());
        match request.send().await {
            Ok(output) => {
                self.count("DeleteItem", output.consumed_capacity.as_slice());
                Ok(Outcome::Done(()))
            }
            Err(error) if error.as_service_error().is_some_and(is_removed_by_another) => Ok(Outcome::Stale),
            Err(error) => Err(TableError::of("DeleteItem", error)),
        }
    }

    fn put_request(&self, item: Item, condition: Option<Condition>) -> PutItemFluentBuilder {
        let condition = parts(condition);
        self.sdk
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .set_condition_expression(condition.expression)
            .set_expression_attribute_names(some(condition.names, HashMap::new()))
            .set_expression_attribute_values(some(condition.values, HashMap::new()))
            .set_return_consumed_capacity(self.asks_capacity())
    }
}

/// Whether a row was put by somebody else: before, so that the condition does not hold, or at this moment, together with
/// others. The same of changes and removals.
fn is_put_by_another(error: &PutItemError) -> bool {
    error.is_conditional_check_failed_exception() || error.is_transaction_conflict_exception()
}

fn is_changed_by_another(error: &UpdateItemError) -> bool {
    error.is_conditional_check_failed_exception() || error.is_transaction_conflict_exception()
}

fn is_removed_by_another(error: &DeleteItemError) -> bool {
    error.is_conditional_check_failed_exception() || error.is_transaction_conflict_exception()
}

/// Both maps as one; nothing where they are empty, which DynamoDB refuses.
pub(super) fn some<V>(mut one: HashMap<String, V>, other: HashMap<String, V>) -> Option<HashMap<String, V>> {
    one.extend(other);
    (!one.is_empty()).then_some(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_says_each_attribute_once() {
        let update = Update::of(Key::new("B#1#2", "B")).set_once("start", 3).set("expires_at", 9).add("g0", 1);
        assert_eq!(update.expression(), "SET #a0 = if_not_exists(#a0, :a0), #a1 = :a1 ADD #a2 :a2");
        assert_eq!(update.names.len(), 3);
    }
}
