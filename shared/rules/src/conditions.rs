//! The distinct conditions of a store's rules, and what is known of them during a run.
//!
//! Rules of one store ask the same things over and over: the folder, the country, the cart. Each distinct condition is
//! kept once, tested when the first rule asks for it, and again only after an action changed what it reads.

use std::collections::HashMap;
use std::ops::Range;

use domain::fields::ORDER_FIELDS;
use domain::{Filter, Order, Problem};
use rust_decimal::Decimal;

use crate::Circumstances;
use crate::field::Value;
use crate::filter::CompiledFilter;
use crate::meter::{Overrun, Share};
use crate::questions::{self, Question};

/// So many bits a word has.
const WORD: usize = 64;

/// A part of an order that actions change and conditions read: a field, by its place among [`ORDER_FIELDS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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
    /// What they ask of their fields, and which of it each.
    questions: Vec<Question>,
    question_of: Vec<Option<usize>>,
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

    /// Puts the questions of all, unless they take more than so many bytes; answers how many they take.
    pub(crate) fn ask(&mut self, room: usize) -> usize {
        let (questions, of) = questions::questions_of(&mut self.all);
        let bytes = questions.iter().map(Question::bytes).sum::<usize>() + size_of_val(&*of);
        if bytes > room {
            return 0;
        }
        (self.questions, self.question_of) = (questions, of);
        bytes
    }

    /// The question that one is answered by.
    pub(crate) fn question_of(&self, ConditionId(place): ConditionId) -> Option<usize> {
        self.question_of.get(at(place)).copied().flatten()
    }

    /// The question at a place.
    pub(crate) fn question(&self, place: usize) -> Option<&Question> {
        self.questions.get(place)
    }

    /// Whether one can be tested before it is known that a rule needs it.
    pub(crate) fn is_cheap(&self, ConditionId(place): ConditionId) -> bool {
        self.all.get(at(place)).is_some_and(CompiledFilter::is_cheap)
    }

    /// What of an order one reads that actions change.
    pub(crate) fn parts_of(&self, ConditionId(place): ConditionId) -> Vec<Part> {
        self.all.get(at(place)).map(|condition| Part::read_by(condition.field_name())).unwrap_or_default()
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
    /// Of each question that was put, where its answer stands among the classes.
    answers: Vec<Option<Range<usize>>>,
    classes: Vec<usize>,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(conditions: &'a Conditions) -> Self {
        let words = conditions.all.len().div_ceil(WORD);
        Self {
            conditions,
            known: no_bits(words),
            holding: no_bits(words),
            numbers: vec![None; conditions.numbers],
            answers: vec![None; conditions.questions.len()],
            classes: Vec::with_capacity(2 * conditions.questions.len()),
        }
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

    /// The classes of values that answer a question, as far as the share goes.
    pub(crate) fn classes(
        &mut self,
        question: usize,
        order: &Order,
        circumstances: &Circumstances<'_>,
        share: &mut Share,
    ) -> Result<&[usize], Overrun> {
        let (Some(asked), Some(answer)) = (self.conditions.question(question), self.answers.get_mut(question)) else {
            return Err(Overrun);
        };
        let known = if let Some(known) = answer {
            known.clone()
        } else {
            let first = self.classes.len();
            asked.look(order, circumstances, share, &mut self.classes)?;
            answer.insert(first..self.classes.len()).clone()
        };
        Ok(self.classes.get(known).unwrap_or_default())
    }

    /// Forgets what reads a part of the order that an action changed.
    pub(crate) fn forget(&mut self, Part(part): Part) {
        self.numbers.fill(None);
        for (question, answer) in self.conditions.questions.iter().zip(&mut self.answers) {
            if question.parts().contains(&Part(part)) {
                *answer = None;
            }
        }
        for place in self.conditions.reading.get(part).into_iter().flatten() {
            let place = at(*place);
            if let Some(known) = self.known.get_mut(place / WORD) {
                *known &= !(1 << (place % WORD));
            }
        }
    }
}

/// So many words without a bit. Of so few, to fill them is quicker than to have the allocator do it.
fn no_bits(words: usize) -> Vec<u64> {
    std::iter::repeat_n(0, words).collect()
}

fn at(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
