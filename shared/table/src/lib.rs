//! Adapter: the DynamoDB table. The only crate that speaks to DynamoDB. Keys and what each access costs are in `docs/table.md`.
//!
//! What methods are called says what they do: `order(id)` reads one, maybe nothing; `insert_*` writes unless it is
//! there; `change_*` reads, changes and writes under the condition that nobody else did; `save_*` is the last step of
//! that alone; `put_*` overwrites; `remove_*` removes. What became of a conditional write is an [`Outcome`].

mod accounts;
mod api_keys;
mod appointments;
mod arrivals;
mod body;
mod claims;
mod client;
mod counts;
mod creation;
mod custom_css;
mod definitions;
mod dropship_links;
mod due;
mod error;
mod folder_counts;
mod image;
mod inventory;
mod keys;
mod links;
mod mail_confirmations;
mod mail_senders;
mod mail_template_versions;
mod notices;
mod order_lists;
mod order_mails;
mod orders;
mod outcome;
mod posts;
mod progress;
mod rate_limit;
mod rules;
mod scanned;
mod search;
mod secrets;
mod stores;
mod sweeps;
mod unsubscribe_links;
#[cfg(test)]
mod written_and_read;

pub use accounts::{
    Acceptance, AuditOf, AuditRows, EmailChange, EmailRefused, KeptSession, KeptUser, SignedInRows, StoreOfAccount,
    Taken,
};
pub use api_keys::{KeptKey, KeyMadeBefore};
pub use appointments::FoundAppointments;
pub use arrivals::ArrivalPage;
pub use client::{Meter, Tries, Units};
pub use counts::Counted;
pub use creation::{Found, Relation};
pub use definitions::{Definition, NameTaken};
pub use due::{Claimed, DUE_LISTS, DuePage, DueRow};
pub use error::TableError;
pub use image::{Change, Image, Whose};
pub use inventory::{CodeTaken, LookedAtStock, MovementNumber, SeenStock, StockMovement};
pub use links::Link;
pub use mail_senders::SenderTaken;
pub use orders::{
    LeftStock, NotRestored, OrderRow, Plan, PlannedAppointment, PlannedCancellation, PlannedMerge, PlannedOrder,
    PlannedRequest, PlannedShipment, PlannedStock, RESTORABLE_FOR, RemovedOrder, RemovedPage, UnknownPlan, bytes_of,
};
pub use outcome::Outcome;
pub use progress::{Progress, Queued};
pub use rate_limit::SlotState;
pub use rules::{Full, Overrun};
pub use scanned::{ScannedRow, ScannedRows};
pub use search::{
    CountedSubmission, Cursor, CursorPage, LookedAt, MAX_ORDERS_READ, OrdersByShipTo, Page, Sequence, SupplierSearch,
};
pub use secrets::{KeptSecret, LegacySigningKey, SecretBefore, SigningSecret, StoreSecrets};
pub use sweeps::{Dates, ExportClaim, ListPosition, NotedImport, SweptOrders};

use std::sync::Arc;

use aws_types::SdkConfig;
use domain::Chance;

use crate::client::{Client, Consistency};

/// The table.
#[derive(Debug, Clone)]
pub struct Table {
    client: Client,
    looked_at: LookedAt,
}

impl Table {
    /// The table called `name`; nothing is sent yet.
    pub fn new(config: &SdkConfig, name: impl Into<String>) -> Self {
        Self { client: Client::new(config, name.into()), looked_at: LookedAt::default() }
    }

    /// Counts the capacity every request consumes into `meter`.
    #[must_use]
    pub fn metered(self, meter: Arc<Meter>) -> Self {
        Self { client: self.client.metered(meter), ..self }
    }

    /// Spreads the waits between tries of one change by `chance`, so that those who met once don't meet again.
    #[must_use]
    pub fn spread_by(self, chance: Chance) -> Self {
        Self { client: self.client.spread_by(chance), ..self }
    }

    /// The tries of a change that is read, decided and saved outside, of which the first begins now.
    pub fn tries(&self) -> Tries {
        self.client.tries()
    }

    /// One cheap read, so that the connection with its TLS handshake stands before the first event. What comes of it
    /// is not looked at: the first event will say what is wrong.
    pub async fn warm_up(&self) {
        let _ = self.client.get(keys::stack_data_key(), Consistency::Eventual).await;
    }
}
