//! A filter with everything read that can be read before there is an order.

use domain::{Combine, Filter, Order, Problem};

use crate::Circumstances;
use crate::comparator::{self, Operand, Test};
use crate::field::{self, FieldEntry};

/// A filter, ready to be held against orders.
pub(crate) struct CompiledFilter {
    field: &'static FieldEntry,
    name: String,
    test: Test,
}

impl CompiledFilter {
    /// Resolves `filter`. The problem's field is the filter's own: `comparator`, `value`, …
    pub(crate) fn compile(filter: &Filter) -> Result<Self, Problem> {
        let Some(field) = field::named(&filter.field) else {
            return Err(Problem::new("field", format!("there is no field \"{}\"", filter.field)));
        };
        let Some(comparator) = comparator::named(&filter.comparator) else {
            return Err(Problem::new("comparator", format!("there is no comparator \"{}\"", filter.comparator)));
        };
        if !comparator.fits(field.kind) {
            let message = format!("\"{}\" does not fit the field \"{}\"", comparator.name, field.name);
            return Err(Problem::new("comparator", message));
        }
        if field.takes_name && filter.name.is_empty() {
            return Err(Problem::new("name", format!("the field \"{}\" needs the name of its entry", field.name)));
        }
        let operand = Operand { kind: field.kind, value: &filter.value, ignore_case: filter.ignore_case };
        let test = comparator.make(&operand).map_err(|message| Problem::new("value", message))?;
        Ok(Self { field, name: filter.name.clone(), test })
    }

    fn holds(&self, order: &Order, circumstances: &Circumstances<'_>) -> bool {
        self.field.any(&self.name, order, circumstances, |value| (self.test)(value, circumstances.now))
    }
}

/// Whether `filters` hold together; no filters always do.
pub(crate) fn hold(
    filters: &[CompiledFilter],
    combine: Combine,
    order: &Order,
    circumstances: &Circumstances<'_>,
) -> bool {
    let holds = |filter: &CompiledFilter| filter.holds(order, circumstances);
    match combine {
        Combine::All => filters.iter().all(holds),
        Combine::Any => filters.is_empty() || filters.iter().any(holds),
    }
}
