//! Actions on an order as a whole: canceling, deleting, copying, moving and merging it.

use std::borrow::Cow;

use domain::{AUTO, CANCELED_FOLDER, Cancellation, Event, FolderId, Order, OrderRequest, check_mergeable};

use super::text::{Stage, Text};
use super::{Effect, shown};
use crate::Circumstances;

/// Cancels the order: it lies in the folder for canceled ones then, and what stands at a supplier is canceled there too.
pub(super) fn cancel(note: &Text, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Effect {
    let refused = |why: &str| Effect::with_note(format!("did not cancel the order: {why}"));
    let Some(folder) = stage.circumstances.folders.iter().find(|folder| folder.name == CANCELED_FOLDER) else {
        return refused(&format!("there is no folder {CANCELED_FOLDER}"));
    };
    if order.is_canceled() || order.is_canceled_in(folder.id) {
        return Effect::with_note("left it canceled");
    }
    let note = match note.fill_in(order, stage) {
        Ok(note) if note.trim().is_empty() => return refused("its note is blank"),
        Ok(note) => note.trim().to_owned(),
        Err(why) => return refused(&why),
    };
    let is_moved = order.folder_id != folder.id;
    order.to_mut().cancel(folder.id, Cancellation::new(stage.circumstances.now, AUTO, note.as_str()));
    let canceled = Some(Event::OrderCanceled.into());
    let (follow_up, then) = if is_moved { (Some(Event::FolderChanged.into()), canceled) } else { (canceled, None) };
    Effect { follow_up, then, ..Effect::with_note(format!("canceled the order: {}", shown(&note))) }
}

/// Asks for what is done with the order once the rules are done.
pub(super) fn request(request: OrderRequest) -> Effect {
    let note = match &request {
        OrderRequest::Remove => "will delete the order".to_owned(),
        OrderRequest::Copy(to) => format!("will copy the order to store {}", to.store_id),
        OrderRequest::Move(to) => format!("will move the order to store {}", to.store_id),
        OrderRequest::Merge { order_ids, .. } => match order_ids.as_slice() {
            [other] => format!("will merge the order with order {other}"),
            others => format!("will merge the order with {} others", others.len()),
        },
        OrderRequest::Submit { supplier_id } => format!("will submit the order to supplier {supplier_id}"),
    };
    Effect { request: Some(request), ..Effect::with_note(note) }
}

/// Asks for the order to be merged with its fellows. One that has none, or can't be merged, is left without a word: a
/// custom event comes to it again and again. As long as nobody has looked for them it asks for a merge with none, which
/// tells who runs the rules to look.
pub(super) fn merge(archive_folder_id: Option<FolderId>, order: &Order, circumstances: &Circumstances<'_>) -> Effect {
    let fellows = circumstances.fellows;
    if order.ship_to().is_none() || check_mergeable(order).is_err() || fellows.is_some_and(<[_]>::is_empty) {
        return Effect::with_note("");
    }
    let folder = archive_folder_id.map(|id| (id, circumstances.folder_name(id)));
    match (fellows, folder) {
        (Some(_), Some((id, None))) => Effect::with_note(format!("did not merge the order: there is no folder {id}")),
        _ => request(OrderRequest::Merge { archive_folder_id, order_ids: fellows.unwrap_or_default().to_vec() }),
    }
}
