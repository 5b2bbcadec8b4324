//! Import templates: what the columns of files of one origin are, and what becomes of their rows (orderdesk-app 5.2).

mod suggest;

use domain::{FileFormat, FolderId, IdempotencyKey, ImportTemplate, MAX_IMPORT_TEMPLATES, Problem, Store, StoreId};
use jiff::Timestamp;
use sheets::read::{check_template, sample_csv};

use crate::definitions::{self, Creation};
use crate::orders::Expected;
use crate::template_copies::{self, TemplateCopy, note_of_folder};
use crate::{Desk, DeskError, pickups};

pub use suggest::{Suggestion, suggest};

/// The import templates of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<ImportTemplate>, DeskError> {
    Ok(desk.table.definitions(store_id).await?)
}

/// The import template of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(ImportTemplate, u64), DeskError> {
    definitions::find(desk, store_id, id).await
}

/// Adds an import template, whose folders must be there and whose name must be free. Sent twice with one idempotency key it
/// is one.
pub async fn create(
    desk: &Desk,
    store: &Store,
    new: &ImportTemplate,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<ImportTemplate>, DeskError> {
    check(store, new)?;
    insert(desk, store.id, new, sent, now).await
}

/// Replaces an import template as a whole, where it is the expected version; its id stays. Done again, it is the same. What
/// is imported just now goes by the template as it was when the import began.
pub async fn replace(
    desk: &Desk,
    store: &Store,
    id: &str,
    new: &ImportTemplate,
    expected: &Expected,
    now: Timestamp,
) -> Result<(ImportTemplate, u64), DeskError> {
    check(store, new)?;
    let make = |before: &ImportTemplate| ImportTemplate { id: before.id.clone(), ..new.clone() };
    let (_, after, version) = definitions::replace(desk, store.id, id, expected, now, make).await?;
    Ok((after, version))
}

/// Removes an import template. One that a pickup is for stays. A pickup that is saved at the same moment is kept, and the
/// imports of its files fail and say so.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    pickups::check_unused(desk, store_id, id).await?;
    definitions::discard::<ImportTemplate>(desk, store_id, id).await
}

/// Adds a template of this store to another one that it is linked with just now, under the limits of that store. A store
/// that is not linked is as good as none: nothing is said of it.
pub async fn copy(
    desk: &Desk,
    store: &Store,
    id: &str,
    to: StoreId,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<TemplateCopy<ImportTemplate>, DeskError> {
    let (template, _) = find(desk, store.id, id).await?;
    let insert = async |sent: Option<IdempotencyKey<'_>>| insert(desk, to, &template.copied(), sent, now).await;
    let creation = template_copies::copy(desk, store.id, (id, to), sent, insert).await?;
    Ok(TemplateCopy { creation, notes: left_out(store, &template) })
}

/// A file to begin with.
#[derive(Debug)]
pub struct SampleFile {
    /// What it is called.
    pub name: String,
    /// What is in it, with a byte order mark in front.
    pub text: String,
}

/// A file as the template wants it: it is imported without an error. It is a text for a template of workbooks too, which
/// reads both.
pub fn sample(template: &ImportTemplate) -> SampleFile {
    let ending = if template.format == FileFormat::Txt { "txt" } else { "csv" };
    let text = String::from_utf8_lossy(&sample_csv(template)).into_owned();
    SampleFile { name: format!("{}.{ending}", template.name), text }
}

async fn insert(
    desk: &Desk,
    store_id: StoreId,
    new: &ImportTemplate,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<ImportTemplate>, DeskError> {
    let make = |id| ImportTemplate { id, ..new.clone() };
    definitions::create(desk, store_id, MAX_IMPORT_TEMPLATES, sent, now, make).await
}

/// What is wrong with a template, and with its folders.
fn check(store: &Store, new: &ImportTemplate) -> Result<(), DeskError> {
    let mut problems = check_template(new);
    for (field, folder_id) in folders_of(new) {
        if store.folder(folder_id).is_none() {
            problems.push(Problem::new(field, format!("there is no folder {folder_id}")));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

/// The folders a template names, by its fields.
fn folders_of(template: &ImportTemplate) -> impl Iterator<Item = (&'static str, FolderId)> {
    let fields = [("folder_id", template.folder_id), ("after_import.folder_id", template.after_import.folder_id)];
    fields.into_iter().filter_map(|(field, folder_id)| Some((field, folder_id?)))
}

fn left_out(store: &Store, template: &ImportTemplate) -> Vec<String> {
    folders_of(template).map(|(field, folder_id)| note_of_folder(store, field, folder_id)).collect()
}
