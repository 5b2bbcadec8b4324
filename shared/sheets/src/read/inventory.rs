//! The inventory items of a file.

use std::io::Read;

use domain::{Given, ImportTarget, InventoryColumn, InventoryPolicy, MAX_INVENTORY_TEXT_LENGTH, NewInventoryItem};

use super::entry::{Entry, Refusal, Warning};
use super::error::FileError;
use super::plan::{Notes, Plan};
use super::row::Row;
use super::rows::Rows;
use super::value::{Cell, Form};

/// An inventory item as a row tells it, and which of its fields the row tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryRow {
    /// The item. Checked, but for a name where no column has one: that is needed of an item that is not there yet, which
    /// [`NewInventoryItem::check`] tells.
    pub item: NewInventoryItem,
    /// The fields that the row gives, by their names in the API: an update changes these and leaves the rest.
    pub given: Given,
}

/// The inventory items of a file, one of each row.
pub struct InventoryRows<'p, R> {
    rows: Rows<R>,
    plan: &'p Plan<'p>,
}

impl<'p, R: Read> InventoryRows<'p, R> {
    /// The items that `rows` are.
    pub fn new(rows: Rows<R>, plan: &'p Plan) -> Self {
        Self { rows, plan }
    }
}

impl<R: Read> Iterator for InventoryRows<'_, R> {
    type Item = Result<Entry<InventoryRow>, FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match self.rows.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let (value, warnings) = of_row(self.plan, &row);
        Some(Ok(Entry { next: row.end(), rows: vec![row], value, warnings }))
    }
}

fn of_row(plan: &Plan, row: &Row) -> (Result<InventoryRow, Vec<Refusal>>, Vec<Warning>) {
    let mut notes = Notes::default();
    if let Some(fault) = row.fault() {
        notes.refusals.push(Refusal::of_row(row.number(), fault));
        return notes.finish(|| None);
    }
    let (mut item, mut given) = (NewInventoryItem::default(), vec![]);
    for column in &plan.columns {
        let Some(name) = field_of(&column.target) else { continue };
        let Some(cell) = notes.taken(column.cell(row)).flatten() else { continue };
        if notes.taken(set(&mut item, &column.target, &cell, plan.form)).is_some() {
            given.push(name);
        }
    }
    if notes.refusals.is_empty() {
        let needs_name = plan.template.inventory_policy == InventoryPolicy::Replace;
        let is_told = |field: &str| field != "name" || needs_name || item.name.len() > MAX_INVENTORY_TEXT_LENGTH;
        for problem in item.check().into_iter().filter(|problem| is_told(&problem.field)) {
            let column = plan.columns.iter().find(|column| field_of(&column.target) == Some(problem.field.as_str()));
            let name = column.map_or(problem.field.as_str(), |column| column.name.as_str());
            notes.refusals.push(Refusal::new(row.number(), name, "", problem.message));
        }
    }
    notes.finish(|| Some(InventoryRow { item, given: given.into_iter().collect() }))
}

/// Whether a cell can be read as its target.
pub(super) fn check_cell(target: &ImportTarget, cell: &Cell, form: Form) -> Result<(), Refusal> {
    set(&mut NewInventoryItem::default(), target, cell, form)
}

/// The field of an item that a target is of, by its name in the API.
fn field_of(target: &ImportTarget) -> Option<&'static str> {
    match target {
        ImportTarget::Inventory(column) => Some(column.name()),
        ImportTarget::Variation(_) => Some("variation_list"),
        ImportTarget::Metadata(_) => Some("metadata"),
        _ => None,
    }
}

fn set(item: &mut NewInventoryItem, target: &ImportTarget, cell: &Cell, form: Form) -> Result<(), Refusal> {
    let text = || cell.text(MAX_INVENTORY_TEXT_LENGTH);
    match target {
        ImportTarget::Inventory(column) => match column {
            InventoryColumn::Code => item.code = text()?,
            InventoryColumn::Name => item.name = text()?,
            InventoryColumn::Price => item.price = form.amount(cell)?,
            InventoryColumn::Cost => item.cost = form.amount(cell)?,
            InventoryColumn::Weight => item.weight = form.amount(cell)?,
            InventoryColumn::Stock => item.stock = form.signed(cell)?,
            InventoryColumn::Location => item.location = text()?,
            InventoryColumn::ManufacturerSku => item.manufacturer_sku = Some(text()?),
        },
        ImportTarget::Variation(name) => drop(item.variation_list.insert(name.clone(), cell.text.clone().into_owned())),
        ImportTarget::Metadata(name) => drop(item.metadata.insert(name.clone(), cell.text.clone().into_owned())),
        _ => {}
    }
    Ok(())
}
