//! What `@page` says: the size of the paper and its margins.

use super::HOLE;
use super::sheet::pairs;
use super::value::{Length, positive};

/// What a rule says of pages.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct PageRule {
    /// Width and height, in pixels.
    pub(crate) size: Option<(f32, f32)>,
    /// Whether what is wide is to be on its side, where the size itself is not said.
    pub(crate) turn: Option<Turn>,
    /// The margins: top, right, bottom, left.
    pub(crate) margins: [Option<f32>; 4],
}

/// How a paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    Portrait,
    Landscape,
}

impl Turn {
    /// The size of a paper that lies so.
    pub(crate) fn of(self, (width, height): (f32, f32)) -> (f32, f32) {
        let (short, long) = (width.min(height), width.max(height));
        match self {
            Self::Portrait => (short, long),
            Self::Landscape => (long, short),
        }
    }
}

const MM: f32 = 96.0 / 25.4;
const INCH: f32 = 96.0;

/// The papers that have names, in pixels.
const PAPERS: &[(&str, (f32, f32))] = &[
    ("a3", (297.0 * MM, 420.0 * MM)),
    ("a4", (210.0 * MM, 297.0 * MM)),
    ("a5", (148.0 * MM, 210.0 * MM)),
    ("a6", (105.0 * MM, 148.0 * MM)),
    ("b5", (176.0 * MM, 250.0 * MM)),
    ("letter", (8.5 * INCH, 11.0 * INCH)),
    ("legal", (8.5 * INCH, 14.0 * INCH)),
    ("ledger", (11.0 * INCH, 17.0 * INCH)),
];

/// The shortest and the longest side of a paper, in pixels: 10 mm and 2 m.
const SIDES: (f32, f32) = (10.0 * MM, 2000.0 * MM);

/// Reads an `@page` rule; `which` stands behind `@page`. What is wrong is told with its place in `body`.
pub(crate) fn read(which: &str, body: &str, fault: &mut impl FnMut(usize, String)) -> PageRule {
    let mut rule = PageRule::default();
    if !which.is_empty() && !which.contains(HOLE) {
        fault(0, "all pages of a document are alike: write @page without a name".into());
        return rule;
    }
    for (place, name, value) in pairs(body) {
        let value = value.unwrap_or_default();
        if !value.contains(HOLE)
            && let Err(message) = read_one(&name.to_ascii_lowercase(), &value.to_ascii_lowercase(), &mut rule)
        {
            fault(place, message);
        }
    }
    rule
}

fn read_one(name: &str, value: &str, rule: &mut PageRule) -> Result<(), String> {
    let one = |place: usize, rule: &mut PageRule| {
        let margin = margin_of(value)?;
        if let Some(slot) = rule.margins.get_mut(place) {
            *slot = Some(margin);
        }
        Ok(())
    };
    match name {
        "size" => read_size(value, rule),
        "margin" => {
            let all: Vec<f32> = value.split_ascii_whitespace().map(margin_of).collect::<Result<_, _>>()?;
            rule.margins = match *all.as_slice() {
                [all] => [all; 4],
                [upright, across] => [upright, across, upright, across],
                [top, across, bottom] => [top, across, bottom, across],
                [top, right, bottom, left] => [top, right, bottom, left],
                _ => return Err("a margin has one to four lengths".into()),
            }
            .map(Some);
            Ok(())
        }
        "margin-top" => one(0, rule),
        "margin-right" => one(1, rule),
        "margin-bottom" => one(2, rule),
        "margin-left" => one(3, rule),
        _ => Err(format!("{name} is not known of pages; known are size and margin")),
    }
}

fn margin_of(text: &str) -> Result<f32, String> {
    match positive(text) {
        Some(Length::Px(px)) => Ok(px),
        _ => Err(format!("\"{text}\" is no margin of a page: write it in mm, cm, in, pt or px")),
    }
}

fn read_size(value: &str, rule: &mut PageRule) -> Result<(), String> {
    let mut lengths = vec![];
    for word in value.split_ascii_whitespace() {
        match (word, PAPERS.iter().find(|(name, _)| *name == word), positive(word)) {
            ("portrait", ..) => rule.turn = Some(Turn::Portrait),
            ("landscape", ..) => rule.turn = Some(Turn::Landscape),
            ("auto", ..) => {}
            (_, Some((_, size)), _) => rule.size = Some(*size),
            (_, _, Some(Length::Px(px))) => lengths.push(px),
            _ => return Err(unknown_size(word)),
        }
    }
    match *lengths.as_slice() {
        [] => {}
        [side] => rule.size = Some((side, side)),
        [width, height] => rule.size = Some((width, height)),
        _ => return Err("a page has a width and a height".into()),
    }
    let fits = |side: f32| (SIDES.0..=SIDES.1).contains(&side);
    if rule.size.is_some_and(|(width, height)| !fits(width) || !fits(height)) {
        rule.size = None;
        return Err("a side of a page is from 10 mm to 2 m long".into());
    }
    Ok(())
}

fn unknown_size(word: &str) -> String {
    format!(
        "\"{word}\" is no size of a page; known are A3, A4, A5, A6, B5, letter, legal, ledger, landscape, or two \
        lengths as 4in 6in"
    )
}
