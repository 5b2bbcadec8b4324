//! Cuts the long strip into pages.

use std::rc::Rc;

use super::flow::{Flow, Frame, Item, Row};
use super::row::row_ops;
use super::{Op, draw_box};
use crate::DocumentError;
use crate::style::BorderLine;

/// How high pages are, and how many there may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageLimits {
    /// What is left of the first page.
    pub(crate) first: f32,
    pub(crate) height: f32,
    pub(crate) max_pages: usize,
}

/// So many items are looked ahead at, to keep a heading with what follows.
const MAX_AHEAD: usize = 100;

/// What is drawn on each page.
pub(crate) fn paginate(flow: &Flow, limits: PageLimits) -> Result<Vec<Vec<Op>>, DocumentError> {
    let mut pager = Pager::new(limits);
    for (place, item) in flow.items.iter().enumerate() {
        pager.write(item, flow.items.get(place..).unwrap_or_default())?;
    }
    Ok(pager.end())
}

/// What is drawn when nothing is cut.
pub(super) fn on_one_page(flow: &Flow) -> Vec<Op> {
    let limits = PageLimits { first: f32::MAX, height: f32::MAX, max_pages: 1 };
    let pages = paginate(flow, limits).unwrap_or_default();
    pages.into_iter().next().unwrap_or_default()
}

/// A frame that is open, and where its part on this page begins.
struct OpenFrame {
    frame: Rc<Frame>,
    top: f32,
    /// Where its background goes among what is drawn.
    place: usize,
    is_begun_before: bool,
}

struct Pager {
    limits: PageLimits,
    pages: Vec<Vec<Op>>,
    ops: Vec<Op>,
    y: f32,
    frames: Vec<OpenFrame>,
    /// The rows that are repeated, innermost table last, each with the number of frames around it.
    heads: Vec<Rc<[Rc<Row>]>>,
    /// Whether nothing but repeated rows stands on this page.
    is_fresh: bool,
}

impl Pager {
    fn new(limits: PageLimits) -> Self {
        let (pages, ops, frames, heads) = (vec![], vec![], vec![], vec![]);
        Self { limits, pages, ops, y: 0.0, frames, heads, is_fresh: true }
    }

    /// How high the page that is written is.
    fn height(&self) -> f32 {
        if self.pages.is_empty() { self.limits.first } else { self.limits.height }
    }

    fn room(&self) -> f32 {
        // What was added up may be a little more than the page it was measured for.
        self.height() - self.y + 0.01
    }

    /// How much room there is under the repeated rows of a new page.
    fn room_of_new_page(&self) -> f32 {
        let heads: f32 = self.heads.iter().flat_map(|rows| rows.iter()).map(|row| row.height).sum();
        self.limits.height - if heads < self.limits.height / 2.0 { heads } else { 0.0 } + 0.01
    }

    /// Writes an item; `rest` begins with it.
    fn write(&mut self, item: &Item, rest: &[Item]) -> Result<(), DocumentError> {
        match item {
            Item::Space(space) => {
                let is_at_top = self.is_fresh && !self.pages.is_empty();
                if !is_at_top {
                    self.y = (self.y + space).max(0.0);
                }
            }
            Item::Strip(strip) => {
                let needed = if strip.stays_with_next { chain(rest) } else { strip.height };
                self.make_room(needed, strip.height)?;
                let y = self.y;
                self.ops.extend(strip.ops.iter().map(|op| op.clone().moved(0.0, y)));
                self.y += strip.height;
                self.is_fresh = false;
            }
            Item::Row(row) => self.write_row(row)?,
            Item::Open(frame) => {
                // A frame is not begun where nothing of it fits.
                self.make_room(frame.top + first(rest), 0.0)?;
                self.frames.push(OpenFrame {
                    frame: frame.clone(),
                    top: self.y,
                    place: self.ops.len(),
                    is_begun_before: false,
                });
                self.ops.push(Op::Under(vec![]));
                self.y += frame.top;
            }
            Item::Close(_) => {
                if let Some(open) = self.frames.pop() {
                    self.y += open.frame.bottom;
                    self.paint(&open, IsLast::Yes);
                    self.is_fresh &= open.frame.bottom == 0.0;
                }
            }
            Item::Break => self.next_page()?,
            Item::KeepOpen => self.make_room(kept(rest), 0.0)?,
            Item::HeadOpen(rows) => self.heads.push(rows.clone()),
            Item::HeadClose => {
                self.heads.pop();
            }
            Item::KeepClose => {}
        }
        Ok(())
    }

    /// Begins a new page where what is `wanted` does not fit, or at least what is `needed`.
    fn make_room(&mut self, wanted: f32, needed: f32) -> Result<(), DocumentError> {
        let (room, whole) = (self.room(), self.room_of_new_page());
        let does_not_fit = (wanted > room && wanted <= whole) || (needed > room);
        if does_not_fit && !self.is_fresh { self.next_page() } else { Ok(()) }
    }

    fn write_row(&mut self, row: &Rc<Row>) -> Result<(), DocumentError> {
        self.make_room(row.height, if row.height <= self.room_of_new_page() { row.height } else { 0.0 })?;
        if row.height <= self.room() {
            let (y, ops) = (self.y, row_ops(row));
            self.ops.extend(ops.into_iter().map(|op| op.moved(0.0, y)));
            self.y += row.height;
            self.is_fresh = false;
            return Ok(());
        }
        self.cut_row(row)
    }

