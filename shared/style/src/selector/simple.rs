//! The parts of a compound: names, classes, ids, attributes, states.

use super::{Compound, Cursor, compound};
use crate::pieces::{Piece, What, trimmed, without_blanks};
use crate::problem::{Place, Wrong, quoted};
use crate::words::{in_quotation_marks, is_name, is_plain_text};

/// A list within brackets has at most so many entries.
const MAX_ENTRIES: usize = 10;

/// A number of a place in a list has at most so many signs.
const MAX_PLACE_LENGTH: usize = 12;

/// The class of what a sheet leaves alone.
const GUARD: &str = "guard";

/// What classes of the body begin with: a user's, and the page's.
const OF_BODY: [&str; 2] = ["u-", "p-"];

/// States and places of elements.
const STATES: [&str; 22] = [
    "active",
    "checked",
    "disabled",
    "empty",
    "enabled",
    "first-child",
    "first-of-type",
    "focus",
    "focus-visible",
    "focus-within",
    "hover",
    "indeterminate",
    "last-child",
    "last-of-type",
    "link",
    "only-child",
    "only-of-type",
    "optional",
    "placeholder-shown",
    "read-only",
    "required",
    "target",
];

/// Lists of compounds of which one is meant, or none.
const LISTS: [&str; 3] = ["is", "not", "where"];

/// Places in a list, by a number.
const PLACES: [&str; 4] = ["nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type"];

/// What is no element of its own.
const ELEMENTS: [(&str, &str); 4] =
    [("after", "::after"), ("before", "::before"), ("marker", "::marker"), ("placeholder", "::placeholder")];

/// Names that stand for nothing in a page.
const OUTSIDE: [&str; 3] = ["head", "html", "script"];

/// Whether lists may stand here: not within each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pseudo {
    Any,
    NoLists,
}

/// A part of a compound.
#[derive(Debug)]
pub(super) enum Simple {
    /// `*`.
    Any,
    /// The name of an element.
    Type(String),
    Class(String),
    Id(String),
    /// An attribute, as it is written.
    Attribute(String),
    /// A state, as it is written.
    State(String),
    /// A list of compounds, as it is written.
    List {
        text: String,
        is_of_body: bool,
    },
    /// `:root`.
    Root,
    /// `::before` and its like.
    Element(&'static str),
}

impl Simple {
    /// Whether it is said of the body, or of the page.
    pub(super) fn is_of_body(&self) -> bool {
        match self {
            Self::Class(name) => OF_BODY.iter().any(|begins| name.starts_with(begins)),
            Self::Type(name) => name == "body",
            Self::Id(name) => name == "page",
            Self::List { is_of_body, .. } => *is_of_body,
            Self::Root => true,
            Self::Any | Self::Attribute(_) | Self::State(_) | Self::Element(_) => false,
        }
    }

    /// Whether it says something of the body beside that it is the body.
    pub(super) fn is_condition(&self) -> bool {
        matches!(self, Self::Class(_) | Self::List { .. })
    }

