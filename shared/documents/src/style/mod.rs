//! What each element looks like: the rules that are about it, in their order, and what it has from those around it.

mod attributes;
mod cascade;

use std::rc::Rc;

pub(crate) use cascade::{Cascade, is_receipt_sheet};

use crate::css::property::{
    Align, Break, Bullet, Decoration, Direction, Display, Extent, Family, Inside, Line, LineHeight, Property, Side,
    Sizing, Transform, VerticalAlign, WhiteSpace,
};
use crate::css::value::{Color, Length};
use crate::text::Region;

/// A line of a border.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BorderLine {
    pub(crate) width: f32,
    pub(crate) line: Line,
    /// That of the text, where none is said.
    pub(crate) color: Option<Color>,
}

impl BorderLine {
    pub(crate) const NONE: Self = Self { width: 0.0, line: Line::None, color: None };

    /// How much room it takes.
    pub(crate) fn room(&self) -> f32 {
        if self.line == Line::None { 0.0 } else { self.width }
    }
}

/// A length in pixels, a share of what is around, or whatever fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Size {
    Auto,
    Px(f32),
    Percent(f32),
}

impl Size {
    /// In pixels, where it is said; a percentage is of `whole`.
    pub(crate) fn of(self, whole: f32) -> Option<f32> {
        match self {
            Self::Auto => None,
            Self::Px(px) => Some(px),
            Self::Percent(percent) => Some(percent / 100.0 * whole),
        }
    }
}

/// What letters look like; inherited.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TextStyle {
    /// In pixels.
    pub(crate) size: f32,
    pub(crate) is_bold: bool,
    pub(crate) is_italic: bool,
    pub(crate) family: Family,
    pub(crate) color: Color,
    pub(crate) decoration: Decoration,
    pub(crate) letter_spacing: f32,
    pub(crate) line_height: LineHeight,
    /// Behind the text of an element within a line.
    pub(crate) background: Color,
    /// How far the text is raised over its line, in pixels.
    pub(crate) raised: f32,
    /// Where it leads.
    pub(crate) link: Option<Rc<str>>,
    /// Whose form of Han letters is meant.
    pub(crate) region: Option<Region>,
}

impl TextStyle {
    /// How high its lines are, where that is said.
    pub(crate) fn line_height_px(&self) -> Option<f32> {
        match self.line_height {
            LineHeight::Normal => None,
            LineHeight::Times(times) => Some(times * self.size),
            LineHeight::Of(length) => Some(length.px(self.size, self.size, self.size)),
        }
    }
}

/// What an element looks like.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Style {
    pub(crate) text: Rc<TextStyle>,
    // Inherited.
    pub(crate) align: Align,
    pub(crate) transform: Transform,
    pub(crate) white_space: WhiteSpace,
    pub(crate) direction: Direction,
    pub(crate) bullet: Bullet,
    pub(crate) is_collapsed: bool,
    pub(crate) spacing: (f32, f32),
    // Its own.
    pub(crate) display: Display,
    pub(crate) margin: [Size; 4],
    pub(crate) padding: [Length; 4],
    pub(crate) border: [BorderLine; 4],
    pub(crate) background: Color,
    pub(crate) width: Size,
    pub(crate) height: Size,
    pub(crate) max_width: Size,
    pub(crate) min_width: Size,
    pub(crate) min_height: Size,
    pub(crate) sizing: Sizing,
    pub(crate) vertical_align: VerticalAlign,
    pub(crate) break_before: Break,
    pub(crate) break_after: Break,
    pub(crate) break_inside: Inside,
}

impl Style {
    /// That of a document nothing is said of.
    pub(crate) fn root() -> Self {
        let text = TextStyle {
            size: ROOT_SIZE,
            is_bold: false,
            is_italic: false,
            family: Family::Sans,
            color: Color::BLACK,
            decoration: Decoration::default(),
            letter_spacing: 0.0,
            line_height: LineHeight::Normal,
            background: Color::CLEAR,
            raised: 0.0,
            link: None,
            region: None,
        };
        Self {
            text: Rc::new(text),
            align: Align::Start,
            transform: Transform::None,
            white_space: WhiteSpace::Normal,
            direction: Direction::Ltr,
            bullet: Bullet::Disc,
            is_collapsed: false,
            spacing: (0.0, 0.0),
            display: Display::Block,
            margin: [Size::Px(0.0); 4],
            padding: [Length::Px(0.0); 4],
            border: [BorderLine::NONE; 4],
            background: Color::CLEAR,
            width: Size::Auto,
            height: Size::Auto,
            max_width: Size::Auto,
            min_width: Size::Auto,
            min_height: Size::Auto,
            sizing: Sizing::Content,
            vertical_align: VerticalAlign::Baseline,
            break_before: Break::Auto,
            break_after: Break::Auto,
            break_inside: Inside::Auto,
        }
    }

    /// That of something within, before anything is said of it.
    pub(crate) fn inherited(&self, display: Display) -> Self {
        Self {
            text: self.text.clone(),
            align: self.align,
            transform: self.transform,
            white_space: self.white_space,
            direction: self.direction,
            bullet: self.bullet,
            is_collapsed: self.is_collapsed,
            spacing: self.spacing,
            display,
            ..Self::root()
        }
    }

    /// The same with the sizes of another.
    pub(crate) fn with_sizes(mut self, other: &Self) -> Self {
        (self.width, self.height, self.max_width) = (other.width, other.height, other.max_width);
        (self.border, self.padding) = (other.border, other.padding);
        self
    }

    /// That of a box around a picture, which has its sizes itself.
    pub(crate) fn with_margins_alone(self) -> Self {
        let margin = self.margin.map(|margin| if margin == Size::Auto { Size::Px(0.0) } else { margin });
        Self {
            margin,
            break_before: self.break_before,
            break_after: self.break_after,
            ..self.inherited(Display::Block)
        }
    }

