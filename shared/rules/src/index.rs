//! Which rules of an event can match an order, found without looking at the others.
//!
//! The filters of a rule are brought into clauses that must all hold, each when any of its conditions does
//! ([`crate::clauses`]). Each clause has a bit: its rule's, in the row of its *slot*, which is its place among the clauses
//! of the rule. Rows of a slot that a rule has no clause for have its bit from the start. Whatever holds for an order sets
//! the bits of the clauses that ask for it, and the rules that have their bit in all slots are those that can match: some
//! ORs and ANDs of words, whatever the number of rules that can't.
//!
//! The bits are set by two means. A *table* is for a field that many conditions ask for (the cart, the country, an
//! amount): it has the bits of each class of values ready ([`crate::questions`]), so that one look at the value tells
//! all of them. Then a *test* is for one condition, and made only where its answer still decides about a rule.
//!
//! What is found out for all rules together is paid from a budget of its own ([`crate::meter`]). Where that does not do,
//! the bits are set and their rules marked as untold: they test their filters themselves, each on its own account, as do
//! rules for what an index doesn't tell (regular expressions, filters of item rules on items).

mod candidates;

use std::collections::BTreeMap;

use crate::book::CompiledRule;
use crate::conditions::{ConditionId, Conditions, Part};
use crate::filter::Filters;
use crate::questions::Question;

pub(crate) use self::candidates::{Candidate, Candidates};

/// So much memory a table may take. A field that would take more has tests.
const MAX_TABLE_BYTES: usize = 256 * 1024;

/// So many answers of conditions are worked out for a table at most.
const MAX_ANSWERS: usize = 1_000_000;

/// A table is made of what so many clauses ask for at least, and of so large a part of the rules: to look at one takes
/// as long as to test the conditions of about so many.
const MIN_CLAUSES: usize = 2;
const MIN_PART: usize = 16;

/// So many bits a word has.
const WORD: usize = 64;

/// How the rules of an event are told by what holds.
#[derive(Default)]
pub(crate) struct Index {
    shape: Shape,
    /// The bits of the slots that rules have no clause for.
    base: Vec<u64>,
    /// The bits that tests can set.
    open: Vec<u64>,
    tables: Vec<Table>,
    tests: Vec<Test>,
    /// What of an order they read.
    parts: Vec<Part>,
}

/// How many words are a slot's, and how many slots there are.
#[derive(Debug, Clone, Copy, Default)]
struct Shape {
    words: usize,
    slots: usize,
}

/// A clause of a rule, by its place among the rules and its slot.
#[derive(Debug, Clone, Copy)]
struct Place {
    rule: usize,
    slot: usize,
}

/// The clauses that ask for a condition.
type Asking = (ConditionId, Vec<Place>);

/// The bits that a field sets.
struct Table {
    question: usize,
    /// Those of each class of its values, one behind the other, and last all that any sets.
    bits: Box<[u64]>,
}

/// The bits that a condition sets.
struct Test {
    condition: ConditionId,
    bits: Box<[Bits]>,
}

/// Some bits of a word.
#[derive(Debug, Clone, Copy)]
struct Bits {
    word: usize,
    mask: u64,
}

impl Index {
    /// Takes the filters that it tells out of the rules. It takes so many bytes of the room that is left.
    pub(crate) fn of(rules: &mut [CompiledRule], conditions: &Conditions, room: usize) -> (Self, usize) {
        let (asking, shape, base) = asking(rules, conditions);
        let mut index = Self { shape, base, open: vec![0; shape.len()], ..Self::default() };
        let mut groups: BTreeMap<Option<usize>, Vec<Asking>> = BTreeMap::new();
        for (condition, places) in asking {
            groups.entry(conditions.question_of(condition)).or_default().push((condition, places));
        }
        let mut bytes = size_of_val(&*index.base) + size_of_val(&*index.open);
        for (question, asking) in groups {
            let is_worth_it = is_worth_a_table(asking.iter().map(|(_, places)| places.len()).sum(), rules.len());
            let table = question.filter(|_| is_worth_it).and_then(|it| Table::of(it, &asking, conditions, shape));
            match table.filter(|table| bytes + table.bytes() <= room) {
                Some(table) => {
                    bytes += table.bytes();
                    index.tables.push(table);
                }
                None => index.tests.extend(asking.into_iter().map(|asking| Test::of(asking, shape))),
            }
        }
        bytes += index.tests.iter().map(Test::bytes).sum::<usize>();
        if bytes > room {
            rules.iter_mut().flat_map(|rule| &mut rule.filters).for_each(Filters::tell_nothing);
            let (shape, base) = without_clauses(&vec![0; rules.len()], 1);
            return (Self { shape, base, ..Self::default() }, 0);
        }
        for bits in index.tests.iter().flat_map(|test| &test.bits) {
            bits.set(&mut index.open);
        }
        for table in &index.tables {
            index.parts.extend(conditions.question(table.question).into_iter().flat_map(Question::parts));
        }
        index.parts.extend(index.tests.iter().flat_map(|test| conditions.parts_of(test.condition)));
        index.parts.sort_unstable();
        index.parts.dedup();
        (index, bytes)
    }
}

