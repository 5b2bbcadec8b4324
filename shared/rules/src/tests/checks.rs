use super::*;
use crate::check;
use domain::{MAX_ACTIONS, MAX_ADDRESS_BYTES, MAX_FILTERS, MAX_RULE_NAME_LENGTH, MAX_RULE_TEXT_LENGTH};

fn problems(rule: &Rule) -> Vec<String> {
    check(rule, &folders()).iter().map(ToString::to_string).collect()
}

fn with_filter(filter: Filter) -> Rule {
    rule("Fine", Event::OrderImported, vec![filter], vec![change_folder(PREPARED)])
}

fn with_action(action: Action) -> Rule {
    rule("Fine", Event::OrderImported, vec![], vec![action])
}

#[test]
fn a_sound_rule_has_no_problem() {
    let filters = vec![
        filter("shipping.country", "in_list", "US,CA"),
        named_filter("order_metadata", "sent_at", "before", "-2 days"),
        filter("order_total", "at_least", " 100.50 "),
        filter("item.code", "is_empty", "ignored"),
    ];
    let actions = vec![change_folder(PREPARED), set_metadata("route", ""), add_note("!"), post("anything")];
    assert_eq!(problems(&rule("Fine", Event::OrderImported, filters, actions)), Vec::<String>::new());
}

#[test]
fn f005_a_rule_without_name_or_action_is_refused_each_with_its_own_message() {
    assert_eq!(
        problems(&rule(" ", Event::OrderImported, vec![], vec![])),
        ["name: a rule needs a name", "actions: a rule needs an action"]
    );
}

#[test]
fn each_fault_of_a_filter_is_named_at_its_place() {
    let long = "x".repeat(MAX_RULE_TEXT_LENGTH + 1);
    for (filter, expected) in [
        (filter("colour", "equals", "x"), "field: there is no field \"colour\""),
        (filter("email", "like", "x"), "comparator: there is no comparator \"like\""),
        (filter("order_total", "contains", "5"), "comparator: \"contains\" does not fit the field \"order_total\""),
        (filter("date_added", "equals", "now"), "comparator: \"equals\" does not fit the field \"date_added\""),
        (filter("email", "before", "now"), "comparator: \"before\" does not fit the field \"email\""),
        (filter("order_total", "greater_than", "ten"), "value: is not a number"),
        (filter("order_total", "equals", ""), "value: is not a number"),
        (filter("folder_id", "in_list", "1, New"), "value: is not a number"),
        (filter("source_id", "less_than", "1,000"), "value: is not a number"),
        (
            filter("date_added", "before", "5 minutes"),
            "value: is neither a date, nor `now`, nor a distance like `-5 minutes` or `+2 days`",
        ),
        (filter("email", "matches_regex", "["), "value: is no regular expression: unclosed character class"),
        (filter("order_metadata", "equals", "x"), "name: the field \"order_metadata\" needs the name of its entry"),
        (filter("email", "equals", &long), "value: is 10001 characters long; at most 10000 are allowed"),
    ] {
        let mut rule = with_filter(filter);
        assert_eq!(problems(&rule), [format!("filters[0].{expected}")]);
        rule.filters.insert(0, self::filter("email", "is_empty", "").into());
        assert_eq!(problems(&rule), [format!("filters[1].{expected}")]);
    }
}

