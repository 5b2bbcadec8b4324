//! The book against a plain evaluation that keeps nothing: every filter of every rule is looked at anew each time
//! somebody asks. Whatever the rules, the outcome is the same.

mod made;

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::{Quantifier, StockChange};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use self::made::{a_rule, a_rule_of_clauses, a_rule_of_few_fields, an_order, events, inventory};
use super::*;
use crate::action::{CompiledAction, Given, Stage, cut, give_back_of_gone_items};
use crate::clauses::MAX_CLAUSES;
use crate::filter::CompiledFilter;
use crate::index::IndexSize;
use crate::meter::Meter;
use crate::{MAX_DEPTH, MAX_FOLLOW_UP_EVENTS, MAX_LINE_LENGTH};

/// The filters of a rule as they stand, each compiled for itself.
enum Tree {
    Filter(Box<CompiledFilter>),
    /// On items: asked of each alone.
    OfItems(Quantifier, Box<CompiledFilter>),
    /// Of an item rule, on items: asked of the one that is looked at.
    OfItem(Box<CompiledFilter>),
    Group(Combine, Vec<Self>),
}

fn tree(entry: &FilterEntry, applies_to: AppliesTo) -> Tree {
    match entry {
        FilterEntry::Filter(filter) if filter.field.starts_with("item.") && applies_to == AppliesTo::Items => {
            Tree::OfItem(CompiledFilter::compile(filter).unwrap().into())
        }
        FilterEntry::Filter(filter) if filter.field.starts_with("item.") => {
            let of_one = Filter { quantifier: Quantifier::Any, ..filter.clone() };
            Tree::OfItems(filter.quantifier, CompiledFilter::compile(&of_one).unwrap().into())
        }
        FilterEntry::Filter(filter) => Tree::Filter(CompiledFilter::compile(filter).unwrap().into()),
        FilterEntry::Group(group) => {
            let inner = group.filters.iter().map(|inner| tree(inner, applies_to));
            Tree::Group(group.combine, inner.collect())
        }
    }
}

fn holds(tree: &Tree, order: &Order, item: Option<&OrderItem>, circumstances: &Circumstances<'_>) -> bool {
    let of = |filter: &CompiledFilter, order: &Order| {
        filter.holds(order, circumstances, &mut [], &mut Meter::new().share()).unwrap()
    };
    let alone = |item: &OrderItem| Order { order_items: vec![item.clone()], ..super::order() };
    match tree {
        Tree::Filter(filter) => of(filter, order),
        Tree::OfItem(filter) => of(filter, &alone(item.unwrap())),
        Tree::OfItems(quantifier, filter) => {
            let holding = order.order_items.iter().filter(|item| of(filter, &alone(item))).count();
            holding > 0 && (*quantifier == Quantifier::Any || holding == order.order_items.len())
        }
        Tree::Group(Combine::All, all) => all.iter().all(|inner| holds(inner, order, item, circumstances)),
        Tree::Group(Combine::Any, all) => all.iter().any(|inner| holds(inner, order, item, circumstances)),
    }
}

/// What a rule did, and what follows.
struct Acted {
    said: String,
    stops: bool,
    events: Vec<Event>,
    stock: Vec<StockChange>,
}

/// Does what `rule` does to the order, or to each of these items.
fn act(
    rule: &Rule,
    passing: Vec<Option<usize>>,
    order: &mut Cow<'_, Order>,
    circumstances: &Circumstances<'_>,
) -> Acted {
    let (mut said, mut stops, mut events) = (Vec::<(Vec<String>, String)>::new(), false, vec![]);
    let (before, mut removed, mut stock) = (order.order_items.clone(), 0, vec![]);
    for place in passing {
        let mut notes = vec![];
        let item = place.map(|place| place - removed);
        let title = item.map(|item| title_of(&order.order_items[item]));
        for wanted in &rule.actions {
            let (given, share) = (&mut Given::default(), &mut Meter::new().share());
            let mut stage = Stage { circumstances, given, share, item };
            let effect = CompiledAction::compile(wanted).unwrap().apply(order, &mut stage);
            stops |= effect.stops;
            events.extend(effect.follow_up.map(|event| event.event));
            stock.extend(effect.stock);
            notes.push(effect.note);
            if effect.is_item_gone {
                removed += 1;
                break;
            }
        }
        let note = notes.join(if title.is_some() { ", " } else { "; " });
        match said.iter_mut().find(|(_, said)| *said == note) {
            Some((titles, _)) => titles.extend(title),
            None => said.push((title.into_iter().collect(), note)),
        }
    }
    if rule.applies_to == AppliesTo::Items && before != order.order_items {
        events.push(Event::OrderItemsChanged);
    }
    let said = said.iter().map(
        |(titles, note)| {
            if titles.is_empty() { note.clone() } else { format!("{}: {note}", titles.join(", ")) }
        },
    );
    let mut said: Vec<String> = said.collect();
    let moves_stock = rule.actions.iter().any(|action| matches!(action, Action::AdjustInventory { .. }));
    if let Some(gone) =
        (rule.applies_to == AppliesTo::Items && moves_stock).then(|| give_back_of_gone_items(order)).flatten()
    {
        stock.extend(gone.stock);
        said.push(gone.note);
    }
    Acted { said: said.join("; "), stops, events, stock }
}

