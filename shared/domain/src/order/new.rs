//! An order as somebody wants to create it (orderdesk-api 2.3 and 3).

use jiff::Timestamp;

use super::check::{NO_NAME, check_items, check_limits, keep};
use crate::limits::{MAX_CHECKOUT_DATA_LENGTH, check_map_length};
use crate::shipment::check_shipments;
use crate::{
    FolderId, Given, Identity, InventoryItem, Money, NewOrderItem, NewShipment, Order, OrderId, OrderItem, Problem,
    Variations, folded_code,
};

/// What somebody wants to create: an order that has no id, no folder and no ids of its parts yet.
///
/// Made of a draft by [`NewOrder::new`], which fills in the defaults; [`NewOrder::check`] tells what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    draft: Order,
    /// Which fields of each item of the draft were given.
    given: Vec<Given>,
    /// What of its items is longer than it may be.
    item_problems: Vec<Problem>,
    has_balance: bool,
    /// The shipments that come with it; one that is there twice is taken once.
    pub shipments: Vec<NewShipment>,
    /// The folder asked for; without one the store's first.
    pub folder_id: Option<FolderId>,
    /// Whether the caller numbered it; then it is a duplicate of any order with that number.
    pub has_source_id: bool,
}

/// An empty draft of an order, without customer, folder and items, dated `at`.
pub fn draft_order(at: Timestamp) -> Order {
    Order::new(OrderId::default(), FolderId::default(), at)
}

impl NewOrder {
    /// The order that a draft (see [`draft_order`]) and `items` make, with the defaults of a creation (orderdesk-api
    /// 2.3): `Captured`, from `Order Desk`, an address that is blank as the other one, and the order's total as its
    /// balance when none is given. Of a card's number only the last four digits are kept. The draft's own id, folder,
    /// items, shipments and balance do not count.
    pub fn new(mut order: Order, items: Vec<NewOrderItem>, processor_balance: Option<Money>) -> Self {
        keep(&mut order);
        let item_problems = check_items(&items);
        let given = items.iter().map(|item| item.given.clone()).collect();
        order.order_items = items.into_iter().map(|item| item.into_item(String::new())).collect();
        order.order_shipments.clear();
        default_text(&mut order.payment_status, "Captured");
        default_text(&mut order.source_name, "Order Desk");
        order.processor_balance = processor_balance.unwrap_or_else(|| order.order_total());
        if order.shipping.is_blank() {
            order.shipping = order.customer.clone();
        } else if order.customer.is_blank() {
            order.customer = order.shipping.as_customer();
        }
        Self {
            has_source_id: !order.source_id.is_empty(),
            has_balance: processor_balance.is_some(),
            draft: order,
            given,
            item_problems,
            shipments: vec![],
            folder_id: None,
        }
    }

    /// The order as far as it is known before it has an id.
    pub fn draft(&self) -> &Order {
        &self.draft
    }

    /// The same, with `prefix` in front of the number that the caller gave it.
    #[must_use]
    pub fn prefixed(mut self, prefix: &str) -> Self {
        if self.has_source_id {
            self.draft.source_id.insert_str(0, prefix);
        }
        self
    }

    /// The same with only those items that are wanted; the names of the others are answered too.
    #[must_use]
    pub fn of_items(mut self, is_wanted: impl Fn(&OrderItem) -> bool) -> (Self, Vec<String>) {
        let (items, given) = (std::mem::take(&mut self.draft.order_items), std::mem::take(&mut self.given));
        let (wanted, others): (Vec<_>, Vec<_>) = items.into_iter().zip(given).partition(|(item, _)| is_wanted(item));
        (self.draft.order_items, self.given) = wanted.into_iter().unzip();
        (self, others.into_iter().map(|(item, _)| item.name).collect())
    }

    /// Everything that is wrong with it: what is longer than it may be, and what [`demands`](Self::demands) tells.
    pub fn check(&self) -> Vec<Problem> {
        let mut problems = check_limits(&self.draft, |_| true);
        problems.extend(self.item_problems.iter().cloned());
        problems.extend(self.check_shipments());
        problems.extend(self.demands());
        problems
    }

    /// What is wrong with its shipments together.
    pub fn check_shipments(&self) -> Option<Problem> {
        check_shipments(self.shipments.iter().map(NewShipment::draft))
    }

