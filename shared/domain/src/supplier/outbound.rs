//! What a supplier is told of an order: its own items under its own codes, and nothing that is not its business
//! (orderdesk-app 7.1, 10.2). The order itself keeps its codes.

use std::collections::{BTreeMap, BTreeSet};

use super::matches::{CodeMatches, MAX_BUNDLE_CODES, ShippingClasses, folded_lines, listed};
use crate::{Address, InventoryItem, Money, Order, OrderItem, Shipment, Submission, Supplier, folded_code};

/// The field of an inventory item's metadata that has the code, or the codes of a bundle, that go out in its place.
const CODE_REPLACE: &str = "code_replace";

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whom the store sends it to, who sees what the supplier's settings say.
    SentTo,
    /// Who fetches it: no prices and no customer, whatever the settings say.
    Fetches,
}

/// What the supplier is told of `order`, with what the `inventory` that the store uses has for its items.
///
/// A code becomes what `code_replace` of its inventory item says; each of those what Product Code Match says; and what
/// Product Code Skip names, by the order's code or by the supplier's, is left out. What becomes of an item has its id. The
/// price of a bundle stands at its first code.
pub fn outbound(
    order: &Order,
    submission: &Submission,
    supplier: &Supplier,
    inventory: &[InventoryItem],
    audience: Audience,
) -> Order {
    let settings = &supplier.settings;
    let shows = |setting: bool| setting && audience == Audience::SentTo;
    let codes = Codes {
        inventory: inventory.iter().map(|item| (folded_code(&item.code), item)).collect(),
        matches: CodeMatches::read(&settings.product_code_match),
        skipped: folded_lines(&settings.product_code_skip),
    };
    let own = submission.own_items(order).map(|(item, quantity)| OrderItem { quantity, ..item.clone() });
    let mut out = Order::new(order.id, order.folder_id, order.date_added);
    out.date_updated = order.date_updated;
    out.source_name.clone_from(&order.source_name);
    out.source_id.clone_from(&order.source_id);
    out.fulfillment_name.clone_from(&order.fulfillment_name);
    out.fulfillment_id.clone_from(&order.fulfillment_id);
    out.shipping.clone_from(&order.shipping);
    out.return_address.clone_from(&order.return_address);
    out.checkout_data.clone_from(&order.checkout_data);
    out.shipping_method = class_of(order, supplier);
    out.order_items = own.flat_map(|item| codes.lines(&item, shows(settings.shows_prices))).collect();
    out.order_shipments = own_shipments(order, submission);
    if shows(settings.shows_customer) {
        out.email.clone_from(&order.email);
        out.customer.clone_from(&order.customer);
    } else {
        out.customer = Address::default();
    }
    if audience == Audience::SentTo {
        out.order_metadata.clone_from(&order.order_metadata);
    }
    out
}

/// The supplier's class of an order's shipping method.
pub fn class_of(order: &Order, supplier: &Supplier) -> String {
    let classes = ShippingClasses::read(&supplier.settings.shipping_class_match);
    classes.class_of(&order.shipping_method, &supplier.settings.default_shipping_class).to_owned()
}

struct Codes<'a> {
    inventory: BTreeMap<String, &'a InventoryItem>,
    matches: CodeMatches,
    skipped: BTreeSet<String>,
}

impl Codes<'_> {
    /// What an item is sent as.
    fn lines(&self, item: &OrderItem, with_prices: bool) -> Vec<OrderItem> {
        if self.is_skipped(&item.code) {
            return vec![];
        }
        let mut price = if with_prices { item.price } else { Money::default() };
        let mut lines: Vec<OrderItem> = vec![];
        for code in self.codes_of(item).into_iter().filter(|code| !self.is_skipped(code)) {
            // Only the first bears the price: the sum stays that of the item.
            let price = std::mem::take(&mut price);
            let same = lines.iter_mut().find(|line| line.code == code && line.price == price);
            if let Some(line) = same {
                line.quantity = line.quantity.saturating_add(item.quantity);
                continue;
            }
            let mut line = OrderItem { price, code, ..item.clone() };
            line.original_item_id.clear();
            line.supplier_id.clear();
            lines.push(line);
        }
        lines
    }

    /// The codes that that of an item becomes; itself where they would be more than a bundle has. The inventory has it under its
    /// code, or under that with its variations.
    fn codes_of(&self, item: &OrderItem) -> Vec<String> {
        let code = item.code.as_str();
        let known = item.stock_codes().find_map(|code| self.inventory.get(&folded_code(&code)));
        let says = known.and_then(|item| item.metadata.get(CODE_REPLACE)).map_or("", String::as_str);
        let mut replaced = listed(says).peekable();
        let own = replaced.peek().is_none().then(|| code.to_owned());
        let matched = own.into_iter().chain(replaced).flat_map(|code| match self.matches.of(&code) {
            Some(codes) => codes.to_vec(),
            None => vec![code],
        });
        let codes: Vec<String> = matched.take(MAX_BUNDLE_CODES.saturating_add(1)).collect();
        if codes.len() > MAX_BUNDLE_CODES { vec![code.to_owned()] } else { codes }
    }

    fn is_skipped(&self, code: &str) -> bool {
        self.skipped.contains(&folded_code(code))
    }
}

/// The shipments of the supplier's items, without what they cost and without labels. One that is not itemised is of all.
pub(crate) fn own_shipments(order: &Order, submission: &Submission) -> Vec<Shipment> {
    let codes: BTreeSet<&str> =
        order.order_items.iter().filter(|item| submission.has(item)).map(|item| item.code.trim()).collect();
    let own = |shipment: &Shipment| {
        let mut own = shipment.clone();
        own.order_items.retain(|entry| match entry.id.trim() {
            "" => codes.contains(entry.code.trim()),
            id => submission.quantity_of(id).is_some(),
        });
        let is_own = shipment.order_items.is_empty() || !own.order_items.is_empty();
        own.cost = Money::default();
        own.label_image.clear();
        is_own.then_some(own)
    };
    order.order_shipments.iter().filter_map(own).collect()
}