    /// The size of its letters.
    pub(crate) fn em(&self) -> f32 {
        self.text.size
    }

    /// Its padding on a side; a percentage is of the width around it.
    pub(crate) fn padding_px(&self, side: Side, whole: f32) -> f32 {
        of_side(&self.padding, side).px(self.em(), ROOT_SIZE, whole).max(0.0)
    }

    /// Its margin on a side, where one is said.
    pub(crate) fn margin_px(&self, side: Side, whole: f32) -> Option<f32> {
        of_side(&self.margin, side).of(whole)
    }

    /// Its border on a side.
    pub(crate) fn border_of(&self, side: Side) -> BorderLine {
        *of_side(&self.border, side)
    }

    /// Padding and border of a side together.
    pub(crate) fn edge(&self, side: Side, whole: f32) -> f32 {
        self.padding_px(side, whole) + self.border_of(side).room()
    }
}

/// The size of letters where none is said, in pixels.
pub(crate) const ROOT_SIZE: f32 = 16.0;

fn of_side<T>(all: &[T; 4], side: Side) -> &T {
    let [top, right, bottom, left] = all;
    match side {
        Side::Top => top,
        Side::Right => right,
        Side::Bottom => bottom,
        Side::Left => left,
    }
}

fn of_side_mut<T>(all: &mut [T; 4], side: Side) -> &mut T {
    let [top, right, bottom, left] = all;
    match side {
        Side::Top => top,
        Side::Right => right,
        Side::Bottom => bottom,
        Side::Left => left,
    }
}

/// Letters are from so small to so large, in pixels.
const LETTER_SIZES: (f32, f32) = (1.0, 500.0);

impl Style {
    /// The size of letters comes first: other lengths are measured by it.
    pub(crate) fn set_size(&mut self, length: Length, parent_em: f32) {
        let size = length.px(parent_em, ROOT_SIZE, parent_em).clamp(LETTER_SIZES.0, LETTER_SIZES.1);
        self.text_mut().size = size;
    }

    pub(crate) fn text_mut(&mut self) -> &mut TextStyle {
        Rc::make_mut(&mut self.text)
    }

    fn size_of(&self, extent: Extent) -> Size {
        match extent {
            Extent::Auto => Size::Auto,
            Extent::Of(Length::Percent(percent)) => Size::Percent(percent),
            Extent::Of(length) => Size::Px(length.px(self.em(), ROOT_SIZE, 0.0)),
        }
    }

    /// Sets what is said, all but the size of letters.
    pub(crate) fn set(&mut self, property: &Property) {
        match *property {
            Property::FontSize(_) => {}
            Property::Background(color) => self.background = color,
            Property::BorderCollapse(is) => self.is_collapsed = is,
            Property::BorderSpacing(across, upright) => self.spacing = (across, upright),
            Property::BorderColor(side, color) => of_side_mut(&mut self.border, side).color = color,
            Property::BorderStyle(side, line) => of_side_mut(&mut self.border, side).line = line,
            Property::BorderWidth(side, width) => {
                of_side_mut(&mut self.border, side).width = width.px(self.text.size, ROOT_SIZE, 0.0).max(0.0);
            }
            Property::BoxSizing(sizing) => self.sizing = sizing,
            Property::BreakAfter(is) => self.break_after = is,
            Property::BreakBefore(is) => self.break_before = is,
            Property::BreakInside(is) => self.break_inside = is,
            Property::Direction(direction) => self.direction = direction,
            Property::Display(display) => self.display = display,
            Property::Height(extent) => self.height = self.size_of(extent),
            Property::ListStyle(bullet) => self.bullet = bullet,
            Property::Margin(side, extent) => *of_side_mut(&mut self.margin, side) = self.size_of(extent),
            Property::MaxWidth(extent) => self.max_width = self.size_of(extent),
            Property::MinHeight(extent) => self.min_height = self.size_of(extent),
            Property::MinWidth(extent) => self.min_width = self.size_of(extent),
            Property::Padding(side, length) => *of_side_mut(&mut self.padding, side) = length,
            Property::TextAlign(align) => self.align = align,
            Property::TextTransform(transform) => self.transform = transform,
            Property::VerticalAlign(align) => self.vertical_align = align,
            Property::WhiteSpace(space) => self.white_space = space,
            Property::Width(extent) => self.width = self.size_of(extent),
            Property::Color(_)
            | Property::Family(_)
            | Property::Italic(_)
            | Property::LetterSpacing(_)
            | Property::LineHeight(_)
            | Property::TextDecoration(_)
            | Property::Weight(_) => self.set_text(property),
        }
    }

    fn set_text(&mut self, property: &Property) {
        let em = self.em();
        let text = self.text_mut();
        match *property {
            Property::Color(color) => text.color = color,
            Property::Family(family) => text.family = family,
            Property::Italic(is) => text.is_italic = is,
            Property::LetterSpacing(length) => text.letter_spacing = length.px(em, ROOT_SIZE, em),
            Property::LineHeight(LineHeight::Of(length)) => {
                text.line_height = LineHeight::Of(Length::Px(length.px(em, ROOT_SIZE, em)));
            }
            Property::LineHeight(height) => text.line_height = height,
            // What is underlined stays so within: a line at the text is not taken away by what stands in it.
            Property::TextDecoration(new) if new == Decoration::default() => text.decoration = new,
            Property::TextDecoration(new) => {
                text.decoration.is_underlined |= new.is_underlined;
                text.decoration.is_struck |= new.is_struck;
            }
            Property::Weight(is) => text.is_bold = is,
            _ => {}
        }
    }
}
