//! The forms of a list of orders: what narrows it, and what keeps it under a name.

use domain::{ListColumn, ListSequence, Permission, Problem};

use super::filter_rows::{self, FilterRow};
use super::narrowing::{Chip, NARROWING, Narrowing};
use super::opened::Opened;
use crate::frame::sees_folders;
use crate::view::{Choice, Field, Shown};
use crate::visit::{Member, with_query};

/// What narrows the list, as the page shows it.
pub(super) struct Narrowed {
    pub(super) fields: Vec<Field>,
    pub(super) sequences: Vec<Choice>,
    pub(super) rows: Vec<FilterRow>,
    pub(super) offers_rows: bool,
    pub(super) chips: Vec<Chip>,
    pub(super) is_any: bool,
    pub(super) folder_id: String,
    pub(super) saved: String,
    /// What its forms say of it.
    pub(super) pairs: Vec<(&'static str, String)>,
}

/// The forms that keep the list under a name.
#[derive(Default)]
pub(super) struct ViewForm {
    pub(super) can_save: bool,
    pub(super) can_share: bool,
    /// The saved view that it is or was, and its address; blank for none, or where the user may not change it.
    pub(super) name: String,
    pub(super) address: String,
    pub(super) columns: Vec<String>,
    pub(super) has_columns: bool,
}

/// What narrows the list, and the rows of Edit Filters with what is wrong with them.
pub(super) fn narrowed(member: &Member<'_>, opened: &Opened, problems: &[Problem]) -> Narrowed {
    let narrowing = &opened.narrowing;
    let sequence =
        |sequence: ListSequence, label: &str| Choice::new(sequence.name(), label, narrowing.sequence == sequence);
    let offers_rows = sees_folders(member);
    let blank_rows = if offers_rows { opened.blank_rows } else { 0 };
    Narrowed {
        fields: fields(member, narrowing),
        sequences: vec![
            sequence(ListSequence::NewestFirst, "Newest first"),
            sequence(ListSequence::OldestFirst, "Oldest first"),
        ],
        rows: filter_rows::rows(member, &narrowing.filters, problems, blank_rows),
        offers_rows,
        chips: narrowing.chips(member),
        is_any: narrowing.is_narrow(),
        folder_id: narrowing.folder.map(|id| id.to_string()).unwrap_or_default(),
        saved: narrowing.saved.clone(),
        pairs: narrowing.fields(),
    }
}

/// The simple fields of the list, of those that the user sees.
fn fields(member: &Member<'_>, narrowing: &Narrowing) -> Vec<Field> {
    let all = NARROWING.into_iter().zip(narrowing.values());
    let seen = all.filter(|((name, _), _)| *name != "email" || member.desk().rights().sees_customers());
    seen.map(|((name, label), value)| Field::new(name, label, value)).collect()
}

/// The forms that keep the list; none for who works for a supplier.
pub(super) fn view_form(member: &Member<'_>, opened: &Opened, columns: &[ListColumn]) -> ViewForm {
    if !sees_folders(member) {
        return ViewForm::default();
    }
    let can_share = member.may(Permission::ManageSettings);
    let changed = opened.view.as_ref().filter(|(_, is_own)| *is_own || can_share).map(|(view, _)| view);
    ViewForm {
        can_save: true,
        can_share,
        name: changed.map(|view| view.name.clone()).unwrap_or_default(),
        address: changed.map(|view| member.path(&format!("orders/views/{}", view.id))).unwrap_or_default(),
        columns: columns.iter().map(|column| column.name().to_owned()).collect(),
        has_columns: opened.view.as_ref().is_some_and(|(view, _)| !view.columns.is_empty()),
    }
}

/// Problems in words: those of filters stand beside their rows too, and say which they mean.
pub(super) fn shown(problems: &[Problem]) -> Vec<Shown> {
    let named = |problem: &Problem| {
        let number = problem.field.strip_prefix("filters[").and_then(|rest| rest.split(']').next());
        let label = match number.and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => format!("Filter {}", number.saturating_add(1)),
            None if problem.field == "email" => "E-mail".to_owned(),
            None => "The filters".to_owned(),
        };
        let place = number.map_or_else(|| "filters".to_owned(), |number| format!("field-{number}"));
        Shown { label, place, message: problem.message.clone() }
    };
    problems.iter().map(named).collect()
}

/// What all that match are called; blank where a sweep can't take them all.
pub(super) fn matching(narrowing: &Narrowing, total: &str, name: &str) -> String {
    match (narrowing.can_be_swept(), total) {
        (false, _) => String::new(),
        (true, "") => format!("All that match in {name}"),
        (true, total) => format!("All {total} in {name}"),
    }
}

/// Where the columns of the list are chosen: those of a saved view that has its own, or of the folder.
pub(super) fn columns_address(member: &Member<'_>, opened: &Opened) -> String {
    if !sees_folders(member) {
        return String::new();
    }
    let folder = opened.narrowing.folder.map(|id| id.to_string()).unwrap_or_default();
    let view = opened.view.as_ref().filter(|(view, _)| !view.columns.is_empty()).map(|(view, _)| view.id.as_str());
    with_query(&member.path("orders/columns"), &[("folder", &folder), ("view", view.unwrap_or_default())])
}
