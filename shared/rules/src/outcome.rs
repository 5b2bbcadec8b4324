//! What came of a run.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use domain::{Event, Job, Offshoot, Order, OrderRequest, StockChanges, StockReason};

use crate::RuleBook;
use crate::book::CompiledRule;

/// So many of the rules that were passed over for one reason are named.
const MAX_NAMED: usize = 20;

/// Why a rule was passed over that would take too many steps.
pub(crate) const OVERRAN: &str = "was skipped: it would take more steps than rules may take on one order";

/// Why a text of an action was not filled in.
pub(crate) const TOO_MANY_STEPS: &str = "it would take more steps than rules may take on one order";

/// Why a rule was passed over for whose doings there is no room.
pub(crate) const UNSAVED: &str = "could not be saved: the order would be too large";

/// What came of a run: the order to save, its new history lines, and what is to be done outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// The order as the rules left it: a copy where they changed it. Dates and versions are the caller's.
    pub order: Cow<'a, Order>,
    /// What the history says of it, by "Auto": one line per rule that ran or was stopped.
    pub history: Vec<String>,
    /// The jobs to make appointments of.
    pub jobs: Vec<Planned>,
    /// The orders to make of it, which name it; it names them.
    pub offshoots: Vec<Offshoot>,
    /// How the inventory's stock is to change.
    pub stock: StockChanges,
    /// Why it is.
    pub stock_reason: StockReason,
    /// What is to be done with the order as a whole once it is saved, each with the name of the rule that asks for it.
    pub requests: Vec<(OrderRequest, String)>,
    /// Whether the history says that there were too many posts in this hour.
    pub is_braked: bool,
    /// How many steps the run took.
    pub steps: u64,
    /// The ids of the rules that took so much that there was not enough for all; empty when there was.
    pub overran: Vec<String>,
    /// How many bytes of history and jobs there are, about.
    pub(crate) bytes: usize,
    /// How many of them each rule is the cause of, by its number.
    wrote: BTreeMap<usize, usize>,
}

impl<'a> Outcome<'a> {
    /// Nothing came of it so far.
    pub(crate) fn of(order: &'a Order) -> Self {
        let (order, history, jobs, overran) = (Cow::Borrowed(order), vec![], vec![], vec![]);
        Self {
            order,
            history,
            jobs,
            offshoots: vec![],
            stock: StockChanges::default(),
            stock_reason: StockReason::Rule,
            requests: vec![],
            is_braked: false,
            steps: 0,
            overran,
            bytes: 0,
            wrote: BTreeMap::new(),
        }
    }

    /// Whether no rule had anything to do: the order is as it was, and there is nothing to save.
    pub fn did_nothing(&self) -> bool {
        self.history.is_empty() && self.jobs.is_empty()
    }

    /// Whether a rule asks for the order to be merged. With which others is in the request only where
    /// [`Circumstances::fellows`](crate::Circumstances::fellows) said it.
    pub fn asks_to_merge(&self) -> bool {
        self.requests.iter().any(|(request, _)| matches!(request, OrderRequest::Merge { .. }))
    }

    /// The same with a copy of the order.
    pub fn into_owned(self) -> Outcome<'static> {
        Outcome { order: Cow::Owned(self.order.into_owned()), ..self }
    }

    /// Notes that a rule is the cause of what was added since there were `before` bytes.
    pub(crate) fn wrote(&mut self, rule: usize, before: usize) {
        *self.wrote.entry(rule).or_default() += self.bytes.saturating_sub(before);
    }
}

/// A job, and who wanted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// What to do.
    pub job: Job,
    /// Name of the rule; empty when no rule was needed.
    pub rule: String,
}

/// Rules whose doings can't be saved, by their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOut(BTreeSet<usize>);

impl LeftOut {
    /// Leaves out those rules of `outcome` that wrote most, until at least `bytes` are gone; false when no rule is left
    /// that wrote anything.
    pub fn leave_out_largest(&mut self, outcome: &Outcome<'_>, bytes: usize) -> bool {
        let mut wrote: Vec<_> = outcome.wrote.iter().collect();
        wrote.sort_by_key(|(number, written)| (std::cmp::Reverse(**written), **number));
        let mut gone = 0;
        for (number, written) in &wrote {
            if gone >= bytes {
                break;
            }
            gone += **written;
            self.0.insert(**number);
        }
        !wrote.is_empty()
    }

    pub(crate) fn has(&self, rule: usize) -> bool {
        self.0.contains(&rule)
    }
}

/// Rules that were passed over for one reason.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    numbers: BTreeSet<usize>,
    /// The first of them, each with the event it was for.
    named: Vec<String>,
}

impl Passed {
    pub(crate) fn note(&mut self, rule: &CompiledRule, event: Event) {
        if self.numbers.insert(rule.number) && self.named.len() < MAX_NAMED {
            self.named.push(format!("Rule \"{}\" ({})", rule.name, event.title()));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// What the history says of them.
    pub(crate) fn lines(&self, why: &str) -> impl Iterator<Item = String> {
        let more = self.numbers.len() - self.named.len();
        let more = (more > 0).then(|| format!("{more} more rules, each {why}"));
        self.named.iter().map(|named| format!("{named} {why}")).chain(more).collect::<Vec<_>>().into_iter()
    }
}

/// The ids of the rules because of which not all had their part: the one that wanted most steps, and those that wanted
/// at least half as many. `wanted` is by their numbers.
pub(crate) fn to_blame(book: &RuleBook, wanted: &BTreeMap<usize, u64>) -> Vec<String> {
    let most = wanted.values().copied().max().unwrap_or_default();
    let is_one = |rule: &&CompiledRule| wanted.get(&rule.number).is_some_and(|wanted| wanted.saturating_mul(2) >= most);
    let mut blamed: Vec<_> = book.all().filter(is_one).collect();
    blamed.sort_by_key(|rule| rule.number);
    blamed.into_iter().map(|rule| rule.id.clone()).collect()
}