impl Shape {
    /// How many words all slots are.
    fn len(self) -> usize {
        self.words * self.slots
    }

    fn bits(self, Place { rule, slot }: Place) -> Bits {
        Bits { word: slot * self.words + rule / WORD, mask: 1 << (rule % WORD) }
    }
}

fn is_worth_a_table(clauses: usize, rules: usize) -> bool {
    clauses >= MIN_CLAUSES && clauses * MIN_PART >= rules
}

impl Bits {
    #[inline]
    fn set(self, words: &mut [u64]) {
        if let Some(word) = words.get_mut(self.word) {
            *word |= self.mask;
        }
    }
}

/// The clauses that ask for each condition, how many slots they need, and the bits of the slots that rules don't.
fn asking(rules: &mut [CompiledRule], conditions: &Conditions) -> (BTreeMap<ConditionId, Vec<Place>>, Shape, Vec<u64>) {
    let mut asking: BTreeMap<_, Vec<Place>> = BTreeMap::new();
    let mut counts = Vec::with_capacity(rules.len());
    for (rule, compiled) in rules.iter_mut().enumerate() {
        let clauses = compiled.filters.as_mut().map(|filters| filters.tell(conditions)).unwrap_or_default();
        counts.push(clauses.len());
        for (slot, clause) in clauses.into_iter().enumerate() {
            for condition in clause {
                asking.entry(condition).or_default().push(Place { rule, slot });
            }
        }
    }
    let slots = counts.iter().copied().max().unwrap_or_default();
    let (shape, base) = without_clauses(&counts, slots.max(1));
    (asking, shape, base)
}

/// The bits of rules of so many clauses each in the slots behind them.
fn without_clauses(counts: &[usize], slots: usize) -> (Shape, Vec<u64>) {
    let shape = Shape { words: counts.len().div_ceil(WORD), slots };
    let mut base = vec![0; shape.len()];
    for (rule, clauses) in counts.iter().enumerate() {
        (*clauses..slots).for_each(|slot| shape.bits(Place { rule, slot }).set(&mut base));
    }
    (shape, base)
}

impl Table {
    fn of(question: usize, asking: &[Asking], conditions: &Conditions, shape: Shape) -> Option<Self> {
        let samples = conditions.question(question)?.samples()?;
        let bytes = (samples.len() + 1).saturating_mul(shape.len()).saturating_mul(size_of::<u64>());
        if bytes > MAX_TABLE_BYTES || samples.len().saturating_mul(asking.len()) > MAX_ANSWERS {
            return None;
        }
        let mut bits = vec![0; (samples.len() + 1) * shape.len()];
        // The last is of all that can hold.
        let samples = samples.iter().map(Some).chain([None]);
        for (row, sample) in bits.chunks_exact_mut(shape.len()).zip(samples) {
            for (condition, places) in asking {
                if sample.is_none_or(|sample| conditions.holds_of(*condition, sample.value())) {
                    for place in places {
                        shape.bits(*place).set(row);
                    }
                }
            }
        }
        Some(Self { question, bits: bits.into() })
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.bits)
    }

    /// The bits of a class of values.
    #[inline]
    fn bits_of(&self, class: usize, shape: Shape) -> &[u64] {
        let first = class * shape.len();
        self.bits.get(first..first + shape.len()).unwrap_or_default()
    }

    /// All that it can set.
    fn all_bits(&self, shape: Shape) -> &[u64] {
        self.bits.rchunks_exact(shape.len()).next().unwrap_or_default()
    }
}

impl Test {
    fn of((condition, places): Asking, shape: Shape) -> Self {
        let mut masks = BTreeMap::new();
        for Bits { word, mask } in places.into_iter().map(|place| shape.bits(place)) {
            *masks.entry(word).or_default() |= mask;
        }
        Self { condition, bits: masks.into_iter().map(|(word, mask)| Bits { word, mask }).collect() }
    }

    fn bytes(&self) -> usize {
        size_of::<Self>() + size_of_val(&*self.bits)
    }
}

/// What an index is made of, for tests that count it.
#[cfg(test)]
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct IndexSize {
    pub(crate) tables: usize,
    pub(crate) tests: usize,
    pub(crate) slots: usize,
    pub(crate) words: usize,
}

#[cfg(test)]
impl Index {
    pub(crate) fn size(&self) -> IndexSize {
        let Shape { words, slots } = self.shape;
        IndexSize { tables: self.tables.len(), tests: self.tests.len(), slots, words }
    }
}
