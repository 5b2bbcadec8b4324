//! The borders of cells.

use crate::boxes::{TableCell, TableRow};
use crate::css::property::Direction;
use crate::layout::Borders;
use crate::layout::block::borders;
use crate::style::{BorderLine, Style};

/// The borders of cells that stand apart.
pub(super) fn separate(rows: &[&TableRow]) -> Vec<Vec<Borders>> {
    rows.iter().map(|row| row.cells.iter().map(|cell| borders(&cell.node.style)).collect()).collect()
}

/// The borders of cells that touch: of two that meet, the wider one is drawn, once.
pub(super) fn collapsed(rows: &[&TableRow], table: &Style) -> Vec<Vec<Borders>> {
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
