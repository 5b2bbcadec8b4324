//! The boxes of a document: what stands under each other, what stands in a row, and tables.

mod build;
mod table;

use std::cell::Cell;

pub(crate) use build::build;
pub(crate) use table::{Table, TableCell, TableRow};

use crate::style::Style;
use crate::text::Paragraph;

/// A box under another.
#[derive(Debug)]
pub(crate) struct BoxNode {
    pub(crate) style: Style,
    pub(crate) content: BoxContent,
    /// What stands before an item of a list.
    pub(crate) marker: Option<Paragraph>,
    /// The narrowest and the widest it can be, once that was found out.
    pub(crate) widths: Cell<Option<(f32, f32)>>,
}

impl BoxNode {
    pub(crate) fn new(style: Style, content: BoxContent) -> Self {
        Self { style, content, marker: None, widths: Cell::new(None) }
    }
}

/// What a box holds.
#[derive(Debug)]
pub(crate) enum BoxContent {
    Blocks(Vec<BoxNode>),
    /// A text, with the pictures and boxes in it by their numbers.
    Row(Paragraph, Vec<Object>),
    Table(Table),
}

/// What stands in a row without being text.
#[derive(Debug)]
pub(crate) enum Object {
    /// A picture by its number.
    Picture(usize, Style),
    Box(Box<BoxNode>),
}
