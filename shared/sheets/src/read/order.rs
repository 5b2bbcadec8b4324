//! Rows that are one order become one.

use domain::fields::{DISCOUNT_FIELDS, ITEM_FIELDS, OrderField, Write, max_length_of};
use domain::limits::MAX_LINE_LENGTH;
use domain::{
    Address, Discount, DuplicatePolicy, ImportTarget, ItemColumn, MAX_NOTES_LENGTH, Money, NewOrder, NewOrderItem,
    Note, Order, OrderItem, draft_order,
};
use jiff::Timestamp;

use super::entry::{Refusal, Warning};
use super::plan::{Column, Notes, Plan};
use super::row::Row;
use super::value::{Cell, Form};

/// Who a note of an import is by.
const NOTE_BY: &str = "Import";

/// What problems call an item, so that they are told apart from those of the order.
const ITEM_PLACE: &str = "item";

/// The order that these rows are, or everything that is wrong with it.
pub(super) fn of_rows(plan: &Plan, rows: &[Row], at: Timestamp) -> (Result<NewOrder, Vec<Refusal>>, Vec<Warning>) {
    let mut notes = Notes::default();
    for row in rows {
        if let Some(fault) = row.fault() {
            notes.refusals.push(Refusal::of_row(row.number(), fault));
        }
    }
    if !notes.refusals.is_empty() {
        return notes.finish(|| None);
    }
    let mut draft = Draft { order: draft_order(at), balance: None, names: vec![] };
    for column in plan.columns.iter().filter(|column| is_of_order(&column.target)) {
        if let Some(cell) = agreed(plan, column, rows, &mut notes) {
            let set = draft.set(&column.target, &cell, plan.form);
            notes.taken(set);
            if matches!(&column.target, ImportTarget::Order(field) if field.part == "postal_code") {
                notes.warnings.extend(cell.postal_code_warning());
            }
        }
    }
    let mut items = vec![];
    for row in rows {
        read_discount(plan, row, &mut draft.order, &mut notes);
        read_notes(plan, row, &mut draft.order, &mut notes);
        items.extend(items_of(plan, row, &mut notes));
    }
    let new = draft.finish(plan, items);
    check(plan, &new, rows, &mut notes);
    notes.finish(|| Some(new))
}

/// Whether a cell can be read as its target; what comes of it is thrown away.
pub(super) fn check_cell(target: &ImportTarget, cell: &Cell, form: Form) -> Result<(), Refusal> {
    match target {
        ImportTarget::DiscountAmount => form.amount(cell).map(drop),
        ImportTarget::Item(column) | ImportTarget::NumberedItem(_, column) => {
            set_item(&mut OrderItem::default(), column, cell, form)
        }
        target if is_of_order(target) => {
            let mut draft = Draft { order: draft_order(Timestamp::UNIX_EPOCH), balance: None, names: vec![] };
            draft.set(target, cell, form)
        }
        _ => Ok(()),
    }
}

/// Whether a target is said once of an order, in its first row or in all of them.
pub(super) fn is_of_order(target: &ImportTarget) -> bool {
    matches!(
        target,
        ImportTarget::Order(_) | ImportTarget::FullName(_) | ImportTarget::CheckoutData(_) | ImportTarget::Metadata(_)
    )
}

/// What the rows say of a column that is about the whole order: some may be blank, and the others must say the same.
fn agreed<'r>(plan: &Plan, column: &'r Column, rows: &'r [Row], notes: &mut Notes) -> Option<Cell<'r>> {
    let mut found: Option<Cell> = None;
    for row in rows.iter().filter(|row| column.is_filled(row)) {
        let Some(cell) = notes.taken(column.cell(row)).flatten() else { continue };
        match &found {
            None => found = Some(cell),
            Some(first) if is_same(first, &cell, &column.target, plan.form) => {}
            Some(first) => {
                let expected =
                    format!("must be the same in all rows of an order: row {} has \"{}\"", first.row, first.text);
                notes.refusals.push(cell.refused(expected));
            }
        }
    }
    found.or_else(|| notes.taken(column.cell(rows.first()?)).flatten())
}

