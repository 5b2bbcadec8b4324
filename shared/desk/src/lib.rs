//! Use cases: what is done with orders, shipments, inventory, folders, rules, stores and appointments. Each exists once,
//! whoever asks for it: the API, a rule, a file, a person. Plain arguments in, typed results and errors out; no HTTP, no
//! Lambda event, no JSON.

pub mod access;
#[cfg(feature = "accounts")]
pub mod accounts;
mod actor;
pub mod appointments;
mod cache;
#[cfg(feature = "webhooks")]
pub mod carts;
#[cfg(any(feature = "connections", feature = "webhooks"))]
pub mod connections;
pub mod custom_buttons;
pub mod custom_events;
mod definitions;
#[cfg(feature = "deliveries")]
pub mod deliveries;
#[cfg(feature = "documents")]
pub mod documents;
pub mod dropship;
mod error;
#[cfg(feature = "export-templates")]
pub mod export_templates;
pub mod exports;
#[cfg(feature = "file-servers")]
pub mod file_servers;
pub mod folders;
mod groups;
#[cfg(feature = "import-templates")]
pub mod import_templates;
#[cfg(feature = "files")]
pub mod imports;
pub mod incidents;
pub mod inventory;
#[cfg(any(feature = "file-servers", feature = "rules"))]
mod kept_secrets;
mod key_checksum;
#[cfg(feature = "stores")]
pub mod keys;
pub mod links;
pub mod mail_confirmations;
#[cfg(feature = "mail-senders")]
pub mod mail_senders;
#[cfg(feature = "mail-templates")]
pub mod mail_templates;
pub mod mails;
pub mod notices;
#[cfg(any(feature = "accounts", feature = "webhooks", feature = "senders", feature = "file-servers"))]
mod opened_data_key;
pub mod orders;
pub mod pickups;
#[cfg(feature = "posts")]
pub mod posts;
#[cfg(feature = "print-templates")]
pub mod print_templates;
pub mod repairs;
#[cfg(feature = "rules")]
pub mod rules;
#[cfg(feature = "schedule")]
pub mod schedule;
#[cfg(feature = "senders")]
mod senders;
pub mod shipments;
#[cfg(feature = "stores")]
pub mod signing;
#[cfg(feature = "stores")]
pub mod store_secrets;
pub mod stores;
pub mod suppliers;
#[cfg(any(feature = "exports", feature = "export-templates", feature = "mail-templates", feature = "print-templates"))]
mod surroundings;
pub mod sweeps;
#[cfg(any(feature = "import-templates", feature = "export-templates"))]
mod template_copies;
#[cfg(any(feature = "import-templates", feature = "print-templates"))]
mod unguessable;

pub use actor::{Actor, Who};
pub use cache::Cache;
pub use definitions::Creation;
pub use error::DeskError;
pub use key_checksum::{BadChecksumSetting, KeyChecksums};
#[cfg(any(feature = "accounts", feature = "webhooks", feature = "senders", feature = "file-servers"))]
pub use opened_data_key::OpenSecretError;
#[cfg(any(feature = "import-templates", feature = "export-templates"))]
pub use template_copies::TemplateCopy;

pub use table::{LookedAt, OrderRow, TableError};

use domain::Chance;
use table::Table;

/// What every use case works with.
#[derive(Clone)]
pub struct Desk {
    /// Where everything is kept.
    pub table: Table,
    /// Ids nobody can foresee come from it.
    pub chance: Chance,
}

impl Desk {
    /// Works on `table`, whose waits between tries of one change are spread by `chance`.
    pub fn new(table: Table, chance: Chance) -> Self {
        Self { table: table.spread_by(chance.clone()), chance }
    }

    /// The same desk, whose searches count into `looked_at` how much they look at, also those that fail.
    #[must_use]
    pub fn counting(&self, looked_at: &LookedAt) -> Self {
        Self { table: self.table.counting(looked_at), chance: self.chance.clone() }
    }
}

/// Which schemes the addresses of a store's posts may have, as its settings say.
#[cfg(any(feature = "rules", feature = "senders"))]
pub(crate) fn schemes_of(settings: &domain::Settings) -> guard::Schemes {
    if settings.allow_http { guard::Schemes::HttpToo } else { guard::Schemes::HttpsOnly }
}
