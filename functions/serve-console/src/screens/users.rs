//! Users of a store: who they are, what they may do, and how others become some.

use askama::Template;
use desk::accounts::users::{self, NewInvitation};
use domain::{AccountId, Area, FolderId, Permission, Permissions, Preset, Problem, User, UserChange, UserScope};
use http::{ApiReply, Failure};

use super::problem::problems_of;
use crate::answer;
use crate::form::Form;
use crate::frame::{Frame, folder_name};
use crate::view::{Choice, Field, Shown, Times, When};
use crate::visit::{Member, with_query};

#[derive(Template)]
#[template(path = "users/list.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    email: Field,
    grants: Grants,
    problems: Vec<Shown>,
}

/// A user in the list.
struct Row {
    address: String,
    name: String,
    email: String,
    permissions: String,
    scope: String,
    since: When,
    is_you: bool,
}

#[derive(Template)]
#[template(path = "users/user.html")]
struct UserPage {
    frame: Frame,
    address: String,
    name: String,
    email: String,
    since: When,
    invited_by: String,
    is_you: bool,
    version: u64,
    grants: Grants,
    problems: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "users/invited.html")]
struct InvitedPage {
    frame: Frame,
    email: String,
    link: String,
    until: When,
}

/// What of a form says what a user may do, and which orders they see.
struct Grants {
    presets: Vec<Choice>,
    areas: Vec<AreaGrants>,
    permissions_wrong: String,
    scopes: Vec<Choice>,
    folders: Vec<Choice>,
    scope_wrong: String,
    css_class: Field,
}

/// The permissions of one area.
struct AreaGrants {
    label: &'static str,
    grants: Vec<Grant>,
}

/// A permission with its box.
struct Grant {
    name: &'static str,
    label: &'static str,
    is_on: bool,
    /// Whether whoever looks at the page can't give it, as they lack it.
    is_closed: bool,
}

/// What a form gives a user.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Given {
    permissions: Permissions,
    /// None where it is to stay as it is.
    scope: Option<UserScope>,
    css_class: String,
}

impl Given {
    /// What the form says. A preset counts before the boxes. Without a scope no folder is in it, which is refused.
    fn read(form: &Form) -> Self {
        let preset = Preset::named(form.text("preset")).map(Preset::permissions);
        let folders = || form.all("folder").filter_map(|id| id.parse().ok()).collect();
        Self {
            permissions: preset.unwrap_or_else(|| Permissions::named(form.all("permission"))),
            scope: match form.text("scope") {
                "all" => Some(UserScope::Everything),
                "same" => None,
                _ => Some(UserScope::Folders(folders())),
            },
            css_class: form.text("css_class").to_owned(),
        }
    }

    /// What a user has.
    fn of(user: &User) -> Self {
        Self { permissions: user.permissions, scope: Some(user.scope.clone()), css_class: user.css_class.clone() }
    }
}

/// `GET …/users`.
pub(super) async fn list(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    // All that the inviter may do themselves is ticked: more they can't give.
    let given = Given { css_class: String::new(), ..Given::of(&member.user) };
    answer::page(200, &list_page(member, "", &given, &[]).await?)
}

/// `POST …/users`.
pub(super) async fn invite(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    let (app, form) = (member.app(), member.visit().form());
    let given = Given::read(&form);
    let new = NewInvitation {
        email: form.text("email").to_owned(),
        permissions: given.permissions,
        scope: given.scope.clone().unwrap_or_else(|| member.user.scope.clone()),
        css_class: given.css_class.clone(),
    };
    let by = member.by();
    let invited = users::invite(&app.desk, &app.keys, &member.user, &new, &by, member.now());
    let made = match Box::pin(invited).await {
        Ok(made) => made,
        Err(error) => {
            let problems = problems_of(error)?;
            return answer::page(422, &list_page(member, &new.email, &given, &problems).await?);
        }
    };
    let page = InvitedPage {
        frame: Frame::of(member, "Invited", None).await?,
        link: format!("{}/console/invite/{}", member.visit().public_url, made.token),
        until: Times::of(&member.store, member.now()).when(made.link.expires_at),
        email: made.link.email,
    };
    answer::page(200, &page)
}

/// `GET …/users/{account_id}`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    answer::page(200, &user_page(member, account_id(member)?, None, &[]).await?)
}

