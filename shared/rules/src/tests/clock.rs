//! The clock fields, in the store's time zone.

use super::*;
use crate::clock::CLOCK_FIELDS;

/// Whether a filter holds when it is `at` in UTC, in a store of this zone.
fn holds_at(at: &str, zone: &str, filter: Filter) -> bool {
    let rules = [rule("Only", Event::OrderImported, vec![filter], vec![set_metadata("ran", "1")])];
    let book = RuleBook::compile(&rules);
    assert_eq!(book.broken().next(), None);
    let (now, folders) = (domain::time::parse(at).unwrap(), folders());
    let zone = TimeZone::get(zone).unwrap();
    let circumstances = Circumstances { now, zone: &zone, ..circumstances(&folders, Brake::default()) };
    !book.run(&[Event::OrderImported.into()], &order(), &circumstances).did_nothing()
}

/// Field, comparator, value, time in UTC, whether it holds in UTC, in Chicago and in Auckland. Chicago is six hours
/// behind UTC until the 8th of March 2026 and five from then on, Auckland thirteen ahead until the 5th of April.
const SEEN: &[(&str, &str, &str, &str, [bool; 3])] = &[
    ("current_hour", "greater_than", "15:00", "2026-03-01 15:00:00", [false, false, false]),
    ("current_hour", "greater_than", "15:00", "2026-03-01 15:00:01", [true, false, false]),
    ("current_hour", "greater_than", "15:00", "2026-03-01 21:00:01", [true, true, false]),
    ("current_hour", "less_than", "15:00", "2026-03-01 15:00:00", [false, true, true]),
    ("current_hour", "less_than", "15:00", "2026-03-01 14:59:59", [true, true, true]),
    ("current_hour", "less_than", "9:30", "2026-03-01 09:29:59", [true, true, false]),
    ("current_hour", "at_least", "15:00", "2026-03-01 15:00:00", [true, false, false]),
    ("current_hour", "at_most", "15:00", "2026-03-01 15:00:00", [true, true, true]),
    // Chicago puts its clock forward on the 8th.
    ("current_hour", "at_least", "08:30", "2026-03-08 13:30:00", [true, true, false]),
    ("current_hour", "at_least", "08:30", "2026-03-07 13:30:00", [true, false, false]),
    // A Sunday in UTC: in Chicago it begins six hours later, in Auckland thirteen hours earlier.
    ("day_of_week", "equals", "Sunday", "2026-03-01 05:59:59", [true, false, true]),
    ("day_of_week", "equals", "sunday", "2026-03-01 11:00:00", [true, true, false]),
    ("day_of_week", "not_equal", "Sunday", "2026-03-01 11:00:00", [false, false, true]),
    ("day_of_week", "in_list", "Saturday, Sunday", "2026-03-01 05:00:00", [true, true, true]),
    ("day_of_week", "in_list", "Saturday\nSunday\n", "2026-03-01 11:00:00", [true, true, false]),
    ("day_of_week", "not_in_list", "Saturday, Sunday", "2026-03-01 11:00:00", [false, false, true]),
    ("day_of_month", "equals", "1", "2026-03-01 05:00:00", [true, false, true]),
    ("day_of_month", "greater_than", "27", "2026-03-01 05:00:00", [false, true, false]),
    ("day_of_month", "in_list", "1, 15", "2026-03-01 11:00:00", [true, true, false]),
    ("current_date", "equals", "2026-03-01", "2026-03-01 05:00:00", [true, false, true]),
    ("current_date", "in_list", "2026-02-28, 2026-03-02", "2026-03-01 05:00:00", [false, true, false]),
    ("current_date", "not_in_list", "2026-02-28", "2026-03-01 05:00:00", [true, false, true]),
    ("current_date", "before", "2026-03-01", "2026-03-01 05:00:00", [false, true, false]),
    ("current_date", "after", "2026-02-28", "2026-03-01 05:00:00", [true, false, true]),
    ("current_date", "after", "2026-03-01", "2026-03-01 12:00:00", [false, false, true]),
];

