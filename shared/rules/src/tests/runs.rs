use domain::{Job, events_between};

use super::*;
use crate::{MAX_DEPTH, MAX_FOLLOW_UP_EVENTS, MAX_PLANNED_JOBS, MAX_REGEXES, Planned};

fn at(position: u32, rule: Rule) -> Rule {
    Rule { position, id: position.to_string(), ..rule }
}

/// Catches a custom event that runs the rules of another one, or of a button with its id.
#[test]
fn a_custom_event_and_a_button_run_the_rules_that_name_them_and_no_others() {
    let named = |event, id: &str| {
        let name = format!("{}{id}", Event::name(event));
        Rule { event_id: id.into(), ..rule(&name, event, vec![], vec![set_metadata(&name, "1")]) }
    };
    let rules = [
        named(Event::CustomEvent, "7"),
        named(Event::CustomEvent, "8"),
        named(Event::CustomButton, "7"),
        named(Event::CustomEvent, ""),
    ];
    for (event, expected) in [
        (OrderEvent::of(Event::CustomEvent, "7"), vec!["custom_event7"]),
        (OrderEvent::of(Event::CustomEvent, "8"), vec!["custom_event8"]),
        (OrderEvent::of(Event::CustomButton, "7"), vec!["custom_button7"]),
        (OrderEvent::of(Event::CustomButton, "8"), vec![]),
    ] {
        let outcome = run_all(&rules, vec![event], order());
        let ran: Vec<_> = outcome.order.order_metadata.keys().filter(|name| name.starts_with("custom")).collect();
        assert_eq!(ran, expected);
    }
}

fn shipment(id: &str) -> OrderEvent {
    OrderEvent::shipment_added(id)
}

#[test]
fn f002_a_rule_with_no_filters_runs_for_every_order_of_its_event() {
    for combine in [Combine::All, Combine::Any] {
        let rules = [Rule { combine, ..rule("All", Event::OrderImported, vec![], vec![change_folder(PREPARED)]) }];
        assert_eq!(run(&rules, &[Event::OrderImported], order()).order.folder_id, folder(PREPARED));
    }
}

#[test]
fn f003_filters_are_all_joined_by_and_or_all_by_or() {
    let filters = vec![filter("email", "is_empty", ""), filter("folder_id", "equals", "2")];
    let all = rule("Both", Event::OrderImported, filters, vec![add_note("ran")]);
    assert!(run(std::slice::from_ref(&all), &[Event::OrderImported], order()).did_nothing());
    let any = Rule { combine: Combine::Any, ..all };
    assert!(!run(&[any], &[Event::OrderImported], order()).did_nothing());
}

#[test]
fn f005_a_disabled_rule_never_runs() {
    let off = Rule { enabled: false, ..rule("Off", Event::OrderImported, vec![], vec![add_note("ran")]) };
    assert!(run(&[off], &[Event::OrderImported], order()).did_nothing());
}

#[test]
fn each_event_runs_its_own_rules_and_no_other() {
    let rules = Event::ALL.map(|event| rule(event.name(), event, vec![], vec![set_metadata("ran", event.name())]));
    for event in Event::ALL {
        let outcome = run(&rules, &[event], order());
        let expected = format!("Rule \"{0}\" ({1}): set order metadata ran to \"{0}\"", event.name(), event.title());
        assert_eq!(outcome.history, [expected]);
    }
}

#[test]
fn f007_order_is_imported_runs_its_rules_exactly_once() {
    let rules = [rule("In", Event::OrderImported, vec![], vec![add_note("ran"), change_folder(PREPARED)])];
    let outcome = run(&rules, &[Event::OrderImported], order());
    assert_eq!((outcome.history.len(), outcome.order.order_notes.len()), (1, 1));
}

#[test]
fn f008_order_is_created_manually_is_not_order_is_imported() {
    let rules = [
        rule("Manual", Event::OrderCreatedManually, vec![], vec![set_metadata("manual", "1")]),
        rule("Import", Event::OrderImported, vec![], vec![set_metadata("import", "1")]),
    ];
    let set = |event| run(&rules, &[event], order()).order.into_owned().order_metadata.into_keys().collect::<Vec<_>>();
    assert_eq!(set(Event::OrderCreatedManually), ["manual"]);
    assert_eq!(set(Event::OrderImported), ["import"]);
}

#[test]
fn f009_folder_is_changed_follows_each_move_and_not_when_the_folder_stays() {
    let moved = rule("Moved", Event::FolderChanged, vec![], vec![set_metadata("moved", "1")]);
    // By a user or the API.
    let after = Order { folder_id: folder(PREPARED), ..order() };
    let outcome = run_all(std::slice::from_ref(&moved), events_between(&order(), &after), after);
    assert_eq!(outcome.order.order_metadata.len(), 1);
    // By a rule.
    let by = |number| [rule("Move", Event::OrderImported, vec![], vec![change_folder(number)]), moved.clone()];
    assert_eq!(run(&by(PREPARED), &[Event::OrderImported], order()).order.order_metadata.len(), 1);
    // To where it lies.
    let outcome = run(&by(NEW), &[Event::OrderImported], order());
    assert_eq!(outcome.history, ["Rule \"Move\" (Order is Imported): left it in folder New"]);
    assert_eq!(*outcome.order, order());
}

