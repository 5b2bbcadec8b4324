//! The shipments of a file.

use std::io::Read;

use domain::limits::{MAX_EMAIL_LENGTH, MAX_LINE_LENGTH, MAX_SHORT_TEXT_LENGTH, MAX_URL_LENGTH};
use domain::{
    ImportTarget, ItemColumn, ItemQuantity, MAX_ITEMS, MAX_TRACKING_NUMBER_LENGTH, NewShipment, OrderId, OrderKey,
    Shipment, ShipmentColumn, ShipmentMatch, draft_shipment,
};
use jiff::Timestamp;

use super::entry::{Entry, Refusal, Warning};
use super::error::FileError;
use super::plan::{Notes, Plan};
use super::row::Row;
use super::rows::Rows;
use super::value::{Cell, Form};

/// What a shipment that was imported has as its source.
const SOURCE: &str = "Import";

/// A shipment and the order it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShipmentRow {
    /// What tells the order.
    pub order: OrderKey,
    /// The shipment. The same one twice is for the order to find out, which has it then.
    pub shipment: NewShipment,
}

/// The shipments of a file. Rows that stand together, of one order and one tracking number and with an item each, are one
/// shipment of all those items. A row that can't be read spoils no other.
pub struct ShipmentRows<'p, R> {
    rows: Rows<R>,
    plan: &'p Plan<'p>,
    at: Timestamp,
    open: Option<Entry<Parcel>>,
    refused: Option<Entry<ShipmentRow>>,
    is_done: bool,
}

/// A shipment as far as its rows were read.
#[derive(Debug, Clone)]
struct Parcel {
    order: OrderKey,
    draft: Shipment,
    date_shipped: Option<Timestamp>,
}

impl<'p, R: Read> ShipmentRows<'p, R> {
    /// The shipments that `rows` are. `at` is when they left where no column says it.
    pub fn new(rows: Rows<R>, plan: &'p Plan, at: Timestamp) -> Self {
        Self { rows, plan, at, open: None, refused: None, is_done: false }
    }

    /// Takes a row; what was being read is handed out when the row is no part of it.
    fn take(&mut self, row: Row) -> Option<Entry<ShipmentRow>> {
        let (value, warnings) = of_row(self.plan, &row, self.at);
        let next = row.end();
        match value {
            Err(refusals) => {
                let refused = Entry { rows: vec![row], value: Err(refusals), warnings, next };
                match self.close() {
                    Some(closed) => {
                        self.refused = Some(refused);
                        Some(closed)
                    }
                    None => Some(refused),
                }
            }
            Ok(read) => {
                if let Some(Entry { rows, value: Ok(open), next: open_next, .. }) = &mut self.open
                    && open.takes(&read)
                {
                    open.draft.order_items.extend(read.draft.order_items);
                    rows.push(row);
                    *open_next = next;
                    return None;
                }
                let closed = self.close();
                self.open = Some(Entry { rows: vec![row], value: Ok(read), warnings, next });
                closed
            }
        }
    }

    fn close(&mut self) -> Option<Entry<ShipmentRow>> {
        let Entry { rows, value, warnings, next } = self.open.take()?;
        let first = rows.first().map_or(0, Row::number);
        let value =
            value.and_then(|Parcel { order, draft, date_shipped }| match NewShipment::new(draft, date_shipped, None) {
                Ok(shipment) => Ok(ShipmentRow { order, shipment }),
                Err(problem) => Err(vec![Refusal::new(first, &problem.field, "", problem.message)]),
            });
        Some(Entry { rows, value, warnings, next })
    }
}

impl Parcel {
    /// Whether `other` is more of the same shipment: both have an item, and all else is the same.
    fn takes(&self, other: &Self) -> bool {
        let with_items =
            |of: &Self, items: &[ItemQuantity]| Shipment { order_items: items.to_vec(), ..of.draft.clone() };
        !self.draft.order_items.is_empty()
            && !other.draft.order_items.is_empty()
            && self.draft.order_items.len() < MAX_ITEMS
            && self.order == other.order
            && self.date_shipped == other.date_shipped
            && with_items(self, &[]) == with_items(other, &[])
    }
}

