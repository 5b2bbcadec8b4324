//! Saved views: lists of orders under a name, one's own and everybody's.

use askama::Template;
use desk::accounts::audit;
use desk::orders::Expected;
use desk::{Creation, order_lists};
use domain::{AuditChange, FolderId, MAX_OWN_VIEWS, MAX_SAVED_VIEWS, NewSavedView, Permission, Problem, SavedView};
use http::{ApiReply, Failure};

use super::narrowing::{Narrowing, words};
use super::problem::problems_of;
use crate::answer;
use crate::form::Form;
use crate::frame::{Around, Frame, folder_name, sees_folders};
use crate::lists::Lists;
use crate::view::{Field, Shown};
use crate::visit::{Member, with_query};

#[derive(Template)]
#[template(path = "orders/views.html")]
struct ViewsPage {
    frame: Frame,
    groups: Vec<Group>,
    /// What was to be saved, where something is wrong with it.
    refused: Option<Refused>,
    problems: Vec<Shown>,
    limits: String,
}

/// Saved views that stand together.
struct Group {
    id: &'static str,
    label: &'static str,
    views: Vec<Row>,
}

/// A saved view.
struct Row {
    id: String,
    name: String,
    address: String,
    folder: String,
    /// What narrows it, in words.
    about: String,
    may_change: bool,
}

/// The form of a view that is not saved.
struct Refused {
    name: Field,
    address: String,
    /// What else the form says, field by field.
    pairs: Vec<(&'static str, String)>,
}

/// Refuses who works for a supplier: they have the one list that they are shown.
pub(super) fn check_lists(member: &Member<'_>) -> Result<(), Failure> {
    if sees_folders(member) {
        return Ok(());
    }
    Err(ApiReply::refusal(403, "Columns and saved views are for the people of the store").into())
}

/// Refuses to set something for everybody of the list of all orders to who sees some of them.
pub(super) fn check_whole(member: &Member<'_>, folder_id: Option<FolderId>) -> Result<(), Failure> {
    if folder_id.is_some() || member.sees_all() {
        return Ok(());
    }
    let message = "The list of all orders is set for everybody by who sees all orders of the store";
    Err(ApiReply::refusal(403, message).into())
}

/// `GET …/orders/views`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    page(member, 200, None, &[]).await
}

async fn page(
    member: &Member<'_>,
    status: u16,
    refused: Option<Refused>,
    problems: &[Problem],
) -> Result<ApiReply, Failure> {
    check_lists(member)?;
    let around = Box::pin(Around::read(member)).await?;
    let refused = refused.map(|refused| Refused { name: refused.name.with(problems), ..refused });
    let field = refused.as_ref().map(|refused| &refused.name);
    let page = ViewsPage {
        problems: Shown::all(problems, field.as_slice()),
        groups: groups(member, &around.lists),
        frame: Frame::with(member, "Saved views", None, around),
        refused,
        limits: format!(
            "A store has at most {MAX_SAVED_VIEWS} for everybody, and each of its people {MAX_OWN_VIEWS} of their own."
        ),
    };
    answer::page(status, &page)
}

fn groups(member: &Member<'_>, lists: &Lists) -> Vec<Group> {
    let may_share = member.may(Permission::ManageSettings);
    let own = lists.own.views.iter().map(|view| row(member, view, true)).collect();
    let shared = lists.views.iter().map(|view| row(member, view, may_share)).collect();
    let groups = [
        Group { id: "own", label: "Yours alone", views: own },
        Group { id: "shared", label: "For everybody", views: shared },
    ];
    groups.into_iter().filter(|group| !group.views.is_empty()).collect()
}

fn row(member: &Member<'_>, view: &SavedView, may_change: bool) -> Row {
    let narrowing = Narrowing::of_view(view);
    let folder = match view.folder_id {
        None => "All orders".to_owned(),
        Some(id) if member.store.folder(id).is_none() => {
            format!("{}, which is deleted", folder_name(&member.store, id))
        }
        Some(id) => folder_name(&member.store, id),
    };
    let filters = view.filters.iter().map(words);
    let simple = super::narrowing::NARROWING.into_iter().zip(narrowing.values());
    let simple = simple.filter(|(_, value)| !value.is_empty()).map(|((_, label), value)| format!("{label} {value}"));
    Row {
        id: view.id.clone(),
        name: view.name.clone(),
        address: member.path(&format!("orders/views/{}", view.id)),
        folder,
        about: simple.chain(filters).collect::<Vec<_>>().join("; "),
        may_change,
    }
}

/// What the form of a list says that is to be kept under a name.
fn read(form: &Form) -> NewSavedView {
    let Narrowing { folder, search, filters, sequence, .. } = Narrowing::of_form(form);
    let columns = if form.has("with-columns") { form.all("column").map(str::to_owned).collect() } else { vec![] };
    NewSavedView { name: form.text("name").to_owned(), folder_id: folder, search, filters, columns, sequence }
}

