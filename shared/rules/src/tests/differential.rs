//! The book against a plain evaluation that keeps nothing: every filter of every rule is looked at anew each time
//! somebody asks. Whatever the rules, the outcome is the same.

use std::borrow::Cow;

use domain::{Discount, FilterGroup, Money, Quantifier, TimestampZone};
use proptest::prelude::*;

use super::*;
use crate::action::{CompiledAction, Given, Stage};
use crate::filter::CompiledFilter;
use crate::meter::Meter;
use crate::{MAX_DEPTH, MAX_FOLLOW_UP_EVENTS};

/// The filters of a rule as they stand, each compiled for itself.
enum Tree {
    Filter(Box<CompiledFilter>),
    /// On items: asked of each alone.
    OfItems(Quantifier, Box<CompiledFilter>),
    Group(Combine, Vec<Self>),
}

fn tree(entry: &FilterEntry) -> Tree {
    match entry {
        FilterEntry::Filter(filter) if filter.field.starts_with("item.") => {
            let of_one = Filter { quantifier: Quantifier::Any, ..filter.clone() };
            Tree::OfItems(filter.quantifier, CompiledFilter::compile(&of_one).unwrap().into())
        }
        FilterEntry::Filter(filter) => Tree::Filter(CompiledFilter::compile(filter).unwrap().into()),
        FilterEntry::Group(group) => Tree::Group(group.combine, group.filters.iter().map(tree).collect()),
    }
}

fn holds(tree: &Tree, order: &Order, circumstances: &Circumstances<'_>) -> bool {
    let of = |filter: &CompiledFilter, order: &Order| {
        filter.holds(order, circumstances, &mut [], &mut Meter::new().share()).unwrap()
    };
    match tree {
        Tree::Filter(filter) => of(filter, order),
        Tree::OfItems(quantifier, filter) => {
            let alone = |item: &OrderItem| Order { order_items: vec![item.clone()], ..super::order() };
            let holding = order.order_items.iter().filter(|item| of(filter, &alone(item))).count();
            holding > 0 && (*quantifier == Quantifier::Any || holding == order.order_items.len())
        }
        Tree::Group(Combine::All, all) => all.iter().all(|inner| holds(inner, order, circumstances)),
        Tree::Group(Combine::Any, all) => all.iter().any(|inner| holds(inner, order, circumstances)),
    }
}

/// What a run comes to, told by the rules as they stand. It knows events, chains, depth and follow-up events; not the
/// bounds of steps and bytes, which no rule here comes near.
fn plainly(rules: &[Rule], events: &[OrderEvent], order: &Order) -> (Order, Vec<String>) {
    let folders = folders();
    let circumstances = circumstances(&folders, Brake::default());
    let mut sorted: Vec<&Rule> = rules.iter().filter(|rule| rule.enabled).collect();
    sorted.sort_by_key(|rule| (rule.position, rule.id.len(), &rule.id));
    let compiled: Vec<Vec<_>> = sorted.iter().map(|rule| rule.filters.iter().map(tree).collect()).collect();
    let (mut order, mut lines) = (Cow::Borrowed(order), Vec::<String>::new());
    let (mut ran, mut follow_ups) = (vec![], 0);
    let mut queue: Vec<_> = events.iter().enumerate().map(|(chain, event)| (event.event, chain, 0)).collect();
    let mut next = 0;
    while let Some((event, chain, depth)) = queue.get(next).copied() {
        next += 1;
        for (number, rule) in sorted.iter().enumerate().filter(|(_, rule)| rule.event == event) {
            let filters = &compiled[number];
            let holds = |tree: &Tree| holds(tree, &order, &circumstances);
            let hold = match rule.combine {
                Combine::All => filters.iter().all(holds),
                Combine::Any => filters.is_empty() || filters.iter().any(holds),
            };
            if !hold {
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
            let (mut notes, mut stops) = (vec![], false);
            for wanted in &rule.actions {
                let (given, share) = (&mut Given::default(), &mut Meter::new().share());
                let mut stage = Stage { circumstances: &circumstances, given, share };
                let effect = CompiledAction::compile(wanted).unwrap().apply(&mut order, &mut stage);
                stops |= effect.stops;
                if let Some(event) = effect.follow_up {
                    if follow_ups == MAX_FOLLOW_UP_EVENTS {
                        if !lines.contains(&stopped) {
                            lines.push(stopped.clone());
                        }
                    } else {
                        follow_ups += 1;
                        queue.push((event, chain, depth + 1));
                    }
                }
                notes.push(effect.note);
            }
            lines.push(format!("Rule \"{}\" ({}): {}", rule.name, event.title(), notes.join("; ")));
            if stops {
                break;
            }
        }
    }
    (order.into_owned(), lines)
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(Event::OrderImported),
        2 => Just(Event::FolderChanged),
        2 => Just(Event::NoteAdded),
        1 => Just(Event::OrderAddressChanged),
    ]
}

