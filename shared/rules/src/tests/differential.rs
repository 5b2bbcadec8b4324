//! The book against a plain evaluation that keeps nothing: every filter of every rule is looked at anew each time
//! somebody asks. Whatever the rules, the outcome is the same.

use std::borrow::Cow;

use domain::{Discount, FilterGroup, Money, Quantifier, TimestampZone};
use proptest::prelude::*;

use super::*;
use crate::action::{CompiledAction, Given, Stage, cut};
use crate::filter::CompiledFilter;
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
}

/// Does what `rule` does to the order, or to each of these items.
fn act(
    rule: &Rule,
    passing: Vec<Option<usize>>,
    order: &mut Cow<'_, Order>,
    circumstances: &Circumstances<'_>,
) -> Acted {
    let (mut said, mut stops, mut events) = (Vec::<(Vec<String>, String)>::new(), false, vec![]);
    let (before, mut removed) = (order.order_items.clone(), 0);
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
    Acted { said: said.collect::<Vec<_>>().join("; "), stops, events }
}

/// What a run comes to, told by the rules as they stand. It knows events, chains, depth and follow-up events; not the
/// bounds of steps and bytes, which no rule here comes near.
fn plainly(rules: &[Rule], events: &[OrderEvent], order: &Order) -> (Order, Vec<String>) {
    let folders = folders();
    let inventory = inventory();
    let circumstances = Circumstances { inventory: &inventory, ..circumstances(&folders, Brake::default()) };
    let mut sorted: Vec<&Rule> = rules.iter().filter(|rule| rule.enabled).collect();
    sorted.sort_by_key(|rule| (rule.position, rule.id.len(), &rule.id));
    let compiled: Vec<Vec<_>> =
        sorted.iter().map(|rule| rule.filters.iter().map(|entry| tree(entry, rule.applies_to)).collect()).collect();
    let (mut order, mut lines) = (Cow::Borrowed(order), Vec::<String>::new());
    let (mut ran, mut follow_ups) = (vec![], 0);
    let mut queue: Vec<_> = events.iter().enumerate().map(|(chain, event)| (event.event, chain, 0)).collect();
    let mut next = 0;
    while let Some((event, chain, depth)) = queue.get(next).copied() {
        next += 1;
        for (number, rule) in sorted.iter().enumerate().filter(|(_, rule)| rule.event == event) {
            let filters = &compiled[number];
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
            let Acted { said, stops, events } = act(rule, passing, &mut order, &circumstances);
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
    (order.into_owned(), lines)
}

fn title_of(item: &OrderItem) -> String {
    let named = [&item.code, &item.name].into_iter().find(|title| !title.is_empty());
    named.map_or_else(|| format!("item {}", item.id), Clone::clone)
}

fn events() -> impl Strategy<Value = Event> {
    prop_oneof![
        3 => Just(Event::OrderImported),
        2 => Just(Event::FolderChanged),
        2 => Just(Event::NoteAdded),
        1 => Just(Event::OrderAddressChanged),
        2 => Just(Event::OrderItemsChanged),
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
        text("item.location", &["a", "b", ""]),
        number("item.stock"),
        number("shipment_count"),
        text("item.variation_list", &["a", "b", ""]),
        number("item.price"),
        number("product_total"),
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
        a_value().prop_map(|value| set_metadata(domain::SPLIT_TO, &value)),
        color.prop_map(|color| Action::TagOrder { color: color.into() }),
        prop_oneof![Just("!"), Just("a")].prop_map(add_note),
        Just(post("https://example.com")),
        Just(Action::SyncInventoryDetails),
        prop::sample::select(vec!["MUG", "NEW", "{{ email }}"]).prop_map(|code| add_item(code, "2")),
        prop::sample::select(vec!["1Z1", "1z1", ""]).prop_map(add_shipment),
    ]
}

/// What item rules do.
fn an_item_action() -> impl Strategy<Value = Action> {
    let of_item = prop_oneof![9 => a_value(), 1 => Just("{{ item.code }}{{ item.quantity }}".to_owned())];
    let number = || prop::sample::select(vec!["0", "3", "2.00", "1.5", "x", "{{ item.quantity + 1 }}"]);
    let code = || prop::sample::select(vec!["MUG", "mug", " POSTER ", "", "{{ item.code|lower }}"]);
    let entry = (of_item, any::<bool>()).prop_map(|(value, is_metadata)| {
        let name = "route".to_owned();
        if is_metadata { Action::SetItemMetadata { name, value } } else { Action::SetItemVariation { name, value } }
    });
    prop_oneof![
        code().prop_map(|value| Action::SetItemCode { value: value.into() }),
        number().prop_map(|value| Action::SetItemQuantity { value: value.into() }),
        number().prop_map(|value| Action::SetItemPrice { value: value.into() }),
        entry,
        a_value().prop_map(|value| Action::SetItemName { value }),
        Just(Action::RemoveItemVariation { name: "route".into() }),
        Just(Action::RemoveItem),
        Just(Action::SyncInventoryDetails),
        Just(Action::ReplaceCodeByInventoryMetadata),
        Just(Action::StopProcessing),
    ]
}

fn an_item_rule() -> impl Strategy<Value = Rule> {
    let any_of_items = |entry: FilterEntry| without_quantifiers(entry);
    let filters = prop::collection::vec(an_entry().prop_map(any_of_items), 0..4);
    (a_rule_of_orders(), filters, prop::collection::vec(an_item_action(), 1..4))
        .prop_map(|(rule, filters, actions)| Rule { applies_to: AppliesTo::Items, filters, actions, ..rule })
}

/// An item rule takes none on fields of items.
fn without_quantifiers(entry: FilterEntry) -> FilterEntry {
    match entry {
        FilterEntry::Filter(filter) if filter.field.starts_with("item.") => {
            Filter { quantifier: Quantifier::Any, ..filter }.into()
        }
        FilterEntry::Filter(filter) => filter.into(),
        FilterEntry::Group(FilterGroup { combine, filters }) => {
            let filters = filters.into_iter().map(without_quantifiers).collect();
            FilterEntry::Group(FilterGroup { combine, filters })
        }
    }
}

fn a_rule() -> impl Strategy<Value = Rule> {
    prop_oneof![3 => a_rule_of_orders(), 1 => an_item_rule()]
}

fn a_rule_of_orders() -> impl Strategy<Value = Rule> {
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

/// Two codes are known; one has another code to be replaced by.
fn inventory() -> Inventory {
    let mug = in_inventory("MUG", 3, "a");
    let mut poster = in_inventory("poster", 0, "b");
    poster.metadata.insert("code_replace".into(), "MUG".into());
    Inventory::of([mug, poster])
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
        let inventory = inventory();
        let circumstances = Circumstances { inventory: &inventory, ..circumstances(&folders, Brake::default()) };
        let outcome = book.run(&events, &order, &circumstances);
        let (expected, lines) = plainly(&rules, &events, &order);
        prop_assert_eq!(&*outcome.order, &expected);
        prop_assert_eq!(outcome.history, lines);
    }
}

/// `WAYBILL_DIFFERENTIAL_CASES` runs more of them, such as a million once.
fn cases() -> u32 {
    option_env!("WAYBILL_DIFFERENTIAL_CASES").and_then(|cases| cases.parse().ok()).unwrap_or(20_000)
}
