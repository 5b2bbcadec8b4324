//! A long strip of paper, before it is cut into pages.

use std::rc::Rc;

use super::{Borders, Op};
use crate::css::value::Color;
use crate::style::BorderLine;

/// What stands on the strip, from top to bottom.
#[derive(Debug)]
pub(crate) enum Item {
    /// Room between boxes, which is not kept at the top of a page.
    Space(f32),
    /// What is not cut.
    Strip(Strip),
    /// Cells beside each other, which are cut only when they are higher than a page.
    Row(Rc<Row>),
    /// A box begins, or ends, whose background and borders reach from page to page.
    Open(Rc<Frame>),
    /// With the edge under the box's content.
    Close(f32),
    /// A page ends here.
    Break,
    /// What is between is kept on one page, where it fits.
    KeepOpen,
    KeepClose,
    /// Rows that are repeated on each page that begins before the end.
    HeadOpen(Rc<[Rc<Row>]>),
    HeadClose,
}

/// A line, a picture, a rule.
#[derive(Debug, Default)]
pub(crate) struct Strip {
    pub(crate) height: f32,
    pub(crate) ops: Vec<Op>,
    /// Where the letters of its line stand, from its top.
    pub(crate) baseline: Option<f32>,
    /// Whether no page ends behind it.
    pub(crate) stays_with_next: bool,
}

/// Background and borders of a box.
#[derive(Debug)]
pub(crate) struct Frame {
    pub(crate) x: f32,
    pub(crate) width: f32,
    pub(crate) background: Color,
    pub(crate) borders: Borders,
    /// Border and padding over and under its content.
    pub(crate) top: f32,
    pub(crate) bottom: f32,
}

/// No borders at all.
pub(super) fn no_borders() -> Borders {
    [(BorderLine::NONE, Color::CLEAR); 4]
}

/// Cells beside each other.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) height: f32,
    pub(crate) cells: Vec<RowCell>,
}

/// A cell of a row, with what it holds.
#[derive(Debug)]
pub(crate) struct RowCell {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) background: Color,
    pub(crate) borders: Borders,
    /// Border and padding over and under its content.
    pub(crate) top: f32,
    pub(crate) bottom: f32,
    /// Its content stands so far down of the room it leaves: 0 at the top, 1 at the bottom.
    pub(crate) share_over: f32,
    pub(crate) flow: Flow,
}

/// A strip of paper that is written from top to bottom.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub(crate) items: Vec<Item>,
    /// The margin under the last box, which joins that over the next one.
    margin: Option<f32>,
    is_started: bool,
}

impl Flow {
    /// A margin: of two that meet, the larger one counts.
    pub(super) fn margin(&mut self, px: f32) {
        self.margin = Some(match self.margin {
            Some(known) if known >= 0.0 && px >= 0.0 => known.max(px),
            Some(known) if known < 0.0 && px < 0.0 => known.min(px),
            Some(known) => known + px,
            None => px,
        });
    }

    /// Writes the margin that is waiting.
    fn settle(&mut self) {
        if let Some(margin) = self.margin.take()
            && margin != 0.0
        {
            self.items.push(Item::Space(margin));
        }
        self.is_started = true;
    }

    pub(super) fn strip(&mut self, strip: Strip) {
        self.settle();
        self.items.push(Item::Strip(strip));
    }

    pub(super) fn row(&mut self, row: Rc<Row>) {
        self.settle();
        self.items.push(Item::Row(row));
    }

    pub(super) fn open(&mut self, frame: Rc<Frame>) {
        self.settle();
        self.items.push(Item::Open(frame));
    }

    pub(super) fn close(&mut self, bottom: f32) {
        self.settle();
        self.items.push(Item::Close(bottom));
    }

    /// Ends the page, unless nothing was written so far.
    pub(super) fn break_page(&mut self) {
        if self.is_started {
            self.margin = None;
            if !matches!(self.items.last(), Some(Item::Break)) {
                self.items.push(Item::Break);
            }
        }
    }

    /// A mark that takes no room; the margin goes before it.
    pub(super) fn mark(&mut self, item: Item) {
        self.settle();
        self.items.push(item);
    }

    /// Writes the margin under the last box.
    pub(super) fn end(&mut self) {
        if self.margin.is_some_and(|margin| margin < 0.0) {
            self.margin = None;
        }
        self.settle();
    }

    /// How high what was written behind a place is.
    pub(super) fn height_from(&self, place: usize) -> f32 {
        self.items.get(place..).unwrap_or_default().iter().map(Item::height).sum()
    }

    /// No page ends behind the last line.
    pub(super) fn stay_with_next(&mut self, from: usize) {
        for item in self.items.iter_mut().skip(from) {
            if let Item::Strip(strip) = item {
                strip.stays_with_next = true;
            }
        }
    }

    /// The first line behind a place.
    pub(super) fn first_line(&mut self, from: usize) -> Option<&mut Strip> {
        self.items.iter_mut().skip(from).find_map(|item| match item {
            Item::Strip(strip) if strip.baseline.is_some() => Some(strip),
            _ => None,
        })
    }

    /// Where the letters of the last line stand, from the top.
    pub(super) fn last_baseline(&self) -> Option<f32> {
        let mut y = 0.0;
        let mut found = None;
        for item in &self.items {
            if let Item::Strip(Strip { baseline: Some(baseline), .. }) = item {
                found = Some(y + baseline);
            }
            y += item.height();
        }
        found
    }
}

impl Item {
    /// How much room it takes; of a frame its upper edge alone.
    pub(super) fn height(&self) -> f32 {
        match self {
            Self::Space(space) => *space,
            Self::Strip(strip) => strip.height,
            Self::Row(row) => row.height,
            Self::Open(frame) => frame.top,
            Self::Close(bottom) => *bottom,
            Self::Break | Self::KeepOpen | Self::KeepClose | Self::HeadOpen(_) | Self::HeadClose => 0.0,
        }
    }
}
