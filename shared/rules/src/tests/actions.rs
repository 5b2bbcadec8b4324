use domain::{AUTO, Job, MAX_CHECKOUT_DATA_LENGTH, MAX_NOTES_LENGTH, MAX_ORDER_METADATA_LENGTH, Note, TAGS};

use super::*;
use crate::Planned;

#[test]
fn f026_change_folder_tag_order_set_checkout_data_and_set_metadata_change_the_order() {
    let (changed, note) = apply(change_folder(PREPARED), order());
    assert_eq!(
        (changed, note.as_str()),
        (Order { folder_id: folder(PREPARED), ..order() }, "moved to folder Prepared")
    );

    let (changed, note) = apply(Action::TagOrder { color: "Green".into() }, order());
    assert_eq!((changed, note.as_str()), (Order { tag_name: "success".into(), ..order() }, "tagged Green"));

    let (changed, note) = apply(set_metadata("route", "east"), order());
    assert_eq!(changed.order_metadata.get("route").unwrap(), "east");
    assert_eq!(note, "set order metadata route to \"east\"");

    let (changed, note) = apply(Action::SetCheckoutData { name: "Gift".into(), value: "yes".into() }, order());
    assert_eq!(changed.checkout_data.get("Gift").unwrap(), "yes");
    assert_eq!(note, "set checkout data Gift to \"yes\"");
}

#[test]
fn each_colour_stands_for_its_tag_in_any_case() {
    for (color, tag_name) in TAGS {
        let (changed, note) = apply(Action::TagOrder { color: color.to_lowercase() }, order());
        assert_eq!((changed.tag_name.as_str(), note), (tag_name, format!("tagged {color}")));
    }
}

#[test]
fn setting_a_field_again_keeps_its_place_among_the_others() {
    let mut before = order();
    before.order_metadata = [("a", "1"), ("b", "2")].map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let (changed, _) = apply(set_metadata("a", "3"), before);
    let fields: Vec<_> = changed.order_metadata.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(fields, ["a=3", "b=2"]);
}

#[test]
fn a_note_is_by_auto_and_of_now() {
    let (changed, line) = apply(add_note("Looked at"), order());
    let note = Note { date_added: now(), username: AUTO.into(), content: "Looked at".into() };
    assert_eq!((changed.order_notes, line.as_str()), (vec![note], "added a note"));
}

#[test]
fn a_post_is_planned_with_all_its_settings_and_changes_nothing() {
    let rules = [rule("Send", Event::OrderImported, vec![], vec![post("https://example.com/in")])];
    let outcome = run(&rules, &[Event::OrderImported], order());
    let format = domain::PostFormat::Json;
    let job =
        Job::PostOrderJson { url: "https://example.com/in".into(), format, include_history: true, headers: vec![] };
    assert_eq!(outcome.jobs, [Planned { job, rule: "Send".into() }]);
    assert_eq!(outcome.history, ["Rule \"Send\" (Order is Imported): will post the order to https://example.com/in"]);
    assert_eq!(*outcome.order, order());
}

#[test]
fn what_would_make_the_order_too_large_is_not_done_and_noted_in_the_history() {
    // {"big":"…"} is ten characters and the value.
    let fits = "ü".repeat(MAX_ORDER_METADATA_LENGTH - 10);
    assert_eq!(apply(set_metadata("big", &fits), order()).0.order_metadata.get("big").unwrap(), &fits);
    let (unchanged, note) = apply(set_metadata("big", &format!("{fits}x")), order());
    assert_eq!(unchanged, order());
    assert_eq!(note, "did not set order metadata big: order metadata may have 2000 characters, and would have 2001");

    let long = "x".repeat(MAX_CHECKOUT_DATA_LENGTH - 9);
    let (unchanged, note) = apply(Action::SetCheckoutData { name: "big".into(), value: long }, order());
    assert_eq!(unchanged, order());
    assert_eq!(note, "did not set checkout data big: checkout data may have 3500 characters, and would have 3501");

    let (full, _) = apply(add_note(&"x".repeat(MAX_NOTES_LENGTH)), order());
    let (unchanged, note) = apply(add_note("!"), full.clone());
    assert_eq!(unchanged, full);
    assert_eq!(note, "did not add a note: notes may have 2000 characters, and would have 2001");
}

#[test]
fn a_note_that_was_not_added_causes_no_event() {
    let rules = [
        rule("Tell", Event::OrderImported, vec![], vec![add_note(&"x".repeat(MAX_NOTES_LENGTH + 1))]),
        rule("Noted", Event::NoteAdded, vec![], vec![change_folder(ON_HOLD)]),
    ];
    assert_eq!(*run(&rules, &[Event::OrderImported], order()).order, order());
}

#[test]
fn an_action_from_before_its_folder_or_colour_was_gone_says_so_and_changes_nothing() {
    let (unchanged, note) = apply(change_folder(99), order());
    assert_eq!((unchanged, note.as_str()), (order(), "did not move the order: there is no folder 99"));
    let (unchanged, note) = apply(Action::TagOrder { color: "Pink".into() }, order());
    assert_eq!((unchanged, note.as_str()), (order(), "did not tag the order: there is no tag \"Pink\""));
}

#[test]
fn a_long_value_is_cut_in_the_history_and_whole_in_the_order() {
    let (changed, note) = apply(set_metadata("long", &"ü".repeat(200)), order());
    assert_eq!(note, format!("set order metadata long to \"{}…\"", "ü".repeat(100)));
    assert_eq!(changed.order_metadata.get("long").unwrap().chars().count(), 200);
}
