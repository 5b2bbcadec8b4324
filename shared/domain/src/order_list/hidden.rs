//! Which fields of an order somebody sees, as [`SeenOrder`](crate::SeenOrder) leaves them (accounts 4).

use crate::Permission;

const CUSTOMERS: &[Permission] = &[Permission::ViewCustomers];
const PRICES: &[Permission] = &[Permission::ViewPrices];
const CARD: &[Permission] = &[Permission::ViewCustomers, Permission::ViewPrices];
const INVENTORY: &[Permission] = &[Permission::ViewInventory];

/// The permissions that it takes, all of them, to see a field of an order, of its parts or of the inventory, by its name
/// in rules: `email`, `item.price`. None for what everybody sees who sees the order.
pub fn permissions_of_field(name: &str) -> &'static [Permission] {
    match name {
        "cc_number" | "cc_number_masked" | "cc_exp" | "processor_response" => CARD,
        "email" | "ip_address" | "customer_id" | "email_count" | "is_first_of_customer" | "shipping.phone" => CUSTOMERS,
        "product_total" | "shipping_total" | "handling_total" | "tax_total" | "discount_total" | "order_total"
        | "processor_balance" | "refund_total" | "item.price" | "shipment.cost" => PRICES,
        "item.stock" | "item.location" | "item.manufacturer_sku" => INVENTORY,
        name if name.starts_with("customer.") => CUSTOMERS,
        name if name.starts_with("discount.") => PRICES,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::fields::{Write, plain_fields};
    use crate::{
        ColumnValue, Discount, FolderId, ListColumn, Money, Note, Order, OrderId, OrderItem, Permissions, Rights,
        SeenOrder, Shipment, UserScope, column_choices, draft_shipment,
    };

    /// An order that has something everywhere.
    fn order() -> Order {
        let at = Timestamp::UNIX_EPOCH;
        let mut order = Order::new(OrderId::new(7).unwrap(), FolderId::new(2).unwrap(), at);
        for field in plain_fields() {
            match field.write {
                Write::Text(_, of) => "x".clone_into(of(&mut order)),
                Write::Amount(of) => *of(&mut order) = Money::whole(3),
                _ => {}
            }
        }
        order.cc_number = "1234".to_owned();
        order.processor_balance = Money::whole(3);
        order.email_count = 3;
        order.customer.address3 = "x".to_owned();
        order.customer.address4 = "x".to_owned();
        let named = || std::iter::once(("N".to_owned(), "x".to_owned())).collect();
        let item = OrderItem {
            name: "x".into(),
            code: "x".into(),
            price: Money::whole(9),
            quantity: 1,
            ..OrderItem::default()
        };
        order.order_items = vec![OrderItem { variation_list: named(), metadata: named(), ..item }];
        order.checkout_data = named();
        order.order_metadata = named();
        order.discount_list = vec![Discount { name: "x".into(), code: "x".into(), amount: Money::whole(1) }];
        order.order_notes = vec![Note { date_added: at, username: "x".into(), content: "x".into() }];
        order.order_shipments = vec![Shipment { tracking_number: "x".into(), ..draft_shipment(at) }];
        order
    }

    fn shown(column: &ListColumn, permissions: Permissions) -> ColumnValue {
        let rights = Rights { permissions, scope: UserScope::Everything };
        column.of(&SeenOrder::of(order(), &rights).unwrap())
    }

    /// Catches a column that is offered to who would see nothing in it, and one that is kept from who sees it.
    #[test]
    fn a_column_takes_the_permissions_without_which_an_order_has_nothing_there() {
        let all = Permissions::all();
        for choice in column_choices() {
            let name = if choice.takes_name { format!("{}:N", choice.name) } else { choice.name.to_owned() };
            let column = ListColumn::named(&name).unwrap();
            for lacking in [Permission::ViewCustomers, Permission::ViewPrices] {
                let is_hidden = shown(&column, all) != shown(&column, all.without(lacking));
                assert_eq!(is_hidden, column.permissions().contains(&lacking), "{name} without {}", lacking.name());
            }
        }
    }
}
