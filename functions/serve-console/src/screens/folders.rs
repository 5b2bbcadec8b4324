//! The folders of a store: adding, renaming, sorting, counting and deleting them.

use askama::Template;
use desk::accounts::audit;
use desk::{DeskError, folders};
use domain::{AuditChange, Folder, FolderId, Problem};
use http::{ApiReply, Failure};

use super::problem::problems_of;
use crate::answer;
use crate::form::Form;
use crate::frame::{Frame, folder_name, grouped};
use crate::view::{Choice, Field, Shown, sentence};
use crate::visit::{Member, with_query};

#[derive(Template)]
#[template(path = "folders/list.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    add: Field,
    problems: Vec<Shown>,
    /// The folder whose deletion is asked about in place of a dialog.
    removal: Option<Removal>,
    rest: Option<Rest>,
}

/// A folder.
struct Row {
    id: String,
    name: String,
    orders: String,
    address: String,
    is_first: bool,
    is_last: bool,
    /// What the form for another name begins with, what is wrong with that, and its field's id.
    rename: String,
    wrong: String,
    field_id: String,
    removal: Removal,
}

/// The form that deletes a folder.
struct Removal {
    title: String,
    address: String,
    orders: String,
    targets: Vec<Choice>,
    /// The ids of its form's parts: in a dialog they are others than on the page.
    dialog_id: String,
    form_id: String,
    field_id: String,
}

/// Orders that are still in a folder that is gone.
struct Rest {
    name: String,
    address: String,
    into: String,
    into_name: String,
    count: String,
}

/// The form that something is wrong with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// The page, or none.
    Page,
    Add,
    Rename(FolderId),
    Remove(FolderId),
}

/// `GET …/folders`; with `remove` it asks where the orders of that folder go.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_scope(member)?;
    let removed: Option<FolderId> = member.visit().call.query("remove").and_then(|id| id.parse().ok());
    let which = removed.filter(|id| member.store.folder(*id).is_some()).map_or(Which::Page, Which::Remove);
    page(member, 200, which, &Form::default(), &[]).await
}

/// Folders are everybody's, so who sees some of them alone changes none.
fn check_scope(member: &Member<'_>) -> Result<(), Failure> {
    if member.sees_all() {
        return Ok(());
    }
    Err(ApiReply::refusal(403, "Folders are changed by who sees all orders of the store").into())
}

async fn page(
    member: &Member<'_>,
    status: u16,
    which: Which,
    form: &Form,
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    let ids: Vec<FolderId> = member.store.folders.iter().map(|folder| folder.id).collect();
    let counts = folders::counts(member.desk(), &member.store, &ids).await?;
    let all = member.store.folders.iter().zip(&counts).enumerate();
    let rows: Vec<Row> =
        all.map(|(place, (folder, count))| row(member, folder, place, *count, (which, form, problems))).collect();
    let typed = if which == Which::Add { form.text("name") } else { "" };
    let add = Field::new("name", "Name", typed);
    let add = if which == Which::Add { add.with(problems) } else { add };
    let removal = match which {
        Which::Remove(id) => member.store.folder(id).zip(ids.iter().position(|other| *other == id)),
        _ => None,
    };
    let page = ListPage {
        frame: Frame::of(member, "Folders", None).await?,
        problems: shown(problems, which, &add),
        removal: removal.map(|(folder, place)| Removal {
            form_id: "remove-form".to_owned(),
            field_id: "into".to_owned(),
            ..removal_of(member, folder, counts.get(place).copied().unwrap_or_default())
        }),
        rest: rest(member),
        rows,
        add,
    };
    answer::page(status, &page)
}

fn row(
    member: &Member<'_>,
    folder: &Folder,
    place: usize,
    count: usize,
    (which, form, problems): (Which, &Form, &[Problem]),
) -> Row {
    let is_renamed = which == Which::Rename(folder.id);
    let wrong = problems.iter().find(|problem| is_renamed && problem.field == "name");
    Row {
        id: folder.id.to_string(),
        name: folder.name.clone(),
        orders: grouped(count),
        address: member.path(&format!("folders/{}", folder.id)),
        is_first: place == 0,
        is_last: place.saturating_add(1) == member.store.folders.len(),
        rename: if is_renamed { form.text("name").to_owned() } else { folder.name.clone() },
        wrong: wrong.map(|problem| sentence(&problem.message)).unwrap_or_default(),
        field_id: rename_id(folder.id),
        removal: removal_of(member, folder, count),
    }
}

fn rename_id(id: FolderId) -> String {
    format!("rename-{id}")
}

fn removal_of(member: &Member<'_>, folder: &Folder, count: usize) -> Removal {
    let others = member.store.folders.iter().filter(|other| other.id != folder.id);
    Removal {
        title: format!("Delete {}", folder.name),
        address: member.path(&format!("folders/{}/remove", folder.id)),
        orders: if count == 1 { "1 order".to_owned() } else { format!("{} orders", grouped(count)) },
        targets: others.map(|other| Choice::new(other.id.to_string(), other.name.as_str(), false)).collect(),
        dialog_id: format!("remove-{}", folder.id),
        form_id: format!("remove-{}-form", folder.id),
        field_id: format!("into-{}", folder.id),
    }
}

/// Problems with links to where they are.
fn shown(problems: &[Problem], which: Which, add: &Field) -> Vec<Shown> {
    let Which::Rename(id) = which else { return Shown::all(problems, &[add]) };
    let renamed = |shown: Shown| if shown.place.is_empty() { shown } else { Shown { place: rename_id(id), ..shown } };
    Shown::all(problems, &[add]).into_iter().map(renamed).collect()
}

