//! The columns of a list of orders, and what each order has in them, as a page shows it.

use domain::{ColumnValue, ListColumn, SeenOrder, Supplier};

use super::orders::badges;
use super::search::ship_to;
use crate::frame::{folder_name, sees_folders};
use crate::view::{Badge, Tag, Times, When, amount};
use crate::visit::Member;

/// On phones, and in small windows, so many columns are shown beside the order's number.
const ALWAYS_SHOWN: usize = 4;

/// A column's head.
pub(super) struct Head {
    pub(super) label: String,
    pub(super) class: String,
}

/// What an order has in a column.
pub(super) struct Cell {
    /// How it is shown: `text`, `lines`, `tag`, `badges`, `money` or `time`.
    pub(super) kind: &'static str,
    /// What the column is called; blank where nothing stands in the cell.
    pub(super) label: String,
    pub(super) class: String,
    pub(super) text: String,
    /// What stands below the text, smaller.
    pub(super) more: String,
    pub(super) tag: Tag,
    pub(super) badges: Vec<Badge>,
    pub(super) when: When,
}

/// What is shown of one order, before it is laid out.
#[derive(Default)]
struct Content {
    kind: &'static str,
    text: String,
    more: String,
    tag: Tag,
    badges: Vec<Badge>,
    when: When,
}

/// The columns of these names that there are and whose values the user may see; and the names of those that are gone.
pub(super) fn columns_of(member: &Member<'_>, names: &[String]) -> (Vec<ListColumn>, Vec<String>) {
    let (mut columns, mut gone) = (vec![], vec![]);
    for name in names {
        match ListColumn::named(name) {
            Some(column) if is_seen(member, &column) => columns.push(column),
            Some(_) => {}
            None => gone.push(name.clone()),
        }
    }
    (columns, gone)
}

/// Whether the user sees what stands in a column. A supplier's people see neither prices nor customers, whatever they may.
pub(super) fn is_seen(member: &Member<'_>, column: &ListColumn) -> bool {
    let permissions = column.permissions();
    permissions.is_empty() || (sees_folders(member) && permissions.iter().all(|permission| member.may(*permission)))
}

/// The heads of columns.
pub(super) fn heads(columns: &[ListColumn]) -> Vec<Head> {
    let head = |(place, column): (usize, &ListColumn)| Head { label: column.label(), class: class(place, column) };
    columns.iter().enumerate().map(head).collect()
}

/// What an order has in these columns.
pub(super) fn cells(
    member: &Member<'_>,
    suppliers: &[Supplier],
    columns: &[ListColumn],
    order: &SeenOrder,
) -> Vec<Cell> {
    let cell = |(place, column): (usize, &ListColumn)| {
        let Content { kind, text, more, tag, badges, when } = content(member, suppliers, column.of(order), order);
        let is_blank = text.is_empty() && more.is_empty() && tag.name.is_empty() && badges.is_empty();
        let is_blank = is_blank && when.text.is_empty();
        let label = if is_blank { String::new() } else { column.label() };
        let nowrap = if kind == "time" { " nowrap" } else { "" };
        Cell { kind, label, class: format!("{}{nowrap}", class(place, column)), text, more, tag, badges, when }
    };
    columns.iter().enumerate().map(cell).collect()
}

fn class(place: usize, column: &ListColumn) -> String {
    let number = if column.is_number() { "num" } else { "" };
    let wide = if place < ALWAYS_SHOWN { "" } else { " wide" };
    format!("{number}{wide}").trim().to_owned()
}

fn content(member: &Member<'_>, suppliers: &[Supplier], value: ColumnValue, order: &SeenOrder) -> Content {
    let times = Times::of(&member.store, member.now());
    let text = |text: String| Content { kind: "text", text, ..Content::default() };
    match value {
        ColumnValue::ShipTo => {
            let (name, place) = ship_to(order);
            Content { kind: "lines", text: name, more: place, ..Content::default() }
        }
        ColumnValue::State => Content { kind: "badges", badges: badges(order), ..Content::default() },
        ColumnValue::Text(value) => text(value),
        ColumnValue::Amount(value) => Content { kind: "money", text: amount(value), ..Content::default() },
        ColumnValue::Weight(value) if value == domain::Money::default() => text(String::new()),
        ColumnValue::Weight(value) => text(value.text()),
        ColumnValue::Whole(value) => text(value.to_string()),
        ColumnValue::Flag(true) => text("yes".to_owned()),
        ColumnValue::Flag(false) => text("no".to_owned()),
        ColumnValue::Moment(at) => Content { kind: "time", when: times.when(at), ..Content::default() },
        ColumnValue::Since(at) => {
            let when = times.when(at);
            Content { kind: "time", when: When { text: when.ago.clone(), ..when }, ..Content::default() }
        }
        ColumnValue::Tag(name) => Content { kind: "tag", tag: Tag::of(&name), ..Content::default() },
        ColumnValue::Folder(id) => text(folder_name(&member.store, id)),
        ColumnValue::Supplier(id) => {
            let known = suppliers.iter().find(|supplier| supplier.id == id);
            text(known.map_or(id, |supplier| supplier.settings.name.clone()))
        }
    }
}
