//! The calls of `docs/openapi.json`, for tests that go over all of them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// A call, as the document has it.
pub(crate) struct Documented {
    /// Its `operationId`.
    pub(crate) name: String,
    pub(crate) method: String,
    /// With `{order_id}` and the like, and with what its query needs.
    pub(crate) path: String,
    /// The example of its body.
    pub(crate) body: Option<Value>,
    /// The statuses it may answer.
    pub(crate) statuses: Vec<u16>,
    /// Whether anybody may make it.
    pub(crate) is_open: bool,
    /// Whether it needs the admin token.
    pub(crate) is_for_the_operator: bool,
}

/// The document as it is served.
pub(crate) fn document() -> Value {
    serde_json::from_str(&fs::read_to_string(root().join("docs/openapi.json")).unwrap()).unwrap()
}

/// Every call there is.
pub(crate) fn documented() -> Vec<Documented> {
    let document = document();
    let paths = document["paths"].as_object().unwrap().iter();
    let calls = paths.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter().filter(|(name, _)| name.as_str() != "parameters");
        methods.map(move |(method, operation)| call(path, item, method, operation))
    });
    calls.collect()
}

fn call(path: &str, item: &Value, method: &str, operation: &Value) -> Documented {
    let lists = [&item["parameters"], &operation["parameters"]];
    let needed = lists.into_iter().filter_map(Value::as_array).flatten().filter(|parameter| parameter["in"] == "query");
    let needed = needed.filter(|parameter| parameter["required"] == true);
    let query: Vec<String> = needed.map(|parameter| format!("{}=1", parameter["name"].as_str().unwrap())).collect();
    let path = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) };
    let security = operation["security"].to_string();
    Documented {
        name: operation["operationId"].as_str().unwrap().to_owned(),
        method: method.to_uppercase(),
        path,
        body: example(&operation["requestBody"]["content"]["application/json"]),
        statuses: operation["responses"].as_object().unwrap().keys().filter_map(|status| status.parse().ok()).collect(),
        is_open: matches!(operation["security"].as_array(), Some(none) if none.is_empty() || security == "[{}]"),
        is_for_the_operator: security.to_lowercase().contains("admin"),
    }
}

fn example(content: &Value) -> Option<Value> {
    let first = content["examples"].as_object().and_then(|examples| examples.values().next());
    first.map(|example| example["value"].clone()).or_else(|| content.get("example").cloned())
}
