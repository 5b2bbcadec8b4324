//! `template.yaml` and what it nests, as the rules read them.

use std::collections::BTreeMap;

use serde_yaml_ng::Value;

use crate::workspace::read;

/// The resources of one type in a template, by their names.
pub(crate) fn resources(path: &str, kind: &str) -> BTreeMap<String, Value> {
    let template: Value = serde_yaml_ng::from_str(&read(path)).unwrap();
    let resources = template["Resources"].as_mapping().unwrap().iter();
    let wanted = resources.filter(|(_, resource)| resource["Type"] == kind);
    wanted.map(|(name, resource)| (name.as_str().unwrap().to_owned(), resource.clone())).collect()
}

/// The properties of the functions, by their names in the template.
pub(crate) fn functions() -> BTreeMap<String, Value> {
    let functions = resources("template.yaml", "AWS::Serverless::Function").into_iter();
    functions.map(|(name, function)| (name, function["Properties"].clone())).collect()
}

/// The properties of the queues, by their names in the template (`PostQueue`).
pub(crate) fn queues() -> BTreeMap<String, Value> {
    let queues = resources("infra/queues.yaml", "AWS::SQS::Queue").into_iter();
    queues.map(|(name, queue)| (name, queue["Properties"].clone())).collect()
}

/// The properties of the alarms, by their names in the template.
pub(crate) fn alarms() -> BTreeMap<String, Value> {
    let alarms = resources("infra/alarms.yaml", "AWS::CloudWatch::Alarm").into_iter();
    alarms.map(|(name, alarm)| (name, alarm["Properties"].clone())).collect()
}

/// All event sources of one type, each with its function's name.
pub(crate) fn sources(kind: &str) -> Vec<(String, Value)> {
    let all = events().into_iter().filter(|(_, event)| event["Type"] == kind);
    all.map(|(function, event)| (function, event["Properties"].clone())).collect()
}

/// All event sources, each with its function's name.
pub(crate) fn events() -> Vec<(String, Value)> {
    let mut found = vec![];
    for (name, function) in functions() {
        for (_, event) in function["Events"].as_mapping().into_iter().flatten() {
            found.push((name.clone(), event.clone()));
        }
    }
    found
}

/// The text of a value, whether it is one or the argument of `!Ref`, `!GetAtt` or `!Sub`.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Tagged(tagged) => text(&tagged.value),
        Value::String(text) => text.clone(),
        other => panic!("no text: {other:?}"),
    }
}

/// A list, also where one entry stands for a list of one.
pub(crate) fn list(value: &Value) -> Vec<Value> {
    match value {
        Value::Sequence(values) => values.clone(),
        one => vec![one.clone()],
    }
}

/// `PostQueue` of `Queues.Outputs.PostQueueArn`.
pub(crate) fn queue_of(arn: &Value) -> String {
    let arn = text(arn);
    let queue = arn.strip_prefix("Queues.Outputs.").and_then(|output| output.strip_suffix("Arn"));
    let queue = queue.unwrap_or_else(|| panic!("{arn} is no queue's")).to_owned();
    assert!(queues().contains_key(&queue), "there is no queue {queue}");
    queue
}

/// What comes behind the deployment's name: `post` of `${Prefix}-post`, also at the end of an ARN.
pub(crate) fn own_name(value: &Value) -> String {
    let text = text(value);
    let name = text.rsplit_once("${Prefix}-").or_else(|| text.rsplit_once("${AWS::StackName}-"));
    name.unwrap_or_else(|| panic!("{text} is not named after the deployment")).1.to_owned()
}

/// `ingest-order` is `IngestOrder` in the template.
pub(crate) fn pascal(name: &str) -> String {
    let part = |part: &str| part[..1].to_uppercase() + &part[1..];
    name.split('-').map(part).collect()
}
