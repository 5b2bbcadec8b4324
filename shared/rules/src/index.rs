//! Which rules of an event can match an order, found without looking at the others.
//!
//! Rules ask for the cart, the folder, the country, an amount over and over. For each such field a table says which rules
//! each value of it leaves possible; the rules that all tables leave possible are walked, and of those only the filters
//! that no table decides.

use std::collections::{BTreeMap, BTreeSet};

use domain::{Combine, Order};
use rust_decimal::Decimal;

use crate::Circumstances;
use crate::book::CompiledRule;
use crate::conditions::{ConditionId, Conditions, Part};
use crate::field::{FieldEntry, Value};
use crate::filter::{Filters, Node};
use crate::meter::Meter;

/// So much memory a table may take. A field that would take more is left to the rules themselves.
const MAX_TABLE_BYTES: usize = 256 * 1024;

/// So many answers of conditions are worked out for a table at most.
const MAX_ANSWERS: usize = 1_000_000;

/// What fewer rules ask for is no table's business.
const MIN_RULES: usize = 2;

/// So many bits a word has.
const WORD: usize = 64;

/// Where the answers of a condition can change, as a table keeps them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Points {
    /// At these texts; it answers the same for all others.
    Texts(Vec<String>),
    /// At these numbers; it answers the same between two of them, and the same for all that is no number.
    Numbers(Vec<Decimal>),
}

/// The tables of an event's rules.
#[derive(Default)]
pub(crate) struct Index {
    tables: Vec<Table>,
    rules: usize,
}

/// Which rules a field leaves possible.
struct Table {
    field: &'static FieldEntry,
    name: String,
    /// What of an order it reads.
    parts: Vec<Part>,
    values: Points,
    /// Of each value, or room between two, and last of all others: the rules that are possible.
    rows: Vec<Box<[u64]>>,
}

/// A condition of a rule that a table decides.
struct Guard {
    rule: usize,
    condition: ConditionId,
}

impl Index {
    /// Takes the filters that tables decide out of the rules. It takes so many bytes of the room that is left.
    pub(crate) fn of(rules: &mut [CompiledRule], conditions: &Conditions, room: usize) -> (Self, usize) {
        let mut index = Self { tables: vec![], rules: rules.len() };
        let mut bytes: usize = 0;
        for guards in grouped(rules, conditions) {
            let Some(table) = Table::of(&guards, conditions, rules.len()) else { continue };
            let more = table.bytes();
            if more > MAX_TABLE_BYTES || bytes.saturating_add(more) > room {
                continue;
            }
            for Guard { rule, condition } in guards {
                if let Some(Ok(filters)) = rules.get_mut(rule).map(|rule| &mut rule.filters) {
                    filters.leave_out(condition);
                }
            }
            bytes += more;
            index.tables.push(table);
        }
        (index, bytes)
    }
}

/// The conditions that tables could decide, those of one table together.
fn grouped(rules: &[CompiledRule], conditions: &Conditions) -> Vec<Vec<Guard>> {
    let mut groups: BTreeMap<_, Vec<Guard>> = BTreeMap::new();
    for (place, rule) in rules.iter().enumerate() {
        let Ok(filters) = &rule.filters else { continue };
        for condition in filters.needed() {
            let Some(key) = conditions.table_key(condition) else { continue };
            groups.entry(key).or_default().push(Guard { rule: place, condition });
        }
    }
    groups.into_values().collect()
}

impl Table {
    fn of(guards: &[Guard], conditions: &Conditions, rules: usize) -> Option<Self> {
        let asking: BTreeSet<_> = guards.iter().map(|guard| guard.rule).collect();
        if asking.len() < MIN_RULES {
            return None;
        }
        let (field, name) = conditions.field_of(guards.first()?.condition)?;
        let values = merged(guards.iter().filter_map(|guard| conditions.points_of(guard.condition)))?;
        let samples = values.samples()?;
        let mut distinct: Vec<ConditionId> = guards.iter().map(|guard| guard.condition).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let words = rules.div_ceil(WORD);
        let is_small = samples.len().saturating_mul(words) * size_of::<u64>() <= MAX_TABLE_BYTES;
        if !is_small || samples.len().saturating_mul(distinct.len()) > MAX_ANSWERS {
            return None;
        }
        let row = |sample: &Sample| {
            let holding: Vec<bool> = distinct.iter().map(|it| conditions.holds_of(*it, sample.value())).collect();
            let mut row = vec![u64::MAX; words].into_boxed_slice();
            for Guard { rule, condition } in guards {
                let holds = distinct.binary_search(condition).ok().and_then(|place| holding.get(place)).copied();
                if holds == Some(false)
                    && let Some(word) = row.get_mut(rule / WORD)
                {
                    *word &= !(1 << (rule % WORD));
                }
            }
            row
        };
        let rows = samples.iter().map(row).collect();
        let parts = Part::read_by(field.name);
        Some(Self { field, name: name.to_owned(), parts, values, rows })
    }

    /// So much memory it takes, about.
    fn bytes(&self) -> usize {
        let rows: usize = self.rows.iter().map(|row| size_of_val(&**row) + size_of::<Box<[u64]>>()).sum();
        let values = match &self.values {
            Points::Texts(texts) => texts.iter().map(|text| size_of::<String>() + text.len()).sum(),
            Points::Numbers(numbers) => size_of_val(numbers.as_slice()),
        };
        size_of::<Self>() + self.name.len() + rows + values
    }

