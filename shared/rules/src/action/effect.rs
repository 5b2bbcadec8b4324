//! What follows from an action.

use domain::{Job, Offshoot, OrderEvent, OrderRequest, StockChange};

/// What followed from an action, beside the change of the order.
pub(crate) struct Effect {
    /// Its part of the history line, as in `moved to folder Prepared`.
    pub(crate) note: String,
    /// The event that follows from it, if one does.
    pub(crate) follow_up: Option<OrderEvent>,
    /// Another one, behind that.
    pub(crate) then: Option<OrderEvent>,
    /// What is to be done with the order as a whole, once all that rules do to it is kept.
    pub(crate) request: Option<OrderRequest>,
    /// What is to be done outside, as an appointment.
    pub(crate) job: Option<Job>,
    /// Whether no later rule of this event runs.
    pub(crate) stops: bool,
    /// Whether the item that was looked at is gone.
    pub(crate) is_item_gone: bool,
    /// The orders that are to be made of this one.
    pub(crate) offshoots: Vec<Offshoot>,
    /// How the inventory's stock is to change.
    pub(crate) stock: Vec<StockChange>,
}

impl Effect {
    pub(super) fn with_note(note: impl Into<String>) -> Self {
        Self {
            note: note.into(),
            follow_up: None,
            then: None,
            request: None,
            job: None,
            stops: false,
            is_item_gone: false,
            offshoots: vec![],
            stock: vec![],
        }
    }
}
