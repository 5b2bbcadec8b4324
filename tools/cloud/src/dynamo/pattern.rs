//! Which records of a stream wake a function.

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A pattern of a `FilterCriteria`: for each name that it has, a record must have a fitting value. Of what Lambda
/// knows, values themselves and `exists` are understood.
#[derive(Debug, Clone)]
pub struct Pattern(Value);

impl Pattern {
    /// Reads a pattern; one that says what is not understood here is refused.
    pub fn read(text: &str) -> Result<Self> {
        let pattern: Value = serde_json::from_str(text).with_context(|| format!("no pattern: {text}"))?;
        check(&pattern)?;
        Ok(Self(pattern))
    }

    /// Whether it fits this record.
    pub fn fits(&self, record: &Value) -> bool {
        fits(&self.0, Some(record))
    }
}

fn check(pattern: &Value) -> Result<()> {
    match pattern {
        Value::Object(parts) => parts.values().try_for_each(check),
        Value::Array(alternatives) if alternatives.iter().all(is_understood) => Ok(()),
        other => bail!("not understood: {other}"),
    }
}

fn is_understood(alternative: &Value) -> bool {
    match alternative {
        Value::Object(test) => test.len() == 1 && test.get("exists").is_some_and(Value::is_boolean),
        Value::Array(_) => false,
        _ => true,
    }
}

fn fits(pattern: &Value, value: Option<&Value>) -> bool {
    match pattern {
        Value::Object(parts) => parts.iter().all(|(name, part)| fits(part, value.and_then(|value| value.get(name)))),
        Value::Array(alternatives) => alternatives.iter().any(|alternative| match alternative.get("exists") {
            Some(exists) => exists.as_bool() == Some(value.is_some()),
            None => value == Some(alternative),
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pattern_fits_what_has_all_it_names() {
        let pattern = Pattern::read(r#"{"dynamodb":{"NewImage":{"events":{"S":[{"exists":true}]}}}}"#).unwrap();
        assert!(pattern.fits(&json!({ "dynamodb": { "NewImage": { "events": { "S": "[]" } } } })));
        assert!(!pattern.fits(&json!({ "dynamodb": { "NewImage": { "events": { "N": "1" } } } })));
        assert!(!pattern.fits(&json!({ "dynamodb": { "OldImage": { "events": { "S": "[]" } } } })));
        let gone = Pattern::read(r#"{"eventName":["REMOVE","x"],"dynamodb":{"NewImage":[{"exists":false}]}}"#).unwrap();
        assert!(gone.fits(&json!({ "eventName": "REMOVE", "dynamodb": {} })));
        assert!(!gone.fits(&json!({ "eventName": "MODIFY", "dynamodb": {} })));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for bad in [r#"{"a":"b"}"#, r#"{"a":[{"prefix":"b"}]}"#, r#"{"a":[["b"]]}"#, "["] {
            assert!(Pattern::read(bad).is_err(), "{bad}");
        }
    }
}
