//! Whatever is asked for: `GET /api/v2/orders?limit=3`, any method, any address, any query.
#![no_main]

use std::sync::LazyLock;

use http::{Call, Found, Operation};
use domain::{InventoryItem, MAX_PAGE, NewInventoryItem, Order, Settings, Store, time};
use http_types::{Method, Request};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use libfuzzer_sys::fuzz_target;
use waybill_fuzz::{now, order, store_id};
use wire::{inventory, orders};

/// UTC; an hour twice a year; half an hour; a whole day that never was.
const ZONES: [&str; 4] = ["", "America/Chicago", "Australia/Lord_Howe", "Pacific/Apia"];

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (method, address) = text.split_once(' ').unwrap_or(("GET", text));
    let query = address.split_once('?').map(|(_, query)| query).unwrap_or_default();
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let (order, item) = (order(), inventory_item());
    for zone in ZONES {
        search_orders(&pairs, &store(zone), &order);
        for (_, value) in &pairs {
            check_local(value, zone);
        }
    }
    let search = inventory::read_search(pairs.iter().map(|(name, value)| (name, value)));
    assert!(search.limit <= MAX_PAGE);
    search.admits(&item);
    for overrides in [false, true] {
        call(method, address, overrides);
    }
});

fn store(zone: &str) -> Store {
    Store {
        id: store_id(),
        name: "Harbor Prints".to_owned(),
        settings: Settings { timezone: zone.to_owned(), ..Settings::default() },
        folders: Store::default_folders(),
        removed_folders: vec![],
        rules_revision: 0,
        state: domain::StoreState::default(),
        date_added: now(),
    }
}

fn inventory_item() -> InventoryItem {
    static READ: LazyLock<InventoryItem> = LazyLock::new(|| {
        let (name, code) = ("Tide Mug".to_owned(), "MUG-01".to_owned());
        NewInventoryItem { name, code, ..NewInventoryItem::default() }.item(57_001, now())
    });
    READ.clone()
}

fn search_orders<T: AsRef<str>>(pairs: &[(T, T)], store: &Store, order: &Order) {
    let Ok(search) = orders::read_search(pairs.iter().map(|(name, value)| (name, value)), store) else { return };
    assert!(search.limit <= MAX_PAGE);
    assert!(search.folders.iter().all(|folder| store.folder(*folder).is_some()));
    assert!(!search.admits(order) || search.folders.contains(&order.folder_id));
    assert_eq!(search.order_by.of(order), search.order_by.of(&order.clone()));
}

/// A local date begins the first time a clock shows it or later, and ends the last time it shows it or earlier.
fn check_local(text: &str, zone: &str) {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let (start, end) = (time::read_start(text, &zone), time::read_end(text, &zone));
    let Some(given) = civil(text) else { return };
    let shown =
        |at: Timestamp, seconds| at.checked_add(SignedDuration::from_secs(seconds)).map(|at| zone.to_datetime(at));
    if let Ok(Some(start)) = start {
        assert!(shown(start, 0).is_ok_and(|shown| shown >= given), "{text} begins before itself, at {start}");
        assert!(shown(start, -1).is_ok_and(|shown| shown < given), "{text} begins before {start}");
    }
    if let Ok(Some(end)) = end {
        assert!(shown(end, 0).is_ok_and(|shown| shown <= given), "{text} ends after itself, at {end}");
        assert!(shown(end, 1).is_ok_and(|shown| shown > given), "{text} ends after {end}");
    }
}

/// The whole second that `text` says without a zone; years at the ends of the calendar are let be.
fn civil(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let names_zone = text.contains('[') || text.parse::<Timestamp>().is_ok();
    let read: DateTime = text.parse().ok().filter(|_| !names_zone)?;
    (read.subsec_nanosecond() == 0 && (1..9_999).contains(&read.year())).then_some(read)
}

fn call(method: &str, address: &str, overrides: bool) {
    let request = Request::builder().method(method).uri(address);
    let request = if overrides { request.header("X-HTTP-Method-Override", "put") } else { request };
    let Ok(request) = request.body([0_u8; 0]) else { return };
    let Ok(mut call) = Call::read(&request) else { panic!("an empty body is too large") };
    let is_put = overrides && request.method() == Method::POST;
    assert_eq!(call.method, if is_put { &Method::PUT } else { request.method() });
    assert!(call.page().0 <= MAX_PAGE);
    let parts = call.path();
    match call.operation() {
        Found::Operation(operation, values) => {
            assert_eq!(operation.method(), call.method.as_str());
            assert_eq!(operation.path().matches('{').count(), values.len());
            for (name, value) in values {
                assert_eq!(call.value(name), value);
                assert!(parts.contains(&value));
            }
        }
        Found::OtherMethods(others) => assert!(!others.is_empty() && !others.contains(&call.method.as_str())),
        Found::Nothing => {
            let is_found =
                |operation: &&Operation| !matches!(Operation::find(operation.method(), &parts), Found::Nothing);
            assert_eq!(Operation::ALL.iter().find(is_found), None);
        }
    }
}
