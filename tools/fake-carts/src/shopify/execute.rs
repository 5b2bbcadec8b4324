//! GraphQL: a query is held against the schema and carried out, both by a crate that others made.

use std::cell::RefCell;
use std::sync::OnceLock;

use apollo_compiler::resolvers::{Execution, FieldError, ObjectValue, ResolveInfo, ResolvedValue};
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::validation::Valid;
use apollo_compiler::{ExecutableDocument, Schema};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{cost, fulfill, node};
use crate::call::{Cause, Refusal, Reply};
use crate::reading::{sort_by_time, text_of};
use crate::shop::{Hook, Shop};

/// More than this of anything is not given at once.
const MAX_FIRST: usize = 250;

fn schema() -> Result<&'static Valid<Schema>, Refusal> {
    static SCHEMA: OnceLock<Result<Valid<Schema>, String>> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| {
        Schema::parse_and_validate(include_str!("schema.graphql"), "schema.graphql").map_err(|error| error.to_string())
    });
    schema.as_ref().map_err(|error| Refusal::new(Cause::Field, "schema", error))
}

/// Answers a query or a mutation.
pub(super) fn answer(shop: &mut Shop, body: &Value) -> Result<Reply, Refusal> {
    let schema = schema()?;
    let refused = |code: &str, message: String| Refusal::new(Cause::Field, code, message);
    let document = ExecutableDocument::parse_and_validate(schema, text_of(body, "query"), "query.graphql")
        .map_err(|error| refused("undefinedField", error.to_string()))?;
    let operation =
        document.operations.get(None).map_err(|error| refused("missingOperation", error.message().to_string()))?;
    let points = cost::points(operation);
    if points > cost::MAX_POINTS {
        let message =
            format!("Query cost is {points}, which exceeds the single query max cost limit ({})", cost::MAX_POINTS);
        return Err(refused("MAX_COST_EXCEEDED", message));
    }
    let variables: JsonMap = match body.get("variables") {
        Some(Value::Object(entries)) => {
            entries.iter().map(|(key, value)| (key.as_str().into(), value.clone().into())).collect()
        }
        _ => JsonMap::new(),
    };
    let root = Root { shop: RefCell::new(shop), is_query: operation.is_query() };
    let execution = Execution::new(schema, &document).raw_variable_values(&variables).execute_sync(&root);
    let executed = execution.map_err(|error| refused("INVALID_VARIABLE", error.message().to_string()))?;
    if let Some(error) = executed.errors.first() {
        return Err(refused("INVALID_FIELD", error.message.clone()));
    }
    let mut answer = serde_json::to_value(&executed).unwrap_or_default();
    crate::reading::set(&mut answer, "extensions", json!({"cost": cost::of(points)}));
    Ok(Reply::json(200, answer))
}

/// The fields that everything begins with.
struct Root<'s> {
    shop: RefCell<&'s mut Shop>,
    is_query: bool,
}

impl ObjectValue for Root<'_> {
    fn type_name(&self) -> &'static str {
        if self.is_query { "QueryRoot" } else { "Mutation" }
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        let mut shop = self.shop.borrow_mut();
        let arguments = serde_json::to_value(info.arguments()).unwrap_or_default();
        let value = match info.field_name() {
            "order" => {
                shop.orders.get(node::number_of(&text_of(&arguments, "id"))).map(node::order).unwrap_or_default()
            }
            // One of a page alone is written by the names of the schema.
            "orders" => {
                return Ok(ResolvedValue::object(page(
                    "OrderConnection",
                    &found(&shop, &arguments),
                    &arguments,
                    node::order,
                )?));
            }
            "webhookSubscriptions" => shop.hooks.iter().map(hook_node).collect(),
            "fulfillmentCreate" => fulfill::create(&mut shop, arguments.get("fulfillment").unwrap_or(&Value::Null)),
            "webhookSubscriptionCreate" => create_hook(&mut shop, &arguments),
            _ => return Err(self.unknown_field_error(info)),
        };
        resolved(value, info)
    }
}

/// A thing with its fields, by the names of the schema. What a field is, a thing, a list, a page of a list or plain, is the
/// schema's to say.
struct Node {
    kind: String,
    entries: Map<String, Value>,
}

impl ObjectValue for Node {
    fn type_name(&self) -> &str {
        &self.kind
    }

    fn resolve_field<'a>(&'a self, info: &'a ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
        match self.entries.get(info.field_name()) {
            Some(value) => resolved(value.clone(), info),
            None => Err(self.unknown_field_error(info)),
        }
    }
}

fn resolved<'a>(value: Value, info: &ResolveInfo<'a>) -> Result<ResolvedValue<'a>, FieldError> {
    let kind = info.field_definition().ty.inner_named_type().as_str();
    let is_object = info.schema().get_object(kind).is_some() || info.schema().get_interface(kind).is_some();
    let arguments = serde_json::to_value(info.arguments()).unwrap_or_default();
    match value {
        Value::Array(entries) if !is_object => {
            Ok(ResolvedValue::list(entries.into_iter().map(ResolvedValue::leaf).collect::<Vec<_>>()))
        }
        value if !is_object => Ok(ResolvedValue::leaf(JsonValue::from(value))),
        Value::Array(entries) if kind.ends_with("Connection") => {
            Ok(ResolvedValue::object(page(kind, &numbered(entries), &arguments, Clone::clone)?))
        }
        Value::Array(entries) => {
            let first = arguments.get("first").and_then(Value::as_u64).and_then(|first| usize::try_from(first).ok());
            let entries = entries.into_iter().take(first.unwrap_or(MAX_FIRST));
            Ok(ResolvedValue::list(entries.map(|entry| thing(kind, entry)).collect::<Vec<_>>()))
        }
        value => Ok(thing(kind, value)),
    }
}

