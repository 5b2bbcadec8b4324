//! Actions on an order as a whole: canceling, deleting, copying and moving it.

use std::borrow::Cow;

use domain::{CANCELED_FOLDER, Event, Order, OrderRequest};

use super::text::{Stage, Text};
use super::{Effect, shown};

/// Moves the order into the folder for canceled ones.
pub(super) fn cancel(note: &Text, order: &mut Cow<'_, Order>, stage: &mut Stage<'_, '_>) -> Effect {
    let refused = |why: &str| Effect::with_note(format!("did not cancel the order: {why}"));
    let Some(folder) = stage.circumstances.folders.iter().find(|folder| folder.name == CANCELED_FOLDER) else {
        return refused(&format!("there is no folder {CANCELED_FOLDER}"));
    };
    if order.folder_id == folder.id {
        return Effect::with_note("left it canceled");
    }
    let note = match note.fill_in(order, stage) {
        Ok(note) if note.trim().is_empty() => return refused("its note is blank"),
        Ok(note) => note.trim().to_owned(),
        Err(why) => return refused(&why),
    };
    order.to_mut().folder_id = folder.id;
    Effect {
        follow_up: Some(Event::FolderChanged.into()),
        then: Some(Event::OrderCanceled.into()),
        ..Effect::with_note(format!("canceled the order: {}", shown(&note)))
    }
}

/// Asks for what is done with the order once the rules are done.
pub(super) fn request(request: OrderRequest) -> Effect {
    let note = match request {
        OrderRequest::Remove => "will delete the order".to_owned(),
        OrderRequest::Copy(to) => format!("will copy the order to store {}", to.store_id),
        OrderRequest::Move(to) => format!("will move the order to store {}", to.store_id),
    };
    Effect { request: Some(request), ..Effect::with_note(note) }
}
