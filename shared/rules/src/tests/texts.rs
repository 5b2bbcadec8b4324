//! The texts of actions as templates.

use super::*;
use crate::MAX_STEPS;

fn with_email() -> Order {
    Order { email: "ada@example.com".into(), order_items: vec![item("MUG", 2)], ..order() }
}

#[test]
fn a_text_sees_the_order_as_it_is_at_that_point_and_the_store() {
    let actions = vec![
        set_metadata("first", "{{ folder_name }}, {{ order_items[0].code }} of {{ store_name }} ({{ store_country }})"),
        change_folder(PREPARED),
        set_metadata("{{ 'second' }}", "{{ folder_name }}, {{ order_metadata.first|length }}"),
        add_note("{{ email }} on {{ 'now'|date('Y-m-d') }} {{ store_timezone }}"),
    ];
    let rules = [
        rule("One", Event::OrderImported, vec![], actions),
        rule("Two", Event::NoteAdded, vec![], vec![set_metadata("note", "{{ order_notes|length }}")]),
    ];
    let outcome = run(&rules, &[Event::OrderImported], with_email());
    let of = |name| outcome.order.order_metadata.get(name).unwrap().as_str();
    assert_eq!(of("first"), "New, MUG of Harbor (US)");
    assert_eq!(of("second"), "Prepared, 23");
    assert_eq!(of("note"), "1");
    assert_eq!(outcome.order.order_notes[0].content, "ada@example.com on 2026-03-01 UTC");
}

#[test]
fn an_expression_adds_to_what_metadata_has() {
    let mut order = order();
    order.order_metadata.insert("parts".into(), "1".into());
    let (changed, note) = apply(set_metadata("parts", "{{ order_metadata['parts'] + 1 }}"), order);
    assert_eq!(changed.order_metadata.get("parts").unwrap(), "2");
    assert_eq!(note, "set order metadata parts to \"2\"");
}

#[test]
fn a_text_that_fails_is_not_done_and_said_and_the_other_actions_are() {
    let long = "{% for a in range(1,1000) %}abcdefghijk{% endfor %}";
    let endless = "{% for a in range(1,1000) %}{% for b in range(1,1000) %}{% endfor %}{% endfor %}";
    let actions = vec![
        set_metadata("a", "{{ 1 / 0 }}"),
        set_metadata("{{ 1 / 0 }}", "a"),
        add_note(long),
        set_metadata("b", endless),
        add_note("{{ email[0] }}{# nothing #}"),
        set_metadata("c", "done"),
    ];
    let outcome = run(&[rule("Some", Event::OrderImported, vec![], actions)], &[Event::OrderImported], order());
    let [line] = outcome.history.as_slice() else { panic!("{:?}", outcome.history) };
    let notes: Vec<_> = line.split("; ").collect();
    assert!(notes[0].contains("did not set order metadata a: line 1 of the template: "), "{line}");
    assert!(notes[1].starts_with("did not set order metadata: line 1 of the template: "), "{line}");
    assert_eq!(notes[2], "did not add a note: the template writes more than 10000 bytes");
    assert_eq!(notes[3], "did not set order metadata b: the template takes more steps than a template may");
    assert_eq!(notes[4], "did not add a note: it is blank");
    assert_eq!(notes[5], "set order metadata c to \"done\"");
    assert_eq!(outcome.order.order_metadata.len(), 1);
    assert!(outcome.order.order_notes.is_empty());
}

#[test]
fn a_rule_that_was_kept_with_a_text_that_is_no_template_cannot_run_and_says_so() {
    let outcome =
        run(&[rule("Old", Event::OrderImported, vec![], vec![add_note("{{ a")])], &[Event::OrderImported], order());
    assert_eq!(
        outcome.history,
        [
            "Rule \"Old\" (Order is Imported) could not run: actions[0].content: line 1, column 3: a tag is not closed by \"}}\""
        ]
    );
}

#[test]
fn templates_count_steps_and_plain_texts_count_none() {
    let steps = |value: &str| {
        let rules = [rule("One", Event::OrderImported, vec![], vec![set_metadata("a", value)])];
        run(&rules, &[Event::OrderImported], order()).steps
    };
    assert_eq!(steps("a"), steps(&"a {b} %".repeat(100)));
    assert!(steps("{{ email }}") > steps("a"));
    let count = |many| steps(&format!("{{% for a in range(1,{many}) %}}{{{{ a }}}}{{% endfor %}}"));
    assert!(count(1_000) > count(10) + 990 * 20, "{} {}", count(1_000), count(10));
}

#[test]
fn templates_without_measure_leave_the_others_their_part() {
    let endless = "{% for a in range(1,1000) %}{% for b in range(1,1000) %}{% endfor %}{% endfor %}";
    let heavy = rule("Heavy", Event::OrderImported, vec![], vec![set_metadata("a", endless); 50]);
    let heavy = (1..=20).map(|position| Rule { position, id: position.to_string(), ..heavy.clone() });
    let last = Rule { position: 21, ..rule("Last", Event::OrderImported, vec![], vec![change_folder(PREPARED)]) };
    let rules: Vec<_> = heavy.chain([last]).collect();
    let outcome = run(&rules, &[Event::OrderImported], order());
    assert!(outcome.steps <= MAX_STEPS, "{}", outcome.steps);
    let again = run(&rules, &[Event::OrderImported], order());
    assert_eq!(outcome, again);
    assert!(outcome.history[0].contains("more steps than rules may take on one order"), "{}", outcome.history[0]);
}
