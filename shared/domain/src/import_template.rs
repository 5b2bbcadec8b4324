//! Import templates: what the columns of a merchant's files are, and what becomes of their rows (orderdesk-app 5.2).

mod beginning;
mod check;
mod column;
mod form;
mod mail_in;
mod policy;
mod target;

use serde::{Deserialize, Serialize};

use crate::kinds::kinds;
use crate::{FolderId, is_default};

pub use beginning::{FileBeginning, MAX_BEGINNING_BYTES};
pub use column::{ImportColumn, Transform};
pub use form::{DateForm, DecimalSeparator, Delimiter, FileEncoding, FileFormat, Quote, TextForm};
pub use mail_in::{MAX_ALLOWED_SENDERS, MailIn, MailInAddress};
pub use policy::{AfterImport, DuplicatePolicy, InventoryPolicy, OrderKey, OrderRows, ShipmentMatch};
pub use target::{ADDRESSES_WITH_FULL_NAME, ImportTarget, InventoryColumn, ItemColumn, ShipmentColumn};

/// The name of an import template has at most this many characters.
pub const MAX_IMPORT_TEMPLATE_NAME_LENGTH: usize = 100;

/// A store has at most this many import templates.
pub const MAX_IMPORT_TEMPLATES: usize = 100;

/// A template has at most this many columns.
pub const MAX_IMPORT_COLUMNS: usize = 200;

/// Headings, targets and defaults of a template have at most this many characters all together: a store's templates are
/// read at once.
pub const MAX_IMPORT_TEMPLATE_TEXT: usize = 32_000;

/// A file has at most this many columns; those beyond a template's are none of its business.
pub const MAX_FILE_COLUMNS: usize = 500;

/// The heading of a column has at most this many characters, and so has its default.
pub const MAX_HEADING_LENGTH: usize = 255;

/// A file has at most this many rows (orderdesk-app 5.2).
pub const MAX_FILE_ROWS: u64 = 100_000;

/// A file has at most this many bytes (orderdesk-app 5.2).
pub const MAX_FILE_BYTES: u64 = 50 * 1024 * 1024;

/// At most this many rows can be passed over at the beginning of a file.
pub const MAX_SKIPPED_ROWS: u32 = 100;

/// The name of a sheet has at most this many characters, as in a spreadsheet program.
pub const MAX_SHEET_NAME_LENGTH: usize = 31;

/// At most this many people are told of an import.
pub const MAX_IMPORT_MAILS: usize = 10;

/// An order has at most this many items where each has columns of its own (`sku1`, `qty1`, …).
pub const MAX_NUMBERED_ITEMS: u32 = 50;

kinds! {
    /// What is made of a file's rows.
    ImportKind {
        /// Orders.
        #[default]
        Orders = "orders",
        /// Inventory items.
        Inventory = "inventory",
        /// Shipments of orders that are there.
        Shipments = "shipments",
    }
}

/// How files of one origin are read: they have the same columns under the same headings each time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportTemplate {
    /// Its id, digits; empty while it is only suggested.
    pub id: String,
    /// What people call it; no two of a store are called the same, whatever the case of letters.
    pub name: String,
    /// What is made of the rows.
    pub kind: ImportKind,
    /// What its files are, by which their sample is written; what a file really is, its bytes tell.
    #[serde(default, skip_serializing_if = "is_default")]
    pub format: FileFormat,
    /// How text is cut into cells.
    #[serde(default, skip_serializing_if = "is_default")]
    pub text: TextForm,
    /// Whether the first row has no cells but headings.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub has_heading: bool,
    /// How many rows in front of everything else are passed over.
    #[serde(default, skip_serializing_if = "is_default")]
    pub skip_rows: u32,
    /// The sheet of a workbook; blank: the first.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    /// How dates are written.
    #[serde(default, skip_serializing_if = "is_default")]
    pub date_form: DateForm,
    /// What stands between the whole of an amount and its places.
    #[serde(default, skip_serializing_if = "is_default")]
    pub decimal_separator: DecimalSeparator,
    /// The columns.
    pub columns: Vec<ImportColumn>,
    /// Of orders: what a row is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub order_rows: OrderRows,
    /// Of orders: what becomes of one that is there already.
    #[serde(default, skip_serializing_if = "is_default")]
    pub duplicates: DuplicatePolicy,
    /// Of orders: the folder they come into; without one the store's first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder_id: Option<FolderId>,
    /// The cart that orders are of, where no column says so; blank: the template's name, and of shipments any cart.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source_name: String,
    /// Of orders and shipments: whether the store's rules run.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub runs_rules: bool,
    /// Of inventory: what becomes of an item.
    #[serde(default, skip_serializing_if = "is_default")]
    pub inventory_policy: InventoryPolicy,
    /// Of inventory: whether an item that is not there is made.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub allows_creation: bool,
    /// Of shipments: what tells their orders.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shipment_match: ShipmentMatch,
    /// What is done when a file is through.
    #[serde(default, skip_serializing_if = "is_default")]
    pub after_import: AfterImport,
    /// What it takes by mail; nothing where its files come otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailIn>,
}

impl ImportTemplate {
    /// A template of this name with nothing said but its columns.
    pub fn new(name: &str, kind: ImportKind, columns: Vec<ImportColumn>) -> Self {
        let name = name.to_owned();
        Self { name, kind, columns, has_heading: true, runs_rules: true, allows_creation: true, ..Self::default() }
    }

    /// The cart its orders are of, where no column says so.
    pub fn source_name(&self) -> &str {
        if self.source_name.trim().is_empty() { &self.name } else { &self.source_name }
    }

    /// Its name as it is compared: no two of a store have the same.
    pub fn folded_name(&self) -> String {
        self.name.trim().to_lowercase()
    }

    /// The same in another store: it has no id there yet, and what only this store has is left out: folders, and the address
    /// that files are mailed to.
    #[must_use]
    pub fn copied(&self) -> Self {
        let after_import = AfterImport { folder_id: None, ..self.after_import.clone() };
        Self { id: String::new(), folder_id: None, after_import, mail: None, ..self.clone() }
    }
}

fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it so")]
fn is_yes(flag: &bool) -> bool {
    *flag
}

#[cfg(test)]
mod tests;
