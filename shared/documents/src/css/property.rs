//! The properties that are known, each with the values that are.

use super::HOLE;
use super::value::{Color, Length, color, length, number, positive};

/// What is said of an element.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Property {
    Background(Color),
    BorderCollapse(bool),
    BorderColor(Side, Option<Color>),
    BorderSpacing(f32, f32),
    BorderStyle(Side, Line),
    BorderWidth(Side, Length),
    BoxSizing(Sizing),
    BreakAfter(Break),
    BreakBefore(Break),
    BreakInside(Inside),
    Color(Color),
    Direction(Direction),
    Display(Display),
    Family(Family),
    FontSize(Length),
    Height(Extent),
    Italic(bool),
    LetterSpacing(Length),
    LineHeight(LineHeight),
    ListStyle(Bullet),
    Margin(Side, Extent),
    MaxWidth(Extent),
    MinHeight(Extent),
    MinWidth(Extent),
    Padding(Side, Length),
    TextAlign(Align),
    TextDecoration(Decoration),
    TextTransform(Transform),
    VerticalAlign(VerticalAlign),
    Weight(bool),
    WhiteSpace(WhiteSpace),
    Width(Extent),
}

/// A side of a box, by its place in lists of four.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

impl Side {
    pub(crate) const ALL: [Self; 4] = [Self::Top, Self::Right, Self::Bottom, Self::Left];
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $($word:literal)|+),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name { $($variant),+ }

        impl $name {
            const WORDS: &'static [(&'static str, Self)] = &[$($(($word, Self::$variant)),+),+];
        }
    };
}

words!(/// How a line of a border is drawn.
    Line { None = "none" | "hidden", Solid = "solid", Dashed = "dashed", Dotted = "dotted", Double = "double" });
words!(/// What width and height are those of.
    Sizing { Content = "content-box", Border = "border-box" });
words!(/// Whether a page ends here.
    Break { Auto = "auto", Page = "page" | "always" | "left" | "right", Avoid = "avoid" | "avoid-page" });
words!(/// Whether a page may end within.
    Inside { Auto = "auto", Avoid = "avoid" | "avoid-page" });
words!(/// Where a text begins.
    Direction { Ltr = "ltr", Rtl = "rtl" });
words!(/// What kind of box an element is.
    Display {
        None = "none", Inline = "inline", Block = "block" | "flow-root", InlineBlock = "inline-block",
        ListItem = "list-item", Table = "table", Row = "table-row", Cell = "table-cell", Body = "table-row-group",
        Head = "table-header-group", Foot = "table-footer-group", Column = "table-column",
        Columns = "table-column-group",
    });
words!(/// The kind of letters.
    Family {
        Sans = "sans-serif" | "arial" | "helvetica" | "helvetica neue" | "verdana" | "tahoma" | "trebuchet ms"
            | "calibri" | "segoe ui" | "roboto" | "open sans" | "noto sans" | "lato" | "system-ui" | "ui-sans-serif",
        Serif = "serif" | "times" | "times new roman" | "georgia" | "garamond" | "cambria" | "noto serif" | "ui-serif",
        Mono = "monospace" | "courier" | "courier new" | "consolas" | "menlo" | "monaco" | "noto sans mono"
            | "ui-monospace",
    });
words!(/// What stands before an item of a list.
    Bullet {
        None = "none", Disc = "disc", Circle = "circle", Square = "square", Decimal = "decimal",
        LowerAlpha = "lower-alpha" | "lower-latin", UpperAlpha = "upper-alpha" | "upper-latin",
        LowerRoman = "lower-roman", UpperRoman = "upper-roman",
    });
words!(/// Where the lines of a text stand.
    Align {
        Start = "start", End = "end", Left = "left", Right = "right", Center = "center", Justify = "justify",
    });
words!(/// What letters become.
    Transform { None = "none", Upper = "uppercase", Lower = "lowercase", Capital = "capitalize" });
words!(/// How a cell's content stands in its row, or a text on its line.
    VerticalAlign {
        Baseline = "baseline", Top = "top" | "text-top", Middle = "middle", Bottom = "bottom" | "text-bottom",
        Sub = "sub", Super = "super",
    });
words!(/// What becomes of blanks and ends of lines.
    WhiteSpace { Normal = "normal", NoWrap = "nowrap", Pre = "pre", PreWrap = "pre-wrap", PreLine = "pre-line" });

/// How far something reaches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Extent {
    Auto,
    Of(Length),
}

/// How high a line is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum LineHeight {
    Normal,
    /// So many times the size of the letters.
    Times(f32),
    Of(Length),
}

/// Lines at a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Decoration {
    pub(crate) is_underlined: bool,
    pub(crate) is_struck: bool,
}

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

type Read = Result<Vec<Property>, String>;

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

fn unknown(name: &str) -> String {
    let instead = INSTEAD.iter().find(|(known, _)| name == *known || name.starts_with(&format!("{known}-")));
    match instead {
        Some((_, instead)) => format!("the property {name} can't be used in documents: {instead}"),
        None => format!("the property {name} can't be used in documents: leave it out"),
    }
}

