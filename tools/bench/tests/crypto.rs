//! One crypto library, and it is *ring* (docs/adr/0003-tls-on-ring.md): the other's start costs forty milliseconds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What no function may have in its tree of dependencies.
const REFUSED: [&str; 2] = ["aws-lc-sys", "aws-lc-rs"];

/// Each package of a lock file, with the packages it needs. Versions are not told apart: that can only find more.
fn packages(lock: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut packages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for block in lock.split("[[package]]").skip(1) {
        let Some(name) = block.lines().filter(|line| line.starts_with("name = ")).find_map(quoted) else { continue };
        let needs = block.lines().filter(|line| line.starts_with(" \"")).filter_map(quoted);
        packages.entry(name).or_default().extend(needs);
    }
    packages
}

/// The first word between the quotation marks.
fn quoted(line: &str) -> Option<String> {
    line.split('"').nth(1)?.split(' ').next().map(str::to_owned)
}

/// The way from `function` to something refused.
fn way(packages: &BTreeMap<String, BTreeSet<String>>, function: &str) -> Option<Vec<String>> {
    let mut seen = BTreeSet::from([function.to_owned()]);
    let mut ways = vec![vec![function.to_owned()]];
    while let Some(way) = ways.pop() {
        let last = way.last()?;
        if REFUSED.contains(&last.as_str()) {
            return Some(way);
        }
        for needed in packages.get(last).into_iter().flatten() {
            if seen.insert(needed.clone()) {
                ways.push([way.as_slice(), std::slice::from_ref(needed)].concat());
            }
        }
    }
    None
}

#[test]
fn no_function_depends_on_aws_lc() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let packages = packages(&std::fs::read_to_string(root.join("Cargo.lock")).unwrap());
    let mut functions = 0;
    for entry in std::fs::read_dir(root.join("functions")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(packages.contains_key(&name), "{name} is not in Cargo.lock");
        assert_eq!(way(&packages, &name), None, "the way from {name} to another crypto library");
        functions += 1;
    }
    assert!(functions >= 7, "only {functions} functions were looked at");
}

#[test]
fn a_way_to_it_is_found_and_shown() {
    let lock = "[[package]]\nname = \"f\"\ndependencies = [\n \"a\",\n \"b 1.0\",\n]\n\
        [[package]]\nname = \"b\"\ndependencies = [\n \"aws-lc-sys\",\n]\n[[package]]\nname = \"a\"\n";
    assert_eq!(way(&packages(lock), "f").unwrap(), ["f", "b", "aws-lc-sys"]);
}
