//! The rules of the rule builder, told as sentences. `F…` are rows of the checklist (orderdesk-app 14).

mod actions;
mod brakes;
mod budgets;
mod changes;
mod checks;
mod clock;
mod comparators;
mod differential;
mod entries;
mod fields;
mod groups;
mod index;
mod inventory;
mod items;
mod merges;
mod offshoots;
mod parts;
mod properties;
mod quantifiers;
mod runs;
mod sections;
mod stock;
mod texts;

use domain::{
    Action, AppliesTo, Brake, Combine, Event, Filter, FilterEntry, Folder, FolderId, InventoryItem, Order, OrderEvent,
    OrderId, OrderItem, Rule, SplitMethod, Store, StoreId,
};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::{Circumstances, Inventory, Outcome, RuleBook};

const NEW: u64 = 1;
const PREPARED: u64 = 2;
const ON_HOLD: u64 = 3;

fn now() -> Timestamp {
    domain::time::parse("2026-03-01 12:00:00").unwrap()
}

fn folder(number: u64) -> FolderId {
    FolderId::new(number).unwrap()
}

fn folders() -> Vec<Folder> {
    Store::default_folders()
}

static UTC: TimeZone = TimeZone::UTC;

static NOTHING: Inventory = Inventory::none();

pub(crate) fn circumstances(folders: &[Folder], brake: Brake) -> Circumstances<'_> {
    let inventory = &NOTHING;
    Circumstances {
        suppliers: &[],
        now: now(),
        store_id: StoreId::new(42).unwrap(),
        split_method: SplitMethod::Keep,
        store_name: "Harbor",
        store_country: "US",
        forms: crate::StoreForms::default(),
        zone: &UTC,
        folders,
        brake,
        inventory,
        stock_is_taken: domain::StockPolicy::Never,
        fellows: None,
        document_links: None,
    }
}

/// An order in the folder New, an hour old.
pub(crate) fn order() -> Order {
    Order::new(OrderId::new(1001).unwrap(), folder(NEW), domain::time::parse("2026-03-01 11:00:00").unwrap())
}

fn item(code: &str, quantity: u32) -> OrderItem {
    OrderItem { code: code.into(), quantity, ..OrderItem::default() }
}

fn filter(field: &str, comparator: &str, value: &str) -> Filter {
    Filter { field: field.into(), comparator: comparator.into(), value: value.into(), ..Filter::default() }
}

fn named_filter(field: &str, name: &str, comparator: &str, value: &str) -> Filter {
    Filter { name: name.into(), ..filter(field, comparator, value) }
}

fn change_folder(number: u64) -> Action {
    Action::ChangeFolder { folder_id: folder(number) }
}

fn set_metadata(name: &str, value: &str) -> Action {
    Action::SetOrderMetadata { name: name.into(), value: value.into() }
}

fn set_field(field: &str, value: &str) -> Action {
    Action::SetOrderField { field: field.into(), value: value.into() }
}

fn discount(name: &str, code: &str, amount: &str) -> Action {
    Action::AddDiscount { name: name.into(), code: code.into(), amount: amount.into() }
}

fn add_note(content: &str) -> Action {
    Action::AddOrderNote { content: content.into() }
}

fn add_item(code: &str, quantity: &str) -> Action {
    let (name, price) = (String::new(), String::new());
    Action::AddItem { code: code.into(), quantity: quantity.into(), name, price }
}

fn add_shipment(tracking_number: &str) -> Action {
    let (carrier_code, shipment_method) = (String::new(), String::new());
    Action::AddShipment { tracking_number: tracking_number.into(), carrier_code, shipment_method }
}

/// What the inventory has of a code.
fn in_inventory(code: &str, stock: i64, location: &str) -> InventoryItem {
    InventoryItem {
        id: 7,
        name: format!("The {code}"),
        code: code.into(),
        price: domain::Money::whole(5),
        cost: domain::Money::default(),
        weight: domain::Money::default(),
        stock,
        update_source: String::new(),
        location: location.into(),
        manufacturer_sku: None,
        metadata: domain::Variations::default(),
        variation_list: domain::Variations::default(),
        keeping: domain::StockKeeping::default(),
        date_added: now(),
        date_updated: now(),
    }
}

fn post(url: &str) -> Action {
    Action::PostOrderJson { url: url.into(), format: domain::PostFormat::Json, include_history: true, headers: vec![] }
}

fn rule(name: &str, event: Event, filters: Vec<Filter>, actions: Vec<Action>) -> Rule {
    Rule {
        id: "1".into(),
        name: name.into(),
        event,
        event_id: String::new(),
        applies_to: AppliesTo::Order,
        combine: Combine::All,
        filters: filters.into_iter().map(FilterEntry::from).collect(),
        actions,
        position: 1,
        enabled: true,
        switched_off: String::new(),
    }
}

fn run(rules: &[Rule], events: &[Event], order: Order) -> Outcome<'static> {
    run_all(rules, events.iter().copied().map(OrderEvent::from).collect(), order)
}

#[expect(clippy::needless_pass_by_value, reason = "tests make both in place")]
fn run_all(rules: &[Rule], events: Vec<OrderEvent>, order: Order) -> Outcome<'static> {
    let folders = folders();
    let circumstances = circumstances(&folders, Brake::default());
    RuleBook::compile(rules).run(&events, &order, &circumstances).into_owned()
}

/// What a rule with this action alone makes of `order`, and what it says of it.
fn apply(action: Action, order: Order) -> (Order, String) {
    let outcome = run(&[rule("One", Event::OrderImported, vec![], vec![action])], &[Event::OrderImported], order);
    let [line] = outcome.history.as_slice() else { panic!("{:?}", outcome.history) };
    (outcome.order.into_owned(), line.strip_prefix("Rule \"One\" (Order is Imported): ").unwrap().to_owned())
}

/// Whether a rule with this filter alone runs for `order`.
fn holds(filter: Filter, order: &Order) -> bool {
    let rules = [rule("Only", Event::OrderImported, vec![filter], vec![post("https://example.com")])];
    assert_eq!(RuleBook::compile(&rules).broken().next(), None);
    !run(&rules, &[Event::OrderImported], order.clone()).did_nothing()
}