fn wrong(name: &str, value: &str, expected: &str) -> String {
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
        "font-style" => word(one_of(&[("normal", false), ("italic", true), ("oblique", true)], name, value).map(Property::Italic)),
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

fn one_of<T: Copy>(words: &[(&'static str, T)], name: &str, value: &str) -> Result<T, String> {
    let found = words.iter().find(|(word, _)| *word == value);
    let all = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
    found.map(|(_, known)| *known).ok_or_else(|| wrong(name, value, &all()))
}

fn paint(name: &str, value: &str) -> Result<Color, String> {
    let value = if name == "background" && value == "none" { "transparent" } else { value };
    color(value).ok_or_else(|| wrong(name, value, "a colour as #1a2b3c, rgb(1, 2, 3) or red"))
}

const LENGTH: &str = "a length as 12px, 3mm, 1.5em or 50%";

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
        None => sides(name, value).and_then(|all| {
            Side::ALL.into_iter().zip(all).map(|(side, value)| make(side, name, value)).collect()
        }),
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

fn side_named(name: &str) -> Option<Side> {
    Some(match name {
        "top" => Side::Top,
        "right" => Side::Right,
        "bottom" => Side::Bottom,
        "left" => Side::Left,
        _ => return None,
    })
}

/// One to four values, as CSS spreads them over the sides.
fn sides<'a>(name: &str, value: &'a str) -> Result<[&'a str; 4], String> {
    let all: Vec<&str> = value.split_ascii_whitespace().collect();
    match *all.as_slice() {
        [all] => Ok([all; 4]),
        [upright, across] => Ok([upright, across, upright, across]),
        [top, across, bottom] => Ok([top, across, bottom, across]),
        [top, right, bottom, left] => Ok([top, right, bottom, left]),
        _ => Err(wrong(name, value, "one to four values")),
    }
}

/// What begins with `border`; `rest` stands behind it.
fn border(name: &str, rest: &str, value: &str) -> Read {
    let lengths = |value: &str| positive(value).ok_or_else(|| wrong(name, value, LENGTH));
    match rest {
        "" => Ok(Side::ALL.into_iter().map(|side| whole_border(name, side, value)).collect::<Result<Vec<_>, _>>()?.concat()),
        "-collapse" => {
            one_of(&[("collapse", true), ("separate", false)], name, value).map(|is| vec![Property::BorderCollapse(is)])
        }
        "-spacing" => {
            let all: Vec<&str> = value.split_ascii_whitespace().collect();
            let (across, upright) = match *all.as_slice() {
                [both] => (lengths(both)?, lengths(both)?),
                [across, upright] => (lengths(across)?, lengths(upright)?),
                _ => return Err(wrong(name, value, "one or two lengths")),
            };
            Ok(vec![Property::BorderSpacing(across.px(16.0, 16.0, 0.0), upright.px(16.0, 16.0, 0.0))])
        }
        "-width" | "-style" | "-color" => {
            let all = sides(name, value)?;
            Side::ALL.into_iter().zip(all).map(|(side, value)| one_of_border(name, side, rest, value)).collect()
        }
        _ => {
            let (side, what) = rest.get(1..).and_then(|rest| rest.split_once('-')).unwrap_or((rest.get(1..).unwrap_or_default(), ""));
            let Some(side) = side_named(side).filter(|_| rest.starts_with('-')) else { return Err(unknown(name)) };
            match what {
                "" => whole_border(name, side, value),
                "width" | "style" | "color" => Ok(vec![one_of_border(name, side, &format!("-{what}"), value)?]),
                _ => Err(unknown(name)),
            }
        }
    }
}

fn border_width(value: &str) -> Option<Length> {
    match value {
        "thin" => Some(Length::Px(1.0)),
        "medium" => Some(Length::Px(3.0)),
        "thick" => Some(Length::Px(5.0)),
        _ => positive(value).filter(|length| !matches!(length, Length::Percent(_))),
    }
}

fn one_of_border(name: &str, side: Side, what: &str, value: &str) -> Result<Property, String> {
    match what {
        "-width" => border_width(value).map(|width| Property::BorderWidth(side, width)).ok_or_else(|| wrong(name, value, "a length as 1px")),
        "-style" => one_of(Line::WORDS, name, value).map(|line| Property::BorderStyle(side, line)),
        _ => paint(name, value).map(|color| Property::BorderColor(side, Some(color))),
    }
}

/// Reads `1px solid #ccc`, in any order.
fn whole_border(name: &str, side: Side, value: &str) -> Read {
    let (mut width, mut line, mut paint) = (Length::Px(3.0), Line::None, None);
    if value.is_empty() {
        return Err(wrong(name, value, "a border as 1px solid #ccc"));
    }
    let tight = value.replace(", ", ",");
    for word in tight.split_ascii_whitespace() {
        if let Some((_, known)) = Line::WORDS.iter().find(|(known, _)| *known == word) {
            line = *known;
        } else if let Some(known) = border_width(word) {
            width = known;
        } else {
            paint = Some(color(word).ok_or_else(|| wrong(name, value, "a border as 1px solid #ccc"))?);
        }
    }
    Ok(vec![
        Property::BorderWidth(side, width),
        Property::BorderStyle(side, line),
        Property::BorderColor(side, paint),
    ])
}