/// `POST …/users/{account_id}`.
pub(super) async fn change(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    let (id, form) = (account_id(member)?, member.visit().form());
    let given = Given::read(&form);
    let change = UserChange {
        permissions: Some(given.permissions),
        scope: given.scope.clone(),
        css_class: Some(given.css_class.clone()),
    };
    let (seen, by) = (form.text("version").parse().ok(), member.by());
    let changed = users::change(&member.app().desk, &member.user, id, &change, seen, &by, member.now());
    match Box::pin(changed).await {
        // Who takes it from themselves can't open the page any more.
        Ok(user) if !user.may(Permission::ManageUsers) && id == member.user.account_id => {
            Ok(ApiReply::see_other("/console"))
        }
        Ok(_) => Ok(member.done(&form, "users", "user-changed")),
        Err(error) => {
            let problems = problems_of(error)?;
            answer::page(422, &user_page(member, id, Some(&given), &problems).await?)
        }
    }
}

/// `POST …/users/{account_id}/remove`.
pub(super) async fn remove(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    let (id, by) = (account_id(member)?, member.by());
    match Box::pin(users::remove(&member.app().desk, &member.user, id, &by, member.now())).await {
        Ok(()) if id == member.user.account_id => Ok(ApiReply::see_other("/console")),
        Ok(()) => Ok(ApiReply::see_other(&with_query(&member.path("users"), &[("done", "user-removed")]))),
        Err(error) => {
            let problems = problems_of(error)?;
            answer::page(422, &user_page(member, id, None, &problems).await?)
        }
    }
}

/// `POST …/leave`.
pub(super) async fn leave(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    let (id, by) = (member.user.account_id, member.by());
    Box::pin(users::remove(&member.app().desk, &member.user, id, &by, member.now())).await?;
    Ok(ApiReply::see_other("/console"))
}

/// The account that the address names.
fn account_id(member: &Member<'_>) -> Result<AccountId, Failure> {
    member.visit().value("account_id").parse().map_err(|_| ApiReply::not_found("User").into())
}

async fn list_page(member: &Member<'_>, email: &str, given: &Given, problems: &[Problem]) -> Result<ListPage, Failure> {
    let all = users::list(&member.app().desk, member.store.id).await?;
    let email = Field::new("email", "E-mail", email).with(problems);
    let grants = Grants::of(member, given, None, problems);
    Ok(ListPage {
        frame: Frame::of(member, "Store Users", None).await?,
        rows: all.iter().map(|user| row(member, user)).collect(),
        problems: shown(problems, &email, &grants),
        email,
        grants,
    })
}

/// The page of a user: what they have, or what a form that was refused `given` them.
async fn user_page(
    member: &Member<'_>,
    id: AccountId,
    given: Option<&Given>,
    problems: &[Problem],
) -> Result<UserPage, Failure> {
    let (user, version) = users::find(&member.app().desk, member.store.id, id).await?;
    let had = Given::of(&user);
    let grants = Grants::of(member, given.unwrap_or(&had), Some(&user), problems);
    let address = member.path(&format!("users/{id}"));
    // The page of a form that was refused has the address of that form, which can't be led back to.
    let frame = Frame { here: address.clone(), ..Frame::of(member, name_of(&user), None).await? };
    Ok(UserPage {
        frame,
        address,
        name: name_of(&user).to_owned(),
        since: Times::of(&member.store, member.now()).when(user.since),
        is_you: id == member.user.account_id,
        version,
        problems: shown(problems, &Field::new("email", "E-mail", ""), &grants),
        grants,
        email: user.email,
        invited_by: user.invited_by,
    })
}

fn row(member: &Member<'_>, user: &User) -> Row {
    Row {
        address: member.path(&format!("users/{}", user.account_id)),
        name: name_of(user).to_owned(),
        email: user.email.clone(),
        permissions: in_short(user.permissions),
        scope: scope_text(member, &user.scope),
        since: Times::of(&member.store, member.now()).when(user.since),
        is_you: user.account_id == member.user.account_id,
    }
}

fn name_of(user: &User) -> &str {
    if user.name.is_empty() { &user.email } else { &user.name }
}

/// The preset that these permissions are, or how many they are.
fn in_short(permissions: Permissions) -> String {
    let preset = Preset::ALL.iter().find(|preset| preset.permissions() == permissions);
    let count = || format!("{} of {} permissions", permissions.iter().count(), Permission::ALL.len());
    preset.map_or_else(count, |preset| preset.label().to_owned())
}

fn scope_text(member: &Member<'_>, scope: &UserScope) -> String {
    match scope {
        UserScope::Folders(ids) => ids.iter().map(|id| folder_name(&member.store, *id)).collect::<Vec<_>>().join(", "),
        UserScope::Everything | UserScope::Supplier(_) => scope.label(),
    }
}

/// What is wrong with a form about a user.
fn shown(problems: &[Problem], email: &Field, grants: &Grants) -> Vec<Shown> {
    let permissions = Field::new("permissions", "Permissions", "");
    let scope = Field::new("scope", "Sees", "");
    Shown::all(problems, &[email, &permissions, &scope, &grants.css_class])
}

