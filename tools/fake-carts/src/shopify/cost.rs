//! What a query takes of a shop's points: a point for each object, as many times as its list is asked for, two for each
//! connection, ten for a mutation (shopify.dev, "Rate limits"). Nobody else's counting is the vendor's to the point.

use apollo_compiler::ast::Value as Literal;
use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use serde_json::{Value, json};

/// One query may take no more.
pub(super) const MAX_POINTS: u64 = 1_000;

/// So many a shop has, and gets back a second.
const BUCKET: u64 = 2_000;
const A_SECOND: u64 = 100;

/// What an operation takes.
pub(super) fn points(operation: &Operation) -> u64 {
    let base = if operation.is_query() { 0 } else { 10 };
    selected(&operation.selection_set).saturating_add(base)
}

fn selected(set: &SelectionSet) -> u64 {
    let of = |selection: &Selection| match selection {
        Selection::Field(field) => of_field(field),
        Selection::InlineFragment(fragment) => selected(&fragment.selection_set),
        Selection::FragmentSpread(_) => 0,
    };
    set.selections.iter().map(of).fold(0, u64::saturating_add)
}

fn of_field(field: &Field) -> u64 {
    let kind = field.definition.ty.inner_named_type().as_str();
    if field.selection_set.is_empty() || kind == "PageInfo" {
        return 0;
    }
    let inner = selected(&field.selection_set);
    let first = ["first", "last"].iter().find_map(|name| field.specified_argument_by_name(name));
    let count = first.and_then(|value| match &**value {
        Literal::Int(number) => number.as_str().parse::<u64>().ok(),
        _ => None,
    });
    match count {
        // The list of a connection is its `nodes`, which is one object of its own.
        Some(count) if kind.ends_with("Connection") => inner.saturating_mul(count).saturating_add(2),
        Some(count) => inner.saturating_add(1).saturating_mul(count),
        None => inner.saturating_add(1),
    }
}

/// What is said of it with each answer.
pub(super) fn of(points: u64) -> Value {
    json!({
        "requestedQueryCost": points,
        "actualQueryCost": points,
        "throttleStatus": {
            "maximumAvailable": BUCKET,
            "currentlyAvailable": BUCKET.saturating_sub(points),
            "restoreRate": A_SECOND,
        },
    })
}

/// What is said to a shop whose points are used up.
pub(super) fn of_throttled() -> Value {
    json!({
        "requestedQueryCost": 700,
        "actualQueryCost": null,
        "throttleStatus": {"maximumAvailable": BUCKET, "currentlyAvailable": 150, "restoreRate": A_SECOND},
    })
}
