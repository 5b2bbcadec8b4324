use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_597_200 + second).unwrap()
}

fn file(name: &str, size_bytes: u64, seen: i64) -> SeenFile {
    SeenFile::new(name, size_bytes, Some(at(-100)), at(seen))
}

fn names(files: &[SeenFile]) -> Vec<&str> {
    files.iter().map(|file| file.name.as_str()).collect()
}

fn state() -> PickupState {
    PickupState::new(StoreId::new(42).unwrap(), "7")
}

/// Catches half a file that is imported.
#[test]
fn a_file_is_at_rest_when_a_look_half_a_minute_later_found_it_the_same() {
    let mut state = state();
    state.see(vec![file("a.csv", 3, 0), file("b.csv", 5, 0)], true);
    assert!(state.at_rest(at(29)).is_empty());
    state.see(vec![file("a.csv", 3, 45), file("b.csv", 6, 45)], true);
    assert_eq!(names(&state.at_rest(at(45))), ["a.csv"], "the other one grew");
    let later = SeenFile { modified_at: Some(at(50)), ..file("b.csv", 6, 90) };
    state.see(vec![later], true);
    assert!(state.at_rest(at(90)).is_empty(), "it was written again, to the same size");
    assert_eq!(names(&state.files), ["b.csv"], "the first one is gone");
}

/// Catches a file that is fetched again because it could not be moved, and a new one that is taken for it.
#[test]
fn what_was_fetched_is_known_until_it_is_gone_or_another() {
    let mut state = state();
    state.see(vec![file("a.csv", 3, 0)], true);
    state.note_fetched(&file("a.csv", 3, 0), "digest", at(45));
    state.see(vec![file("a.csv", 3, 90)], true);
    assert_eq!((names(&state.left_over()), state.at_rest(at(200)).len()), (vec!["a.csv"], 0));
    state.see(vec![], false);
    assert_eq!(state.left_over().len(), 1, "it may be behind the end of the listing");
    state.see(vec![file("a.csv", 4, 90)], true);
    assert_eq!((state.left_over().len(), names(&state.at_rest(at(200)))), (0, vec!["a.csv"]));
    state.note_fetched(&file("a.csv", 4, 90), "digest", at(245));
    state.see_anew("a.csv", at(300));
    assert_eq!((state.left_over().len(), state.at_rest(at(329)).len(), state.at_rest(at(330)).len()), (0, 0, 1));
    state.see(vec![], true);
    assert!(state.files.is_empty());
    assert_eq!(state.last_file.unwrap().name, "a.csv");
}

#[test]
fn a_folder_of_many_files_is_bounded_and_the_oldest_come_first() {
    let mut state = state();
    let listed =
        (0..500).map(|number| SeenFile { modified_at: Some(at(-number)), ..file(&format!("{number:03}.csv"), 1, 0) });
    state.see(listed.collect(), true);
    assert_eq!((state.files.len(), state.files[0].name.as_str()), (MAX_SEEN_FILES, "499.csv"));
    assert_eq!(state.at_rest(at(60)).len(), MAX_FILES_PER_LOOK);
    (0..50).for_each(|_| state.pass_over("x", &"y".repeat(1_000)));
    assert_eq!((state.passed_over.len(), state.passed_over[0].why.len()), (MAX_PASSED_OVER, MAX_ERROR_LENGTH));
}

/// Catches a run that never ends, and a message of it that counts for the next one.
#[test]
fn a_run_looks_again_while_something_changes_and_ends_after_three_looks() {
    let mut state = state();
    assert!(state.begin(at(0)) && !state.begin(at(1)));
    assert_eq!((state.due(), state.wait()), (Some(Look { run: 1, look: 0 }), Duration::ZERO));
    for look in 1..=MAX_LOOKS {
        let now = i64::from(look) * 45;
        state.see(vec![file("a.csv", u64::from(look), now)], true);
        state.end_look(at(now));
        assert_eq!(state.is_open, look < MAX_LOOKS, "{look}");
    }
    assert_eq!((state.due(), state.last_error.as_str()), (None, ""));
    assert!(state.begin(at(300)));
    assert_eq!(state.due(), Some(Look { run: 2, look: 0 }));
    assert!(!state.begin(at(300 + 7_199)) && state.begin(at(300 + 7_200)), "a run whose message was lost");
    state.see(vec![], true);
    state.end_look(at(9_000));
    assert!(!state.is_open, "nothing is left to look at");
}

#[test]
fn a_failure_is_mailed_once_until_a_run_goes_right() {
    let mut state = state();
    let mailed: Vec<_> = (0..5).map(|run| state.fail(at(run), "down", true)).collect();
    assert_eq!(mailed, [false, false, true, false, false]);
    assert_eq!((state.failures, state.last_error.as_str()), (5, "down"));
    state.end_look(at(9));
    assert_eq!((state.failures, state.is_mailed), (0, false));
    assert!(state.fail(at(10), "the host key is another", false), "nothing but a person mends that");
    assert!(!state.fail(at(11), "the host key is another", false));
}

#[test]
fn a_state_comes_back_from_its_row() {
    let mut state = state();
    state.begin(at(0));
    state.see(vec![file("a.csv", 3, 0)], true);
    state.note_fetched(&file("a.csv", 3, 0), "digest", at(45));
    state.pass_over("b.csv", "it is empty");
    let text = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<PickupState>(&text).unwrap(), state, "{text}");
}