fn thing<'a>(kind: &str, value: Value) -> ResolvedValue<'a> {
    let Value::Object(entries) = value else { return ResolvedValue::null() };
    // One of several kinds says which it is.
    let own = entries.get("__typename").and_then(Value::as_str).unwrap_or(kind).to_owned();
    ResolvedValue::object(Node { kind: own, entries })
}

/// The entries of a list with their cursors, which are their places.
fn numbered(entries: Vec<Value>) -> Vec<(String, Value)> {
    entries.into_iter().enumerate().map(|(place, entry)| (cursor(place, ""), entry)).collect()
}

/// A cursor; a later one is the greater text.
fn cursor(number: usize, id: &str) -> String {
    format!("{number:020}{id:0>20}")
}

/// A page of a list, whose cursors grow: those behind the one that is given.
fn page(
    kind: &str,
    entries: &[(String, Value)],
    arguments: &Value,
    form: fn(&Value) -> Value,
) -> Result<Node, FieldError> {
    let first = arguments.get("first").and_then(Value::as_u64).and_then(|first| usize::try_from(first).ok());
    let Some(first) = first.filter(|first| (1..=MAX_FIRST).contains(first)) else {
        return Err(FieldError { message: format!("you must provide first, from 1 to {MAX_FIRST}, for {kind}") });
    };
    let after = text_of(arguments, "after");
    if !after.is_empty() && after.len() != cursor(0, "").len() {
        return Err(FieldError { message: "Invalid cursor for current pagination sort.".to_owned() });
    }
    let begin = entries.iter().filter(|(cursor, _)| *cursor <= after).count();
    let shown: Vec<&(String, Value)> = entries.iter().skip(begin).take(first).collect();
    let page_info = json!({
        "hasNextPage": begin.saturating_add(first) < entries.len(),
        "hasPreviousPage": begin > 0,
        "startCursor": shown.first().map(|(cursor, _)| cursor),
        "endCursor": shown.last().map(|(cursor, _)| cursor),
    });
    let edges: Vec<Value> =
        shown.iter().map(|(cursor, entry)| json!({"cursor": cursor, "node": form(entry)})).collect();
    let nodes: Vec<Value> = shown.iter().map(|(_, entry)| form(entry)).collect();
    let entries = [("pageInfo", page_info), ("edges", Value::Array(edges)), ("nodes", Value::Array(nodes))];
    Ok(Node {
        kind: kind.to_owned(),
        entries: entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
    })
}

/// Orders by `updated_at:>='…'`, by when they changed or by when they came. The cursor of one is when it changed and its id:
/// what changes meanwhile moves behind it, and no other order does.
fn found(shop: &Shop, arguments: &Value) -> Vec<(String, Value)> {
    let search = text_of(arguments, "query");
    let moment = search.strip_prefix("updated_at:>=").map(|text| text.trim_matches(['\'', '"']).to_owned());
    let since: Option<Timestamp> = moment.and_then(|text| text.parse().ok());
    let updated = |order: &Value| text_of(order, "updated_at").parse().ok();
    let is_wanted = |order: &&Value| since.is_none_or(|since| updated(order) >= Some(since));
    let orders = shop.orders.values().filter(is_wanted);
    if text_of(arguments, "sortKey") == "UPDATED_AT" && arguments.get("reverse") != Some(&Value::Bool(true)) {
        let seconds =
            |order: &Value| updated(order).map_or(0, |at: Timestamp| usize::try_from(at.as_second()).unwrap_or(0));
        let mut orders: Vec<_> =
            orders.map(|order| (cursor(seconds(order), &text_of(order, "id")), order.clone())).collect();
        orders.sort_by(|(one, _), (other, _)| one.cmp(other));
        return orders;
    }
    let mut orders = sort_by_time(orders, |order| text_of(order, "processed_at").parse().ok());
    if arguments.get("reverse") == Some(&Value::Bool(true)) {
        orders.reverse();
    }
    numbered(orders.into_iter().cloned().collect())
}

/// One for each topic and address.
fn create_hook(shop: &mut Shop, arguments: &Value) -> Value {
    let topic = text_of(arguments, "topic");
    let address = arguments.get("webhookSubscription").map(|input| text_of(input, "uri")).unwrap_or_default();
    let error = |message: &str| json!({"webhookSubscription": null, "userErrors": [{"field": ["webhookSubscription", "callbackUrl"], "message": message}]});
    let is_local = address.starts_with("http://127.0.0.1") || address.starts_with("http://localhost");
    if !is_local && !address.starts_with("https://") {
        return error("Address protocol http:// is not supported");
    }
    // GraphQL's name of a topic is that of the header in capitals.
    let name = topic.to_ascii_lowercase().replacen('_', "/", 1);
    if shop.hooks.iter().any(|hook| hook.address == address && hook.topics.contains(&name)) {
        return error("Address for this topic has already been taken");
    }
    let hook = Hook {
        id: format!("gid://shopify/WebhookSubscription/{}", shop.next_id()),
        topics: vec![name],
        address,
        secret: String::new(),
        is_active: true,
    };
    let written = hook_node(&hook);
    shop.hooks.push(hook);
    json!({"webhookSubscription": written, "userErrors": []})
}

fn hook_node(hook: &Hook) -> Value {
    let topic = hook.topics.first().map(|topic| topic.replace('/', "_").to_ascii_uppercase());
    json!({"id": hook.id, "topic": topic, "uri": hook.address, "format": "JSON"})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_holds() {
        assert!(schema().is_ok(), "{:?}", schema().err());
    }
}
