//! The enabled rules of a store, made ready to run.

use std::collections::HashMap;

use domain::{AppliesTo, Combine, Event, Filter, FilterEntry, OrderEvent, Problem, Rule};

use crate::action::{self, CompiledAction};
use crate::comparator;
use crate::conditions::{Conditions, Interner};
use crate::field::{self, FieldEntry};
use crate::filter::{self, CompiledFilter, Filters, Node};
use crate::index::Index;

/// How many regular expressions a book may hold. Each is limited in size, and together they must fit into a function
/// that serves many stores.
pub const MAX_REGEXES: usize = 100;

/// So much memory the rules of a store may take once they are ready, about. Those that would take more can't run.
pub const MAX_BOOK_BYTES: usize = 8 * 1024 * 1024;

/// The enabled rules of a store: sorted by position, grouped by event, each filter resolved once. Compile it when the
/// rules change, run it for every order.
///
/// A rule that cannot be compiled (stored by a version that knew another field, or with one regular expression too
/// many for the store) is not left out silently: it stays in the book, [`RuleBook::broken`] names it, and a run in
/// which its event happens says so in the history, for its filters can't tell which orders it was meant for.
#[derive(Default)]
pub struct RuleBook {
    /// Of each event, and of each custom event and custom button by its id.
    by_event: HashMap<Event, HashMap<String, RulesOfEvent>>,
    conditions: Conditions,
    bytes: usize,
    asks_inventory: bool,
    asks_suppliers: bool,
    /// How many rules the store has beyond those.
    unread: usize,
}

/// The rules of one event, in the order they run.
#[derive(Default)]
pub(crate) struct RulesOfEvent {
    pub(crate) all: Vec<CompiledRule>,
    pub(crate) index: Index,
}

/// A rule, ready to run.
pub(crate) struct CompiledRule {
    /// What the loop guard knows it by: its place among the enabled rules.
    pub(crate) number: usize,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) applies_to: AppliesTo,
    /// What keeps it from running, in a broken one.
    pub(crate) filters: Result<Filters, Problem>,
    pub(crate) actions: Vec<CompiledAction>,
}

impl RuleBook {
    /// Makes the enabled ones of `rules` ready. Those at the same position run by ascending id.
    pub fn compile(rules: &[Rule]) -> Self {
        let mut enabled: Vec<_> = rules.iter().filter(|rule| rule.enabled).collect();
        // Ids are digits without leading zeros: the shorter is the smaller.
        enabled.sort_by_key(|rule| (rule.position, rule.id.len(), &rule.id));
        let mut book = Self::default();
        let mut interner = Interner::default();
        let mut room = Room { regexes: MAX_REGEXES, bytes: MAX_BOOK_BYTES };
        for (number, rule) in enabled.into_iter().enumerate() {
            let (id, name, applies_to) = (rule.id.clone(), rule.name.clone(), rule.applies_to);
            let (filters, actions) = match compile(rule, &mut book.conditions, &mut interner, &mut room) {
                Ok((filters, actions)) => (Ok(filters), actions),
                Err(problem) => (Err(problem), vec![]),
            };
            book.asks_inventory |= actions.iter().any(CompiledAction::asks_inventory);
            book.asks_suppliers |= actions.iter().any(CompiledAction::asks_suppliers);
            let compiled = CompiledRule { number, id, name, applies_to, filters, actions };
            book.asks_inventory |= compiled.filters.as_ref().is_ok_and(Filters::ask_inventory);
            let rules = book.by_event.entry(rule.event).or_default().entry(rule.event_id.clone()).or_default();
            rules.all.push(compiled);
        }
        room.bytes -= book.conditions.ask(room.bytes);
        for rules in book.by_event.values_mut().flat_map(HashMap::values_mut) {
            let (index, bytes) = Index::of(&mut rules.all, &book.conditions, room.bytes);
            rules.index = index;
            room.bytes -= bytes;
        }
        book.asks_inventory |= book.conditions.ask_inventory();
        book.bytes = MAX_BOOK_BYTES - room.bytes;
        book
    }

    /// The same book of a store that has so many more rules, which nobody read because it has too much of them. A run
    /// says so.
    #[must_use]
    pub fn with_unread(self, unread: usize) -> Self {
        Self { unread, ..self }
    }

    pub(crate) fn unread(&self) -> usize {
        self.unread
    }

    /// So much memory it takes, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Whether a rule asks for what the inventory has for the codes of an order's items.
    pub fn asks_inventory(&self) -> bool {
        self.asks_inventory
    }

    /// Whether a rule asks whose the items of an order are by the codes that suppliers list.
    pub fn asks_suppliers(&self) -> bool {
        self.asks_suppliers
    }

    /// The names of the rules that can't run, each with what keeps it from running.
    pub fn broken(&self) -> impl Iterator<Item = (&str, &Problem)> {
        self.all().filter_map(|rule| Some((rule.name.as_str(), rule.filters.as_ref().err()?)))
    }

