//! Stores as a whole: making one, turning to another, duplicating, closing and opening again.

use askama::Template;
use desk::accounts;
use desk::stores::{self, NewDuplicate, state};
use domain::{Permission, Problem, REOPENED_WITHIN, Store, StoreId, StoreState};
use http::{ApiReply, Failure};

use super::problem::problems_of;
use super::sign_up::{StoreFields, store_details};
use crate::answer;
use crate::form::Form;
use crate::frame::{Frame, PlainFrame};
use crate::view::{Field, Shown, Times, When};
use crate::visit::{Member, Person};

#[derive(Template)]
#[template(path = "stores/new.html")]
struct NewPage {
    frame: PlainFrame,
    store: StoreFields,
    once: String,
    problems: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "stores/duplicate.html")]
struct DuplicatePage {
    frame: Frame,
    name: Field,
    once: String,
    problems: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "stores/close.html")]
struct ClosePage {
    frame: Frame,
    name: Field,
    /// Until when it could be opened again.
    until: When,
    is_closed: bool,
    problems: Vec<Shown>,
}

/// `GET /console/stores/new`.
pub(super) async fn show_new(person: &Person<'_>) -> Result<ApiReply, Failure> {
    check_is_not_by_link(person)?;
    let (app, id) = (person.visit.app, person.account().id);
    stores::check_may_begin(&app.desk, id, app.sign_up).await?;
    answer::page(200, &new_page(person, &Form::default(), &[]))
}

/// `POST /console/stores/new`: leads into the store.
pub(super) async fn create(person: &Person<'_>) -> Result<ApiReply, Failure> {
    check_is_not_by_link(person)?;
    let (visit, form) = (person.visit, person.visit.form());
    let (app, by) = (visit.app, accounts::By::console(&person.signed_in, visit.request_id));
    let details = store_details(&form);
    let once = once_of(person, &form);
    let made = stores::begin(&app.desk, &app.keys, person.account(), &details, &once, (app.sign_up, &by), visit.now);
    match Box::pin(made).await {
        Ok(store) => Ok(into_store(&store)),
        Err(error) => answer::page(422, &new_page(person, &form, &problems_of(error)?)),
    }
}

/// `POST /console/stores/turn`: leads into a store, which is the first of theirs from now on.
pub(super) async fn turn(person: &Person<'_>) -> Result<ApiReply, Failure> {
    let (visit, form) = (person.visit, person.visit.form());
    let not_found = || ApiReply::not_found("Store");
    let store_id: StoreId = form.text("store_id").parse().map_err(|_| not_found())?;
    if person.signed_in.session.by_link {
        let open = accounts::stores_open_to(&visit.app.desk, &person.signed_in).await?;
        if open.iter().all(|store| store.store_id != store_id) {
            return Err(not_found().into());
        }
    }
    accounts::users::turn_to(&visit.app.desk, person.account().id, store_id, visit.now).await?;
    Ok(ApiReply::see_other(&format!("/console?store={store_id}")))
}

/// `GET …/duplicate`.
pub(super) async fn show_duplicate(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_sees_all(member)?;
    stores::check_may_begin(&member.app().desk, member.user.account_id, member.app().sign_up).await?;
    answer::page(200, &duplicate_page(member, &Form::default(), &[]).await?)
}

/// `POST …/duplicate`: leads into the new store, whose page says what it lacks.
pub(super) async fn duplicate(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_sees_all(member)?;
    let (app, form, by) = (member.app(), member.visit().form(), member.by());
    let once = once_of(&member.person, &form);
    let new = NewDuplicate { from: &member.store, name: form.text("name"), once: &once };
    let person = member.person.account();
    let made = stores::duplicate(member.desk(), &app.keys, person, new, (app.sign_up, &by), member.now());
    match Box::pin(made).await {
        Ok(store) => Ok(into_store(&store)),
        Err(error) => answer::page(422, &duplicate_page(member, &form, &problems_of(error)?).await?),
    }
}

/// `GET …/close`.
pub(super) async fn show_closing(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_owns(member)?;
    member.person.check_proof()?;
    answer::page(200, &close_page(member, &Form::default(), &[]).await?)
}

