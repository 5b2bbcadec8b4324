//! Orders whose events nobody acted on, and whose plans nobody carried out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::{Rule, Store, StoreId};
use jiff::Timestamp;
use rules::RuleBook;
use table::OrderRow;

use super::work::{Patience, Repairs};
use crate::rules::{Evaluated, MAX_READ_BYTES, StoreWithRules, evaluate_by};
use crate::{Desk, DeskError};

/// The rules of so many stores are remembered.
const MAX_STORES: usize = 20;

impl Repairs {
    /// Does what the order's row says and nobody did; what that was.
    pub(super) async fn look_at_order(&self, row: &OrderRow, patience: Patience) -> Result<Vec<String>, DeskError> {
        if !patience.is_over(written_at(row), 1) {
            return Ok(vec![]);
        }
        let mut mended = self.carry_out(row).await?;
        if !row.events.is_empty() && !row.is_evaluated(row.version) && self.evaluate(row).await? {
            mended.push(format!("the rules had not run over version {}", row.version));
        }
        Ok(mended)
    }

    /// Each appointment that was planned is there, or is made and queued.
    async fn carry_out(&self, row: &OrderRow) -> Result<Vec<String>, DeskError> {
        let mut mended = vec![];
        for appointment in row.appointments() {
            let appointment = appointment?;
            if self.desk.table.appointment(row.store_id, appointment.id).await?.is_some() {
                continue;
            }
            if self.desk.table.insert_due_appointment(&appointment).await?.is_done() {
                mended.push(format!("the appointment {} had not been made", appointment.id));
            }
        }
        Ok(mended)
    }

    /// Runs the rules as they were when the order changed: one that was saved since did not stand then, and an old order
    /// must not be posted because of it. Whether they had something to do.
    async fn evaluate(&self, row: &OrderRow) -> Result<bool, DeskError> {
        let Some(store) = self.rules.of(&self.desk, row.store_id, written_at(row)).await? else {
            return Ok(false);
        };
        let evaluated = evaluate_by(&self.desk, &store, row, &self.clock).await?;
        Ok(evaluated == Evaluated::Saved)
    }
}

/// When the version was written: with a change of the order, or with a line of history alone.
fn written_at(row: &OrderRow) -> Timestamp {
    let last = row.history.last().map(|line| line.date_added);
    last.map_or(row.order.date_updated, |last| last.max(row.order.date_updated))
}

/// The rules of stores with when each was saved, read once for as long as they are remembered.
#[derive(Default)]
pub(super) struct DatedRules(Mutex<HashMap<StoreId, Arc<Dated>>>);

/// A store, and its rules in the sequence they were saved.
struct Dated {
    store: Arc<Store>,
    rules: Vec<(Timestamp, Rule)>,
    /// The first so many of them, compiled.
    compiled: Mutex<Option<(usize, Arc<RuleBook>)>>,
}

impl DatedRules {
    /// The store with those of its rules that stand since `at`; nothing where there is no such store.
    async fn of(&self, desk: &Desk, store_id: StoreId, at: Timestamp) -> Result<Option<StoreWithRules>, DeskError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&store_id).cloned();
        let dated = match known {
            Some(known) => known,
            None => match read(desk, store_id).await? {
                Some(dated) => self.remember(store_id, dated),
                None => return Ok(None),
            },
        };
        Ok(Some(StoreWithRules { book: dated.standing_since(at), store: dated.store.clone() }))
    }

    fn remember(&self, store_id: StoreId, dated: Dated) -> Arc<Dated> {
        let mut stores = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if stores.len() >= MAX_STORES {
            stores.clear();
        }
        let dated = Arc::new(dated);
        stores.insert(store_id, dated.clone());
        dated
    }
}

async fn read(desk: &Desk, store_id: StoreId) -> Result<Option<Dated>, DeskError> {
    let Some(store) = desk.table.store(store_id).await? else { return Ok(None) };
    let rules = desk.table.dated_rules_up_to(store_id, MAX_READ_BYTES).await?;
    // A rule of before rules had dates may be a new one: it is left out.
    let mut rules: Vec<_> = rules.into_iter().filter_map(|(rule, saved_at)| Some((saved_at?, rule))).collect();
    rules.sort_by_key(|(saved_at, _)| *saved_at);
    Ok(Some(Dated { store: Arc::new(store), rules, compiled: Mutex::default() }))
}

impl Dated {
    fn standing_since(&self, at: Timestamp) -> Arc<RuleBook> {
        let count = self.rules.partition_point(|(saved_at, _)| *saved_at <= at);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, book)) = compiled.as_ref()
            && *of == count
        {
            return book.clone();
        }
        let mut rules: Vec<Rule> = self.rules.iter().take(count).map(|(_, rule)| rule.clone()).collect();
        rules.sort_by(|one, other| (one.position, &one.id).cmp(&(other.position, &other.id)));
        let book = Arc::new(RuleBook::compile(&rules));
        *compiled = Some((count, book.clone()));
        book
    }
}
