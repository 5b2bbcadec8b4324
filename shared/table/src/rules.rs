//! The rules of a store.

use domain::{Rule, StoreId};

use crate::client::{Attributes, Consistency, NewItem};
use crate::error::readable;
use crate::{Table, TableError, keys};

impl Table {
    /// All rules of a store that can be read, by position.
    pub async fn rules(&self, store_id: StoreId) -> Result<Vec<Rule>, TableError> {
        let items = self.client.query_prefix(&keys::store_partition(store_id), keys::RULE).await?;
        let mut rules: Vec<Rule> = readable(items.iter().map(Attributes::body));
        rules.sort_by(|one, other| (one.position, &one.id).cmp(&(other.position, &other.id)));
        Ok(rules)
    }

    /// One rule.
    pub async fn rule(&self, store_id: StoreId, id: &str) -> Result<Option<Rule>, TableError> {
        let item = self.client.get(keys::rule(store_id, id), Consistency::Strong).await?;
        item.as_ref().map(Attributes::body).transpose()
    }

    /// Writes a rule. Two writes: the rule, then the revision that makes it known; who repeats the call after a crash
    /// between them makes it known.
    pub async fn put_rule(&self, store_id: StoreId, rule: &Rule) -> Result<(), TableError> {
        self.client.put(NewItem::at(keys::rule(store_id, &rule.id)).body(rule)?.sized()?).await?;
        self.count_up_revision(store_id).await
    }

    /// Removes a rule.
    pub async fn remove_rule(&self, store_id: StoreId, id: &str) -> Result<(), TableError> {
        self.client.remove(keys::rule(store_id, id)).await?;
        self.count_up_revision(store_id).await
    }
}
