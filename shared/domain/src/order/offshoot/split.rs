//! Splitting an order (orderdesk-app 3.1, 3.2): no piece and no cent is lost or doubled.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{MAX_OFFSHOOTS, MAX_SPLIT_ORDERS, Offshoot, OffshootError, SplitRule, check_not_merged};
use super::{number_of, without_own};
use crate::{
    Discount, Event, Family, Identity, ItemQuantity, Money, Order, OrderItem, Problem, StockByItem, StoreId, ledger,
};

/// What a new order keeps of the extra details of the one it was split off: checkout data and metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SplitMethod {
    /// All of them.
    #[default]
    Keep,
    /// None.
    Remove,
}

impl SplitMethod {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Keep, Self::Remove];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Remove => "remove",
        }
    }

    /// What it means.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Keep => "The new order has them too.",
            Self::Remove => "The new order has none.",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == name)
    }
}

/// Splits `order` by what its items are. Nothing where all of them belong together.
pub fn split_by(
    order: &mut Order,
    store_id: StoreId,
    rule: &SplitRule,
    method: SplitMethod,
) -> Result<Vec<Offshoot>, OffshootError> {
    check_not_merged(order)?;
    let groups = rule.groups(order);
    if groups.is_empty() {
        return Ok(vec![]);
    }
    parted(order, store_id, &groups, method)
}

/// Splits so many of these items off `order`; `items` is what problems call them.
pub fn split(
    order: &mut Order,
    store_id: StoreId,
    leaving: &[ItemQuantity],
    method: SplitMethod,
) -> Result<Vec<Offshoot>, OffshootError> {
    check_not_merged(order)?;
    let lines = ledger(order);
    let problem = |(index, entry): (usize, &ItemQuantity)| {
        let field = |name: &str| format!("items[{index}].{name}");
        let Some(line) = lines.iter().find(|line| line.item_id == entry.id) else {
            return Some(Problem::new(field("id"), format!("the order has no item {}", entry.id)));
        };
        if leaving.iter().take(index).any(|other| other.id == entry.id) {
            return Some(Problem::new(field("id"), format!("{} is listed twice", entry.id)));
        }
        let (asked, left) = (entry.quantity, line.left);
        let message = format!("must be from 1 to {left}, which is what is left to be shipped, and is {asked}");
        (asked == 0 || u64::from(asked) > left).then(|| Problem::new(field("quantity"), message))
    };
    let problems: Vec<_> = leaving.iter().enumerate().filter_map(problem).collect();
    if !problems.is_empty() {
        return Err(OffshootError::Invalid(problems));
    }
    if leaving.is_empty() {
        return Err(OffshootError::Invalid(vec![Problem::new("items", "must name at least one item")]));
    }
    parted(order, store_id, &[leaving.to_vec()], method)
}

/// Takes each group out of `order`; an offshoot for each.
fn parted(
    order: &mut Order,
    store_id: StoreId,
    groups: &[Vec<ItemQuantity>],
    method: SplitMethod,
) -> Result<Vec<Offshoot>, OffshootError> {
    if groups.len() > MAX_SPLIT_ORDERS {
        return Err(OffshootError::conflict(format!("One split makes at most {MAX_SPLIT_ORDERS} orders")));
    }
    if order.family.split_to.len().saturating_add(groups.len()) > MAX_OFFSHOOTS {
        return Err(OffshootError::conflict(format!("At most {MAX_OFFSHOOTS} orders are split off one")));
    }
    let open = order.submission.as_ref().filter(|_| order.is_open_at_supplier());
    let mut leaving = groups.iter().flatten();
    if open.is_some_and(|submission| leaving.any(|entry| submission.quantity_of(&entry.id).is_some())) {
        return Err(OffshootError::conflict("A supplier has items that would leave; cancel them there first"));
    }
    let before = order.clone();
    let parts: Vec<Vec<OrderItem>> = groups.iter().map(|group| take(order, group)).collect();
    if order.quantity_total() == 0 {
        *order = before;
        return Err(OffshootError::conflict("All items would leave the order; there is nothing to split"));
    }
    let weights = weights(&order.order_items, &parts);
    let stock: Vec<StockByItem> = parts.iter().map(|items| order.part_stock(items)).collect();
    let parts = parts.into_iter().zip(stock);
    let mut drafts: Vec<Order> = parts.map(|(items, stock)| draft(&before, items, stock, method)).collect();
    share_amounts(&before, order, &mut drafts, &weights);
    let offshoots = drafts.into_iter().map(|draft| offshoot(&before, order, store_id, draft)).collect();
    order.mirror_family();
    Ok(offshoots)
}

