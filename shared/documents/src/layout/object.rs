//! Pictures and boxes that stand in a line.

use super::flow::Flow;
use super::{Layouter, Op, draw_box};
use crate::DocumentError;
use crate::boxes::Object;
use crate::css::property::{Side, VerticalAlign};
use crate::style::{Size, Style};
use crate::text::ObjectSize;

/// What each object of a line holds, where it was laid out already, and its size.
pub(super) type Sizes = (Vec<Option<Flow>>, Vec<ObjectSize>);

/// The objects of a line, with their sizes.
pub(super) type Objects<'a> = (&'a [Object], &'a Sizes);

/// The margins, borders and paddings around an object.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
}

impl Around {
    fn of(style: &Style, width: f32) -> Self {
        let side = |side| style.margin_px(side, width).unwrap_or(0.0) + style.edge(side, width);
        Self { left: side(Side::Left), right: side(Side::Right), top: side(Side::Top), bottom: side(Side::Bottom) }
    }

    fn across(&self) -> f32 {
        self.left + self.right
    }
}

impl Layouter<'_> {
    /// Lays the objects of a line out, within a box that is `width` wide.
    pub(super) fn object_sizes(&self, objects: &[Object], width: f32) -> Result<Sizes, DocumentError> {
        let (mut flows, mut sizes) = (vec![], vec![]);
        for object in objects {
            let (flow, size) = match object {
                Object::Picture(picture, style) => {
                    let around = Around::of(style, width);
                    let (wide, high) = self.picture_size(*picture, style, (width - around.across()).max(1.0));
                    let height = high + around.top + around.bottom;
                    (None, raised(style, ObjectSize { width: wide + around.across(), ascent: height, descent: 0.0 }))
                }
                Object::Box(node) => {
                    let style = &node.style;
                    let (least, most) = self.widths(node);
                    let wide = style.width.of(width).map_or(most.min(width.max(least)), |_| width);
                    let mut flow = Flow::default();
                    self.block(node, (0.0, wide), &mut flow)?;
                    flow.end();
                    let height = flow.height_from(0);
                    let used = self.outer_width(node, wide);
                    let baseline = flow.last_baseline().unwrap_or(height);
                    let size = ObjectSize { width: used, ascent: baseline, descent: height - baseline };
                    (Some(flow), top_aligned(style, size))
                }
            };
            flows.push(flow);
            sizes.push(size);
        }
        Ok((flows, sizes))
    }

    /// The size of a picture: what is said of it, else its own; never wider than the box it stands in, nor higher than
    /// a page.
    pub(super) fn picture_size(&self, picture: usize, style: &Style, width: f32) -> (f32, f32) {
        let (own_width, own_height) = self.pictures.size(picture);
        let ratio = own_height / own_width.max(1.0);
        let said_height = match style.height {
            Size::Px(px) => Some(px),
            _ => None,
        };
        let (mut wide, mut high) = match (style.width.of(width), said_height) {
            (Some(wide), Some(high)) => (wide, high),
            (Some(wide), None) => (wide, wide * ratio),
            (None, Some(high)) => (high / ratio.max(0.001), high),
            (None, None) => (own_width, own_height),
        };
        let most = style.max_width.of(width).unwrap_or(width).min(width);
        for (side, most) in [(wide, most), (high, self.page.1)] {
            if side > most && side > 0.0 {
                // A second look at the height: it may have shrunk with the width.
                let share = most / if (side - wide).abs() < f32::EPSILON { wide } else { high };
                if share < 1.0 {
                    (wide, high) = (wide * share, high * share);
                }
            }
        }
        (wide, high)
    }

    /// Draws an object of a line whose letters stand at `y`.
    pub(super) fn object_ops(&self, number: usize, (x, y): (f32, f32), (objects, sizes): Objects<'_>) -> Vec<Op> {
        let (Some(object), Some(size)) = (objects.get(number), sizes.1.get(number)) else { return vec![] };
        let top = y - size.ascent;
        match object {
            Object::Picture(picture, style) => {
                let around = Around::of(style, size.width);
                let (width, height) = self.picture_size(*picture, style, (size.width - around.across()).max(1.0));
                let margin = |side| style.margin_px(side, size.width).unwrap_or(0.0);
                let (left, over) = (x + margin(Side::Left), top + margin(Side::Top));
                let outer = (
                    width + style.edge(Side::Left, size.width) + style.edge(Side::Right, size.width),
                    height + style.edge(Side::Top, size.width) + style.edge(Side::Bottom, size.width),
                );
                let mut ops = draw_box((left, over), outer, style.background, &super::block::borders(style));
                let (x, y) = (x + around.left, top + around.top);
                ops.push(Op::Picture { x, y, width, height, picture: *picture });
                ops
            }
            Object::Box(_) => {
                let flow = sizes.0.get(number).and_then(Option::as_ref);
                let ops = flow.map(super::pages::on_one_page).unwrap_or_default();
                ops.into_iter().map(|op| op.moved(x, top)).collect()
            }
        }
    }
}

fn raised(style: &Style, size: ObjectSize) -> ObjectSize {
    let high = size.ascent + size.descent;
    match style.vertical_align {
        VerticalAlign::Middle => {
            let over = high / 2.0 + style.em() * 0.25;
            ObjectSize { ascent: over, descent: high - over, ..size }
        }
        VerticalAlign::Top => top_aligned(style, size),
        _ => size,
    }
}

/// What is aligned at the top reaches down from where the letters of the line reach up to.
fn top_aligned(style: &Style, size: ObjectSize) -> ObjectSize {
    let high = size.ascent + size.descent;
    if style.vertical_align == VerticalAlign::Top {
        let over = (style.em() * 1.07).min(high);
        return ObjectSize { ascent: over, descent: high - over, ..size };
    }
    size
}