#[test]
fn note_added_follows_a_note_of_a_rule() {
    let rules = [
        rule("Tell", Event::OrderImported, vec![], vec![add_note("!hold")]),
        rule(
            "Hold",
            Event::NoteAdded,
            vec![filter("note.content", "starts_with", "!hold")],
            vec![change_folder(ON_HOLD)],
        ),
    ];
    assert_eq!(run(&rules, &[Event::OrderImported], order()).order.folder_id, folder(ON_HOLD));
}

#[test]
fn f031_rules_run_in_position_order_and_a_later_one_sees_earlier_changes() {
    let first = rule("First", Event::OrderImported, vec![], vec![set_metadata("route", "east")]);
    let seen = named_filter("order_metadata", "route", "equals", "east");
    let second = rule("Second", Event::OrderImported, vec![seen], vec![change_folder(PREPARED)]);
    let rules = [at(2, second.clone()), at(1, first.clone())];
    assert_eq!(run(&rules, &[Event::OrderImported], order()).order.folder_id, folder(PREPARED));
    let rules = [at(1, second), at(2, first)];
    assert_eq!(run(&rules, &[Event::OrderImported], order()).order.folder_id, folder(NEW));
}

#[test]
fn rules_at_one_position_run_by_id_as_numbers() {
    let named = |id: &str| Rule { id: id.into(), ..rule(id, Event::NoteAdded, vec![], vec![set_metadata("last", id)]) };
    let outcome = run(&[named("10"), named("9")], &[Event::NoteAdded], order());
    assert_eq!(outcome.order.order_metadata.get("last").unwrap(), "10");
}

#[test]
fn what_a_rule_makes_happen_waits_until_the_rules_of_the_event_are_done() {
    let rules = [
        at(1, rule("Move", Event::OrderImported, vec![], vec![change_folder(PREPARED)])),
        at(2, rule("Moved", Event::FolderChanged, vec![], vec![set_metadata("x", "1")])),
        at(3, rule("Late", Event::OrderImported, vec![], vec![set_metadata("x", "2")])),
    ];
    assert_eq!(
        run(&rules, &[Event::OrderImported], order()).history,
        [
            "Rule \"Move\" (Order is Imported): moved to folder Prepared",
            "Rule \"Late\" (Order is Imported): set order metadata x to \"2\"",
            "Rule \"Moved\" (Folder is Changed): set order metadata x to \"1\"",
        ]
    );
}

#[test]
fn f032_two_rules_that_bounce_an_order_stop_and_a_line_is_logged() {
    let bounce = |name: &str, from: &str, to| {
        rule(name, Event::FolderChanged, vec![filter("folder_id", "equals", from)], vec![change_folder(to)])
    };
    let rules = [at(1, bounce("There", "2", ON_HOLD)), at(2, bounce("Back", "3", PREPARED))];
    let outcome = run(&rules, &[Event::FolderChanged], Order { folder_id: folder(PREPARED), ..order() });
    assert_eq!(
        outcome.history,
        [
            "Rule \"There\" (Folder is Changed): moved to folder On Hold",
            "Rule \"Back\" (Folder is Changed): moved to folder Prepared",
            "Rule \"There\" was stopped: loop detected",
        ]
    );
    assert_eq!(outcome.order.folder_id, folder(PREPARED));
}

#[test]
fn a_chain_of_different_rules_stops_at_the_depth_limit() {
    let step = |number: u32| {
        let seen = named_filter("order_metadata", "step", "equals", &number.to_string());
        let actions = vec![set_metadata("step", &(number + 1).to_string()), add_note("!")];
        at(100 - number, rule(&number.to_string(), Event::NoteAdded, vec![seen], actions))
    };
    let rules: Vec<_> = (0..20).map(step).collect();
    let mut start = order();
    start.order_metadata.insert("step".into(), "0".into());
    let outcome = run(&rules, &[Event::NoteAdded], start);
    assert_eq!(outcome.order.order_notes.len(), usize::try_from(MAX_DEPTH).unwrap());
    assert_eq!(outcome.history.last().unwrap(), "Rule \"10\" was stopped: loop detected");
}

#[test]
fn a_flood_of_moves_stops_and_says_so_once() {
    let back_and_forth = [change_folder(PREPARED), change_folder(NEW)];
    let mover = rule("Mover", Event::OrderImported, vec![], back_and_forth.into_iter().cycle().take(50).collect());
    let rules: Vec<_> = (1..=9).map(|position| at(position, mover.clone())).collect();
    let outcome = run(&rules, &[Event::OrderImported], order());
    const { assert!(9 * 50 > MAX_FOLLOW_UP_EVENTS) };
    let stopped = outcome.history.iter().filter(|line| line.ends_with("loop detected")).count();
    assert_eq!((stopped, outcome.history.len()), (1, 10));
}

