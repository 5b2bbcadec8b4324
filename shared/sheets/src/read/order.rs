//! Rows that are one order become one.

use std::borrow::Cow;

use domain::fields::{DISCOUNT_FIELDS, ITEM_FIELDS, OrderField, Write, max_length_of};
use domain::limits::MAX_LINE_LENGTH;
use domain::{
    Address, Discount, DuplicatePolicy, Given, ImportTarget, ItemColumn, MAX_NOTES_LENGTH, Money, NewOrder,
    NewOrderItem, Note, Order, OrderItem, draft_order,
};
use jiff::Timestamp;

use super::entry::{Entry, Refusal};
use super::layout::Position;
use super::plan::{Column, Notes, Plan};
use super::row::Row;
use super::value::{Cell, Form};

/// Who a note of an import is by.
const NOTE_BY: &str = "Import";

/// What problems call an item, so that they are told apart from those of the order.
const ITEM_PLACE: &str = "item";

/// The order that these rows are, or everything that is wrong with it. Reading goes on at `next`.
pub(super) fn of_rows(plan: &Plan, rows: Vec<Row>, at: Timestamp, next: Position) -> Entry<NewOrder> {
    let mut notes = Notes::default();
    for row in &rows {
        if let Some(fault) = row.fault() {
            notes.refusals.push(Refusal::of_row(row.number(), fault));
        }
    }
    if !notes.refusals.is_empty() {
        return Entry { rows, value: Err(notes.refusals), warnings: notes.warnings, next };
    }
    let mut order = draft_order(at);
    let told = read(plan, &rows, &mut order, &mut notes);
    let mut new = NewOrder::new(order, told.items, told.balance);
    new.folder_id = plan.template.folder_id;
    check(plan, &new, &rows, &mut notes);
    let Notes { refusals, warnings } = notes;
    Entry { rows, value: if refusals.is_empty() { Ok(new) } else { Err(refusals) }, warnings, next }
}

/// What rows tell beside the fields of an order.
struct Told {
    items: Vec<NewOrderItem>,
    balance: Option<Money>,
}

/// Reads what these rows tell of an order. It is written where it stands, as it is large.
fn read(plan: &Plan, rows: &[Row], order: &mut Order, notes: &mut Notes) -> Told {
    let mut draft = Draft::new(order);
    for column in plan.columns_at(&plan.parts.order) {
        if let Some(cell) = &agreed(plan, column, rows, notes) {
            let set = draft.set(&column.target, cell, plan.form);
            notes.taken(set);
            if matches!(&column.target, ImportTarget::Order(field) if field.part == "postal_code") {
                notes.warnings.extend(cell.postal_code_warning());
            }
        }
    }
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        read_discount(plan, row, draft.order, notes);
        read_notes(plan, row, draft.order, notes);
        read_items(plan, row, &mut items, notes);
    }
    Told { items, balance: draft.finish(plan) }
}

/// Whether a cell can be read as its target; what comes of it is thrown away.
pub(super) fn check_cell(target: &ImportTarget, cell: &Cell, form: Form) -> Result<(), Refusal> {
    match target {
        ImportTarget::DiscountAmount => form.amount(cell).map(drop),
        ImportTarget::Item(column) | ImportTarget::NumberedItem(_, column) => {
            set_item(&mut OrderItem::default(), column, cell, form)
        }
        target if is_of_order(target) => Draft::new(&mut draft_order(Timestamp::UNIX_EPOCH)).set(target, cell, form),
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
    let (first, others) = rows.split_first()?;
    let raw = column.raw(first);
    // Mostly the same stands in all of them.
    if others.iter().all(|row| column.raw(row) == raw)
        && let Some(cell) = column.usual_cell(first, raw)
    {
        return Some(cell);
    }
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
    found.or_else(|| notes.taken(column.cell(first)).flatten())
}

fn is_same(first: &Cell, other: &Cell, target: &ImportTarget, form: Form) -> bool {
    let is_amount = matches!(target, ImportTarget::Order(OrderField { write: Write::Amount(_), .. }));
    first.text == other.text
        || (is_amount && form.amount(first).ok().is_some_and(|amount| form.amount(other).ok() == Some(amount)))
}

/// An order on its way, with what is no field of it.
struct Draft<'o> {
    order: &'o mut Order,
    balance: Option<Money>,
    /// Full names of addresses, of each the first: they fill what no other column does.
    shipping_name: Option<String>,
    customer_name: Option<String>,
}

impl<'o> Draft<'o> {
    fn new(order: &'o mut Order) -> Self {
        Self { order, balance: None, shipping_name: None, customer_name: None }
    }