    /// Writes a row that is higher than a page: each of its cells goes on where it ended.
    fn cut_row(&mut self, row: &Row) -> Result<(), DocumentError> {
        let heads = self.limits.height - self.room_of_new_page() + 0.01;
        let max_pages = self.limits.max_pages.saturating_sub(self.pages.len());
        let mut parts: Vec<(Vec<Op>, f32)> = vec![];
        for cell in &row.cells {
            let edges = cell.top + cell.bottom;
            let height = (self.limits.height - heads - edges).max(1.0);
            let first = (self.room() - cell.y - edges).max(0.0);
            let pages = paginate(&cell.flow, PageLimits { first, height, max_pages })?;
            let count = pages.len();
            for (place, ops) in pages.into_iter().enumerate() {
                let over = if place == 0 { cell.y } else { 0.0 };
                let is_last = place + 1 == count;
                let inner = if is_last {
                    extent(&ops).min(height)
                } else if place == 0 {
                    first
                } else {
                    height
                };
                if parts.len() <= place {
                    parts.resize_with(place + 1, || (vec![], 0.0));
                }
                if let Some((all, high)) = parts.get_mut(place) {
                    *high = high.max(over + inner + edges);
                    all.extend(ops.into_iter().map(|op| op.moved(0.0, over + cell.top)));
                }
            }
        }
        let count = parts.len();
        for (place, (ops, height)) in parts.into_iter().enumerate() {
            if place > 0 {
                self.next_page()?;
            }
            let height = height.min(self.room().max(0.0));
            for cell in &row.cells {
                let mut borders = cell.borders;
                let [top, _, bottom, _] = &mut borders;
                if place > 0 {
                    top.0 = BorderLine::NONE;
                }
                if place + 1 < count {
                    bottom.0 = BorderLine::NONE;
                }
                self.ops.extend(draw_box((cell.x, self.y), (cell.width, height), cell.background, &borders));
            }
            let y = self.y;
            self.ops.extend(ops.into_iter().map(|op| op.moved(0.0, y)));
            self.y += height;
            self.is_fresh = false;
        }
        Ok(())
    }

    /// Draws background and borders of a frame's part on this page.
    fn paint(&mut self, open: &OpenFrame, is_last: IsLast) {
        let mut borders = open.frame.borders;
        let [top, _, bottom, _] = &mut borders;
        if open.is_begun_before {
            top.0 = BorderLine::NONE;
        }
        if is_last == IsLast::No {
            bottom.0 = BorderLine::NONE;
        }
        let size = (open.frame.width, self.y - open.top);
        let ops = draw_box((open.frame.x, open.top), size, open.frame.background, &borders);
        if let Some(Op::Under(under)) = self.ops.get_mut(open.place) {
            *under = ops;
        }
    }

    fn next_page(&mut self) -> Result<(), DocumentError> {
        let frames = std::mem::take(&mut self.frames);
        for open in &frames {
            self.paint(open, IsLast::No);
        }
        self.pages.push(std::mem::take(&mut self.ops));
        if self.pages.len() >= self.limits.max_pages {
            return Err(DocumentError::TooManyPages { max: self.limits.max_pages });
        }
        self.y = 0.0;
        self.is_fresh = true;
        for mut open in frames {
            (open.top, open.place, open.is_begun_before) = (0.0, self.ops.len(), true);
            self.ops.push(Op::Under(vec![]));
            self.frames.push(open);
        }
        if self.room_of_new_page() < self.limits.height {
            for row in self.heads.clone().iter().flat_map(|rows| rows.iter()) {
                let y = self.y;
                self.ops.extend(row_ops(row).into_iter().map(|op| op.moved(0.0, y)));
                self.y += row.height;
            }
        }
        Ok(())
    }

    fn end(mut self) -> Vec<Vec<Op>> {
        let frames = std::mem::take(&mut self.frames);
        for open in &frames {
            self.paint(open, IsLast::Yes);
        }
        self.pages.push(self.ops);
        self.pages
    }
}

/// Whether a frame ends on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IsLast {
    Yes,
    No,
}

/// How far down ops reach.
fn extent(ops: &[Op]) -> f32 {
    let bottom = |op: &Op| match op {
        Op::Glyphs { y, style, .. } => y + style.size * 0.3,
        Op::Rect { y, height, .. } | Op::Picture { y, height, .. } | Op::Link { y, height, .. } => y + height,
        Op::Stroke { from, to, .. } => from.1.max(to.1),
        Op::Under(ops) => extent(ops),
    };
    ops.iter().map(bottom).fold(0.0, f32::max)
}

/// How high a line is with those it stays with, and the first one behind them.
fn chain(rest: &[Item]) -> f32 {
    let mut height = 0.0;
    for item in rest.iter().take(MAX_AHEAD) {
        height += item.height();
        match item {
            Item::Strip(strip) if !strip.stays_with_next => break,
            Item::Row(_) | Item::Break => break,
            _ => {}
        }
    }
    height
}

/// How high the first thing within a frame is.
fn first(rest: &[Item]) -> f32 {
    let mut height = 0.0;
    for (place, item) in rest.iter().skip(1).take(MAX_AHEAD).enumerate() {
        match item {
            Item::Strip(strip) if strip.stays_with_next => {
                return height + chain(rest.get(place + 1..).unwrap_or_default());
            }
            Item::Strip(_) | Item::Row(_) => return height + item.height(),
            Item::Close(_) | Item::Break => return height,
            _ => height += item.height(),
        }
    }
    height
}

/// How high what is kept together is.
fn kept(rest: &[Item]) -> f32 {
    let mut height = 0.0;
    let mut depth = 0usize;
    for item in rest {
        height += item.height();
        match item {
            Item::KeepOpen => depth += 1,
            Item::KeepClose => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 || height > crate::num::MAX_PX {
            break;
        }
    }
    height
}
