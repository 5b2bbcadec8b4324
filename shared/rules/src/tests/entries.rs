//! Setting and removing metadata and checkout data, with the notation of orderdesk-app 1.5.

use domain::TimestampZone;

use super::*;

fn with_route(value: &str) -> Order {
    let mut order = order();
    order.order_metadata.insert("route".into(), value.into());
    order.order_metadata.insert("other".into(), "stays".into());
    order
}

/// What becomes of the metadata of an order with `route` and `other`.
fn after(action: Action, before: &str) -> (Vec<String>, String) {
    let (changed, note) = apply(action, with_route(before));
    (changed.order_metadata.iter().map(|(name, value)| format!("{name}={value}")).collect(), note)
}

#[test]
fn a_value_may_say_what_to_do_in_the_notation_of_old() {
    for (name, value, expected, note) in [
        ("", "gift|yes", "route=7 other=stays gift=yes", "set order metadata gift to \"yes\""),
        ("", "route|", "route= other=stays", "set order metadata route to \"\""),
        ("", "route|[REMOVE]", "other=stays", "removed order metadata route"),
        ("route", "[REMOVE]", "other=stays", "removed order metadata route"),
        ("gone", " [REMOVE] ", "route=7 other=stays", "had no order metadata gone"),
        ("", "[REMOVEALL]", "", "removed all order metadata"),
        ("route", "++", "route=8 other=stays", "set order metadata route to \"8\""),
        ("route", "--", "route=6 other=stays", "set order metadata route to \"6\""),
        ("other", "++", "route=7 other=1", "set order metadata other to \"1\""),
        ("", "new|--", "route=7 other=stays new=-1", "set order metadata new to \"-1\""),
        (
            "route",
            "[DATE+5days]",
            "route=2026-03-06 12:00:00 other=stays",
            "set order metadata route to \"2026-03-06 12:00:00\"",
        ),
        ("route", "[SHORTDATE-1week]", "route=2026-02-22 other=stays", "set order metadata route to \"2026-02-22\""),
        ("", "route|[SHORTDATE]", "route=2026-03-01 other=stays", "set order metadata route to \"2026-03-01\""),
        ("", "{{ 'a'|upper }}|{{ 'b'|upper }}", "route=7 other=stays A=B", "set order metadata A to \"B\""),
    ] {
        let (fields, told) = after(set_metadata(name, value), "7");
        assert_eq!((fields.join(" ").as_str(), told.as_str()), (expected, note), "{name} {value}");
    }
    let (changed, note) = apply(Action::SetCheckoutData { name: String::new(), value: "Gift|yes".into() }, order());
    assert_eq!(changed.checkout_data.get("Gift").unwrap(), "yes");
    assert_eq!(note, "set checkout data Gift to \"yes\"");
}

#[test]
fn counting_is_exact_and_ends_where_numbers_end() {
    assert_eq!(after(set_metadata("route", "++"), " 0.30 ").0, ["route=1.30", "other=stays"]);
    let (fields, note) = after(set_metadata("route", "++"), "79228162514264337593543950335");
    assert_eq!(fields, ["route=79228162514264337593543950335", "other=stays"]);
    assert_eq!(note, "did not set order metadata route: the number is too large");
    let (_, note) = after(set_metadata("route", "[DATE+9999years]"), "");
    assert_eq!(note, "did not set order metadata route: there is no such date");
}

#[test]
fn what_a_template_puts_in_is_a_value_and_no_command() {
    let mut order = with_route("east");
    order.email = "[REMOVEALL]".into();
    let (changed, _) = apply(set_metadata("route", "{{ email }}"), order.clone());
    assert_eq!(changed.order_metadata.get("route").unwrap(), "[REMOVEALL]");
    order.email = "a|[REMOVE]".into();
    let (changed, _) = apply(set_metadata("", "{{ email }}|x"), order);
    assert_eq!(changed.order_metadata.get("a|[REMOVE]").unwrap(), "x");
}

#[test]
fn a_field_whose_name_turns_out_blank_is_not_set() {
    let (fields, note) = after(set_metadata("{{ email }}", "x"), "7");
    assert_eq!(fields, ["route=7", "other=stays"]);
    assert_eq!(note, "did not set order metadata: the field's name is blank");
}

#[test]
fn a_timestamp_is_that_of_now_in_utc_or_in_the_zone_of_the_store() {
    let zone = TimeZone::get("America/Chicago").unwrap();
    let timestamp = |name: &str, zone| Action::SetMetadataTimestamp { name: name.into(), zone };
    let actions = vec![
        timestamp("utc", TimestampZone::Utc),
        timestamp("local", TimestampZone::Local),
        set_metadata("day", "[SHORTDATE-7hours]"),
    ];
    let book = RuleBook::compile(&[rule("Time", Event::OrderImported, vec![], actions)]);
    let (folders, order) = (folders(), order());
    let circumstances = Circumstances { zone: &zone, ..circumstances(&folders, Brake::default()) };
    let outcome = book.run(&[Event::OrderImported.into()], &order, &circumstances);
    let of = |name| outcome.order.order_metadata.get(name).unwrap().as_str();
    assert_eq!((of("utc"), of("local"), of("day")), ("2026-03-01 12:00:00", "2026-03-01 06:00:00", "2026-02-28"));
}

#[test]
fn removing_takes_one_field_away_and_says_where_there_was_none() {
    let (fields, note) = after(Action::RemoveOrderMetadata { name: "route".into() }, "7");
    assert_eq!((fields.join(" ").as_str(), note.as_str()), ("other=stays", "removed order metadata route"));
    let mut before = order();
    before.checkout_data.insert("Gift".into(), "yes".into());
    let (changed, note) = apply(Action::RemoveCheckoutData { name: "Gift".into() }, before);
    assert!(changed.checkout_data.is_empty());
    assert_eq!(note, "removed checkout data Gift");
    let (unchanged, note) = apply(Action::RemoveCheckoutData { name: "Gift".into() }, order());
    assert_eq!((unchanged, note.as_str()), (order(), "had no checkout data Gift"));
}
