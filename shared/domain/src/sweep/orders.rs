//! What a store's sweep does to orders, to which of them, and what each was before.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Event, FolderId, Order, OrderId, Permission, Variations, time};

/// A sweep names at most so many orders by their ids.
pub const MAX_SWEPT_IDS: usize = 5_000;

/// A sweep's query finds at most so many orders.
pub const MAX_SWEPT_ORDERS: u64 = 200_000;

/// A sweep of at most so many orders is done by the call that asks for it.
pub const MAX_SWEPT_AT_ONCE: usize = 25;

/// Of what an order was before, at most so many bytes of text are kept.
pub const MAX_KEPT_BYTES: usize = 12_000;

/// What a sweep does to each order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum SweepAction {
    /// Moves it into a folder.
    Move {
        /// The folder.
        folder_id: FolderId,
    },
    /// Tags it.
    SetTag {
        /// The colour.
        color: String,
    },
    /// Takes its tag away.
    RemoveTag,
    /// Sets one entry of its order metadata.
    SetOrderMetadata {
        /// The entry's name.
        name: String,
        /// What it becomes.
        value: String,
    },
    /// Removes one entry of its order metadata.
    RemoveOrderMetadata {
        /// The entry's name.
        name: String,
    },
    /// Sets one entry of its checkout data.
    SetCheckoutData {
        /// The entry's name.
        name: String,
        /// What it becomes.
        value: String,
    },
    /// Removes one entry of its checkout data.
    RemoveCheckoutData {
        /// The entry's name.
        name: String,
    },
    /// Runs an event on it, where rules have something to do.
    RunEvent {
        /// Which.
        event: Event,
        /// Of a custom event, which one; empty otherwise.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        event_id: String,
    },
    /// Deletes it; for 30 days it can be restored.
    Delete,
    /// Restores it, if it was deleted less than 30 days ago.
    Restore,
    /// Begins a new round of attempts at its failed and canceled appointments.
    RetryAppointments {
        /// Of this kind alone; of all kinds when empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        kind: String,
    },
    /// Calls off its appointments that are still to be tried.
    CancelAppointments {
        /// Of this kind alone; of all kinds when empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        kind: String,
    },
}

/// The kinds of what a sweep does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SweepActionKind {
    /// [`SweepAction::Move`].
    Move,
    /// [`SweepAction::SetTag`].
    SetTag,
    /// [`SweepAction::RemoveTag`].
    RemoveTag,
    /// [`SweepAction::SetOrderMetadata`].
    SetOrderMetadata,
    /// [`SweepAction::RemoveOrderMetadata`].
    RemoveOrderMetadata,
    /// [`SweepAction::SetCheckoutData`].
    SetCheckoutData,
    /// [`SweepAction::RemoveCheckoutData`].
    RemoveCheckoutData,
    /// [`SweepAction::RunEvent`].
    RunEvent,
    /// [`SweepAction::Delete`].
    Delete,
    /// [`SweepAction::Restore`].
    Restore,
    /// [`SweepAction::RetryAppointments`].
    RetryAppointments,
    /// [`SweepAction::CancelAppointments`].
    CancelAppointments,
}

impl SweepActionKind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Move,
        Self::SetTag,
        Self::RemoveTag,
        Self::SetOrderMetadata,
        Self::RemoveOrderMetadata,
        Self::SetCheckoutData,
        Self::RemoveCheckoutData,
        Self::RunEvent,
        Self::Delete,
        Self::Restore,
        Self::RetryAppointments,
        Self::CancelAppointments,
    ];

    /// Its name in the API and in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Move => "move",
            Self::SetTag => "set_tag",
            Self::RemoveTag => "remove_tag",
            Self::SetOrderMetadata => "set_order_metadata",
            Self::RemoveOrderMetadata => "remove_order_metadata",
            Self::SetCheckoutData => "set_checkout_data",
            Self::RemoveCheckoutData => "remove_checkout_data",
            Self::RunEvent => "run_event",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::RetryAppointments => "retry_appointments",
            Self::CancelAppointments => "cancel_appointments",
        }
    }

    /// What it does.
    pub const fn doc(self) -> &'static str {
        match self {
            Self::Move => "Moves the order into a folder.",
            Self::SetTag => "Tags the order.",
            Self::RemoveTag => "Takes the order's tag away.",
            Self::SetOrderMetadata => "Sets one entry of the order metadata.",
            Self::RemoveOrderMetadata => "Removes one entry of the order metadata.",
            Self::SetCheckoutData => "Sets one entry of the checkout data.",
            Self::RemoveCheckoutData => "Removes one entry of the checkout data.",
            Self::RunEvent => {
                "Runs an event on the order, where rules have something to do; others are unchanged. Can't be undone."
            }
            Self::Delete => "Deletes the order; for 30 days it can be restored, which is how it is undone.",
            Self::Restore => {
                "Restores an order that was deleted less than 30 days ago; `ids` alone name such. Undone by deleting."
            }
            Self::RetryAppointments => "Tries the order's failed and canceled appointments again. Can't be undone.",
            Self::CancelAppointments => {
                "Calls off the order's appointments that are still to be tried. Can't be undone."
            }
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether what it does can be undone.
    pub const fn can_be_undone(self) -> bool {
        !matches!(
            self,
            Self::RunEvent | Self::Delete | Self::Restore | Self::RetryAppointments | Self::CancelAppointments
        )
    }
}

