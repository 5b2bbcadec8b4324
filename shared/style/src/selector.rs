//! Selectors: confined to the page, and kept away from what is guarded.
//!
//! A selector may begin with what it says of the body (`.u-vendor`, `.p-orders`), which stands in front of the page.
//! All behind it is looked for in the page. Its last compound, which is what a rule is about, passes over what is
//! guarded.

mod simple;

use self::simple::{Pseudo, Simple, simple};
use crate::pieces::{Piece, What};
use crate::problem::{Place, Problems, Wrong};

/// What all of a page lies in, but for dialogs and messages.
const PAGE: &str = "#page";

/// Passes over what is guarded, what lies in such, and what holds such: who can't be hidden can't be hidden by its
/// surroundings either.
const NOT_GUARDED: &str = ":not(.guard, .guard *, :has(.guard))";

/// A selector has at most so many compounds.
const MAX_COMPOUNDS: usize = 8;

/// A compound has at most so many parts.
const MAX_PARTS: usize = 10;

/// A selector has at most so many letters.
const MAX_SELECTOR_LENGTH: usize = 300;

/// A selector.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Selector {
    /// What it says of the body, such as `body.u-vendor`; blank for nothing.
    body: String,
    /// What it looks for in the page; blank where it is about all of the page.
    rest: String,
    /// `::before` and its like; blank for the element itself.
    element: &'static str,
}

/// What is said of one element.
#[derive(Debug)]
struct Compound {
    at: Place,
    parts: Vec<Simple>,
    element: &'static str,
}

/// The selectors in front of a rule, as far as they are taken.
pub(crate) fn list(pieces: &[Piece], at: Place, problems: &mut Problems) -> Vec<Selector> {
    let mut selectors = vec![];
    for one in pieces.split(|piece| piece.what == What::Sign(',')) {
        match selector(one, at) {
            Ok(selector) => selectors.push(selector),
            Err(wrong) => problems.add(wrong.at, wrong.message),
        }
    }
    selectors
}

fn selector(pieces: &[Piece], at: Place) -> Result<Selector, Wrong> {
    let mut cursor = Cursor::new(pieces, at);
    let (mut selector, mut combinator) = (Selector::default(), "");
    for _ in 0..MAX_COMPOUNDS {
        cursor.skip_blanks();
        let compound = compound(&mut cursor, Pseudo::Any)?;
        selector.take(&compound, combinator)?;
        match cursor.combinator()? {
            Some(next) => combinator = next,
            None if selector.body.len() + selector.rest.len() > MAX_SELECTOR_LENGTH => break,
            None => return Ok(selector),
        }
    }
    let message =
        format!("a selector has at most {MAX_COMPOUNDS} parts between blanks, and {MAX_SELECTOR_LENGTH} letters");
    Err(Wrong::new(cursor.start, message))
}

/// What is said of one element, up to a blank or a sign between elements.
fn compound(cursor: &mut Cursor<'_>, pseudo: Pseudo) -> Result<Compound, Wrong> {
    let mut compound = Compound { at: cursor.at(), parts: vec![], element: "" };
    while compound.element.is_empty() && compound.parts.len() <= MAX_PARTS {
        match simple(cursor, compound.parts.is_empty(), pseudo)? {
            Some(Simple::Element(element)) => compound.element = element,
            Some(part) => compound.parts.push(part),
            None => break,
        }
    }
    if compound.parts.len() > MAX_PARTS {
        return Err(Wrong::new(compound.at, format!("at most {MAX_PARTS} parts are about one element")));
    }
    if compound.parts.is_empty() && compound.element.is_empty() {
        return Err(Wrong::new(compound.at, "a selector is missing, or begins with what can't begin one"));
    }
    Ok(compound)
}

impl Compound {
    /// Whether all that it says may be said of the body.
    fn is_of_body(&self) -> bool {
        self.element.is_empty() && self.parts.iter().all(Simple::is_of_body)
    }

