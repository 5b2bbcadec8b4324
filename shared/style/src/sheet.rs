//! A sheet: its rules, read and written anew.

use crate::pieces::{self, Piece, What, trimmed};
use crate::problem::{Place, Problem, Problems, quoted};
use crate::selector::Selector;
use crate::{media, properties, selector, value};

/// A sheet has at most so many bytes.
pub const MAX_BYTES: usize = 51_200;

/// A sheet has at most so many rules.
pub const MAX_RULES: usize = 2_000;

/// The rules of a sheet have at most so many selectors together.
pub const MAX_SELECTORS: usize = 4_000;

/// A style sheet of which all was understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    Rule(Rule),
    Media { condition: String, rules: Vec<Rule> },
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    selectors: Vec<Selector>,
    declarations: Vec<Declaration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Declaration {
    property: String,
    value: String,
}

/// Reads a sheet; all that is wrong with it, as far as that is not too much, where something is.
pub fn read(source: &str) -> Result<Sheet, Vec<Problem>> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut problems = Problems::default();
    if source.len() > MAX_BYTES {
        problems.add(Place::START, format!("a sheet has at most {MAX_BYTES} bytes, and this one has {}", source.len()));
        return Err(problems.sorted());
    }
    if let Some(at) = unseen(source) {
        problems.add(at, "a sign stands here that can't be seen");
        return Err(problems.sorted());
    }
    let pieces = pieces::of(source, &mut problems);
    let mut reading = Reading { problems, rules: 0, selectors: 0 };
    let entries = reading.entries(&pieces);
    let problems = reading.problems.sorted();
    if problems.is_empty() { Ok(Sheet { entries }) } else { Err(problems) }
}

/// Where the first sign is that can't be seen and is no blank.
fn unseen(source: &str) -> Option<Place> {
    let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t' | '\u{c}');
    let before = source.split(is_odd).next().filter(|before| before.len() < source.len())?;
    let line = before.matches('\n').count().saturating_add(1);
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Some(Place { line: small(line), column: small(column) })
}

/// A sheet that is being read.
struct Reading {
    problems: Problems,
    rules: usize,
    selectors: usize,
}

impl Reading {
    fn entries(&mut self, pieces: &[Piece]) -> Vec<Entry> {
        let mut entries = vec![];
        for (prelude, block) in self.blocks(pieces) {
            match prelude.split_first() {
                Some((Piece { what: What::At(name), at }, condition)) if name.eq_ignore_ascii_case("media") => {
                    entries.extend(self.media(*at, condition, block));
                }
                _ => entries.extend(self.rule(prelude, block).map(Entry::Rule)),
            }
        }
        entries
    }

    /// The rules of an `@media`, in which there is no other.
    fn media(&mut self, at: Place, condition: &[Piece], block: Block<'_>) -> Option<Entry> {
        let condition = media::condition(condition, &mut self.problems);
        if condition.is_empty() {
            self.problems.add(at, "`@media` has no condition");
        }
        let blocks = self.blocks(block.pieces);
        let rules: Vec<Rule> = blocks.into_iter().filter_map(|(prelude, block)| self.rule(prelude, block)).collect();
        (!rules.is_empty()).then_some(Entry::Media { condition, rules })
    }

