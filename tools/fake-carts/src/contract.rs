//! What a vendor documents of its API, as a file: addresses, and schemas of queries and bodies. What is not in it is refused.

use anyhow::{Context, Result};
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::call::{Call, Cause, Refusal};

const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    operations: Vec<Written>,
}

/// An operation as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    method: String,
    /// `{name}` stands for one step.
    path: String,
    /// The fields of the query by their schemas.
    #[serde(default)]
    query: Map<String, Value>,
    /// Those of the query that must be there.
    #[serde(default)]
    required_query: Vec<String>,
    /// The schema of the body; without it there must be none.
    body: Option<Value>,
    /// What the body must be said to be.
    #[serde(default = "json_type")]
    content_type: String,
}

fn json_type() -> String {
    "application/json".to_owned()
}

/// An operation, ready to hold requests against it.
#[derive(Debug)]
struct Operation {
    written: Written,
    query: Validator,
    body: Option<Validator>,
}

/// All that a vendor documents, of what is spoken here.
#[derive(Debug)]
pub(crate) struct Contract {
    operations: Vec<Operation>,
}

/// A request that fits.
#[derive(Debug)]
pub(crate) struct Input<'a> {
    /// The id of its operation.
    pub operation: &'a str,
    /// What stands for the steps in braces.
    pub path: Vec<String>,
    /// The fields of the query, of their kinds.
    pub query: Value,
    /// The body; null where there is none.
    pub body: Value,
}

impl Input<'_> {
    /// A step of the path; blank where there are not so many.
    pub(crate) fn step(&self, place: usize) -> &str {
        self.path.get(place).map_or("", String::as_str)
    }

    /// A number of the query, or what it is when it is left out.
    pub(crate) fn number(&self, name: &str, usual: usize) -> usize {
        self.query.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok()).unwrap_or(usual)
    }

    /// A text of the query; blank when it is left out.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.query.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Contract {
    /// Reads what is documented. An object takes no fields but those it names.
    pub(crate) fn read(text: &str) -> Result<Self> {
        let document: Document = serde_yaml_ng::from_str(text).context("what a vendor documents can't be read")?;
        let operations = document.operations.into_iter().map(Operation::new).collect::<Result<_>>()?;
        Ok(Self { operations })
    }

    /// The operation a request is of, and what stands for the steps in braces.
    fn find(&self, call: &Call) -> Option<(&Operation, Vec<String>)> {
        let steps: Vec<&str> = call.path.trim_end_matches('/').split('/').collect();
        self.operations.iter().find_map(|operation| {
            let written: Vec<&str> = operation.written.path.trim_end_matches('/').split('/').collect();
            let is_method = operation.written.method == call.method && written.len() == steps.len();
            let fits =
                |(written, step): (&&str, &&str)| written == step || (written.starts_with('{') && !step.is_empty());
            let is_it = is_method && written.iter().zip(&steps).all(fits);
            let named = written.iter().zip(&steps).filter(|(written, _)| written.starts_with('{'));
            is_it.then(|| (operation, named.map(|(_, step)| (*step).to_owned()).collect()))
        })
    }

    /// Whether an operation of this method has this address.
    pub(crate) fn has(&self, call: &Call) -> bool {
        self.find(call).is_some()
    }

    /// Holds a request against what is documented.
    pub(crate) fn check(&self, call: &Call) -> Result<Input<'_>, Refusal> {
        let no_route = || Refusal::new(Cause::NoRoute, "", format!("no {} {}", call.method, call.path));
        let (operation, path) = self.find(call).ok_or_else(no_route)?;
        let written = &operation.written;
        let query = typed(&written.query, &call.query);
        hold(&operation.query, &query)?;
        let body = match &operation.body {
            None if call.body.is_empty() => Value::Null,
            None => return Err(Refusal::new(Cause::Field, "", "a body where there is none")),
            Some(validator) => {
                let body = read_body(written, call)?;
                hold(validator, &body)?;
                body
            }
        };
        Ok(Input { operation: &written.id, path, query, body })
    }
}

impl Operation {
    fn new(written: Written) -> Result<Self> {
        let query = json!({
            "type": "object",
            "properties": Value::Object(written.query.clone()),
            "required": written.required_query,
        });
        let compile = |mut schema: Value| -> Result<Validator> {
            close(&mut schema);
            let validator = jsonschema::validator_for(&schema);
            validator.map_err(|error| anyhow::anyhow!("{}: {error}", written.id))
        };
        let query = compile(query)?;
        let body = written.body.clone().map(compile).transpose()?;
        Ok(Self { written, query, body })
    }
}

/// Lets no object of a schema take what it does not name, unless it says so.
fn close(schema: &mut Value) {
    if let Value::Object(entries) = schema {
        if entries.contains_key("properties") && !entries.contains_key("additionalProperties") {
            entries.insert("additionalProperties".to_owned(), Value::Bool(false));
        }
        entries.values_mut().for_each(close);
    } else if let Value::Array(entries) = schema {
        entries.iter_mut().for_each(close);
    }
}

fn read_body(written: &Written, call: &Call) -> Result<Value, Refusal> {
    if call.content_type() != written.content_type {
        let message = format!("{} where {} is taken", call.content_type(), written.content_type);
        return Err(Refusal::new(Cause::ContentType, "content-type", message));
    }
    if written.content_type == FORM {
        let properties = written.body.as_ref().and_then(|body| body.get("properties")).and_then(Value::as_object);
        return Ok(typed(properties.unwrap_or(&Map::new()), &call.form()));
    }
    serde_json::from_slice(&call.body).map_err(|error| Refusal::new(Cause::Field, "", format!("no JSON: {error}")))
}

/// Texts of a query or a form as values of the kinds their schemas name; what is of no such kind stays a text, which its
/// schema then refuses.
fn typed(schemas: &Map<String, Value>, pairs: &[(String, String)]) -> Value {
    let value = |(name, text): &(String, String)| {
        let kind = schemas.get(name).and_then(|schema| schema.get("type")).and_then(Value::as_str);
        let typed = match kind {
            Some("integer" | "number" | "boolean") => {
                serde_json::from_str(text).ok().filter(|it: &Value| !it.is_null())
            }
            _ => None,
        };
        (name.clone(), typed.unwrap_or_else(|| Value::String(text.clone())))
    };
    Value::Object(pairs.iter().map(value).collect())
}

fn hold(validator: &Validator, value: &Value) -> Result<(), Refusal> {
    let Some(error) = validator.iter_errors(value).next() else { return Ok(()) };
    let at = error.instance_path().to_string().trim_start_matches('/').replace('/', ".");
    let name = match error.kind() {
        ValidationErrorKind::Required { property } => property.as_str().unwrap_or_default().to_owned(),
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected.join(", "),
        _ => String::new(),
    };
    let field = [at, name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
    Err(Refusal::new(Cause::Field, field, error.to_string()))
}