    fn has_element(&self) -> bool {
        !self.element.is_empty()
    }

    /// The compound as it is written, without `::before` and its like.
    fn text(&self) -> String {
        self.parts.iter().map(Simple::text).collect()
    }

    /// What it says of the body beside that it is the body.
    fn about_body(&self) -> String {
        self.parts.iter().filter(|part| part.is_condition()).map(Simple::text).collect()
    }
}

impl Selector {
    /// Whether it is about all of a page, which holds what is guarded too.
    pub(crate) fn is_page(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn write(&self, out: &mut String) {
        if !self.body.is_empty() {
            out.push_str(&self.body);
            out.push(' ');
        }
        out.push_str(PAGE);
        if !self.rest.is_empty() {
            for text in [" ", &self.rest, NOT_GUARDED, self.element] {
                out.push_str(text);
            }
        }
    }

    /// Takes the next compound, which stands behind this combinator.
    fn take(&mut self, compound: &Compound, combinator: &'static str) -> Result<(), Wrong> {
        if !self.element.is_empty() {
            return Err(Wrong::new(compound.at, "nothing stands behind `::before` and its like"));
        }
        let is_behind_body = self.rest.is_empty();
        if is_behind_body && !matches!(combinator, "" | " ") {
            return Err(Wrong::new(compound.at, "behind what is said of the body stands a blank"));
        }
        if is_behind_body && compound.is_of_body() {
            let about = compound.about_body();
            if !about.is_empty() && !self.body.is_empty() {
                return Err(Wrong::new(compound.at, "write all that is said of the body without blanks"));
            }
            if !about.is_empty() {
                self.body = format!("body{about}");
            }
            return Ok(());
        }
        if compound.parts.iter().any(Simple::is_of_body) {
            let message =
                "`.u-…`, `.p-…`, `body`, `:root` and `#page` stand by themselves, in front, and a blank behind";
            return Err(Wrong::new(compound.at, message));
        }
        if !is_behind_body {
            self.rest.push_str(combinator);
        }
        let text = compound.text();
        // An element of whatever kind, as in `::before`.
        self.rest.push_str(if text.is_empty() { "*" } else { &text });
        self.element = compound.element;
        Ok(())
    }
}

/// A place in the pieces of a selector.
struct Cursor<'p> {
    pieces: &'p [Piece],
    start: Place,
}

impl<'p> Cursor<'p> {
    fn new(pieces: &'p [Piece], at: Place) -> Self {
        Self { pieces, start: pieces.first().map_or(at, |first| first.at) }
    }

    fn peek(&self) -> Option<&'p What> {
        self.pieces.first().map(|piece| &piece.what)
    }

    /// Where the next piece stands, or the first one behind the last.
    fn at(&self) -> Place {
        self.pieces.first().map_or(self.start, |piece| piece.at)
    }

    fn next(&mut self) -> Option<&'p What> {
        let (first, rest) = self.pieces.split_first()?;
        self.pieces = rest;
        Some(&first.what)
    }

    fn skip_blanks(&mut self) -> bool {
        let before = self.pieces.len();
        while self.peek() == Some(&What::Blank) {
            self.next();
        }
        self.pieces.len() < before
    }

    /// What stands between two compounds; nothing at the end.
    fn combinator(&mut self) -> Result<Option<&'static str>, Wrong> {
        let had_blank = self.skip_blanks();
        let combinator = match self.peek() {
            None => return Ok(None),
            Some(What::Sign('>')) => " > ",
            Some(What::Sign('+')) => " + ",
            Some(What::Sign('~')) => " ~ ",
            Some(_) if had_blank => return Ok(Some(" ")),
            Some(What::Odd(why)) => return Err(Wrong::new(self.at(), *why)),
            Some(_) => return Err(Wrong::new(self.at(), "this can't stand in a selector")),
        };
        self.next();
        Ok(Some(combinator))
    }
}