    pub(super) fn text(&self) -> String {
        match self {
            Self::Any => "*".to_owned(),
            Self::Type(name) => name.clone(),
            Self::Class(name) => format!(".{name}"),
            Self::Id(name) => format!("#{name}"),
            Self::Attribute(text) | Self::State(text) | Self::List { text, .. } => text.clone(),
            Self::Root => ":root".to_owned(),
            Self::Element(text) => (*text).to_owned(),
        }
    }
}

/// The next part of a compound; nothing where none begins here.
pub(super) fn simple(cursor: &mut Cursor<'_>, is_first: bool, pseudo: Pseudo) -> Result<Option<Simple>, Wrong> {
    let at = cursor.at();
    let part = match cursor.peek() {
        Some(What::Sign('*')) if is_first => Simple::Any,
        Some(What::Word(name)) if is_first => type_of(name, at)?,
        Some(What::Hash(name)) => Simple::Id(named(name, at)?),
        Some(What::Square(inside)) => attribute(inside, at)?,
        Some(What::Sign('.')) => {
            cursor.next();
            class(cursor.peek(), at)?
        }
        Some(What::Sign(':')) => {
            cursor.next();
            if cursor.peek() == Some(&What::Sign(':')) {
                cursor.next();
                element(cursor.peek(), at)?
            } else {
                state(cursor.peek(), at, pseudo)?
            }
        }
        _ => return Ok(None),
    };
    cursor.next();
    Ok(Some(part))
}

fn named(name: &str, at: Place) -> Result<String, Wrong> {
    if is_name(name) {
        return Ok(name.to_owned());
    }
    Err(Wrong::new(at, format!("{} is no name: it has letters, digits, dashes and underscores", quoted(name))))
}

fn type_of(name: &str, at: Place) -> Result<Simple, Wrong> {
    let name = named(name, at)?.to_ascii_lowercase();
    if OUTSIDE.contains(&name.as_str()) {
        return Err(Wrong::new(at, format!("{} is not in a page", quoted(&name))));
    }
    Ok(Simple::Type(name))
}

fn class(what: Option<&What>, at: Place) -> Result<Simple, Wrong> {
    match what {
        Some(What::Word(name)) if name.eq_ignore_ascii_case(GUARD) => {
            Err(Wrong::new(at, "`.guard` marks what a sheet leaves alone"))
        }
        Some(What::Word(name)) => Ok(Simple::Class(named(name, at)?)),
        _ => Err(Wrong::new(at, "behind the point stands the name of a class")),
    }
}

fn element(what: Option<&What>, at: Place) -> Result<Simple, Wrong> {
    let name = if let Some(What::Word(name)) = what { name.to_ascii_lowercase() } else { String::new() };
    let found = ELEMENTS.iter().find(|(known, _)| *known == name);
    let wrong = || Wrong::new(at, "`::after`, `::before`, `::marker` and `::placeholder` are taken, and no other");
    found.map(|(_, text)| Simple::Element(text)).ok_or_else(wrong)
}

fn state(what: Option<&What>, at: Place, pseudo: Pseudo) -> Result<Simple, Wrong> {
    let (name, inside) = match what {
        Some(What::Word(name)) => (name.to_ascii_lowercase(), None),
        Some(What::Function(name, inside)) => (name.to_ascii_lowercase(), Some(inside)),
        _ => (String::new(), None),
    };
    match (name.as_str(), inside) {
        ("root", None) => Ok(Simple::Root),
        (state, None) if STATES.contains(&state) => Ok(Simple::State(format!(":{state}"))),
        (place, Some(inside)) if PLACES.contains(&place) => {
            Ok(Simple::State(format!(":{place}({})", number_of_place(inside, at)?)))
        }
        (list, Some(inside)) if LISTS.contains(&list) && pseudo == Pseudo::Any => list_of(list, inside, at),
        _ => Err(Wrong::new(at, format!("the state {} is not taken here", quoted(&format!(":{name}"))))),
    }
}

/// `:not(…)` and its like.
fn list_of(name: &str, inside: &[Piece], at: Place) -> Result<Simple, Wrong> {
    let (mut texts, mut is_of_body) = (vec![], true);
    for entry in inside.split(|piece| piece.what == What::Sign(',')) {
        let mut cursor = Cursor::new(trimmed(entry), at);
        let found: Compound = compound(&mut cursor, Pseudo::NoLists)?;
        if cursor.peek().is_some() || found.has_element() {
            return Err(Wrong::new(cursor.at(), "in these brackets one element is meant, without those around it"));
        }
        is_of_body &= found.is_of_body();
        texts.push(found.text());
    }
    if texts.len() > MAX_ENTRIES {
        return Err(Wrong::new(at, format!("at most {MAX_ENTRIES} stand in these brackets")));
    }
    Ok(Simple::List { text: format!(":{name}({})", texts.join(", ")), is_of_body })
}

/// Which of a list: `odd`, `2`, `3n+1`.
fn number_of_place(inside: &[Piece], at: Place) -> Result<String, Wrong> {
    let sign = |what: &What| match what {
        What::Word(text) | What::Number(text) => text.to_ascii_lowercase(),
        What::Sign(sign @ ('+' | '-')) => sign.to_string(),
        What::Blank => String::new(),
        _ => "?".to_owned(),
    };
    let text: String = inside.iter().map(|piece| sign(&piece.what)).collect();
    let is_number = (1..=MAX_PLACE_LENGTH).contains(&text.len())
        && text.bytes().all(|sign| sign.is_ascii_digit() || matches!(sign, b'n' | b'+' | b'-'));
    if is_number || ["even", "odd"].contains(&text.as_str()) {
        return Ok(text);
    }
    Err(Wrong::new(at, "in these brackets stands `odd`, `even`, or a number such as `2` or `3n+1`"))
}

/// An attribute, which is not what somebody types.
fn attribute(inside: &[Piece], at: Place) -> Result<Simple, Wrong> {
    let no_attribute = || Wrong::new(at, "this is no attribute such as `[data-label=\"Total\"]`");
    let text = match without_blanks(inside).as_slice() {
        [What::Word(name)] => format!("[{}]", attribute_name(name, at)?),
        [What::Word(name), compared, What::Word(value) | What::Text(value)] if is_plain_text(value) => {
            let compared = match compared {
                What::Sign('=') => "=",
                What::Match(compared) => *compared,
                _ => return Err(no_attribute()),
            };
            format!("[{}{compared}{}]", attribute_name(name, at)?, in_quotation_marks(value))
        }
        _ => return Err(no_attribute()),
    };
    Ok(Simple::Attribute(text))
}

fn attribute_name(name: &str, at: Place) -> Result<String, Wrong> {
    let name = named(name, at)?.to_ascii_lowercase();
    if name == "value" {
        return Err(Wrong::new(at, "what stands in a field (`value`) is not looked at"));
    }
    Ok(name)
}
