//! The history of an inventory item's stock: our own `GET /v1/inventory/{id}/history`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{StockCursor, StockLine, StockReason, StockRefusal, time};
use serde::Serialize;

/// Where a page begins is said in at most so many characters.
const MAX_CURSOR_LENGTH: usize = 400;

/// A change of an item's stock, or one that was refused.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = StockLine))]
pub struct StockLineView<'a> {
    /// When it was decided.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// By how much the stock changed: below zero where pieces were taken; 0 where it was refused.
    change: i64,
    /// What the stock was behind it.
    stock_after: i64,
    /// Why.
    reason: StockReason,
    /// Why nothing was moved of what was to be; left out where it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = StockRefusal, required = false))]
    refused: Option<StockRefusal>,
    /// The code the item had then.
    code: &'a str,
    /// Who set the stock, where somebody did; else blank.
    source_name: &'a str,
    /// The order it was moved for; null where it was none.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    order_id: Option<String>,
    /// The store of that order.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    store_id: Option<String>,
}

impl<'a> From<&'a StockLine> for StockLineView<'a> {
    fn from(line: &'a StockLine) -> Self {
        Self {
            date_added: time::text(line.date_added),
            change: line.change,
            stock_after: line.stock_after,
            reason: line.reason,
            refused: line.refused,
            code: &line.code,
            source_name: &line.source_name,
            order_id: line.order.map(|order| order.order_id.to_string()),
            store_id: line.order.map(|order| order.store_id.to_string()),
        }
    }
}

/// A cursor as callers hand it back; what is in it is ours to change.
pub fn stock_cursor_text(cursor: &StockCursor) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(cursor).unwrap_or_default())
}

/// Reads a cursor that [`stock_cursor_text`] wrote; nothing when the text is none.
pub fn read_stock_cursor(text: &str) -> Option<StockCursor> {
    let text = Some(text).filter(|text| text.len() <= MAX_CURSOR_LENGTH)?;
    let cursor: StockCursor = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    Some(cursor).filter(|cursor| !cursor.at.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_from_its_text_and_another_text_is_none() {
        let cursor = StockCursor { at: "M#2026-03-01 12:00:00#42-1001-00000003".into(), stock: -7 };
        assert_eq!(read_stock_cursor(&stock_cursor_text(&cursor)), Some(cursor.clone()));
        let long = StockCursor { at: "M".repeat(400), ..cursor.clone() };
        for text in
            ["", "x", &stock_cursor_text(&long), &stock_cursor_text(&StockCursor { at: String::new(), ..cursor })]
        {
            assert_eq!(read_stock_cursor(text), None, "{text}");
        }
    }
}