    /// The distinct conditions of its rules.
    pub(crate) fn conditions(&self) -> &Conditions {
        &self.conditions
    }

    /// Every rule, in no certain order.
    pub(crate) fn all(&self) -> impl Iterator<Item = &CompiledRule> {
        self.by_event.values().flat_map(HashMap::values).flat_map(|rules| &rules.all)
    }

    /// The rules of `event`.
    pub(crate) fn rules_of(&self, event: &OrderEvent) -> Option<&RulesOfEvent> {
        self.by_event.get(&event.event)?.get(&event.event_id)
    }
}

/// What is left for the rules that are not compiled yet.
struct Room {
    regexes: usize,
    bytes: usize,
}

/// Resolves the filters of `rule` and reads its actions, which takes of the `room` that is left. A condition that another
/// rule has too takes room once.
fn compile<'a>(
    rule: &'a Rule,
    conditions: &mut Conditions,
    interner: &mut Interner<'a>,
    room: &mut Room,
) -> Result<(Filters, Vec<CompiledAction>), Problem> {
    let each = rule.actions.iter().enumerate();
    let each = each.map(|(index, wanted)| {
        let compiled = action::check_level(wanted, rule.applies_to).and_then(|()| CompiledAction::compile(wanted));
        compiled.map_err(|problem| problem.within("actions", index))
    });
    let actions = each.collect::<Result<Vec<_>, _>>()?;
    let bytes_of_actions = actions.iter().map(CompiledAction::bytes).sum::<usize>();
    let filters = rule.all_filters();
    let regexes = filters.iter().filter(|filter| comparator::keeps_regex(&filter.comparator)).count();
    let Some(left) = room.regexes.checked_sub(regexes) else {
        let message = format!("a store may have {MAX_REGEXES} regular expressions in its rules");
        return Err(Problem::new("filters", message));
    };
    let before = conditions.len();
    let compiled = intern_all(rule, bytes_of_actions, conditions, interner, room.bytes);
    if compiled.is_err() {
        conditions.cut(interner, before);
    }
    let (filters, bytes) = compiled?;
    *room = Room { regexes: left, bytes: room.bytes - bytes };
    Ok((filters, actions))
}

/// The filters of `rule`, and how many bytes it takes.
fn intern_all<'a>(
    rule: &'a Rule,
    bytes_of_actions: usize,
    conditions: &mut Conditions,
    interner: &mut Interner<'a>,
    max_bytes: usize,
) -> Result<(Filters, usize), Problem> {
    let mut bytes = size_of::<CompiledRule>() + rule.name.len() + bytes_of_actions;
    let filters = intern(&rule.filters, (rule.combine, rule.applies_to), conditions, interner, &mut bytes)?;
    if bytes > max_bytes {
        let message = format!("the rules of a store may take {} MB of memory", MAX_BOOK_BYTES >> 20);
        return Err(Problem::new("filters", message));
    }
    Ok((filters, bytes))
}

fn intern<'a>(
    entries: &'a [FilterEntry],
    (combine, applies_to): (Combine, AppliesTo),
    conditions: &mut Conditions,
    interner: &mut Interner<'a>,
    bytes: &mut usize,
) -> Result<Filters, Problem> {
    let mut all = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        *bytes = bytes.saturating_add(size_of::<Node>());
        let node = match entry {
            FilterEntry::Filter(filter) if is_of_item(filter, applies_to) => {
                of_item(filter).inspect(|filter| *bytes = bytes.saturating_add(filter.bytes())).map(Node::OfItem)
            }
            FilterEntry::Filter(filter) => conditions.intern(interner, filter).map(|(condition, more)| {
                *bytes = bytes.saturating_add(more);
                Node::Condition(condition)
            }),
            FilterEntry::Group(group) => {
                *bytes = bytes.saturating_add(size_of::<Filters>());
                let group = intern(&group.filters, (group.combine, applies_to), conditions, interner, bytes);
                group.map(|group| Node::Group(group.into()))
            }
        };
        all.push(node.map_err(|problem| problem.within("filters", index))?);
    }
    Ok(Filters::new(combine, all.into()))
}

/// The filters of what is no rule: conditions on the order alone, and groups of them.
pub(crate) fn intern_alone<'a>(
    entries: &'a [FilterEntry],
    combine: Combine,
    conditions: &mut Conditions,
    interner: &mut Interner<'a>,
) -> Result<Filters, Problem> {
    let mut bytes = 0;
    intern(entries, (combine, AppliesTo::Order), conditions, interner, &mut bytes)
}

/// Whether a filter is tested for each item by itself: that of an item rule on a field of items.
pub(crate) fn is_of_item(filter: &Filter, applies_to: AppliesTo) -> bool {
    applies_to == AppliesTo::Items && field::named(&filter.field).is_some_and(FieldEntry::is_of_items)
}

fn of_item(filter: &Filter) -> Result<Box<CompiledFilter>, Problem> {
    filter::check_for_items(filter)?;
    CompiledFilter::compile(filter).map(Box::new)
}