#[test]
fn the_rule_for_an_added_shipment_runs_once_for_each_of_two() {
    let rules = [
        at(1, rule("Shipped", Event::ShipmentAdded, vec![], vec![post("https://example.com")])),
        at(2, rule("Note it", Event::ShipmentAdded, vec![], vec![add_note("shipped")])),
    ];
    let outcome = run_all(&rules, vec![shipment("1"), shipment("2")], order());
    assert_eq!((outcome.jobs.len(), outcome.order.order_notes.len(), outcome.history.len()), (2, 2, 4));
}

#[test]
fn f033_rule_activity_is_one_history_line_per_rule_that_ran() {
    let actions = vec![change_folder(PREPARED), post("https://warehouse.example/orders")];
    let rules = [rule("Send to warehouse", Event::OrderImported, vec![], actions)];
    assert_eq!(
        run(&rules, &[Event::OrderImported], order()).history,
        ["Rule \"Send to warehouse\" (Order is Imported): moved to folder Prepared; \
          will post the order to https://warehouse.example/orders"]
    );
}

#[test]
fn f046_each_new_shipment_is_posted_to_ship_notify_url_without_a_rule() {
    let url = "https://shop.example/shipped";
    let mut noticed = order();
    noticed.order_metadata.insert("ship_notify_url".into(), url.into());
    let outcome = run_all(&[], vec![shipment("71"), shipment("72")], noticed.clone());
    let planned = |id: &str| {
        let job = Job::ShipNotify { url: url.into(), shipment_id: id.into() };
        Planned { job, rule: String::new() }
    };
    assert_eq!(outcome.jobs, [planned("71"), planned("72")]);
    let line = |id| format!("Will post shipment {id} to {url}");
    assert_eq!(outcome.history, [line("71"), line("72")]);
    assert_eq!(*outcome.order, noticed);
    assert!(run_all(&[], vec![shipment("71")], order()).did_nothing());
    assert!(run(&[], &[Event::OrderImported], noticed).did_nothing());
}

#[test]
fn more_posts_than_a_run_may_plan_are_not_planned_and_noted_in_the_history() {
    let many = rule("Many", Event::OrderImported, vec![], vec![post("https://example.com"); MAX_PLANNED_JOBS]);
    let rules = [at(1, many.clone()), at(2, Rule { name: "One more".into(), ..many })];
    let outcome = run(&rules, &[Event::OrderImported], order());
    assert_eq!(outcome.jobs.len(), MAX_PLANNED_JOBS);
    assert!(outcome.history[1].starts_with("Rule \"One more\" (Order is Imported): did not post the order: 50 posts"));
}

#[test]
fn a_rule_that_cannot_be_compiled_is_named_and_says_so_when_its_event_happens() {
    let filters = vec![filter("email", "is_empty", ""), filter("moon_phase", "equals", "full")];
    let rules = [
        at(1, rule("Old", Event::OrderImported, filters, vec![change_folder(PREPARED)])),
        at(2, rule("Sound", Event::OrderImported, vec![], vec![set_metadata("ran", "1")])),
    ];
    let book = RuleBook::compile(&rules);
    let broken: Vec<_> = book.broken().map(|(name, problem)| format!("{name}: {problem}")).collect();
    assert_eq!(broken, ["Old: filters[1].field: there is no field \"moon_phase\""]);
    assert_eq!(
        run(&rules, &[Event::OrderImported, Event::OrderImported], order()).history,
        [
            "Rule \"Old\" (Order is Imported) could not run: filters[1].field: there is no field \"moon_phase\"",
            "Rule \"Sound\" (Order is Imported): set order metadata ran to \"1\"",
            "Rule \"Sound\" (Order is Imported): set order metadata ran to \"1\"",
        ]
    );
    assert!(run(&rules, &[Event::NoteAdded], order()).did_nothing());
}

#[test]
fn more_regular_expressions_than_fit_into_memory_break_the_rule_that_has_them() {
    let regexes = |count| vec![filter("email", "matches_regex", "@"); count];
    let rules = [
        at(1, rule("Many", Event::NoteAdded, regexes(MAX_REGEXES - 1), vec![change_folder(PREPARED)])),
        at(2, rule("Two more", Event::NoteAdded, regexes(2), vec![change_folder(PREPARED)])),
        at(3, rule("One more", Event::NoteAdded, regexes(1), vec![change_folder(PREPARED)])),
        at(4, rule("None", Event::NoteAdded, vec![], vec![change_folder(PREPARED)])),
    ];
    let book = RuleBook::compile(&rules);
    let broken: Vec<_> = book.broken().map(|(name, problem)| format!("{name}: {problem}")).collect();
    assert_eq!(broken, ["Two more: filters: a store may have 100 regular expressions in its rules"]);
}
