//! Regular expressions whose size, memory and time are bounded, and known before they are run.
//!
//! The automaton is simulated twice over: lazily as a DFA, whose states are kept in a bounded cache, and state by
//! state where that cache thrashes or can't decide (a word boundary beside a letter that is not ASCII). Either way a
//! byte of a text costs at most as many steps as the automaton is large.

use std::sync::{Mutex, PoisonError};

use regex_automata::Input;
use regex_automata::hybrid::dfa::{self, DFA};
use regex_automata::nfa::thompson::pikevm::PikeVM;
use regex_automata::nfa::thompson::{self, NFA, WhichCaptures};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// So much memory the automaton of a regular expression may take.
const MAX_AUTOMATON_BYTES: usize = 256 * 1024;

/// So much memory it may take on top while it is looked for; with less it is slower, not wrong.
const CACHE_BYTES: usize = 32 * 1024;

/// So much of a text a regular expression sees.
pub const MAX_SEEN_BYTES: usize = 4 * 1024;

/// How much the classes of Unicode in a regular expression may weigh, `\w` being eight `\d`: an automaton of the size
/// above has no room for more, and finding that out would take seconds.
const MAX_CLASSES: usize = 256;

/// A class of so many ranges is one more part of the automaton.
const RANGES_OF_A_PART: usize = 16;

/// A compiled regular expression.
pub(crate) struct Pattern {
    dfa: DFA,
    /// For the texts the DFA gives up on.
    pike: PikeVM,
    cache: Mutex<dfa::Cache>,
    size: u64,
}

impl Pattern {
    /// Compiles `text`, or says what is wrong with it.
    pub(crate) fn compile(text: &str, ignore_case: bool) -> Result<Self, String> {
        let too_big = || "is too big a regular expression".to_owned();
        if weight_of_classes(text) > MAX_CLASSES {
            return Err(too_big());
        }
        let parsed = ParserBuilder::new().case_insensitive(ignore_case).build().parse(text);
        let hir = parsed.map_err(|error| {
            // Its last line says what is wrong; the lines above draw it.
            let drawn = error.to_string();
            let reason = drawn.lines().last().unwrap_or_default().trim_start_matches("error: ");
            format!("is no regular expression: {reason}")
        })?;
        let limits = thompson::Config::new().nfa_size_limit(Some(MAX_AUTOMATON_BYTES));
        let compiler = limits.which_captures(WhichCaptures::None);
        let nfa = NFA::compiler().configure(compiler).build_from_hir(&hir).map_err(|_| too_big())?;
        let dfa = DFA::builder().configure(lazily()).build_from_nfa(nfa.clone()).map_err(|_| too_big())?;
        let pike = PikeVM::new_from_nfa(nfa).map_err(|_| too_big())?;
        Ok(Self { cache: Mutex::new(dfa.create_cache()), dfa, pike, size: size_of(&hir) })
    }

    /// Whether it is found anywhere in what it sees of `text`.
    pub(crate) fn is_found(&self, text: &str) -> bool {
        let input = Input::new(seen(text)).earliest(true);
        let found = {
            let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
            self.dfa.try_search_fwd(&mut cache, &input)
        };
        match found {
            Ok(found) => found.is_some(),
            Err(_) => self.pike.is_match(&mut self.pike.create_cache(), input),
        }
    }

    /// How large the automaton is: so many steps a byte of a text takes at most.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// So much memory the automaton takes.
    pub(crate) fn automaton_bytes(&self) -> usize {
        self.pike.get_nfa().memory_usage()
    }

    /// So much memory it takes for as long as it is kept.
    pub(crate) fn bytes(&self) -> usize {
        self.automaton_bytes() + self.dfa.memory_usage() + CACHE_BYTES
    }
}

/// What a regular expression sees of `text`: its first [`MAX_SEEN_BYTES`], cut before the letter that lies across.
pub(crate) fn seen(text: &str) -> &str {
    text.get(..text.floor_char_boundary(MAX_SEEN_BYTES)).unwrap_or(text)
}

fn lazily() -> dfa::Config {
    let config = dfa::Config::new().cache_capacity(CACHE_BYTES).skip_cache_capacity_check(true);
    config.minimum_cache_clear_count(Some(3)).minimum_bytes_per_state(Some(10)).unicode_word_boundary(true)
}

/// What the classes of Unicode that `text` names weigh together.
fn weight_of_classes(text: &str) -> usize {
    let weight = |pair: &[u8]| match pair {
        [b'\\', b'w' | b'W'] => 8,
        [b'\\', b'd' | b'D' | b's' | b'S'] => 1,
        _ => 0,
    };
    text.as_bytes().windows(2).map(weight).sum()
}

/// How many parts the expression has when its repetitions are written out.
fn size_of(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 1,
        HirKind::Literal(literal) => count(literal.0.len()),
        HirKind::Class(Class::Unicode(class)) => 1 + count(class.ranges().len() / RANGES_OF_A_PART),
        HirKind::Class(Class::Bytes(class)) => 1 + count(class.ranges().len() / RANGES_OF_A_PART),
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(repetition.min).max(1);
            u64::from(times).saturating_mul(size_of(&repetition.sub).saturating_add(1))
        }
        HirKind::Capture(capture) => size_of(&capture.sub).saturating_add(1),
        HirKind::Concat(parts) => parts.iter().map(size_of).fold(0, u64::saturating_add),
        HirKind::Alternation(parts) => parts.iter().map(size_of).fold(count(parts.len()), u64::saturating_add),
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
