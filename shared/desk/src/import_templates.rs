//! Import templates: what the columns of files of one origin are, and what becomes of their rows (orderdesk-app 5.2).

mod suggest;

use domain::{
    FileFormat, FolderId, IdempotencyKey, ImportTemplate, MAX_IMPORT_TEMPLATES, MailIn, Permission, Problem, Store,
    StoreId,
};
use jiff::Timestamp;
use sheets::read::{check_template, sample_csv};

use crate::definitions::{self, Creation};
use crate::orders::Expected;
use crate::template_copies::{self, TemplateCopy, note_of_folder};
use crate::{Desk, DeskError, pickups, unguessable};

pub use suggest::{Suggestion, suggest};

/// The import templates of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<ImportTemplate>, DeskError> {
    desk.needs_any(Permission::ManageTemplates, &[Permission::ImportFiles])?;
    Ok(desk.table.definitions(store_id).await?)
}

/// The import template of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(ImportTemplate, u64), DeskError> {
    desk.needs_any(Permission::ManageTemplates, &[Permission::ImportFiles])?;
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
    desk.needs(Permission::ManageTemplates)?;
    check(store, new)?;
    insert(desk, store.id, new, sent, now).await
}

/// Replaces an import template as a whole, where it is the expected version; its id stays. Done again, it is the same. What
/// is imported just now goes by the template as it was when the import began. The address that files are mailed to stays too,
/// as long as the template takes mails.
pub async fn replace(
    desk: &Desk,
    store: &Store,
    id: &str,
    new: &ImportTemplate,
    expected: &Expected,
    now: Timestamp,
) -> Result<(ImportTemplate, u64), DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    check(store, new)?;
    let new_code = new_code()?;
    let make = |before: &ImportTemplate| {
        let code = before.mail.as_ref().map_or(&new_code, |mail| &mail.code);
        ImportTemplate { id: before.id.clone(), ..with_code(new, code) }
    };
    let (_, after, version) = definitions::replace(desk, store.id, id, expected, now, make).await?;
    Ok((after, version))
}

/// Gives up the address that a template's files are mailed to, and makes another. What is on its way to the old one comes to
/// nobody. Done again it makes yet another.
pub async fn replace_mail_address(
    desk: &Desk,
    store_id: StoreId,
    id: &str,
    expected: &Expected,
    now: Timestamp,
) -> Result<(ImportTemplate, u64), DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    let takes_none = || DeskError::Conflict("The import template takes no mail: it has no `mail`".to_owned());
    if find(desk, store_id, id).await?.0.mail.is_none() {
        return Err(takes_none());
    }
    let new_code = new_code()?;
    let make = |before: &ImportTemplate| with_code(before, &new_code);
    let (_, after, version) = definitions::replace(desk, store_id, id, expected, now, make).await?;
    if after.mail.is_none() { Err(takes_none()) } else { Ok((after, version)) }
}

/// The template, with this code in the address that its files are mailed to, where it has one.
fn with_code(template: &ImportTemplate, code: &str) -> ImportTemplate {
    let mail = template.mail.as_ref().map(|mail| MailIn { code: code.to_owned(), ..mail.clone() });
    ImportTemplate { mail, ..template.clone() }
}

fn new_code() -> Result<String, DeskError> {
    unguessable::code().ok_or(DeskError::TryAgain("No address could be made; nothing was changed, try again"))
}

/// Removes an import template. One that a pickup is for stays. A pickup that is saved at the same moment is kept, and the
/// imports of its files fail and say so.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageTemplates)?;
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
    desk.needs(Permission::ManageTemplates)?;
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
    let new_code = new_code()?;
    let make = |id| ImportTemplate { id, ..with_code(new, &new_code) };
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
    let folders = folders_of(template).map(|(field, folder_id)| note_of_folder(store, field, folder_id));
    let mail = template.mail.as_ref().map(|_| "mail: left out, as the address is this store's".to_owned());
    folders.chain(mail).collect()
}
