//! The house rules that a machine can hold (CONTRIBUTING.md).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use http::Operation;
use serde_yaml_ng::Value;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The folders in `folder`, by name.
fn folders(folder: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let names = entries.filter(|path| path.join("Cargo.toml").exists());
    names.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

fn manifest(folder: &str, package: &str) -> toml::Table {
    let text = fs::read_to_string(root().join(folder).join(package).join("Cargo.toml")).unwrap();
    text.parse().unwrap()
}

fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    manifest["dependencies"].as_table().unwrap().keys().cloned().collect()
}

fn template(path: &str) -> Value {
    serde_yaml_ng::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

/// `ingest-order` is `IngestOrder` in the template.
fn pascal(name: &str) -> String {
    let part = |part: &str| part[..1].to_uppercase() + &part[1..];
    name.split('-').map(part).collect()
}

/// Each function's block of the template.
fn functions() -> BTreeMap<String, Value> {
    let template = template("template.yaml");
    let resources = template["Resources"].as_mapping().unwrap().iter();
    let functions = resources.filter(|(_, resource)| resource["Type"] == "AWS::Serverless::Function");
    functions.map(|(name, resource)| (name.as_str().unwrap().to_owned(), resource.clone())).collect()
}

/// The event sources of all functions of this type, with their function's name.
fn sources(kind: &str) -> Vec<(String, Value)> {
    let mut found = vec![];
    for (name, function) in functions() {
        for (_, event) in function["Properties"]["Events"].as_mapping().into_iter().flatten() {
            if event["Type"] == kind {
                found.push((name.clone(), event["Properties"].clone()));
            }
        }
    }
    found
}

/// The glue between doors: what every function that answers HTTP has in common (docs/adr/0009-one-front-door.md).
const FRONT: &str = "front";

#[test]
fn a_shared_crate_depends_on_domain_and_on_nothing_else_of_ours() {
    let ours: BTreeSet<String> = folders("shared").union(&folders("functions")).cloned().collect();
    for shared in folders("shared").into_iter().filter(|name| name != FRONT) {
        let used: Vec<_> = dependencies(&manifest("shared", &shared)).intersection(&ours).cloned().collect();
        assert!(used.iter().all(|name| name == "domain"), "{shared} depends on {used:?}");
    }
    assert!(dependencies(&manifest("shared", "domain")).is_disjoint(&ours));
}

#[test]
fn the_front_door_joins_api_and_table_and_nothing_that_leaves_the_house() {
    let ours = folders("shared");
    let used: Vec<_> = dependencies(&manifest("shared", FRONT)).intersection(&ours).cloned().collect();
    assert_eq!(used, ["api", "domain", "lambda", "table"]);
}

#[test]
fn every_call_is_routed_to_the_function_that_answers_it() {
    let template = template("infra/api.yaml");
    let resources = template["Resources"].as_mapping().unwrap().values();
    let routes = resources.filter(|resource| resource["Type"] == "AWS::ApiGatewayV2::Route");
    let routes: BTreeMap<String, String> = routes
        .map(|route| {
            let properties = &route["Properties"];
            let target = serde_yaml_ng::to_string(&properties["Target"]).unwrap();
            (properties["RouteKey"].as_str().unwrap().to_owned(), target)
        })
        .collect();
    for operation in Operation::ALL {
        let key = format!("{} {}", operation.method(), operation.path());
        let target = routes.get(&key).unwrap_or(&routes["$default"]);
        assert!(target.contains(&format!("{:?}Integration", operation.function())), "{key}: {target}");
    }
}

#[test]
fn no_function_depends_on_another() {
    for function in folders("functions") {
        assert!(dependencies(&manifest("functions", &function)).is_disjoint(&folders("functions")), "{function}");
    }
}

#[test]
fn creating_an_order_reaches_the_table_and_nothing_else() {
    let doors = ["queue", "mail", "delivery", "secrets", "files"];
    for function in ["ingest-order", "ingest-shipment"] {
        let used = dependencies(&manifest("functions", function));
        assert!(doors.iter().all(|door| !used.contains(*door)), "{function} waits for {used:?}");
        assert!(used.contains("table"));
    }
}

#[test]
fn each_aws_sdk_is_named_in_one_manifest() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for folder in ["shared", "functions"] {
        for package in folders(folder) {
            for sdk in dependencies(&manifest(folder, &package)).into_iter().filter(|name| name.starts_with("aws-sdk-"))
            {
                named.entry(sdk).or_default().push(package.clone());
            }
        }
    }
    assert!(named.contains_key("aws-sdk-dynamodb"));
    assert!(named.values().all(|packages| packages.len() == 1), "{named:?}");
}