    fn set(&mut self, target: &ImportTarget, cell: &Cell, form: Form) -> Result<(), Refusal> {
        let text = || cell.text.clone().into_owned();
        match target {
            ImportTarget::Order(field) => return self.set_field(field, cell, form),
            ImportTarget::FullName(address) => {
                let name = cell.text(MAX_LINE_LENGTH)?;
                let place = if *address == "shipping" { &mut self.shipping_name } else { &mut self.customer_name };
                place.get_or_insert(name);
            }
            ImportTarget::CheckoutData(name) => drop(self.order.checkout_data.insert(name.clone(), text())),
            ImportTarget::Metadata(name) => drop(self.order.order_metadata.insert(name.clone(), text())),
            _ => {}
        }
        Ok(())
    }

    fn set_field(&mut self, field: &OrderField, cell: &Cell, form: Form) -> Result<(), Refusal> {
        match (field.write, field.name) {
            (Write::Text(max, place), _) => *place(self.order) = cell.text(max)?,
            (Write::Amount(place), _) => *place(self.order) = form.amount(cell)?,
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

    /// Fills in what no column told, and gives the balance that was told.
    fn finish(self, plan: &Plan) -> Option<Money> {
        let addresses = [&mut self.order.shipping, &mut self.order.customer];
        for (address, name) in addresses.into_iter().zip([&self.shipping_name, &self.customer_name]) {
            if let Some(name) = name {
                fill_name(address, name);
            }
        }
        if self.order.source_name.is_empty() {
            plan.template.source_name().clone_into(&mut self.order.source_name);
        }
        self.balance
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
    if plan.parts.discounts.is_empty() {
        return;
    }
    let mut discount = Discount::default();
    let (mut is_there, mut told) = (false, None);
    for column in plan.columns_at(&plan.parts.discounts) {
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
    for column in plan.columns_at(&plan.parts.notes) {
        let Some(cell) = notes.taken(column.cell(row)).flatten() else { continue };
        let Some(content) = notes.taken(cell.text(MAX_NOTES_LENGTH)) else { continue };
        if !order.order_notes.iter().any(|note| note.content == content) {
            order.order_notes.push(Note { date_added: order.date_added, username: NOTE_BY.to_owned(), content });
        }
    }
}

/// Reads the items of a row: one, or those that have columns of their own.
fn read_items(plan: &Plan, row: &Row, items: &mut Vec<NewOrderItem>, notes: &mut Notes) {
    for places in &plan.parts.items {
        if plan.columns_at(places).any(|column| column.is_filled(row)) {
            items.push(item(row, plan.columns_at(places), plan.form, notes));
        }
    }
}

fn item<'p>(row: &Row, columns: impl Iterator<Item = &'p Column>, form: Form, notes: &mut Notes) -> NewOrderItem {
    let mut values = OrderItem { quantity: 1, ..OrderItem::default() };
    let mut given = Given::default();
    for column in columns {
        let (ImportTarget::Item(target) | ImportTarget::NumberedItem(_, target)) = &column.target else { continue };
        let set = match &column.cell(row) {
            Ok(Some(cell)) => set_item(&mut values, target, cell, form),
            Ok(None) => continue,
            Err(refusal) => Err(refusal.clone()),
        };
        match set {
            Ok(()) => given.add(target.field_name()),
            Err(refusal) => notes.refusals.push(refusal),
        }
    }
    // Its texts were checked one by one.
    if !(values.variation_list.is_empty() && values.metadata.is_empty()) {
        for problem in values.check_limits() {
            notes.refusals.push(Refusal::new(row.number(), &format!("item.{}", problem.field), "", problem.message));
        }
    }
    NewOrderItem { values, given, place: Cow::Borrowed(ITEM_PLACE) }
}

fn set_item(item: &mut OrderItem, column: &ItemColumn, cell: &Cell, form: Form) -> Result<(), Refusal> {
    let text = || cell.text(max_length_of(ITEM_FIELDS, column.field_name()).unwrap_or(usize::MAX));
    match column {
        ItemColumn::Name => item.name = text()?,
        ItemColumn::Code => item.code = text()?,
        ItemColumn::Price => item.price = form.amount(cell)?,
        ItemColumn::Quantity => item.quantity = form.quantity(cell)?,
        ItemColumn::Weight => item.weight = form.amount(cell)?,
        ItemColumn::CategoryCode => item.category_code = text()?,
        ItemColumn::DeliveryType => item.delivery_type = text()?,
        ItemColumn::FulfillmentMethod => item.fulfillment_method = text()?,
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
