//! The rules of a store.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::{Rule, StoreId};

use crate::item::{Attributes, NewItem};
use crate::keys::{self, Key};
use crate::{Table, TableError};

impl Table {
    /// All rules of a store, by position.
    pub async fn rules(&self, store: StoreId) -> Result<Vec<Rule>, TableError> {
        let items = self.query_prefix(keys::store_partition(store), keys::RULE).await?;
        let mut rules = items.iter().map(Attributes::body).collect::<Result<Vec<Rule>, _>>()?;
        rules.sort_by(|one, other| (one.position, &one.id).cmp(&(other.position, &other.id)));
        Ok(rules)
    }

    /// One rule.
    pub async fn rule(&self, store: StoreId, id: &str) -> Result<Option<Rule>, TableError> {
        let item = self.get(keys::rule(store, id), true).await?;
        item.as_ref().map(Attributes::body).transpose()
    }

    /// Writes a rule. Two writes: the rule, then the revision that makes it known; who repeats the call after a crash
    /// between them makes it known.
    pub async fn put_rule(&self, store: StoreId, rule: &Rule) -> Result<(), TableError> {
        self.put_item(NewItem::at(keys::rule(store, &rule.id)).body(rule)?.sized()?).await?;
        self.touch_rules(store).await
    }

    /// Removes a rule.
    pub async fn remove_rule(&self, store: StoreId, id: &str) -> Result<(), TableError> {
        self.remove(keys::rule(store, id)).await?;
        self.touch_rules(store).await
    }

    pub(crate) async fn remove(&self, key: Key) -> Result<(), TableError> {
        let remove = self.client.delete_item().table_name(&self.name);
        let remove = remove.key("pk", AttributeValue::S(key.pk)).key("sk", AttributeValue::S(key.sk));
        let remove = remove.set_return_consumed_capacity(self.asks_capacity());
        let output = remove.send().await.map_err(|error| TableError::of("DeleteItem", error))?;
        self.count("DeleteItem", output.consumed_capacity.as_slice());
        Ok(())
    }
}
