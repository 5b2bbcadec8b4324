//! The ledger of an order: our own `GET /v1/orders/{id}/ledger`.

use domain::{LedgerLine, Order, ledger};
use serde::Serialize;

/// One item of an order in its ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = LedgerLine))]
pub struct LedgerLineView {
    /// The item's id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    item_id: String,
    /// Its SKU.
    code: String,
    /// Its name.
    name: String,
    /// How many were ordered.
    ordered: u64,
    /// How many were shipped; more than ordered when nobody checked.
    shipped: u64,
    /// How many are left to be shipped.
    left: u64,
}

impl From<LedgerLine> for LedgerLineView {
    fn from(line: LedgerLine) -> Self {
        let LedgerLine { item_id, code, name, ordered, shipped, left } = line;
        Self { item_id, code, name, ordered, shipped, left }
    }
}

/// What of `order` was ordered, was shipped and is left, item by item.
pub fn view(order: &Order) -> Vec<LedgerLineView> {
    ledger(order).into_iter().map(LedgerLineView::from).collect()
}

#[cfg(test)]
mod tests {
    use domain::{OrderItem, draft_order};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_line_is_written_for_each_item() {
        let mut order = draft_order(Timestamp::UNIX_EPOCH);
        order.order_items.push(OrderItem { id: "7".into(), code: "A".into(), quantity: 3, ..OrderItem::default() });
        let expected = r#"[{"item_id":"7","code":"A","name":"","ordered":3,"shipped":0,"left":3}]"#;
        assert_eq!(serde_json::to_string(&view(&order)).unwrap(), expected);
    }
}
