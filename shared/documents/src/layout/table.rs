//! Tables: how wide columns are, how high rows.

use std::rc::Rc;

use super::block::borders;
use super::flow::{Flow, Frame, Item, Row, RowCell};
use super::{Borders, Layouter};
use crate::DocumentError;
use crate::boxes::{BoxContent, BoxNode, Table, TableCell, TableRow};
use crate::css::property::{Direction, Inside, Side, VerticalAlign};
use crate::css::value::Color;
use crate::num::f32_of;
use crate::style::{BorderLine, Size, Style};

/// What a column can be and is said to be.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Column {
    pub(super) least: f32,
    most: f32,
    px: Option<f32>,
    percent: Option<f32>,
}

impl Column {
    /// How wide it would be if there were room.
    pub(super) fn wish(&self) -> f32 {
        self.px.map_or(self.most, |px| px.max(self.least))
    }

    fn say(&mut self, size: Size, edges: f32) {
        match size {
            Size::Px(px) => self.px = Some(self.px.unwrap_or(0.0).max(px + edges)),
            Size::Percent(percent) => self.percent = Some(self.percent.unwrap_or(0.0).max(percent)),
            Size::Auto => {}
        }
    }
}

/// The columns of a table on paper.
struct Columns {
    /// Where each begins, and how wide it is, from the left of the table on.
    places: Vec<(f32, f32)>,
    width: f32,
}

impl Columns {
    /// Where a cell stands: its left end and its width.
    fn of(&self, cell: &TableCell, direction: Direction) -> (f32, f32) {
        let first = self.places.get(cell.column).copied().unwrap_or_default();
        let last = self.places.get(cell.end().saturating_sub(1)).copied().unwrap_or(first);
        let (start, width) = (first.0, last.0 + last.1 - first.0);
        match direction {
            Direction::Ltr => (start, width),
            Direction::Rtl => (self.width - start - width, width),
        }
    }
}

