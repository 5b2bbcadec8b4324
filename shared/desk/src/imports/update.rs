//! An order that is there is changed by the rows of a file: what they give, and nothing else.

use domain::{
    FieldChange, Given, ImportTarget, ItemColumn, NewOrder, NewOrderItem, Order, OrderItem, OrderPatch, folded_code,
};
use sheets::read::Entry;
use table::{OrderRow, Outcome};

use super::changes::between;
use super::context::Context;
use super::page::{Became, is_by};
use crate::orders::{RunRules, check_notify_url};
use crate::{Actor, DeskError};

/// Changes an order field by field by the columns of which something stands in the rows. Done again it finds its own line
/// in the history.
pub(super) async fn update(
    context: &Context<'_>,
    entry: &Entry<NewOrder>,
    new: &NewOrder,
    there: OrderRow,
    by: &Actor,
) -> Result<Became, DeskError> {
    let given = context.plan.filled_targets(&entry.rows);
    let (order_id, now) = (there.order.id, context.moment(entry.first_row()));
    // Done before, by a part that is done again: what others made of the order since stays as it is.
    let was_here = |row: &OrderRow| row.history.iter().rev().any(|line| is_by(&line.source_name, by));
    let edit = |row: &mut OrderRow| -> Result<Option<Vec<FieldChange>>, DeskError> {
        if was_here(row) {
            return Ok(None);
        }
        let before = row.order.clone();
        patch(&given, new.draft(), &before).apply(&mut row.order)?;
        check_notify_url(context.store, Some(&before), &row.order)?;
        let changes = between(&before, &row.order);
        if changes.is_empty() {
            return Ok(None);
        }
        if context.rules() == RunRules::No {
            row.keep_quiet();
            if context.store.settings.stock_is_taken.follows_orders() {
                row.have_stock_followed();
            }
        }
        row.history.push(by.line(now, "Order Updated"));
        Ok(Some(changes))
    };
    let id = order_id.to_string();
    let unchanged = |row: &OrderRow| {
        if was_here(row) {
            Became::Updated(id.clone(), vec![])
        } else {
            Became::Skipped(id.clone(), "nothing of it differs".to_owned())
        }
    };
    if context.import.is_dry_run {
        let mut row = there;
        let Some(changes) = edit(&mut row)? else { return Ok(unchanged(&row)) };
        context.would.note_order(row);
        return Ok(Became::Updated(id, changes));
    }
    match Box::pin(context.desk.table.change_order(context.store.id, order_id, now, edit)).await? {
        Outcome::Done((_, changes)) => Ok(Became::Updated(id, changes)),
        Outcome::Unchanged(row) => Ok(unchanged(&row)),
        Outcome::Refused(error) => Err(error),
        Outcome::Missing | Outcome::Stale => {
            Ok(Became::Refused("the order of this number was just removed".to_owned()))
        }
    }
}

/// What rows that tell `given` make of an order.
fn patch(given: &[&ImportTarget], draft: &Order, order: &Order) -> OrderPatch {
    let mut values = draft.clone();
    let mut named = vec![];
    let mut name = |name: String| named.push(name);
    for target in given {
        match target {
            // What makes it this order stays.
            ImportTarget::Order(field) if matches!(field.name, "source_id" | "source_name") => {}
            ImportTarget::Order(field) => name(field.name.to_owned()),
            ImportTarget::FullName(address) => {
                name(format!("{address}.first_name"));
                name(format!("{address}.last_name"));
            }
            ImportTarget::DiscountName | ImportTarget::DiscountCode | ImportTarget::DiscountAmount => {
                name("discount_list".to_owned());
            }
            ImportTarget::Note => name("order_notes".to_owned()),
            _ => {}
        }
    }
    values.order_notes.clone_from(&order.order_notes);
    let is_known = |note: &domain::Note| order.order_notes.iter().any(|known| known.content == note.content);
    values.order_notes.extend(draft.order_notes.iter().filter(|note| !is_known(note)).cloned());
    let mut patch = OrderPatch::of(values, named);
    for target in given {
        match target {
            ImportTarget::CheckoutData(name) => {
                patch.checkout_data.edits.push((name.clone(), draft.checkout_data.get(name).cloned()));
            }
            ImportTarget::Metadata(name) => {
                patch.order_metadata.edits.push((name.clone(), draft.order_metadata.get(name).cloned()));
            }
            _ => {}
        }
    }
    // A row without the cell says nothing of it.
    patch.checkout_data.edits.retain(|(_, value)| value.is_some());
    patch.order_metadata.edits.retain(|(_, value)| value.is_some());
    let columns: Vec<&ItemColumn> = given.iter().filter_map(|target| item_column(target)).collect();
    if columns.is_empty() { patch } else { patch.change_items(items(&columns, &draft.order_items, order)) }
}

fn item_column(target: &ImportTarget) -> Option<&ItemColumn> {
    match target {
        ImportTarget::Item(column) | ImportTarget::NumberedItem(_, column) => Some(column),
        _ => None,
    }
}

