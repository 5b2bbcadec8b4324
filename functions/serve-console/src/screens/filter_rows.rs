//! The rows of Edit Filters: a field, a comparator and a value each, which a plain form sends.

use domain::{Filter, MAX_LIST_FILTERS, Problem, Quantifier, label_of_field, permissions_of_field};
use http::Call;

use crate::view::{Choice, sentence};
use crate::visit::Member;

/// The comparator of a row that nobody chose one for.
const USUAL: &str = "equals";

/// What fields stand together: what their names begin with, and what people read above them.
const GROUPS: [(&str, &str); 8] = [
    ("", "Order"),
    ("shipping", "Ship to"),
    ("customer", "Customer"),
    ("return_address", "Return address"),
    ("item", "Items"),
    ("discount", "Discounts"),
    ("note", "Notes"),
    ("clock", "Clock"),
];

/// A row of the form.
#[expect(clippy::struct_excessive_bools, reason = "a row offers one after the other")]
pub(super) struct FilterRow {
    pub(super) number: usize,
    pub(super) fields: Vec<Group>,
    pub(super) takes_name: bool,
    pub(super) name: String,
    pub(super) comparators: Vec<Choice>,
    pub(super) takes_value: bool,
    pub(super) value: String,
    /// What a value of the field looks like.
    pub(super) hint: &'static str,
    pub(super) ignores_case: bool,
    pub(super) is_of_list: bool,
    pub(super) is_of_all: bool,
    /// What is wrong with it; blank where nothing is.
    pub(super) wrong: String,
}

/// Fields that stand together in a choice.
pub(super) struct Group {
    pub(super) label: &'static str,
    pub(super) fields: Vec<Choice>,
}

/// What the form of Edit Filters says: its filters without those that are blank or dropped, and whether one more row is
/// wanted. Nothing where the address is not that of the form.
pub(super) fn read(call: &Call<'_>) -> Option<(Vec<Filter>, bool)> {
    let sent: usize = call.query("rows")?.parse().ok()?;
    let dropped: Option<usize> = call.query("drop").and_then(|number| number.parse().ok());
    let text = |name: &str, number: usize| call.query(&format!("{name}-{number}")).unwrap_or_default().to_owned();
    let filter = |number: usize| Filter {
        field: text("field", number),
        name: text("entry", number),
        comparator: text("how", number),
        value: text("value", number),
        ignore_case: !text("any-case", number).is_empty(),
        quantifier: if text("of-all", number).is_empty() { Quantifier::Any } else { Quantifier::All },
    };
    let rows = (0..sent.min(MAX_LIST_FILTERS)).filter(|number| dropped != Some(*number)).map(filter);
    let filters = rows.filter(|filter| !filter.field.is_empty()).map(fitting).collect();
    Some((filters, call.query("add").is_some()))
}

/// The same filter without what its field does not take: a field that was chosen anew leaves it behind.
fn fitting(filter: Filter) -> Filter {
    let Some(field) = rules::fields().find(|field| field.name == filter.field) else { return filter };
    let is_compared = rules::comparators().any(|it| it.name == filter.comparator && it.takes_value);
    Filter {
        name: if field.takes_name { filter.name } else { String::new() },
        value: if is_compared { filter.value } else { String::new() },
        quantifier: if field.is_of_list() { filter.quantifier } else { Quantifier::Any },
        ..filter
    }
}

/// The rows of these filters, and blank ones behind them.
pub(super) fn rows(member: &Member<'_>, filters: &[Filter], problems: &[Problem], blank: usize) -> Vec<FilterRow> {
    let new = std::iter::repeat_with(Filter::default).take(blank);
    let all = filters.iter().cloned().chain(new).take(MAX_LIST_FILTERS).enumerate();
    all.map(|(number, filter)| row(member, number, filter, problems)).collect()
}

fn row(member: &Member<'_>, number: usize, filter: Filter, problems: &[Problem]) -> FilterRow {
    let field = rules::fields().find(|field| field.name == filter.field);
    let place = format!("filters[{number}].");
    let wrong = problems.iter().find(|problem| problem.field.starts_with(&place));
    let chosen = if filter.comparator.is_empty() { USUAL } else { &filter.comparator };
    let fits = |name: &str| field.is_none_or(|field| field.comparators().any(|it| it.name == name));
    let comparators = rules::comparators().filter(|it| fits(it.name) || it.name == chosen);
    let choice = |name: &'static str| Choice::new(name, name.replace('_', " "), name == chosen);
    FilterRow {
        number,
        fields: groups(member, &filter.field),
        // A new row has room for one, as nobody knows yet which field it is for.
        takes_name: field.is_none_or(|field| field.takes_name),
        comparators: comparators.map(|it| choice(it.name)).collect(),
        takes_value: rules::comparators().all(|it| it.name != chosen || it.takes_value),
        hint: field.map(|field| hint(field.kind)).unwrap_or_default(),
        ignores_case: filter.ignore_case,
        is_of_list: field.is_some_and(rules::FieldEntry::is_of_list),
        is_of_all: filter.quantifier == Quantifier::All,
        wrong: wrong.map(|problem| sentence(&problem.message)).unwrap_or_default(),
        name: filter.name,
        value: filter.value,
    }
}

/// What a value of this kind looks like.
const fn hint(kind: rules::FieldKind) -> &'static str {
    match kind {
        rules::FieldKind::Text | rules::FieldKind::Entry => "",
        rules::FieldKind::Number => "90.75",
        rules::FieldKind::Flag => "yes or no",
        rules::FieldKind::Time => "2026-03-01 or -7 days",
        rules::FieldKind::TimeOfDay => "15:00",
        rules::FieldKind::Weekday => "Monday",
        rules::FieldKind::Day => "2026-12-24",
    }
}

/// The fields that the user sees, group by group.
fn groups(member: &Member<'_>, chosen: &str) -> Vec<Group> {
    let is_seen = |name: &str| permissions_of_field(name).iter().all(|permission| member.may(*permission));
    let fields: Vec<&str> = rules::fields().map(|field| field.name).filter(|name| is_seen(name)).collect();
    let group = |(key, label): (&str, &'static str)| {
        let own = fields.iter().filter(|name| group_of(name) == key);
        let fields = own.map(|name| Choice::new(*name, label_of_field(name), *name == chosen)).collect();
        Group { label, fields }
    };
    GROUPS.into_iter().map(group).filter(|group| !group.fields.is_empty()).collect()
}

/// The group of a field, by its name.
fn group_of(name: &str) -> &str {
    if ["current_hour", "day_of_week", "day_of_month", "current_date"].contains(&name) {
        return "clock";
    }
    name.split_once('.').map_or("", |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a field of rules that no group has: nobody could narrow by it.
    #[test]
    fn every_field_of_rules_stands_in_a_group() {
        for field in rules::fields() {
            assert!(GROUPS.iter().any(|(key, _)| *key == group_of(field.name)), "{}", field.name);
        }
    }

    #[test]
    fn a_row_keeps_what_its_field_takes() {
        let filter = Filter {
            field: "email".into(),
            name: "Gift".into(),
            comparator: "is_empty".into(),
            value: "x".into(),
            quantifier: Quantifier::All,
            ..Filter::default()
        };
        let kept = fitting(filter.clone());
        assert_eq!((kept.name.as_str(), kept.value.as_str(), kept.quantifier), ("", "", Quantifier::Any));
        let named = Filter { field: "checkout_data".into(), comparator: "equals".into(), ..filter };
        assert_eq!(fitting(named).name, "Gift");
    }
}
