//! Tables: which cell stands in which column of which row.

use super::BoxNode;
use super::build::Builder;
use crate::css::property::{Display, VerticalAlign};
use crate::dom::{Kind, NodeId};
use crate::style::{Size, Style};

/// A table has so many columns; what stands further to the right is put into the last one.
pub(crate) const MAX_COLUMNS: usize = 100;

/// A cell reaches over so many rows.
const MAX_ROWS_OF_CELL: usize = 1000;

/// A table.
#[derive(Debug, Default)]
pub(crate) struct Table {
    /// What stands over it.
    pub(crate) captions: Vec<BoxNode>,
    /// The widths that columns say of themselves.
    pub(crate) columns: Vec<Size>,
    /// Rows that are repeated on each page.
    pub(crate) head: Vec<TableRow>,
    pub(crate) body: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug)]
pub(crate) struct TableRow {
    pub(crate) style: Style,
    pub(crate) cells: Vec<TableCell>,
}

/// A cell of a table.
#[derive(Debug)]
pub(crate) struct TableCell {
    /// Its column, from 0, and how many it has.
    pub(crate) column: usize,
    pub(crate) columns: usize,
    /// How many rows it has.
    pub(crate) rows: usize,
    pub(crate) node: BoxNode,
}

impl TableCell {
    /// The column behind it.
    pub(crate) fn end(&self) -> usize {
        self.column + self.columns
    }
}

impl Table {
    /// All its rows, from top to bottom.
    pub(crate) fn rows(&self) -> impl Iterator<Item = &TableRow> {
        self.head.iter().chain(&self.body)
    }
}

/// Rows while they are made.
#[derive(Default)]
struct Group {
    rows: Vec<TableRow>,
    /// How many rows each column is still taken for by cells from above.
    taken: Vec<usize>,
}

/// Makes a table of an element that looks as `style`.
pub(super) fn table(builder: &mut Builder<'_>, id: NodeId, style: &Style) -> Table {
    let mut table = Table::default();
    let (mut head, mut body, mut foot) = (Group::default(), Group::default(), Group::default());
    for child in elements(builder, id) {
        let child_style = builder.cascade.style(child, style);
        match child_style.display {
            Display::None => {}
            Display::Head => rows(builder, child, &child_style, &mut head),
            Display::Foot => rows(builder, child, &child_style, &mut foot),
            Display::Body => rows(builder, child, &child_style, &mut body),
            Display::Row => row(builder, child, child_style, &Style::root(), &mut body),
            Display::Columns => {
                for column in elements(builder, child) {
                    let style = builder.cascade.style(column, &child_style);
                    add_column(builder, column, &style, &mut table);
                }
            }
            Display::Column => add_column(builder, child, &child_style, &mut table),
            _ if builder.dom.element(child).is_some_and(|element| element.name == "caption") => {
                let node = builder.block(child, child_style);
                table.captions.push(node);
            }
            _ => {
                let node = builder.block(child, child_style);
                let cell = TableCell { column: 0, columns: 1, rows: 1, node };
                body.rows.push(TableRow { style: style.inherited(Display::Row), cells: vec![cell] });
            }
        }
    }
    for group in [&mut head, &mut body, &mut foot] {
        group.close();
    }
    // A head that is all there is would stand on each page and say nothing.
    let is_all = body.rows.is_empty() && foot.rows.is_empty();
    body.rows.extend(foot.rows);
    (table.head, table.body) = if is_all { (vec![], head.rows) } else { (head.rows, body.rows) };
    table
}

fn elements(builder: &Builder<'_>, id: NodeId) -> Vec<NodeId> {
    let dom = builder.dom;
    let children = dom.children(id).iter().copied();
    children.filter(|child| dom.node(*child).is_some_and(|node| matches!(node.kind, Kind::Element(_)))).collect()
}

fn add_column(builder: &Builder<'_>, id: NodeId, style: &Style, table: &mut Table) {
    let columns = number(builder, id, "span").min(MAX_COLUMNS.saturating_sub(table.columns.len()));
    table.columns.extend(std::iter::repeat_n(style.width, columns));
}

fn number(builder: &Builder<'_>, id: NodeId, name: &str) -> usize {
    let said = builder.dom.element(id).and_then(|element| element.attribute(name));
    said.and_then(|text| text.trim().parse().ok()).unwrap_or(1).max(1)
}

fn rows(builder: &mut Builder<'_>, id: NodeId, style: &Style, group: &mut Group) {
    for child in elements(builder, id) {
        let child_style = builder.cascade.style(child, style);
        if child_style.display != Display::None {
            row(builder, child, child_style, style, group);
        }
    }
}

fn row(builder: &mut Builder<'_>, id: NodeId, mut style: Style, group_style: &Style, group: &mut Group) {
    if style.background.is_clear() {
        style.background = group_style.background;
    }
    let mut cells = vec![];
    let mut column = 0;
    let mut taken = std::mem::take(&mut group.taken);
    let mut next = taken.iter().map(|rows| rows.saturating_sub(1)).collect::<Vec<_>>();
    for child in elements(builder, id) {
        let mut cell_style = builder.cascade.style(child, &style);
        if cell_style.display == Display::None {
            continue;
        }
        if cell_style.vertical_align == VerticalAlign::Baseline {
            let around = [style.vertical_align, group_style.vertical_align];
            let said = around.into_iter().find(|align| *align != VerticalAlign::Baseline);
            cell_style.vertical_align = said.unwrap_or(VerticalAlign::Baseline);
        }
        while taken.get(column).is_some_and(|rows| *rows > 0) {
            column += 1;
        }
        let column_of_cell = column.min(MAX_COLUMNS - 1);
        let columns = number(builder, child, "colspan").min(MAX_COLUMNS - column_of_cell);
        let rows = number(builder, child, "rowspan").min(MAX_ROWS_OF_CELL);
        let end = column_of_cell + columns;
        if taken.len() < end {
            taken.resize(end, 0);
        }
        next.resize(next.len().max(end), 0);
        if let Some(slots) = next.get_mut(column_of_cell..end) {
            slots.fill(rows - 1);
        }
        let content = builder.content(child, &cell_style);
        let node = BoxNode::new(cell_style, content);
        cells.push(TableCell { column: column_of_cell, columns, rows, node });
        column = end;
    }
    group.taken = next;
    group.rows.push(TableRow { style, cells });
}

impl Group {
    /// Cells reach over no rows that are not there.
    fn close(&mut self) {
        let count = self.rows.len();
        for (place, row) in self.rows.iter_mut().enumerate() {
            for cell in &mut row.cells {
                cell.rows = cell.rows.min(count - place);
            }
        }
    }
}
