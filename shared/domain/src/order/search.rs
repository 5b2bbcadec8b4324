//! Searches of orders (orderdesk-api 2.3), and whether an order is one that is looked for.

mod field;

use jiff::Timestamp;

use super::sort::SortField;
use crate::{FolderId, Order, Store, time};

pub use self::field::{PartSearch, SearchField};

/// How many rows a page of a list has at most (orderdesk-api 1.6).
pub const MAX_PAGE: usize = 500;
/// How many rows a page has when the caller names no limit (orderdesk-api 1.6).
pub const USUAL_PAGE: usize = 50;

/// No order's e-mail or number in the cart has more characters.
const MAX_TEXT_LENGTH: usize = 320;

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
    /// With all of these in parts of their addresses.
    pub parts: Vec<PartSearch>,
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
            parts: vec![],
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

    /// Whether no order can be looked for: no folder is asked for that is there, a range ends before it begins, or a text
    /// is longer than that of any order.
    pub fn is_empty(&self) -> bool {
        let reversed =
            |from: Option<Timestamp>, to: Option<Timestamp>| from.zip(to).is_some_and(|(from, to)| from > to);
        let too_long = |text: &String| text.chars().count() > MAX_TEXT_LENGTH;
        self.folders.is_empty()
            || reversed(self.added_from, self.added_to)
            || reversed(self.updated_from, self.updated_to)
            || [&self.source_id, &self.email].into_iter().flatten().any(too_long)
    }

    /// Whether an order has the number in the cart that is looked for, in the same letters.
    pub fn is_exact(&self, order: &Order) -> bool {
        self.source_id.as_ref().is_none_or(|wanted| *wanted == order.source_id)
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
            && self.parts.iter().all(|part| part.is_in(&part.field().of(order).to_lowercase()))
            && within(order.date_added, self.added_from, self.added_to)
            && within(order.date_updated, self.updated_from, self.updated_to)
    }
}

/// Both ends count, and the last second whole.
fn within(at: Timestamp, from: Option<Timestamp>, to: Option<Timestamp>) -> bool {
    from.is_none_or(|from| at >= from) && to.is_none_or(|to| time::whole_seconds(at) <= to)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{Settings, StoreId};

    fn all() -> OrderSearch {
        OrderSearch::all_of(&Store {
            id: StoreId::new(42).unwrap(),
            name: String::new(),
            settings: Settings::default(),
            folders: Store::default_folders(),
            removed_folders: vec![],
            rules_revision: 0,
            state: crate::StoreState::default(),
            date_added: Timestamp::UNIX_EPOCH,
        })
    }

    #[test]
    fn a_search_that_no_order_can_answer_is_empty() {
        let at = |second| Some(Timestamp::from_second(second).unwrap());
        for (search, is_empty) in [
            (all(), false),
            (OrderSearch { folders: vec![], ..all() }, true),
            (OrderSearch { added_from: at(2), added_to: at(1), ..all() }, true),
            (OrderSearch { added_from: at(1), added_to: at(1), ..all() }, false),
            (OrderSearch { updated_from: at(2), updated_to: at(1), ..all() }, true),
            (OrderSearch { updated_from: at(2), added_to: at(1), ..all() }, false),
            (OrderSearch { source_id: Some("7".repeat(3_000)), ..all() }, true),
            (OrderSearch { email: Some("m".repeat(320)), ..all() }, false),
        ] {
            assert_eq!(search.is_empty(), is_empty, "{search:?}");
        }
    }
}
