//! Searches of orders (orderdesk-api 2.3), and whether an order is one that is looked for.

use jiff::Timestamp;

use super::sort::SortField;
use crate::{Address, FolderId, Order, Store, time};

/// How many rows a page of a list has at most (orderdesk-api 1.6).
pub const MAX_PAGE: usize = 500;
/// How many rows a page has when the caller names no limit (orderdesk-api 1.6).
pub const USUAL_PAGE: usize = 50;

/// Which orders are looked for, and how they are shown. All filters must hold; what is `None` or empty filters nothing,
/// but for the folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderSearch {
    /// In one of these: those asked for that exist, or all of the store's. None at all is no order.
    pub folders: Vec<FolderId>,
    /// Whether those are all folders the store has or had.
    pub is_everywhere: bool,
    /// With this number in the cart, in any case of letters.
    pub source_id: Option<String>,
    /// From this cart, in any case of letters.
    pub source_name: Option<String>,
    /// With this e-mail, in any case of letters.
    pub email: Option<String>,
    /// With this customer's id in the cart, in any case of letters.
    pub customer_id: Option<String>,
    /// With these texts, in small letters, somewhere in these fields.
    pub texts: Vec<(SearchField, String)>,
    /// Dated then or later.
    pub added_from: Option<Timestamp>,
    /// Dated then or earlier.
    pub added_to: Option<Timestamp>,
    /// Changed then or later.
    pub updated_from: Option<Timestamp>,
    /// Changed then or earlier.
    pub updated_to: Option<Timestamp>,
    /// What they are sorted by.
    pub order_by: SortField,
    /// Smallest first; largest first is the default.
    pub ascending: bool,
    /// How many are shown at most.
    pub limit: usize,
    /// How many are passed over.
    pub offset: usize,
    /// Whether each comes with its history.
    pub wants_history: bool,
}

/// A part of an address that is searched: one of the ten the reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchField {
    of_customer: bool,
    part: AddressPart,
}

/// The parts that are searched in either address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AddressPart {
    FirstName,
    LastName,
    Company,
    Address1,
    Phone,
}

const PARTS: [(&str, AddressPart); 5] = [
    ("first_name", AddressPart::FirstName),
    ("last_name", AddressPart::LastName),
    ("company", AddressPart::Company),
    ("address1", AddressPart::Address1),
    ("phone", AddressPart::Phone),
];

impl SearchField {
    /// The field of this name: `customer_first_name`, `shipping_phone`, …
    pub fn named(name: &str) -> Option<Self> {
        let (of_customer, rest) = match (name.strip_prefix("customer_"), name.strip_prefix("shipping_")) {
            (Some(rest), _) => (true, rest),
            (_, rest) => (false, rest?),
        };
        let (_, part) = PARTS.into_iter().find(|(name, _)| *name == rest)?;
        Some(Self { of_customer, part })
    }

    /// What an order has there.
    pub fn of(self, order: &Order) -> &str {
        let address = if self.of_customer { &order.customer } else { &order.shipping };
        let [first_name, last_name, company, address1, phone] = Self::parts(address);
        match self.part {
            AddressPart::FirstName => first_name,
            AddressPart::LastName => last_name,
            AddressPart::Company => company,
            AddressPart::Address1 => address1,
            AddressPart::Phone => phone,
        }
    }

    /// The parts of an address that are searched.
    pub fn parts(address: &Address) -> [&str; 5] {
        [&address.first_name, &address.last_name, &address.company, &address.address1, &address.phone]
            .map(String::as_str)
    }

    /// Where this field stands among the [`parts`](Self::parts) of the shipping address and, behind them, the
    /// customer's.
    pub fn place(self) -> usize {
        let part = PARTS.iter().position(|(_, part)| *part == self.part).unwrap_or_default();
        if self.of_customer { PARTS.len() + part } else { part }
    }
}

impl OrderSearch {
    /// The search for all orders of `store`, its first page.
    pub fn all_of(store: &Store) -> Self {
        Self {
            folders: store.all_folder_ids().collect(),
            is_everywhere: true,
            source_id: None,
            source_name: None,
            email: None,
            customer_id: None,
            texts: vec![],
            added_from: None,
            added_to: None,
            updated_from: None,
            updated_to: None,
            order_by: SortField::default(),
            ascending: false,
            limit: USUAL_PAGE,
            offset: 0,
            wants_history: false,
        }
    }

    /// Whether an order is looked for.
    pub fn admits(&self, order: &Order) -> bool {
        let same = |wanted: &Option<String>, text: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.to_lowercase() == text.to_lowercase())
        };
        self.folders.contains(&order.folder_id)
            && same(&self.source_id, &order.source_id)
            && same(&self.source_name, &order.source_name)
            && same(&self.email, &order.email)
            && same(&self.customer_id, &order.customer_id)
            && self.texts.iter().all(|(field, text)| field.of(order).to_lowercase().contains(text))
            && within(order.date_added, self.added_from, self.added_to)
            && within(order.date_updated, self.updated_from, self.updated_to)
    }
}

/// Both ends count, and the last second whole.
fn within(at: Timestamp, from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
    from.is_none_or(|from| at >= from) && to.is_none_or(|to| time::whole_seconds(at) <= to)
}
