//! Export templates: which orders become files, of which form, and where the files go (orderdesk-app 6.2).
//!
//! What the names of fields and the templates in it mean is the sheets crate's business, what the filters mean the rules
//! crate's.

mod choices;
mod content;
mod delivery;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use choices::{CellKind, ExportEncoding, ExportFormat, LineEnd, Quoting, RowMode};
pub use content::{Bundle, CellGuards, ExportColumn, ExportContent, MAX_COLUMN_WIDTH, MAX_COLUMNS, MAX_DOCUMENT_BYTES};
pub use delivery::{ExportDelivery, MAX_MAIL_TEXT_LENGTH, MAX_MAILED_FILE_BYTES};

use crate::limits::{MAX_SHORT_TEXT_LENGTH, check_count, check_text_length};
use crate::{
    Combine, FilterEntry, FilterGroup, Folder, FolderId, MAX_FILTERS, MAX_GROUP_DEPTH, MAX_RULE_TEXT_LENGTH, Problem,
    Schedule, is_default,
};

/// The name of an export template has at most this many characters: it is in file names and history lines.
pub const MAX_EXPORT_NAME_LENGTH: usize = 100;

/// A store has at most this many export templates.
pub const MAX_EXPORT_TEMPLATES: usize = 100;

/// The template of a file's name has at most this many characters.
pub const MAX_FILENAME_LENGTH: usize = 1_000;

/// An export template takes orders from at most this many folders.
pub const MAX_EXPORT_FOLDERS: usize = 100;

/// An export template of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportTemplate {
    /// Its id, digits.
    pub id: String,
    /// What people call it; no other of the store has the name.
    pub name: String,
    /// What stands in the files.
    pub content: ExportContent,
    /// Which orders.
    #[serde(default, skip_serializing_if = "is_default")]
    pub select: ExportSelection,
    /// Which orders share a file.
    #[serde(default, skip_serializing_if = "is_default")]
    pub bundle: Bundle,
    /// What files are called: a template; blank for the usual name of the bundle.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub filename: String,
    /// Where the files go.
    #[serde(default, skip_serializing_if = "is_default")]
    pub delivery: ExportDelivery,
    /// When it runs by itself, by the clock of the store's time zone; by hand alone without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// What becomes of the orders once their file is delivered.
    #[serde(default, skip_serializing_if = "is_default")]
    pub after: AfterExport,
    /// Whether a file without orders is sent, too.
    #[serde(default, skip_serializing_if = "is_default")]
    pub send_when_empty: bool,
}

impl ExportTemplate {
    /// The field of an order's metadata that tells when this template exported it.
    pub fn exported_field(&self) -> String {
        format!("export_{}_date", self.id)
    }

    /// Its name as it is compared: no two of a store have the same.
    pub fn folded_name(&self) -> String {
        self.name.trim().to_lowercase()
    }

    /// The same without an id.
    pub fn without_id(self) -> NewExportTemplate {
        let Self { id: _, name, content, select, bundle, filename, delivery, schedule, after, send_when_empty } = self;
        NewExportTemplate { name, content, select, bundle, filename, delivery, schedule, after, send_when_empty }
    }

    /// The same in another store: it has no id there yet, and what only this store has is left out: folders, and what needs
    /// a secret. Without those it may be for all orders; so it does not run by itself there either, until somebody looked
    /// at it.
    pub fn copied(&self) -> NewExportTemplate {
        let mut copy = self.clone().without_id();
        copy.select.folder_ids.clear();
        copy.after.move_to_folder = None;
        copy.schedule = None;
        match &mut copy.delivery {
            ExportDelivery::Download | ExportDelivery::S3 { .. } | ExportDelivery::Mail { .. } => {}
            ExportDelivery::HttpsPost { headers, .. } => headers.retain(|header| header.secret.is_empty()),
            ExportDelivery::Server(_) => copy.delivery = ExportDelivery::Download,
        }
        copy
    }
}

/// Which orders are exported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ExportSelection {
    /// Those that lie in one of these folders; in any where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folder_ids: Vec<FolderId>,
    /// How the filters are joined.
    #[serde(default, skip_serializing_if = "is_default")]
    pub combine: Combine,
    /// What must hold for them besides: the filters of rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<FilterEntry>,
    /// Only those that the template did not export yet.
    #[serde(default, skip_serializing_if = "is_default")]
    pub only_not_exported: bool,
}

/// What becomes of orders once their file is delivered, never before. That they were exported is always noted in their
/// metadata.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AfterExport {
    /// They are moved to this folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub move_to_folder: Option<FolderId>,
    /// They get this tag, such as `success`; blank: they keep theirs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tag_name: String,
    /// Their history tells of it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub history_line: bool,
}

