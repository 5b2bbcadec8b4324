//! The Bruno collection: one request per operation, made from the document.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use serde_json::Value;

/// Values a person sets once in the environment, beside those that are secret.
const VARIABLES: [(&str, &str); 21] = [
    ("base_url", "http://127.0.0.1:8080"),
    ("store_id", ""),
    ("order_id", ""),
    ("first_order_id", ""),
    ("second_order_id", ""),
    ("item_id", ""),
    ("shipment_id", ""),
    ("inventory_item_id", ""),
    ("folder_id", ""),
    ("key_id", ""),
    ("rule_id", ""),
    ("appointment_id", ""),
    ("cart", "generic"),
    ("hook_key", ""),
    ("document_link", ""),
    ("print_template_id", ""),
    ("dropship_token", ""),
    ("unsubscribe_token", ""),
    ("mail_address", "ada@example.com"),
    ("token", ""),
    ("etag", ""),
];

const SECRETS: [&str; 2] = ["api_key", "admin_token"];

/// Every file of the collection by its path.
pub(crate) fn collection(document: &Value) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    files.insert("bruno.json".into(), manifest(document));
    files.insert("collection.bru".into(), shared());
    files.insert("environments/local.bru".into(), environment());
    let tags: Vec<&str> = list(&document["tags"]).filter_map(|tag| tag["name"].as_str()).collect();
    for (index, tag) in tags.iter().enumerate() {
        let mut file = String::new();
        block(&mut file, "meta", &format!("name: {tag}\nseq: {}", index + 1));
        files.insert(PathBuf::from(folder(tag)).join("folder.bru"), file);
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, method, operation) in operations(document) {
        let tag = operation["tags"].get(0).and_then(Value::as_str).unwrap_or_default();
        let count = counts.entry(tag).or_default();
        *count += 1;
        let name = kebab_case(text(&operation["operationId"]));
        let file = PathBuf::from(folder(tag)).join(format!("{name}.bru"));
        files.insert(file, request(document, path, method, operation, *count));
    }
    files
}

/// Every operation with its path and method.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn manifest(document: &Value) -> String {
    let manifest = serde_json::json!({
        "version": "1", "name": document.pointer("/info/title"), "type": "collection", "ignore": ["node_modules", ".git"],
    });
    format!("{manifest:#}\n")
}

fn shared() -> String {
    let mut file = String::new();
    block(&mut file, "headers", "ORDERDESK-STORE-ID: {{store_id}}\nORDERDESK-API-KEY: {{api_key}}");
    block(&mut file, "auth", "mode: none");
    let about = "Generated from docs/openapi.json by `cargo run -p contract`; changes made here are lost.\n\n\
                 Choose the environment \"local\" and set its store_id and api_key, as `cargo waybill demo` shows them.";
    block(&mut file, "docs", about);
    file
}

fn environment() -> String {
    let mut file = String::new();
    block(
        &mut file,
        "vars",
        &VARIABLES.map(|(name, value)| format!("{name}: {value}").trim_end().to_owned()).join("\n"),
    );
    let _ = write!(file, "\nvars:secret [\n  {}\n]\n", SECRETS.join(",\n  "));
    file
}

fn request(document: &Value, path: &str, method: &str, operation: &Value, place: usize) -> String {
    let mut file = String::new();
    block(&mut file, "meta", &format!("name: {}\ntype: http\nseq: {place}", text(&operation["summary"])));
    let body = operation.pointer("/requestBody/content/application~1json");
    let kind = if body.is_none() { "none" } else { "json" };
    let needs_token = list(&operation["security"]).any(|needs| needs.get("adminToken").is_some());
    let auth = if needs_token { "bearer" } else { "none" };
    let url = path.replace('{', ":").replace('}', "");
    let required: Vec<String> = of_place(operation, "query")
        .filter(|parameter| parameter["required"] == true)
        .map(|parameter| format!("{}={}", text(&parameter["name"]), plain(&parameter["example"])))
        .collect();
    let query = if required.is_empty() { String::new() } else { format!("?{}", required.join("&")) };
    block(&mut file, method, &format!("url: {{{{base_url}}}}{url}{query}\nbody: {kind}\nauth: {auth}"));
    parameters(&mut file, "params:query", operation, "query");
    parameters(&mut file, "params:path", operation, "path");
    parameters(&mut file, "headers", operation, "header");
    if needs_token {
        block(&mut file, "auth:bearer", "token: {{admin_token}}");
    }
    if let Some(example) = body.and_then(example) {
        block(&mut file, "body:json", &variables(&format!("{example:#}")));
    }
    block(&mut file, "docs", &docs(document, operation));
    file
}

/// What a person reads beside a request: what it does, and its answers.
fn docs(document: &Value, operation: &Value) -> String {
    let mut markdown = text(&operation["description"]).to_owned();
    let answers = operation["responses"].as_object().into_iter().flatten();
    markdown.push('\n');
    for (status, answer) in answers {
        let named = answer["$ref"].as_str().and_then(|named| document.pointer(named.trim_start_matches('#')));
        let _ = write!(markdown, "\n- {status}: {}", text(&named.unwrap_or(answer)["description"]));
    }
    markdown
}

fn parameters(file: &mut String, name: &str, operation: &Value, place: &str) {
    let lines: Vec<String> = of_place(operation, place).map(line).collect();
    if !lines.is_empty() {
        block(file, name, &lines.join("\n"));
    }
}

/// A parameter; one that is not needed is there and switched off.
fn line(parameter: &Value) -> String {
    let name = text(&parameter["name"]);
    let off = if parameter["required"] == true { "" } else { "~" };
    let value = match (&parameter["in"], &parameter["example"]) {
        (place, _) if place == "path" => format!("{{{{{name}}}}}"),
        (_, Value::Null) => String::new(),
        (_, example) => variables(&plain(example)),
    };
    format!("{off}{name}: {value}").trim_end().to_owned()
}

fn of_place<'a>(operation: &'a Value, place: &'a str) -> impl Iterator<Item = &'a Value> {
    list(&operation["parameters"]).filter(move |parameter| parameter["in"] == place)
}

fn example(body: &Value) -> Option<&Value> {
    body["examples"].as_object()?.values().next()?.get("value")
}

/// `"{order_id}"` is Bruno's `"{{order_id}}"`.
fn variables(given: &str) -> String {
    let names = VARIABLES.into_iter().map(|(name, _)| name);
    names.fold(given.to_owned(), |given, name| given.replace(&format!("{{{name}}}"), &format!("{{{{{name}}}}}")))
}

fn block(file: &mut String, name: &str, lines: &str) {
    let gap = if file.is_empty() { "" } else { "\n" };
    let lines = lines.lines().map(|line| format!("  {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n");
    let _ = write!(file, "{gap}{name} {{\n{lines}\n}}\n");
}

fn folder(tag: &str) -> String {
    tag.to_lowercase().replace(' ', "-")
}

/// `listOrders` is `list-orders`.
fn kebab_case(name: &str) -> String {
    let mut kebab = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            kebab.push('-');
        }
        kebab.extend(letter.to_lowercase());
    }
    kebab
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A text as it is, another value as JSON writes it.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
