//! Who else is to know of what was shipped of an order.

use domain::{CartOrder, HistoryLine, Job, Order, Relative, Shipment, shipments_for_originals};

use crate::{OrderRow, Plan, PlannedAppointment, PlannedShipment};

impl OrderRow {
    /// Plans that what was shipped since the order was `before` comes to the orders it was merged of, to the one of another
    /// store that it is a copy of, and to the shop that it came from.
    pub fn plan_shipments(&mut self, before: &Order) {
        let of_this_store = shipments_for_originals(before, &self.order).into_iter();
        let of_this_store = of_this_store.map(|(order_id, it)| (Relative { store_id: self.store_id, order_id }, it));
        let all: Vec<_> = of_this_store.chain(self.order.shipments_for_original(before)).collect();
        for (Relative { store_id, order_id }, shipment) in all {
            let received = format!("{}-{}-{}", self.store_id, self.order.id, shipment.id);
            let planned = PlannedShipment { store_id, order_id, received, shipment };
            self.plans.push(Plan::Shipment(Box::new(planned)));
        }
        self.plan_pushes(before);
    }

    /// Plans that the shop is told, but not of what has the cart's id already: that it knows. A loop through the cart comes
    /// to a stop as one through a receiver does.
    fn plan_pushes(&mut self, before: &Order) {
        let Some(CartOrder { connection_id, order_id }) = self.order.cart.clone() else { return };
        let is_new =
            |it: &&Shipment| it.cart_shipment_id.is_empty() && before.order_shipments.iter().all(|old| old.id != it.id);
        let new: Vec<_> =
            self.order.order_shipments.iter().filter(is_new).map(|it| (it.id.clone(), it.date_added)).collect();
        for (shipment_id, at) in new {
            self.brake = self.brake.at(at);
            if !self.brake.allows(0) {
                if !self.brake.is_noted() {
                    let note = format!("The cart is not told of shipment {shipment_id}: too much left in this hour");
                    self.history.push(HistoryLine::auto(at, note));
                }
                self.brake = self.brake.counting(0, true);
                continue;
            }
            self.brake = self.brake.counting(1, false);
            let (connection, cart_order) = (connection_id.clone(), order_id.clone());
            let job = Job::PushShipment { connection, cart_order, shipment_id };
            let serial = self.order.next_serial();
            self.plans.push(Plan::Appointment(PlannedAppointment { serial, job, rule: String::new(), at }));
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::{FolderId, Identity, MAX_POSTS_PER_HOUR, OrderId, StoreId, draft_shipment};
    use jiff::Timestamp;

    use super::*;

    fn row() -> OrderRow {
        let order = Order::new(OrderId::new(1_001).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        let mut row = OrderRow::new(StoreId::new(42).unwrap(), order, Identity::Key("k".into()), vec![]);
        row.order.cart = Some(CartOrder { connection_id: "7".into(), order_id: "5005".into() });
        row
    }

    fn ship(row: &mut OrderRow, id: &str, cart_id: &str) {
        let before = row.order.clone();
        let draft = draft_shipment("2026-11-29T10:00:00Z".parse().unwrap());
        let shipment = Shipment { id: id.into(), cart_shipment_id: cart_id.into(), ..draft };
        row.order.order_shipments.push(shipment);
        row.plans.clear();
        row.plan_shipments(&before);
    }

    #[test]
    fn the_shop_is_told_of_what_it_does_not_know_once() {
        let mut row = row();
        ship(&mut row, "1", "");
        let Some(Plan::Appointment(PlannedAppointment {
            job: Job::PushShipment { shipment_id, cart_order, .. }, ..
        })) = row.plans.first()
        else {
            panic!("{:?}", row.plans)
        };
        assert_eq!((shipment_id.as_str(), cart_order.as_str()), ("1", "5005"));
        ship(&mut row, "2", "F-1");
        assert_eq!(row.plans, [], "it came from there");
        row.order.cart = None;
        ship(&mut row, "3", "");
        assert_eq!(row.plans, [], "it is no shop's");
    }

    /// Catches a cart whose echo adds a shipment for ever.
    #[test]
    fn a_loop_through_the_cart_comes_to_a_stop_and_the_history_says_so_once() {
        let mut row = row();
        let mut planned = 0;
        for number in 0..MAX_POSTS_PER_HOUR + 5 {
            ship(&mut row, &number.to_string(), "");
            planned += u32::try_from(row.plans.len()).unwrap();
        }
        assert_eq!((planned, row.history.len()), (MAX_POSTS_PER_HOUR, 1));
    }
}