/// `POST …/orders/views`: keeps a list under a name, for the user or, with `shared`, for everybody.
pub(super) async fn save(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_lists(member)?;
    let form = member.visit().form();
    let new = read(&form);
    let (desk, store) = (member.desk(), &member.store);
    let saved = if form.has("shared") {
        check_whole(member, new.folder_id)?;
        match Box::pin(order_lists::create_view(desk, store, &new, None, member.now())).await {
            Ok(Creation::Made(view, _)) => note(member, "view saved", &view, None).await.map(|()| view).map_err(Err),
            // Without a key none was made before.
            Ok(Creation::OfAnotherBody(_)) => Err(Err(ApiReply::not_found("View").into())),
            Err(error) => Err(problems_of(error)),
        }
    } else {
        let created = order_lists::create_own_view(desk, store, member.user.account_id, &new);
        Box::pin(created).await.map_err(problems_of)
    };
    match saved {
        Ok(view) => Ok(led_to(member, &view)),
        Err(Ok(problems)) => {
            let refused = refused(&form, member.path("orders/views"));
            page(member, 422, Some(refused), &problems).await
        }
        Err(Err(failure)) => Err(failure),
    }
}

/// `POST …/orders/views/{id}`: another name, with `only` = `name`; else the list as the form has it.
pub(super) async fn change(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    let (before, is_own) = named(member).await?;
    let new = if form.text("only") == "name" {
        NewSavedView { name: form.text("name").to_owned(), ..before.content() }
    } else {
        read(&form)
    };
    match replace(member, &before, is_own, &new).await {
        Ok(view) => Ok(led_to(member, &view)),
        Err(Ok(problems)) => {
            let refused = refused(&form, member.path(&format!("orders/views/{}", before.id)));
            page(member, 422, Some(refused), &problems).await
        }
        Err(Err(failure)) => Err(failure),
    }
}

/// `POST …/orders/views/{id}/remove`.
pub(super) async fn remove(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let (view, is_own) = named(member).await?;
    let (desk, store) = (member.desk(), &member.store);
    if is_own {
        Box::pin(order_lists::remove_own_view(desk, store, member.user.account_id, &view.id)).await?;
    } else {
        let removed = Box::pin(order_lists::remove_view(desk, store, &view.id)).await?;
        note(member, "view deleted", &removed, None).await?;
    }
    Ok(ApiReply::see_other(&with_query(&member.path("orders/views"), &[("done", "view-removed")])))
}

/// The saved view that the address names, and whether it is the user's own.
async fn named(member: &Member<'_>) -> Result<(SavedView, bool), Failure> {
    check_lists(member)?;
    let lists = Lists::of(member).await?;
    let found = lists.find(member.visit().value("view_id")).map(|(view, is_own)| (view.clone(), is_own));
    found.ok_or_else(|| ApiReply::not_found("View").into())
}

/// Replaces a saved view, one's own or everybody's; or what is wrong with the new one, or a failure.
pub(super) async fn replace(
    member: &Member<'_>,
    before: &SavedView,
    is_own: bool,
    new: &NewSavedView,
) -> Result<SavedView, Result<Vec<Problem>, Failure>> {
    let (desk, store) = (member.desk(), &member.store);
    if is_own {
        let replaced = order_lists::replace_own_view(desk, store, member.user.account_id, &before.id, new);
        return Box::pin(replaced).await.map_err(problems_of);
    }
    check_whole(member, new.folder_id).map_err(Err)?;
    let replaced = order_lists::replace_view(desk, store, &before.id, new, &Expected::Any, member.now());
    let (view, _) = Box::pin(replaced).await.map_err(problems_of)?;
    note(member, "view changed", &view, Some(before)).await.map_err(Err)?;
    Ok(view)
}

/// The form with what it said, as something is wrong with it.
fn refused(form: &Form, address: String) -> Refused {
    let mut pairs = Narrowing::of_form(form).fields();
    pairs.extend(form.all("column").map(|column| ("column", column.to_owned())));
    for name in ["with-columns", "shared", "only"] {
        pairs.extend(form.has(name).then(|| (name, form.text(name).to_owned())));
    }
    Refused { name: Field::new("name", "Name", form.text("name")), address, pairs }
}

/// Leads to the saved view, which says that it is saved.
fn led_to(member: &Member<'_>, view: &SavedView) -> ApiReply {
    ApiReply::see_other(&with_query(&member.path("orders"), &[("view", &view.id), ("done", "view-saved")]))
}

/// Notes in the store's audit what was done with a saved view for everybody.
async fn note(member: &Member<'_>, done: &str, view: &SavedView, before: Option<&SavedView>) -> Result<(), Failure> {
    let about = |view: &SavedView| view.filters.iter().map(words).collect::<Vec<_>>().join("; ");
    let (name, filters) = before.map_or_else(Default::default, |before| (before.name.clone(), about(before)));
    let changes =
        [AuditChange::between("name", &name, &view.name), AuditChange::between("filters", &filters, &about(view))];
    let (desk, by, changes) = (member.desk(), member.by(), changes.into_iter().flatten().collect());
    Ok(Box::pin(audit::append(desk, member.store.id, &by, done, &view.id, changes, member.now())).await?)
}