    /// What it lacks: at least one item, and a name or a company (orderdesk-api 2.3).
    pub fn demands(&self) -> Vec<Problem> {
        let no_items = self.given.is_empty().then(|| Problem::new("order_items", "must have at least one item"));
        let is_named = self.draft.shipping.is_named() || self.draft.customer.is_named();
        let no_name = (!is_named).then(|| Problem::new("shipping", NO_NAME));
        no_items.into_iter().chain(no_name).collect()
    }

    /// The codes of its items, for who knows the inventory.
    pub fn codes(&self) -> Vec<String> {
        let codes = self.draft.order_items.iter().take(self.given.len()).map(|item| item.code.clone());
        codes.filter(|code| !code.trim().is_empty()).collect()
    }

    /// Fills in what a person left to the store: items by their codes, and the checkout fields every order has
    /// (orderdesk-app 4.4). What was given stays.
    pub fn complete(&mut self, inventory: &[InventoryItem], checkout_data: &Variations) {
        for (item, given) in self.draft.order_items.iter_mut().zip(&self.given) {
            let code = item.code.trim().to_lowercase();
            if let Some(known) = inventory.iter().find(|known| known.code.trim().to_lowercase() == code) {
                known.complete(item, given);
            }
        }
        let fields = &mut self.draft.checkout_data;
        for (name, text) in checkout_data {
            if fields.contains_key(name) {
                continue;
            }
            fields.insert(name.clone(), text.clone());
            // What the store adds of its own accord makes no order too large.
            if check_map_length(name, fields, MAX_CHECKOUT_DATA_LENGTH).is_some() {
                fields.pop();
            }
        }
        if !self.has_balance {
            self.draft.processor_balance = self.draft.order_total();
        }
    }

    /// Adds what the inventory has for its items where they are blank (see [`InventoryItem::add_details`]).
    pub fn add_details(&mut self, inventory: &[InventoryItem]) {
        for item in &mut self.draft.order_items {
            let codes: Vec<String> = item.stock_codes().map(|code| folded_code(&code)).collect();
            let of = |code: &String| inventory.iter().find(|known| folded_code(&known.code) == *code);
            if let Some(known) = codes.iter().find_map(of) {
                known.add_details(item);
            }
        }
    }

    /// What makes it the same order as another; `chance` tells apart those that nobody numbered.
    pub fn identity(&self, idempotency_key: Option<&str>, chance: impl FnOnce() -> String) -> Identity {
        match idempotency_key {
            _ if self.has_source_id => Identity::Source(self.draft.source_name.clone(), self.draft.source_id.clone()),
            Some(key) => Identity::Key(key.to_owned()),
            None => Identity::Alone(chance()),
        }
    }

    /// The customer's e-mail, to count the orders that have it.
    pub fn email(&self) -> &str {
        &self.draft.email
    }

    /// The order, now that its id and folder are known.
    pub fn order(&self, id: OrderId, folder_id: FolderId, email_count: u32) -> Order {
        let mut order = Order { id, email_count, folder_id, ..self.draft.clone() };
        if order.source_id.is_empty() {
            order.source_id = id.to_string();
        }
        for index in 0..order.order_items.len() {
            let part = order.part_id_of_creation();
            if let Some(item) = order.order_items.get_mut(index) {
                item.id = part;
            }
        }
        for shipment in &self.shipments {
            if order.order_shipments.iter().any(|known| shipment.repeats(known)) {
                continue;
            }
            let part = order.part_id_of_creation();
            order.order_shipments.push(shipment.shipment(part));
        }
        order
    }
}