#[test]
fn the_clock_is_the_one_of_the_store() {
    for (field, comparator, value, at, expected) in SEEN {
        for (zone, expected) in ["UTC", "America/Chicago", "Pacific/Auckland"].into_iter().zip(expected) {
            let held = holds_at(at, zone, filter(field, comparator, value));
            assert_eq!(held, *expected, "{field} {comparator} {value} at {at}, {zone}");
        }
    }
}

/// Catches a run of a custom event whose filters read the store's clock, and one whose texts show another.
#[test]
fn in_a_run_of_a_custom_event_filters_read_the_clock_in_utc_and_texts_show_the_store_s_time() {
    let event = OrderEvent::of(Event::CustomEvent, "7");
    let filters = vec![filter("current_hour", "at_least", "15:00"), filter("current_date", "equals", "2026-03-01")];
    let stamped =
        vec![set_metadata("date", "[DATE]"), set_metadata("text", "{{ 'now'|date('H:i') }}"), change_folder(PREPARED)];
    let first = Rule { event_id: "7".into(), ..rule("First", Event::CustomEvent, filters.clone(), stamped) };
    // What follows from a custom event is of the same run.
    let then = rule("Then", Event::FolderChanged, filters.clone(), vec![set_metadata("then", "1")]);
    let imported = rule("Imported", Event::OrderImported, filters, vec![set_metadata("imported", "1")]);
    let book = RuleBook::compile(&[first, then, imported]);
    let (folders, chicago) = (folders(), TimeZone::get("America/Chicago").unwrap());
    let now = domain::time::parse("2026-03-01 15:30:00").unwrap();
    let circumstances = Circumstances { now, zone: &chicago, ..circumstances(&folders, Brake::default()) };
    assert_eq!(book.matching(std::slice::from_ref(&event), &order(), &circumstances), ["1"]);
    let order_before = order();
    let outcome = book.run(&[event], &order_before, &circumstances);
    let metadata = &outcome.order.order_metadata;
    let found = ["date", "text", "then"].map(|name| metadata.get(name).map(String::as_str));
    assert_eq!(found, [Some("2026-03-01 09:30:00"), Some("09:30"), Some("1")]);
    assert!(book.run(&[Event::OrderImported.into()], &order_before, &circumstances).did_nothing());
}

#[test]
fn each_field_of_the_clock_has_its_rows_here() {
    for field in CLOCK_FIELDS {
        assert!(SEEN.iter().any(|(name, ..)| *name == field.name), "{}", field.name);
    }
}

#[test]
fn a_cut_off_of_two_rules_is_for_every_moment_but_the_full_hour() {
    for (at, expected) in [("14:59:59", [true, false]), ("15:00:00", [false, false]), ("15:00:01", [false, true])] {
        let held = ["less_than", "greater_than"].map(|comparator| {
            holds_at(&format!("2026-03-01 {at}"), "UTC", filter("current_hour", comparator, "15:00"))
        });
        assert_eq!(held, expected, "{at}");
    }
}

#[test]
fn what_does_not_fit_the_clock_is_refused_when_the_rule_is_saved() {
    for (field, comparator, value, expected) in [
        ("current_hour", "greater_than", "15", "value: is not a time of day such as `15:00`"),
        ("current_hour", "equals", "15:00", "comparator: \"equals\" does not fit the field \"current_hour\""),
        ("day_of_week", "equals", "Mon", "value: is not a day of the week such as `Monday`"),
        ("day_of_week", "in_list", "Monday, 2", "value: is not a day of the week such as `Monday`"),
        ("day_of_month", "equals", "first", "value: is not a number"),
        ("current_date", "before", "-5 minutes", "value: is not a date such as `2026-12-24`"),
        ("current_date", "contains", "2026", "comparator: \"contains\" does not fit the field \"current_date\""),
    ] {
        let rule = rule("Fine", Event::OrderImported, vec![filter(field, comparator, value)], vec![add_note("!")]);
        let problems: Vec<_> = crate::check(&rule, &folders()).iter().map(ToString::to_string).collect();
        assert_eq!(problems, [format!("filters[0].{expected}")]);
    }
}
