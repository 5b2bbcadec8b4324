//! The columns of a list of orders: fields of `domain::fields`, and what is made of several of them.

use serde::{Deserialize, Serialize};

use super::{ColumnValue, label_of_field, permissions_of_field};
use crate::fields::{
    DISCOUNT_FIELDS, DiscountField, DiscountRead, ITEM_FIELDS, ItemField, ItemRead, NOTE_FIELDS, NoteField, NoteRead,
    ORDER_FIELDS, OrderField, Read, SHIPMENT_FIELDS, ShipmentField, ShipmentRead,
};
use crate::limits::{check_count, check_text_length};
use crate::{FolderId, Permission, Problem, SeenOrder, Variations};

/// A list has at most so many columns beside the order's number.
pub const MAX_LIST_COLUMNS: usize = 12;

/// The name of a column has at most this many characters, with the name of its entry.
pub const MAX_COLUMN_NAME_LENGTH: usize = 200;

/// The field of a form, and of the API, that columns stand in.
const COLUMNS: &str = "columns";

/// Fields that no column is made of: nobody is shown them, or another says the same to people.
const LEFT_OUT: [&str; 3] = ["cc_number", "tag_color", "folder_id"];

/// The columns of a list that nobody chose others for. A list of one folder leaves the folder's name out.
const USUAL: [&str; 7] = ["ship_to", "tag_name", "state", "folder_name", "quantity_total", "order_total", "date_added"];

/// The columns that are made of more than a field: their names, and what they are.
const OWN: [(&str, &str, Own); 5] = [
    ("ship_to", "Whom the order goes to, and where that is.", Own::ShipTo),
    ("state", "What of the order is worth a look: split, merged, shipped in part.", Own::State),
    ("supplier", "The supplier that the order was submitted to.", Own::Supplier),
    ("age", "How long ago the order was added.", Own::Age),
    ("unchanged_for", "How long ago the order was changed last.", Own::Unchanged),
];

/// The columns of a folder's list, by their names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FolderColumns {
    /// The folder; none for the list of all orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder_id: Option<FolderId>,
    /// The columns from the left; none for the usual ones.
    pub columns: Vec<String>,
}

/// A column of a list.
#[derive(Debug, Clone)]
pub struct ListColumn {
    /// Its name, with that of its entry: `order_total`, `checkout_data:Gift note`.
    name: String,
    /// The entry of a map that it shows; blank where it shows none.
    entry: String,
    reads: Reads,
}

/// A column that people can choose.
#[derive(Debug, Clone, Copy)]
pub struct ColumnChoice {
    /// Its name; one that takes a name has it behind a colon.
    pub name: &'static str,
    /// What it shows, in a sentence.
    pub doc: &'static str,
    /// Whether it takes the name of an entry, as of checkout data.
    pub takes_name: bool,
    reads: Reads,
}

