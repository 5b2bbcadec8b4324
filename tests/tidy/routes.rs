//! Every call reaches the function that answers it, and every route is a call.

use std::collections::BTreeMap;

use http::{Found, Operation};
use serve_console::Screen;

use crate::template::{functions, resources, text};

/// The function a call belongs to, by its name in the template.
fn function_of(operation: Operation) -> String {
    format!("{:?}", operation.function())
}

/// The function each route leads to, by its key (`POST /v1/orders`).
fn routes() -> BTreeMap<String, String> {
    let routes = resources("infra/api.yaml", "AWS::ApiGatewayV2::Route");
    let found: BTreeMap<_, _> = routes
        .values()
        .map(|route| {
            let target = text(&route["Properties"]["Target"]);
            let function = target.strip_prefix("integrations/${").and_then(|rest| rest.strip_suffix("Integration}"));
            (text(&route["Properties"]["RouteKey"]), function.unwrap_or_else(|| panic!("{target}")).to_owned())
        })
        .collect();
    assert_eq!(found.len(), routes.len(), "two routes have one key");
    found
}

#[test]
fn every_call_is_routed_to_the_function_that_answers_it() {
    let routes = routes();
    for operation in Operation::ALL {
        let key = format!("{} {}", operation.method(), operation.path());
        let function = routes.get(&key).unwrap_or(&routes["$default"]);
        assert_eq!(*function, function_of(*operation), "{key}");
    }
}

/// The console's addresses are its own: one function answers all of them, and its table of screens says which there are.
const CONSOLE: [&str; 2] = ["ANY /console", "ANY /console/{proxy+}"];

#[test]
fn the_console_is_one_function() {
    let routes = routes();
    for key in CONSOLE {
        assert_eq!(routes[key], "ServeConsole");
    }
    let is_in = |path: &str| path == "/console" || path.starts_with("/console/");
    assert!(Screen::ALL.iter().all(|screen| is_in(screen.path())));
}

#[test]
fn every_route_is_a_call_of_its_function() {
    let calls = routes().into_iter().filter(|(key, _)| key != "$default" && !CONSOLE.contains(&key.as_str()));
    for (key, function) in calls {
        let (method, path) = key.split_once(' ').unwrap();
        let parts: Vec<_> = path.split('/').skip(1).collect();
        let Found::Operation(operation, values) = Operation::find(method, &parts) else {
            panic!("{key} is no call");
        };
        assert_eq!(function, function_of(operation), "{key}");
        let named = values.iter().all(|(name, value)| *value == format!("{{{name}}}"));
        assert!(named, "{key}: other names than in {}", operation.path());
    }
}

#[test]
fn the_default_route_has_no_explicit_one_beside_it() {
    let routes = routes();
    let double = routes.iter().filter(|(key, function)| *key != "$default" && **function == routes["$default"]);
    assert_eq!(double.collect::<Vec<_>>(), Vec::<(&String, &String)>::new());
}

#[test]
fn the_gateway_may_call_the_functions_it_leads_to() {
    let integrations = resources("infra/api.yaml", "AWS::ApiGatewayV2::Integration");
    let permissions = resources("infra/api.yaml", "AWS::Lambda::Permission");
    for function in routes().values() {
        assert!(functions().contains_key(function), "{function} is not in template.yaml");
        let integration = &integrations[&format!("{function}Integration")]["Properties"];
        assert_eq!(text(&integration["IntegrationUri"]), format!("{function}Arn"));
        let permission = &permissions[&format!("{function}Permission")]["Properties"];
        assert_eq!(text(&permission["FunctionName"]), format!("{function}Arn"));
    }
}