/// The rules that are on, in their sequence, each with its filters.
fn in_sequence(rules: &[Rule]) -> Vec<(&Rule, Vec<Tree>)> {
    let mut sorted: Vec<&Rule> = rules.iter().filter(|rule| rule.enabled).collect();
    sorted.sort_by_key(|rule| (rule.position, rule.id.len(), &rule.id));
    let with_filters = |rule: &'_ Rule| rule.filters.iter().map(|entry| tree(entry, rule.applies_to)).collect();
    sorted.into_iter().map(|rule| (rule, with_filters(rule))).collect()
}

/// What a run comes to, told by the rules as they stand. It knows events, chains, depth and follow-up events; not the
/// bounds of steps and bytes, which no rule here comes near.
fn plainly(
    sorted: &[(&Rule, Vec<Tree>)],
    events: &[OrderEvent],
    order: &Order,
) -> (Order, Vec<String>, Vec<StockChange>) {
    let folders = folders();
    let (mut inventory, mut stock) = (inventory(), vec![]);
    let (mut order, mut lines) = (Cow::Borrowed(order), Vec::<String>::new());
    let (mut ran, mut follow_ups) = (vec![], 0);
    let mut queue: Vec<_> = events.iter().enumerate().map(|(chain, event)| (event.event, chain, 0)).collect();
    let mut next = 0;
    while let Some((event, chain, depth)) = queue.get(next).copied() {
        next += 1;
        for (number, (rule, filters)) in sorted.iter().enumerate().filter(|(_, (rule, _))| rule.event == event) {
            let circumstances = Circumstances { inventory: &inventory, ..circumstances(&folders, Brake::default()) };
            let hold = |item: Option<&OrderItem>| {
                let holds = |tree: &Tree| holds(tree, &order, item, &circumstances);
                match rule.combine {
                    Combine::All => filters.iter().all(holds),
                    Combine::Any => filters.is_empty() || filters.iter().any(holds),
                }
            };
            let mut passing: Vec<Option<usize>> = match rule.applies_to {
                AppliesTo::Order => vec![None],
                AppliesTo::Items => (0..order.order_items.len()).map(Some).collect(),
            };
            passing.retain(|place| hold(place.map(|place| &order.order_items[place])));
            if passing.is_empty() {
                continue;
            }
            let stopped = format!("Rule \"{}\" was stopped: loop detected", rule.name);
            if depth >= MAX_DEPTH || ran.contains(&(chain, number)) {
                if !lines.contains(&stopped) {
                    lines.push(stopped);
                }
                continue;
            }
            ran.push((chain, number));
            let Acted { said, stops, events, stock: moved } = act(rule, passing, &mut order, &circumstances);
            for change in &moved {
                inventory.change_stock(change);
            }
            stock.extend(moved);
            for event in events {
                if follow_ups < MAX_FOLLOW_UP_EVENTS {
                    follow_ups += 1;
                    queue.push((event, chain, depth + 1));
                } else if !lines.contains(&stopped) {
                    lines.push(stopped.clone());
                }
            }
            lines.push(cut(&format!("Rule \"{}\" ({}): {said}", rule.name, event.title()), MAX_LINE_LENGTH - 1));
            if stops {
                break;
            }
        }
    }
    (order.into_owned(), lines, stock)
}

fn title_of(item: &OrderItem) -> String {
    let named = [&item.code, &item.name].into_iter().find(|title| !title.is_empty());
    named.map_or_else(|| format!("item {}", item.id), Clone::clone)
}

