//! What orders are sorted by: `order_by` of `GET /orders` (orderdesk-api 2.3).

use std::fmt;

use jiff::Timestamp;

use crate::fields::{DATE_ADDED, ORDER_FIELDS, OrderField, Read};
use crate::{Money, Order, Permission, permissions_of_field};

/// A field orders can be sorted by: every scalar one, and each line of both addresses.
#[derive(Clone, Copy)]
pub struct SortField(&'static OrderField);

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
        Self::all().find(|field| field.name() == name)
    }

    /// Every field orders can be sorted by.
    pub fn all() -> impl Iterator<Item = Self> {
        ORDER_FIELDS.iter().filter(|field| field.is_sortable).map(Self)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        let OrderField { flat_name, .. } = self.0;
        flat_name
    }

    /// What it takes to see it, and so to be told which order has more of it.
    pub fn permissions(self) -> &'static [Permission] {
        permissions_of_field(self.0.name)
    }

    /// What `order` has there.
    pub fn of(self, order: &Order) -> SortValue {
        match self.0.read {
            Read::Text(read) => SortValue::Text(read(order).to_lowercase()),
            Read::Amount(read) => SortValue::Number(read(order)),
            Read::Whole(read) => SortValue::Number(Money::whole(i64::try_from(read(order)).unwrap_or(i64::MAX))),
            Read::Date(read) => SortValue::Date(read(order)),
            // No such field is sortable.
            Read::Flag(_) | Read::Map(_) | Read::FolderName | Read::Parts => SortValue::Text(String::new()),
        }
    }
}

impl Default for SortField {
    /// `date_added`, as in the reference.
    fn default() -> Self {
        Self(&DATE_ADDED)
    }
}

impl PartialEq for SortField {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for SortField {}

impl fmt::Debug for SortField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FolderId, OrderId};

    fn order(id: u64) -> Order {
        Order::new(OrderId::new(id).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn fields_are_found_by_their_names_of_now_and_of_before() {
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