/// A filter on what actions change, on what they don't, and on what is worked out.
fn a_filter() -> impl Strategy<Value = Filter> {
    let text = |field: &'static str, values: &'static [&'static str]| {
        // One that takes long to compile is rare.
        let comparators = ["equals", "not_equal", "contains", "in_list", "is_empty", "starts_with", "matches_regex"];
        let comparator = prop_oneof![60 => 0..comparators.len() - 1, 1 => Just(comparators.len() - 1)];
        (comparator, 0..values.len(), any::<bool>()).prop_map(move |(comparator, value, ignore_case)| Filter {
            ignore_case,
            ..named_filter(field, "route", comparators[comparator], values[value])
        })
    };
    let number = |field: &'static str| {
        let comparators = ["equals", "greater_than", "less_than", "at_least", "at_most"];
        let comparators: Vec<_> =
            comparators.into_iter().filter(|name| crate::comparators().any(|it| it.name == *name)).collect();
        (0..comparators.len(), 0..6_u32)
            .prop_map(move |(comparator, value)| filter(field, comparators[comparator], &value.to_string()))
    };
    prop_oneof![
        text("folder_name", &["New", "Prepared", "new", "On Hold"]),
        text("tag_name", &["success", "error", ""]),
        text("order_metadata", &["a", "b", "", "A"]),
        text("checkout_data", &["a", "b", ""]),
        text("note.content", &["!", "a", ""]),
        text("email", &["a", "A", ""]),
        text("shipping.city", &["a", "A", "", "ab"]),
        text("customer.company", &["a", "A", ""]),
        text("shipping_method", &["a", "b", ""]),
        text("source_name", &["a", "A", ""]),
        text("discount.code", &["a", "T", ""]),
        text("discount.name", &["a", "T"]),
        number("tax_total"),
        number("discount_total"),
        number("shipping_total"),
        text("item.code", &["MUG", "mug", "M"]),
        number("folder_id"),
        number("quantity_total"),
        number("order_total"),
        number("item_count"),
        number("item.quantity"),
        number("split_count"),
        of_all(text("item.code", &["MUG", "mug", "M"])),
        of_all(text("note.content", &["!", "a", ""])),
        of_all(number("item.quantity")),
    ]
}

fn of_all(filters: impl Strategy<Value = Filter>) -> impl Strategy<Value = Filter> {
    filters.prop_map(|filter| Filter { quantifier: Quantifier::All, ..filter })
}

/// A filter, or groups of them.
fn an_entry() -> impl Strategy<Value = FilterEntry> {
    a_filter().prop_map(FilterEntry::from).prop_recursive(3, 8, 3, |inner| {
        (any::<bool>(), prop::collection::vec(inner, 1..4)).prop_map(|(is_all, filters)| {
            FilterEntry::Group(FilterGroup { combine: if is_all { Combine::All } else { Combine::Any }, filters })
        })
    })
}

/// What is set: a text, seldom a template, and one that fails.
fn a_value() -> impl Strategy<Value = String> {
    let templates = ["{{ email }}", "{{ order_metadata.route ~ 'a' }}", "{{ 1 / tax_total }}", "{{ folder_name }}"];
    let texts = prop::sample::select(vec!["a", "b", "A", "", "ab", "2"]);
    let texts = prop_oneof![24 => texts, 1 => prop::sample::select(templates.to_vec())];
    texts.prop_map(str::to_owned)
}

fn a_change_of_an_entry() -> impl Strategy<Value = Action> {
    let notation = prop::sample::select(vec!["++", "--", "[REMOVE]", "[REMOVEALL]", "[DATE+5days]", "route|[REMOVE]"]);
    let value = prop_oneof![2 => a_value(), 1 => notation.prop_map(str::to_owned)];
    (value, any::<bool>(), 0..5).prop_map(|(value, is_metadata, what)| {
        let name = if value.contains('|') { String::new() } else { "route".to_owned() };
        match (what, is_metadata) {
            (0, true) => Action::RemoveOrderMetadata { name: "route".into() },
            (0, false) => Action::RemoveCheckoutData { name: "route".into() },
            (1, is_utc) => {
                let zone = if is_utc { TimestampZone::Utc } else { TimestampZone::Local };
                Action::SetMetadataTimestamp { name: "route".into(), zone }
            }
            (_, true) => Action::SetOrderMetadata { name, value },
            (_, false) => Action::SetCheckoutData { name, value },
        }
    })
}

