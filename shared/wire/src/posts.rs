//! The documents that are posted to addresses outside (orderdesk-api 6).

use domain::{HistoryLine, Order, Shipment, StoreId};

use crate::orders::OrderView;
use crate::shipments::{NotifyView, ShipmentView};

/// A document could not be written. Nothing an order holds makes that happen.
#[derive(Debug, thiserror::Error)]
#[error("the document could not be written")]
pub struct UnwritableDocument(#[source] serde_json::Error);

/// The order as Post Order JSON sends it, with its history where that is given.
pub fn order(order: &Order, store_id: StoreId, history: Option<&[HistoryLine]>) -> Result<String, UnwritableDocument> {
    let view = OrderView::new(order, store_id);
    let view = match history {
        Some(history) => view.with_history(history),
        None => view,
    };
    serde_json::to_string(&view).map_err(UnwritableDocument)
}

/// The notice of a shipment of `order`, for its `ship_notify_url`.
pub fn shipment(shipment: &Shipment, order: &Order, store_id: StoreId) -> Result<String, UnwritableDocument> {
    let shipment = ShipmentView::new(shipment, order.id, store_id);
    serde_json::to_string(&NotifyView { shipment, order: OrderView::new(order, store_id) }).map_err(UnwritableDocument)
}

#[cfg(test)]
mod tests {
    use domain::{FolderId, OrderId, draft_shipment};
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn a_notice_is_the_shipment_and_its_order_and_the_history_goes_only_where_it_is_asked_for() {
        let at = Timestamp::UNIX_EPOCH;
        let (id, store_id) = (OrderId::new(1_001).unwrap(), StoreId::new(42).unwrap());
        let it = Order::new(id, FolderId::new(1).unwrap(), at);
        let notice: serde_json::Value =
            serde_json::from_str(&shipment(&draft_shipment(at), &it, store_id).unwrap()).unwrap();
        assert_eq!((&notice["shipment"]["order_id"], &notice["order"]["id"]), (&"1001".into(), &"1001".into()));
        assert!(!order(&it, store_id, None).unwrap().contains("order_history"));
        let line = HistoryLine::auto(at, "seen");
        assert!(order(&it, store_id, Some(&[line])).unwrap().contains("\"order_history\":[{"));
    }
}
