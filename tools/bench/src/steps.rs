//! How long a step of a rule takes, by which the budget of a record is set (docs/adr/0016-rule-budgets.md).

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use domain::{Action, Combine, Event, Filter, Order, OrderItem, Rule, Store};
use rules::{Inventory, MAX_STEPS, RuleBook};
use serde::Serialize;

use crate::figures::Micros;
use crate::given;

/// The slowest filters that are known, each with whether it ignores case.
const SLOW: [(&str, &str, bool); 7] = [
    ("matches_regex", r"(?:[a-m][a-z]{1,40}){1,25}[0-9]", false),
    ("matches_regex", r"(?:[a-m][a-z]{1,20}){1,60}[0-9]", false),
    ("matches_regex", r"(?:\d|[a-m]){1,40}[a-z]{1,500}9", true),
    ("matches_regex", r"[a-m].{0,200}9", false),
    ("matches_regex", r"(?:[aceg][ace]{1,40}|[acd][a-z]{1,20}){1,15}9", false),
    ("contains", "mmmmmmmmmmmmmmmmmmmmn", false),
    ("ends_with", "MMMMN", true),
];

/// How often each is run; the fastest counts, as the others were disturbed.
const TIMES: usize = 5;

/// What a record may take.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Budget {
    pub(crate) steps: u64,
    /// How long so many steps take at most.
    pub(crate) worst: Micros,
}

/// Runs the slowest filters until the budget is used up.
pub(crate) fn measure() -> Result<Budget> {
    let mut worst = Micros::default();
    for (comparator, value, ignore_case) in SLOW {
        let book = RuleBook::compile(&[rule(comparator, value, ignore_case)]);
        ensure!(book.broken().next().is_none(), "{value} can't run");
        let (steps, took) = fastest(&book);
        ensure!(steps > MAX_STEPS / 20, "{value} took {steps} steps only");
        worst =
            worst.max(Micros(Micros::from(took).0.saturating_mul(MAX_STEPS).checked_div(steps).unwrap_or_default()));
    }
    Ok(Budget { steps: MAX_STEPS, worst })
}

fn fastest(book: &RuleBook) -> (u64, Duration) {
    let (folders, inventory) = (Store::default_folders(), Inventory::none());
    let circumstances = given::circumstances(runtime::system_clock().now(), &folders, &inventory);
    let order = order();
    let runs = (0..TIMES).map(|_| {
        let started = Instant::now();
        let outcome = book.run(&[Event::OrderImported.into()], &order, &circumstances);
        (outcome.steps, started.elapsed())
    });
    runs.min_by_key(|(_, took)| *took).unwrap_or_default()
}

/// An order whose items have names of 900 letters, as slow to look through as any.
fn order() -> Order {
    let mut state = 7_u64;
    let letters = std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        ('a'..='m').nth(usize::try_from(state >> 33).unwrap_or_default() % 13).unwrap_or('a')
    });
    let name: String = letters.take(900).collect();
    let folder = crate::orders::folder(1);
    let mut order = Order::new(domain::OrderId::default(), folder, jiff::Timestamp::UNIX_EPOCH);
    order.order_items = vec![OrderItem { name, ..OrderItem::default() }; 1_000];
    order
}

/// A rule that takes all it may: none of its filters holds.
fn rule(comparator: &str, value: &str, ignore_case: bool) -> Rule {
    // Each has a name, which says nothing here, so that each is looked at: of the same ones a run looks at one.
    let filter = |number: u32| Filter {
        field: "item.name".to_owned(),
        name: number.to_string(),
        comparator: comparator.to_owned(),
        value: value.to_owned(),
        ignore_case,
        ..Filter::default()
    };
    Rule {
        id: "1".to_owned(),
        name: "Slow".to_owned(),
        event: Event::OrderImported,
        event_id: String::new(),
        applies_to: domain::AppliesTo::Order,
        combine: Combine::Any,
        filters: (0..20).map(|number| filter(number).into()).collect(),
        actions: vec![Action::TagOrder { color: "Red".to_owned() }],
        position: 1,
        enabled: true,
        switched_off: String::new(),
    }
}
