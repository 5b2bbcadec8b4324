//! The rules that were given, as zen-engine has them.

use std::fmt::Write;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use domain::Order;
use serde_json::{Map, Value, json};
use zen_engine::Decision;
use zen_engine::model::GraphContent;
use zen_expression::expression::Standard;
use zen_expression::vm::VM;
use zen_expression::{Expression, Scope, Variable, compile_expression};

use crate::given::{Entry, Given, Group};

/// A decision table, one row a rule, whose answer is the places of the rules that match.
pub(crate) struct Table(Decision);

impl Table {
    pub(crate) fn of(given: &[Given]) -> Result<Self> {
        let row = |(place, rule): (usize, &Given)| json!({ "_id": rule.id, "if": expression(&rule.cond), "then": place.to_string() });
        let rows: Vec<Value> = given.iter().enumerate().map(row).collect();
        let table = json!({
            "nodes": [
                { "id": "in", "name": "in", "type": "inputNode" },
                { "id": "table", "name": "table", "type": "decisionTableNode", "content": {
                    "hitPolicy": "collect",
                    "inputs": [{ "id": "if", "name": "if" }],
                    "outputs": [{ "id": "then", "name": "then", "field": "rule" }],
                    "rules": rows,
                } },
                { "id": "out", "name": "out", "type": "outputNode" },
            ],
            "edges": [
                { "id": "1", "sourceId": "in", "targetId": "table", "type": "edge" },
                { "id": "2", "sourceId": "table", "targetId": "out", "type": "edge" },
            ],
        });
        let content: GraphContent = serde_json::from_value(table)?;
        let mut decision = Decision::from(Arc::new(content));
        decision.compile();
        Ok(Self(decision))
    }

    /// The sum of the places, counted from 1, of the rules that match.
    pub(crate) async fn matching(&self, order: &Variable) -> Result<u64> {
        let found = self.0.evaluate(order.clone()).await.map_err(|error| anyhow!("{error:?}"))?.result;
        let found = found.as_array().context("zen-engine answered no list")?;
        let found = found.borrow();
        let mut sum = 0;
        for rule in found.iter() {
            let place = rule.dot("rule").and_then(|place| place.as_number()).context("a rule without its place")?;
            sum += u64::try_from(place)? + 1;
        }
        Ok(sum)
    }
}

/// The same conditions as compiled expressions, each by itself.
pub(crate) struct Expressions {
    all: Vec<Expression<Standard>>,
    machine: VM,
}

impl Expressions {
    pub(crate) fn of(given: &[Given]) -> Result<Self> {
        let compile = |rule: &Given| compile_expression(&expression(&rule.cond)).map_err(|error| anyhow!("{error}"));
        Ok(Self { all: given.iter().map(compile).collect::<Result<_>>()?, machine: VM::new() })
    }

    /// The sum of the places, counted from 1, of those that hold.
    pub(crate) fn matching(&mut self, order: &Variable) -> Result<u64> {
        let (scope, mut sum) = (Scope::new(order.clone()), 0);
        for (place, expression) in (1..).zip(&self.all) {
            let holds =
                expression.evaluate_with_scope(&scope, &mut self.machine).map_err(|error| anyhow!("{error}"))?;
            if holds.as_bool() == Some(true) {
                sum += place;
            }
        }
        Ok(sum)
    }
}

/// The order as zen-engine reads it: with the totals that ours works out, and numbers where metadata has numbers.
pub(crate) fn order(sent: &Map<String, Value>, order: &Order) -> Result<Variable> {
    let mut document = sent.clone();
    let number = |text: String| serde_json::from_str::<Value>(&text);
    document.insert("order_total".to_owned(), number(order.order_total().text())?);
    document.insert("weight_total".to_owned(), number(order.weight_total().text())?);
    Ok(Variable::from(Value::Object(document)))
}

fn expression(group: &Group) -> String {
    let (word, entries) = match group {
        Group::All(entries) => (" and ", entries),
        Group::Any(entries) => (" or ", entries),
    };
    let entries: Vec<_> = entries.iter().map(entry).collect();
    entries.join(word)
}

fn entry(entry: &Entry) -> String {
    match entry {
        Entry::Group(group) => format!("({})", expression(group)),
        Entry::Atom { f, op, v } => match f.strip_prefix("items.") {
            Some(field) => format!("some(order_items, {})", comparison(&format!("#.{field}"), op, v)),
            None => comparison(&f.replace("metadata.", "order_metadata."), op, v),
        },
    }
}

fn comparison(field: &str, op: &str, value: &Value) -> String {
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = match op {
        "eq" => write!(text, "{field} == {value}"),
        "neq" => write!(text, "{field} != {value}"),
        "gt" => write!(text, "{field} > {value}"),
        "lt" => write!(text, "{field} < {value}"),
        "starts" => write!(text, "startsWith({field}, {value})"),
        "contains" => write!(text, "contains({field}, {value})"),
        _ => write!(text, "{field} in {value}"),
    };
    text
}
