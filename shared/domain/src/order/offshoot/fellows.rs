//! Which orders a rule merges: those of one folder that go to the same name, company and first line of the address
//! (orderdesk-app 3.3, A.6).

use serde::{Deserialize, Serialize};

use super::{MAX_MERGED_ORDERS, check_mergeable, merge, newest_of};
use crate::Order;

/// Stands between the parts; no part has it.
const SEPARATOR: char = '\u{1f}';

/// A merged order is not larger as JSON, in bytes, so that its row has room for it however badly it packs.
const MAX_MERGED_BYTES: usize = 300_000;

/// Whom an order goes to: first and last name, company and first line of the address, in small letters and without blanks
/// around them. Two that are equal are the same to a rule that merges.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShipTo(String);

impl ShipTo {
    /// That of a first name, a last name, a company and a first line. None where there is no name or no first line:
    /// such orders have nothing in common that tells who gets them.
    pub fn of(parts: [&str; 4]) -> Option<Self> {
        let parts = parts.map(|part| {
            let small: String = part.to_lowercase().chars().filter(|letter| *letter != SEPARATOR).collect();
            small.trim().to_owned()
        });
        let [first_name, last_name, _, address1] = &parts;
        let is_known = !(first_name.is_empty() && last_name.is_empty() || address1.is_empty());
        is_known.then(|| Self(parts.join(SEPARATOR.encode_utf8(&mut [0; 4]))))
    }

    /// What of it is not blank.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        self.0.split(SEPARATOR).filter(|part| !part.is_empty())
    }
}

impl Order {
    /// Whom it goes to.
    pub fn ship_to(&self) -> Option<ShipTo> {
        let to = &self.shipping;
        ShipTo::of([&to.first_name, &to.last_name, &to.company, &to.address1])
    }

    /// Whether a rule may merge it with `other`: both lie in one folder, go to the same address, and can be merged.
    pub fn is_fellow_of(&self, other: &Self) -> bool {
        self.id != other.id
            && self.folder_id == other.folder_id
            && self.ship_to().is_some_and(|to| other.ship_to() == Some(to))
            && [self, other].into_iter().all(|order| check_mergeable(order).is_ok())
    }
}

/// Whether `other` can be merged with `order` beside those that are `chosen` already: there are not too many then, and the
/// merged order is not larger than an order may be.
pub fn can_join(order: &Order, chosen: &[Order], other: &Order) -> bool {
    let all: Vec<&Order> = chosen.iter().chain([order, other]).collect();
    let Some(leader) = newest_of(&all).and_then(|place| all.get(place)).filter(|_| all.len() <= MAX_MERGED_ORDERS)
    else {
        return false;
    };
    let others: Vec<&Order> = all.iter().copied().filter(|order| order.id != leader.id).collect();
    let merged = merge(leader, &others).ok().and_then(|merged| serde_json::to_vec(&merged).ok());
    merged.is_some_and(|json| json.len() <= MAX_MERGED_BYTES)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{Address, FolderId, OrderId, OrderItem, draft_shipment};

    fn order(number: u64) -> Order {
        let mut order = Order::new(OrderId::new(number).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        order.shipping = Address {
            first_name: "Ada".into(),
            last_name: "Byron".into(),
            company: "Pier & Sons".into(),
            address1: "12 Wharf Road".into(),
            ..Address::default()
        };
        order
    }

    /// F059. Catches a merge of what goes to two people, and none of what one person wrote in two ways.
    #[test]
    fn fellows_go_to_the_same_name_company_and_first_line_in_whatever_letters() {
        let of = |change: fn(&mut Order)| {
            let mut other = order(2);
            change(&mut other);
            (order(1).is_fellow_of(&other), other.is_fellow_of(&order(1)))
        };
        let same: [fn(&mut Order); 4] = [
            |_| {},
            |other| other.shipping.first_name = " ADA ".into(),
            |other| other.shipping.address1 = "12 WHARF road\t".into(),
            |other| other.shipping.city = "Elsewhere".into(),
        ];
        assert_eq!(same.map(of), [(true, true); 4]);
        let others: [fn(&mut Order); 8] = [
            |other| other.shipping.first_name = "Ada Byron".into(),
            |other| other.shipping.last_name.clear(),
            |other| other.shipping.company.clear(),
            |other| other.shipping.address1 = "12 Wharf".into(),
            |other| other.folder_id = FolderId::new(2).unwrap(),
            |other| other.id = order(1).id,
            |other| other.family.merged_to = OrderId::new(9),
            |other| other.order_shipments = vec![draft_shipment(Timestamp::UNIX_EPOCH)],
        ];
        assert_eq!(others.map(of), [(false, false); 8]);
    }

    /// Catches all orders without an address being merged into one.
    #[test]
    fn an_order_without_a_name_or_a_first_line_is_nobodys_fellow() {
        for (first_name, last_name, address1) in [("", "", "12 Wharf Road"), (" ", "\t", "x"), ("Ada", "Byron", " ")] {
            assert_eq!(ShipTo::of([first_name, last_name, "Pier", address1]), None);
            let mut orders = [order(1), order(2)];
            for order in &mut orders {
                order.shipping.first_name = first_name.into();
                order.shipping.last_name = last_name.into();
                order.shipping.address1 = address1.into();
            }
            assert!(!orders[0].is_fellow_of(&orders[1]));
        }
        let one_name = ShipTo::of(["", "Byron", "", "12 Wharf Road"]).unwrap();
        assert_eq!(one_name.parts().collect::<Vec<_>>(), ["byron", "12 wharf road"]);
    }

    #[test]
    fn no_part_reaches_into_the_next() {
        assert_ne!(ShipTo::of(["a", "b", "", "c"]), ShipTo::of(["a\u{1f}b", "", "", "c"]));
    }

    /// Catches a merge that is begun and has to be given up, again and again.
    #[test]
    fn what_makes_the_merged_order_too_large_or_too_many_does_not_join() {
        let with = |number, items: usize, name: &str| {
            let item = OrderItem { name: name.into(), ..OrderItem::default() };
            Order { order_items: vec![item; items], ..order(number) }
        };
        assert!(can_join(&with(1, 600, "x"), &[], &with(2, 400, "x")));
        assert!(!can_join(&with(1, 600, "x"), &[], &with(2, 401, "x")), "more items than an order may have");
        assert!(!can_join(&with(1, 200, &"x".repeat(1_000)), &[], &with(2, 200, &"x".repeat(1_000))), "bytes");
        let chosen: Vec<Order> = (3..51).map(order).collect();
        assert!(can_join(&order(1), &chosen, &order(2)));
        assert!(!can_join(&order(1), &[chosen, vec![order(51)]].concat(), &order(2)), "more than are merged at once");
    }
}