impl Layouter<'_> {
    /// What the columns of a table can be.
    pub(super) fn columns(&self, table: &Table) -> Vec<Column> {
        let cells = || table.rows().flat_map(|row| &row.cells);
        let count = cells().map(TableCell::end).max().unwrap_or(0);
        let mut columns = vec![Column::default(); count];
        for (column, size) in columns.iter_mut().zip(&table.columns) {
            column.say(*size, 0.0);
        }
        for cell in cells().filter(|cell| cell.columns == 1) {
            let (least, most) = self.widths(&cell.node);
            if let Some(column) = columns.get_mut(cell.column) {
                column.least = column.least.max(least);
                column.most = column.most.max(most);
                column.say(cell.node.style.width, across(&cell.node.style));
            }
        }
        for cell in cells().filter(|cell| cell.columns > 1) {
            let (least, most) = self.widths(&cell.node);
            let Some(own) = columns.get_mut(cell.column..cell.end()) else { continue };
            let count = f32_of(own.len());
            let missing = (least - own.iter().map(|column| column.least).sum::<f32>()).max(0.0) / count;
            let wished = (most - own.iter().map(Column::wish).sum::<f32>()).max(0.0) / count;
            for column in own {
                column.least += missing;
                column.most = (column.most + wished).max(column.least);
            }
        }
        columns
    }

    /// How wide a table is of which nothing is said: as its content wishes, and no wider than what is around.
    pub(super) fn table_width(&self, node: &BoxNode, free: f32) -> f32 {
        let style = &node.style;
        let margins = [Side::Left, Side::Right].map(|side| style.margin_px(side, 0.0).unwrap_or(0.0));
        let own = self.widths(node).1 - margins.iter().sum::<f32>();
        let has_shares = match &node.content {
            BoxContent::Table(table) => self.columns(table).iter().any(|column| column.percent.is_some()),
            _ => false,
        };
        if has_shares { free } else { own.min(free) }
    }

    /// Lays a table out that begins at `x` and is `width` wide with its borders.
    pub(super) fn table(
        &self,
        table: &Table,
        style: &Style,
        (x, width): (f32, f32),
        flow: &mut Flow,
    ) -> Result<(), DocumentError> {
        for caption in &table.captions {
            self.block(caption, (x, width), flow)?;
        }
        let own = if style.is_collapsed { super::flow::no_borders() } else { borders(style) };
        let edge = |side| if style.is_collapsed { 0.0 } else { style.edge(side, width) };
        let spacing = if style.is_collapsed { (0.0, 0.0) } else { style.spacing };
        let inner = (width - edge(Side::Left) - edge(Side::Right)).max(0.0);
        let columns = placed(&self.columns(table), inner, spacing.0);
        let frame = Frame {
            x,
            width,
            background: style.background,
            borders: own,
            top: edge(Side::Top) + spacing.1,
            bottom: edge(Side::Bottom) + spacing.1,
        };
        let bottom = frame.bottom;
        flow.open(Rc::new(frame));
        let rows: Vec<&TableRow> = table.rows().collect();
        let lines = if style.is_collapsed { collapsed(&rows, style) } else { separate(&rows) };
        let inner_x = x + edge(Side::Left);
        let (mut at, mut head) = (0, vec![]);
        let mut is_open = false;
        while at < rows.len() {
            let count = linked(rows.get(at..).unwrap_or_default());
            let part = rows.get(at..at + count).unwrap_or_default();
            let (row, keeps) = self.rows(part, lines.get(at..).unwrap_or_default(), style, (&columns, inner_x))?;
            let row = Rc::new(row);
            if at < table.head.len() {
                head.push(row.clone());
            } else if !is_open && !head.is_empty() {
                is_open = true;
                flow.mark(Item::HeadOpen(std::mem::take(&mut head).into()));
            }
            self.count(count)?;
            if keeps {
                flow.mark(Item::KeepOpen);
            }
            flow.row(row);
            if keeps {
                flow.mark(Item::KeepClose);
            }
            at += count;
            if spacing.1 > 0.0 && at < rows.len() {
                flow.margin(spacing.1);
            }
        }
        if is_open {
            flow.mark(Item::HeadClose);
        }
        flow.close(bottom);
        Ok(())
    }

    /// Lays out rows that are linked by cells which reach over several of them.
    fn rows(
        &self,
        rows: &[&TableRow],
        lines: &[Vec<Borders>],
        table: &Style,
        (columns, x): (&Columns, f32),
    ) -> Result<(Row, bool), DocumentError> {
        let mut cells: Vec<(usize, usize, RowCell)> = vec![];
        for (place, row) in rows.iter().enumerate() {
            for (number, cell) in row.cells.iter().enumerate() {
                let borders = lines.get(place).and_then(|row| row.get(number)).copied();
                let (left, width) = columns.of(cell, table.direction);
                let background =
                    if cell.node.style.background.is_clear() { row.style.background } else { cell.node.style.background };
                let made = self.cell(&cell.node, (x + left, width), borders.unwrap_or_else(super::flow::no_borders), background)?;
                cells.push((place, cell.rows, made));
            }
        }
        let heights = heights(rows, &cells);
        let tops: Vec<f32> = heights
            .iter()
            .scan(0.0, |y, height| {
                let top = *y;
                *y += height;
                Some(top)
            })
            .collect();
        let mut placed = vec![];
        for (place, count, mut cell) in cells {
            cell.y = tops.get(place).copied().unwrap_or_default();
            cell.height = heights.iter().skip(place).take(count).sum();
            placed.push(cell);
        }
        let keeps = rows.iter().any(|row| row.style.break_inside == Inside::Avoid);
        Ok((Row { height: heights.iter().sum(), cells: placed }, keeps))
    }

    fn cell(
        &self,
        node: &BoxNode,
        (x, width): (f32, f32),
        borders: Borders,
        background: Color,
    ) -> Result<RowCell, DocumentError> {
        let style = &node.style;
        let [top, right, bottom, left] = borders.map(|(border, _)| border.room());
        let edge = |border: f32, side| border + style.padding_px(side, width);
        let (left, right) = (edge(left, Side::Left), edge(right, Side::Right));
        let mut flow = Flow::default();
        let inner = ((width - left - right).max(0.0), x + left);
        if let BoxContent::Blocks(blocks) = &node.content {
            for block in blocks {
                self.block(block, (inner.1, inner.0), &mut flow)?;
            }
        }
        flow.end();
        let share_over = match style.vertical_align {
            VerticalAlign::Middle => 0.5,
            VerticalAlign::Bottom => 1.0,
            _ => 0.0,
        };
        let (top, bottom) = (edge(top, Side::Top), edge(bottom, Side::Bottom));
        let height = flow.height_from(0) + top + bottom;
        let least = style.height.of(0.0).unwrap_or(0.0);
        Ok(RowCell { x, y: 0.0, width, height: height.max(least), background, borders, top, bottom, share_over, flow })
    }
}

/// Padding and borders to the left and right.
fn across(style: &Style) -> f32 {
    if style.sizing == crate::css::property::Sizing::Border {
        return 0.0;
    }
    style.edge(Side::Left, 0.0) + style.edge(Side::Right, 0.0)
}

