//! What calls need that record payments.

use anyhow::Result;
use http::Operation;
use serde_json::json;

use super::{Ask, Desk, of_order};

/// A payment of an order of which it can be recorded.
pub(super) async fn one(desk: &mut Desk<'_>, operation: Operation) -> Result<Ask> {
    let order = desk.order().await?;
    let status = if operation == Operation::RecordRefund { "Captured" } else { "Authorized" };
    let fields = json!({ "payment_status": status, "processor_balance": 20 });
    desk.call(of_order(Ask::new(Operation::PatchOrder, ""), &order).body(&fields)).await?;
    let ask = of_order(Ask::new(operation, ""), &order);
    Ok(if operation == Operation::RecordVoid { ask } else { ask.body(&json!({ "amount": 5 })) })
}