#[test]
fn each_fault_of_an_action_is_named_at_its_place() {
    let long = "x".repeat(MAX_RULE_TEXT_LENGTH + 1);
    let colors = "Green, Red, Blue, Yellow, Orange, Purple, White";
    for (action, expected) in [
        (change_folder(99), "folder_id: there is no folder 99".to_owned()),
        (Action::TagOrder { color: "Pink".into() }, format!("color: there is no tag \"Pink\"; there are {colors}")),
        (set_metadata("", "x"), "name: the field needs a name".into()),
        (set_metadata("", " |x"), "name: the field needs a name".into()),
        (set_metadata("x", "Dear\n{{ email|shout }}"), "value: line 2, column 10: there is no filter \"shout\"".into()),
        (set_metadata("{{ a", "x"), "name: line 1, column 3: a tag is not closed by \"}}\"".into()),
        (add_note("{% if a %}"), "content: line 1, column 1: \"if\" has no \"endif\"".into()),
        (
            set_metadata("x", "[DATE+5fortnights]"),
            "value: is no date: write `[DATE]`, or a distance from now like `[DATE+5days]` or `[SHORTDATE-1week]`"
                .into(),
        ),
        (set_field("colour", "x"), "field: there is no field \"colour\" that can be set".into()),
        (set_field("order_total", "1"), "field: there is no field \"order_total\" that can be set".into()),
        (set_field("email", "{{ ? }}"), "value: line 1, column 4: \"?\" stands where a value is expected".into()),
        (set_field("email", &long), "value: is 10001 characters long; at most 10000 are allowed".into()),
        (Action::RemoveCheckoutData { name: " ".into() }, "name: the field needs a name".into()),
        (Action::RemoveOrderMetadata { name: String::new() }, "name: the field needs a name".into()),
        (discount(" ", "", "1"), "name: a discount needs a name".into()),
        (discount("Tea", "", " "), "amount: a discount needs an amount".into()),
        (discount("Tea", "{{", "1"), "code: line 1, column 3: a tag is not closed by \"}}\"".into()),
        (set_metadata("x", &long), "value: is 10001 characters long; at most 10000 are allowed".into()),
        (Action::SetCheckoutData { name: " ".into(), value: "x".into() }, "name: the field needs a name".into()),
        (add_note(" "), "content: a note needs a text".into()),
        (add_note(&"x".repeat(2_001)), "content: is 2001 characters long; at most 2000 are allowed".into()),
        // Bytes count, not letters.
        (post(&"ü".repeat(MAX_ADDRESS_BYTES / 2 + 1)), "url: is 2050 bytes long; at most 2048 are allowed".into()),
    ] {
        assert_eq!(problems(&with_action(action)), [format!("actions[0].{expected}")]);
    }
}

#[test]
fn too_long_a_name_and_too_many_filters_or_actions_are_refused() {
    let filters = vec![filter("email", "is_empty", ""); MAX_FILTERS + 1];
    let actions = vec![change_folder(NEW); MAX_ACTIONS + 1];
    assert_eq!(
        problems(&rule(&"x".repeat(MAX_RULE_NAME_LENGTH + 1), Event::NoteAdded, filters, actions)),
        [
            "name: is 201 characters long; at most 200 are allowed",
            "filters: there are 51; at most 50 are allowed",
            "actions: there are 51; at most 50 are allowed",
        ]
    );
}

#[test]
fn a_custom_event_and_a_button_need_an_id_and_no_other_event_takes_one() {
    for event in Event::ALL {
        for (id, is_good) in [("", !event.takes_id()), ("7", event.takes_id())] {
            let rule = Rule { event_id: id.into(), ..rule("Fine", event, vec![], vec![add_note("!")]) };
            let fields: Vec<_> = check(&rule, &folders()).into_iter().map(|problem| problem.field).collect();
            assert_eq!(fields, if is_good { vec![] } else { vec!["event_id"] }, "{event:?} {id}");
        }
    }
}

#[test]
fn a_rule_whose_event_is_not_fired_yet_is_kept_and_said_to_wait() {
    for event in Event::ALL {
        let rule = rule("Fine", event, vec![], vec![add_note("!")]);
        let notes = crate::notes(&rule);
        assert_eq!(notes.len(), usize::from(event.waits_for().is_some()), "{event:?}");
        assert!(notes.iter().all(|note| note.starts_with("event: ") && note.contains("it waits for ")), "{notes:?}");
    }
    assert_eq!(Event::ALL.into_iter().filter(|event| event.waits_for().is_some()).count(), 1);
}
