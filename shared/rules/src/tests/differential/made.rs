//! Rules, events and orders made up.

use domain::{Discount, FilterGroup, Money, Quantifier, SplitBy, StockDirection, TimestampZone};
use proptest::prelude::*;

use crate::tests::*;

pub(super) fn events() -> impl Strategy<Value = Event> {
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
        Just(Action::SplitOrder { by: SplitBy::Code, name: String::new(), values: vec![] }),
        Just(Action::DuplicateOrder),
        Just(Action::StopProcessing),
        color.prop_map(|color| Action::TagOrder { color: color.into() }),
        prop_oneof![Just("!"), Just("a")].prop_map(add_note),
        Just(post("https://example.com")),
        Just(Action::SyncInventoryDetails),
        a_movement_of_stock(),
        prop::sample::select(vec!["MUG", "NEW", "{{ email }}"]).prop_map(|code| add_item(code, "2")),
        prop::sample::select(vec!["1Z1", "1z1", ""]).prop_map(add_shipment),
    ]
}

fn a_movement_of_stock() -> impl Strategy<Value = Action> {
    prop::sample::select(&StockDirection::ALL[..]).prop_map(|direction| Action::AdjustInventory { direction })
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
        a_movement_of_stock(),
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

pub(super) fn a_rule() -> impl Strategy<Value = Rule> {
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
pub(super) fn inventory() -> Inventory {
    let mug = in_inventory("MUG", 3, "a");
    let mut poster = InventoryItem { id: 8, ..in_inventory("poster", 0, "b") };
    poster.metadata.insert("code_replace".into(), "MUG".into());
    Inventory::of([mug, poster])
}

pub(super) fn an_order() -> impl Strategy<Value = Order> {
    let text = || prop_oneof![Just(String::new()), Just("a".to_owned()), Just("A".to_owned()), Just("ab".to_owned())];
    let items = prop::collection::vec((prop_oneof![Just("MUG"), Just("mug"), Just("POSTER")], 0_u32..6), 0..4);
    let amounts = (0_i64..4, 0_i64..3);
    (text(), text(), text(), items, 1_u64..=3, amounts).prop_map(|(email, route, company, items, number, amounts)| {
        let order_items = items.into_iter().map(|(code, quantity)| item(code, quantity)).collect();
        let order = Order { email, order_items, folder_id: folder(number), ..order() };
        let mut order = order.clone().under(order.id);
        order.order_metadata.insert("route".into(), route);
        (order.shipping.company, order.tax_total) = (company, Money::whole(amounts.0));
        let amount = Money::whole(amounts.1);
        order.discount_list.push(Discount { amount, code: "T".into(), ..Discount::default() });
        order
    })
}

/// A rule of clauses, as indexes tell them: groups in groups over fields that many ask for and few, of the order and of
/// its items, and what no index tells; and it changes some of them.
pub(super) fn a_rule_of_clauses() -> impl Strategy<Value = Rule> {
    let field = |field: &'static str, comparators: &'static [&'static str], values: &'static [&'static str]| {
        let (comparators, values) = (prop::sample::select(comparators), prop::sample::select(values));
        (comparators, values).prop_map(move |(comparator, value)| named_filter(field, "route", comparator, value))
    };
    let texts: &[&str] = &["equals", "not_equal", "in_list", "contains", "starts_with"];
    let numbers: &[&str] = &["equals", "greater_than", "at_most", "in_list"];
    let atom = prop_oneof![
        4 => field("email", texts, &["a", "A", "ab", "b"]),
        4 => field("order_metadata", texts, &["a", "b", "1", "ab"]),
        4 => field("tax_total", numbers, &["0", "1", "2", "3"]),
        4 => field("item.code", texts, &["MUG", "mug", "M", "POSTER"]),
        3 => field("item.quantity", numbers, &["0", "1", "3", "5"]),
        2 => field("order_total", numbers, &["0", "1", "2"]),
        1 => field("item.stock", numbers, &["0", "3"]),
        1 => field("day_of_week", &["equals", "in_list"], &["Monday", "Sunday"]),
        1 => of_all(field("item.code", texts, &["MUG", "mug", "M"])),
        1 => field("shipping.company", &["matches_regex"], &["a", "^$"]),
    ];
    let entry = atom.prop_map(FilterEntry::from).prop_recursive(2, 9, 3, |inner| {
        (prop::bool::weighted(0.25), prop::collection::vec(inner, 1..4)).prop_map(|(is_all, filters)| {
            FilterEntry::Group(FilterGroup { combine: if is_all { Combine::All } else { Combine::Any }, filters })
        })
    });
    let changed = (prop::sample::select(vec!["email", "tax_total"]), prop::sample::select(vec!["1", "2", "3"]));
    let action = prop_oneof![
        changed.prop_map(|(field, value)| Action::SetOrderField { field: field.into(), value: value.into() }),
        prop::sample::select(vec!["a", "b", "1", ""]).prop_map(|value| set_metadata("route", value)),
        prop::sample::select(vec!["MUG", "M"]).prop_map(|code| add_item(code, "2")),
        (1_u64..=3).prop_map(change_folder),
    ];
    let event = prop_oneof![3 => Just(Event::OrderImported), 1 => Just(Event::OrderItemsChanged)];
    (prop::collection::vec(entry, 0..4), action, prop::bool::weighted(0.7), 1_u32..200, event).prop_map(
        |(filters, action, is_all, id, event)| {
            let combine = if is_all { Combine::All } else { Combine::Any };
            let rule = rule(&format!("R{id}"), event, vec![], vec![action]);
            Rule { combine, id: id.to_string(), filters, ..rule }
        },
    )
}

/// A rule that asks for fields which others ask for too, and changes some of them.
pub(super) fn a_rule_of_few_fields() -> impl Strategy<Value = Rule> {
    let text = |field: &'static str| {
        let comparators = vec!["equals", "not_equal", "in_list", "not_in_list", "is_empty", "greater_than"];
        let values = vec!["a", "b", "1", "2", "01", "a,b", "A\n2", ""];
        (prop::sample::select(comparators), prop::sample::select(values)).prop_filter_map(
            "no number",
            move |(comparator, value)| {
                let comparator =
                    if field == "source_name" && comparator == "greater_than" { "equals" } else { comparator };
                (comparator != "greater_than" || value.len() == 1 && value < "a" && !value.is_empty())
                    .then(|| named_filter(field, "route", comparator, value))
            },
        )
    };
    let number = |field: &'static str| {
        let comparators = vec!["equals", "not_equal", "greater_than", "less_than", "at_least", "at_most", "in_list"];
        (prop::sample::select(comparators), 0..4_u32)
            .prop_map(move |(comparator, value)| filter(field, comparator, &value.to_string()))
    };
    let filters = prop_oneof![text("source_name"), text("order_metadata"), number("tax_total"), number("folder_id")];
    let changed = (prop::sample::select(vec!["source_name", "tax_total"]), prop::sample::select(vec!["1", "2", "3"]));
    let actions = prop_oneof![
        changed.prop_map(|(field, value)| Action::SetOrderField { field: field.into(), value: value.into() }),
        prop::sample::select(vec!["a", "b", "1", "01", "", "x"]).prop_map(|value| set_metadata("route", value)),
        (1_u64..=3).prop_map(change_folder),
    ];
    (prop::collection::vec(filters, 0..3), actions, any::<bool>(), 1_u32..100).prop_map(
        |(filters, action, is_all, id)| {
            let filters = filters.into_iter().map(FilterEntry::from).collect();
            let combine = if is_all { Combine::All } else { Combine::Any };
            Rule {
                combine,
                id: id.to_string(),
                filters,
                ..rule(&format!("R{id}"), Event::OrderImported, vec![], vec![action])
            }
        },
    )
}