fn default_text(text: &mut String, default: &str) {
    if text.is_empty() {
        default.clone_into(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::{ORDER_FIELDS, Write};
    use crate::{Discount, Note, Shipment, draft_shipment};

    fn draft() -> Order {
        let mut draft = draft_order(Timestamp::UNIX_EPOCH);
        draft.email = " mara@example.com".into();
        draft.cc_number = "4111 1111 1111 1881".into();
        draft.customer.company = "Harbor Prints".into();
        draft.customer.address3 = "Hall 3".into();
        draft
    }

    fn mug() -> NewOrderItem {
        let values = OrderItem { code: "MUG-01".into(), price: Money::whole(12), quantity: 2, ..OrderItem::default() };
        NewOrderItem::new(values, ["code", "price"].into_iter().collect())
    }

    #[test]
    fn an_order_is_made_of_plain_values_with_the_defaults_of_a_creation() {
        let mut new = NewOrder::new(draft(), vec![mug()], None);
        new.shipments = vec![NewShipment::of_number("1Z0000000000000019", Timestamp::UNIX_EPOCH).unwrap(); 2];
        assert_eq!(new.check(), vec![]);
        let order = new.order(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), 1);
        assert_eq!((order.email.as_str(), order.cc_number.as_str()), ("mara@example.com", "1881"));
        assert_eq!((order.source_name.as_str(), order.source_id.as_str()), ("Order Desk", "7"));
        assert_eq!((order.payment_status.as_str(), order.processor_balance), ("Captured", Money::whole(24)));
        assert_eq!(order.shipping, order.customer);
        assert_eq!((order.order_items[0].id.as_str(), order.order_items[0].delivery_type.as_str()), ("700001", "ship"));
        assert_eq!((order.order_shipments.len(), order.order_shipments[0].carrier_code.as_str()), (1, "UPS"));
    }

    #[test]
    fn some_of_its_items_are_an_order_of_their_own_with_a_number_of_the_store_s() {
        let mut draft = draft();
        draft.source_id = "5005".into();
        let other = NewOrderItem::new(OrderItem { name: "Poster".into(), ..OrderItem::default() }, Given::default());
        let (new, left_out) = NewOrder::new(draft, vec![mug(), other], None).of_items(|item| item.code == "MUG-01");
        let order = new.prefixed("S-").order(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), 1);
        assert_eq!(
            (order.source_id.as_str(), order.order_items.len(), left_out),
            ("S-5005", 1, vec!["Poster".to_owned()])
        );
    }

    #[test]
    fn what_is_missing_or_too_long_is_named() {
        let mut draft = draft_order(Timestamp::UNIX_EPOCH);
        draft.email = "a".repeat(321);
        draft.order_metadata.insert("a".into(), "b".repeat(2_000));
        let problems = NewOrder::new(draft, vec![], None).check();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["email", "order_metadata", "order_items", "shipping"]);
    }

    #[test]
    fn every_part_that_is_too_long_or_too_many_is_named() {
        let mut draft = draft();
        draft.discount_list = vec![Discount { code: "x".repeat(256), ..Discount::default() }; 1_001];
        draft.order_notes =
            vec![Note { date_added: Timestamp::UNIX_EPOCH, username: "x".repeat(256), content: String::new() }; 1_001];
        let mut mug = mug();
        mug.values.name = "x".repeat(1_001);
        mug.values.metadata.insert("a".into(), "b".repeat(10_000));
        let mut new = NewOrder::new(draft, vec![mug], None);
        let label = Shipment {
            tracking_number: "n/a".into(),
            label_image: "x".repeat(1_000_000),
            ..draft_shipment(Timestamp::UNIX_EPOCH)
        };
        new.shipments = vec![NewShipment::new(label, None, None).unwrap(); 4];
        let problems = new.check();
        let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
        for field in [
            "discount_list",
            "discount_list[0].code",
            "order_notes",
            "order_notes[1000].username",
            "order_items[0].name",
            "order_items[0].metadata",
            "order_shipments",
        ] {
            assert!(fields.contains(&field), "{field}");
        }
    }

    /// Catches a text that is left out where the longest one of an order is looked for.
    #[test]
    fn each_text_that_is_too_long_is_named() {
        for field in ORDER_FIELDS {
            let Write::Text(max, place) = field.write else { continue };
            let mut draft = draft();
            *place(&mut draft) = "x".repeat(max + 1);
            let problems = NewOrder::new(draft, vec![mug()], None).check();
            assert!(problems.iter().any(|problem| problem.field == field.name), "{}", field.name);
        }
    }

    #[test]
    fn what_the_store_adds_makes_no_order_too_large() {
        let mut draft = draft();
        draft.checkout_data.insert("Own".into(), "x".repeat(3_400));
        let mut new = NewOrder::new(draft, vec![mug()], None);
        let added = [("Long", "y".repeat(200)), ("Short", "z".to_owned())];
        new.complete(&[], &added.into_iter().map(|(name, text)| (name.to_owned(), text)).collect());
        assert_eq!(new.check(), vec![]);
        assert_eq!(new.draft.checkout_data.keys().collect::<Vec<_>>(), ["Own", "Short"]);
    }
}
