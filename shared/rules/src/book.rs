//! The enabled rules of a store, made ready to run.

use std::collections::HashMap;

use domain::{Action, Combine, Event, Filter, Problem, Rule};

use crate::comparator;
use crate::filter::CompiledFilter;

/// How many regular expressions a book may hold. Each is limited in size, and together they must fit into a function
/// that serves many stores.
pub const MAX_REGEXES: usize = 100;

/// The enabled rules of a store: sorted by position, grouped by event, each filter resolved once. Compile it when the
/// rules change, run it for every order.
///
/// A rule that cannot be compiled (stored by a version that knew another field, or with one regular expression too
/// many for the store) is not left out silently: it stays in the book, [`RuleBook::broken`] names it, and a run in
/// which its event happens says so in the history, for its filters can't tell which orders it was meant for.
#[derive(Default)]
pub struct RuleBook {
    by_event: HashMap<Event, Vec<CompiledRule>>,
}

/// A rule, ready to run.
pub(crate) struct CompiledRule {
    /// What the loop guard knows it by: its place among the enabled rules.
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) combine: Combine,
    /// What keeps it from running, in a broken one.
    pub(crate) filters: Result<Vec<CompiledFilter>, Problem>,
    pub(crate) actions: Vec<Action>,
}

impl RuleBook {
    /// Makes the enabled ones of `rules` ready. Those at the same position run by ascending id.
    pub fn compile(rules: &[Rule]) -> Self {
        let mut enabled: Vec<_> = rules.iter().filter(|rule| rule.enabled).collect();
        // Ids are digits without leading zeros: the shorter is the smaller.
        enabled.sort_by_key(|rule| (rule.position, rule.id.len(), &rule.id));
        let mut book = Self::default();
        let mut room = MAX_REGEXES;
        for (number, rule) in enabled.into_iter().enumerate() {
            let compiled = CompiledRule {
                number,
                name: rule.name.clone(),
                combine: rule.combine,
                filters: compile_filters(&rule.filters, &mut room),
                actions: rule.actions.clone(),
            };
            book.by_event.entry(rule.event).or_default().push(compiled);
        }
        book
    }

    /// The names of the rules that can't run, each with what keeps it from running.
    pub fn broken(&self) -> impl Iterator<Item = (&str, &Problem)> {
        let rules = self.by_event.values().flatten();
        rules.filter_map(|rule| Some((rule.name.as_str(), rule.filters.as_ref().err()?)))
    }

    /// The rules of `event`, in the order they run.
    pub(crate) fn rules_of(&self, event: Event) -> &[CompiledRule] {
        self.by_event.get(&event).map_or(&[], Vec::as_slice)
    }
}

/// Resolves `filters`, whose regular expressions take of the `room` that is left for such.
fn compile_filters(filters: &[Filter], room: &mut usize) -> Result<Vec<CompiledFilter>, Problem> {
    let regexes = filters.iter().filter(|filter| comparator::keeps_regex(&filter.comparator)).count();
    let Some(left) = room.checked_sub(regexes) else {
        let message = format!("a store may have {MAX_REGEXES} regular expressions in its rules");
        return Err(Problem::new("filters", message));
    };
    let compile = |(index, filter)| CompiledFilter::compile(filter).map_err(|problem| problem.within("filters", index));
    let compiled = filters.iter().enumerate().map(compile).collect::<Result<_, _>>()?;
    *room = left;
    Ok(compiled)
}
