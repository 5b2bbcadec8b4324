//! Boxes under each other.

use std::rc::Rc;

use super::flow::{Flow, Frame, Item, Strip};
use super::{Borders, Layouter, Op};
use crate::DocumentError;
use crate::boxes::{BoxContent, BoxNode};
use crate::css::property::{Break, Direction, Inside, Side, Sizing};
use crate::style::Style;
use crate::text::{Content, Line, Paragraph, lines};

/// Where the content of a box stands.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Of the box with its border.
    x: f32,
    width: f32,
    inner_x: f32,
    inner_width: f32,
}

impl Layouter<'_> {
    /// Lays a box out that has the room from `x`, `around` wide.
    pub(super) fn block(&self, node: &BoxNode, (x, around): (f32, f32), flow: &mut Flow) -> Result<(), DocumentError> {
        let style = &node.style;
        if style.break_before == Break::Page {
            flow.break_page();
        }
        let room = self.room(node, (x, around));
        let px = |side| style.margin_px(side, around).unwrap_or(0.0);
        flow.margin(px(Side::Top));
        let keeps = style.break_inside == Inside::Avoid;
        if keeps {
            flow.mark(Item::KeepOpen);
        }
        let from = flow.items.len();
        self.framed(node, room, around, flow)?;
        if let Some(marker) = &node.marker {
            self.mark(marker, style, room, (flow, from));
        }
        if keeps {
            flow.end();
            flow.mark(Item::KeepClose);
        }
        if style.break_after == Break::Avoid {
            flow.stay_with_next(from);
        }
        flow.margin(px(Side::Bottom));
        if style.break_after == Break::Page {
            flow.break_page();
        }
        Ok(())
    }

    /// Lays out what a box holds, within its border.
    fn framed(&self, node: &BoxNode, room: Room, around: f32, flow: &mut Flow) -> Result<(), DocumentError> {
        let style = &node.style;
        if let BoxContent::Table(table) = &node.content {
            return self.table(table, style, (room.x, room.width), flow);
        }
        let frame = frame(style, room, around);
        let has_edge = frame.top != 0.0 || frame.bottom != 0.0 || !frame.background.is_clear();
        let has_frame = has_edge || frame.borders.iter().any(|(border, _)| border.room() > 0.0);
        let bottom = frame.bottom;
        let inner_from = flow.items.len();
        if has_frame {
            flow.open(Rc::new(frame));
        }
        match &node.content {
            BoxContent::Blocks(blocks) => {
                for block in blocks {
                    self.block(block, (room.inner_x, room.inner_width), flow)?;
                }
            }
            BoxContent::Row(paragraph, objects) => {
                let sizes = self.object_sizes(objects, room.inner_width)?;
                for line in lines(paragraph, room.inner_width, &sizes.1, self.setter) {
                    self.count(1)?;
                    let ops = self.line_ops(&line, (room.inner_x, line.ascent), (objects, &sizes));
                    flow.strip(Strip {
                        height: line.height(),
                        ops,
                        baseline: Some(line.ascent),
                        stays_with_next: false,
                    });
                }
            }
            BoxContent::Table(_) => {}
        }
        let edge = if has_frame { style.edge(Side::Top, around) } else { 0.0 };
        fill_up(style, flow, (inner_from, edge), bottom);
        if has_frame {
            flow.end();
            flow.close(bottom);
        }
        Ok(())
    }

    /// How wide a box is with its margins.
    pub(super) fn outer_width(&self, node: &BoxNode, around: f32) -> f32 {
        let margin = |side| node.style.margin_px(side, around).unwrap_or(0.0);
        self.room(node, (0.0, around)).width + margin(Side::Left) + margin(Side::Right)
    }

    /// Where a box stands.
    fn room(&self, node: &BoxNode, (x, around): (f32, f32)) -> Room {
        let style = &node.style;
        let (left, right) = (style.margin_px(Side::Left, around), style.margin_px(Side::Right, around));
        let margins = left.unwrap_or(0.0) + right.unwrap_or(0.0);
        let edges = style.edge(Side::Left, around) + style.edge(Side::Right, around);
        let is_table = matches!(node.content, BoxContent::Table(_));
        let free = (around - margins).max(0.0);
        let edges_in = if style.sizing == Sizing::Border || is_table { 0.0 } else { edges };
        let said = style.width.of(around).map(|width| width + edges_in);
        let mut width = said.unwrap_or_else(|| if is_table { self.table_width(node, free) } else { free });
        if let Some(most) = style.max_width.of(around) {
            width = width.min(most + edges_in);
        }
        if let Some(least) = style.min_width.of(around) {
            width = width.max(least + edges_in);
        }
        let width = width.max(edges);
        let rest = around - margins - width;
        let before = match (left, right, style.direction) {
            (None, None, _) => (rest / 2.0).max(0.0),
            (None, Some(_), _) => rest.max(0.0),
            (Some(left), Some(_), Direction::Rtl) if rest > 0.0 => left + rest,
            (Some(left), ..) => left,
        };
        let x = x + before;
        let inner_x = x + style.edge(Side::Left, around);
        Room { x, width, inner_x, inner_width: (width - edges).max(0.0) }
    }

    /// Draws what stands before an item of a list beside its first line.
    fn mark(&self, marker: &Paragraph, style: &Style, room: Room, (flow, from): (&mut Flow, usize)) {
        let Some(line) = lines(marker, f32::MAX, &[], self.setter).into_iter().next() else { return };
        let width: f32 = line.pieces.iter().map(|piece| piece.width).sum();
        let gap = style.em() * 0.5;
        let x = match style.direction {
            Direction::Ltr => room.inner_x - gap - width,
            Direction::Rtl => room.inner_x + room.inner_width + gap,
        };
        if let Some(strip) = flow.first_line(from) {
            let baseline = strip.baseline.unwrap_or_default();
            strip.ops.extend(self.line_ops(&line, (x, baseline), (&[], &(vec![], vec![]))));
        }
    }

    /// Draws a line whose letters stand at `y`.
    pub(super) fn line_ops(&self, line: &Line, (x, y): (f32, f32), objects: super::object::Objects<'_>) -> Vec<Op> {
        let mut ops = vec![];
        for piece in &line.pieces {
            let (x, style) = (x + piece.x, &piece.style);
            let y = y - style.raised;
            match &piece.content {
                Content::Object(number) => ops.extend(self.object_ops(*number, (x, y), objects)),
                Content::Glyphs { choice, glyphs, text } => {
                    let (top, height) = (y - style.size * 1.0, style.size * 1.25);
                    let width = piece.width;
                    if !style.background.is_clear() {
                        ops.push(Op::Rect { x, y: top, width, height, color: style.background });
                    }
                    let (style, glyphs, text) = (style.clone(), glyphs.clone().into(), text.clone());
                    ops.push(Op::Glyphs { x, y, style, choice: *choice, glyphs, text });
                }
            }
            let thick = style.size / 16.0;
            let lines = [(style.decoration.is_underlined, 0.12), (style.decoration.is_struck, -0.28)];
            for (_, down) in lines.into_iter().filter(|(is, _)| *is) {
                let (top, width, color) = (y + style.size * down, piece.width, style.color);
                ops.push(Op::Rect { x, y: top, width, height: thick, color });
            }
            if let Some(address) = &style.link {
                let (top, height, width) = (y - style.size, style.size * 1.25, piece.width);
                ops.push(Op::Link { x, y: top, width, height, address: address.clone() });
            }
        }
        ops
    }
}

/// The borders of a box with their colours.
pub(super) fn borders(style: &Style) -> Borders {
    Side::ALL.map(|side| {
        let border = style.border_of(side);
        (border, border.color.unwrap_or(style.text.color))
    })
}

fn frame(style: &Style, room: Room, around: f32) -> Frame {
    Frame {
        x: room.x,
        width: room.width,
        background: style.background,
        borders: borders(style),
        top: style.edge(Side::Top, around),
        bottom: style.edge(Side::Bottom, around),
    }
}

/// Adds what is missing to the height that a box says of itself.
fn fill_up(style: &Style, flow: &mut Flow, (from, edge): (usize, f32), bottom: f32) {
    let wanted = [style.height, style.min_height].into_iter().filter_map(|size| match size {
        crate::style::Size::Px(px) => Some(px),
        _ => None,
    });
    let Some(wanted) = wanted.reduce(f32::max) else { return };
    let edges_in = if style.sizing == Sizing::Border { edge + bottom } else { 0.0 };
    flow.end();
    let missing = wanted - edges_in - (flow.height_from(from) - edge);
    if missing > 0.0 {
        flow.strip(Strip { height: missing, ..Strip::default() });
    }
}
