//! The document and the collection are those of the code, and the document holds together.

mod enums;
mod examples;
mod views;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use http::{Access, Operation};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn document() -> Value {
    serde_json::from_str(&crate::openapi()).unwrap()
}

/// Every operation with its entry.
fn operations(document: &Value) -> Vec<(Operation, &Value)> {
    let entry = |operation: &Operation| {
        let entry = &document["paths"][operation.path()][operation.method().to_lowercase()];
        assert!(entry.is_object(), "{operation:?} has no entry");
        (*operation, entry)
    };
    Operation::ALL.iter().map(entry).collect()
}

/// The examples of an operation's body.
fn examples(entry: &Value) -> Vec<&Value> {
    let examples = entry["requestBody"]["content"]["application/json"]["examples"].as_object();
    examples.into_iter().flat_map(|examples| examples.values().map(|example| &example["value"])).collect()
}

/// Does something with every value in a document.
fn walk(value: &Value, seen: &mut impl FnMut(&Value)) {
    seen(value);
    match value {
        Value::Array(entries) => entries.iter().for_each(|entry| walk(entry, seen)),
        Value::Object(entries) => entries.values().for_each(|entry| walk(entry, seen)),
        _ => {}
    }
}

fn files(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path);
        }
    }
}

#[test]
fn the_committed_document_is_current() {
    let again = "run `cargo run -p contract`";
    let committed = fs::read_to_string(root().join(crate::DOCUMENT)).unwrap_or_default();
    assert!(committed == crate::openapi(), "{} is stale: {again}", crate::DOCUMENT);
    let committed = fs::read_to_string(root().join(crate::RULES)).unwrap_or_default();
    assert!(committed == crate::rules(), "{} is stale: {again}", crate::RULES);
    let committed = fs::read_to_string(root().join(crate::PERMISSIONS)).unwrap_or_default();
    assert!(committed == crate::Permitted::read().unwrap().page(), "{} is stale: {again}", crate::PERMISSIONS);
    let folder = root().join(crate::COLLECTION);
    let mut stale = BTreeSet::new();
    files(&folder, &mut stale);
    for (path, text) in crate::collection() {
        let path = folder.join(path);
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(committed == text, "{} is stale: {again}", path.display());
        stale.remove(&path);
    }
    assert!(stale.is_empty(), "no operation has these any more, {again}: {stale:?}");
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = document();
    let mut used = BTreeSet::new();
    walk(&document, &mut |value| {
        if let Some(reference) = value.get("$ref").and_then(Value::as_str) {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
            used.insert(reference.to_owned());
        }
    });
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(used.contains(&format!("#/components/schemas/{name}")), "nothing uses {name}");
    }
}

#[test]
fn every_operation_says_what_it_is_what_it_takes_and_what_it_answers() {
    let document = document();
    let tags: BTreeSet<&str> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut ids = BTreeSet::new();
    for (operation, entry) in operations(&document) {
        assert!(ids.insert(entry["operationId"].as_str().unwrap()), "{operation:?}");
        assert!(tags.contains(entry["tags"][0].as_str().unwrap()), "{operation:?}");
        for name in ["summary", "description"] {
            assert!(entry[name].as_str().is_some_and(|text| !text.is_empty()), "{operation:?} has no {name}");
        }
        let answers = entry["responses"].as_object().unwrap();
        // What a form does leads to a page.
        let succeeds = |status: &String| status.starts_with('2') || status == "303";
        assert!(answers.keys().any(succeeds), "{operation:?} never succeeds");
        let needed: BTreeSet<&str> = match operation.access() {
            Access::Open => BTreeSet::new(),
            Access::AdminToken => BTreeSet::from(["adminToken"]),
            Access::Key(_) | Access::Supplier => BTreeSet::from(["apiKey", "storeId"]),
        };
        let schemes = entry["security"].as_array().unwrap().iter().flat_map(|needs| needs.as_object().unwrap().keys());
        assert_eq!(schemes.map(String::as_str).collect::<BTreeSet<_>>(), needed, "{operation:?}");
        // A shop shows by its signature who it is, and has no key.
        let shows_itself = !needed.is_empty() || operation == Operation::TakeWebhook;
        assert_eq!(shows_itself, answers.contains_key("401"), "{operation:?}");
        assert_eq!(entry["requestBody"].is_object(), !examples(entry).is_empty(), "{operation:?} has no example");
    }
    let paths = document["paths"].as_object().unwrap().values();
    assert_eq!(paths.map(|item| item.as_object().unwrap().len()).sum::<usize>(), Operation::ALL.len());
}

#[test]
fn the_values_in_an_address_are_those_that_are_declared() {
    let document = document();
    for (operation, entry) in operations(&document) {
        let named = operation.path().split(['{', '}']).skip(1).step_by(2).collect::<Vec<_>>();
        let parameters = entry["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
        let of_path = parameters.iter().filter(|parameter| parameter["in"] == "path");
        let declared: Vec<_> = of_path.map(|parameter| parameter["name"].as_str().unwrap()).collect();
        assert_eq!(declared, named, "{operation:?}");
        let all: BTreeSet<_> = parameters.iter().map(|one| (one["in"].to_string(), one["name"].to_string())).collect();
        assert_eq!(all.len(), parameters.len(), "{operation:?} has a parameter twice");
        for parameter in parameters {
            assert!(parameter["schema"].is_object(), "{operation:?}: {parameter}");
            assert!(parameter["in"] != "path" || parameter["schema"]["pattern"].is_string(), "{operation:?}");
        }
    }
}

#[test]
fn what_is_demanded_of_an_object_is_described() {
    walk(&document(), &mut |value| {
        let (Some(required), Some(properties)) = (value.get("required"), value.get("properties")) else { return };
        for name in required.as_array().into_iter().flatten() {
            let is_bare = properties.get("openapi").is_some();
            assert!(is_bare || properties.get(name.as_str().unwrap()).is_some(), "{name} of {value}");
        }
    });
}

#[test]
fn the_collection_has_a_request_for_every_operation() {
    let collection = crate::collection();
    let requests = collection
        .iter()
        .filter(|(path, text)| path.extension().is_some_and(|kind| kind == "bru") && text.contains("\n  type: http\n"));
    assert_eq!(requests.count(), Operation::ALL.len());
    let environment = &collection[Path::new("environments/local.bru")];
    for name in ["base_url", "store_id", "api_key"] {
        assert!(environment.contains(name), "{name}");
    }
    for (path, text) in &collection {
        let open =
            text.lines().filter(|line| !line.starts_with(' ') && line.ends_with([' ', '{']) && line.contains('{'));
        let closed = text.lines().filter(|line| *line == "}");
        assert!(path.ends_with("bruno.json") || open.count() == closed.count(), "{}", path.display());
    }
}
