//! What a supplier calls a store's codes and shipping methods, line by line (orderdesk-app 7.1, 10.2).

use std::collections::{BTreeMap, BTreeSet};

use crate::folded_code;

/// One code becomes at most this many of a supplier's: a bundle.
pub const MAX_BUNDLE_CODES: usize = 100;

/// So many problems of a box are told.
const MAX_PROBLEMS: usize = 20;

/// What stands for anything on the left of a line of [`MethodMatches`].
const ANY: &str = "any";

/// Which codes of a supplier's a code of the store is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeMatches(BTreeMap<String, Vec<String>>);

impl CodeMatches {
    /// Reads lines `A=B` or `A=B,C`. A code on the right may repeat, and is sent as often. One that stands on the left of
    /// several lines becomes all that those say. What can't be read is passed over.
    pub fn read(text: &str) -> Self {
        let mut all = BTreeMap::new();
        for (left, right) in lines(text).filter_map(|(_, line)| line.ok()) {
            let codes: &mut Vec<String> = all.entry(folded_code(left)).or_default();
            codes.extend(listed(right));
            codes.truncate(MAX_BUNDLE_CODES);
        }
        Self(all)
    }

    /// What is wrong with such lines.
    pub(super) fn check(text: &str) -> Vec<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut problems = vec![];
        for (number, line) in lines(text) {
            let Ok((left, right)) = line else { continue };
            let count = counts.entry(folded_code(left)).or_default();
            *count = count.saturating_add(listed(right).count());
            if *count > MAX_BUNDLE_CODES {
                problems.push(format!("line {number}: \"{left}\" becomes more than {MAX_BUNDLE_CODES} codes"));
            }
        }
        unread(text).chain(problems).take(MAX_PROBLEMS).collect()
    }

    /// What a code is sent as; nothing where it is sent as it is.
    pub fn of(&self, code: &str) -> Option<&[String]> {
        self.0.get(&folded_code(code)).map(Vec::as_slice)
    }
}

/// The codes of a list with commas between, as in a bundle.
pub(super) fn listed(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(',').map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned)
}

/// The codes of lines, as they are compared.
pub(super) fn folded_lines(text: &str) -> BTreeSet<String> {
    text.lines().map(folded_code).filter(|code| !code.is_empty()).collect()
}

/// Which class of a supplier's a shipping method of the store is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShippingClasses(BTreeMap<String, String>);

impl ShippingClasses {
    /// Reads lines `class=shipping method`. Of two lines with one shipping method the first counts.
    pub fn read(text: &str) -> Self {
        let mut all = BTreeMap::new();
        for (class, method) in lines(text).filter_map(|(_, line)| line.ok()) {
            all.entry(folded_code(method)).or_insert_with(|| class.to_owned());
        }
        Self(all)
    }

    /// What is wrong with such lines.
    pub(super) fn check(text: &str) -> Vec<String> {
        unread(text).take(MAX_PROBLEMS).collect()
    }

    /// The class of a shipping method, or the usual one, or the method itself where there is none.
    pub fn class_of<'a>(&'a self, method: &'a str, usual: &'a str) -> &'a str {
        let usual = if usual.is_empty() { method } else { usual };
        self.0.get(&folded_code(method)).map_or(usual, String::as_str)
    }
}

/// What a shipment of a supplier's is called in the store.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MethodMatches(Vec<MethodMatch>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct MethodMatch {
    /// Class, carrier and method as they are compared; none is any.
    left: [Option<String>; 3],
    carrier: Option<String>,
    method: String,
}

impl MethodMatches {
    /// Reads lines `class|carrier|method=method` or `…=carrier|method`. What can't be read is passed over.
    pub fn read(text: &str) -> Self {
        Self(lines(text).filter_map(|(_, line)| MethodMatch::read(line.ok()?)).collect())
    }

    /// What is wrong with such lines.
    pub(super) fn check(text: &str) -> Vec<String> {
        let read = lines(text).filter_map(|(number, line)| Some((number, line.ok()?)));
        let wrong = read.filter(|(_, line)| MethodMatch::read(*line).is_none());
        let wrong = wrong.map(|(number, _)| {
            format!("line {number}: must be `class|carrier|method=method` or `class|carrier|method=carrier|method`")
        });
        unread(text).chain(wrong).take(MAX_PROBLEMS).collect()
    }

    /// The carrier and the method that a shipment gets by the first line that fits; none where no line does. Without a
    /// carrier it keeps its own.
    pub fn of(&self, class: &str, carrier: &str, method: &str) -> Option<(Option<&str>, &str)> {
        let said = [class, carrier, method].map(folded_code);
        let fits = |line: &&MethodMatch| {
            line.left.iter().zip(&said).all(|(wanted, said)| wanted.as_ref().is_none_or(|wanted| wanted == said))
        };
        self.0.iter().find(fits).map(|line| (line.carrier.as_deref(), line.method.as_str()))
    }
}

impl MethodMatch {
    fn read((left, right): (&str, &str)) -> Option<Self> {
        let wanted = |part: &str| Some(folded_code(part)).filter(|part| !part.is_empty() && part != ANY);
        let left: Vec<_> = left.split('|').map(wanted).collect();
        let left = left.try_into().ok()?;
        let (carrier, method) = match right.split('|').map(str::trim).collect::<Vec<_>>().as_slice() {
            [method] => (None, (*method).to_owned()),
            [carrier, method] => (Some((*carrier).to_owned()), (*method).to_owned()),
            _ => return None,
        };
        let is_filled = !method.is_empty() && carrier.as_ref().is_none_or(|carrier| !carrier.is_empty());
        is_filled.then_some(Self { left, carrier, method })
    }
}

/// The lines of a box that are not blank, with their numbers from 1 up: what stands left and right of the first `=`, or why
/// there is no such.
fn lines(text: &str) -> impl Iterator<Item = (usize, Result<(&str, &str), &'static str>)> {
    let numbered = (1_usize..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    numbered.map(|(number, line)| {
        let sides = line.split_once('=').map(|(left, right)| (left.trim(), right.trim()));
        let sides = sides.filter(|(left, right)| !left.is_empty() && !right.is_empty());
        (number, sides.ok_or("must have a text on both sides of a ="))
    })
}

fn unread(text: &str) -> impl Iterator<Item = String> + '_ {
    lines(text).filter_map(|(number, line)| line.err().map(|why| format!("line {number}: {why}")))
}
