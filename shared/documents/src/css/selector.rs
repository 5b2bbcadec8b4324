//! Which elements a rule is about.

use crate::dom::{Dom, Element, NodeId};

/// So many parts a selector has.
const MAX_PARTS: usize = 8;

/// One condition on an element.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    Name(String),
    Class(String),
    Id(String),
    FirstChild,
    LastChild,
    /// Every second child: those with an odd place, counted from 1, or those with an even one.
    Odd,
    Even,
}

/// What leads from one element to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Somewhere within it.
    Within,
    /// Its child.
    Child,
}

/// A selector: conditions on an element, and on those around it, innermost first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selector {
    parts: Vec<(Step, Vec<Condition>)>,
    /// Ids, then classes, then names.
    pub(crate) weight: (usize, usize, usize),
}

/// Reads a selector, or says what of it is not known.
pub(crate) fn selector(text: &str) -> Result<Selector, String> {
    let spaced = text.replace('>', " > ");
    let mut parts: Vec<(Step, Vec<Condition>)> = vec![];
    let mut step = Step::Within;
    for word in spaced.split_ascii_whitespace() {
        if word == ">" {
            step = Step::Child;
            continue;
        }
        parts.push((step, conditions(word)?));
        step = Step::Within;
    }
    if parts.is_empty() || step == Step::Child {
        return Err(format!("\"{}\" selects nothing", text.trim()));
    }
    if parts.len() > MAX_PARTS {
        return Err(format!("a selector has at most {MAX_PARTS} parts"));
    }
    parts.reverse();
    let weight = weight_of(&parts);
    Ok(Selector { parts, weight })
}

fn weight_of(parts: &[(Step, Vec<Condition>)]) -> (usize, usize, usize) {
    let all = || parts.iter().flat_map(|(_, conditions)| conditions);
    let ids = all().filter(|one| matches!(one, Condition::Id(_))).count();
    let names = all().filter(|one| matches!(one, Condition::Name(_))).count();
    (ids, all().count().saturating_sub(ids).saturating_sub(names), names)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
}

/// Reads `td.price:first-child`.
fn conditions(word: &str) -> Result<Vec<Condition>, String> {
    let unknown = || {
        format!(
            "\"{word}\" is not understood; known are names, .classes, #ids, :first-child, :last-child, \
            :nth-child(odd), :nth-child(even), and these within each other"
        )
    };
    let end = word.find(['.', '#', ':']).unwrap_or(word.len());
    let (name, mut rest) = word.split_at(end);
    let mut found = vec![];
    match name {
        "*" | "" => {}
        name if is_name(name) => found.push(Condition::Name(name.to_ascii_lowercase())),
        _ => return Err(unknown()),
    }
    while let Some(kind) = rest.chars().next() {
        let behind = rest.get(1..).unwrap_or_default();
        let end = behind.find(['.', '#', ':']).unwrap_or(behind.len());
        let (name, next) = behind.split_at(end);
        found.push(match (kind, name) {
            ('.', name) if is_name(name) => Condition::Class(name.to_owned()),
            ('#', name) if is_name(name) => Condition::Id(name.to_owned()),
            (':', "first-child") => Condition::FirstChild,
            (':', "last-child") => Condition::LastChild,
            (':', "nth-child(odd)") => Condition::Odd,
            (':', "nth-child(even)") => Condition::Even,
            _ => return Err(unknown()),
        });
        rest = next;
    }
    Ok(found)
}

impl Selector {
    /// The name every element it matches has, where it asks for one.
    pub(crate) fn name(&self) -> Option<&str> {
        self.parts.first()?.1.iter().find_map(|condition| match condition {
            Condition::Name(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Whether it is about this element. `place` tells an element's place among its siblings, from 1, and their number.
    pub(crate) fn matches(&self, dom: &Dom, id: NodeId, place: &impl Fn(NodeId) -> (usize, usize)) -> bool {
        let mut parts = self.parts.iter();
        let Some((first, innermost)) = parts.next() else { return false };
        let mut step = *first;
        if !holds(innermost, dom, id, place) {
            return false;
        }
        let mut at = dom.parent(id);
        for (next, conditions) in parts {
            at = match step {
                Step::Child => at.filter(|id| holds(conditions, dom, *id, place)),
                Step::Within => around(dom, at, |id| holds(conditions, dom, id, place)),
            };
            let Some(found) = at else { return false };
            at = dom.parent(found);
            step = *next;
        }
        true
    }
}

/// The first of an element and those around it that holds.
fn around(dom: &Dom, mut at: Option<NodeId>, holds: impl Fn(NodeId) -> bool) -> Option<NodeId> {
    while let Some(id) = at {
        if holds(id) {
            return Some(id);
        }
        at = dom.parent(id);
    }
    None
}

fn holds(conditions: &[Condition], dom: &Dom, id: NodeId, place: &impl Fn(NodeId) -> (usize, usize)) -> bool {
    dom.element(id).is_some_and(|element| conditions.iter().all(|one| is_so(one, element, id, place)))
}

fn is_so(condition: &Condition, element: &Element, id: NodeId, place: &impl Fn(NodeId) -> (usize, usize)) -> bool {
    match condition {
        Condition::Name(name) => element.name == *name,
        Condition::Class(class) => element.has_class(class),
        Condition::Id(wanted) => element.attribute("id") == Some(wanted),
        Condition::FirstChild => place(id).0 == 1,
        Condition::LastChild => place(id).0 == place(id).1,
        Condition::Odd => place(id).0 % 2 == 1,
        Condition::Even => place(id).0.is_multiple_of(2),
    }
}
