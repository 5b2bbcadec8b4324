//! Who may use whom: the five layers of docs/ARCHITECTURE.md, each of which may use those below it only.

use std::collections::BTreeSet;

use regex::Regex;

use crate::workspace::{Dependency, Package, files, packages, read};

/// Where a package stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    /// `functions/*`: one event becomes one use case.
    Function,
    /// How a call or a batch comes in.
    Entrance,
    /// `desk`.
    UseCase,
    /// One outside system each.
    Adapter,
    /// Pure: no clock, no chance, nothing outside.
    Logic,
    /// The trade's own types.
    Domain,
    /// Programs and tests of ours, which use whatever they need.
    Tool,
}

use Layer::{Adapter, Domain, Entrance, Function, Logic, Tool, UseCase};

/// The shared crates, those that are not there yet too.
const SHARED: &[(&str, Layer)] = &[
    ("http", Entrance),
    ("runtime", Entrance),
    ("desk", UseCase),
    ("table", Adapter),
    ("queue", Adapter),
    ("files", Adapter),
    ("delivery", Adapter),
    ("mail", Adapter),
    ("secrets", Adapter),
    ("transfer-servers", Adapter),
    ("wire", Logic),
    ("rules", Logic),
    ("guard", Logic),
    ("carts", Logic),
    ("sheets", Logic),
    ("templates", Logic),
    ("documents", Logic),
    ("inbox", Logic),
    ("style", Logic),
    ("domain", Domain),
];

/// Crates that tests of any layer may depend on: those that are for tests alone, and the templates that documents are
/// made of.
const TEST_ONLY: &[&str] = &["cloud", "fake-carts", "templates"];

/// What no pure crate depends on: the ways out, and the ways to know the time or to throw dice.
const OUTSIDE: &[&str] = &["tokio", "reqwest", "fastrand", "ring", "rustls", "aws-", "lambda_", "hyper"];

fn layer(package: &Package) -> Layer {
    match package.folder.as_str() {
        "functions" => Function,
        "tools" | "tests" => Tool,
        _ => shared(&package.name),
    }
}

fn shared(name: &str) -> Layer {
    let found = SHARED.iter().find(|(known, _)| *known == name);
    found.unwrap_or_else(|| panic!("say in tests/tidy/layers.rs which layer {name} is of")).1
}

fn may_use(from: (&str, Layer), to: (&str, Layer)) -> bool {
    match from.1 {
        Tool => true,
        Function => !matches!(to.1, Function | Tool),
        Entrance => matches!(to.1, UseCase | Domain) || to.0 == "wire" || (from.0 == "http" && to.0 == "runtime"),
        UseCase => matches!(to.1, Adapter | Logic | Domain),
        Adapter => to.1 == Domain || to.0 == "guard",
        Logic => to.1 == Domain || (matches!(from.0, "rules" | "sheets") && to.0 == "templates"),
        Domain => false,
    }
}

/// Every use of a package of ours against the rule, whether it is renamed, for the build, or for one target only.
fn against_the_rule() -> Vec<(String, String)> {
    let packages = packages();
    let layer_of = |name: &str| layer(packages.iter().find(|package| package.name == name).unwrap());
    let mut found = vec![];
    for package in &packages {
        for used in package.dependencies.iter().filter(|used| used.is_ours && !is_for_tests_alone(used)) {
            if !may_use((&package.name, layer(package)), (&used.name, layer_of(&used.name))) {
                found.push((package.name.clone(), used.name.clone()));
            }
        }
    }
    found
}

fn is_for_tests_alone(used: &Dependency) -> bool {
    used.is_for_tests && TEST_ONLY.contains(&used.name.as_str())
}

#[test]
fn a_package_uses_the_layers_below_it_and_no_other() {
    let found = against_the_rule();
    assert!(found.is_empty(), "{found:?}");
}

/// What a pure crate may depend on after all. Signatures of webhooks are checked in constant time by *ring*, and of it
/// nothing else is used ([`carts_use_no_dice_of_ring`]).
const MAY_USE: &[(&str, &str)] = &[("carts", "ring")];

#[test]
fn carts_use_no_dice_of_ring() {
    let sources = files(&["shared/carts/src"], ".rs");
    let path_of_ring = Regex::new(r"\bring::([a-z_]+)").unwrap();
    let modules: BTreeSet<String> = sources
        .iter()
        .flat_map(|path| {
            let source = read(path);
            path_of_ring.captures_iter(&source).map(|found| found[1].to_owned()).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(modules, BTreeSet::from(["digest".to_owned(), "hmac".to_owned()]));
}

#[test]
fn pure_crates_have_no_way_out_no_clock_and_no_dice() {
    for package in packages().iter().filter(|package| matches!(layer(package), Logic | Domain)) {
        let normal = package.dependencies.iter().filter(|used| !used.is_for_tests);
        let may_use = |name: &&str| MAY_USE.contains(&(package.name.as_str(), *name));
        let outside = normal.map(|used| used.name.as_str()).filter(|name| OUTSIDE.iter().any(|out| is(name, out)));
        let outside = outside.filter(|name| !may_use(name));
        assert_eq!(outside.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", package.name);
    }
}

/// What use cases know nothing of: the forms in which somebody asks for them.
const FORMS: &[&str] = &["serde_json", "http", "http_types", "lambda_", "aws_lambda_events", "reqwest"];

#[test]
fn use_cases_know_no_json_no_http_and_no_lambda() {
    for package in packages().iter().filter(|package| layer(package) == UseCase) {
        let normal = package.dependencies.iter().filter(|used| !used.is_for_tests);
        let forms = normal.map(|used| used.name.as_str()).filter(|name| FORMS.iter().any(|form| is(name, form)));
        assert_eq!(forms.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", package.name);
    }
}

/// Whether a name is this one, or begins with it where it ends in a separator.
fn is(name: &str, wanted: &str) -> bool {
    name == wanted || (wanted.ends_with(['-', '_']) && name.starts_with(wanted))
}

#[test]
fn each_aws_sdk_is_used_by_one_crate() {
    let packages = packages();
    let deployed = packages.iter().filter(|package| layer(package) != Tool);
    let mut users: Vec<(&str, &str)> = deployed
        .flat_map(|package| package.dependencies.iter().map(|used| (used.name.as_str(), package.name.as_str())))
        .filter(|(sdk, _)| sdk.starts_with("aws-sdk-"))
        .collect();
    users.sort_unstable();
    assert!(users.iter().any(|(sdk, _)| *sdk == "aws-sdk-dynamodb"));
    assert!(users.iter().all(|(_, user)| shared(user) == Adapter), "{users:?}");
    assert!(users.windows(2).all(|pair| pair[0].0 != pair[1].0), "{users:?}");
}
