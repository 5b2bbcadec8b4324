//! What whoever works in a store may do there, and which of its orders they see (accounts 4).

mod appointment;
mod search;

use crate::supplier::own_shipments;
use crate::{Money, Order, OrderItem, Permission, Permissions, SeenOrder, Shipment, User, UserScope, Variations};

/// What whoever works in a store may do there, and which of its orders they see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rights {
    /// What they may do.
    pub permissions: Permissions,
    /// Which orders they see.
    pub scope: UserScope,
}

impl Rights {
    /// Everything with all orders: those of machines, and of who holds a key of the API, whose scope is checked at the
    /// call.
    pub fn all() -> Self {
        Self { permissions: Permissions::all(), scope: UserScope::Everything }
    }

    /// Whether they may do everything with all orders.
    pub fn is_all(&self) -> bool {
        self.sees_all_orders() && self.permissions == Permissions::all()
    }

    /// Whether they may do it.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.has(permission)
    }

    /// Whether every order of the store is one of those they see.
    pub fn sees_all_orders(&self) -> bool {
        self.scope == UserScope::Everything
    }

    /// Whether they see who bought an order.
    pub fn sees_customers(&self) -> bool {
        self.may(Permission::ViewCustomers) && !self.is_of_supplier()
    }

    /// Whether they see what an order cost.
    pub fn sees_prices(&self) -> bool {
        self.may(Permission::ViewPrices) && !self.is_of_supplier()
    }

    /// Whether nothing is hidden from them of the orders that they see.
    pub fn sees_orders_whole(&self) -> bool {
        self.sees_customers() && self.sees_prices()
    }

    /// Whether they see the orders of one supplier alone.
    pub fn is_of_supplier(&self) -> bool {
        matches!(self.scope, UserScope::Supplier(_))
    }

    /// Whether the order is one of those they see.
    pub fn covers(&self, order: &Order) -> bool {
        match &self.scope {
            UserScope::Everything => true,
            UserScope::Folders(folders) => folders.contains(&order.folder_id),
            UserScope::Supplier(id) => {
                order.submission.as_ref().is_some_and(|submission| submission.supplier_id == *id)
            }
        }
    }

    /// The order as they see it; none where it is none of theirs.
    pub fn see(&self, order: Order) -> Option<SeenOrder> {
        SeenOrder::of(order, self)
    }

    /// Whether the item of this id is one that they see of an order: a supplier sees its own.
    pub fn sees_item(&self, order: &Order, item_id: &str) -> bool {
        let UserScope::Supplier(id) = &self.scope else { return true };
        let own = order.submission.as_ref().filter(|submission| submission.supplier_id == *id);
        own.is_some_and(|own| own.quantity_of(item_id).is_some())
    }

    /// An item of an order as they see it.
    #[must_use]
    pub fn see_item(&self, mut item: OrderItem) -> OrderItem {
        if !self.sees_prices() {
            item.price = Money::default();
        }
        if self.is_of_supplier() {
            item.metadata = Variations::default();
        }
        item
    }

    /// Gives an item of an order that they have changed back what they don't see of it.
    pub fn keep_unseen_of_item(&self, before: &OrderItem, after: &mut OrderItem) {
        if !self.sees_prices() {
            after.price = before.price;
        }
        if self.is_of_supplier() {
            after.metadata.clone_from(&before.metadata);
        }
    }

    /// Whether the shipment of this id is one that they see of an order: a supplier sees those of its items, and those that
    /// say of none which is in them.
    pub fn sees_shipment(&self, order: &Order, shipment_id: &str) -> bool {
        let UserScope::Supplier(id) = &self.scope else { return true };
        let own = order.submission.as_deref().filter(|submission| submission.supplier_id == *id);
        own.is_some_and(|own| own_shipments(order, own).iter().any(|shipment| shipment.id == shipment_id))
    }

    /// Gives a shipment of an order that they have changed back what they don't see of it.
    pub fn keep_unseen_of_shipment(&self, before: &Shipment, after: &mut Shipment) {
        if !self.sees_prices() {
            after.cost = before.cost;
        }
    }

    /// A shipment of an order as they see it.
    #[must_use]
    pub fn see_shipment(&self, mut shipment: Shipment) -> Shipment {
        if !self.sees_prices() {
            shipment.cost = Money::default();
        }
        shipment
    }
}

impl User {
    /// What they may do, and which orders they see.
    pub fn rights(&self) -> Rights {
        Rights { permissions: self.permissions, scope: self.scope.clone() }
    }
}
