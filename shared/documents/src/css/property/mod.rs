//! The properties that are known, each with the values that are.

mod borders;
mod read;

pub(crate) use read::read;

use super::value::{Color, Length};

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
