//! How narrow and how wide boxes can be.

use super::Layouter;
use crate::boxes::{BoxContent, BoxNode, Object, Table};
use crate::css::property::{Display, Side, Sizing};
use crate::num::f32_of;
use crate::style::Size;
use crate::text::widths;

impl Layouter<'_> {
    /// The narrowest and the widest a box can be, with its margins. It is found out once.
    pub(super) fn widths(&self, node: &BoxNode) -> (f32, f32) {
        if let Some(known) = node.widths.get() {
            return known;
        }
        let style = &node.style;
        let side = |side| style.margin_px(side, 0.0).unwrap_or(0.0) + style.edge(side, 0.0);
        let edges = side(Side::Left) + side(Side::Right);
        let inner = match &node.content {
            BoxContent::Blocks(blocks) => {
                let all = blocks.iter().map(|block| self.widths(block));
                all.fold((0.0f32, 0.0f32), |(least, most), (low, high)| (least.max(low), most.max(high)))
            }
            BoxContent::Row(paragraph, objects) => {
                let objects: Vec<(f32, f32)> = objects.iter().map(|object| self.object_widths(object)).collect();
                widths(paragraph, &objects)
            }
            BoxContent::Table(table) => self.table_widths(table, style.is_collapsed, style.spacing.0),
        };
        let found = match style.width {
            Size::Px(px) => {
                let edges_in = if style.sizing == Sizing::Border { 0.0 } else { edges };
                let width = px + edges_in;
                // Tables and their cells are never narrower than their longest word.
                match (style.display, &node.content) {
                    (Display::Cell, _) => (inner.0 + edges, width.max(inner.0 + edges)),
                    (_, BoxContent::Table(_)) => (width.max(inner.0), width.max(inner.0)),
                    _ => (width, width),
                }
            }
            _ => (inner.0 + edges, inner.1 + edges),
        };
        let most = style.max_width.of(0.0).filter(|most| *most > 0.0).map_or(found.1, |most| found.1.min(most + edges));
        let found = (found.0.min(most), most);
        node.widths.set(Some(found));
        found
    }

    fn object_widths(&self, object: &Object) -> (f32, f32) {
        match object {
            Object::Picture(picture, style) => {
                let (width, _) = self.picture_size(*picture, style, self.page.0);
                let side = |side| style.margin_px(side, 0.0).unwrap_or(0.0) + style.edge(side, 0.0);
                let width = width + side(Side::Left) + side(Side::Right);
                // A share of what is around can be as narrow as that.
                let is_share = matches!(style.width, Size::Percent(_)) || matches!(style.max_width, Size::Percent(_));
                (if is_share { 0.0 } else { width }, width)
            }
            Object::Box(node) => self.widths(node),
        }
    }

    /// The same of a table without its own borders.
    fn table_widths(&self, table: &Table, is_collapsed: bool, spacing: f32) -> (f32, f32) {
        let columns = self.columns(table);
        let gaps = if is_collapsed { 0.0 } else { spacing * f32_of(columns.len() + 1) };
        let least: f32 = columns.iter().map(|column| column.least).sum();
        let most: f32 = columns.iter().map(super::table::Column::wish).sum();
        (least + gaps, most + gaps)
    }
}
