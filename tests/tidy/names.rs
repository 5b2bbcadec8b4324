//! Words that say nothing, or that only this project would understand, in the names of files, folders and public items.

use std::collections::BTreeSet;

use regex::Regex;

use crate::workspace::{files, read};

/// What says nothing, and beside it what only we would say (docs/words.md has the field's own terms).
const BANNED: &[&str] = &[
    "manager",
    "service",
    "handler",
    "helper",
    "helpers",
    "data",
    "info",
    "impl",
    "util",
    "utils",
    "common", //
    "finder",
    "sieve",
    "needle",
    "needles",
    "tally",
    "tallies",
    "stretch",
    "mind",
    "minds",
    "door",
    "doors",
    "glue",
    "thief",
    "furnished",
    "lives",
    "deepest",
    "told",
    "asked",
    "said",
    "happened",
    "fires",
    "fired",
];

/// Beginnings and ends of names.
const BANNED_PARTS: [&str; 2] = ["most_", "_fresh_for"];

/// Pairs of words that stand for one thing, so that the banned one of them is no word of its own.
const MAY_STAY: &[(&str, &str)] =
    &[("checkout_data", "the API's own word for a field of an order"), ("data_key", "what KMS calls it")];

/// The words of a name, in lower case: `SealedDataKey` and `sealed-data-key` have the same.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = '_';
    for letter in name.chars() {
        if !letter.is_alphanumeric() || (letter.is_uppercase() && before.is_lowercase()) {
            words.push(String::new());
        }
        if letter.is_alphanumeric() {
            words.last_mut().unwrap().extend(letter.to_lowercase());
        }
        before = letter;
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_banned(name: &str) -> bool {
    let mut joined = words(name).join("_");
    for (pair, _) in MAY_STAY {
        joined = joined.replace(pair, "");
    }
    joined.split('_').any(|word| BANNED.contains(&word))
        || joined.starts_with(BANNED_PARTS[0])
        || joined.ends_with(BANNED_PARTS[1])
}

/// The names of all public items and fields in a source.
fn public_names(source: &str) -> BTreeSet<String> {
    let item = r"(?m)^\s*pub(?:\([a-z:]+\))?\s+(?:(?:const|async|unsafe|static)\s+)*(?:fn|struct|enum|trait|type|mod|static|const|use\s.*\bas)?\s*([A-Za-z_][A-Za-z0-9_]*)";
    Regex::new(item).unwrap().captures_iter(source).map(|found| found[1].to_owned()).collect()
}

/// The names in `shared`, `functions` and `tools`: of folders and files, and of what is public.
fn names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for path in files(&["shared", "functions", "tools"], ".rs") {
        names.extend(path.trim_end_matches(".rs").split('/').map(str::to_owned));
        names.extend(public_names(&read(&path)));
    }
    names
}

#[test]
fn a_name_says_what_it_is_in_the_fields_own_terms() {
    let banned: BTreeSet<_> = names().into_iter().filter(|name| is_banned(name)).collect();
    assert_eq!(banned, BTreeSet::new());
}

#[test]
fn names_are_read_word_by_word() {
    for name in [
        "OrderManager",
        "order-service",
        "MOST_STORES",
        "FINDER_TTL",
        "STORE_FRESH_FOR",
        "utils",
        "tally",
        "order_data",
    ] {
        assert!(is_banned(name), "{name}");
    }
    for name in ["Information", "database", "at_most_once", "alives", "outdoors", "SealedDataKey", "MAX_CHECKOUT_DATA"]
    {
        assert!(!is_banned(name), "{name}");
    }
    let source = "pub struct A;\n    pub(crate) async fn b() {}\npub const C: u8 = 1;\n  pub d: u8,\npub use x::Y as E;\nfn f() {}";
    let found: Vec<_> = public_names(source).into_iter().collect();
    assert_eq!(found, ["A", "C", "E", "b", "d"]);
}
