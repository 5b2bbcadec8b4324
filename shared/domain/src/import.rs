//! Imports: a file of a merchant becomes orders, inventory items or shipments (orderdesk-app 5).

use serde::{Deserialize, Serialize};

use crate::{FileFormat, ImportTemplate, StoreId, Sweep, SweepWork, is_default};

/// What the names of all files that are to be imported begin with.
const DROPPED: &str = "imports/";

/// What the names of what imports leave behind begin with.
const LEFT: &str = "imported/";

/// The file of an import, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// The template, as it was when the import was asked for. One without columns is not there any more.
    pub template: ImportTemplate,
    /// The file, an object of the private bucket.
    pub file: DroppedFile,
    /// Whether nothing is written and the report says what would be.
    #[serde(default, skip_serializing_if = "is_default")]
    pub is_dry_run: bool,
    /// The id of the key of whoever asked for it; empty where the file was dropped into the bucket.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// An object that was put where files to be imported are put.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedFile {
    /// Its whole name: `imports/<store>/<template>/<file>`.
    pub name: String,
    /// What S3 calls its content: the same name with other content is another file. Empty while it is still to come.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub etag: String,
    /// How many bytes it has.
    pub size: u64,
}

/// An import as somebody asks for it: the file is uploaded then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImport {
    /// The template it is read with.
    pub template_id: String,
    /// What the file is called.
    pub file_name: String,
    /// How many bytes it has.
    pub size: u64,
    /// Whether nothing is written.
    pub is_dry_run: bool,
}

impl NewImport {
    /// What is wrong with the file's name.
    pub fn check_name(&self) -> Option<&'static str> {
        let ending = self.file_name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        let is_plain = !self.file_name.chars().any(|letter| letter.is_control() || matches!(letter, '/' | '\\'));
        let is_known = FileFormat::ALL.iter().any(|format| format.name() == ending);
        let message = "must be a file's name without a folder that ends in .csv, .txt or .xlsx";
        (!is_plain || !is_known).then_some(message)
    }
}

/// What the name of a dropped file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DroppedName<'a> {
    /// The store it is for.
    pub store_id: StoreId,
    /// The template it is read with.
    pub template_id: &'a str,
    /// What people call the file.
    pub file_name: &'a str,
}

impl<'a> DroppedName<'a> {
    /// What people call the file of this import: without the import's number, which stands in front of one that the API
    /// was asked for.
    pub fn own_name(&self, number: u64) -> &'a str {
        let own = self.file_name.split_once('/').filter(|(first, _)| *first == number.to_string());
        own.map_or(self.file_name, |(_, name)| name)
    }
}

impl DroppedFile {
    /// The name of a file of a store for this template.
    pub fn name_for(store_id: StoreId, template_id: &str, file_name: &str) -> String {
        format!("{DROPPED}{store_id}/{template_id}/{file_name}")
    }

    /// What its name says; nothing where it is none of such a file.
    pub fn place(&self) -> Option<DroppedName<'_>> {
        let mut parts = self.name.strip_prefix(DROPPED)?.splitn(3, '/');
        let store_id = parts.next()?.parse().ok()?;
        let (template_id, file_name) = (parts.next()?, parts.next()?);
        let is_id = !template_id.is_empty() && template_id.bytes().all(|byte| byte.is_ascii_digit());
        let is_file = !file_name.is_empty() && !file_name.ends_with('/');
        (is_id && is_file).then_some(DroppedName { store_id, template_id, file_name })
    }

    /// What tells it from every other file.
    pub fn digest(&self) -> String {
        crate::body_digest(&format!("{}\n{}", self.name, self.etag))
    }
}

/// What became of an order, an inventory item or a shipment of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportResult {
    /// It was not there, and was made.
    Created,
    /// It was there, and was changed.
    Updated,
    /// It was there, and stayed as it was.
    Skipped,
    /// It can't be imported.
    Refused,
}

/// A line of an import's report: what became of some rows that are one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedEntry {
    /// The number of its first row, as a person counts.
    pub row: u64,
    /// How many rows it has.
    pub rows: u64,
    /// What became of it.
    pub result: ImportResult,
    /// The id of the order or the inventory item, where there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// What was changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// Why it was refused, or passed over; empty otherwise.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// What a person should look at, though it was taken: sentences with their rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// What was changed of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field, by its name in the API.
    pub field: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

impl Sweep {
    /// What it imports; nothing where it is no import.
    pub fn import(&self) -> Option<&Import> {
        if let SweepWork::Import(import) = &self.work { Some(import) } else { None }
    }

    /// Whether it waits for a file that is still to be uploaded.
    pub fn awaits_file(&self) -> bool {
        self.import().is_some_and(|import| import.file.etag.is_empty())
    }

    /// The name of an object that an import leaves in the bucket.
    pub fn import_object(&self, name: &str) -> String {
        let store_id = self.id.store_id.map(|id| id.to_string()).unwrap_or_default();
        format!("{LEFT}{store_id}/{}/{name}", self.id.number)
    }

    /// The file with the rows that one part of an import refused, until they are put together.
    pub fn refused_part_name(&self, part: u64) -> String {
        self.import_object(&format!("{part}.csv"))
    }

    /// The file with all rows that an import refused, and the reasons.
    pub fn refused_rows_name(&self) -> String {
        self.import_object("refused.csv")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, etag: &str) -> DroppedFile {
        DroppedFile { name: name.into(), etag: etag.into(), size: 1 }
    }

    /// Catches a name that leads into another store, or that is no file.
    #[test]
    fn a_name_says_store_template_and_file_or_nothing() {
        let dropped = file("imports/42/1000000001/May/orders.csv", "e");
        let place = dropped.place().unwrap();
        assert_eq!((place.store_id.number(), place.template_id, place.file_name), (42, "1000000001", "May/orders.csv"));
        assert_eq!(DroppedFile::name_for(place.store_id, place.template_id, place.file_name), dropped.name);
        for name in [
            "imports/42/1000000001/",
            "imports/42/1000000001",
            "imports/042/1/orders.csv",
            "imports/42/../43/orders.csv",
            "imports/42//orders.csv",
            "exports/42/1/orders.csv",
            "imports/42/1/May/",
        ] {
            assert_eq!(file(name, "e").place(), None, "{name}");
        }
    }

    /// Catches a second import of one file, and a file with new content that is taken for the old one.
    #[test]
    fn a_file_is_the_same_by_name_and_content() {
        let one = file("imports/42/1/orders.csv", "e1");
        assert_eq!(one.digest(), file("imports/42/1/orders.csv", "e1").digest());
        assert_ne!(one.digest(), file("imports/42/1/orders.csv", "e2").digest());
        assert_ne!(one.digest(), file("imports/42/1/other.csv", "e1").digest());
    }
}