proptest! {
    #![proptest_config(so_many(cases()))]

    /// Tables decide nearly all of their filters, and what one rule does changes what the tables say for those behind it.
    #[test]
    fn a_book_of_rules_that_ask_for_the_same_fields_does_what_they_say(
        rules in prop::collection::vec(a_rule_of_few_fields(), 2..40),
        orders in some_orders(),
    ) {
        same(&rules, &[Event::OrderImported.into()], &orders)?;
    }

    #[test]
    fn a_book_does_what_its_rules_say_one_by_one(
        rules in prop::collection::vec(a_rule(), 0..25),
        events in prop::collection::vec(events(), 1..4),
        orders in some_orders(),
    ) {
        let events: Vec<OrderEvent> = events.into_iter().map(OrderEvent::from).collect();
        same(&rules, &events, &orders)?;
    }
}

proptest! {
    // Books of many rules with many filters take ten times as long as the others.
    #![proptest_config(so_many(cases() / 10))]

    /// Groups become clauses, of which tables and tests tell some and the rules themselves the rest; more rules than a
    /// word has bits.
    #[test]
    fn a_book_of_rules_with_groups_does_what_they_say(
        rules in prop::collection::vec(a_rule_of_clauses(), 2..90),
        orders in some_orders(),
    ) {
        same(&rules, &[Event::OrderImported.into()], &orders)?;
    }
}

/// The rules that are made up are such that the test of groups meets every way of an index; else it would show nothing.
#[test]
fn rules_that_are_made_up_with_groups_meet_every_way_of_an_index() {
    let mut runner = TestRunner::deterministic();
    let (mut seen, mut books) = (IndexSize::default(), 0);
    while books < 100 {
        let rules = prop::collection::vec(a_rule_of_clauses(), 2..90).new_tree(&mut runner).unwrap().current();
        let book = RuleBook::compile(&rules);
        let size = book.rules_of(&Event::OrderImported.into()).map(|rules| rules.index.size()).unwrap_or_default();
        seen = IndexSize {
            tables: seen.tables + size.tables,
            tests: seen.tests + size.tests,
            slots: seen.slots.max(size.slots),
            words: seen.words.max(size.words),
        };
        let partly = |rule: &&crate::book::CompiledRule| {
            rule.filters.as_ref().is_ok_and(|filters| filters.untold > 0 && filters.untold < filters.all.len())
        };
        books += usize::from(book.all().filter(partly).count() > 0);
    }
    assert!(seen.tables > 300 && seen.tests > 1_000 && seen.slots == MAX_CLAUSES && seen.words == 2, "{seen:?}");
}

/// Most of a case's time is that of making up a book and reading it: each is run on so many orders.
const ORDERS_PER_BOOK: u32 = 4;

/// So many runs, however many of the rules that were made up are none.
fn so_many(cases: u32) -> ProptestConfig {
    ProptestConfig { cases: cases / ORDERS_PER_BOOK, max_local_rejects: u32::MAX, ..ProptestConfig::default() }
}

fn some_orders() -> impl Strategy<Value = Vec<Order>> {
    prop::collection::vec(an_order(), usize::try_from(ORDERS_PER_BOOK).unwrap())
}

fn same(rules: &[Rule], events: &[OrderEvent], orders: &[Order]) -> Result<(), TestCaseError> {
    let (folders, book, sorted) = (folders(), RuleBook::compile(rules), in_sequence(rules));
    prop_assert_eq!(book.broken().count(), 0);
    let inventory = inventory();
    for order in orders {
        let circumstances = Circumstances { inventory: &inventory, ..circumstances(&folders, Brake::default()) };
        let outcome = book.run(events, order, &circumstances);
        let (expected, lines, moved) = plainly(&sorted, events, order);
        prop_assert_eq!(&*outcome.order, &expected);
        prop_assert_eq!(outcome.history, lines);
        let mut sums = BTreeMap::<u64, i64>::new();
        for change in moved {
            *sums.entry(change.inventory_item_id).or_default() += change.taken;
        }
        sums.retain(|_, taken| *taken != 0);
        let taken: BTreeMap<_, _> = outcome.stock.iter().map(|it| (it.inventory_item_id, it.taken)).collect();
        prop_assert_eq!(taken, sums);
    }
    Ok(())
}

/// So many runs of a book on an order. `WAYBILL_DIFFERENTIAL_CASES` makes more of them, such as a million once.
fn cases() -> u32 {
    option_env!("WAYBILL_DIFFERENTIAL_CASES").and_then(|cases| cases.parse().ok()).unwrap_or(20_000)
}
