//! A walk over the rules of an event that can match an order.

use domain::Order;

use super::{Index, Test, WORD};
use crate::Circumstances;
use crate::conditions::{Facts, Part};
use crate::meter::Meter;

/// A rule that can match an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Its place among the rules of its event.
    pub(crate) place: usize,
    /// Whether those of its filters hold that an index tells.
    pub(crate) is_indexed: bool,
}

/// The rules of an event that can match an order, in their sequence.
pub(crate) struct Candidates<'a> {
    index: &'a Index,
    /// The bits that are set.
    bits: Vec<u64>,
    possible: Vec<u64>,
    /// Rules that must test all their filters themselves; empty where there is none.
    untold: Vec<u64>,
    next: usize,
}

impl<'a> Candidates<'a> {
    pub(crate) fn of(
        index: &'a Index,
        facts: &mut Facts<'_>,
        order: &Order,
        circumstances: &Circumstances<'_>,
        meter: &mut Meter,
    ) -> Self {
        let possible = index.base.iter().copied().take(index.shape.words).collect();
        let mut candidates = Self { index, bits: index.base.clone(), possible, untold: vec![], next: 0 };
        candidates.find(facts, order, circumstances, meter);
        candidates
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.possible.iter().map(|word| usize::try_from(word.count_ones()).unwrap_or_default()).sum()
    }

    /// The next one.
    #[inline]
    pub(crate) fn next(&mut self) -> Option<Candidate> {
        let mut word_place = self.next / WORD;
        let mut word = self.possible.get(word_place)? & (u64::MAX << (self.next % WORD));
        while word == 0 {
            word_place += 1;
            word = *self.possible.get(word_place)?;
        }
        let bit = usize::try_from(word.trailing_zeros()).unwrap_or_default();
        let place = word_place * WORD + bit;
        self.next = place + 1;
        let is_indexed = self.untold.get(word_place).is_none_or(|word| word & (1 << bit) == 0);
        Some(Candidate { place, is_indexed })
    }

    /// Looks again where one of these parts of the order is read, which were changed.
    pub(crate) fn look_again(
        &mut self,
        changed: &[Part],
        facts: &mut Facts<'_>,
        order: &Order,
        circumstances: &Circumstances<'_>,
        meter: &mut Meter,
    ) {
        if changed.iter().any(|part| self.index.parts.contains(part)) {
            self.bits.copy_from_slice(&self.index.base);
            self.untold.clear();
            self.find(facts, order, circumstances, meter);
        }
    }

    fn find(&mut self, facts: &mut Facts<'_>, order: &Order, circumstances: &Circumstances<'_>, meter: &mut Meter) {
        let (shape, mut of_all) = (self.index.shape, meter.share_of_all());
        for table in &self.index.tables {
            if let Ok(classes) = facts.classes(table.question, order, circumstances, &mut of_all) {
                for class in classes {
                    set(&mut self.bits, table.bits_of(*class, shape));
                }
            } else {
                set(&mut self.bits, table.all_bits(shape));
                self.leave(table.all_bits(shape).iter().copied().enumerate());
            }
        }
        self.intersect(&self.index.open);
        for test in &self.index.tests {
            if !self.is_decided_by(test) {
                continue;
            }
            let holds = facts.holds(test.condition, order, circumstances, &mut of_all);
            if holds != Ok(false) {
                test.bits.iter().for_each(|bits| bits.set(&mut self.bits));
            }
            if holds.is_err() {
                self.leave(test.bits.iter().map(|bits| (bits.word, bits.mask)));
            }
        }
        if !self.index.tests.is_empty() {
            self.intersect(&[]);
        }
        meter.settle_of_all(&of_all);
    }

    /// Whether a rule that is possible has a clause that holds by this test or not at all, as far as is known.
    #[inline]
    fn is_decided_by(&self, test: &Test) -> bool {
        test.bits.iter().any(|bits| {
            let set = self.bits.get(bits.word).copied().unwrap_or_default();
            let possible = self.possible.get(bits.word % self.index.shape.words).copied().unwrap_or_default();
            bits.mask & !set & possible != 0
        })
    }

    /// The rules are possible that have their bits in all slots, those that are open counted.
    fn intersect(&mut self, open: &[u64]) {
        let words = self.index.shape.words;
        self.possible.fill(u64::MAX);
        let mut open = open.iter().copied().chain(std::iter::repeat(0));
        for slot in self.bits.chunks_exact(words) {
            for ((possible, set), open) in self.possible.iter_mut().zip(slot).zip(open.by_ref()) {
                *possible &= set | open;
            }
        }
    }

    /// Leaves it to the rules of these bits to test their filters.
    fn leave(&mut self, bits: impl Iterator<Item = (usize, u64)>) {
        let words = self.index.shape.words;
        self.untold.resize(words, 0);
        for (word, mask) in bits {
            self.untold.get_mut(word % words).into_iter().for_each(|untold| *untold |= mask);
        }
    }
}

#[inline]
fn set(words: &mut [u64], bits: &[u64]) {
    for (word, bits) in words.iter_mut().zip(bits) {
        *word |= bits;
    }
}
