//! What orders are sorted by: `order_by` of `GET /orders` (orderdesk-api 2.3).

use std::fmt;

use jiff::Timestamp;

use crate::{Money, Order};

/// A field orders can be sorted by: every scalar one, and each line of both addresses.
#[derive(Clone, Copy)]
pub struct SortField {
    name: &'static str,
    read: fn(&Order) -> SortValue,
}

/// What an order has there. Two values of one field compare; of different fields, they do so without meaning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum SortValue {
    /// A number: an amount, a quantity, an id.
    Number(Money),
    /// A text in small letters, so that their case does not count.
    Text(String),
    /// A date.
    Date(Timestamp),
}

impl SortField {
    /// The field of this name; `date_modified` is an older name of `date_updated`.
    pub fn named(name: &str) -> Option<Self> {
        let name = if name == "date_modified" { "date_updated" } else { name };
        FIELDS.iter().find(|field| field.name == name).copied()
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// What `order` has there.
    pub fn of(self, order: &Order) -> SortValue {
        (self.read)(order)
    }
}

impl Default for SortField {
    /// `date_added`, as in the reference.
    fn default() -> Self {
        DATE_ADDED
    }
}

impl PartialEq for SortField {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for SortField {}

impl fmt::Debug for SortField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

const DATE_ADDED: SortField = SortField { name: "date_added", read: |order| SortValue::Date(order.date_added) };

/// In the vendor's order (orderdesk-api 3.1).
const FIELDS: &[SortField] = &[
    SortField { name: "id", read: |order| whole(order.id.number()) },
    SortField { name: "email", read: |order| text(&order.email) },
    SortField { name: "shipping_method", read: |order| text(&order.shipping_method) },
    SortField { name: "quantity_total", read: |order| whole(order.quantity_total()) },
    SortField { name: "weight_total", read: |order| SortValue::Number(order.weight_total()) },
    SortField { name: "product_total", read: |order| SortValue::Number(order.product_total()) },
    SortField { name: "shipping_total", read: |order| SortValue::Number(order.shipping_total) },
    SortField { name: "handling_total", read: |order| SortValue::Number(order.handling_total) },
    SortField { name: "tax_total", read: |order| SortValue::Number(order.tax_total) },
    SortField { name: "discount_total", read: |order| SortValue::Number(order.discount_total()) },
    SortField { name: "order_total", read: |order| SortValue::Number(order.order_total()) },
    SortField { name: "cc_number_masked", read: |order| text(&order.cc_number) },
    SortField { name: "cc_exp", read: |order| text(&order.cc_exp) },
    SortField { name: "processor_response", read: |order| text(&order.processor_response) },
    SortField { name: "payment_type", read: |order| text(&order.payment_type) },
    SortField { name: "payment_status", read: |order| text(&order.payment_status) },
    SortField { name: "processor_balance", read: |order| SortValue::Number(order.processor_balance) },
    SortField { name: "refund_total", read: |order| SortValue::Number(order.refund_total) },
    SortField { name: "customer_id", read: |order| text(&order.customer_id) },
    SortField { name: "email_count", read: |order| whole(order.email_count.into()) },
    SortField { name: "ip_address", read: |order| text(&order.ip_address) },
    SortField { name: "tag_color", read: |order| text(&order.tag_color) },
    SortField { name: "source_name", read: |order| text(&order.source_name) },
    SortField { name: "source_id", read: |order| text(&order.source_id) },
    SortField { name: "fulfillment_name", read: |order| text(&order.fulfillment_name) },
    SortField { name: "fulfillment_id", read: |order| text(&order.fulfillment_id) },
    SortField { name: "tag_name", read: |order| text(&order.tag_name) },
    SortField { name: "folder_id", read: |order| whole(order.folder_id.number()) },
    DATE_ADDED,
    SortField { name: "date_updated", read: |order| SortValue::Date(order.date_updated) },
    SortField { name: "shipping_first_name", read: |order| text(&order.shipping.first_name) },
    SortField { name: "shipping_last_name", read: |order| text(&order.shipping.last_name) },
    SortField { name: "shipping_company", read: |order| text(&order.shipping.company) },
    SortField { name: "shipping_address1", read: |order| text(&order.shipping.address1) },
    SortField { name: "shipping_address2", read: |order| text(&order.shipping.address2) },
    SortField { name: "shipping_address3", read: |order| text(&order.shipping.address3) },
    SortField { name: "shipping_address4", read: |order| text(&order.shipping.address4) },
    SortField { name: "shipping_city", read: |order| text(&order.shipping.city) },
    SortField { name: "shipping_state", read: |order| text(&order.shipping.state) },
    SortField { name: "shipping_postal_code", read: |order| text(&order.shipping.postal_code) },
    SortField { name: "shipping_country", read: |order| text(&order.shipping.country) },
    SortField { name: "shipping_phone", read: |order| text(&order.shipping.phone) },
    SortField { name: "customer_first_name", read: |order| text(&order.customer.first_name) },
    SortField { name: "customer_last_name", read: |order| text(&order.customer.last_name) },
    SortField { name: "customer_company", read: |order| text(&order.customer.company) },
    SortField { name: "customer_address1", read: |order| text(&order.customer.address1) },
    SortField { name: "customer_address2", read: |order| text(&order.customer.address2) },
    SortField { name: "customer_city", read: |order| text(&order.customer.city) },
    SortField { name: "customer_state", read: |order| text(&order.customer.state) },
    SortField { name: "customer_postal_code", read: |order| text(&order.customer.postal_code) },
    SortField { name: "customer_country", read: |order| text(&order.customer.country) },
    SortField { name: "customer_phone", read: |order| text(&order.customer.phone) },
];

fn text(text: &str) -> SortValue {
    SortValue::Text(text.to_lowercase())
}

fn whole(number: u64) -> SortValue {
    SortValue::Number(Money::whole(i64::try_from(number).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FolderId, OrderId};

    fn order(id: u64) -> Order {
        Order::new(OrderId::new(id).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn every_scalar_that_the_api_writes_is_one_to_sort_by() {
        let order = order(1);
        let view = crate::wire::OrderView { order: &order, store_id: crate::StoreId::new(1).unwrap(), history: None };
        let written = serde_json::to_value(view).unwrap();
        for (name, value) in written.as_object().unwrap() {
            let parts: Vec<String> = match value.as_object() {
                Some(_) if name == "return_address" => vec![],
                Some(address) => address.keys().map(|part| format!("{name}_{part}")).collect(),
                None if value.is_array() => vec![],
                None => vec![name.clone()],
            };
            for part in parts {
                assert_eq!(SortField::named(&part).map(SortField::name), Some(part.as_str()));
            }
        }
        assert_eq!(SortField::named("date_modified"), SortField::named("date_updated"));
        assert_eq!((SortField::named("serial"), SortField::default().name()), (None, "date_added"));
    }

    #[test]
    fn numbers_are_sorted_as_numbers_and_texts_whatever_their_case() {
        let (mut small, mut large) = (order(9), order(10));
        (small.email, large.email) = ("A@x.test".into(), "b@x.test".into());
        (small.tax_total, large.tax_total) = (Money::whole(9), Money::whole(10));
        large.date_updated = "2026-01-01T00:00:00Z".parse().unwrap();
        for name in ["id", "email", "tax_total", "order_total", "date_updated"] {
            let field = SortField::named(name).unwrap();
            assert!(field.of(&small) < field.of(&large), "{name}");
        }
    }
}
