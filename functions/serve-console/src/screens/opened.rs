//! Which list of orders an address opens: that of a folder, of all folders, or a saved view; narrowed as the address or the
//! form of Edit Filters says.

use domain::{FolderId, Problem, SavedView, usual_columns};
use http::{ApiReply, Failure};

use super::filter_rows;
use super::narrowing::Narrowing;
use crate::frame::sees_folders;
use crate::lists::Lists;
use crate::visit::{Member, with_query};

/// A list of orders that is opened.
pub(super) struct Opened {
    pub(super) narrowing: Narrowing,
    /// The saved view that it is, or was before something was changed of it; and whether it is the user's own.
    pub(super) view: Option<(SavedView, bool)>,
    /// What keeps it from being shown.
    pub(super) problems: Vec<Problem>,
    /// What is to be said of it beside.
    pub(super) note: Option<String>,
    /// So many blank rows for filters are shown.
    pub(super) blank_rows: usize,
    /// Its address, without a page of it.
    pub(super) address: String,
}

/// Where an address leads.
pub(super) enum Opening {
    /// To a list.
    List(Box<Opened>),
    /// To another address: what a form says, as addresses say it.
    Elsewhere(ApiReply),
}

/// Whether the address names a saved view: then that is to be read first.
pub(super) fn names_view(member: &Member<'_>) -> bool {
    let call = member.visit().call;
    call.query("view").or_else(|| call.query("saved")).is_some()
}

/// Opens the list that the address names.
pub(super) fn open(member: &Member<'_>, lists: &Lists) -> Result<Opening, Failure> {
    let call = member.visit().call;
    let by_name = call.query("view");
    let found = by_name.or_else(|| call.query("saved")).and_then(|id| lists.find(id));
    let view = found.map(|(view, is_own)| (view.clone(), is_own));
    let mut narrowing = match (&view, by_name) {
        (None, Some(_)) => return Err(ApiReply::not_found("View").into()),
        (Some((view, _)), Some(_)) => Narrowing::of_view(view),
        (_, None) => Narrowing::of_query(call),
    };
    if view.is_none() {
        narrowing.saved.clear();
    }
    let sent = filter_rows::read(call);
    let wants_more = sent.as_ref().is_some_and(|(_, wants_more)| *wants_more);
    let is_sent = sent.is_some();
    if let Some((filters, _)) = sent {
        narrowing.filters = filters;
    }
    let problems = narrowing.check(member);
    if is_sent && !wants_more && problems.is_empty() {
        return Ok(Opening::Elsewhere(ApiReply::see_other(&narrowing.address(member))));
    }
    let note = folder_note(member, &narrowing, by_name.is_some())?;
    let address = match by_name {
        Some(id) => with_query(&member.path("orders"), &[("view", id)]),
        None => narrowing.address(member),
    };
    let blank_rows = if wants_more { 2 } else { 1 };
    Ok(Opening::List(Box::new(Opened { narrowing, view, problems, note, blank_rows, address })))
}

/// What is to be said of a saved view whose folder is deleted. Any other folder that is not there, or none of the user's,
/// is refused.
fn folder_note(member: &Member<'_>, narrowing: &Narrowing, is_view: bool) -> Result<Option<String>, Failure> {
    let Some(folder_id) = narrowing.folder else { return Ok(None) };
    if is_view && member.store.folder(folder_id).is_none() {
        let note = "The folder of this view is deleted, and its orders went into another one. Save the view for another \
                    folder, or delete it.";
        return Ok(Some(note.to_owned()));
    }
    if narrowing.folders(member).is_empty() { Err(ApiReply::not_found("Folder").into()) } else { Ok(None) }
}

/// The names of the columns of a list: those of a saved view, or those that the user chose, or those of everybody.
pub(super) fn names(
    member: &Member<'_>,
    lists: &Lists,
    folder_id: Option<FolderId>,
    view: Option<&SavedView>,
    of_everybody: Vec<String>,
) -> Vec<String> {
    if !sees_folders(member) {
        return usual_columns(None).into_iter().filter(|name| name != "folder_name").collect();
    }
    if let Some(view) = view.filter(|view| !view.columns.is_empty()) {
        return view.columns.clone();
    }
    lists.own.columns_of(folder_id).map_or(of_everybody, |own| own.columns.clone())
}
