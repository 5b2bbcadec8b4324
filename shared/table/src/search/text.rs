//! The search text: what of an order is copied into its index entry, so that a search by a name looks at entries and
//! not at orders.
//!
//! Parts between separators, in lower case. DynamoDB passes over entries that don't contain what is looked for; those
//! it lets through are looked at part by part here.

use domain::{Order, OrderSearch, PartSearch, SearchField};

/// The attribute it is in. Its name is part of rows and of the index, and stays.
pub(crate) const ATTRIBUTE: &str = "finder";

/// Stands before, between and behind the parts.
const SEPARATOR: char = '\u{1f}';

/// So many parts of each address are searched.
const PARTS: usize = 5;

/// Stands for the parts of a customer whose address is the shipping address.
const SAME: &str = "\u{1d}";

/// Stands alone where the parts would make the entry larger than one write unit: then the order itself is looked at.
pub(crate) const OVERFLOW: &str = "\u{1e}";

/// An entry with it and with the longest keys is still under a kilobyte.
const MAX_BYTES: usize = 560;

/// The parts of an order that searches are for.
pub(crate) fn of(order: &Order) -> String {
    let mut text = String::from(SEPARATOR);
    let shipping = SearchField::parts(&order.shipping);
    let customer = SearchField::parts(&order.customer);
    let customer = if customer == shipping { [SAME, "", "", "", ""] } else { customer };
    for part in [order.source_name.as_str(), &order.customer_id].into_iter().chain(shipping).chain(customer) {
        text.extend(part.to_lowercase().chars().filter(|letter| *letter != SEPARATOR));
        text.push(SEPARATOR);
    }
    if text.len() > MAX_BYTES { OVERFLOW.to_owned() } else { text }
}

/// First name, last name, company and first line of the shipping address in an entry; nothing when only the order can tell.
pub(super) fn shipping_of(text: &str) -> Option<[&str; 4]> {
    let mut parts = text.split(SEPARATOR).skip(3);
    Some([parts.next()?, parts.next()?, parts.next()?, parts.next()?])
}

/// What DynamoDB shall look for; nothing when the search is for none of the parts.
pub(crate) fn terms(search: &OrderSearch) -> Vec<String> {
    let whole = [&search.source_name, &search.customer_id];
    let whole = whole.into_iter().flatten().map(|text| format!("{SEPARATOR}{}{SEPARATOR}", text.to_lowercase()));
    whole.chain(search.parts.iter().flat_map(PartSearch::terms)).collect()
}

/// Whether an entry is one that is looked for; nothing when only the order can tell.
pub(crate) fn admits(search: &OrderSearch, text: &str) -> Option<bool> {
    let mut parts: Vec<&str> = text.split(SEPARATOR).skip(1).collect();
    let [source_name, customer_id, addresses @ ..] = parts.as_mut_slice() else { return None };
    let (shipping, customer) = addresses.split_at_mut_checked(PARTS)?;
    if customer.first() == Some(&SAME) {
        customer.get_mut(..PARTS)?.copy_from_slice(shipping);
    }
    let is = |wanted: &Option<String>, has: &str| wanted.as_ref().is_none_or(|wanted| wanted.to_lowercase() == has);
    let whole = is(&search.source_name, source_name) && is(&search.customer_id, customer_id);
    let holds = |wanted: &PartSearch| addresses.get(wanted.field().place()).is_some_and(|part| wanted.is_in(part));
    Some(whole && search.parts.iter().all(holds))
}

#[cfg(test)]
mod tests {
    use domain::{Folder, FolderId, OrderId, RateLimit, Settings, Store, StoreId};
    use jiff::Timestamp;

    use super::*;

    fn search(query: &[(&str, &str)]) -> OrderSearch {
        let folder = Folder { id: FolderId::new(1).unwrap(), name: "New".into() };
        let store = Store {
            id: StoreId::new(42).unwrap(),
            name: String::new(),
            settings: Settings { rate_limit: RateLimit::default(), ..Settings::default() },
            folders: vec![folder],
            removed_folders: vec![],
            rules_revision: 0,
            state: domain::StoreState::default(),
            date_added: Timestamp::UNIX_EPOCH,
        };
        let mut search = OrderSearch::all_of(&store);
        for (name, value) in query {
            match *name {
                "source_name" => search.source_name = Some((*value).to_owned()),
                "customer_id" => search.customer_id = Some((*value).to_owned()),
                _ => search.parts.push(PartSearch::new(SearchField::named(name).unwrap(), value)),
            }
        }
        search
    }

    fn order() -> Order {
        let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(1).unwrap(), Timestamp::UNIX_EPOCH);
        order.source_name = "Shopify".into();
        order.customer_id = "C-88".into();
        order.shipping.first_name = "Mära".into();
        order.shipping.company = "Pier & Sons".into();
        order.customer = order.shipping.clone();
        order
    }

    #[test]
    fn an_entry_says_what_its_order_would() {
        let (same, mut other) = (order(), order());
        other.customer.first_name = "Tomas".into();
        other.customer.phone = "555".into();
        other.shipping.phone = "(207) 555-0147".into();
        for query in [
            &[("source_name", "shopify")][..],
            &[("source_name", "shop")],
            &[("customer_id", "c-88"), ("shipping_first_name", "MÄR")],
            &[("customer_first_name", "tom")],
            &[("customer_first_name", "mär")],
            &[("customer_phone", "555"), ("shipping_company", "&")],
            &[("shipping_phone", "555")],
            &[("shipping_phone", "2075550147")],
            &[("shipping_phone", "+1 207 555 01 47"), ("customer_first_name", "tom")],
            &[("shipping_phone", "2075550148")],
            &[("customer_phone", "55 501 47")],
        ] {
            for order in [&same, &other] {
                let search = search(query);
                let text = of(order);
                assert_eq!(admits(&search, &text), Some(search.admits(order)), "{query:?} {text:?}");
                let is_found = terms(&search).iter().all(|term| text.contains(term));
                assert!(is_found || !search.admits(order), "DynamoDB would pass over {query:?} {text:?}");
            }
        }
    }

    #[test]
    fn an_order_of_long_names_has_to_be_looked_at() {
        let mut order = order();
        order.shipping.company = "x".repeat(600);
        assert_eq!(of(&order), OVERFLOW);
        assert_eq!(admits(&search(&[("source_name", "shopify")]), OVERFLOW), None);
    }

    #[test]
    fn what_is_in_one_field_does_not_reach_into_the_next() {
        let mut order = order();
        order.source_name = format!("a{SEPARATOR}b");
        assert_eq!(of(&order).matches(SEPARATOR).count(), 13);
    }
}
