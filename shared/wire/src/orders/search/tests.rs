//! What a query asks for, and which orders it finds.

use domain::{Folder, MAX_PAGE, Order, OrderId, Settings, StoreId};
use jiff::Timestamp;
use proptest::prelude::*;

use super::*;
use crate::arbitrary;

fn store() -> Store {
    let folder = |id, name: &str| Folder { id: FolderId::new(id).unwrap(), name: name.into() };
    Store {
        id: StoreId::new(42).unwrap(),
        name: "Harbor".into(),
        settings: Settings { timezone: "America/Chicago".into(), ..Settings::default() },
        folders: vec![folder(501, "New"), folder(502, "Prepared"), folder(503, "Closed")],
        removed_folders: vec![],
        rules_revision: 0,
        state: domain::StoreState::default(),
        date_added: Timestamp::UNIX_EPOCH,
    }
}

fn search(query: &[(&str, &str)]) -> OrderSearch {
    read_search(query.iter().copied(), &store()).unwrap()
}

fn order() -> Order {
    let at = "2026-03-01T08:15:00.5Z".parse().unwrap();
    let mut order = Order::new(OrderId::new(1_001).unwrap(), FolderId::new(501).unwrap(), at);
    order.email = "Mara@Example.test".into();
    (order.source_name, order.source_id) = ("Shopify".into(), "S-5005".into());
    order.customer_id = "C-88".into();
    (order.customer.last_name, order.customer.company) = ("Quill".into(), "Harbor Prints".into());
    (order.shipping.first_name, order.shipping.address1) = ("Jörg".into(), "5 Pier Rd".into());
    (order.shipping.phone, order.customer.phone) = ("218-555-0101".into(), String::new());
    order
}

#[test]
fn each_filter_finds_what_it_names_and_passes_over_the_rest() {
    for (name, value, found) in [
        ("folder_id", "501", true),
        ("folder_id", "502, 501", true),
        ("folder_id", "502", false),
        ("folder_id", "999", false),
        ("folder_id", "x", false),
        ("folder_name", "New", true),
        ("folder_name", "new", false),
        ("source_id", "s-5005", true),
        ("source_id", "S-500", false),
        ("source_name", "SHOPIFY", true),
        ("source_name", "Etsy", false),
        ("email", "mara@example.TEST", true),
        ("email", "mara", false),
        ("email", "", true),
        ("customer_id", "c-88", true),
        ("customer_id", "88", false),
        ("customer_last_name", "uil", true),
        ("customer_company", "PRINTS", true),
        ("customer_first_name", "x", false),
        ("customer_phone", "218", false),
        ("shipping_phone", " 555 ", true),
        ("shipping_first_name", "JÖR", true),
        ("shipping_address1", "pier", true),
        ("shipping_last_name", "quill", false),
        ("shipping_city", "nowhere", true),
        ("page", "7", true),
    ] {
        assert_eq!(search(&[(name, value)]).admits(&order()), found, "{name}={value}");
    }
    assert!(!search(&[("customer_company", "prints"), ("customer_last_name", "x")]).admits(&order()));
}

#[test]
fn both_ends_of_a_range_count_and_an_end_that_stands_for_none_filters_nothing() {
    for (name, value, found) in [
        ("search_start_date", "2026-03-01 08:15:00", true),
        ("search_start_date", "2026-03-01 08:15:01", false),
        ("search_end_date", "2026-03-01T08:15:00.000Z", true),
        ("search_end_date", "Sun, 01 Mar 2026 08:14:59 GMT", false),
        ("search_end_date", "2026-03-01", false),
        ("search_end_date", "0000-00-00 00:00:00", true),
        ("search_end_date", " ", true),
        ("search_start_date", "2026-03-01T09:15:00 01:00", true),
        ("search_start_date", "2026-03-01T09:15:01 0100", false),
        ("search_start_date", "Sun Mar 01 2026 03:15:01 GMT-0500 (EST)", false),
        ("search_end_date", "3/1/2026 8:14 AM", false),
        ("search_end_date", "1772352899", false),
        ("modified_start_date", "1772352900", true),
        ("modified_start_date", "1772352901", false),
        ("modified_start_date", "2026-03-02", false),
        ("modified_end_date", "2026-03-02", true),
        // Chicago is six hours behind.
        ("search_start_date_local", "2026-03-01 02:15:00", true),
        ("search_start_date_local", "2026-03-01 02:15:01", false),
        ("search_end_date_local", "2026-03-01 02:14:59", false),
        ("search_end_date_local", "2026-03-01T08:15:00Z", true),
        ("search_end_date_local", "2026-03-01T08:14:59Z", false),
    ] {
        assert_eq!(search(&[(name, value)]).admits(&order()), found, "{name}={value}");
    }
}

