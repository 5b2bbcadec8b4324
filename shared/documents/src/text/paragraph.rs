//! A paragraph: texts, pictures and boxes in a row, before it is known how wide its lines are.

use std::rc::Rc;

use super::fonts::is_unseen;
use super::shape::{Segment, Typesetter};
use crate::css::property::{Align, Direction, Transform, WhiteSpace};
use crate::style::{Style, TextStyle};

/// Stands in a text for what is no text.
pub(super) const OBJECT: char = '\u{FFFC}';

/// Stands for what no font has.
const UNKNOWN: char = '\u{FFFD}';

/// What is written out where no font has its sign yet.
const SPELLED: &[(char, &str)] = &[('\u{20C1}', "SAR")];

/// What stands in a row.
#[derive(Debug)]
pub(crate) enum Inline {
    Text(String, Rc<TextStyle>),
    /// A picture or a box by its number, which the row's owner keeps.
    Object(usize, Rc<TextStyle>),
    /// The end of a line.
    Break(Rc<TextStyle>),
}

/// Collects what stands in a row, with blanks as the text's style says.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    all: Vec<Inline>,
    /// Whether a blank would be the second one, or the first of a line.
    swallows_blank: bool,
    is_started: bool,
}

impl Pieces {
    /// Whether nothing is to be seen of it.
    pub(crate) fn is_blank(&self) -> bool {
        self.all.iter().all(|piece| match piece {
            Inline::Text(text, _) => text.trim_matches(' ').is_empty(),
            _ => false,
        })
    }

    pub(crate) fn push_text(&mut self, text: &str, style: &Style) {
        let text = transformed(text, style.transform);
        let (keeps_blanks, keeps_lines) = match style.white_space {
            WhiteSpace::Normal | WhiteSpace::NoWrap => (false, false),
            WhiteSpace::PreLine => (false, true),
            WhiteSpace::Pre | WhiteSpace::PreWrap => (true, true),
        };
        if !self.is_started {
            self.is_started = true;
            self.swallows_blank = true;
        }
        let mut out = String::with_capacity(text.len());
        for letter in text.chars() {
            match letter {
                '\n' if keeps_lines => {
                    self.flush(&mut out, style);
                    self.push_break(style);
                }
                '\t' if keeps_blanks => out.push_str("    "),
                ' ' if keeps_blanks => out.push(' '),
                ' ' | '\t' | '\n' | '\r' | '\u{C}' => {
                    if !self.swallows_blank {
                        out.push(' ');
                        self.swallows_blank = true;
                    }
                }
                letter => {
                    self.swallows_blank = false;
                    out.push(letter);
                }
            }
        }
        self.flush(&mut out, style);
    }

    fn flush(&mut self, out: &mut String, style: &Style) {
        if !out.is_empty() {
            self.all.push(Inline::Text(std::mem::take(out), style.text.clone()));
        }
    }

    pub(crate) fn push_break(&mut self, style: &Style) {
        self.all.push(Inline::Break(style.text.clone()));
        (self.swallows_blank, self.is_started) = (true, true);
    }

    pub(crate) fn push_object(&mut self, number: usize, style: &Style) {
        self.all.push(Inline::Object(number, style.text.clone()));
        (self.swallows_blank, self.is_started) = (false, true);
    }
}

fn transformed(text: &str, transform: Transform) -> String {
    match transform {
        Transform::None => text.to_owned(),
        Transform::Upper => text.to_uppercase(),
        Transform::Lower => text.to_lowercase(),
        Transform::Capital => {
            let mut is_first = true;
            let mut out = String::with_capacity(text.len());
            for letter in text.chars() {
                if is_first {
                    out.extend(letter.to_uppercase());
                } else {
                    out.push(letter);
                }
                is_first = !letter.is_alphanumeric() && !matches!(letter, '\'' | '’');
            }
            out
        }
    }
}

/// A text with its letters chosen and joined, ready to be broken into lines.
#[derive(Debug)]
pub(crate) struct Paragraph {
    /// Its parts between ends of lines that it says itself.
    pub(crate) segments: Vec<Segment>,
    pub(crate) align: Align,
    pub(crate) is_rtl: bool,
    /// Whether its lines may be broken.
    pub(crate) wraps: bool,
    /// What its lines are at least as high as.
    pub(crate) strut: Rc<TextStyle>,
}

/// A part of a text in one style; an object has its number.
pub(super) type Span = (std::ops::Range<usize>, Rc<TextStyle>, Option<usize>);

impl Paragraph {
    /// Chooses fonts for the texts of a row, within a box that looks as `style`.
    pub(crate) fn new(pieces: Pieces, style: &Style, setter: &Typesetter<'_>) -> Self {
        let is_rtl = style.direction == Direction::Rtl;
        let mut segments = vec![];
        let (mut text, mut spans): (String, Vec<Span>) = (String::new(), vec![]);
        let mut is_open = false;
        for piece in pieces.all {
            match piece {
                Inline::Text(new, of) => {
                    let start = text.len();
                    push_known(&new, &of, &mut text, setter);
                    spans.push((start..text.len(), of, None));
                    is_open = true;
                }
                Inline::Object(number, of) => {
                    let start = text.len();
                    text.push(OBJECT);
                    spans.push((start..text.len(), of, Some(number)));
                    is_open = true;
                }
                Inline::Break(of) => {
                    spans.push((text.len()..text.len(), of, None));
                    segments.push(setter.segment(&std::mem::take(&mut text), &std::mem::take(&mut spans), is_rtl));
                    is_open = false;
                }
            }
        }
        if is_open {
            segments.push(setter.segment(&text, &spans, is_rtl));
        }
        let wraps = !matches!(style.white_space, WhiteSpace::NoWrap | WhiteSpace::Pre);
        Self { segments, align: style.align, is_rtl, wraps, strut: style.text.clone() }
    }
}

/// Puts letters behind `text`; what no font has is replaced, so that no empty boxes are drawn.
fn push_known(new: &str, style: &TextStyle, text: &mut String, setter: &Typesetter<'_>) {
    for letter in new.chars() {
        if letter.is_ascii_graphic() || letter == ' ' {
            text.push(letter);
        } else if letter == OBJECT {
            text.push(UNKNOWN);
        } else if is_unseen(letter) || setter.knows(letter, style) {
            text.push(letter);
        } else if let Some((_, spelled)) = SPELLED.iter().find(|(sign, _)| *sign == letter) {
            text.push_str(spelled);
        } else {
            text.push(UNKNOWN);
        }
    }
}
