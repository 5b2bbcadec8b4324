//! The rules of a store. Each change of one is a conditional write of its row, and behind it an addition to the store's
//! row that makes it known to warm functions.

use std::convert::Infallible;

use domain::{IdempotencyKey, Rule, Store, StoreId};
use jiff::Timestamp;

use crate::client::{Attributes, Condition, Consistency, Item, NewItem, Update};
use crate::creation::{Found, Made, Relation};
use crate::error::readable;
use crate::{Counted, Outcome, Table, TableError, keys};

/// The attribute of a rule's version; a rule of before has none.
const VERSION: &str = "version";

/// How often a rule took more steps than it may since it was last saved. Not in the body, so that it is counted without
/// reading.
const OVERRUNS: &str = "overruns";

/// When a rule was last saved by somebody, in seconds; a rule of before has none.
const SAVED_AT: &str = "saved_at";

/// The store has as many rules as it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

/// What came of noting that a rule took more steps than it may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overrun {
    /// How often it did since it was last saved.
    pub overruns: u64,
    /// The rule, where this time switched it off.
    pub switched_off: Option<Rule>,
}

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
        let rules: Vec<Rule> = readable(items_within(&items, max_bytes).map(Attributes::body));
        let more = items.len() - rules.len();
        Ok((rules, more))
    }

    /// The same, each with when it was last saved by somebody, where that is known.
    pub async fn dated_rules_up_to(
        &self,
        store_id: StoreId,
        max_bytes: usize,
    ) -> Result<Vec<(Rule, Option<Timestamp>)>, TableError> {
        let items = self.client.query_prefix(&keys::store_partition(store_id), keys::RULE).await?;
        let within = items_within(&items, max_bytes);
        let saved_at = |item: &Item| {
            let seconds = i64::try_from(item.number(SAVED_AT)?).ok()?;
            Timestamp::from_second(seconds).ok()
        };
        Ok(readable(within.map(|item| Ok((item.body()?, saved_at(item))))))
    }

    /// One rule, and its row's version; 0 where it has none.
    pub async fn rule(&self, store_id: StoreId, id: &str) -> Result<Option<(Rule, u64)>, TableError> {
        let item = self.client.get(keys::rule(store_id, id), Consistency::Strong).await?;
        item.as_ref().map(read).transpose()
    }

    /// Inserts a rule, of which a store has `max` at most. [`Outcome::Done`] brings the store as it is now, if the rule
    /// could be made known; [`Outcome::Unchanged`] what has its id. Two writes: the rule, then the count that makes it
    /// known. Of more than there is room for at once, those that come too late are removed again.
    pub async fn insert_rule(
        &self,
        store_id: StoreId,
        rule: &Rule,
        made_by: Option<IdempotencyKey<'_>>,
        max: usize,
        now: Timestamp,
    ) -> Result<Outcome<Option<Store>, Found<Rule>, Full>, TableError> {
        let item = NewItem::at(keys::rule(store_id, &rule.id)).number(VERSION, 1).number(SAVED_AT, seconds(now));
        let item = item.made_by(made_by).body(rule)?.sized()?;
        if let Made::Before(found, relation) = self.insert_made(item, made_by).await? {
            if relation == Relation::Same {
                // Whoever made it may not have come to make it known.
                self.count_revision(store_id).await?;
            }
            let (value, version) = read(&found)?;
            return Ok(Outcome::Unchanged(Found { value, version, relation }));
        }
        match self.count_up(store_id, Counted::Rules, max, now).await {
            Ok(Outcome::Done(store)) => Ok(Outcome::Done(Some(store))),
            Ok(Outcome::Refused(()) | Outcome::Missing | Outcome::Stale) => {
                let _ = self.client.remove_if(keys::rule(store_id, &rule.id), Condition::version_is(1)).await?;
                self.count_revision(store_id).await?;
                Ok(Outcome::Refused(Full))
            }
            Err(error) => Ok(Outcome::Done(not_known(store_id, rule, &error))),
        }
    }

    /// Puts a rule into a store that is being made and that nobody works with yet, unless it is there. It is not counted:
    /// [`count_copied_rules`](Self::count_copied_rules) does that for all.
    pub async fn copy_rule(&self, store_id: StoreId, rule: &Rule, now: Timestamp) -> Result<(), TableError> {
        let item = NewItem::at(keys::rule(store_id, &rule.id)).number(VERSION, 1).number(SAVED_AT, seconds(now));
        self.client.insert(item.body(rule)?.sized()?).await.map(drop)
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
    ) -> Result<Outcome<Overrun>, TableError> {
        let key = keys::rule(store_id, rule_id);
        let counted = Update::of(key).add(OVERRUNS, 1).only_if(Condition::exists());
        let Some(item) = self.client.update(counted).await?.done() else { return Ok(Outcome::Missing) };
        let mut noted = Overrun { overruns: item.number(OVERRUNS).unwrap_or_default(), switched_off: None };
        let overruns = noted.overruns;
        if overruns < max {
            return Ok(Outcome::Done(noted));
        }
        let rule: Rule = item.body()?;
        if rule.enabled {
            let rule = Rule { enabled: false, switched_off: why.to_owned(), ..rule };
            let version = item.number(VERSION).unwrap_or_default().saturating_add(1);
            let item = NewItem::of(item).number(VERSION, version).body(&rule)?.sized()?;
            if !self.client.put_if(item, Condition::number_is(OVERRUNS, overruns)).await?.is_done() {
                return Ok(Outcome::Stale);
            }
            noted.switched_off = Some(rule);
        }
        self.count_revision(store_id).await?;
        Ok(Outcome::Done(noted))
    }

    /// Changes a rule that was read as `seen`; where another change came first, as it is then. `change` answers the rule
    /// and a result. [`Outcome::Done`] brings the rule, its version, the result, and the store as it is now, if the rule
    /// could be made known. One that was removed stays so.
    pub async fn change_rule<T, E>(
        &self,
        store_id: StoreId,
        seen: &(Rule, u64),
        now: Timestamp,
        change: impl Fn(&Rule, u64) -> Result<(Rule, T), E>,
    ) -> Result<Outcome<(Rule, u64, T, Option<Store>), Infallible, E>, TableError> {
        let (mut tries, mut seen) = (self.client.tries(), seen.clone());
        loop {
            let (before, version) = &seen;
            let (rule, result) = match change(before, *version) {
                Ok(changed) => changed,
                Err(refused) => return Ok(Outcome::Refused(refused)),
            };
            let (key, next) = (keys::rule(store_id, &rule.id), version.saturating_add(1));
            let item = NewItem::at(key.clone()).number(VERSION, next).number(OVERRUNS, 0);
            let item = item.number(SAVED_AT, seconds(now));
            let item = item.body(&rule)?.sized()?;
            let update = Update::of(key).set_all(item).only_if(Condition::version_is_still(*version));
            if self.client.update(update).await?.is_done() {
                let store = self.count_revision(store_id).await;
                let store = store.unwrap_or_else(|error| not_known(store_id, &rule, &error));
                return Ok(Outcome::Done((rule, next, result, store)));
            }
            tries.again().await?;
            match self.rule(store_id, &seen.0.id).await? {
                Some(found) => seen = found,
                None => return Ok(Outcome::Missing),
            }
        }
    }

    /// Removes a rule. [`Outcome::Missing`] when it is gone; that it is gone is made known once more, as a removal that
    /// crashed in between may not have done so.
    pub async fn remove_rule(&self, store_id: StoreId, id: &str) -> Result<Outcome<()>, TableError> {
        if self.client.remove_if(keys::rule(store_id, id), Condition::exists()).await?.is_done() {
            self.count_down(store_id, Counted::Rules).await?;
            return Ok(Outcome::Done(()));
        }
        self.count_revision(store_id).await?;
        Ok(Outcome::Missing)
    }
}

/// The rows of rules that have at most `max_bytes` together.
fn items_within(items: &[Item], max_bytes: usize) -> impl Iterator<Item = &Item> {
    let mut bytes = 0_usize;
    // One that alone has more, or does not say how much, keeps no other from being read.
    items.iter().filter(move |item| item.body_size() <= max_bytes).take_while(move |item| {
        bytes = bytes.saturating_add(item.body_size());
        bytes <= max_bytes
    })
}

fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_second()).unwrap_or_default()
}

/// A rule is saved and can't be made known: warm functions learn of it by the next change of the store or a rule.
fn not_known(store_id: StoreId, rule: &Rule, error: &TableError) -> Option<Store> {
    tracing::error!(%store_id, rule_id = rule.id, "a rule is saved, and its revision was not counted: {error:?}");
    None
}

fn read(item: &Item) -> Result<(Rule, u64), TableError> {
    Ok((item.body()?, item.number(VERSION).unwrap_or_default()))
}
