//! Imports of files: our own `/v1/imports`, and their reports.

use domain::{Finding, ImportedEntry, MAX_FILE_BYTES, NewImport, Problem, Sweep, SweepWork, time};
use jiff::Timestamp;
use serde::Serialize;

use crate::body::{Field, body};
use crate::read::Document;

/// The name of a file has at most this many characters.
const MAX_FILE_NAME_LENGTH: usize = 200;

/// The largest file, as a form says it.
const MAX_SIZE: u32 = 50 * 1024 * 1024;

body! {
    /// An import as it is asked for.
    NewImportInput: Refused {
        /// The import template that the file is read with.
        template_id: Field<u64> = Field::id().needed(),
        /// What the file is called: it ends in `.csv`, `.txt` or `.xlsx`.
        file_name: Field<String> = Field::short_words(MAX_FILE_NAME_LENGTH).needed(),
        /// How many bytes it has: at most 50 MB.
        size: Field<u64> = Field::between(1, MAX_SIZE).needed(),
        /// Whether nothing is written, and the report says what would be.
        dry_run: Field<bool> = Field::flag(),
    }
}

/// Reads the body of `POST /v1/imports`.
pub fn read_new(body: &str) -> Result<NewImport, Vec<Problem>> {
    let document = Document::read(body)?;
    let (object, fields) = (document.object(), &NewImportInput::READ);
    NewImportInput::BODY.refuse_unknown(&object);
    let template_id = fields.template_id.of(&object);
    if template_id.is_none() {
        object.demand(fields.template_id.name(), "must be an import template's id");
    }
    let size = fields.size.of(&object).filter(|size| (1..=MAX_FILE_BYTES).contains(size));
    if size.is_none() {
        object.demand(fields.size.name(), "must be how many bytes the file has, at most 52428800");
    }
    let new = NewImport {
        template_id: template_id.unwrap_or_default().to_string(),
        file_name: fields.file_name.trimmed(&object),
        size: size.unwrap_or_default(),
        is_dry_run: fields.dry_run.filled(&object),
    };
    if let Some(problem) = new.check_name() {
        object.demand(fields.file_name.name(), problem);
    }
    document.finish(new)
}

/// Reads `dry_run` of the address of `POST /v1/imports`, which asks for a dry run as that of the body does.
pub fn read_dry_run(query: Option<&str>) -> Result<bool, Vec<Problem>> {
    match query {
        None | Some("0" | "false") => Ok(false),
        Some("1" | "true") => Ok(true),
        Some(_) => Err(vec![Problem::new("dry_run", "must be 1 or 0")]),
    }
}

/// An import and how far it is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Import))]
pub struct ImportView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: String,
    /// The template it is read with; null of an undo.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    template_id: Option<&'a str>,
    /// What is made of its rows: `orders`, `inventory` or `shipments`; `undo` where what an import made is removed.
    kind: &'static str,
    /// The import that it undoes; null of an import.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    undo_of: Option<String>,
    /// What the file is called.
    file_name: &'a str,
    /// How many bytes it has.
    size: u64,
    /// Whether nothing is written.
    dry_run: bool,
    /// Whether the file is still to be uploaded.
    awaits_file: bool,
    /// How far it is.
    #[cfg_attr(feature = "schema", schema(value_type = domain::SweepStatus))]
    status: &'static str,
    /// How many rows the file has; null until they are counted.
    rows: Option<u64>,
    /// How many rows had their turn.
    seen: u64,
    /// How many orders, inventory items or shipments were made; in a dry run, would be.
    created: u64,
    /// How many were changed; of an undo, removed.
    updated: u64,
    /// How many were there, and stayed as they were.
    skipped: u64,
    /// How many of those that were made or changed a person should look at: the reports say why.
    warned: u64,
    /// How many can't be imported; of an undo, were touched since and stay.
    refused: u64,
    /// Why, for the first 500, each with its row; none in a list of imports.
    refusals: Vec<&'a str>,
    /// Where the refused rows are, as a file with the reasons: for 15 minutes. Null where there are none, or not yet.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    refused_rows_url: Option<String>,
    /// What became of each row, for 15 minutes each: files with a line of JSON for each order, inventory item or shipment,
    /// with its first `row`, its `result`, its `id`, what was changed field by field, why it was refused or skipped, and
    /// `warnings`. One for each part that is done, some of them blank; none in a list of imports.
    report_urls: Vec<String>,
    /// The id of the key that asked for it; empty where the file was dropped into the bucket.
    by: &'a str,
    /// Why it failed; empty otherwise.
    failure: &'a str,
    /// When it was asked for. It is kept for 30 days.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When its last part ended, or it was called off.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_updated: String,
}

/// Where and how a file is uploaded.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Upload))]
pub struct UploadView<'a> {
    /// The address.
    url: &'a str,
    /// The method: `PUT`.
    method: &'static str,
    /// Headers that must be sent as they are.
    headers: Vec<HeaderView<'a>>,
    /// Until when.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    expires_at: String,
}