fn a_change_of_a_field() -> impl Strategy<Value = Action> {
    let fields = vec![
        "email",
        "shipping.city",
        "shipping.company",
        "customer.company",
        "shipping_method",
        "source_name",
        "tag_name",
        "tax_total",
        "shipping_total",
        "handling_total",
        "payment_status",
    ];
    let change = (prop::sample::select(fields), a_value());
    change.prop_map(|(field, value)| Action::SetOrderField { field: field.into(), value })
}

fn an_action() -> impl Strategy<Value = Action> {
    let discount = (a_value(), prop::sample::select(vec!["1", "-2.50", "no", "{{ tax_total }}"]));
    let discount =
        discount.prop_map(|(code, amount)| Action::AddDiscount { name: "T".into(), code, amount: amount.into() });
    let color = prop_oneof![Just("Green"), Just("red"), Just("Plaid")];
    prop_oneof![
        (1_u64..=6).prop_map(change_folder),
        a_change_of_an_entry(),
        a_change_of_an_entry(),
        a_change_of_a_field(),
        a_change_of_a_field(),
        discount,
        Just(Action::RemoveTag),
        Just(Action::StopProcessing),
        color.prop_map(|color| Action::TagOrder { color: color.into() }),
        prop_oneof![Just("!"), Just("a")].prop_map(add_note),
        Just(post("https://example.com")),
    ]
}

fn a_rule() -> impl Strategy<Value = Rule> {
    let filters = prop::collection::vec(an_entry(), 0..4);
    let actions = prop::collection::vec(an_action(), 1..4);
    (events(), filters, actions, any::<bool>(), 0_u32..5, 1_u32..40, prop::bool::weighted(0.9)).prop_map(
        |(event, filters, actions, is_all, position, id, enabled)| Rule {
            combine: if is_all { Combine::All } else { Combine::Any },
            id: id.to_string(),
            position,
            enabled,
            filters,
            ..rule(&format!("R{id}"), event, vec![], actions)
        },
    )
}

fn an_order() -> impl Strategy<Value = Order> {
    let text = || prop_oneof![Just(String::new()), Just("a".to_owned()), Just("A".to_owned()), Just("ab".to_owned())];
    let items = prop::collection::vec((prop_oneof![Just("MUG"), Just("mug"), Just("POSTER")], 0_u32..6), 0..4);
    let amounts = (0_i64..4, 0_i64..3);
    (text(), text(), text(), items, 1_u64..=3, amounts).prop_map(|(email, route, company, items, number, amounts)| {
        let order_items = items.into_iter().map(|(code, quantity)| item(code, quantity)).collect();
        let mut order = Order { email, order_items, folder_id: folder(number), ..order() };
        order.order_metadata.insert("route".into(), route);
        (order.shipping.company, order.tax_total) = (company, Money::whole(amounts.0));
        let amount = Money::whole(amounts.1);
        order.discount_list.push(Discount { amount, code: "T".into(), ..Discount::default() });
        order
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn a_book_does_what_its_rules_say_one_by_one(
        rules in prop::collection::vec(a_rule(), 0..25),
        events in prop::collection::vec(events(), 1..4),
        order in an_order(),
    ) {
        let events: Vec<OrderEvent> = events.into_iter().map(OrderEvent::from).collect();
        let (folders, book) = (folders(), RuleBook::compile(&rules));
        prop_assert_eq!(book.broken().count(), 0);
        let outcome = book.run(&events, &order, &circumstances(&folders, Brake::default()));
        let (expected, lines) = plainly(&rules, &events, &order);
        prop_assert_eq!(&*outcome.order, &expected);
        prop_assert_eq!(outcome.history, lines);
    }
}

/// `WAYBILL_DIFFERENTIAL_CASES` runs more of them, such as a million once.
fn cases() -> u32 {
    option_env!("WAYBILL_DIFFERENTIAL_CASES").and_then(|cases| cases.parse().ok()).unwrap_or(20_000)
}
