//! A column: where its values come from.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{CellKind, ExportColumn, MAX_COLUMN_WIDTH, Order, Problem, RowMode};
use templates::{Context, Limits, RenderError, Subject, Surroundings, Template};

use super::cell::{self, Cell};
use super::field::{Field, Part, Value};
use super::warning::{Place, WarningKind, Warnings};

/// The template of a cell may write so many bytes.
const MAX_TEXT_BYTES: usize = 128 * 1024;

/// The templates of one order's cells may take so many steps of their engine together, one cell a tenth of them.
const MAX_STEPS_OF_ORDER: u64 = 2_000_000;

/// A column, ready to be filled.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) heading: String,
    pub(crate) kind: CellKind,
    pub(crate) width: Option<u8>,
    source: Source,
}

/// Where the values of a column come from.
#[derive(Debug)]
enum Source {
    Nowhere,
    Field(Field),
    Template(Box<Template>),
}

/// An order whose rows are being written, and what its templates may still take.
pub(crate) struct Rows<'a> {
    pub(crate) order: &'a Arc<Order>,
    store: &'a Arc<Surroundings>,
    steps_left: u64,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(order: &'a Arc<Order>, store: &'a Arc<Surroundings>) -> Self {
        Self { order, store, steps_left: MAX_STEPS_OF_ORDER }
    }
}

impl Column {
    /// Makes it ready; the problem's field is the column's own.
    pub(crate) fn new(column: &ExportColumn, mode: RowMode) -> Result<Self, Problem> {
        let value = &column.value;
        let source = if value.is_empty() {
            Source::Nowhere
        } else if is_template(value) {
            let template = Template::new(value.as_str()).map_err(|error| Problem::new("value", error.to_string()))?;
            Source::Template(Box::new(template))
        } else {
            Source::Field(Field::named(value, mode).map_err(|message| Problem::new("value", message))?)
        };
        let width = column.width.filter(|width| (1..=MAX_COLUMN_WIDTH).contains(width));
        Ok(Self { heading: column.heading.clone(), kind: column.kind, width, source })
    }

    /// What stands in it in a row about this part of the order.
    pub(crate) fn cell<'a>(&self, rows: &mut Rows<'a>, part: Part, warnings: &mut Warnings) -> Cell<'a> {
        let place = Place { order_id: Some(rows.order.id), column: Some(&self.heading) };
        let value = match &self.source {
            Source::Nowhere => Value::Text(Cow::Borrowed("")),
            Source::Field(field) => field.value(rows.order, part, &rows.store.folders),
            Source::Template(template) => Value::Text(Cow::Owned(rendered(template, rows, part, place, warnings))),
        };
        let (cell, warning) = cell::cell(value, self.kind, &rows.store.time_zone);
        if let Some(kind) = warning {
            warnings.note(place, kind);
        }
        cell
    }
}

/// Whether a value is a template and no name of a field.
pub(crate) fn is_template(value: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|sign| value.contains(sign))
}

fn rendered(template: &Template, rows: &mut Rows<'_>, part: Part, place: Place<'_>, warnings: &mut Warnings) -> String {
    let order = rows.order.clone();
    let subject = match part {
        Part::Whole => Subject::Order(order),
        Part::Item(place) => Subject::Item(order, place),
        Part::Shipment(place) => Subject::Shipment(order, place),
    };
    let context = Context { surroundings: rows.store.clone(), subject, extra: BTreeMap::new() };
    let max_steps = rows.steps_left.min(MAX_STEPS_OF_ORDER / 10);
    if max_steps == 0 {
        warnings.note(place, WarningKind::Failed(RenderError::TooManySteps.to_string()));
        return String::new();
    }
    let (rendered, steps) = template.render_within(&context, Limits { max_bytes: MAX_TEXT_BYTES, max_steps });
    rows.steps_left = rows.steps_left.saturating_sub(steps);
    match rendered {
        Ok(rendered) => {
            for warning in rendered.warnings {
                warnings.note(place, WarningKind::Missing(warning));
            }
            rendered.text
        }
        Err(error) => {
            warnings.note(place, WarningKind::Failed(error.to_string()));
            String::new()
        }
    }
}