fn is_same(first: &Cell, other: &Cell, target: &ImportTarget, form: Form) -> bool {
    let is_amount = matches!(target, ImportTarget::Order(OrderField { write: Write::Amount(_), .. }));
    first.text == other.text
        || (is_amount && form.amount(first).ok().is_some_and(|amount| form.amount(other).ok() == Some(amount)))
}

/// An order on its way, with what is no field of it.
struct Draft {
    order: Order,
    balance: Option<Money>,
    /// Full names by their address; they fill what no other column does.
    names: Vec<(&'static str, String)>,
}

impl Draft {
    fn set(&mut self, target: &ImportTarget, cell: &Cell, form: Form) -> Result<(), Refusal> {
        let text = || cell.text.clone().into_owned();
        match target {
            ImportTarget::Order(field) => return self.set_field(field, cell, form),
            ImportTarget::FullName(address) => self.names.push((address, cell.text(MAX_LINE_LENGTH)?)),
            ImportTarget::CheckoutData(name) => drop(self.order.checkout_data.insert(name.clone(), text())),
            ImportTarget::Metadata(name) => drop(self.order.order_metadata.insert(name.clone(), text())),
            _ => {}
        }
        Ok(())
    }

    fn set_field(&mut self, field: &OrderField, cell: &Cell, form: Form) -> Result<(), Refusal> {
        match (field.write, field.name) {
            (Write::Text(max, place), _) => *place(&mut self.order) = cell.text(max)?,
            (Write::Amount(place), _) => *place(&mut self.order) = form.amount(cell)?,
            (_, "cc_number") => self.order.cc_number = cell.text.clone().into_owned(),
            (_, "processor_balance") => self.balance = Some(form.amount(cell)?),
            (_, "date_added") => {
                if let Some(at) = form.moment(cell)? {
                    self.order.date_added = at;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn finish(mut self, plan: &Plan, items: Vec<NewOrderItem>) -> NewOrder {
        for (address, name) in &self.names {
            match *address {
                "shipping" => fill_name(&mut self.order.shipping, name),
                _ => fill_name(&mut self.order.customer, name),
            }
        }
        if self.order.source_name.is_empty() {
            plan.template.source_name().clone_into(&mut self.order.source_name);
        }
        let mut new = NewOrder::new(self.order, items, self.balance);
        new.folder_id = plan.template.folder_id;
        new
    }
}

/// First and last name out of one text, split at its last blank; what has a column of its own stays.
fn fill_name(address: &mut Address, name: &str) {
    let (first, last) = name.trim().rsplit_once(char::is_whitespace).unwrap_or((name.trim(), ""));
    if address.first_name.is_empty() && address.last_name.is_empty() {
        first.trim_end().clone_into(&mut address.first_name);
        last.clone_into(&mut address.last_name);
    }
}

/// The discount that a row tells. The same one in each row of an order is one discount; one of the same name and code with
/// another amount can't be told from a share of it.
fn read_discount(plan: &Plan, row: &Row, order: &mut Order, notes: &mut Notes) {
    let mut discount = Discount::default();
    let (mut is_there, mut told) = (false, None);
    for column in &plan.columns {
        let name = match column.target {
            ImportTarget::DiscountName => "name",
            ImportTarget::DiscountCode => "code",
            ImportTarget::DiscountAmount => "amount",
            _ => continue,
        };
        let Some(cell) = notes.taken(column.cell(row)).flatten() else { continue };
        is_there = is_there || column.is_filled(row);
        let max = max_length_of(DISCOUNT_FIELDS, name).unwrap_or(usize::MAX);
        match name {
            "name" => discount.name = notes.taken(cell.text(max)).unwrap_or_default(),
            "code" => discount.code = notes.taken(cell.text(max)).unwrap_or_default(),
            _ => {
                discount.amount = notes.taken(plan.form.amount(&cell)).unwrap_or_default().abs();
                told = Some(cell);
            }
        }
    }
    let is_alike = |known: &&Discount| known.name == discount.name && known.code == discount.code;
    match order.discount_list.iter().find(is_alike) {
        None if is_there && (discount.amount != Money::default() || !discount.code.is_empty()) => {
            order.discount_list.push(discount);
        }
        Some(known) if is_there && told.is_some() && known.amount != discount.amount => {
            let expected = "must be the same in all rows of an order, unless its discount has another name or code";
            notes.refusals.extend(told.map(|cell| cell.refused(expected)));
        }
        _ => {}
    }
}

fn read_notes(plan: &Plan, row: &Row, order: &mut Order, notes: &mut Notes) {
    for column in plan.columns.iter().filter(|column| matches!(column.target, ImportTarget::Note)) {
        let Some(cell) = notes.taken(column.cell(row)).flatten() else { continue };
        let Some(content) = notes.taken(cell.text(MAX_NOTES_LENGTH)) else { continue };
        if !order.order_notes.iter().any(|note| note.content == content) {
            order.order_notes.push(Note { date_added: order.date_added, username: NOTE_BY.to_owned(), content });
        }
    }
}

/// The items of a row: one, or those that have columns of their own.
fn items_of(plan: &Plan, row: &Row, notes: &mut Notes) -> Vec<NewOrderItem> {
    let of_item = |column: &Column| match column.target {
        ImportTarget::Item(_) => Some(0),
        ImportTarget::NumberedItem(number, _) => Some(number),
        _ => None,
    };
    let filled = plan.columns.iter().filter(|column| column.is_filled(row)).filter_map(of_item);
    let mut numbers: Vec<u32> = filled.collect();
    numbers.sort_unstable();
    numbers.dedup();
    let columns = |number| plan.columns.iter().filter(move |column| of_item(column) == Some(number));
    numbers.into_iter().map(|number| item(row, columns(number), plan.form, notes)).collect()
}

fn item<'p>(row: &Row, columns: impl Iterator<Item = &'p Column>, form: Form, notes: &mut Notes) -> NewOrderItem {
    let mut values = OrderItem { quantity: 1, ..OrderItem::default() };
    let mut given = vec![];
    for column in columns {
        let (ImportTarget::Item(target) | ImportTarget::NumberedItem(_, target)) = &column.target else { continue };
        let Some(cell) = notes.taken(column.cell(row)).flatten() else { continue };
        if notes.taken(set_item(&mut values, target, &cell, form)).is_some() {
            given.push(target.field_name());
        }
    }
    for problem in values.check_limits() {
        notes.refusals.push(Refusal::new(row.number(), &format!("item.{}", problem.field), "", problem.message));
    }
    let mut item = NewOrderItem::new(values, given.into_iter().collect());
    ITEM_PLACE.clone_into(&mut item.place);
    item
}

fn set_item(item: &mut OrderItem, column: &ItemColumn, cell: &Cell, form: Form) -> Result<(), Refusal> {
    let max = max_length_of(ITEM_FIELDS, column.field_name()).unwrap_or(usize::MAX);
    match column {
        ItemColumn::Name => item.name = cell.text(max)?,
        ItemColumn::Code => item.code = cell.text(max)?,
        ItemColumn::Price => item.price = form.amount(cell)?,
        ItemColumn::Quantity => item.quantity = form.quantity(cell)?,
        ItemColumn::Weight => item.weight = form.amount(cell)?,
        ItemColumn::CategoryCode => item.category_code = cell.text(max)?,
        ItemColumn::DeliveryType => item.delivery_type = cell.text(max)?,
        ItemColumn::FulfillmentMethod => item.fulfillment_method = cell.text(max)?,
        ItemColumn::Variation(name) => drop(item.variation_list.insert(name.clone(), cell.text.clone().into_owned())),
        ItemColumn::Metadata(name) => drop(item.metadata.insert(name.clone(), cell.text.clone().into_owned())),
    }
    Ok(())
}

/// What every order must be like, with each problem at the column it is about.
fn check(plan: &Plan, new: &NewOrder, rows: &[Row], notes: &mut Notes) {
    let Some(first) = rows.first() else { return };
    // What was refused in a cell may be what is missing.
    let mut problems = if notes.refusals.is_empty() { new.check() } else { vec![] };
    if plan.template.duplicates == DuplicatePolicy::Update {
        // Rows that change an order may leave out what only a new one needs.
        let demands = new.demands();
        problems.retain(|problem| !demands.contains(problem));
    }
    for problem in problems.into_iter().filter(|problem| !problem.field.starts_with("item.")) {
        let column = plan.columns.iter().find(|column| column.is_order_field(&problem.field));
        let name = column.map_or(problem.field.as_str(), |column| column.name.as_str());
        notes.refusals.push(Refusal::new(first.number(), name, "", problem.message));
    }
}
