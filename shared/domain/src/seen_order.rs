//! An order as one user of a store sees it (accounts 4): what they may not see is not in it.

use std::ops::Deref;

use crate::{Address, FolderId, Money, Order, Permission, User, UserScope, Variations};

/// An order as one user of a store sees it. Pages, files and searches for people are made of these alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenOrder(Order);

impl Deref for SeenOrder {
    type Target = Order;

    fn deref(&self) -> &Order {
        &self.0
    }
}

impl SeenOrder {
    /// The order as `user` sees it; none where it lies outside of their scope.
    pub fn of(mut order: Order, user: &User) -> Option<Self> {
        match &user.scope {
            UserScope::Everything => {}
            UserScope::Folders(folders) if folders.contains(&order.folder_id) => {}
            UserScope::Folders(_) => return None,
            UserScope::Supplier(supplier_id) => reduce_to_supplier(&mut order, supplier_id)?,
        }
        if !user.may(Permission::ViewCustomers) {
            hide_customer(&mut order);
        }
        if !user.may(Permission::ViewPrices) {
            hide_prices(&mut order);
        }
        Some(Self(order))
    }
}

impl UserScope {
    /// Of these folders those whose orders are in the scope.
    pub fn of_folders(&self, folders: impl Iterator<Item = FolderId>) -> Vec<FolderId> {
        match self {
            Self::Everything | Self::Supplier(_) => folders.collect(),
            Self::Folders(ids) => folders.filter(|id| ids.contains(id)).collect(),
        }
    }
}

/// Leaves what the supplier was told of: its own items, where they go, and its parcels.
fn reduce_to_supplier(order: &mut Order, supplier_id: &str) -> Option<()> {
    let submission = order.submission.clone().filter(|it| it.supplier_id == supplier_id)?;
    order.order_items.retain(|item| submission.has(item));
    order.checkout_data = Variations::default();
    order.order_metadata = Variations::default();
    order.order_notes.clear();
    order.family = crate::Family::default();
    order.cart = None;
    for item in &mut order.order_items {
        item.metadata = Variations::default();
    }
    for shipment in &mut order.order_shipments {
        shipment.order_items.retain(|entry| order.order_items.iter().any(|item| item.id == entry.id));
    }
    hide_customer(order);
    hide_prices(order);
    Some(())
}

/// Takes away who bought it, but for the name and the address it is sent to.
fn hide_customer(order: &mut Order) {
    order.email.clear();
    order.ip_address.clear();
    order.customer_id.clear();
    order.email_count = 0;
    order.shipping.phone.clear();
    order.customer = Address::default();
    hide_card(order);
}

/// Takes away what it cost, and what was paid.
fn hide_prices(order: &mut Order) {
    let none = Money::default();
    order.shipping_total = none;
    order.handling_total = none;
    order.tax_total = none;
    order.processor_balance = none;
    order.refund_total = none;
    order.discount_list.clear();
    order.order_payments.clear();
    for item in &mut order.order_items {
        item.price = none;
    }
    for shipment in &mut order.order_shipments {
        shipment.cost = none;
    }
    hide_card(order);
}

fn hide_card(order: &mut Order) {
    order.cc_number.clear();
    order.cc_exp.clear();
    order.processor_response.clear();
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{AccountId, Discount, ItemQuantity, Note, OrderId, OrderItem, Permissions, StoreId, Submission};

    const SECRET: &str = "secret-of-the-customer";

    fn item(id: &str, price: i64) -> OrderItem {
        OrderItem { id: id.to_owned(), price: Money::whole(price), quantity: 1, ..OrderItem::default() }
    }

    fn order() -> Order {
        let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(2).unwrap(), Timestamp::UNIX_EPOCH);
        for field in [&mut order.email, &mut order.ip_address, &mut order.customer_id, &mut order.shipping.phone] {
            SECRET.clone_into(field);
        }
        order.customer = Address { first_name: SECRET.to_owned(), city: SECRET.to_owned(), ..Address::default() };
        order.processor_response = format!("{SECRET} 31337");
        order.order_items = vec![item("71", 31_337), item("72", 31_337)];
        for amount in [
            &mut order.shipping_total,
            &mut order.handling_total,
            &mut order.tax_total,
            &mut order.processor_balance,
            &mut order.refund_total,
        ] {
            *amount = Money::whole(31_337);
        }
        order.discount_list = vec![Discount { amount: Money::whole(31_337), ..Discount::default() }];
        let note = Note { date_added: Timestamp::UNIX_EPOCH, username: String::new(), content: "internal".to_owned() };
        order.order_notes = vec![note];
        order.order_metadata.insert("margin".to_owned(), "31337".to_owned());
        let own = ItemQuantity { id: "71".to_owned(), code: String::new(), quantity: 1 };
        order.submission = Some(Box::new(Submission {
            supplier_id: "5".to_owned(),
            items: vec![own],
            state: crate::SubmissionState::Open,
            count: 1,
            submitted_at: Timestamp::UNIX_EPOCH,
            after_shipment_folder_id: None,
            canceled: None,
        }));
        order
    }

    fn user(permissions: Permissions, scope: UserScope) -> User {
        User {
            store_id: StoreId::new(1).unwrap(),
            account_id: AccountId::new(2).unwrap(),
            email: String::new(),
            name: String::new(),
            permissions,
            scope,
            css_class: String::new(),
            invited_by: String::new(),
            since: Timestamp::UNIX_EPOCH,
        }
    }

    fn text(seen: &SeenOrder) -> String {
        serde_json::to_string(&**seen).unwrap()
    }

    /// Catches a field that one forgot to hide: all that is to be hidden holds the same words here.
    #[test]
    fn what_a_user_may_not_see_is_nowhere_in_it() {
        let all = SeenOrder::of(order(), &user(Permissions::all(), UserScope::Everything)).unwrap();
        assert_eq!(*all, order());
        let no_customers = Permissions::all().without(Permission::ViewCustomers);
        let seen = text(&SeenOrder::of(order(), &user(no_customers, UserScope::Everything)).unwrap());
        assert!(!seen.contains(SECRET) && seen.contains("31337"), "{seen}");
        let no_prices = Permissions::all().without(Permission::ViewPrices);
        let seen = SeenOrder::of(
            Order { order_metadata: Variations::default(), ..order() },
            &user(no_prices, UserScope::Everything),
        );
        let seen = text(&seen.unwrap());
        assert!(!seen.contains("31337") && seen.contains(SECRET), "{seen}");
    }

    #[test]
    fn a_scope_ends_at_its_folders_and_a_supplier_s_at_its_items() {
        let folder = |id| FolderId::new(id).unwrap();
        let of = |scope| SeenOrder::of(order(), &user(Permissions::all(), scope));
        assert!(of(UserScope::Folders(vec![folder(1), folder(2)])).is_some());
        assert!(of(UserScope::Folders(vec![folder(1)])).is_none());
        assert!(of(UserScope::Supplier("6".to_owned())).is_none());
        let seen = of(UserScope::Supplier("5".to_owned())).unwrap();
        assert_eq!(seen.order_items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["71"]);
        let seen = text(&seen);
        for hidden in [SECRET, "31337", "internal", "\"72\""] {
            assert!(!seen.contains(hidden), "{hidden} in {seen}");
        }
    }
}
