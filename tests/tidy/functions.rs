//! A function's folder, its block in the template, and its sample events.

use std::fs;

use crate::template::{functions, own_name, pascal, text};
use crate::workspace::{names_in, read, root};

#[test]
fn one_name_in_six_places() {
    let template = functions();
    for function in names_in("functions") {
        let block = template.get(&pascal(&function)).unwrap_or_else(|| panic!("{function} is not in template.yaml"));
        assert_eq!(text(&block["CodeUri"]).trim_end_matches('/'), format!("target/lambda/{function}"));
        assert_eq!(own_name(&block["FunctionName"]), function);
        assert!(root().join("events").join(&function).is_dir(), "no events/{function}");
    }
    assert_eq!(template.len(), names_in("functions").len());
}

#[test]
fn a_folder_and_its_package_have_one_name() {
    for function in names_in("functions") {
        let manifest: toml::Table = read(format!("functions/{function}/Cargo.toml")).parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some(function.as_str()));
    }
}

#[test]
fn every_function_has_events_that_are_json() {
    for function in names_in("functions") {
        let cases: Vec<_> = fs::read_dir(root().join("events").join(&function)).unwrap().collect();
        assert!(!cases.is_empty(), "{function}");
        for case in cases {
            let path = case.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", path.display());
        }
    }
}
