//! Reading an order (orderdesk-api 2.3 and 3).

use jiff::Timestamp;

use super::read::{Document, Object, Problem};
use super::shipment_in::NewShipment;
use crate::time::whole_seconds;
use crate::{Address, Discount, FolderId, Identity, Money, Note, Order, OrderId, OrderItem, ReturnAddress, Variations};

/// An order has at most this many items.
pub const MOST_ITEMS: usize = 1_000;

/// All notes of an order together have at most this many characters (orderdesk-api 3.1).
pub const MOST_NOTES: usize = 2_000;
/// Checkout data has at most this many characters, as JSON (orderdesk-api 3.1).
pub const MOST_CHECKOUT_DATA: usize = 3_500;
/// Order metadata has at most this many characters, as JSON (orderdesk-api 3.1).
pub const MOST_ORDER_METADATA: usize = 2_000;

/// What somebody wants to create: an order that has no id, no folder and no ids of its parts yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    draft: Order,
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
        let object = document.object();
        let now = whole_seconds(now);
        let mut draft = Order::new(OrderId::default(), FolderId::default(), now);
        fill(&mut draft, &object, now);
        complete(&mut draft, &object);
        let shipments = object.list("order_shipments").unwrap_or_default();
        let shipments = shipments.iter().filter_map(|entry| NewShipment::of(entry, now)).collect();
        let folder_id = object.whole("folder_id").filter(|id| *id != 0).and_then(FolderId::new);
        match document.problems() {
            problems if problems.is_empty() => {
                Ok(Self { has_source_id: !draft.source_id.is_empty(), draft, shipments, folder_id })
            }
            problems => Err(problems),
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

/// Sets every writable field from `object`; what is absent becomes blank.
fn fill(order: &mut Order, object: &Object, now: Timestamp) {
    let text = |name| object.text(name).unwrap_or_default();
    let money = |name| object.money(name).unwrap_or_default();
    object.short_text("email", 320).unwrap_or_default().trim().clone_into(&mut order.email);
    order.shipping_method = text("shipping_method");
    order.shipping_total = money("shipping_total");
    order.handling_total = money("handling_total");
    order.tax_total = money("tax_total");
    order.cc_number = last_four(&object.text("cc_number").unwrap_or_else(|| text("cc_number_masked")));
    order.cc_exp = text("cc_exp");
    order.processor_response = text("processor_response");
    order.payment_type = text("payment_type");
    order.payment_status = text("payment_status");
    order.refund_total = money("refund_total");
    order.customer_id = text("customer_id");
    order.ip_address = text("ip_address");
    order.tag_color = text("tag_color");
    order.tag_name = text("tag_name");
    order.source_name = object.short_text("source_name", 255).unwrap_or_default();
    order.source_id = object.short_text("source_id", 255).unwrap_or_default();
    order.fulfillment_name = text("fulfillment_name");
    order.fulfillment_id = text("fulfillment_id");
    order.shipping = address(object, "shipping");
    order.customer = address(object, "customer");
    order.return_address = return_address(object);
    order.checkout_data = limited_map(object, "checkout_data", MOST_CHECKOUT_DATA);
    order.order_metadata = limited_map(object, "order_metadata", MOST_ORDER_METADATA);
    order.discount_list = object.list("discount_list").unwrap_or_default().iter().map(discount).collect();
    order.order_notes = notes(object, now);
    order.order_items = items(object);
    order.processor_balance = object.money("processor_balance").unwrap_or_else(|| order.order_total());
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
        order.customer = Address { address3: String::new(), address4: String::new(), ..order.shipping.clone() };
    }
}

/// The last four digits of a card's number, whatever was sent: more is not ours to keep.
fn last_four(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits.iter().skip(digits.len().saturating_sub(4)).collect()
}

/// An address, nested or as flat `shipping_first_name`; nested wins.
fn address(object: &Object, name: &str) -> Address {
    let nested = object.object(name);
    let part = |part: &str| {
        let nested = nested.as_ref().and_then(|nested| nested.text(part));
        nested.or_else(|| object.text(&format!("{name}_{part}"))).unwrap_or_default()
    };
    let has_four_lines = name == "shipping";
    Address {
        first_name: part("first_name"),
        last_name: part("last_name"),
        company: part("company"),
        address1: part("address1"),
        address2: part("address2"),
        address3: if has_four_lines { part("address3") } else { String::new() },
        address4: if has_four_lines { part("address4") } else { String::new() },
        city: part("city"),
        state: part("state"),
        postal_code: part("postal_code"),
        country: part("country"),
        phone: part("phone"),
    }
}

fn return_address(object: &Object) -> ReturnAddress {
    let Some(nested) = object.object("return_address") else { return ReturnAddress::default() };
    let part = |part| nested.text(part).unwrap_or_default();
    ReturnAddress {
        title: part("title"),
        name: part("name"),
        company: part("company"),
        address1: part("address1"),
        address2: part("address2"),
        city: part("city"),
        state: part("state"),
        postal_code: part("postal_code"),
        country: part("country"),
        phone: part("phone"),
    }
}

fn limited_map(object: &Object, name: &str, most: usize) -> Variations {
    let map = object.map(name).unwrap_or_default();
    let characters = serde_json::to_string(&map).unwrap_or_default().chars().count();
    if characters > most {
        object.refuse(name, format!("must be at most {most} characters as JSON, and is {characters}"));
    }
    map
}

fn discount(entry: &Object) -> Discount {
    let text = |name| entry.text(name).unwrap_or_default();
    // Kept positive (orderdesk-api 3.1), so carts that send it as a negative amount mean the same.
    Discount {
        name: text("name"),
        code: text("code"),
        amount: entry.money("amount").map(Money::abs).unwrap_or_default(),
    }
}

fn notes(object: &Object, now: Timestamp) -> Vec<Note> {
    let entries = object.list("order_notes").unwrap_or_default();
    let note = |entry: &Object| Note {
        date_added: entry.time("date_added").unwrap_or(now),
        username: entry.text("username").unwrap_or_default(),
        content: entry.text("content").unwrap_or_default(),
    };
    let notes: Vec<Note> = entries.iter().map(note).collect();
    let characters: usize = notes.iter().map(|note| note.content.chars().count()).sum();
    if characters > MOST_NOTES {
        object.refuse("order_notes", format!("must be at most {MOST_NOTES} characters together, and is {characters}"));
    }
    notes
}

fn items(object: &Object) -> Vec<OrderItem> {
    let entries = object.list("order_items").unwrap_or_default();
    if entries.len() > MOST_ITEMS {
        object.refuse("order_items", format!("must have at most {MOST_ITEMS} items, and has {}", entries.len()));
        return vec![];
    }
    entries.iter().map(item).collect()
}

fn item(entry: &Object) -> OrderItem {
    let text = |name| entry.text(name).unwrap_or_default();
    OrderItem {
        id: String::new(),
        name: text("name"),
        price: entry.money("price").unwrap_or_default(),
        quantity: entry.quantity("quantity").unwrap_or(1),
        weight: entry.money("weight").unwrap_or_default(),
        code: text("code"),
        delivery_type: entry.text("delivery_type").filter(|kind| !kind.is_empty()).unwrap_or_else(|| "ship".to_owned()),
        category_code: text("category_code"),
        fulfillment_method: text("fulfillment_method"),
        variation_list: entry.map("variation_list").unwrap_or_default(),
        metadata: entry.map("metadata").unwrap_or_default(),
    }
}
