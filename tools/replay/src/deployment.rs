//! What a checkout deploys, read from its templates: which functions there are, what wakes each, with which settings,
//! and who answers which call.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::json;
use serde_yaml_ng::Value;

use crate::cloud::TABLE;

/// Parameters with another value than their default. The waits are few and short, so that a post fails for good soon.
const PARAMETERS: [(&str, &str); 7] = [
    // Of `admin-token`.
    ("AdminTokenSha256", "10a4c7c9fc5206d6f36dc6944a81bb6f4a3cb0e25014ae3b12e6c3e52712292a"),
    ("MailFrom", "desk@example.com"),
    ("RetryWaitsSeconds", "10,20,30"),
    ("PostTimeoutSeconds", "5"),
    ("AllowLoopback", "true"),
    // The stores here have keys that are made up, in builds from before there were checksums too.
    ("KeyChecksumSecret", "TheSecretOfTheReplaysKeyChecksums"),
    ("KeysWithoutChecksum", "accepted"),
];

/// What the operator's calls carry.
pub(crate) const ADMIN_TOKEN: &str = "admin-token";

#[derive(Debug)]
pub(crate) struct Deployment {
    /// In the order of the template.
    pub(crate) functions: Vec<Deployed>,
    routes: Vec<(String, String)>,
    /// The table, as `CreateTable` wants it.
    pub(crate) schema: serde_json::Value,
}

#[derive(Debug)]
pub(crate) struct Deployed {
    pub(crate) name: String,
    pub(crate) settings: Vec<(String, String)>,
    pub(crate) source: Source,
}

/// What wakes a function.
#[derive(Debug)]
pub(crate) enum Source {
    Http,
    /// Rows that have one of these attributes.
    Stream(Vec<String>),
    /// Messages of this queue.
    Queue(String),
}

impl Deployment {
    pub(crate) fn read(checkout: &Path) -> Result<Self> {
        let template = yaml(&checkout.join("template.yaml"))?;
        let mut functions = vec![];
        let mut names = BTreeMap::new();
        for (resource, value) in resources(&template) {
            if value["Type"] == "AWS::Serverless::Function" {
                let function = deployed(&template, &value["Properties"]).with_context(|| resource.clone())?;
                names.insert(resource, function.name.clone());
                functions.push(function);
            }
        }
        let routes = routes(&yaml(&checkout.join("infra/api.yaml"))?, &names);
        Ok(Self { functions, routes, schema: schema(&yaml(&checkout.join("infra/table.yaml"))?)? })
    }

    /// The function a call is routed to, and the route.
    pub(crate) fn route(&self, method: &str, path: &str) -> Result<(&str, &str)> {
        let found = self.routes.iter().find(|(route, _)| is_route(route, method, path));
        let found = found.or_else(|| self.routes.iter().find(|(route, _)| route == "$default"));
        found.map(|(route, name)| (name.as_str(), route.as_str())).context("no route, not even the default one")
    }
}

fn yaml(path: &Path) -> Result<Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{} is missing", path.display()))?;
    serde_yaml_ng::from_str(&text).with_context(|| format!("{} is no YAML", path.display()))
}

fn resources(template: &Value) -> impl Iterator<Item = (String, &Value)> {
    let entries = template["Resources"].as_mapping().into_iter().flatten();
    entries.map(|(name, value)| (name.as_str().unwrap_or_default().to_owned(), value))
}

fn deployed(template: &Value, properties: &Value) -> Result<Deployed> {
    let name = argument(&properties["FunctionName"]).trim_start_matches("${AWS::StackName}-").to_owned();
    let variables = properties["Environment"]["Variables"].as_mapping().into_iter().flatten();
    let settings = variables.map(|(name, value)| (argument(name).to_owned(), setting(template, value))).collect();
    let mut source = Source::Http;
    for (_, event) in properties["Events"].as_mapping().into_iter().flatten() {
        let of = &event["Properties"];
        match event["Type"].as_str() {
            Some("DynamoDB") => source = Source::Stream(attributes(&of["FilterCriteria"]["Filters"])?),
            Some("SQS") => source = Source::Queue(queue_of(argument(&of["Queue"])).to_owned()),
            _ => {}
        }
    }
    Ok(Deployed { name, settings, source })
}

/// What stands behind a value's tag, such as `!Ref`.
fn argument(value: &Value) -> &str {
    match value {
        Value::Tagged(tagged) => tagged.value.as_str().unwrap_or_default(),
        other => other.as_str().unwrap_or_default(),
    }
}

/// The value of a setting. Queues are addresses that end in the queue's name.
fn setting(template: &Value, value: &Value) -> String {
    let text = argument(value);
    let is_reference = matches!(value, Value::Tagged(tagged) if tagged.tag == "Ref");
    if is_reference {
        let set = PARAMETERS.iter().find(|(name, _)| *name == text).map(|(_, value)| (*value).to_owned());
        let default = &template["Parameters"][text]["Default"];
        return set.unwrap_or_else(|| argument(default).to_owned());
    }
    match text.rsplit('.').next().unwrap_or_default() {
        "TableName" => TABLE.to_owned(),
        output if output.ends_with("QueueUrl") => format!("https://queues.example.com/{}", queue_of(text)),
        output => output.to_owned(),
    }
}

/// `Queues.Outputs.PostQueueUrl` and `Queues.Outputs.PostQueueArn` are `Post`.
fn queue_of(output: &str) -> &str {
    let name = output.rsplit('.').next().unwrap_or_default();
    name.trim_end_matches("Url").trim_end_matches("Arn").trim_end_matches("Queue")
}

fn attributes(filters: &Value) -> Result<Vec<String>> {
    let mut attributes = vec![];
    for filter in filters.as_sequence().into_iter().flatten() {
        let pattern: serde_json::Value = serde_json::from_str(argument(&filter["Pattern"]))?;
        let image = pattern["dynamodb"]["NewImage"].as_object();
        attributes.extend(image.context("a filter of another kind")?.keys().cloned());
    }
    Ok(attributes)
}

fn routes(api: &Value, names: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut routes = vec![];
    for (_, value) in resources(api) {
        if value["Type"] == "AWS::ApiGatewayV2::Route" {
            let of = &value["Properties"];
            let target = argument(&of["Target"]).trim_start_matches("integrations/${").trim_end_matches('}');
            let function = argument(&api["Resources"][target]["Properties"]["IntegrationUri"]).trim_end_matches("Arn");
            let name = names.get(function).cloned().unwrap_or_default();
            routes.push((argument(&of["RouteKey"]).to_owned(), name));
        }
    }
    // As API Gateway has it: a route with fewer variables is meant first.
    routes.sort_by_key(|(route, _)| route.matches('{').count());
    routes
}

fn is_route(route: &str, method: &str, path: &str) -> bool {
    let Some((of, pattern)) = route.split_once(' ') else { return false };
    let (pattern, path): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), path.split('/').collect());
    let fits = |(part, given): (&&str, &&str)| part == given || (part.starts_with('{') && !given.is_empty());
    (of == method || of == "ANY") && pattern.len() == path.len() && pattern.iter().zip(&path).all(fits)
}

fn schema(template: &Value) -> Result<serde_json::Value> {
    let table = resources(template).find(|(_, value)| value["Type"] == "AWS::DynamoDB::Table");
    let properties = &table.context("no table in the template")?.1["Properties"];
    let mut schema = json!({ "TableName": TABLE, "BillingMode": "PAY_PER_REQUEST" });
    for name in ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes"] {
        schema[name] = serde_json::to_value(&properties[name])?;
    }
    Ok(schema)
}