#[test]
fn one_name_in_five_places() {
    let template = functions();
    for function in folders("functions") {
        assert_eq!(manifest("functions", &function)["package"]["name"].as_str(), Some(function.as_str()));
        let block = template.get(&pascal(&function)).unwrap_or_else(|| panic!("{function} is not in template.yaml"));
        let code = block["Properties"]["CodeUri"].as_str().unwrap().trim_end_matches('/').to_owned();
        assert_eq!(code, format!("target/lambda/{function}"));
    }
    assert_eq!(template.len(), folders("functions").len());
}

#[test]
fn every_function_has_events_that_are_json() {
    for function in folders("functions") {
        let cases: Vec<_> = fs::read_dir(root().join("events").join(&function)).unwrap().collect();
        assert!(!cases.is_empty(), "{function}");
        for case in cases {
            let path = case.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", path.display());
        }
    }
}

#[test]
fn every_stream_source_bisects_and_has_limits_and_a_place_for_what_fails() {
    let sources = sources("DynamoDB");
    assert_eq!(sources.len(), 2, "DynamoDB streams serve two readers well, no third");
    for (function, source) in sources {
        assert_eq!(source["BisectBatchOnFunctionError"], true, "{function}");
        assert!(source["MaximumRetryAttempts"].as_i64().is_some_and(|attempts| attempts > 0), "{function}");
        assert!(source["MaximumRecordAgeInSeconds"].as_i64().is_some_and(|age| age > 0), "{function}");
        assert!(!source["DestinationConfig"]["OnFailure"]["Destination"].is_null(), "{function}");
        assert_eq!(source["FunctionResponseTypes"][0], "ReportBatchItemFailures", "{function}");
        assert!(!source["FilterCriteria"].is_null(), "{function}");
    }
}

#[test]
fn every_queue_source_names_its_failures_and_every_queue_it_reads_has_a_dead_letter_queue() {
    let sources = sources("SQS");
    assert!(sources.len() >= 2);
    for (function, source) in sources {
        assert_eq!(source["FunctionResponseTypes"][0], "ReportBatchItemFailures", "{function}");
    }
    let queues = template("infra/queues.yaml");
    for queue in ["Post", "PostDead"] {
        let found = queues["Resources"]
            .as_mapping()
            .unwrap()
            .iter()
            .find(|(name, _)| name.as_str().unwrap().trim_end_matches("Queue") == queue);
        let (_, found) = found.unwrap_or_else(|| panic!("no queue {queue}"));
        assert!(!found["Properties"]["RedrivePolicy"].is_null(), "{queue}");
    }
}

#[test]
fn every_function_has_a_role_and_a_log_group_of_its_own_and_no_role_reaches_everything() {
    let template = template("template.yaml");
    for name in functions().keys() {
        let role = &template["Resources"][format!("{name}Role").as_str()];
        assert_eq!(role["Type"], "AWS::IAM::Role", "{name}");
        assert_eq!(template["Resources"][format!("{name}Logs").as_str()]["Type"], "AWS::Logs::LogGroup", "{name}");
        let policies = role["Properties"]["Policies"].as_sequence().unwrap();
        let statements =
            policies.iter().flat_map(|policy| policy["PolicyDocument"]["Statement"].as_sequence().unwrap());
        for statement in statements {
            let text = serde_yaml_ng::to_string(statement).unwrap();
            assert!(!text.contains("'*'") && !text.contains(":*"), "{name}: {text}");
        }
    }
}

#[test]
fn no_function_links_the_library_whose_start_takes_forty_milliseconds() {
    let lock: toml::Table = fs::read_to_string(root().join("Cargo.lock")).unwrap().parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    assert!(packages.iter().all(|package| package["name"].as_str() != Some("aws-lc-sys")));
}

#[test]
fn a_functions_main_only_wakes_connects_and_hands_over() {
    for function in folders("functions") {
        let main = fs::read_to_string(root().join("functions").join(&function).join("src/main.rs")).unwrap();
        assert!(main.lines().count() <= 50, "{function}: {} lines", main.lines().count());
    }
}