/// What a column is made of.
#[derive(Debug, Clone, Copy)]
enum Reads {
    Own(Own),
    Order(&'static OrderField),
    Item(&'static ItemField),
    Shipment(&'static ShipmentField),
    Discount(&'static DiscountField),
    Note(&'static NoteField),
}

/// What is no field by itself.
#[derive(Debug, Clone, Copy)]
enum Own {
    ShipTo,
    State,
    Supplier,
    Age,
    Unchanged,
}

/// Every column there is, in the sequence they are chosen from.
pub fn column_choices() -> impl Iterator<Item = ColumnChoice> {
    let own = OWN.into_iter().map(|(name, doc, own)| choice(name, doc, Reads::Own(own)));
    let is_offered = |field: &&OrderField| !matches!(field.read, Read::Parts) && !LEFT_OUT.contains(&field.name);
    let orders = ORDER_FIELDS.iter().filter(is_offered);
    let orders = orders.map(|field| choice(field.name, field.rule_doc, Reads::Order(field)));
    // Ids of parts say nothing to people; amounts of several parts make no cell.
    let items = ITEM_FIELDS
        .iter()
        .filter(|field| is_shown(field.name, matches!(field.read, ItemRead::Text(_) | ItemRead::Map(_))));
    let items = items.map(|field| choice(field.rule_name, field.rule_doc, Reads::Item(field)));
    let shipments =
        SHIPMENT_FIELDS.iter().filter(|field| is_shown(field.name, matches!(field.read, ShipmentRead::Text(_))));
    let shipments = shipments.map(|field| choice(field.rule_name, field.rule_doc, Reads::Shipment(field)));
    let discounts = DISCOUNT_FIELDS.iter().filter(|field| matches!(field.read, DiscountRead::Text(_)));
    let discounts = discounts.map(|field| choice(field.rule_name, field.rule_doc, Reads::Discount(field)));
    let notes = NOTE_FIELDS.iter().filter(|field| field.name == "content");
    let notes = notes.map(|field| choice(field.rule_name, field.rule_doc, Reads::Note(field)));
    own.chain(orders).chain(items).chain(shipments).chain(discounts).chain(notes)
}

fn is_shown(name: &str, is_text: bool) -> bool {
    is_text && name != "id" && !name.ends_with("_id")
}

fn choice(name: &'static str, doc: &'static str, reads: Reads) -> ColumnChoice {
    ColumnChoice { name, doc, takes_name: reads.is_map(), reads }
}

/// The columns of a list that nobody chose others for, by their names. Those of all orders say where each lies.
pub fn usual_columns(folder_id: Option<FolderId>) -> Vec<String> {
    let names = USUAL.into_iter().filter(|name| folder_id.is_none() || *name != "folder_name");
    names.map(str::to_owned).collect()
}

/// What is wrong with columns, by their names.
pub fn check_columns(columns: &[String]) -> Vec<Problem> {
    let mut problems: Vec<Problem> =
        check_count(COLUMNS, "columns", columns.len(), MAX_LIST_COLUMNS).into_iter().collect();
    for (place, name) in columns.iter().enumerate().take(MAX_LIST_COLUMNS) {
        let field = format!("{COLUMNS}[{place}]");
        if let Some(problem) = check_text_length(&field, name, MAX_COLUMN_NAME_LENGTH) {
            problems.push(problem);
        } else if ListColumn::named(name).is_none() {
            problems.push(Problem::new(field, format!("there is no column \"{name}\"")));
        } else if columns.iter().take(place).any(|before| before == name) {
            problems.push(Problem::new(field, format!("\"{name}\" stands there twice")));
        }
    }
    problems
}

impl ListColumn {
    /// The column of this name; none where there is no such field, or no longer.
    pub fn named(name: &str) -> Option<Self> {
        let (field, entry) = name.split_once(':').map_or((name, None), |(field, entry)| (field, Some(entry)));
        let choice = column_choices().find(|choice| choice.name == field)?;
        let is_whole = choice.takes_name == entry.is_some_and(|entry| !entry.trim().is_empty());
        let is_plain = choice.takes_name || entry.is_none();
        (is_whole && is_plain).then(|| Self {
            name: name.to_owned(),
            entry: entry.unwrap_or_default().to_owned(),
            reads: choice.reads,
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What people read above it.
    pub fn label(&self) -> String {
        label_of_field(&self.name)
    }

    /// What it takes to see it; a user without one of these has nothing there.
    pub fn permissions(&self) -> &'static [Permission] {
        permissions_of_field(self.name.split(':').next().unwrap_or_default())
    }

    /// Whether its values are read from the right, as amounts and numbers are.
    pub fn is_number(&self) -> bool {
        matches!(self.reads, Reads::Order(field) if matches!(field.read, Read::Amount(_) | Read::Whole(_)))
    }

    /// What an order has there, as a user sees it.
    pub fn of(&self, order: &SeenOrder) -> ColumnValue {
        match self.reads {
            Reads::Own(own) => of_own(own, order),
            Reads::Order(field) => self.of_order(field, order),
            Reads::Item(field) => ColumnValue::texts(order.order_items.iter().map(|item| match field.read {
                ItemRead::Text(read) => read(item),
                ItemRead::Map(read) => entry_of(read(item), &self.entry),
                ItemRead::Amount(_) | ItemRead::Whole(_) => "",
            })),
            Reads::Shipment(field) => {
                ColumnValue::texts(order.order_shipments.iter().map(|shipment| match field.read {
                    ShipmentRead::Text(read) => read(shipment),
                    ShipmentRead::Amount(_) | ShipmentRead::Date(_) | ShipmentRead::Day(_) => "",
                }))
            }
            Reads::Discount(field) => ColumnValue::texts(order.discount_list.iter().map(|discount| match field.read {
                DiscountRead::Text(read) => read(discount),
                DiscountRead::Amount(_) => "",
            })),
            // The newest says how things stand.
            Reads::Note(field) => match (order.order_notes.last(), field.read) {
                (Some(note), NoteRead::Text(read)) => ColumnValue::text(read(note)),
                _ => ColumnValue::Text(String::new()),
            },
        }
    }

    fn of_order(&self, field: &OrderField, order: &SeenOrder) -> ColumnValue {
        match field.read {
            Read::Text(read) if field.name == "tag_name" => ColumnValue::Tag(read(order).to_owned()),
            Read::Text(read) if field.name == "cc_number_masked" => {
                let digits = read(order);
                ColumnValue::Text(if digits.is_empty() { String::new() } else { format!("xxxx {digits}") })
            }
            Read::Text(read) => ColumnValue::text(read(order)),
            Read::Amount(read) if field.name == "weight_total" => ColumnValue::Weight(read(order)),
            Read::Amount(read) => ColumnValue::Amount(read(order)),
            Read::Whole(read) => ColumnValue::Whole(read(order)),
            Read::Flag(read) => ColumnValue::Flag(read(order)),
            Read::Date(read) => ColumnValue::Moment(read(order)),
            Read::Map(read) => ColumnValue::text(entry_of(read(order), &self.entry)),
            Read::FolderName => ColumnValue::Folder(order.folder_id),
            Read::Parts => ColumnValue::Text(String::new()),
        }
    }
}

impl PartialEq for ListColumn {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ListColumn {}

impl Reads {
    fn is_map(self) -> bool {
        match self {
            Self::Order(field) => matches!(field.read, Read::Map(_)),
            Self::Item(field) => matches!(field.read, ItemRead::Map(_)),
            Self::Own(_) | Self::Shipment(_) | Self::Discount(_) | Self::Note(_) => false,
        }
    }
}

fn of_own(own: Own, order: &SeenOrder) -> ColumnValue {
    match own {
        Own::ShipTo => ColumnValue::ShipTo,
        Own::State => ColumnValue::State,
        Own::Supplier => {
            ColumnValue::Supplier(order.submission.as_ref().map(|it| it.supplier_id.clone()).unwrap_or_default())
        }
        Own::Age => ColumnValue::Since(order.date_added),
        Own::Unchanged => ColumnValue::Since(order.date_updated),
    }
}

fn entry_of<'a>(entries: &'a Variations, name: &str) -> &'a str {
    entries.get(name).map(String::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(columns: &[&str]) -> Vec<String> {
        columns.iter().map(|name| (*name).to_owned()).collect()
    }

    /// Catches a field of an order that nobody can make a column of.
    #[test]
    fn every_field_of_an_order_that_has_a_value_can_be_a_column() {
        for field in ORDER_FIELDS.iter().filter(|field| !LEFT_OUT.contains(&field.name)) {
            let name = match field.read {
                Read::Parts => continue,
                Read::Map(_) => format!("{}:Gift", field.name),
                _ => field.name.to_owned(),
            };
            assert_eq!(ListColumn::named(&name).map(|column| column.name), Some(name));
        }
    }

    #[test]
    fn a_column_is_found_by_its_name_and_an_entry_by_its_own() {
        for good in
            ["ship_to", "order_total", "checkout_data:Gift: note", "item.metadata:art", "shipment.tracking_number"]
        {
            assert_eq!(ListColumn::named(good).unwrap().name(), good);
        }
        for bad in
            ["", "colour", "checkout_data", "checkout_data:", "checkout_data: ", "email:x", "item.price", "shipping"]
        {
            assert!(ListColumn::named(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn the_usual_columns_are_columns_and_those_of_a_folder_leave_its_name_out() {
        let folder = FolderId::new(2);
        assert_eq!(check_columns(&usual_columns(None)), []);
        assert_eq!(usual_columns(None).len(), usual_columns(folder).len() + 1);
        assert!(!usual_columns(folder).contains(&"folder_name".to_owned()));
    }

    #[test]
    fn what_is_wrong_with_columns_is_named_by_its_place() {
        let fields = |columns: &[&str]| -> Vec<String> {
            check_columns(&names(columns)).into_iter().map(|problem| problem.field).collect()
        };
        assert_eq!(fields(&["email", "age"]), Vec::<String>::new());
        assert_eq!(fields(&["email", "colour", "email"]), ["columns[1]", "columns[2]"]);
        let many = vec!["age"; 13];
        assert_eq!(fields(&many)[0], "columns");
        let long = format!("checkout_data:{}", "x".repeat(200));
        assert_eq!(fields(&[long.as_str()]), ["columns[0]"]);
    }
}
