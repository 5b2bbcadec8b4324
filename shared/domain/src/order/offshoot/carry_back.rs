//! What is shipped of a merged order, as the orders it was merged of are told (orderdesk-app 3.3).

use crate::{ItemQuantity, Order, OrderId, Shipment, newly_shipped};

/// What such a shipment says of where it comes from.
const MERGED: &str = "Merged";

/// The shipments that `after` has and `before` had not, for each order that it was merged of. One that is itemised goes to
/// those whose items are in it, with the ids these items have there.
pub fn shipments_for_originals(before: &Order, after: &Order) -> Vec<(OrderId, Shipment)> {
    if after.family.merged_from.is_empty() {
        return vec![];
    }
    let mut carried = vec![];
    for (shipment, taken) in newly_shipped(before, after) {
        let of = |order_id: &OrderId| Some((*order_id, part_of(after, &shipment, &taken, *order_id)?));
        carried.extend(after.family.merged_from.iter().filter_map(of));
    }
    carried
}

/// What of a shipment is of the order `original`; nothing where none of its items are.
fn part_of(merged: &Order, shipment: &Shipment, taken: &[u64], original: OrderId) -> Option<Shipment> {
    let items = merged.order_items.iter().zip(taken);
    let of_it = items.filter(|(item, taken)| **taken > 0 && OrderId::of_part(&item.original_item_id) == Some(original));
    let entries = of_it.map(|(item, taken)| ItemQuantity {
        id: item.original_item_id.clone(),
        code: String::new(),
        quantity: u32::try_from(*taken).unwrap_or(u32::MAX),
    });
    let is_itemised = !shipment.order_items.is_empty();
    let order_items: Vec<_> = entries.filter(|_| is_itemised).collect();
    (!is_itemised || !order_items.is_empty()).then(|| Shipment {
        source: MERGED.to_owned(),
        label_image: String::new(),
        order_items,
        ..shipment.clone()
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{FolderId, OrderItem, draft_shipment, merge};

    /// An original, and what of its items is in a parcel.
    type Told = (u64, Vec<(&'static str, u32)>);

    fn order(id: u64, codes: &[(&str, u32)]) -> Order {
        let id = OrderId::new(id).unwrap();
        let mut order = Order::new(id, FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        let item = |(code, quantity): &(&str, u32)| OrderItem {
            code: (*code).into(),
            quantity: *quantity,
            ..OrderItem::default()
        };
        order.order_items = codes.iter().map(item).collect();
        order.under(id)
    }

    fn shipment(id: &str, items: &[(&str, u32)]) -> Shipment {
        let entry = |(code, quantity): &(&str, u32)| ItemQuantity {
            code: (*code).into(),
            quantity: *quantity,
            ..ItemQuantity::default()
        };
        let items = items.iter().map(entry).collect();
        Shipment { id: id.into(), order_items: items, label_image: "x".into(), ..draft_shipment(Timestamp::UNIX_EPOCH) }
    }

    #[test]
    fn each_original_is_told_of_its_own_items_once_and_of_a_parcel_without_items_always() {
        let (one, two) = (order(1_000_000_001, &[("A", 1), ("B", 1)]), order(1_000_000_002, &[("A", 2)]));
        let mut merged = merge(&two, &[&one]).unwrap().under(OrderId::new(1_000_000_003).unwrap());
        let steps: [(Shipment, Vec<Told>); 4] = [
            (
                shipment("1", &[("A", 2)]),
                vec![(1_000_000_001, vec![("100000000100001", 1)]), (1_000_000_002, vec![("100000000200001", 1)])],
            ),
            (shipment("2", &[("A", 1)]), vec![(1_000_000_002, vec![("100000000200001", 1)])]),
            (shipment("3", &[("Z", 1)]), vec![]),
            (shipment("4", &[]), vec![(1_000_000_001, vec![]), (1_000_000_002, vec![])]),
        ];
        for (shipment, expected) in steps {
            let before = merged.clone();
            merged.order_shipments.push(shipment.clone());
            let carried = shipments_for_originals(&before, &merged);
            let seen: Vec<_> = carried
                .iter()
                .map(|(id, it)| {
                    let items = it.order_items.iter().map(|entry| (entry.id.as_str(), entry.quantity));
                    (id.number(), items.collect::<Vec<_>>())
                })
                .collect();
            assert_eq!(seen, expected, "{}", shipment.id);
            assert!(carried.iter().all(|(_, it)| it.source == "Merged" && it.label_image.is_empty()));
            assert_eq!(shipments_for_originals(&merged, &merged), vec![]);
        }
        assert_eq!(shipments_for_originals(&order(1, &[]), &order(1, &[])), vec![]);
    }
}
