//! Tables: how wide columns are, how high rows.

mod borders;
mod columns;

use std::rc::Rc;

pub(super) use columns::Column;

use borders::{collapsed, separate};
use columns::{Columns, placed};

use super::block::borders as borders_of;
use super::flow::{Flow, Frame, Item, Row, RowCell};
use super::{Borders, Layouter};
use crate::DocumentError;
use crate::boxes::{BoxContent, BoxNode, Table, TableCell, TableRow};
use crate::css::property::{Inside, Side, VerticalAlign};
use crate::css::value::Color;
use crate::num::f32_of;
use crate::style::Style;

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
        let own = if style.is_collapsed { super::flow::no_borders() } else { borders_of(style) };
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
                let background = if cell.node.style.background.is_clear() {
                    row.style.background
                } else {
                    cell.node.style.background
                };
                let made = self.cell(
                    &cell.node,
                    (x + left, width),
                    borders.unwrap_or_else(super::flow::no_borders),
                    background,
                )?;
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
