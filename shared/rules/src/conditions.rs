//! The distinct conditions of a store's rules, and what is known of them during a run.
//!
//! Rules of one store ask the same things over and over: the folder, the country, the cart. Each distinct condition is
//! kept once, tested when the first rule asks for it, and again only after an action changed what it reads.

use std::collections::HashMap;

use domain::fields::ORDER_FIELDS;
use domain::{Filter, Order, Problem};
use rust_decimal::Decimal;

use crate::Circumstances;
use crate::field::{FieldEntry, Value};
use crate::filter::CompiledFilter;
use crate::index::Points;
use crate::meter::{Overrun, Share};

/// So many bits a word has.
const WORD: usize = 64;

/// A part of an order that actions change and conditions read: a field, by its place among [`ORDER_FIELDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part(usize);

impl Part {
    /// That of an order's field of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        ORDER_FIELDS.iter().position(|field| field.name == name).map(Self)
    }

    /// What of an order a field of rules reads that actions change.
    pub(crate) fn read_by(field: &str) -> Vec<Self> {
        let names: &[&str] = match field {
            "folder_name" => &["folder_id"],
            "discount_total" => &["discount_list"],
            "order_total" => &["order_items", "discount_list", "shipping_total", "handling_total", "tax_total"],
            "quantity_total" | "weight_total" | "product_total" | "item_count" => &["order_items"],
            "shipment_count" | "has_tracking_number" => &["order_shipments"],
            _ if field.starts_with("item.") => &["order_items"],
            _ if field.starts_with("discount.") => &["discount_list"],
            _ if field.starts_with("note.") => &["order_notes"],
            name => &[name],
        };
        names.iter().filter_map(|name| Self::named(name)).collect()
    }
}

/// The distinct conditions of a book.
#[derive(Default)]
pub(crate) struct Conditions {
    all: Vec<CompiledFilter>,
    /// Those that read a part, by its place; it ends with the last part that is read.
    reading: Vec<Vec<u32>>,
    /// How many numbers are worked out once a run.
    numbers: usize,
    /// Whether one of them is of the inventory.
    asks_inventory: bool,
}

/// Finds the conditions that are there already, while a book is compiled.
#[derive(Default)]
pub(crate) struct Interner<'a> {
    known: HashMap<&'a Filter, u32>,
    /// Which place of the worked out numbers a field has.
    numbers: HashMap<&'static str, usize>,
}

/// A condition, by its place among the distinct ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ConditionId(u32);

impl Conditions {
    /// The condition of `filter`, and how many bytes it takes more; 0 where another rule has the same.
    pub(crate) fn intern<'a>(
        &mut self,
        interner: &mut Interner<'a>,
        filter: &'a Filter,
    ) -> Result<(ConditionId, usize), Problem> {
        if let Some(known) = interner.known.get(filter) {
            return Ok((ConditionId(*known), 0));
        }
        let mut compiled = CompiledFilter::compile(filter)?;
        if compiled.is_worked_out() {
            let next = interner.numbers.len();
            compiled.keep_number_at(*interner.numbers.entry(compiled.field_name()).or_insert(next));
            self.numbers = interner.numbers.len();
        }
        let (place, bytes) = (u32::try_from(self.all.len()).unwrap_or(u32::MAX), compiled.bytes());
        for Part(part) in Part::read_by(&filter.field) {
            if self.reading.len() <= part {
                self.reading.resize(part + 1, vec![]);
            }
            self.reading.get_mut(part).into_iter().for_each(|reading| reading.push(place));
        }
        self.asks_inventory |= compiled.is_of_inventory();
        self.all.push(compiled);
        interner.known.insert(filter, place);
        Ok((ConditionId(place), bytes))
    }

    /// Where the answers of one can change, if a table of an index could tell them.
    pub(crate) fn points_of(&self, ConditionId(place): ConditionId) -> Option<&Points> {
        self.all.get(at(place))?.points()
    }

    /// By which table of an index the answers of one could be told: of those with the same key.
    pub(crate) fn table_key(&self, condition: ConditionId) -> Option<(&'static str, &str, bool)> {
        let (field, name) = self.field_of(condition)?;
        Some((field.name, name, matches!(self.points_of(condition)?, Points::Texts(_))))
    }

    /// The field that one looks at, and which entry of it.
    pub(crate) fn field_of(&self, ConditionId(place): ConditionId) -> Option<(&'static FieldEntry, &str)> {
        self.all.get(at(place)).map(CompiledFilter::field)
    }

    /// Whether one holds for a value of its field.
    pub(crate) fn holds_of(&self, ConditionId(place): ConditionId, value: Value<'_>) -> bool {
        self.all.get(at(place)).is_some_and(|condition| condition.holds_of(value))
    }

    /// Whether one of them is of the inventory.
    pub(crate) fn ask_inventory(&self) -> bool {
        self.asks_inventory
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Takes those back that came behind the first `count`.
    pub(crate) fn cut(&mut self, interner: &mut Interner<'_>, count: usize) {
        let place = u32::try_from(count).unwrap_or(u32::MAX);
        self.all.truncate(count);
        self.reading.iter_mut().for_each(|reading| reading.retain(|known| *known < place));
        interner.known.retain(|_, known| *known < place);
    }
}

/// What a run found out about the order so far.
pub(crate) struct Facts<'a> {
    conditions: &'a Conditions,
    known: Vec<u64>,
    holding: Vec<u64>,
    numbers: Vec<Option<Decimal>>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(conditions: &'a Conditions) -> Self {
        let words = conditions.all.len().div_ceil(WORD);
        Self { conditions, known: vec![0; words], holding: vec![0; words], numbers: vec![None; conditions.numbers] }
    }

    /// Whether a condition holds for the order, as far as the share goes.
    #[inline]
    pub(crate) fn holds(
        &mut self,
        ConditionId(place): ConditionId,
        order: &Order,
        circumstances: &Circumstances<'_>,
        share: &mut Share,
    ) -> Result<bool, Overrun> {
        let place = at(place);
        let (word, bit) = (place / WORD, 1_u64 << (place % WORD));
        let of = |words: &[u64]| words.get(word).is_some_and(|word| word & bit != 0);
        if of(&self.known) {
            return Ok(of(&self.holding));
        }
        let Some(condition) = self.conditions.all.get(place) else { return Ok(false) };
        let holds = condition.holds(order, circumstances, &mut self.numbers, share)?;
        if let (Some(known), Some(holding)) = (self.known.get_mut(word), self.holding.get_mut(word)) {
            *known |= bit;
            *holding = if holds { *holding | bit } else { *holding & !bit };
        }
        Ok(holds)
    }

    /// Forgets what reads a part of the order that an action changed.
    pub(crate) fn forget(&mut self, Part(part): Part) {
        self.numbers.fill(None);
        for place in self.conditions.reading.get(part).into_iter().flatten() {
            let place = at(*place);
            if let Some(known) = self.known.get_mut(place / WORD) {
                *known &= !(1 << (place % WORD));
            }
        }
    }
}

fn at(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
