//! A filter with everything read that can be read before there is an order.

use domain::{Combine, Filter, Order, Problem};

use crate::Circumstances;
use crate::comparator::{self, Operand, Test};
use crate::field::{self, FieldEntry, Value};
use crate::meter::{Overrun, Share};

/// What the allocations of a filter take beside what is in them, about.
const ALLOCATIONS: usize = 64;

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

    /// So much memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.name.len() + self.test.bytes + ALLOCATIONS
    }

    fn holds(&self, order: &Order, circumstances: &Circumstances<'_>, share: &mut Share) -> Result<bool, Overrun> {
        self.field.any(&self.name, order, circumstances, |value| {
            share.look(self.test.price, if let Value::Text(text) = value { text } else { "" })?;
            Ok(self.test.holds(value, circumstances.now))
        })
    }
}

/// Whether `filters` hold together, as far as the share goes; no filters always do.
pub(crate) fn hold(
    filters: &[CompiledFilter],
    combine: Combine,
    order: &Order,
    circumstances: &Circumstances<'_>,
    share: &mut Share,
) -> Result<bool, Overrun> {
    // One that does not hold decides for AND, one that does for OR.
    let decides = combine == Combine::Any;
    for filter in filters {
        if filter.holds(order, circumstances, share)? == decides {
            return Ok(decides);
        }
    }
    Ok(!decides || filters.is_empty())
}
