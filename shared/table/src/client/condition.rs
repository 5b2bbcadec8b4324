//! What must hold of a row for a write to be made.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

/// A condition on the row that a write would replace.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    expression: &'static str,
    attribute: Option<String>,
    value: Option<AttributeValue>,
    /// Where a range ends that begins with `value`.
    last: Option<AttributeValue>,
    /// Another attribute that must be as it was read.
    unchanged: Option<(String, Option<AttributeValue>)>,
}

/// A condition in the three parts the SDK takes.
pub(super) struct ConditionParts {
    pub(super) expression: Option<String>,
    pub(super) names: HashMap<String, String>,
    pub(super) values: HashMap<String, AttributeValue>,
}

impl Condition {
    /// There is a row.
    pub(crate) fn exists() -> Self {
        Self { expression: "attribute_exists(pk)", attribute: None, value: None, last: None, unchanged: None }
    }

    /// There is no row.
    pub(crate) fn absent() -> Self {
        Self { expression: "attribute_not_exists(pk)", attribute: None, value: None, last: None, unchanged: None }
    }

    /// The row is still the version that was read.
    pub(crate) fn version_is(version: u64) -> Self {
        Self::number_is("version", version)
    }

    /// The row is there, and is still the version that was read; 0 where it had none.
    pub(crate) fn version_is_still(version: u64) -> Self {
        if version > 0 { Self::version_is(version) } else { Self::exists().and_unchanged("version", None) }
    }

    /// The row has this number.
    pub(crate) fn number_is(attribute: &str, number: u64) -> Self {
        Self::on("#seen = :seen", attribute, Some(AttributeValue::N(number.to_string())))
    }

    /// The row has this number, or none at all.
    pub(crate) fn number_is_or_none(attribute: &str, number: u64) -> Self {
        let expression = "#seen = :seen OR attribute_not_exists(#seen)";
        Self::on(expression, attribute, Some(AttributeValue::N(number.to_string())))
    }

    /// The row has a smaller number, or there is no row.
    pub(crate) fn number_is_below(attribute: &str, number: u64) -> Self {
        let expression = "attribute_not_exists(pk) OR #seen < :seen";
        Self::on(expression, attribute, Some(AttributeValue::N(number.to_string())))
    }

    /// The row is there and has a smaller number.
    pub(crate) fn number_is_under(attribute: &str, number: u64) -> Self {
        Self::on("#seen < :seen", attribute, Some(AttributeValue::N(number.to_string())))
    }

    /// The row has a number from the first to the last of these.
    pub(crate) fn number_is_in(attribute: &str, range: std::ops::RangeInclusive<i64>) -> Self {
        let number = |number: &i64| Some(AttributeValue::N(number.to_string()));
        let last = number(range.end());
        Self { last, ..Self::on("#seen BETWEEN :seen AND :last", attribute, number(range.start())) }
    }

    /// The attribute is still what was read, where nothing was read too.
    pub(crate) fn unchanged(attribute: &str, seen: Option<AttributeValue>) -> Self {
        let expression = if seen.is_some() { "#seen = :seen" } else { "attribute_not_exists(#seen)" };
        Self::on(expression, attribute, seen)
    }

    /// And another attribute is still what was read, where nothing was read too.
    pub(crate) fn and_unchanged(self, attribute: &str, seen: Option<AttributeValue>) -> Self {
        Self { unchanged: Some((attribute.to_owned(), seen)), ..self }
    }

    fn on(expression: &'static str, attribute: &str, value: Option<AttributeValue>) -> Self {
        Self { expression, attribute: Some(attribute.to_owned()), value, last: None, unchanged: None }
    }
}

/// The parts of a condition, if there is one.
pub(super) fn parts(condition: Option<Condition>) -> ConditionParts {
    let (mut names, mut values) = (HashMap::new(), HashMap::new());
    let expression = condition.map(|condition| {
        names.extend(condition.attribute.map(|attribute| ("#seen".to_owned(), attribute)));
        values.extend(condition.value.map(|value| (":seen".to_owned(), value)));
        values.extend(condition.last.map(|value| (":last".to_owned(), value)));
        let Some((attribute, seen)) = condition.unchanged else { return condition.expression.to_owned() };
        let also = if seen.is_some() { "#also = :also" } else { "attribute_not_exists(#also)" };
        names.insert("#also".to_owned(), attribute);
        values.extend(seen.map(|value| (":also".to_owned(), value)));
        format!("({}) AND {also}", condition.expression)
    });
    ConditionParts { expression, names, values }
}
