//! Where everything stands: boxes under each other, cells beside each other, and at last pages.
//!
//! Boxes are laid out as one long strip of paper first ([`flow::Flow`]), which is then cut into pages
//! ([`pages::paginate`]). Lengths are pixels.

mod block;
mod flow;
mod object;
mod pages;
mod row;
mod table;
mod widths;

use std::cell::Cell;
use std::rc::Rc;

pub(crate) use pages::{PageLimits, paginate};

use crate::DocumentError;
use crate::boxes::BoxNode;
use crate::css::property::Line;
use crate::css::value::Color;
use crate::picture::Pictures;
use crate::style::{BorderLine, TextStyle};
use crate::text::{FaceChoice, Glyph, Typesetter};

/// Something that is drawn. Places are measured from the left and upper end of what the list of it is about.
#[derive(Debug, Clone)]
pub(crate) enum Op {
    /// Letters on a line, which is at `y`.
    Glyphs {
        x: f32,
        y: f32,
        style: Rc<TextStyle>,
        choice: FaceChoice,
        glyphs: Rc<[Glyph]>,
        text: Rc<str>,
    },
    Rect {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        color: Color,
    },
    /// A line of a border, from one place to another, as wide as `width`.
    Stroke {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        line: Line,
        color: Color,
    },
    Picture {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        picture: usize,
    },
    Link {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        address: Rc<str>,
    },
    /// Ops that are drawn before what follows, and are known later.
    Under(Vec<Op>),
}

impl Op {
    /// The same, further to the right and down.
    fn moved(mut self, right: f32, down: f32) -> Self {
        match &mut self {
            Self::Glyphs { x, y, .. }
            | Self::Rect { x, y, .. }
            | Self::Picture { x, y, .. }
            | Self::Link { x, y, .. } => {
                *x += right;
                *y += down;
            }
            Self::Stroke { from, to, .. } => {
                for (x, y) in [from, to] {
                    *x += right;
                    *y += down;
                }
            }
            Self::Under(ops) => {
                let moved = std::mem::take(ops).into_iter().map(|op| op.moved(right, down));
                *ops = moved.collect();
            }
        }
        self
    }
}

/// The lines of a border with their colours: top, right, bottom, left.
pub(crate) type Borders = [(BorderLine, Color); 4];

/// Draws background and borders of a box.
fn draw_box((x, y): (f32, f32), (width, height): (f32, f32), background: Color, borders: &Borders) -> Vec<Op> {
    let mut ops = vec![];
    if !background.is_clear() && width > 0.0 && height > 0.0 {
        ops.push(Op::Rect { x, y, width, height, color: background });
    }
    let [top, right, bottom, left] = borders;
    let (end_x, end_y) = (x + width, y + height);
    let half = |border: &(BorderLine, Color)| border.0.room() / 2.0;
    let lines = [
        (top, (x, y + half(top)), (end_x, y + half(top))),
        (right, (end_x - half(right), y), (end_x - half(right), end_y)),
        (bottom, (x, end_y - half(bottom)), (end_x, end_y - half(bottom))),
        (left, (x + half(left), y), (x + half(left), end_y)),
    ];
    for ((border, color), from, to) in lines {
        if border.room() > 0.0 && !color.is_clear() {
            ops.push(Op::Stroke { from, to, width: border.width, line: border.line, color: *color });
        }
    }
    ops
}

/// Lays boxes out.
pub(crate) struct Layouter<'a> {
    pub(crate) setter: &'a Typesetter<'a>,
    pub(crate) pictures: &'a Pictures,
    /// How large a picture may be.
    pub(crate) page: (f32, f32),
    /// So many lines and rows may still be made.
    pub(crate) lines_left: Cell<usize>,
}

impl Layouter<'_> {
    /// Lays a document out in a column that is `width` wide.
    pub(crate) fn document(&self, root: &BoxNode, width: f32) -> Result<flow::Flow, DocumentError> {
        let mut flow = flow::Flow::default();
        self.block(root, (0.0, width), &mut flow)?;
        flow.end();
        Ok(flow)
    }

    /// Counts lines, so that what is made of few bytes has an end.
    fn count(&self, lines: usize) -> Result<(), DocumentError> {
        match self.lines_left.get().checked_sub(lines) {
            Some(left) => {
                self.lines_left.set(left);
                Ok(())
            }
            None => Err(DocumentError::TooManyLines { max: crate::MAX_LINES }),
        }
    }
}