impl<R: Read> Iterator for ShipmentRows<'_, R> {
    type Item = Result<Entry<ShipmentRow>, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(refused) = self.refused.take() {
            return Some(Ok(refused));
        }
        while !self.is_done {
            match self.rows.next() {
                Some(Ok(row)) => {
                    if let Some(entry) = self.take(row) {
                        return Some(Ok(entry));
                    }
                }
                Some(Err(error)) => {
                    (self.is_done, self.open) = (true, None);
                    return Some(Err(error));
                }
                None => self.is_done = true,
            }
        }
        self.close().map(Ok)
    }
}

fn of_row(plan: &Plan, row: &Row, at: Timestamp) -> (Result<Parcel, Vec<Refusal>>, Vec<Warning>) {
    let mut notes = Notes::default();
    if let Some(fault) = row.fault() {
        notes.refusals.push(Refusal::of_row(row.number(), fault));
        return notes.finish(|| None);
    }
    let mut texts = Key::default();
    let mut draft = Shipment { source: SOURCE.to_owned(), ..draft_shipment(at) };
    let (mut date_shipped, mut item, mut has_item) =
        (None, ItemQuantity { quantity: 1, ..ItemQuantity::default() }, false);
    for column in &plan.columns {
        let Some(cell) = notes.taken(column.cell(row)).flatten() else { continue };
        let read = match &column.target {
            ImportTarget::Item(target) => {
                has_item = has_item || *target == ItemColumn::Code;
                set_item(&mut item, target, &cell, plan.form)
            }
            ImportTarget::Metadata(name) => texts.set_metadata(name, &cell),
            ImportTarget::Shipment(ShipmentColumn::DateShipped) => plan.form.moment(&cell).map(|at| date_shipped = at),
            ImportTarget::Shipment(target) => match set(&mut draft, *target, &cell, plan.form) {
                Some(read) => read,
                None => texts.set(*target, &cell),
            },
            _ => Ok(()),
        };
        notes.taken(read);
    }
    if has_item {
        draft.order_items = vec![item];
    }
    let order = notes.taken(texts.finish(plan, row));
    if notes.refusals.is_empty()
        && let Err(problem) = NewShipment::new(draft.clone(), date_shipped, None)
    {
        let column = plan
            .columns
            .iter()
            .find(|column| matches!(&column.target, ImportTarget::Shipment(target) if target.name() == problem.field));
        let name = column.map_or(problem.field.as_str(), |column| column.name.as_str());
        notes.refusals.push(Refusal::new(row.number(), name, "", problem.message));
    }
    notes.finish(|| order.map(|order| Parcel { order, draft, date_shipped }))
}

/// Whether a cell can be read as its target.
pub(super) fn check_cell(target: &ImportTarget, cell: &Cell, form: Form) -> Result<(), Refusal> {
    match target {
        ImportTarget::Item(target) => set_item(&mut ItemQuantity::default(), target, cell, form),
        ImportTarget::Shipment(ShipmentColumn::DateShipped) => form.moment(cell).map(drop),
        ImportTarget::Shipment(target) => {
            set(&mut draft_shipment(Timestamp::UNIX_EPOCH), *target, cell, form).unwrap_or(Ok(()))
        }
        _ => Ok(()),
    }
}

fn set_item(item: &mut ItemQuantity, target: &ItemColumn, cell: &Cell, form: Form) -> Result<(), Refusal> {
    match target {
        ItemColumn::Quantity => item.quantity = form.quantity(cell)?,
        _ => item.code = cell.text(MAX_SHORT_TEXT_LENGTH)?,
    }
    Ok(())
}