impl Grants {
    /// What a form shows as `given`; `user` is who has it, nobody yet where somebody is invited.
    fn of(member: &Member<'_>, given: &Given, user: Option<&User>, problems: &[Problem]) -> Self {
        let own = member.user.permissions;
        let had = user.map_or(Permissions::none(), |user| user.permissions);
        let grant = |permission: Permission| Grant {
            name: permission.name(),
            label: permission.label(),
            is_on: given.permissions.has(permission),
            is_closed: !own.has(permission) && !had.has(permission),
        };
        let area = |area: &Area| AreaGrants { label: area.label(), grants: area.permissions().map(grant).collect() };
        let css_class = Field::new("css_class", "Custom User Class", given.css_class.as_str());
        let kept = user.map_or(&member.user.scope, |user| &user.scope);
        let scope = given.scope.as_ref().unwrap_or(kept);
        let wrong = |name| Field::new(name, "", "").with(problems).wrong;
        Self {
            presets: presets(own),
            areas: Area::ALL.iter().map(area).collect(),
            permissions_wrong: wrong("permissions"),
            scopes: scopes(scope, kept),
            folders: folders(member, scope),
            scope_wrong: wrong("scope"),
            css_class: css_class.hint("Stands on their pages as u-…, for the store's own style sheet.").with(problems),
        }
    }
}

/// The presets that somebody with these permissions can give. That of suppliers is none yet: it takes a scope of one.
fn presets(own: Permissions) -> Vec<Choice> {
    let can_give = |preset: &&Preset| **preset != Preset::Supplier && own.covers(preset.permissions());
    let given = Preset::ALL.iter().filter(can_give).map(|preset| Choice::new(preset.name(), preset.label(), false));
    std::iter::once(Choice::new("", "As ticked below", true)).chain(given).collect()
}

/// Which orders somebody may see; that of a supplier can only stay as it is.
fn scopes(scope: &UserScope, kept: &UserScope) -> Vec<Choice> {
    let is_folders = matches!(scope, UserScope::Folders(_));
    let mut scopes = vec![
        Choice::new("all", "All orders", *scope == UserScope::Everything),
        Choice::new("folders", "Orders in these folders", is_folders),
    ];
    if matches!(kept, UserScope::Supplier(_)) {
        scopes.push(Choice::new("same", format!("Orders of {}", kept.label()), scope == kept));
    }
    scopes
}

fn folders(member: &Member<'_>, scope: &UserScope) -> Vec<Choice> {
    let is_in = |id: FolderId| matches!(scope, UserScope::Folders(ids) if ids.contains(&id));
    let folders = member.store.folders.iter();
    folders.map(|folder| Choice::new(folder.id.to_string(), folder.name.as_str(), is_in(folder.id))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(form: &str) -> Given {
        Given::read(&Form::read(form.as_bytes()))
    }

    /// Catches a form that gives all orders, or all permissions, where it says nothing of them.
    #[test]
    fn what_a_form_does_not_say_is_not_given() {
        let nothing = given("");
        assert_eq!((nothing.permissions, nothing.scope), (Permissions::none(), Some(UserScope::Folders(vec![]))));
        assert_eq!(given("scope=same").scope, None);
        assert_eq!(given("scope=all&folder=1").scope, Some(UserScope::Everything));
        let folders = ["1", "3"].map(|id| id.parse().unwrap()).to_vec();
        assert_eq!(given("scope=folders&folder=1&folder=x&folder=3").scope, Some(UserScope::Folders(folders)));
    }

    #[test]
    fn a_preset_counts_before_the_boxes() {
        let boxes = "permission=ship_orders&permission=fly&permission=view_orders";
        let ticked = Permissions::of([Permission::ShipOrders, Permission::ViewOrders]);
        assert_eq!(given(boxes).permissions, ticked);
        assert_eq!(given(&format!("{boxes}&preset=")).permissions, ticked);
        assert_eq!(given(&format!("{boxes}&preset=warehouse")).permissions, Preset::Warehouse.permissions());
    }

    #[test]
    fn a_preset_is_shown_to_who_has_all_of_it() {
        let names = |own| presets(own).into_iter().map(|choice| choice.value).collect::<Vec<_>>();
        assert_eq!(names(Permissions::none()), [""]);
        assert!(!names(Preset::Staff.permissions()).contains(&"everything".to_owned()));
        assert!(names(Permissions::all()).contains(&"everything".to_owned()));
        assert_eq!(in_short(Preset::ReadOnly.permissions()), "Read only");
        assert_eq!(
            in_short(Permissions::of([Permission::ViewOrders])),
            format!("1 of {} permissions", Permission::ALL.len())
        );
    }
}
