//! A sheet in pieces: its tokens without comments, and what stands between brackets inside of them.

use cssparser::{ParseError, Parser, SourcePosition, Token};

use crate::problem::{Place, Problems};

/// Brackets stand within each other so deep: `@media`, a rule, and the functions of a value.
const MAX_DEPTH: usize = 8;

/// A token, or what stands between two brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) what: What,
    pub(crate) at: Place,
}

impl Piece {
    fn is_blank(&self) -> bool {
        self.what == What::Blank
    }
}

/// What a piece is. Names and texts have their escapes undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Blank,
    Word(String),
    /// `@media`, without its sign.
    At(String),
    /// `#page`, without its sign.
    Hash(String),
    /// A text in quotation marks.
    Text(String),
    /// A number as it is written, with what stands right behind it: `12px`, `50%`.
    Number(String),
    Sign(char),
    /// How an attribute is compared: `~=` and its like.
    Match(&'static str),
    Function(String, Vec<Piece>),
    Round(Vec<Piece>),
    Square(Vec<Piece>),
    Curly(Vec<Piece>),
    /// What no sheet may hold, and why.
    Odd(&'static str),
}

/// The whole sheet, by which it is known whether a bracket is closed.
struct Whole {
    start: SourcePosition,
    length: usize,
}

impl Whole {
    fn is_read(&self, input: &Parser<'_>) -> bool {
        input.slice_from(self.start).len() == self.length
    }
}

/// The pieces of a sheet. Brackets that are too deep, and those that are never closed, are problems.
pub(crate) fn of(source: &str, problems: &mut Problems) -> Vec<Piece> {
    let mut input = Parser::new(source);
    let whole = Whole { start: input.position(), length: source.len() };
    pieces(&mut input, &whole, 0, problems)
}

fn pieces(input: &mut Parser<'_>, whole: &Whole, depth: usize, problems: &mut Problems) -> Vec<Piece> {
    let mut found = vec![];
    loop {
        let (at, start) = (Place::of(input.current_source_location()), input.position());
        let Ok(token) = input.next_including_whitespace_and_comments().cloned() else { return found };
        let mut inside = |input: &mut Parser<'_>| nested(input, whole, depth, at, problems);
        let what = match token {
            Token::Comment(_) => continue,
            // One is as good as many, with comments between them.
            Token::WhiteSpace(_) if found.last().is_some_and(Piece::is_blank) => continue,
            Token::WhiteSpace(_) => What::Blank,
            Token::Ident(name) => What::Word(name.to_string()),
            Token::AtKeyword(name) => What::At(name.to_string()),
            Token::Hash(name) | Token::IDHash(name) => What::Hash(name.to_string()),
            Token::QuotedString(text) => What::Text(text.to_string()),
            Token::Number { .. } | Token::Percentage { .. } | Token::Dimension { .. } => {
                What::Number(input.slice_from(start).to_owned())
            }
            Token::Delim(sign) => What::Sign(sign),
            Token::Colon => What::Sign(':'),
            Token::Semicolon => What::Sign(';'),
            Token::Comma => What::Sign(','),
            Token::IncludeMatch => What::Match("~="),
            Token::DashMatch => What::Match("|="),
            Token::PrefixMatch => What::Match("^="),
            Token::SuffixMatch => What::Match("$="),
            Token::SubstringMatch => What::Match("*="),
            Token::Function(name) => What::Function(name.to_string(), inside(input)),
            Token::ParenthesisBlock => What::Round(inside(input)),
            Token::SquareBracketBlock => What::Square(inside(input)),
            Token::CurlyBracketBlock => What::Curly(inside(input)),
            Token::UnquotedUrl(_) | Token::BadUrl(_) => What::Odd("addresses (`url`) are not taken"),
            Token::BadString(_) => What::Odd("this text is never closed"),
            _ => What::Odd("this stands here without a reason: a bracket too many, or a comment of HTML"),
        };
        found.push(Piece { what, at });
    }
}

/// What stands behind the bracket that was just read, up to the one that closes it.
fn nested(input: &mut Parser<'_>, whole: &Whole, depth: usize, at: Place, problems: &mut Problems) -> Vec<Piece> {
    let mut found = vec![];
    // Its answer says no more: what is left of a block that is too deep is passed over.
    let _: Result<(), ParseError<()>> = input.parse_nested_block(|input| {
        if depth >= MAX_DEPTH {
            problems.add(at, "brackets stand within each other too deep");
            return Ok(());
        }
        found = pieces(input, whole, depth.saturating_add(1), problems);
        if whole.is_read(input) {
            problems.add(at, "this bracket is never closed");
        }
        Ok(())
    });
    found
}

/// The pieces without the blanks around them.
pub(crate) fn trimmed(mut pieces: &[Piece]) -> &[Piece] {
    while let [Piece { what: What::Blank, .. }, rest @ ..] = pieces {
        pieces = rest;
    }
    while let [rest @ .., Piece { what: What::Blank, .. }] = pieces {
        pieces = rest;
    }
    pieces
}

/// The pieces without any blanks.
pub(crate) fn without_blanks(pieces: &[Piece]) -> Vec<&What> {
    pieces.iter().map(|piece| &piece.what).filter(|what| **what != What::Blank).collect()
}
