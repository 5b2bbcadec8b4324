//! The filters of a rule as clauses that must all hold, each when any condition of it holds: what an index can tell.

use domain::Combine;

use crate::conditions::{ConditionId, Conditions};
use crate::filter::{Filters, Node};

/// So many clauses of a rule an index tells at most; the rule itself tests what lies beyond.
pub(crate) const MAX_CLAUSES: usize = 8;

/// Holds when any of its conditions does.
pub(crate) type Clause = Vec<ConditionId>;

impl Filters {
    /// The clauses that an index tells. Filters that they say all of are put last, and not asked where it did.
    pub(crate) fn tell(&mut self, conditions: &Conditions) -> Vec<Clause> {
        if self.combine == Combine::Any {
            let clauses = self.clauses(conditions);
            self.untold = if clauses.is_some() { 0 } else { self.all.len() };
            return clauses.unwrap_or_default();
        }
        let (mut told, mut untold, mut clauses) = (vec![], vec![], vec![]);
        for node in std::mem::take(&mut self.all) {
            match node.clauses(conditions) {
                Some(more) if clauses.len() + more.len() <= MAX_CLAUSES => {
                    clauses.extend(more);
                    told.push(node);
                }
                _ => untold.push(node),
            }
        }
        self.untold = untold.len();
        untold.extend(told);
        self.all = untold.into();
        clauses
    }

    /// What they say in clauses; none where that is too much, or beyond what an index tells.
    fn clauses(&self, conditions: &Conditions) -> Option<Vec<Clause>> {
        let mut each = self.all.iter().map(|node| node.clauses(conditions));
        match self.combine {
            // None of them hold as all of them do.
            Combine::Any if !self.all.is_empty() => {
                each.try_fold(vec![vec![]], |either, or| Some(distributed(&either, &or?)).filter(|all| is_few(all)))
            }
            Combine::All | Combine::Any => {
                each.try_fold(vec![], |first, then| Some([first, then?].concat()).filter(|all| is_few(all)))
            }
        }
    }

    /// No index tells any of them.
    pub(crate) fn tell_nothing(&mut self) {
        self.untold = self.all.len();
    }
}

impl Node {
    fn clauses(&self, conditions: &Conditions) -> Option<Vec<Clause>> {
        match self {
            Self::Condition(condition) => conditions.is_cheap(*condition).then(|| vec![vec![*condition]]),
            Self::Group(group) => group.clauses(conditions),
            Self::OfItem(_) => None,
        }
    }
}

fn is_few(clauses: &[Clause]) -> bool {
    clauses.len() <= MAX_CLAUSES
}

/// The clauses of "all of these or all of those".
fn distributed(these: &[Clause], others: &[Clause]) -> Vec<Clause> {
    these.iter().flat_map(|this| others.iter().map(move |other| [this.as_slice(), other].concat())).collect()
}
