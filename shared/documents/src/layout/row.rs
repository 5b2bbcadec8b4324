//! Draws the rows of tables.

use super::flow::{Row, RowCell};
use super::pages::on_one_page;
use super::{Op, draw_box};

/// What is drawn may lie so far apart and touches all the same, in pixels.
const TOUCH: f32 = 0.05;

/// Draws a row with its cells. What touches and looks alike is drawn in one go: else fine lines would be seen where the
/// edges of two areas are both smoothed.
pub(super) fn row_ops(row: &Row) -> Vec<Op> {
    let (mut under, mut lines, mut content) = (vec![], vec![], vec![]);
    for cell in &row.cells {
        for op in draw_box((cell.x, cell.y), (cell.width, cell.height), cell.background, &cell.borders) {
            let list = if matches!(op, Op::Rect { .. }) { &mut under } else { &mut lines };
            join(list, op);
        }
        content.extend(content_ops(cell));
    }
    under.into_iter().chain(lines).chain(content).collect()
}

/// Draws what a cell holds.
fn content_ops(cell: &RowCell) -> Vec<Op> {
    let room = (cell.height - cell.top - cell.bottom - cell.flow.height_from(0)).max(0.0);
    let down = cell.y + cell.top + room * cell.share_over;
    on_one_page(&cell.flow).into_iter().map(|op| op.moved(0.0, down)).collect()
}

/// Adds what is drawn to a list, or makes something of it longer that it touches.
fn join(list: &mut Vec<Op>, new: Op) {
    /// Only the last few are looked at: those of the cell before.
    const LOOKED_AT: usize = 8;
    let from = list.len().saturating_sub(LOOKED_AT);
    for known in list.iter_mut().skip(from) {
        if joined(known, &new) {
            return;
        }
    }
    list.push(new);
}

fn is_near(one: f32, other: f32) -> bool {
    (one - other).abs() < TOUCH
}

/// Makes an op longer by another that lies beside it and looks alike; whether it did.
fn joined(known: &mut Op, new: &Op) -> bool {
    match (known, new) {
        (
            Op::Rect { x, y, width, height, color },
            Op::Rect { x: new_x, y: new_y, width: new_width, height: new_height, color: new_color },
        ) if color == new_color && is_near(*y, *new_y) && is_near(*height, *new_height) => {
            if is_near(*x + *width, *new_x) {
                *width += new_width;
                return true;
            }
            let before = is_near(*new_x + new_width, *x);
            if before {
                *x = *new_x;
                *width += new_width;
            }
            before
        }
        (
            Op::Stroke { from, to, width, line, color },
            Op::Stroke { from: new_from, to: new_to, width: new_width, line: new_line, color: new_color },
        ) if color == new_color && line == new_line && is_near(*width, *new_width) => {
            let is_level = is_near(from.1, to.1) && is_near(from.1, new_from.1) && is_near(from.1, new_to.1);
            if is_level && is_near(to.0, new_from.0) {
                *to = *new_to;
                return true;
            }
            let before = is_level && is_near(new_to.0, from.0);
            if before {
                *from = *new_from;
            }
            before
        }
        _ => false,
    }
}
