//! A filter with everything read that can be read before there is an order.

use domain::{Combine, Filter, Order, OrderItem, Problem, Quantifier};
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::Circumstances;
use crate::comparator::{self, Operand, Test};
use crate::conditions::{ConditionId, Facts};
use crate::field::{self, FieldEntry, Value};
use crate::meter::{Overrun, Price, Share};
use crate::questions::Points;

/// What the allocations of a filter take beside what is in them, about.
const ALLOCATIONS: usize = 64;

/// A filter, ready to be held against orders.
pub(crate) struct CompiledFilter {
    field: &'static FieldEntry,
    name: String,
    quantifier: Quantifier,
    test: Test,
    /// Where its answers can change, if one look at a value can tell them.
    points: Option<Points>,
    /// Where a run keeps the number it works out for the field; none for a field that is only read.
    number_at: Option<usize>,
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
        if filter.quantifier != Quantifier::default() && !field.is_of_list() {
            let message = format!("the field \"{}\" has one value, and takes no quantifier", field.name);
            return Err(Problem::new("quantifier", message));
        }
        let operand = Operand { kind: field.kind, value: &filter.value, ignore_case: filter.ignore_case };
        let test = comparator.make(&operand).map_err(|message| Problem::new("value", message))?;
        let points = if filter.quantifier == Quantifier::Any { comparator.points(&operand) } else { None };
        Ok(Self { field, name: filter.name.clone(), quantifier: filter.quantifier, test, points, number_at: None })
    }

    /// So much memory it takes, about.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>() + self.name.len() + self.test.bytes + ALLOCATIONS
    }

    /// Gives away where its answers can change.
    pub(crate) fn take_points(&mut self) -> Option<Points> {
        self.points.take()
    }

    /// Whether it can be tested before it is known that a rule needs it: not a regular expression.
    pub(crate) fn is_cheap(&self) -> bool {
        !matches!(self.test.price, Price::Searched(_))
    }

    /// Its field, and which entry of it.
    pub(crate) fn field(&self) -> (&'static FieldEntry, &str) {
        (self.field, &self.name)
    }

    /// Whether it holds for a value of its field, whatever the time.
    pub(crate) fn holds_of(&self, value: Value<'_>) -> bool {
        self.test.holds(value, Timestamp::UNIX_EPOCH)
    }

    /// Whether its field is a number of the order or the clock, which may take going through all items to work out.
    pub(crate) fn is_worked_out(&self) -> bool {
        self.field.is_worked_out()
    }

    /// Whether it looks at the inventory.
    pub(crate) fn is_of_inventory(&self) -> bool {
        self.field.is_of_inventory()
    }

    pub(crate) fn field_name(&self) -> &'static str {
        self.field.name
    }

    pub(crate) fn keep_number_at(&mut self, place: usize) {
        self.number_at = Some(place);
    }

    /// Whether it holds for `order`, as far as the share goes. `numbers` are those worked out before in this run.
    pub(crate) fn holds(
        &self,
        order: &Order,
        circumstances: &Circumstances<'_>,
        numbers: &mut [Option<Decimal>],
        share: &mut Share,
    ) -> Result<bool, Overrun> {
        if let Some(number) = self.number_at.and_then(|place| numbers.get_mut(place)) {
            share.look(self.test.price, "")?;
            let number = match number {
                Some(known) => *known,
                None => *number.insert(self.field.number_of(order, circumstances).unwrap_or_default()),
            };
            return Ok(self.test.holds(Value::Number(number), circumstances.now));
        }
        let look = |value: Value<'_>| self.look(value, circumstances, share);
        self.field.holds(&self.name, self.quantifier, order, circumstances, look)
    }

    /// Whether it holds for this item alone, as far as the share goes; never, when it is not of items.
    pub(crate) fn holds_of_item(
        &self,
        item: &OrderItem,
        circumstances: &Circumstances<'_>,
        share: &mut Share,
    ) -> Result<bool, Overrun> {
        let look = |value: Value<'_>| self.look(value, circumstances, share);
        self.field.holds_of_item(&self.name, item, circumstances, look)
    }

    fn look(&self, value: Value<'_>, circumstances: &Circumstances<'_>, share: &mut Share) -> Result<bool, Overrun> {
        share.look(self.test.price, if let Value::Text(text) = value { text } else { "" })?;
        Ok(self.test.holds(value, circumstances.now))
    }
}

