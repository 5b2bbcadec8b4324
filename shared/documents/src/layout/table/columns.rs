//! How wide the columns of a table are.

use crate::boxes::TableCell;
use crate::css::property::Direction;
use crate::num::f32_of;
use crate::style::Size;

/// What a column can be and is said to be.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::layout) struct Column {
    pub(in crate::layout) least: f32,
    pub(super) most: f32,
    px: Option<f32>,
    pub(super) percent: Option<f32>,
}

impl Column {
    /// How wide it would be if there were room.
    pub(in crate::layout) fn wish(&self) -> f32 {
        self.px.map_or(self.most, |px| px.max(self.least))
    }

    pub(super) fn say(&mut self, size: Size, edges: f32) {
        match size {
            Size::Px(px) => self.px = Some(self.px.unwrap_or(0.0).max(px + edges)),
            Size::Percent(percent) => self.percent = Some(self.percent.unwrap_or(0.0).max(percent)),
            Size::Auto => {}
        }
    }
}

/// The columns of a table on paper.
pub(super) struct Columns {
    /// Where each begins, and how wide it is, from the left of the table on.
    places: Vec<(f32, f32)>,
    width: f32,
}

impl Columns {
    /// Where a cell stands: its left end and its width.
    pub(super) fn of(&self, cell: &TableCell, direction: Direction) -> (f32, f32) {
        let first = self.places.get(cell.column).copied().unwrap_or_default();
        let last = self.places.get(cell.end().saturating_sub(1)).copied().unwrap_or(first);
        let (start, width) = (first.0, last.0 + last.1 - first.0);
        match direction {
            Direction::Ltr => (start, width),
            Direction::Rtl => (self.width - start - width, width),
        }
    }
}

/// Shares the width of a table among its columns.
pub(super) fn placed(columns: &[Column], width: f32, spacing: f32) -> Columns {
    let room = (width - spacing * f32_of(columns.len() + 1)).max(0.0);
    let widths = shared(columns, room);
    let mut x = spacing;
    let places = widths.iter().map(|width| {
        let place = (x, *width);
        x += width + spacing;
        place
    });
    Columns { places: places.collect(), width }
}

fn shared(columns: &[Column], room: f32) -> Vec<f32> {
    // What is said comes first, in shares and in lengths; no column is narrower than its longest word, if all fit.
    let said = |column: &Column| column.percent.map(|percent| percent / 100.0 * room).or(column.px);
    let least: Vec<f32> = columns.iter().map(|column| column.least).collect();
    let wishes: Vec<f32> =
        columns.iter().map(|column| said(column).map_or(column.most, |said| said.max(column.least))).collect();
    let (sum_least, sum_wishes): (f32, f32) = (least.iter().sum(), wishes.iter().sum());
    if sum_least >= room {
        let share = if sum_least > 0.0 { room / sum_least } else { 0.0 };
        return least.iter().map(|least| least * share).collect();
    }
    if sum_wishes > room {
        // What is said is kept as long as the others have their least.
        let fixed: f32 =
            columns.iter().zip(&wishes).filter(|(column, _)| said(column).is_some()).map(|(_, wish)| wish).sum();
        let free_least: f32 = columns.iter().filter(|column| said(column).is_none()).map(|column| column.least).sum();
        let keeps = fixed + free_least <= room;
        let is_soft = |column: &Column| !keeps || said(column).is_none();
        let over: f32 = sum_soft(columns, &wishes, is_soft) - sum_soft(columns, &least, is_soft);
        let hard: f32 = sum_wishes - sum_soft(columns, &wishes, is_soft);
        let rest = room - hard - sum_soft(columns, &least, is_soft);
        let share = if over > 0.0 { (rest / over).clamp(0.0, 1.0) } else { 0.0 };
        let all = columns.iter().zip(wishes.iter().zip(&least));
        return all
            .map(|(column, (wish, least))| if is_soft(column) { least + (wish - least) * share } else { *wish })
            .collect();
    }
    // What is left goes to the columns that say nothing, by what they wish; to all, where each says something.
    let rest = room - sum_wishes;
    let has_free = columns.iter().any(|column| said(column).is_none());
    let takes = |column: &Column| !has_free || said(column).is_none();
    let total = sum_soft(columns, &wishes, takes);
    let count = f32_of(columns.iter().filter(|column| takes(column)).count().max(1));
    let all = columns.iter().zip(&wishes);
    all.map(|(column, wish)| {
        let more = if total > 0.0 { rest * wish / total } else { rest / count };
        if takes(column) { wish + more } else { *wish }
    })
    .collect()
}

fn sum_soft(columns: &[Column], widths: &[f32], is: impl Fn(&Column) -> bool) -> f32 {
    columns.iter().zip(widths).filter(|(column, _)| is(column)).map(|(_, width)| width).sum()
}
