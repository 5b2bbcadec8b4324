//! Reads what is said of an element.

use super::borders::border;
use super::{
    Align, Break, Bullet, Decoration, Direction, Display, Extent, Family, Inside, LineHeight, Property, Side, Sizing,
    Transform, VerticalAlign, WhiteSpace,
};
use crate::css::HOLE;
use crate::css::value::{Color, Length, color, length, number, positive};

/// What makes no difference on paper, and may be said all the same.
const PASSED_OVER: &[&str] = &[
    "-webkit-print-color-adjust",
    "color-adjust",
    "cursor",
    "image-rendering",
    "orphans",
    "overflow-wrap",
    "print-color-adjust",
    "table-layout",
    "text-rendering",
    "widows",
    "word-break",
    "word-wrap",
    "-webkit-font-smoothing",
];

/// Names that are not known, with what does the same here.
const INSTEAD: &[(&str, &str)] = &[
    ("float", "put what stands beside each other into a table, or use display: inline-block"),
    ("flex", "put what stands beside each other into a table"),
    ("grid", "put what stands beside each other into a table"),
    ("position", "use margins and tables"),
    ("transform", "leave it out"),
    ("background-image", "put the picture into an <img> with a data: URL"),
    ("font", "write font-size, font-weight, font-style and font-family"),
    ("border-radius", "leave it out"),
    ("min-width", "use width"),
    ("content", "write the text itself"),
];

pub(super) type Read = Result<Vec<Property>, String>;

/// Reads what is said of an element, or says what is wrong with it and what would do.
pub(crate) fn read(name: &str, value: &str) -> Read {
    let is_known = PASSED_OVER.contains(&name);
    if is_known || value.contains(HOLE) {
        return if is_known || is_property(name) { Ok(vec![]) } else { Err(unknown(name)) };
    }
    of(name, &value.to_ascii_lowercase())
}

/// Whether the name is that of a property which is known, whatever its value.
fn is_property(name: &str) -> bool {
    !matches!(of(name, ""), Err(message) if message == unknown(name))
}

pub(super) fn unknown(name: &str) -> String {
    let instead = INSTEAD.iter().find(|(known, _)| name == *known || name.starts_with(&format!("{known}-")));
    match instead {
        Some((_, instead)) => format!("the property {name} can't be used in documents: {instead}"),
        None => format!("the property {name} can't be used in documents: leave it out"),
    }
}

pub(super) fn wrong(name: &str, value: &str, expected: &str) -> String {
    format!("{name} can't be \"{value}\"; expected: {expected}")
}

fn of(name: &str, value: &str) -> Read {
    if let Some(side) = name.strip_prefix("border") {
        return border(name, side, value);
    }
    if let Some(read) = four(name, value) {
        return read;
    }
    let word = |read: Result<Property, String>| read.map(|property| vec![property]);
    match name {
        "background" | "background-color" => word(paint(name, value).map(Property::Background)),
        "color" => word(paint(name, value).map(Property::Color)),
        "box-sizing" => word(one_of(Sizing::WORDS, name, value).map(Property::BoxSizing)),
        "break-after" | "page-break-after" => word(one_of(Break::WORDS, name, value).map(Property::BreakAfter)),
        "break-before" | "page-break-before" => word(one_of(Break::WORDS, name, value).map(Property::BreakBefore)),
        "break-inside" | "page-break-inside" => word(one_of(Inside::WORDS, name, value).map(Property::BreakInside)),
        "direction" => word(one_of(Direction::WORDS, name, value).map(Property::Direction)),
        "display" => word(one_of(Display::WORDS, name, value).map(Property::Display)),
        "font-family" => word(family(name, value).map(Property::Family)),
        "font-size" => word(font_size(name, value).map(Property::FontSize)),
        "font-style" => {
            word(one_of(&[("normal", false), ("italic", true), ("oblique", true)], name, value).map(Property::Italic))
        }
        "font-weight" => word(weight(name, value).map(Property::Weight)),
        "height" => word(extent(name, value).map(Property::Height)),
        "letter-spacing" => word(spacing(name, value).map(Property::LetterSpacing)),
        "line-height" => word(line_height(name, value).map(Property::LineHeight)),
        "list-style" | "list-style-type" => word(one_of(Bullet::WORDS, name, value).map(Property::ListStyle)),
        "max-width" => word(extent(name, if value == "none" { "auto" } else { value }).map(Property::MaxWidth)),
        "min-height" => word(extent(name, value).map(Property::MinHeight)),
        "min-width" => word(extent(name, value).map(Property::MinWidth)),
        "text-align" => word(one_of(Align::WORDS, name, value).map(Property::TextAlign)),
        "text-decoration" | "text-decoration-line" => word(decoration(name, value).map(Property::TextDecoration)),
        "text-transform" => word(one_of(Transform::WORDS, name, value).map(Property::TextTransform)),
        "vertical-align" => word(one_of(VerticalAlign::WORDS, name, value).map(Property::VerticalAlign)),
        "white-space" => word(one_of(WhiteSpace::WORDS, name, value).map(Property::WhiteSpace)),
        "width" => word(extent(name, value).map(Property::Width)),
        _ => Err(unknown(name)),
    }
}

