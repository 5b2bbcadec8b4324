//! Reading the query of `GET /orders` (orderdesk-api 2.3), and whether an order is one that is looked for.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::sort_field::SortField;
use crate::{Address, FolderId, Order, Store, time};

/// A list brings at most so many (orderdesk-api 1.6).
pub const MAX_PAGE: usize = 500;
/// So many when nothing is asked for.
const USUAL_PAGE: usize = 50;

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

/// The parameters of a query; blank ones are as good as absent, and of two the first counts.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    pub(super) fn read<N: AsRef<str>, V: AsRef<str>>(pairs: impl IntoIterator<Item = (N, V)>) -> Self {
        let pairs = pairs.into_iter().map(|(name, value)| (name.as_ref().to_owned(), value.as_ref().trim().to_owned()));
        Self(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `limit` and `offset` (orderdesk-api 1.6). Digits beyond any number are as many as can be; what else cannot be
    /// read is as good as absent.
    pub(super) fn page(&self) -> (usize, usize) {
        let number = |name, default| match self.text(name) {
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().unwrap_or(usize::MAX),
            _ => default,
        };
        (number("limit", USUAL_PAGE).min(MAX_PAGE), number("offset", 0))
    }

    fn texts(&self) -> Vec<(SearchField, String)> {
        let field = |(name, value): &(String, String)| Some((SearchField::named(name)?, value.to_lowercase()));
        self.0.iter().filter_map(field).collect()
    }

    fn folders(&self, store: &Store) -> Vec<FolderId> {
        if let Some(ids) = self.text("folder_id") {
            let asked = ids.split(',').filter_map(|id| id.trim().parse().ok());
            return asked.filter(|id| store.folder(*id).is_some()).collect();
        }
        if let Some(name) = self.text("folder_name") {
            return store.folder_named(name).map(|folder| folder.id).into_iter().collect();
        }
        store.all_folder_ids().collect()
    }

    fn is_everywhere(&self) -> bool {
        self.text("folder_id").or(self.text("folder_name")).is_none()
    }
}

impl OrderSearch {
    /// Reads a query. What is unknown or cannot be read filters nothing; a folder that does not exist holds no order.
    pub fn read<N: AsRef<str>, V: AsRef<str>>(query: impl IntoIterator<Item = (N, V)>, store: &Store) -> Self {
        let query = Query::read(query);
        let zone = TimeZone::get(&store.settings.timezone).unwrap_or(TimeZone::UTC);
        let text = |name| query.text(name).map(str::to_owned);
        let date = |name| query.text(name).and_then(time::parse);
        let local_start = query.text("search_start_date_local").and_then(|date| time::parse_start(date, &zone));
        let local_end = query.text("search_end_date_local").and_then(|date| time::parse_end(date, &zone));
        let (limit, offset) = query.page();
        Self {
            folders: query.folders(store),
            is_everywhere: query.is_everywhere(),
            source_id: text("source_id"),
            source_name: text("source_name"),
            email: text("email"),
            customer_id: text("customer_id"),
            texts: query.texts(),
            added_from: date("search_start_date").into_iter().chain(local_start).max(),
            added_to: date("search_end_date").into_iter().chain(local_end).min(),
            updated_from: date("modified_start_date"),
            updated_to: date("modified_end_date"),
            order_by: query.text("order_by").and_then(SortField::named).unwrap_or_default(),
            ascending: query.text("order").is_some_and(|order| order.eq_ignore_ascii_case("asc")),
            limit,
            offset,
            wants_history: query
                .text("get_order_history")
                .is_some_and(|wanted| wanted == "1" || wanted.eq_ignore_ascii_case("true")),
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

#[cfg(test)]
mod tests;
