//! Export templates: which orders become files, of which form, and where those go (orderdesk-app 6.2).

mod preview;

use domain::{
    DueKind, ExportDelivery, ExportTemplate, IdempotencyKey, MAX_EXPORT_TEMPLATES, NewExportTemplate, Permission,
    Problem, Store, StoreId,
};
use guard::{Guard, Schemes, host_of};
use jiff::Timestamp;

use crate::definitions::{self, Creation};
use crate::orders::Expected;
use crate::template_copies::{self, TemplateCopy, note_of_folder};
use crate::{Desk, DeskError, kept_secrets};

pub use preview::{FilePreview, Preview, Shown, preview};

/// The export templates of a store.
pub async fn list(desk: &Desk, store_id: StoreId) -> Result<Vec<ExportTemplate>, DeskError> {
    desk.needs_any(Permission::ManageTemplates, &[Permission::ExportOrders])?;
    Ok(desk.table.definitions(store_id).await?)
}

/// The export template of this id, and its version.
pub async fn find(desk: &Desk, store_id: StoreId, id: &str) -> Result<(ExportTemplate, u64), DeskError> {
    desk.needs_any(Permission::ManageTemplates, &[Permission::ExportOrders])?;
    definitions::find(desk, store_id, id).await
}

/// Adds an export template, whose name must be free, and plans its first run where it has a schedule. Sent twice with one
/// idempotency key it is one.
pub async fn create(
    desk: &Desk,
    guard: &Guard,
    store: &Store,
    new: &NewExportTemplate,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<ExportTemplate>, DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    check(desk, guard, store, new).await?;
    let made = insert(desk, store.id, new, sent, now).await?;
    if let Creation::Made(template, _) = &made {
        plan_next(desk, store, template, now).await?;
    }
    Ok(made)
}

/// Replaces an export template as a whole, where it is the expected version; its id stays. Done again, it is the same. What
/// is exported just now goes by the template as it was when the export began.
pub async fn replace(
    desk: &Desk,
    guard: &Guard,
    store: &Store,
    id: &str,
    new: &NewExportTemplate,
    expected: &Expected,
    now: Timestamp,
) -> Result<(ExportTemplate, u64), DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    check(desk, guard, store, new).await?;
    let make = |before: &ExportTemplate| new.clone().with_id(before.id.clone());
    let (_, after, version) = definitions::replace(desk, store.id, id, expected, now, make).await?;
    plan_next(desk, store, &after, now).await?;
    Ok((after, version))
}

/// Removes an export template. What was exported by it stays, and what is being exported goes on.
pub async fn remove(desk: &Desk, store_id: StoreId, id: &str) -> Result<(), DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    definitions::discard::<ExportTemplate>(desk, store_id, id).await
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
) -> Result<TemplateCopy<ExportTemplate>, DeskError> {
    desk.needs(Permission::ManageTemplates)?;
    let (template, _) = find(desk, store.id, id).await?;
    let insert = async |sent: Option<IdempotencyKey<'_>>| insert(desk, to, &template.copied(), sent, now).await;
    let creation = template_copies::copy(desk, store.id, (id, to), sent, insert).await?;
    Ok(TemplateCopy { creation, notes: left_out(store, &template) })
}

async fn plan_next(desk: &Desk, store: &Store, template: &ExportTemplate, after: Timestamp) -> Result<(), DeskError> {
    let what = (DueKind::Export, template.id.as_str());
    Ok(definitions::plan_next(desk, store, template.schedule, what, after).await?)
}

async fn insert(
    desk: &Desk,
    store_id: StoreId,
    new: &NewExportTemplate,
    sent: Option<IdempotencyKey<'_>>,
    now: Timestamp,
) -> Result<Creation<ExportTemplate>, DeskError> {
    let make = |id| new.clone().with_id(id);
    definitions::create(desk, store_id, MAX_EXPORT_TEMPLATES, sent, now, make).await
}