    /// What stands in front of each `{ … }`, and what stands in it. What else there is, is noted.
    fn blocks<'p>(&mut self, pieces: &'p [Piece]) -> Vec<(&'p [Piece], Block<'p>)> {
        let (mut blocks, mut start) = (vec![], 0_usize);
        for (index, piece) in pieces.iter().enumerate() {
            let prelude = trimmed(pieces.get(start..index).unwrap_or_default());
            match (&piece.what, prelude.first()) {
                (What::Curly(inside), _) => blocks.push((prelude, Block { pieces: inside, at: piece.at })),
                (What::Sign(';'), Some(Piece { what: What::At(name), at })) => {
                    self.problems.add(*at, at_rule(name));
                }
                _ => continue,
            }
            start = index.saturating_add(1);
        }
        if let Some(left) = trimmed(pieces.get(start..).unwrap_or_default()).first() {
            self.problems.add(left.at, "this is no rule: its `{ … }` is missing");
        }
        blocks
    }

    fn rule(&mut self, prelude: &[Piece], block: Block<'_>) -> Option<Rule> {
        let at = prelude.first().map_or(block.at, |first| first.at);
        if let Some(Piece { what: What::At(name), .. }) = prelude.first() {
            self.problems.add(at, at_rule(name));
            return None;
        }
        self.rules = self.rules.saturating_add(1);
        if self.rules > MAX_RULES {
            self.problems.add(at, format!("a sheet has at most {MAX_RULES} rules"));
            return None;
        }
        let selectors = selector::list(prelude, at, &mut self.problems);
        self.selectors = self.selectors.saturating_add(selectors.len());
        if self.selectors > MAX_SELECTORS {
            self.problems.add(at, format!("a sheet has at most {MAX_SELECTORS} selectors"));
            return None;
        }
        let declarations = self.declarations(block);
        let sets_more = declarations.iter().any(|declaration| !declaration.property.starts_with("--"));
        if sets_more && selectors.iter().any(Selector::is_page) {
            self.problems.add(at, "of the whole page the colours can be set, such as `--accent`, and nothing else");
        }
        (!selectors.is_empty() && !declarations.is_empty()).then_some(Rule { selectors, declarations })
    }

    fn declarations(&mut self, block: Block<'_>) -> Vec<Declaration> {
        let parts = block.pieces.split(|piece| piece.what == What::Sign(';')).map(trimmed);
        parts.filter(|part| !part.is_empty()).filter_map(|part| self.declaration(part)).collect()
    }

    fn declaration(&mut self, pieces: &[Piece]) -> Option<Declaration> {
        let (first, rest) = pieces.split_first()?;
        if let Some(nested) = pieces.iter().find(|piece| matches!(piece.what, What::Curly(_))) {
            self.problems.add(nested.at, "rules within rules are not taken");
            return None;
        }
        let What::Word(name) = &first.what else {
            self.problems.add(first.at, "a property is missing, such as `display`");
            return None;
        };
        let Some((Piece { what: What::Sign(':'), .. }, value)) = trimmed(rest).split_first() else {
            self.problems.add(first.at, format!("a colon is missing behind {}", quoted(name)));
            return None;
        };
        // Names of variables differ by the case of their letters.
        let property = if name.starts_with("--") { name.clone() } else { name.to_ascii_lowercase() };
        if !properties::is_taken(&property) {
            self.problems.add(first.at, format!("{} is none of what a sheet may set", quoted(name)));
            return None;
        }
        let value = value::read(&property, trimmed(value), first.at, &mut self.problems);
        Some(Declaration { property, value })
    }
}

/// What stands between `{` and `}`.
#[derive(Clone, Copy)]
struct Block<'p> {
    pieces: &'p [Piece],
    at: Place,
}

fn at_rule(name: &str) -> String {
    format!("{} is not taken here: a sheet has rules, and `@media` around some of them", quoted(&format!("@{name}")))
}

impl Sheet {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The sheet as it is served: of nothing but what was understood.
    pub fn css(&self) -> String {
        let mut out = String::new();
        for entry in &self.entries {
            match entry {
                Entry::Rule(rule) => rule.write(&mut out),
                Entry::Media { condition, rules } => {
                    for text in ["@media ", condition, " {\n"] {
                        out.push_str(text);
                    }
                    for rule in rules {
                        rule.write(&mut out);
                    }
                    out.push_str("}\n");
                }
            }
        }
        out
    }
}

impl Rule {
    fn write(&self, out: &mut String) {
        for (index, selector) in self.selectors.iter().enumerate() {
            if index > 0 {
                out.push_str(",\n");
            }
            selector.write(out);
        }
        out.push_str(" {");
        for Declaration { property, value } in &self.declarations {
            for text in [" ", property, ": ", value, ";"] {
                out.push_str(text);
            }
        }
        out.push_str(" }\n");
    }
}
