//! Reading an order (orderdesk-api 2.3 and 3).

use jiff::Timestamp;

use super::item_in::NewOrderItem;
use super::order_fields::{as_customer, fill, last_four};
use super::read::{Document, Object, Problem};
use super::shipment_in::NewShipment;
use crate::time::whole_seconds;
use crate::{Address, FolderId, Identity, InventoryItem, Order, OrderId, Variations};

/// An order has at most this many items.
pub const MAX_ITEMS: usize = 1_000;

/// What somebody wants to create: an order that has no id, no folder and no ids of its parts yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    draft: Order,
    items: Vec<NewOrderItem>,
    has_balance: bool,
    shipments: Vec<NewShipment>,
    /// The folder asked for; without one the store's first.
    pub folder_id: Option<FolderId>,
    /// Whether the caller numbered it; then it is a duplicate of any order with that number.
    pub has_source_id: bool,
}

impl NewOrder {
    /// Reads the body of `POST /orders`; all that is wrong with it comes back at once.
    pub fn read(body: &str, now: Timestamp) -> Result<Self, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        match (Self::of(&document.object(), whole_seconds(now)), document.problems()) {
            (order, problems) if problems.is_empty() => Ok(order),
            (_, problems) => Err(problems),
        }
    }

    /// Reads a list of at most `most` orders, bare or under `name`. A bad entry does not spoil the others.
    #[allow(clippy::type_complexity, reason = "each entry has its own problems, and the list has its own")]
    pub fn read_all(
        body: &str,
        name: &str,
        most: usize,
        now: Timestamp,
    ) -> Result<Vec<Result<Self, Vec<Problem>>>, Vec<Problem>> {
        let document = Document::read(body).map_err(|problem| vec![problem])?;
        let entries = document.entries(name, most)?;
        let read = |entry: &Object| match entry.problems_of(|entry| Self::of(entry, whole_seconds(now))) {
            (order, problems) if problems.is_empty() => Ok(order),
            (_, problems) => Err(problems),
        };
        Ok(entries.iter().map(read).collect())
    }

    fn of(object: &Object, now: Timestamp) -> Self {
        let mut draft = Order::new(OrderId::default(), FolderId::default(), now);
        fill(&mut draft, object, now);
        let items = items(object);
        draft.order_items = items.iter().map(|item| item.item(String::new())).collect();
        complete(&mut draft, object);
        let shipments = object.list("order_shipments").unwrap_or_default();
        Self {
            has_source_id: !draft.source_id.is_empty(),
            has_balance: object.sum("processor_balance").is_some(),
            draft,
            items,
            shipments: shipments.iter().filter_map(|entry| NewShipment::of(entry, now)).collect(),
            folder_id: folder(object),
        }
    }

    /// The codes of its items, for who knows the inventory.
    pub fn codes(&self) -> Vec<String> {
        self.items.iter().map(|item| item.code().to_owned()).filter(|code| !code.trim().is_empty()).collect()
    }

    /// Fills in what a person left to the store: items by their codes, and the checkout fields every order has
    /// (orderdesk-app 4.4). What was given stays.
    pub fn complete(&mut self, inventory: &[InventoryItem], checkout_data: &Variations) {
        for (item, given) in self.draft.order_items.iter_mut().zip(&self.items) {
            let code = item.code.trim().to_lowercase();
            if let Some(known) = inventory.iter().find(|known| known.code.trim().to_lowercase() == code) {
                known.complete(item, given.given());
            }
        }
        for (name, text) in checkout_data {
            self.draft.checkout_data.entry(name.clone()).or_insert_with(|| text.clone());
        }
        if !self.has_balance {
            self.draft.processor_balance = self.draft.order_total();
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
            let part = order.next_part_id();
            if let Some(item) = order.order_items.get_mut(index) {
                item.id = part;
            }
        }
        for shipment in &self.shipments {
            if order.order_shipments.iter().any(|known| shipment.repeats(known)) {
                continue;
            }
            let part = order.next_part_id();
            order.order_shipments.push(shipment.shipment(part));
        }
        order
    }
}

/// Defaults and demands of a creation (orderdesk-api 2.3).
fn complete(order: &mut Order, object: &Object) {
    if order.payment_status.is_empty() {
        "Captured".clone_into(&mut order.payment_status);
    }
    if order.source_name.is_empty() {
        "Order Desk".clone_into(&mut order.source_name);
    }
    if let Some(added) = object.time("date_added") {
        order.date_added = added;
    }
    order.cc_number =
        last_four(&object.text("cc_number").or_else(|| object.text("cc_number_masked")).unwrap_or_default());
    order.processor_balance = object.sum("processor_balance").unwrap_or_else(|| order.order_total());
    if order.order_items.is_empty() {
        object.refuse("order_items", "must have at least one item");
    }
    if !order.shipping.is_named() && !order.customer.is_named() {
        let message = "a first name, a last name or a company is needed in the shipping or the customer address";
        object.refuse("shipping", message);
    }
    if order.shipping == Address::default() {
        order.shipping = order.customer.clone();
    } else if order.customer == Address::default() {
        order.customer = as_customer(&order.shipping);
    }
}

/// The folder asked for; 0 is none, as PHP writes it.
pub(super) fn folder(object: &Object) -> Option<FolderId> {
    let number = object.whole("folder_id").filter(|number| *number != 0)?;
    let folder = FolderId::new(number);
    if folder.is_none() {
        object.refuse("folder_id", "must be the id of a folder");
    }
    folder
}

/// The items of an order that is sent whole.
pub(super) fn items(object: &Object) -> Vec<NewOrderItem> {
    let entries = object.list("order_items").unwrap_or_default();
    if entries.len() > MAX_ITEMS {
        object.refuse("order_items", format!("must have at most {MAX_ITEMS} items, and has {}", entries.len()));
        return vec![];
    }
    entries.iter().map(NewOrderItem::of).collect()
}