/// What the address says of orders that are still to be moved out of a folder that is gone.
fn rest(member: &Member<'_>) -> Option<Rest> {
    let call = member.visit().call;
    let gone: FolderId = call.query("left")?.parse().ok()?;
    let into: FolderId = call.query("into")?.parse().ok()?;
    let count: usize = call.query("rest")?.parse().ok()?;
    let target = member.store.folder(into).filter(|_| member.store.removed_folders.contains(&gone))?;
    Some(Rest {
        name: folder_name(&member.store, gone),
        address: member.path(&format!("folders/{gone}/remove")),
        into: into.to_string(),
        into_name: target.name.clone(),
        count: grouped(count),
    })
}

/// The page with what is wrong with a form; what is no fault of the form's is a failure.
async fn refused(member: &Member<'_>, error: DeskError, which: Which, form: &Form) -> Result<ApiReply, Failure> {
    page(member, 422, which, form, &problems_of(error)?).await
}

/// Notes in the store's audit what was done with a folder.
async fn note(member: &Member<'_>, done: &str, id: &str, before: &str, after: &str) -> Result<(), Failure> {
    let change = AuditChange { field: "name".to_owned(), before: before.to_owned(), after: after.to_owned() };
    let (desk, by) = (member.desk(), member.by());
    Ok(Box::pin(audit::append(desk, member.store.id, &by, done, id, vec![change], member.now())).await?)
}

/// `POST …/folders`.
pub(super) async fn add(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_scope(member)?;
    let form = member.visit().form();
    let name = form.text("name");
    if name.is_empty() {
        return page(member, 422, Which::Add, &form, &[Problem::new("name", "is needed")]).await;
    }
    match Box::pin(folders::add(member.desk(), member.store.id, name)).await {
        Ok((_, folder)) => {
            note(member, "folder added", &folder.id.to_string(), "", &folder.name).await?;
            Ok(member.done(&form, "folders", "folder-added"))
        }
        Err(error) => refused(member, error, Which::Add, &form).await,
    }
}

/// The folder that the address names.
fn named<'m>(member: &'m Member<'_>) -> Result<&'m Folder, Failure> {
    let id = member.visit().value("folder_id").parse().ok();
    let folder = id.and_then(|id| member.store.folder(id));
    folder.ok_or_else(|| ApiReply::not_found("Folder").into())
}

/// `POST …/folders/{id}/rename`.
pub(super) async fn rename(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_scope(member)?;
    let (form, folder) = (member.visit().form(), named(member)?);
    let (which, name, id) = (Which::Rename(folder.id), form.text("name"), folder.id.to_string());
    if name.is_empty() {
        return page(member, 422, which, &form, &[Problem::new("name", "is needed")]).await;
    }
    match Box::pin(folders::rename(member.desk(), member.store.id, &id, name)).await {
        Ok((_, renamed)) => {
            note(member, "folder renamed", &id, &folder.name, &renamed.name).await?;
            Ok(member.done(&form, "folders", "folder-renamed"))
        }
        Err(error) => refused(member, error, which, &form).await,
    }
}

/// `POST …/folders/{id}/place`: one place up or down, as `to` says.
pub(super) async fn place(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_scope(member)?;
    let (form, folder) = (member.visit().form(), named(member)?);
    let mut ids: Vec<String> = member.store.folders.iter().map(|folder| folder.id.to_string()).collect();
    let at = member.store.folders.iter().position(|other| other.id == folder.id).unwrap_or_default();
    let to = match form.text("to") {
        "up" => at.checked_sub(1),
        "down" => at.checked_add(1),
        _ => None,
    };
    // The first one has no place above it, the last one none below.
    if let Some(to) = to.filter(|to| *to < ids.len()) {
        ids.swap(at, to);
        if let Err(error) = Box::pin(folders::sort(member.desk(), member.store.id, &ids)).await {
            return refused(member, error, Which::Page, &form).await;
        }
        let name = |ids: &[String]| ids.join(", ");
        let before: Vec<String> = member.store.folders.iter().map(|folder| folder.id.to_string()).collect();
        note(member, "folders sorted", &folder.id.to_string(), &name(&before), &name(&ids)).await?;
    }
    Ok(member.done(&form, "folders", "folder-moved"))
}

/// `POST …/folders/{id}/recount`.
pub(super) async fn recount(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_scope(member)?;
    let (form, id) = (member.visit().form(), named(member)?.id.to_string());
    match Box::pin(folders::recount(member.desk(), member.store.id, &id)).await {
        Ok(_) => Ok(member.done(&form, "folders", "recounted")),
        Err(error) => refused(member, error, Which::Page, &form).await,
    }
}

/// `POST …/folders/{id}/remove`: its orders go into the folder `into`. Those that are too many for one call are moved
/// by the next, which the page then offers.
pub(super) async fn remove(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_scope(member)?;
    let (form, id) = (member.visit().form(), member.visit().value("folder_id"));
    let before = named(member).ok();
    let (desk, actor, into) = (member.desk(), member.actor(), form.text("into"));
    let removed = Box::pin(folders::remove(desk, member.store.id, id, into, &actor, member.now())).await;
    let removed = match removed {
        Ok(removed) => removed,
        Err(error) => {
            let which = before.map_or(Which::Page, |folder| Which::Remove(folder.id));
            return refused(member, error, which, &form).await;
        }
    };
    if let Some(folder) = before {
        note(member, "folder removed", id, &folder.name, "").await?;
    }
    if removed.remaining == 0 {
        return Ok(member.done(&form, "folders", "folder-removed"));
    }
    let rest = removed.remaining.to_string();
    let parameters = [("left", id), ("into", into), ("rest", rest.as_str())];
    Ok(ApiReply::see_other(&with_query(&member.path("folders"), &parameters)))
}