/// The items of an order with what the rows tell of them: an item is known by its code, one without by its name. Those that
/// the order has not are added, those that the rows have not stay.
fn items(columns: &[&ItemColumn], new: &[OrderItem], order: &Order) -> Vec<NewOrderItem> {
    let mut items = order.order_items.clone();
    let mut is_taken = vec![false; items.len()];
    for item in new {
        let known = order.order_items.iter().zip(&is_taken).position(|(old, taken)| !taken && is_same(old, item));
        match known.and_then(|at| Some((items.get_mut(at)?, is_taken.get_mut(at)?))) {
            Some((old, taken)) => {
                *taken = true;
                for column in columns {
                    give(old, item, column);
                }
            }
            None => items.push(OrderItem { id: String::new(), ..item.clone() }),
        }
    }
    let given: Given = columns.iter().map(|column| column.field_name()).collect();
    let place = |(index, values)| {
        let mut item = NewOrderItem::new(values, given.clone());
        item.place = format!("order_items[{index}]").into();
        item
    };
    items.into_iter().enumerate().map(place).collect()
}

fn is_same(old: &OrderItem, new: &OrderItem) -> bool {
    let has_code = !new.code.trim().is_empty() || !old.code.trim().is_empty();
    if has_code { folded_code(&old.code) == folded_code(&new.code) } else { old.name == new.name }
}

fn give(old: &mut OrderItem, new: &OrderItem, column: &ItemColumn) {
    match column {
        ItemColumn::Name => old.name.clone_from(&new.name),
        ItemColumn::Code => {}
        ItemColumn::Price => old.price = new.price,
        ItemColumn::Quantity => old.quantity = new.quantity,
        ItemColumn::Weight => old.weight = new.weight,
        ItemColumn::CategoryCode => old.category_code.clone_from(&new.category_code),
        ItemColumn::DeliveryType => old.delivery_type.clone_from(&new.delivery_type),
        ItemColumn::FulfillmentMethod => old.fulfillment_method.clone_from(&new.fulfillment_method),
        ItemColumn::Variation(name) => {
            if let Some(value) = new.variation_list.get(name) {
                old.variation_list.insert(name.clone(), value.clone());
            }
        }
        ItemColumn::Metadata(name) => {
            if let Some(value) = new.metadata.get(name) {
                old.metadata.insert(name.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::fields::{ORDER_FIELDS, Write};
    use domain::{FolderId, Money, draft_order};
    use jiff::Timestamp;

    use super::*;

    fn field(name: &str) -> ImportTarget {
        ImportTarget::Order(ORDER_FIELDS.iter().find(|field| field.name == name).unwrap())
    }

    fn mug(code: &str, quantity: u32) -> OrderItem {
        OrderItem { code: code.into(), name: "Mug".into(), price: Money::whole(12), quantity, ..OrderItem::default() }
    }

    /// Catches an update that blanks what the file does not give, doubles an item, or is no update when it is done again.
    #[test]
    fn what_rows_give_is_changed_and_nothing_else() {
        let mut order = draft_order(Timestamp::UNIX_EPOCH);
        order.folder_id = FolderId::new(2).unwrap();
        (order.email, order.shipping.company) = ("old@example.com".into(), "Harbor".into());
        order.order_items = vec![OrderItem { id: "700001".into(), ..mug("MUG-1", 1) }];
        let mut draft = draft_order(Timestamp::UNIX_EPOCH);
        draft.email = "new@example.com".into();
        draft.checkout_data.insert("Gift".into(), "yes".into());
        draft.order_items = vec![OrderItem { price: Money::whole(99), ..mug("mug-1", 3) }, mug("MUG-2", 1)];
        let targets = [
            field("email"),
            field("source_id"),
            ImportTarget::CheckoutData("Gift".into()),
            ImportTarget::Item(ItemColumn::Code),
            ImportTarget::Item(ItemColumn::Quantity),
        ];
        let given: Vec<&ImportTarget> = targets.iter().collect();
        let mut after = order.clone();
        patch(&given, &draft, &order).apply(&mut after).unwrap();
        assert_eq!((after.email.as_str(), after.shipping.company.as_str()), ("new@example.com", "Harbor"));
        assert_eq!((after.checkout_data["Gift"].as_str(), after.folder_id.number()), ("yes", 2));
        let items: Vec<_> = after.order_items.iter().map(|it| (it.code.as_str(), it.quantity, it.price)).collect();
        assert_eq!(items, [("MUG-1", 3, Money::whole(12)), ("MUG-2", 1, Money::whole(12))]);
        let mut again = after.clone();
        patch(&given, &draft, &after).apply(&mut again).unwrap();
        assert_eq!(again, after);
    }

    #[test]
    fn every_plain_field_of_an_order_can_be_told_apart() {
        for field in ORDER_FIELDS.iter().filter(|field| matches!(field.write, Write::Text(..))) {
            let (before, mut after) = (draft_order(Timestamp::UNIX_EPOCH), draft_order(Timestamp::UNIX_EPOCH));
            let Write::Text(_, place) = field.write else { continue };
            "changed".clone_into(place(&mut after));
            assert!(between(&before, &after).iter().any(|change| change.field == field.name), "{}", field.name);
        }
    }
}