/// `POST …/close`.
pub(super) async fn close(member: &Member<'_>) -> Result<ApiReply, Failure> {
    check_owns(member)?;
    member.person.check_proof()?;
    let (form, by) = (member.visit().form(), member.by());
    let closed = state::close(member.desk(), &member.store, &member.user, form.text("name"), &by, member.now());
    match Box::pin(closed).await {
        Ok(_) => Ok(ApiReply::see_other(&member.path("close?done=store-closed"))),
        Err(error) => answer::page(422, &close_page(member, &form, &problems_of(error)?).await?),
    }
}

/// `POST …/reopen`.
pub(super) async fn reopen(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let by = member.by();
    let opened = state::reopen(member.desk(), member.store.id, &member.user, &by, member.now());
    Box::pin(opened).await?;
    Ok(ApiReply::see_other(&member.path("welcome?done=store-reopened")))
}

/// Refuses who may not see all that a duplicate is made of.
fn check_sees_all(member: &Member<'_>) -> Result<(), Failure> {
    for permission in
        [Permission::ManageSettings, Permission::ManageRules, Permission::ManageTemplates, Permission::ManageSuppliers]
    {
        member.check(permission)?;
    }
    if member.sees_all() {
        return Ok(());
    }
    Err(ApiReply::refusal(403, "A store is duplicated by who sees all its orders").into())
}

/// Refuses who came by a mailed link, which opens what suppliers see, and nothing else.
fn check_is_not_by_link(person: &Person<'_>) -> Result<(), Failure> {
    if !person.signed_in.session.by_link {
        return Ok(());
    }
    let message = "A mailed link opens what a supplier sees: to make a store, sign in with a password";
    Err(ApiReply::refusal(403, message).into())
}

fn check_owns(member: &Member<'_>) -> Result<(), Failure> {
    if member.user.is_owner() {
        return Ok(());
    }
    let message = "A store is closed by an owner: a user with all orders who may manage users and billing";
    Err(ApiReply::refusal(403, message).into())
}

/// Leads into a store that was just made.
fn into_store(store: &Store) -> ApiReply {
    ApiReply::see_other(&format!("/console/{}/welcome?done=store-made", store.id))
}

/// What tells a form that is sent twice; a form that says nothing is sent once.
fn once_of(person: &Person<'_>, form: &Form) -> String {
    match form.text("once") {
        "" => person.new_once(),
        once => once.chars().take(64).collect(),
    }
}

fn new_page(person: &Person<'_>, form: &Form, problems: &[Problem]) -> NewPage {
    let store = StoreFields::of(person.visit, form, problems);
    NewPage {
        frame: PlainFrame::of(person, "Create New Store"),
        problems: Shown::all(problems, &store.fields()),
        store,
        once: once_of(person, form),
    }
}

async fn duplicate_page(member: &Member<'_>, form: &Form, problems: &[Problem]) -> Result<DuplicatePage, Failure> {
    let typed = if form.has("name") { form.text("name").to_owned() } else { format!("{} 2", member.store.name) };
    let name = Field::new("name", "Name of the new store", typed).with(problems);
    Ok(DuplicatePage {
        frame: Frame::of(member, "Duplicate Store", None).await?,
        problems: Shown::all(problems, &[&name]),
        name,
        once: once_of(&member.person, form),
    })
}

async fn close_page(member: &Member<'_>, form: &Form, problems: &[Problem]) -> Result<ClosePage, Failure> {
    let name = Field::new("name", "Name of the store", form.text("name")).with(problems);
    let (is_closed, until) = match &member.store.state {
        StoreState::Closed(closing) => (true, closing.delete_after),
        StoreState::Active | StoreState::Locked(_) => {
            (false, member.now().checked_add(REOPENED_WITHIN).unwrap_or(member.now()))
        }
    };
    let frame = Frame { here: member.path("close"), ..Frame::of(member, "Close the store", None).await? };
    Ok(ClosePage {
        frame,
        problems: Shown::all(problems, &[&name]),
        name,
        until: Times::of(&member.store, member.now()).when(until),
        is_closed,
    })
}