pub(super) fn one_of<T: Copy>(words: &[(&'static str, T)], name: &str, value: &str) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| *word == value);
    let all = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
    found.map(|(_, known)| *known).ok_or_else(|| wrong(name, value, &all()))
}

pub(super) fn paint(name: &str, value: &str) -> Result<Color, String> {
    let value = if name == "background" && value == "none" { "transparent" } else { value };
    color(value).ok_or_else(|| wrong(name, value, "a colour as #1a2b3c, rgb(1, 2, 3) or red"))
}

pub(super) const LENGTH: &str = "a length as 12px, 3mm, 1.5em or 50%";

fn extent(name: &str, value: &str) -> Result<Extent, String> {
    if value == "auto" {
        return Ok(Extent::Auto);
    }
    positive(value).map(Extent::Of).ok_or_else(|| wrong(name, value, &format!("auto or {LENGTH}")))
}

fn spacing(name: &str, value: &str) -> Result<Length, String> {
    if value == "normal" {
        return Ok(Length::Px(0.0));
    }
    length(value).ok_or_else(|| wrong(name, value, "a length as 1px"))
}

fn line_height(name: &str, value: &str) -> Result<LineHeight, String> {
    if value == "normal" {
        return Ok(LineHeight::Normal);
    }
    if let Some(times) = number(value).filter(|times| (0.0..=100.0).contains(times)) {
        return Ok(LineHeight::Times(times));
    }
    positive(value).map(LineHeight::Of).ok_or_else(|| wrong(name, value, "a number as 1.4, or a length"))
}

fn weight(name: &str, value: &str) -> Result<bool, String> {
    match (value, number(value)) {
        ("bold" | "bolder", _) => Ok(true),
        ("normal" | "lighter", _) => Ok(false),
        (_, Some(number)) if (1.0..=1000.0).contains(&number) => Ok(number >= 550.0),
        _ => Err(wrong(name, value, "normal, bold, or a number as 700")),
    }
}

/// The sizes that have names, in pixels.
const SIZES: &[(&str, f32)] = &[
    ("xx-small", 9.0),
    ("x-small", 10.0),
    ("small", 13.0),
    ("medium", 16.0),
    ("large", 18.0),
    ("x-large", 24.0),
    ("xx-large", 32.0),
];

fn font_size(name: &str, value: &str) -> Result<Length, String> {
    if let Some((_, px)) = SIZES.iter().find(|(known, _)| *known == value) {
        return Ok(Length::Px(*px));
    }
    match value {
        "smaller" => Ok(Length::Em(1.0 / 1.2)),
        "larger" => Ok(Length::Em(1.2)),
        _ => positive(value).ok_or_else(|| wrong(name, value, LENGTH)),
    }
}

/// The first family of a list that is known; else that of most documents.
fn family(name: &str, value: &str) -> Result<Family, String> {
    let names = value.split(',').map(|one| one.trim().trim_matches(['"', '\'']));
    let mut known = names.filter_map(|one| Family::WORDS.iter().find(|(word, _)| *word == one));
    let expected = "sans-serif, serif or monospace, alone or behind other names";
    known.next().map(|(_, family)| *family).ok_or_else(|| wrong(name, value, expected))
}

fn decoration(name: &str, value: &str) -> Result<Decoration, String> {
    let mut all = Decoration::default();
    for word in value.split_ascii_whitespace() {
        match word {
            "none" | "solid" => {}
            "underline" => all.is_underlined = true,
            "line-through" => all.is_struck = true,
            _ => return Err(wrong(name, value, "none, underline, line-through")),
        }
    }
    if value.is_empty() { Err(wrong(name, value, "none, underline, line-through")) } else { Ok(all) }
}

/// Margins and paddings.
fn four(name: &str, value: &str) -> Option<Read> {
    let (what, side) = name.split_once('-').map_or((name, None), |(what, side)| (what, Some(side)));
    let make: fn(Side, &str, &str) -> Result<Property, String> = match what {
        "margin" => |side, name, value| margin(name, value).map(|extent| Property::Margin(side, extent)),
        "padding" => |side, name, value| {
            positive(value).map(|length| Property::Padding(side, length)).ok_or_else(|| wrong(name, value, LENGTH))
        },
        _ => return None,
    };
    Some(match side {
        None => sides(name, value)
            .and_then(|all| Side::ALL.into_iter().zip(all).map(|(side, value)| make(side, name, value)).collect()),
        Some(side) => match side_named(side) {
            Some(side) => make(side, name, value).map(|one| vec![one]),
            None => Err(unknown(name)),
        },
    })
}

fn margin(name: &str, value: &str) -> Result<Extent, String> {
    if value == "auto" {
        return Ok(Extent::Auto);
    }
    length(value).map(Extent::Of).ok_or_else(|| wrong(name, value, &format!("auto or {LENGTH}")))
}

pub(super) fn side_named(name: &str) -> Option<Side> {
    Some(match name {
        "top" => Side::Top,
        "right" => Side::Right,
        "bottom" => Side::Bottom,
        "left" => Side::Left,
        _ => return None,
    })
}

/// One to four values, as CSS spreads them over the sides.
pub(super) fn sides<'a>(name: &str, value: &'a str) -> Result<[&'a str; 4], String> {
    let all: Vec<&str> = value.split_ascii_whitespace().collect();
    match *all.as_slice() {
        [all] => Ok([all; 4]),
        [upright, across] => Ok([upright, across, upright, across]),
        [top, across, bottom] => Ok([top, across, bottom, across]),
        [top, right, bottom, left] => Ok([top, right, bottom, left]),
        _ => Err(wrong(name, value, "one to four values")),
    }
}
