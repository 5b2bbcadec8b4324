//! Use cases: what is done with orders, shipments, inventory, folders, rules, stores and appointments. Each exists once,
//! whoever asks for it: the API, a rule, a file, a person. Plain arguments in, typed results and errors out; no HTTP, no
//! Lambda event, no JSON.

pub mod access;
#[cfg(feature = "account-links")]
pub mod accounts;
mod actor;
pub mod appointments;
mod cache;
#[cfg(feature = "webhooks")]
pub mod carts;
#[cfg(any(feature = "connections", feature = "webhooks"))]
pub mod connections;
pub mod custom_buttons;
#[cfg(feature = "custom-css")]
pub mod custom_css;
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
#[cfg(any(feature = "account-links", feature = "webhooks", feature = "senders", feature = "file-servers"))]
mod opened_data_key;
pub mod order_lists;
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
#[cfg(any(feature = "account-links", feature = "webhooks", feature = "senders", feature = "file-servers"))]
pub use opened_data_key::OpenSecretError;
#[cfg(any(feature = "import-templates", feature = "export-templates"))]
pub use template_copies::TemplateCopy;

pub use table::{LookedAt, OrderRow, TableError};

use domain::{Chance, Permission, Problem, Rights};
use table::Table;

/// What every use case works with.
#[derive(Clone)]
pub struct Desk {
    /// Where everything is kept.
    pub table: Table,
    /// Ids nobody can foresee come from it.
    pub chance: Chance,
    /// What whoever works at it may do.
    rights: Rights,
}

impl Desk {
    /// Works on `table`, whose waits between tries of one change are spread by `chance`. Whoever works at it may do
    /// everything.
    pub fn new(table: Table, chance: Chance) -> Self {
        Self { table: table.spread_by(chance.clone()), chance, rights: Rights::all() }
    }

    /// The same desk, at which somebody works who has these rights.
    #[must_use]
    pub fn with_rights(&self, rights: Rights) -> Self {
        Self { rights, ..self.clone() }
    }

    /// What whoever works at it may do.
    pub const fn rights(&self) -> &Rights {
        &self.rights
    }

    /// Refuses whoever lacks the permission.
    pub(crate) fn needs(&self, permission: Permission) -> Result<(), DeskError> {
        if self.rights.may(permission) { Ok(()) } else { Err(DeskError::Lacks(permission)) }
    }

    /// Refuses whoever has neither the permission nor any of the others, which let them see the same.
    pub(crate) fn needs_any(&self, permission: Permission, others: &[Permission]) -> Result<(), DeskError> {
        if others.iter().any(|other| self.rights.may(*other)) { Ok(()) } else { self.needs(permission) }
    }

    /// Refuses who does not see all orders of the store, as what is done concerns all of them: `Folders are changed`.
    pub(crate) fn needs_all_orders(&self, what: &str) -> Result<(), DeskError> {
        if self.rights.sees_all_orders() {
            return Ok(());
        }
        Err(DeskError::Forbidden(vec![Problem::new("", format!("{what} by who sees all orders of the store"))]))
    }

    /// Refuses who does not see all orders of the store as they are: what is done shows them, whoever looks at it later.
    pub(crate) fn needs_whole_orders(&self, what: &str) -> Result<(), DeskError> {
        self.needs_all_orders(what)?;
        self.needs_orders_as_they_are(what)
    }

    /// Refuses who does not see the orders of their scope as they are: what is done shows them elsewhere.
    pub(crate) fn needs_orders_as_they_are(&self, what: &str) -> Result<(), DeskError> {
        if self.rights.is_of_supplier() {
            let why = format!("{what} by who sees all that is in it");
            return Err(DeskError::Forbidden(vec![Problem::new("", why)]));
        }
        self.needs(Permission::ViewCustomers)?;
        self.needs(Permission::ViewPrices)
    }

    /// The same desk for what follows by itself of what somebody was allowed to do.
    pub(crate) fn for_machines(&self) -> Self {
        self.with_rights(Rights::all())
    }

    /// The same desk, whose searches count into `looked_at` how much they look at, also those that fail.
    #[must_use]
    pub fn counting(&self, looked_at: &LookedAt) -> Self {
        Self { table: self.table.counting(looked_at), ..self.clone() }
    }
}

/// Which schemes the addresses of a store's posts may have, as its settings say.
#[cfg(any(feature = "rules", feature = "senders"))]
pub(crate) fn schemes_of(settings: &domain::Settings) -> guard::Schemes {
    if settings.allow_http { guard::Schemes::HttpToo } else { guard::Schemes::HttpsOnly }
}