/// What is wrong with a filter of an item rule on a field of items: it looks at one of them, and takes no quantifier.
pub(crate) fn check_for_items(filter: &Filter) -> Result<(), Problem> {
    if filter.quantifier == Quantifier::default() {
        return Ok(());
    }
    Err(Problem::new("quantifier", "an item rule looks at each item by itself, and takes no quantifier"))
}

/// The filters of a rule, or of a group: which conditions must hold together.
pub(crate) struct Filters {
    pub(crate) combine: Combine,
    pub(crate) all: Box<[Node]>,
    /// So many of them, from the first on, an index does not tell.
    pub(crate) untold: usize,
}

/// A condition, or a group of them.
pub(crate) enum Node {
    Condition(ConditionId),
    Group(Box<Filters>),
    /// Of an item rule: a condition on the item, which is tested for each.
    OfItem(Box<CompiledFilter>),
}

impl Filters {
    pub(crate) fn new(combine: Combine, all: Box<[Node]>) -> Self {
        Self { combine, untold: all.len(), all }
    }

    /// Whether they hold, as far as the share goes; none always do. With `is_indexed` an index found that those hold that
    /// it tells.
    #[inline]
    pub(crate) fn hold(
        &self,
        is_indexed: bool,
        facts: &mut Facts<'_>,
        order: &Order,
        circumstances: &Circumstances<'_>,
        share: &mut Share,
    ) -> Result<bool, Overrun> {
        let asked = self.asked(is_indexed);
        Ok(asked.is_empty() || self.hold_of(None, asked, facts, order, circumstances, share)?)
    }

    /// The places of the items for which they hold, as far as the share goes.
    pub(crate) fn passing_items(
        &self,
        is_indexed: bool,
        facts: &mut Facts<'_>,
        order: &Order,
        circumstances: &Circumstances<'_>,
        share: &mut Share,
    ) -> Result<Vec<usize>, Overrun> {
        let mut passing = vec![];
        for (place, item) in order.order_items.iter().enumerate() {
            share.consider()?;
            if self.hold_of(Some(item), self.asked(is_indexed), facts, order, circumstances, share)? {
                passing.push(place);
            }
        }
        Ok(passing)
    }

    /// Whether one of those on items is of the inventory.
    pub(crate) fn ask_inventory(&self) -> bool {
        self.all.iter().any(|node| match node {
            Node::Condition(_) => false,
            Node::Group(group) => group.ask_inventory(),
            Node::OfItem(filter) => filter.is_of_inventory(),
        })
    }

    /// Those that must be asked yet.
    #[inline]
    fn asked(&self, is_indexed: bool) -> &[Node] {
        let asked = if is_indexed { self.untold } else { self.all.len() };
        self.all.get(..asked).unwrap_or(&self.all)
    }

    /// Whether `asked` of them hold; none do.
    fn hold_of(
        &self,
        item: Option<&OrderItem>,
        asked: &[Node],
        facts: &mut Facts<'_>,
        order: &Order,
        circumstances: &Circumstances<'_>,
        share: &mut Share,
    ) -> Result<bool, Overrun> {
        // One that does not hold decides for AND, one that does for OR.
        let decides = self.combine == Combine::Any;
        for node in asked {
            let holds = match node {
                Node::Condition(condition) => facts.holds(*condition, order, circumstances, share)?,
                Node::Group(group) => group.hold_of(item, &group.all, facts, order, circumstances, share)?,
                Node::OfItem(filter) => match item {
                    Some(item) => filter.holds_of_item(item, circumstances, share)?,
                    None => false,
                },
            };
            if holds == decides {
                return Ok(decides);
            }
        }
        Ok(!decides || asked.is_empty())
    }
}