    /// The row of the order's value.
    fn row(&self, order: &Order, circumstances: &Circumstances<'_>, meter: &mut Meter) -> usize {
        let Some(value) = self.field.value_of(&self.name, order, circumstances) else { return usize::MAX };
        match &self.values {
            Points::Texts(texts) => {
                let Value::Text(text) = value else { return usize::MAX };
                meter.look_up(text, texts.len());
                texts.binary_search_by(|known| known.as_str().cmp(text)).unwrap_or(texts.len())
            }
            Points::Numbers(numbers) => {
                meter.look_up(if let Value::Text(text) = value { text } else { "" }, numbers.len());
                match value.number().map(|number| numbers.binary_search(&number)) {
                    Some(Ok(place)) => 2 * place + 1,
                    Some(Err(place)) => 2 * place,
                    None => 2 * numbers.len() + 1,
                }
            }
        }
    }
}

/// All points together, sorted.
fn merged<'a>(all: impl Iterator<Item = &'a Points>) -> Option<Points> {
    let mut merged: Option<Points> = None;
    for points in all {
        match (&mut merged, points) {
            (None, points) => merged = Some(points.clone()),
            (Some(Points::Texts(texts)), Points::Texts(more)) => texts.extend_from_slice(more),
            (Some(Points::Numbers(numbers)), Points::Numbers(more)) => numbers.extend_from_slice(more),
            _ => return None,
        }
    }
    let mut merged = merged?;
    match &mut merged {
        Points::Texts(texts) => {
            texts.sort_unstable();
            texts.dedup();
        }
        Points::Numbers(numbers) => {
            numbers.sort_unstable();
            numbers.dedup();
        }
    }
    Some(merged)
}

/// A value that stands for all of its row.
enum Sample {
    Text(String),
    Number(Decimal),
}

impl Sample {
    fn value(&self) -> Value<'_> {
        match self {
            Self::Text(text) => Value::Text(text),
            Self::Number(number) => Value::Number(*number),
        }
    }
}

impl Points {
    /// One value of each row; none where two numbers are too close for one between them.
    fn samples(&self) -> Option<Vec<Sample>> {
        match self {
            Self::Texts(texts) => {
                // Longer than any of them, so none of them.
                let longest = texts.iter().map(String::len).max().unwrap_or_default();
                let other = "x".repeat(longest + 1);
                Some(texts.iter().cloned().chain([other]).map(Sample::Text).collect())
            }
            Self::Numbers(numbers) => {
                let (first, last) = (numbers.first()?, numbers.last()?);
                let mut samples = vec![first.checked_sub(Decimal::ONE).filter(|below| below < first)?];
                for pair in numbers.windows(2) {
                    let &[low, high] = pair else { return None };
                    let between = low.checked_add(high)?.checked_div(Decimal::TWO)?;
                    samples.extend([low, Some(between).filter(|it| low < *it && *it < high)?]);
                }
                samples.extend([*last, last.checked_add(Decimal::ONE).filter(|above| last < above)?]);
                let samples = samples.into_iter().map(Sample::Number);
                // What is no number.
                Some(samples.chain([Sample::Text(String::new())]).collect())
            }
        }
    }
}

/// The rules of an event that can match an order, in their sequence.
pub(crate) struct Candidates<'a> {
    index: &'a Index,
    rows: Vec<usize>,
    possible: Vec<u64>,
    next: usize,
}

impl<'a> Candidates<'a> {
    pub(crate) fn of(index: &'a Index, order: &Order, circumstances: &Circumstances<'_>, meter: &mut Meter) -> Self {
        let rows = index.tables.iter().map(|table| table.row(order, circumstances, meter)).collect();
        let mut candidates = Self { index, rows, possible: vec![0; index.rules.div_ceil(WORD)], next: 0 };
        candidates.intersect();
        candidates
    }

    /// The place of the next one.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<usize> {
        let mut place = self.next / WORD;
        let mut word = self.possible.get(place)? & (u64::MAX << (self.next % WORD));
        while word == 0 {
            place += 1;
            word = *self.possible.get(place)?;
        }
        let rule = place * WORD + usize::try_from(word.trailing_zeros()).unwrap_or_default();
        self.next = rule + 1;
        (rule < self.index.rules).then_some(rule)
    }

    /// Looks again at the tables that read a part of the order that was changed.
    pub(crate) fn look_again(
        &mut self,
        part: Part,
        order: &Order,
        circumstances: &Circumstances<'_>,
        meter: &mut Meter,
    ) {
        let mut is_changed = false;
        for (table, row) in
            self.index.tables.iter().zip(&mut self.rows).filter(|(table, _)| table.parts.contains(&part))
        {
            let now = table.row(order, circumstances, meter);
            is_changed |= *row != now;
            *row = now;
        }
        if is_changed {
            self.intersect();
        }
    }

    fn intersect(&mut self) {
        self.possible.fill(u64::MAX);
        for (table, row) in self.index.tables.iter().zip(&self.rows) {
            // A value no row is for leaves no rule that asks for the field.
            let Some(row) = table.rows.get(*row).or(table.rows.last()) else { continue };
            for (word, of_row) in self.possible.iter_mut().zip(row) {
                *word &= of_row;
            }
        }
    }
}

impl Filters {
    /// The conditions without which they do not hold.
    fn needed(&self) -> impl Iterator<Item = ConditionId> {
        let all_needed = self.combine == Combine::All || self.all.len() == 1;
        let direct = self.all.iter().filter(move |_| all_needed);
        direct.filter_map(|node| if let Node::Condition(condition) = node { Some(*condition) } else { None })
    }

    /// The same without a condition, which holds whenever they are asked.
    fn leave_out(&mut self, condition: ConditionId) {
        let all = std::mem::take(&mut self.all).into_vec();
        self.all =
            all.into_iter().filter(|node| !matches!(node, Node::Condition(known) if *known == condition)).collect();
    }
}
