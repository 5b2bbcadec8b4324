//! The page that welcomes: what a new store needs, what of it is done, and an order to try it with.

use std::borrow::Cow;

use domain::{
    Address, Business, Connection, Given, IdempotencyKey, InventorySearch, Money, NewOrder, NewOrderItem, Order,
    OrderId, OrderItem, Origin, Permission, Store, StoreId, Supplier, draft_order,
};
use futures_util::future::try_join_all;
use jiff::Timestamp;

use crate::orders::{self, Created, Creation, RunRules};
use crate::{Actor, Desk, DeskError};

/// What a test order is from, as its `source_name` says.
pub const TEST_SOURCE: &str = "Test";

/// The metadata field that marks a test order.
pub const TEST_FIELD: &str = "test";

/// A step on the way to a store that works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// An order is there.
    Order,
    /// A key opens the API.
    ApiKey,
    /// A shop is connected.
    Shop,
    /// Who fulfils is known.
    Supplier,
    /// A rule says what becomes of orders.
    Rule,
    /// The inventory has items.
    Inventory,
    /// Somebody is mailed when something fails.
    Notices,
    /// Somebody else works in the store.
    People,
}

/// What is to change of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WelcomeChange {
    /// Who fulfils the orders.
    Business(Business),
    /// It is put away, and what it said of a duplicate is forgotten.
    PutAway,
}

impl Step {
    /// The steps of a store whose orders are handled so, in the sequence that most take them.
    pub const fn of(business: Business) -> &'static [Self] {
        match business {
            Business::PrintOnDemand | Business::Fulfillment => {
                &[Self::Order, Self::ApiKey, Self::Shop, Self::Supplier, Self::Rule, Self::Notices, Self::People]
            }
            Business::ShipsItself => {
                &[Self::Order, Self::Inventory, Self::ApiKey, Self::Shop, Self::Notices, Self::People]
            }
            Business::SomethingElse => {
                &[Self::Order, Self::ApiKey, Self::Shop, Self::Rule, Self::Notices, Self::People]
            }
        }
    }
}

/// The steps of a store, each with whether it is done by now. Changes nothing; a read for most of them.
pub async fn steps(desk: &Desk, store: &Store) -> Result<Vec<(Step, bool)>, DeskError> {
    let steps = Step::of(store.settings.beginning.business);
    try_join_all(steps.iter().map(|step| looked_at(desk, store, *step))).await
}

async fn looked_at(desk: &Desk, store: &Store, step: Step) -> Result<(Step, bool), DeskError> {
    let (table, id) = (&desk.table, store.id);
    let is_done = match step {
        Step::Order => {
            let folders: Vec<_> = store.all_folder_ids().collect();
            table.count_listed(id, &folders, (None, None), 1).await? > 0
        }
        Step::ApiKey => !table.api_keys(id).await?.is_empty(),
        Step::Shop => table.count_definitions::<Connection>(id).await? > 0,
        Step::Supplier => table.count_definitions::<Supplier>(id).await? > 0,
        Step::Rule => {
            // None of them is unpacked for that.
            let (rules, more) = table.rules_up_to(id, 0).await?;
            rules.len() + more > 0
        }
        Step::Inventory => {
            let first = InventorySearch { codes: None, text: None, limit: 1, offset: 0 };
            table.inventory_items(id, &first).await?.total > 0
        }
        Step::Notices => store.settings.admin_email_confirmed,
        Step::People => table.users(id).await?.len() > 1,
    };
    Ok((step, is_done))
}

/// Changes what the page knows of a store. Done again it changes nothing.
pub async fn change(desk: &Desk, store_id: StoreId, change: WelcomeChange) -> Result<Store, DeskError> {
    desk.needs(Permission::ManageSettings)?;
    let changed = super::change(desk, store_id, |store| {
        let beginning = &mut store.settings.beginning;
        match change {
            WelcomeChange::Business(business) => {
                (beginning.business, beginning.is_put_away) = (business, false);
            }
            WelcomeChange::PutAway => {
                beginning.is_put_away = true;
                beginning.left_out.clear();
            }
        }
        Ok(())
    });
    Ok(changed.await?.0)
}

/// Adds an order to try the store with: marked as a test, of nobody, without an address for mails. Rules run for it
/// as for any order, and it is deleted as any. With the same key it is the same order.
pub async fn make_test_order(
    desk: &Desk,
    store: &Store,
    sent: Option<IdempotencyKey<'_>>,
    by: &Actor,
    now: Timestamp,
) -> Result<OrderId, DeskError> {
    desk.needs(Permission::CreateOrders)?;
    let creation = Creation { origin: Origin::Manual, idempotency_key: sent, by, rules: RunRules::Yes, now };
    match Box::pin(orders::create(desk, store, &test_order(now), &creation)).await? {
        Created::Order(row) | Created::Duplicate(row) | Created::KeyOfAnother(row) => Ok(row.order.id),
    }
}

fn test_order(now: Timestamp) -> NewOrder {
    let text = str::to_owned;
    let mut order: Order = draft_order(now);
    order.source_name = text(TEST_SOURCE);
    order.shipping = Address {
        first_name: text("Test"),
        last_name: text("Customer"),
        address1: text("1 Example Street"),
        city: text("Portland"),
        state: text("ME"),
        postal_code: text("04101"),
        country: text("US"),
        ..Address::default()
    };
    order.order_metadata.insert(text(TEST_FIELD), text("yes"));
    let item = OrderItem {
        name: text("Test item"),
        code: text("TEST"),
        price: Money::whole(10),
        quantity: 1,
        ..OrderItem::default()
    };
    let item = NewOrderItem { values: item, given: Given::default(), place: Cow::Borrowed("order_items[0]") };
    NewOrder::new(order, vec![item], None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a test order that is refused, mails somebody, or can't be told from one of a customer.
    #[test]
    fn a_test_order_is_a_good_one_of_nobody() {
        let new = test_order(Timestamp::UNIX_EPOCH);
        assert_eq!(new.check(), vec![]);
        let order = new.draft();
        assert_eq!((order.source_name.as_str(), order.email.as_str()), (TEST_SOURCE, ""));
        assert_eq!(order.order_metadata.get(TEST_FIELD).map(String::as_str), Some("yes"));
    }

    #[test]
    fn every_kind_of_business_begins_with_an_order_and_ends_with_people() {
        for business in Business::ALL {
            let steps = Step::of(*business);
            assert_eq!((steps.first(), steps.last()), (Some(&Step::Order), Some(&Step::People)), "{business:?}");
        }
    }
}
