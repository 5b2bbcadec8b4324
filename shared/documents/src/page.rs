//! The paper a document is written on.

use crate::css::Sheet;
use crate::css::page::Turn;

/// A size of paper that a document is written on when it does not say one itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PaperSize {
    /// 210 mm by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

/// A paper with its margins, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Paper {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
    pub(crate) left: f32,
}

const MM: f32 = 96.0 / 25.4;

/// The margin of a paper whose document says none.
const MARGIN: f32 = 15.0 * MM;

/// The margin of a small paper, as labels are.
const SMALL_MARGIN: f32 = 4.0 * MM;

/// Up to so short a side a paper is small.
const SMALL_SIDE: f32 = 120.0 * MM;

/// What is left between the margins at least.
const LEAST_ROOM: f32 = 5.0 * MM;

impl Paper {
    /// That of a document with these sheets; what a later one says wins.
    pub(crate) fn of(sheets: &[Sheet], usual: PaperSize) -> Self {
        let mut size = match usual {
            PaperSize::A4 => (210.0 * MM, 297.0 * MM),
            PaperSize::Letter => (8.5 * 96.0, 11.0 * 96.0),
        };
        let mut turn: Option<Turn> = None;
        let mut margins = [None; 4];
        for rule in sheets.iter().flat_map(|sheet| &sheet.pages) {
            size = rule.size.unwrap_or(size);
            turn = if rule.size.is_some() { rule.turn } else { rule.turn.or(turn) };
            for (margin, said) in margins.iter_mut().zip(rule.margins) {
                *margin = said.or(*margin);
            }
        }
        let (width, height) = turn.map_or(size, |turn| turn.of(size));
        let usual = if width.min(height) <= SMALL_SIDE { SMALL_MARGIN } else { MARGIN };
        let [top, right, bottom, left] = margins.map(|margin| margin.unwrap_or(usual));
        let (left, right) = fitting(left, right, width);
        let (top, bottom) = fitting(top, bottom, height);
        Self { width, height, top, right, bottom, left }
    }

    /// How much room there is between the margins.
    pub(crate) fn room(&self) -> (f32, f32) {
        (self.width - self.left - self.right, self.height - self.top - self.bottom)
    }
}

/// Margins that leave some room.
fn fitting(before: f32, behind: f32, side: f32) -> (f32, f32) {
    let most = (side - LEAST_ROOM).max(0.0);
    let both = before + behind;
    if both <= most { (before, behind) } else { (before / both * most, behind / both * most) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::css::sheet;

    #[test]
    fn a_paper_is_what_the_last_rule_says() {
        let sheets = [sheet("@page { size: 4in 6in; margin: 0 }"), sheet("@page { margin-left: 1in }")];
        let paper = Paper::of(&sheets, PaperSize::Letter);
        assert_eq!((paper.width, paper.height, paper.left, paper.top), (384.0, 576.0, 96.0, 0.0));
        let turned = Paper::of(&[sheet("@page { size: A4 landscape }")], PaperSize::A4);
        assert!(turned.width > turned.height);
        let tight = Paper::of(&[sheet("@page { size: A6; margin: 900mm }")], PaperSize::A4);
        assert!(tight.room().0 > 10.0 && tight.room().1 > 10.0);
    }
}