/// Sets what is of the shipment itself; none for what tells its order.
fn set(draft: &mut Shipment, target: ShipmentColumn, cell: &Cell, form: Form) -> Option<Result<(), Refusal>> {
    let text = |max, place: &mut String| cell.text(max).map(|text| *place = text);
    Some(match target {
        ShipmentColumn::TrackingNumber => text(MAX_TRACKING_NUMBER_LENGTH, &mut draft.tracking_number),
        ShipmentColumn::CarrierCode => text(MAX_SHORT_TEXT_LENGTH, &mut draft.carrier_code),
        ShipmentColumn::ShipmentMethod => text(MAX_SHORT_TEXT_LENGTH, &mut draft.shipment_method),
        ShipmentColumn::TrackingUrl => text(MAX_URL_LENGTH, &mut draft.tracking_url),
        ShipmentColumn::Weight => form.amount(cell).map(|amount| draft.weight = amount),
        ShipmentColumn::Cost => form.amount(cell).map(|amount| draft.cost = amount),
        _ => return None,
    })
}

/// What a row says of the order.
#[derive(Default)]
struct Key {
    source_id: String,
    source_name: String,
    order_id: String,
    email: String,
    name: String,
    metadata: Vec<(String, String)>,
}

impl Key {
    fn set(&mut self, target: ShipmentColumn, cell: &Cell) -> Result<(), Refusal> {
        let (place, max) = match target {
            ShipmentColumn::SourceId => (&mut self.source_id, MAX_SHORT_TEXT_LENGTH),
            ShipmentColumn::SourceName => (&mut self.source_name, MAX_SHORT_TEXT_LENGTH),
            ShipmentColumn::OrderId => (&mut self.order_id, MAX_SHORT_TEXT_LENGTH),
            ShipmentColumn::Email => (&mut self.email, MAX_EMAIL_LENGTH),
            _ => (&mut self.name, MAX_LINE_LENGTH),
        };
        *place = cell.text(max)?;
        Ok(())
    }

    fn set_metadata(&mut self, name: &str, cell: &Cell) -> Result<(), Refusal> {
        self.metadata.push((name.to_owned(), cell.text(MAX_LINE_LENGTH)?));
        Ok(())
    }

    /// What tells the order by the template, or which column of it is blank.
    fn finish(self, plan: &Plan, row: &Row) -> Result<OrderKey, Refusal> {
        let named = |target: &str| plan.columns.iter().find(|column| column.is_named(target));
        let filled = |text: String, target: &str| {
            if text.is_empty() {
                let column = named(target).map_or(target, |column| column.name.as_str());
                Err(Refusal::new(row.number(), column, "", "must have what tells the order"))
            } else {
                Ok(text)
            }
        };
        Ok(match &plan.template.shipment_match {
            ShipmentMatch::SourceId => {
                let own = plan.template.source_name.trim();
                let source_name = if self.source_name.is_empty() { own.to_owned() } else { self.source_name };
                OrderKey::Source { source_name, source_id: filled(self.source_id, "source_id")? }
            }
            ShipmentMatch::OrderId => {
                let id = filled(self.order_id, "order_id")?;
                let expected = "must be the id of an order: digits";
                let read: OrderId = id.parse().map_err(|_| {
                    Refusal::new(
                        row.number(),
                        named("order_id").map_or("order_id", |it| it.name.as_str()),
                        &id,
                        expected,
                    )
                })?;
                OrderKey::Id(read)
            }
            ShipmentMatch::Metadata(name) => {
                let value = self.metadata.into_iter().find(|(known, _)| known == name).map(|(_, value)| value);
                let value = filled(value.unwrap_or_default(), &format!("metadata:{name}"))?;
                OrderKey::Metadata { name: name.clone(), value }
            }
            ShipmentMatch::EmailAndName => {
                OrderKey::EmailAndName { email: filled(self.email, "email")?, name: filled(self.name, "name")? }
            }
        })
    }
}