impl SweepAction {
    /// Its kind.
    pub const fn kind(&self) -> SweepActionKind {
        match self {
            Self::Move { .. } => SweepActionKind::Move,
            Self::SetTag { .. } => SweepActionKind::SetTag,
            Self::RemoveTag => SweepActionKind::RemoveTag,
            Self::SetOrderMetadata { .. } => SweepActionKind::SetOrderMetadata,
            Self::RemoveOrderMetadata { .. } => SweepActionKind::RemoveOrderMetadata,
            Self::SetCheckoutData { .. } => SweepActionKind::SetCheckoutData,
            Self::RemoveCheckoutData { .. } => SweepActionKind::RemoveCheckoutData,
            Self::RunEvent { .. } => SweepActionKind::RunEvent,
            Self::Delete => SweepActionKind::Delete,
            Self::Restore => SweepActionKind::Restore,
            Self::RetryAppointments { .. } => SweepActionKind::RetryAppointments,
            Self::CancelAppointments { .. } => SweepActionKind::CancelAppointments,
        }
    }

    /// What doing it to orders takes.
    pub const fn permission(&self) -> Permission {
        match self {
            Self::Move { .. } | Self::SetTag { .. } | Self::RemoveTag => Permission::MoveOrders,
            Self::SetOrderMetadata { .. }
            | Self::RemoveOrderMetadata { .. }
            | Self::SetCheckoutData { .. }
            | Self::RemoveCheckoutData { .. } => Permission::EditOrders,
            Self::RunEvent { .. } => Permission::RunEvents,
            Self::Delete | Self::Restore => Permission::DeleteOrders,
            Self::RetryAppointments { .. } | Self::CancelAppointments { .. } => Permission::RetryAppointments,
        }
    }

    /// What it changes of an order, as it is now; nothing where it changes something else.
    pub fn kept_of(&self, order: &Order) -> Option<KeptValue> {
        match self.kind() {
            SweepActionKind::Move => Some(KeptValue::Folder(order.folder_id)),
            SweepActionKind::SetTag | SweepActionKind::RemoveTag => Some(KeptValue::Tag(order.tag_name.clone())),
            SweepActionKind::SetOrderMetadata | SweepActionKind::RemoveOrderMetadata => {
                Some(KeptValue::OrderMetadata(order.order_metadata.clone()))
            }
            SweepActionKind::SetCheckoutData | SweepActionKind::RemoveCheckoutData => {
                Some(KeptValue::CheckoutData(order.checkout_data.clone()))
            }
            _ => None,
        }
    }
}

/// What of an order a sweep changed, as it was before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptValue {
    /// The folder it lay in.
    Folder(FolderId),
    /// The name of its tag.
    Tag(String),
    /// All of its order metadata.
    OrderMetadata(Variations),
    /// All of its checkout data.
    CheckoutData(Variations),
}

impl KeptValue {
    /// The same, unless it is too large to be kept.
    pub fn if_small(self) -> Option<Self> {
        let bytes = match &self {
            Self::Folder(_) | Self::Tag(_) => 0,
            Self::OrderMetadata(map) | Self::CheckoutData(map) => {
                map.iter().map(|(name, value)| name.len().saturating_add(value.len())).sum()
            }
        };
        (bytes <= MAX_KEPT_BYTES).then_some(self)
    }

    /// Gives it back to an order.
    pub fn give_back(&self, order: &mut Order) {
        match self {
            Self::Folder(folder_id) => order.folder_id = *folder_id,
            Self::Tag(tag_name) => order.tag_name.clone_from(tag_name),
            Self::OrderMetadata(map) => order.order_metadata.clone_from(map),
            Self::CheckoutData(map) => order.checkout_data.clone_from(map),
        }
    }
}

/// An order that a sweep is about to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptOrder {
    /// The order.
    #[serde(rename = "order")]
    pub order_id: OrderId,
    /// The version of its row before; the sweep writes the next one.
    pub version: u64,
    /// What it was; nothing where that is too large to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<KeptValue>,
}

/// Which orders a sweep is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// These, each once.
    Ids(Vec<OrderId>),
    /// Those that this looks for.
    Query(Box<SweepQuery>),
}

/// Which orders are looked for. All of it must hold; what is left out holds always.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SweepQuery {
    /// In one of these folders; in any when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folder_ids: Vec<FolderId>,
    /// From this cart, in any case of letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_name: Option<String>,
    /// With this e-mail, in any case of letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// With this customer's id in the cart, in any case of letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    /// With this tag; an empty one is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag_name: Option<String>,
    /// Dated then or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_from: Option<Timestamp>,
    /// Dated then or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added_to: Option<Timestamp>,
    /// Changed then or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_from: Option<Timestamp>,
    /// Changed then or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_to: Option<Timestamp>,
}

impl SweepQuery {
    /// Whether an order is looked for.
    pub fn admits(&self, order: &Order) -> bool {
        let same = |wanted: &Option<String>, text: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted.to_lowercase() == text.to_lowercase())
        };
        let within = |at: Timestamp, from: Option<Timestamp>, to: Option<Timestamp>| {
            from.is_none_or(|from| at >= from) && to.is_none_or(|to| time::whole_seconds(at) <= to)
        };
        (self.folder_ids.is_empty() || self.folder_ids.contains(&order.folder_id))
            && same(&self.source_name, &order.source_name)
            && same(&self.email, &order.email)
            && same(&self.customer_id, &order.customer_id)
            && same(&self.tag_name, &order.tag_name)
            && within(order.date_added, self.added_from, self.added_to)
            && within(order.date_updated, self.updated_from, self.updated_to)
    }
}

#[cfg(test)]
mod tests;