#[test]
fn a_date_that_cannot_be_read_is_refused_by_name_and_all_of_them_at_once() {
    let dates = [
        "search_start_date_local",
        "search_end_date_local",
        "search_start_date",
        "search_end_date",
        "modified_start_date",
        "modified_end_date",
    ];
    for name in dates {
        for date in ["yesterday", "2026-02-30", "02.03.2026", "2026-03-01 10:00 EST"] {
            let problems = read_search([(name, date)], &store()).unwrap_err();
            let expected = Problem::new(name, "must be a date, such as 2026-03-01 08:15:00");
            assert_eq!(problems, [expected], "{date}");
        }
    }
    let problems = read_search(dates.map(|name| (name, "soon")), &store()).unwrap_err();
    assert_eq!(problems.iter().map(|problem| problem.field.as_str()).collect::<Vec<_>>(), dates);
    // A list without dates passes over them.
    assert_eq!(read_page([("search_start_date", "soon"), ("limit", "0")], &store()).limit, 1);
}

#[test]
fn a_phone_is_found_by_its_digits() {
    for (phone, found) in [
        ("2185550101", true),
        ("+1 (218) 555-0101", true),
        ("1-218-555-0101", true),
        ("55501", true),
        ("2185550102", false),
        ("218-555-0101 x2", false),
    ] {
        assert_eq!(search(&[("shipping_phone", phone)]).admits(&order()), found, "{phone}");
        assert!(!search(&[("customer_phone", phone)]).admits(&order()), "{phone}");
    }
}

#[test]
fn the_two_pairs_of_dates_are_joined_by_and() {
    let both = search(&[
        ("search_start_date", "2026-03-01 07:00:00"),
        ("search_start_date_local", "2026-03-01 02:00:00"),
        ("search_end_date", "2026-03-01 10:00:00"),
        ("search_end_date_local", "2026-03-01 05:00:00"),
    ]);
    assert_eq!(both.added_from.map(time::text).as_deref(), Some("2026-03-01 08:00:00"));
    assert_eq!(both.added_to.map(time::text).as_deref(), Some("2026-03-01 10:00:00"));
}

#[test]
fn a_store_without_a_zone_or_with_one_nobody_knows_is_in_utc() {
    for timezone in ["", "Mars/Olympus"] {
        let mut store = store();
        store.settings.timezone = timezone.into();
        let search = read_search([("search_start_date_local", "2026-03-01")], &store).unwrap();
        assert_eq!(search.added_from.map(time::text).as_deref(), Some("2026-03-01 00:00:00"));
    }
}

#[test]
fn order_and_page_have_their_defaults_and_bear_absurd_values() {
    let usual = search(&[]);
    assert_eq!(usual, OrderSearch::all_of(&store()));
    assert_eq!((usual.limit, usual.offset, usual.ascending, usual.wants_history), (50, 0, false, false));
    assert_eq!((usual.order_by.name(), usual.folders.len()), ("date_added", 3));
    for (limit, offset, expected) in [
        ("0", "10", (0, 10)),
        ("500", "0", (500, 0)),
        ("501", "-1", (500, 0)),
        ("99999999999999999999999", "99999999999999999999999", (500, usize::MAX)),
        ("-5", "1.5", (50, 0)),
        ("many", "", (50, 0)),
    ] {
        let page = search(&[("limit", limit), ("offset", offset)]);
        assert_eq!((page.limit, page.offset), expected, "{limit}, {offset}");
    }
    for (order_by, expected) in
        [("shipping_last_name", "shipping_last_name"), ("date_modified", "date_updated"), ("x", "date_added")]
    {
        assert_eq!(search(&[("order_by", order_by)]).order_by.name(), expected);
    }
    for (name, value, expected) in
        [("order", "ASC", true), ("order", "asc", true), ("order", "DESC", false), ("order", "up", false)]
    {
        assert_eq!(search(&[(name, value)]).ascending, expected, "{value}");
    }
    for (value, expected) in [("1", true), ("true", true), ("TRUE", true), ("0", false)] {
        assert_eq!(search(&[("get_order_history", value)]).wants_history, expected, "{value}");
    }
    assert_eq!(search(&[("email", ""), ("email", "a"), ("email", "b")]).email.as_deref(), Some("a"));
}

proptest! {
    #[test]
    fn no_query_makes_the_reader_panic_and_no_order_the_search(
        pairs in prop::collection::vec((prop::sample::select(vec![
            "folder_id", "folder_name", "search_start_date_local", "search_end_date_local", "modified_end_date",
            "order_by", "limit", "offset", "customer_company", "shipping_phone", "email",
        ]), ".{0,30}"), 0..6),
        order in arbitrary::order(),
    ) {
        if let Ok(search) = read_search(pairs, &store()) {
            search.admits(&order);
            search.order_by.of(&order);
            prop_assert!(search.limit <= MAX_PAGE);
        }
    }
}