/// Takes so many of these items out of the order.
fn take(order: &mut Order, group: &[ItemQuantity]) -> Vec<OrderItem> {
    let is_copy = order.family.copy_of.is_some();
    let mut taken = vec![];
    for entry in group {
        let Some(item) = order.order_items.iter_mut().find(|item| item.id == entry.id) else { continue };
        let quantity = entry.quantity.min(item.quantity);
        item.quantity = item.quantity.saturating_sub(quantity);
        // A part of a copy is one too: its items are those of the same original.
        let original_item_id = if is_copy { item.original_item_id.clone() } else { item.id.clone() };
        taken.push(OrderItem { quantity, original_item_id, ..item.clone() });
    }
    order.order_items.retain(|item| item.quantity > 0 || group.iter().all(|entry| entry.id != item.id));
    taken
}

/// What each part's share is of, that which stays first: its products' total, or else its quantity.
fn weights(stays: &[OrderItem], parts: &[Vec<OrderItem>]) -> Vec<Decimal> {
    let all = || std::iter::once(stays).chain(parts.iter().map(Vec::as_slice));
    let product = |items: &[OrderItem]| items.iter().map(|item| item.price * item.quantity).sum::<Money>().decimal();
    let products: Vec<Decimal> = all().map(product).collect();
    let is_usable = products.iter().all(|total| *total >= Decimal::ZERO) && products.iter().any(|it| !it.is_zero());
    if is_usable {
        return products;
    }
    all().map(|items| items.iter().map(|item| Decimal::from(item.quantity)).sum()).collect()
}

fn draft(before: &Order, items: Vec<OrderItem>, stock: StockByItem, method: SplitMethod) -> Order {
    let mut draft = before.clone();
    without_own(&mut draft);
    (draft.order_items, draft.stock_taken) = (items, stock);
    draft.order_notes.clear();
    draft.payment_type.clear();
    if method == SplitMethod::Remove {
        draft.checkout_data.clear();
        draft.order_metadata.clear();
        draft.tag_name.clear();
        draft.tag_color.clear();
    }
    // What is shipped of a part is a shipment of the order that the whole is a copy of, and of the shop's order.
    let came_through = before.family.came_through.clone();
    draft.family =
        Family { split_from: Some(before.id), copy_of: before.family.copy_of, came_through, ..Family::default() };
    draft.cart.clone_from(&before.cart);
    draft
}

/// Where an amount lies in an order.
type Field = fn(&mut Order) -> &mut Money;

fn share_amounts(before: &Order, order: &mut Order, drafts: &mut [Order], weights: &[Decimal]) {
    let amounts: [(Money, Field); 3] = [
        (before.shipping_total, |order| &mut order.shipping_total),
        (before.handling_total, |order| &mut order.handling_total),
        (before.tax_total, |order| &mut order.tax_total),
    ];
    for (amount, field) in amounts {
        for (order, share) in orders(order, drafts).zip(amount.shares(weights)) {
            *field(order) = share;
        }
    }
    orders(order, drafts).for_each(|order| order.discount_list.clear());
    for discount in &before.discount_list {
        for (order, amount) in orders(order, drafts).zip(discount.amount.shares(weights)) {
            if amount != Money::default() || discount.amount == Money::default() {
                order.discount_list.push(Discount { amount, ..discount.clone() });
            }
        }
    }
}

fn orders<'a>(order: &'a mut Order, drafts: &'a mut [Order]) -> impl Iterator<Item = &'a mut Order> {
    std::iter::once(order).chain(drafts)
}

fn offshoot(before: &Order, order: &mut Order, store_id: StoreId, mut draft: Order) -> Offshoot {
    let number = order.family.split_to.len().saturating_add(1);
    draft.source_id = number_of(before, &format!("-{number}"));
    draft.mirror_family();
    let identity = Identity::Part(order.id, order.next_serial());
    order.family.split_to.push(identity.order_id(store_id, 0));
    Offshoot { identity, draft, event: Event::OrderSplit, note: format!("Split from order {}", before.id) }
}