/// A header of an upload.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = UploadHeader))]
pub struct HeaderView<'a> {
    /// Its name.
    name: &'a str,
    /// Its value.
    value: &'a str,
}

impl<'a> UploadView<'a> {
    /// The upload to an address with these headers.
    pub fn new(url: &'a str, headers: &'a [(String, String)], expires_at: Timestamp) -> Self {
        let headers = headers.iter().map(|(name, value)| HeaderView { name, value }).collect();
        Self { url, method: "PUT", headers, expires_at: time::text(expires_at) }
    }
}

impl<'a> ImportView<'a> {
    /// An import, with the addresses of its refused rows and of its reports.
    pub fn new(sweep: &'a Sweep, refused_rows_url: Option<String>, report_urls: Vec<String>) -> Self {
        let import = sweep.import();
        let place = import.and_then(|import| import.file.place());
        let (undo_of, undone_by) = match &sweep.work {
            SweepWork::Undo { of, by } => (Some(of.to_string()), by.as_str()),
            _ => (None, ""),
        };
        Self {
            id: sweep.id.number.to_string(),
            template_id: import.map(|import| import.template.id.as_str()),
            kind: import.map_or("undo", |import| import.template.kind.name()),
            undo_of,
            file_name: place.map_or("", |place| place.own_name(sweep.id.number)),
            size: import.map_or(0, |import| import.file.size),
            dry_run: import.is_some_and(|import| import.is_dry_run),
            awaits_file: sweep.awaits_file(),
            status: sweep.status.name(),
            rows: sweep.total,
            seen: sweep.seen,
            created: sweep.created,
            updated: sweep.changed,
            skipped: sweep.unchanged,
            warned: sweep.warned,
            refused: sweep.refused,
            refusals: sweep.findings.iter().map(|Finding { what, .. }| what.as_str()).collect(),
            refused_rows_url,
            report_urls,
            by: import.map_or(undone_by, |import| &import.by),
            failure: &sweep.failure,
            date_added: time::text(sweep.date_added),
            date_updated: time::text(sweep.date_updated),
        }
    }

    /// One of many in a list: without the reasons.
    pub fn listed(sweep: &'a Sweep) -> Self {
        Self { refusals: vec![], ..Self::new(sweep, None, vec![]) }
    }
}

/// The report of a part of an import: a line of JSON for each order, inventory item or shipment of the file.
pub fn report(entries: &[ImportedEntry]) -> String {
    let lines = entries.iter().filter_map(|entry| serde_json::to_string(entry).ok());
    lines.map(|line| line + "\n").collect()
}

/// Reads a report again; a line that can't be read is passed over.
pub fn read_report(text: &str) -> Vec<ImportedEntry> {
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[cfg(test)]
mod tests {
    use domain::{FieldChange, ImportResult};

    use super::*;

    /// Catches a file that no import takes, and a size that the upload would not be held to.
    #[test]
    fn what_is_asked_for_is_checked_field_by_field() {
        let new = read_new(r#"{"template_id":"7","file_name":"May.CSV","size":12,"dry_run":1}"#).unwrap();
        let expected = NewImport { template_id: "7".into(), file_name: "May.CSV".into(), size: 12, is_dry_run: true };
        assert_eq!(new, expected);
        for (body, field) in [
            (r#"{"file_name":"a.csv","size":1}"#, "template_id"),
            (r#"{"template_id":7,"size":1}"#, "file_name"),
            (r#"{"template_id":7,"file_name":"a/b.csv","size":1}"#, "file_name"),
            (r#"{"template_id":7,"file_name":"a.pdf","size":1}"#, "file_name"),
            (r#"{"template_id":7,"file_name":"a.csv"}"#, "size"),
            (r#"{"template_id":7,"file_name":"a.csv","size":52428801}"#, "size"),
            (r#"{"template_id":7,"file_name":"a.csv","size":1,"more":1}"#, "more"),
        ] {
            let problems = read_new(body).unwrap_err();
            assert!(problems.iter().any(|problem| problem.field == field), "{body}: {problems:?}");
        }
    }

    /// Catches a report that an undo can't read, or that is no line for each entry.
    #[test]
    fn a_report_is_a_line_for_each_entry_and_is_read_again() {
        let change = FieldChange { field: "email".into(), before: "a\nb".into(), after: String::new() };
        let entry = |row, result, changes| ImportedEntry {
            row,
            rows: 2,
            result,
            id: "1168001896".into(),
            changes,
            why: String::new(),
            warnings: vec![],
        };
        let entries = [entry(2, ImportResult::Created, vec![]), entry(4, ImportResult::Updated, vec![change])];
        let text = report(&entries);
        assert_eq!(text.lines().count(), 2);
        assert_eq!(text.lines().next().unwrap(), r#"{"row":2,"rows":2,"result":"created","id":"1168001896"}"#);
        assert_eq!(read_report(&text), entries);
    }
}