/// What is wrong with a template: its form, its fields and templates, its filters, its addresses, its secrets. Addresses and
/// secrets are looked at again at each delivery.
async fn check(desk: &Desk, guard: &Guard, store: &Store, new: &NewExportTemplate) -> Result<(), DeskError> {
    let mut problems = sheets::write::check(new, &store.folders);
    if problems.is_empty() {
        let filters = rules::check_filters(&new.select.filters).into_iter();
        problems.extend(filters.map(|it| Problem { field: format!("select.{}", it.field), ..it }));
        problems.extend(closed_address(guard, &new.delivery));
        problems.extend(missing_secrets(desk, store.id, &new.delivery).await?);
    }
    if problems.is_empty() { Ok(()) } else { Err(DeskError::Invalid(problems)) }
}

fn closed_address(guard: &Guard, delivery: &ExportDelivery) -> Option<Problem> {
    if let ExportDelivery::HttpsPost { url, .. } = delivery {
        let refused = guard.check_url(url, Schemes::HttpsOnly).err()?;
        return Some(Problem::new("delivery.url", refused.to_string()));
    }
    let known = delivery.server()?;
    let refused = guard.check_server(&known.server.host, known.port()).err()?;
    Some(Problem::new("delivery.host", refused.to_string()))
}

async fn missing_secrets(desk: &Desk, store_id: StoreId, delivery: &ExportDelivery) -> Result<Vec<Problem>, DeskError> {
    let named = secrets_of(delivery);
    if named.is_empty() {
        return Ok(vec![]);
    }
    let kept = desk.table.store_secrets(store_id).await?.unwrap_or_default().secrets;
    let why = |name: &str| match delivery {
        ExportDelivery::HttpsPost { url, .. } => kept_secrets::missing(&kept, name, &host_of(url).unwrap_or_default()),
        ExportDelivery::Server(known) => kept_secrets::of_server(&kept, known).err(),
        ExportDelivery::Download | ExportDelivery::S3 { .. } | ExportDelivery::Mail { .. } => None,
    };
    let problem = |(field, name): (String, &str)| Some(Problem::new(field, why(name)?));
    Ok(named.into_iter().filter_map(problem).collect())
}

/// The secrets that a delivery names, by their fields.
fn secrets_of(delivery: &ExportDelivery) -> Vec<(String, &str)> {
    match delivery {
        ExportDelivery::HttpsPost { headers, .. } => {
            let named = headers.iter().enumerate().filter(|(_, header)| !header.secret.is_empty());
            named.map(|(at, header)| (format!("delivery.headers[{at}].secret"), header.secret.as_str())).collect()
        }
        ExportDelivery::Server(known) => vec![("delivery.secret".to_owned(), known.server.secret.as_str())],
        ExportDelivery::Download | ExportDelivery::S3 { .. } | ExportDelivery::Mail { .. } => vec![],
    }
}

/// What a copy lacks.
fn left_out(store: &Store, template: &ExportTemplate) -> Vec<String> {
    let folder = |(field, folder_id)| note_of_folder(store, field, folder_id);
    let selected = template.select.folder_ids.iter().map(|id| ("select.folder_ids", *id));
    let mut notes: Vec<String> =
        selected.chain(template.after.move_to_folder.map(|id| ("after.move_to_folder", id))).map(folder).collect();
    let secrets = secrets_of(&template.delivery);
    if let ExportDelivery::HttpsPost { .. } = template.delivery {
        let note = |(field, name): (String, &str)| {
            let field = field.trim_end_matches(".secret");
            format!("{field}: left out, as the secret \"{name}\" is this store's")
        };
        notes.extend(secrets.into_iter().map(note));
    } else if let Some((_, name)) = secrets.first() {
        notes.push(format!("delivery: left out, as the secret \"{name}\" is this store's"));
    }
    if template.schedule.is_some() {
        notes.push("schedule: left out, so that nothing is sent before somebody looked at it".to_owned());
    }
    notes
}
