//! Stock that follows an order by the store's setting, without a rule (orderdesk-app 7.2): at the end of a run what the
//! order holds is brought to what it is to hold, whatever made it another.

use std::borrow::Cow;

use domain::{CANCELED_FOLDER, Folder, Order, OrderItem, StockChange, StockChanges, StockPolicy, StockReason, ledger};

use crate::Circumstances;
use crate::action::shown;

/// What follows of an order's stock.
pub(crate) struct Followed {
    pub(crate) changes: Vec<StockChange>,
    pub(crate) reason: StockReason,
    pub(crate) note: String,
}

/// The items that the inventory is asked for where stock follows an order: those for which nothing is held and something is
/// to be.
pub fn items_to_follow<'a>(order: &'a Order, policy: StockPolicy, folders: &[Folder]) -> Vec<&'a OrderItem> {
    if !policy.follows_orders() || order.family.merged_to.is_some() {
        return vec![];
    }
    let wanted = wanted(order, policy, folders);
    let lacking = order.order_items.iter().zip(wanted).enumerate();
    let lacking = lacking.filter(|(place, (_, wanted))| order.held_stock(*place) == 0 && *wanted > 0);
    lacking.map(|(_, (item, _))| item).collect()
}

/// Brings what an order holds to what it is to hold. In the folder of canceled orders it holds nothing; one that is in a
/// merged order keeps what it has, for which nothing is moved any more.
pub(crate) fn follow(order: &mut Cow<'_, Order>, circumstances: &Circumstances<'_>) -> Option<Followed> {
    let policy = circumstances.stock_is_taken;
    if !policy.follows_orders() || order.family.merged_to.is_some() {
        return None;
    }
    let wanted = wanted(order, policy, circumstances.folders);
    let differs = |(place, wanted): (usize, &u32)| order.held_stock(place) != *wanted;
    if !wanted.iter().enumerate().any(differs) && !order.holds_stock_of_gone_items() {
        return None;
    }
    let (mut held, mut changes) = (order.as_ref().clone(), StockChanges::default());
    for (place, quantity) in wanted.into_iter().enumerate() {
        let known = held.order_items.get(place).and_then(|item| circumstances.inventory.taking(item).ok());
        changes.extend(held.hold_stock(place, quantity, known));
    }
    changes.extend(held.give_back_stock_of_gone_items());
    let changes = changes.into_vec();
    let moved = moved_text(&changes)?;
    let reason = match policy {
        _ if is_canceled(&held, circumstances.folders) => StockReason::Canceled,
        StockPolicy::OnShipment => StockReason::Shipped,
        _ => StockReason::Ordered,
    };
    *order = Cow::Owned(held);
    Some(Followed { changes, reason, note: format!("Stock: {moved}") })
}

/// How many pieces are to be held for each item: none of an order that lies among the canceled ones; what is shipped of one
/// that its shop canceled, as it does when it pays back what the customer has.
fn wanted(order: &Order, policy: StockPolicy, folders: &[Folder]) -> Vec<u32> {
    let items = order.order_items.iter();
    let is_by_shop = order.is_canceled_by_shop();
    if is_canceled(order, folders) && !is_by_shop {
        return items.map(|_| 0).collect();
    }
    if is_by_shop || matches!(policy, StockPolicy::OnShipment) {
        let shipped = ledger(order).into_iter().map(|line| u32::try_from(line.shipped).unwrap_or(u32::MAX));
        return items.zip(shipped).map(|(item, shipped)| shipped.min(item.quantity)).collect();
    }
    items.map(|item| item.quantity).collect()
}

/// Whether it was canceled and lies where it was put then, or lies among the canceled ones, however it came there.
fn is_canceled(order: &Order, folders: &[Folder]) -> bool {
    order.is_canceled() || folders.iter().any(|folder| folder.id == order.folder_id && folder.name == CANCELED_FOLDER)
}

/// What was moved, for people, by codes; nothing where nothing was.
pub(crate) fn moved_text(changes: &[StockChange]) -> Option<String> {
    let mut sums = StockChanges::default();
    sums.extend(changes.iter().cloned());
    let of = |is_meant: fn(i64) -> bool| {
        let mut meant: Vec<_> = sums.iter().filter(|change| is_meant(change.taken)).collect();
        meant.sort_by_key(|change| &change.code);
        let part = |change: &StockChange| format!("{} of {}", change.taken.unsigned_abs(), shown(&change.code));
        let each: Vec<_> = meant.into_iter().map(part).collect();
        (!each.is_empty()).then(|| each.join(", "))
    };
    let taken = of(|taken| taken > 0).map(|each| format!("took {each} from the stock"));
    let given_back = of(|taken| taken < 0).map(|each| format!("gave {each} back to the stock"));
    let all: Vec<_> = taken.into_iter().chain(given_back).collect();
    (!all.is_empty()).then(|| all.join(", "))
}