/// How many rows from the first one on are linked by cells that reach over several of them.
fn linked(rows: &[&TableRow]) -> usize {
    let mut end = 1;
    let mut at = 0;
    while at < end && at < rows.len() {
        let reach = rows.get(at).map_or(1, |row| row.cells.iter().map(|cell| cell.rows).max().unwrap_or(1));
        end = end.max(at + reach);
        at += 1;
    }
    end.min(rows.len().max(1))
}

/// How high rows are: as their cells need it, and as they say themselves.
fn heights(rows: &[&TableRow], cells: &[(usize, usize, RowCell)]) -> Vec<f32> {
    let said = rows.iter().map(|row| row.style.height.of(0.0).unwrap_or(0.0));
    let mut heights: Vec<f32> = said.collect();
    for (place, _, cell) in cells.iter().filter(|(_, count, _)| *count == 1) {
        if let Some(height) = heights.get_mut(*place) {
            *height = height.max(cell.height);
        }
    }
    for (place, count, cell) in cells.iter().filter(|(_, count, _)| *count > 1) {
        let own: f32 = heights.iter().skip(*place).take(*count).sum();
        if let Some(last) = heights.get_mut(place + count - 1) {
            *last += (cell.height - own).max(0.0);
        }
    }
    heights
}

/// Shares the width of a table among its columns.
fn placed(columns: &[Column], width: f32, spacing: f32) -> Columns {
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
        let fixed: f32 = columns.iter().zip(&wishes).filter(|(column, _)| said(column).is_some()).map(|(_, wish)| wish).sum();
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

/// The borders of cells that stand apart.
fn separate(rows: &[&TableRow]) -> Vec<Vec<Borders>> {
    rows.iter().map(|row| row.cells.iter().map(|cell| borders(&cell.node.style)).collect()).collect()
}

/// The borders of cells that touch: of two that meet, the wider one is drawn, once.
fn collapsed(rows: &[&TableRow], table: &Style) -> Vec<Vec<Borders>> {
    let columns = rows.iter().flat_map(|row| row.cells.iter().map(TableCell::end)).max().unwrap_or(0);
    let mut all = separate(rows);
    // Which cell takes a place: its row and its number there.
    let mut grid: Vec<Vec<Option<(usize, usize)>>> = vec![vec![None; columns]; rows.len()];
    for (place, row) in rows.iter().enumerate() {
        for (number, cell) in row.cells.iter().enumerate() {
            for slots in grid.iter_mut().skip(place).take(cell.rows) {
                for slot in slots.iter_mut().skip(cell.column).take(cell.columns) {
                    slot.get_or_insert((place, number));
                }
            }
        }
    }
    let at = |row: Option<usize>, column: Option<usize>| {
        row.zip(column).and_then(|(row, column)| grid.get(row)?.get(column).copied().flatten())
    };
    let outer = borders(table);
    let read = all.clone();
    let of = |cell: (usize, usize), side: usize| {
        read.get(cell.0).and_then(|row| row.get(cell.1)).and_then(|all| all.get(side)).copied()
    };
    let is_rtl = table.direction == Direction::Rtl;
    let (before, behind) = if is_rtl { (1, 3) } else { (3, 1) };
    for (place, row) in rows.iter().enumerate() {
        for (number, cell) in row.cells.iter().enumerate() {
            let own = (place, number);
            let under = at(Some(place + cell.rows), Some(cell.column));
            let next = at(Some(place), Some(cell.end()));
            let over = at(place.checked_sub(1), Some(cell.column));
            let last = at(Some(place), cell.column.checked_sub(1));
            let Some(sides) = all.get_mut(place).and_then(|row| row.get_mut(number)) else { continue };
            let mut set = |side: usize, met: Option<(usize, usize)>, met_side: usize, draws: Draws| {
                let (Some(slot), Some(mine)) = (sides.get_mut(side), of(own, side)) else { return };
                let other = match met {
                    Some(cell) => of(cell, met_side),
                    None => outer.get(side).copied(),
                };
                let wider = other.filter(|other| other.0.room() > mine.0.room()).unwrap_or(mine);
                *slot = if met.is_some() && draws == Draws::Neighbour { (BorderLine::NONE, wider.1) } else { wider };
            };
            set(0, over, 2, Draws::Neighbour);
            set(before, last, behind, Draws::Neighbour);
            set(2, under, 0, Draws::Itself);
            set(behind, next, before, Draws::Itself);
        }
    }
    all
}

/// Who draws a border between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Draws {
    Itself,
    Neighbour,
}
