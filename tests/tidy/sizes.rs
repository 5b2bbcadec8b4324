//! How long files may be, and where a ban may be lifted. Functions are clippy's (70 lines, `clippy.toml`).

use crate::workspace::{files, names_in, read};

/// Aimed at are 100 to 200.
const MAX_LINES: usize = 400;

/// Files that may be longer, each with the reason.
const MAY_BE_LONGER: &[(&str, &str)] = &[];

/// The binary's own file wakes, connects and hands over.
const MAX_MAIN_LINES: usize = 25;

/// Where the time, chance and the environment may be asked for: the one spot that hands them on, and programs that
/// have no caller to get them from.
const MAY_LIFT_THE_BAN: &[&str] = &["shared/runtime/", "tools/", "tests/"];

fn lines(path: &str) -> usize {
    read(path).lines().count()
}

#[test]
fn no_source_is_longer_than_four_hundred_lines() {
    let sources = files(&["shared", "functions", "tools"], ".rs").into_iter();
    let sources = sources.filter(|path| !path.contains("/tests/") && !path.ends_with("/tests.rs"));
    let listed = |path: &str| MAY_BE_LONGER.iter().any(|(longer, _)| *longer == path);
    let long: Vec<_> = sources.filter(|path| lines(path) > MAX_LINES && !listed(path)).collect();
    assert_eq!(long, Vec::<String>::new());
    for (path, _) in MAY_BE_LONGER {
        assert!(lines(path) > MAX_LINES, "{path} is short enough: take it off the list");
    }
}

#[test]
fn a_functions_main_only_wakes_connects_and_hands_over() {
    for function in names_in("functions") {
        let lines = lines(&format!("functions/{function}/src/main.rs"));
        assert!(lines <= MAX_MAIN_LINES, "{function}: {lines} lines");
    }
}

#[test]
fn the_ban_on_clock_chance_and_environment_is_lifted_in_runtime_tools_and_tests_alone() {
    let lint = concat!("clippy::disallowed", "_methods");
    let lifted = files(&["shared", "functions", "tools", "tests"], ".rs").into_iter();
    let lifted: Vec<_> = lifted.filter(|path| read(path).contains(lint)).collect();
    assert!(lifted.iter().any(|path| path.starts_with("shared/runtime/")), "{lifted:?}");
    let may =
        |path: &String| path.contains("/tests/") || MAY_LIFT_THE_BAN.iter().any(|folder| path.starts_with(folder));
    let elsewhere = lifted.iter().filter(|path| !may(path));
    assert_eq!(elsewhere.collect::<Vec<_>>(), Vec::<&String>::new());
}
