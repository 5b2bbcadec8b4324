//! The rules of a store.

use domain::{Rule, StoreId};

use crate::client::{Attributes, Condition, Consistency, NewItem, Update};
use crate::error::readable;
use crate::{Outcome, Table, TableError, keys};

/// How often a rule took more steps than it may since it was last saved. Not in the body, so that it is counted without
/// reading.
const OVERRUNS: &str = "overruns";

impl Table {
    /// All rules of a store that can be read, by position.
    pub async fn rules(&self, store_id: StoreId) -> Result<Vec<Rule>, TableError> {
        let items = self.client.query_prefix(&keys::store_partition(store_id), keys::RULE).await?;
        let mut rules: Vec<Rule> = readable(items.iter().map(Attributes::body));
        rules.sort_by(|one, other| (one.position, &one.id).cmp(&(other.position, &other.id)));
        Ok(rules)
    }

    /// The rules of a store in the sequence of their ids, as far as they have `max_bytes` together and can be read, and how
    /// many more there are. Those beyond are not unpacked, so that no store takes more memory than that.
    pub async fn rules_up_to(&self, store_id: StoreId, max_bytes: usize) -> Result<(Vec<Rule>, usize), TableError> {
        let items = self.client.query_prefix(&keys::store_partition(store_id), keys::RULE).await?;
        let mut bytes = 0_usize;
        let within = items.iter().take_while(|item| {
            bytes = bytes.saturating_add(item.body_size());
            bytes <= max_bytes
        });
        let rules: Vec<Rule> = readable(within.map(Attributes::body));
        let more = items.len() - rules.len();
        Ok((rules, more))
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

    /// Counts that a rule took more steps than it may, and switches it off, saying `why`, when that happened `max` times
    /// since it was last saved. Whoever saves it at the same moment wins. Done again, it counts again, and switches off
    /// what is off already.
    pub async fn note_overrun(
        &self,
        store_id: StoreId,
        rule_id: &str,
        max: u64,
        why: &str,
    ) -> Result<Outcome<u64>, TableError> {
        let key = keys::rule(store_id, rule_id);
        let counted = Update::of(key).add(OVERRUNS, 1).only_if(Condition::exists());
        let Some(item) = self.client.update(counted).await?.done() else { return Ok(Outcome::Missing) };
        let overruns = item.number(OVERRUNS).unwrap_or_default();
        if overruns < max {
            return Ok(Outcome::Done(overruns));
        }
        let rule: Rule = item.body()?;
        if rule.enabled {
            let rule = Rule { enabled: false, switched_off: why.to_owned(), ..rule };
            let item = NewItem::of(item).body(&rule)?.sized()?;
            if !self.client.put_if(item, Condition::number_is(OVERRUNS, overruns)).await?.is_done() {
                return Ok(Outcome::Stale);
            }
        }
        self.count_up_revision(store_id).await?;
        Ok(Outcome::Done(overruns))
    }

    /// Removes a rule.
    pub async fn remove_rule(&self, store_id: StoreId, id: &str) -> Result<(), TableError> {
        self.client.remove(keys::rule(store_id, id)).await?;
        self.count_up_revision(store_id).await
    }
}
