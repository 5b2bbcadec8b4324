//! Which searches tell something to who may not see it: that an order is found by an e-mail, or comes before another by
//! what it cost, says as much as the e-mail and the price.

use super::Rights;
use crate::{OrderSearch, Permission, SweepQuery};

impl Rights {
    /// What they lack for a search; none where they may make it. Who sees one supplier's orders may make any: it looks at
    /// orders as they see them.
    pub fn lacks_for(&self, search: &OrderSearch) -> Option<Permission> {
        if self.is_of_supplier() {
            return None;
        }
        let is_of_customer = search.email.is_some()
            || search.customer_id.is_some()
            || search.parts.iter().any(|part| part.field().is_of_customer());
        let needed = is_of_customer.then_some(Permission::ViewCustomers);
        let mut needed = needed.into_iter().chain(search.order_by.permissions().iter().copied());
        needed.find(|permission| !self.may(*permission))
    }

    /// The same for the query of a sweep.
    pub fn lacks_for_sweep(&self, query: &SweepQuery) -> Option<Permission> {
        let is_of_customer = query.email.is_some() || query.customer_id.is_some();
        Some(Permission::ViewCustomers).filter(|permission| is_of_customer && !self.may(*permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seen_order::tests::planted;
    use crate::{PartSearch, Permissions, SearchField, SortField, UserScope};

    fn without(permission: Permission) -> Rights {
        Rights { permissions: Permissions::all().without(permission), scope: UserScope::Everything }
    }

    fn sorted_by(order_by: SortField) -> OrderSearch {
        OrderSearch { order_by, ..crate::seen_order::tests::any_search() }
    }

    /// Catches a field that one may not see and may sort or search by: the sequence tells what it is.
    #[test]
    fn nobody_sorts_or_searches_by_what_they_do_not_see() {
        let order = planted(2_000_000);
        for hidden in [Permission::ViewCustomers, Permission::ViewPrices] {
            let rights = without(hidden);
            let seen = rights.see(order.clone()).unwrap();
            for field in SortField::all() {
                let is_hidden = field.of(&order) != field.of(&seen);
                assert_eq!(rights.lacks_for(&sorted_by(field)).is_some(), is_hidden, "{field:?} without {hidden:?}");
            }
            for name in ["first_name", "last_name", "company", "address1", "phone"] {
                for address in ["shipping", "customer"] {
                    let field = SearchField::named(&format!("{address}_{name}")).unwrap();
                    let is_hidden = field.of(&order) != field.of(&seen);
                    let search =
                        OrderSearch { parts: vec![PartSearch::new(field, "x")], ..sorted_by(SortField::default()) };
                    assert_eq!(rights.lacks_for(&search).is_some(), is_hidden, "{address} {name}");
                }
            }
        }
        assert_eq!(Rights::all().lacks_for(&sorted_by(SortField::named("email").unwrap())), None);
    }

    #[test]
    fn an_e_mail_is_looked_for_by_who_sees_customers() {
        let rights = without(Permission::ViewCustomers);
        let of_email = Some("ada@example.com".to_owned());
        let search = OrderSearch { email: of_email.clone(), ..sorted_by(SortField::default()) };
        assert_eq!(rights.lacks_for(&search), Some(Permission::ViewCustomers));
        let query = SweepQuery { email: of_email, ..SweepQuery::default() };
        assert_eq!(rights.lacks_for_sweep(&query), Some(Permission::ViewCustomers));
        assert_eq!(rights.lacks_for_sweep(&SweepQuery::default()), None);
        assert_eq!(without(Permission::ViewPrices).lacks_for_sweep(&query), None);
    }
}