/// What somebody wants an export template to be; it has no id yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewExportTemplate {
    /// What people call it.
    pub name: String,
    /// What stands in the files.
    pub content: ExportContent,
    /// Which orders.
    pub select: ExportSelection,
    /// Which orders share a file.
    pub bundle: Bundle,
    /// What files are called: a template; blank for the usual name.
    pub filename: String,
    /// Where the files go.
    pub delivery: ExportDelivery,
    /// When it runs by itself.
    pub schedule: Option<Schedule>,
    /// What becomes of the orders once their file is delivered.
    pub after: AfterExport,
    /// Whether a file without orders is sent, too.
    pub send_when_empty: bool,
}

impl NewExportTemplate {
    /// One that makes files of this content out of all orders, to be downloaded; the rest is as usual.
    pub fn new(name: impl Into<String>, content: ExportContent) -> Self {
        Self {
            name: name.into(),
            content,
            select: ExportSelection::default(),
            bundle: Bundle::default(),
            filename: String::new(),
            delivery: ExportDelivery::default(),
            schedule: None,
            after: AfterExport::default(),
            send_when_empty: false,
        }
    }

    /// The same with an id.
    pub fn with_id(self, id: String) -> ExportTemplate {
        let Self { name, content, select, bundle, filename, delivery, schedule, after, send_when_empty } = self;
        ExportTemplate { id, name, content, select, bundle, filename, delivery, schedule, after, send_when_empty }
    }

    /// Everything that keeps it from being saved in a store with these `folders`, as far as can be told without knowing
    /// what its templates, its filters and the names of fields mean: `sheets` and `rules` say the rest, and `guard` whether
    /// an address is open.
    pub fn check(&self, folders: &[Folder]) -> Vec<Problem> {
        let mut problems = vec![];
        if self.name.trim().is_empty() {
            problems.push(Problem::new("name", "an export template needs a name"));
        }
        if self.name.chars().any(char::is_control) {
            problems.push(Problem::new("name", "must be one line without control characters"));
        }
        problems.extend(check_text_length("name", &self.name, MAX_EXPORT_NAME_LENGTH));
        problems.extend(self.content.check());
        problems.extend(self.select.check(folders));
        problems.extend(self.bundle.check());
        problems.extend(check_text_length("filename", &self.filename, MAX_FILENAME_LENGTH));
        problems.extend(self.delivery.check());
        problems.extend(self.after.check(folders));
        problems
    }
}

impl ExportSelection {
    fn check(&self, folders: &[Folder]) -> Vec<Problem> {
        let mut problems: Vec<_> =
            check_count("select.folder_ids", "folders", self.folder_ids.len(), MAX_EXPORT_FOLDERS)
                .into_iter()
                .collect();
        let named = self.folder_ids.iter().take(MAX_EXPORT_FOLDERS).enumerate();
        let unknown = named.filter(|(_, id)| is_unknown(folders, **id));
        problems.extend(unknown.map(|(place, id)| no_folder(format!("select.folder_ids[{place}]"), *id)));
        let mut count = 0_usize;
        problems.extend(check_filters("select.filters", &self.filters, 0, &mut count));
        problems.extend(check_count("select.filters", "filters", count, MAX_FILTERS));
        problems
    }
}

impl AfterExport {
    fn check(&self, folders: &[Folder]) -> Vec<Problem> {
        let folder = self.move_to_folder.filter(|id| is_unknown(folders, *id));
        let folder = folder.map(|id| no_folder("after.move_to_folder", id));
        folder.into_iter().chain(check_text_length("after.tag_name", &self.tag_name, MAX_SHORT_TEXT_LENGTH)).collect()
    }
}

fn is_unknown(folders: &[Folder], id: FolderId) -> bool {
    folders.iter().all(|folder| folder.id != id)
}

fn no_folder(field: impl Into<String>, id: FolderId) -> Problem {
    Problem::new(field, format!("the store has no folder {id}"))
}

/// What is wrong with filters by their form, whatever they ask; `count` grows by each that is no group.
fn check_filters(field: &str, filters: &[FilterEntry], depth: usize, count: &mut usize) -> Vec<Problem> {
    let mut problems = vec![];
    for (place, entry) in filters.iter().enumerate().take(MAX_FILTERS.saturating_add(1)) {
        let field = format!("{field}[{place}]");
        match entry {
            FilterEntry::Group(_) if depth == MAX_GROUP_DEPTH => {
                let message = format!("groups may be nested {MAX_GROUP_DEPTH} deep at most");
                problems.push(Problem::new(field, message));
            }
            FilterEntry::Group(FilterGroup { filters, .. }) if filters.is_empty() => {
                problems.push(Problem::new(field, "a group needs a filter"));
            }
            FilterEntry::Group(group) => {
                let field = format!("{field}.filters");
                problems.extend(check_filters(&field, &group.filters, depth.saturating_add(1), count));
            }
            FilterEntry::Filter(filter) => {
                *count = count.saturating_add(1);
                for (part, text) in [("name", &filter.name), ("value", &filter.value)] {
                    problems.extend(check_text_length(&format!("{field}.{part}"), text, MAX_RULE_TEXT_LENGTH));
                }
            }
        }
        if *count > MAX_FILTERS || problems.len() > MAX_FILTERS {
            break;
        }
    }
    problems
}
