//! Users of a store: who they are, what they may do, and how others become some.

mod grants;
mod invitations;

use askama::Template;
use desk::accounts::users::{self, SendMail};
use desk::orders::Expected;
use desk::suppliers;
use domain::{AccountId, Permission, Permissions, Preset, Problem, Supplier, User, UserChange, UserScope};
use http::{ApiReply, Failure};

use self::grants::{Given, Grants};
use self::invitations::Waiting;
pub(super) use self::invitations::{invite, withdraw};
use super::problem::problems_of;
use crate::answer;
use crate::frame::{Frame, folder_name};
use crate::view::{Field, Shown, Times, When};
use crate::visit::{Member, with_query};

#[derive(Template)]
#[template(path = "users/list.html")]
struct ListPage {
    frame: Frame,
    rows: Vec<Row>,
    email: Field,
    is_mailed: bool,
    grants: Grants,
    waiting: Vec<Waiting>,
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

/// `GET …/users`.
pub(super) async fn list(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    // All that the inviter may do themselves is ticked: more they can't give.
    let given = Given { css_class: String::new(), ..Given::of(&member.user) };
    answer::page(200, &list_page(member, ("", SendMail::Yes), &given, &[]).await?)
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
    let seen = form.text("version").parse().map_or(Expected::Any, |version| Expected::OneOf(vec![version]));
    let by = member.by();
    let changed = users::change(member.desk(), &member.user, id, &change, &seen, &by, member.now());
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
    match Box::pin(users::remove(member.desk(), &member.user, id, &by, member.now())).await {
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
    Box::pin(users::remove(member.desk(), &member.user, id, &by, member.now())).await?;
    Ok(ApiReply::see_other("/console"))
}

/// The account that the address names.
fn account_id(member: &Member<'_>) -> Result<AccountId, Failure> {
    member.visit().value("account_id").parse().map_err(|_| ApiReply::not_found("User").into())
}

async fn list_page(
    member: &Member<'_>,
    (email, send_mail): (&str, SendMail),
    given: &Given,
    problems: &[Problem],
) -> Result<ListPage, Failure> {
    let all = users::list(member.desk(), member.store.id).await?;
    let suppliers = suppliers::list(member.desk(), member.store.id).await?;
    let email = Field::new("email", "E-mail", email).with(problems);
    let grants = Grants::of(member, given, None, &suppliers, problems);
    Ok(ListPage {
        frame: Frame::of(member, "Store Users", None).await?,
        rows: all.iter().map(|user| row(member, user, &suppliers)).collect(),
        problems: shown(problems, &email, &grants),
        email,
        is_mailed: send_mail == SendMail::Yes,
        grants,
        waiting: invitations::waiting(member, &suppliers).await?,
    })
}

/// The page of a user: what they have, or what a form that was refused `given` them.
async fn user_page(
    member: &Member<'_>,
    id: AccountId,
    given: Option<&Given>,
    problems: &[Problem],
) -> Result<UserPage, Failure> {
    let (user, version) = users::find(member.desk(), member.store.id, id).await?;
    let had = Given::of(&user);
    let suppliers = suppliers::list(member.desk(), member.store.id).await?;
    let grants = Grants::of(member, given.unwrap_or(&had), Some(&user), &suppliers, problems);
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

fn row(member: &Member<'_>, user: &User, suppliers: &[Supplier]) -> Row {
    Row {
        address: member.path(&format!("users/{}", user.account_id)),
        name: name_of(user).to_owned(),
        email: user.email.clone(),
        permissions: in_short(user.permissions),
        scope: scope_text(member, &user.scope, suppliers),
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

fn scope_text(member: &Member<'_>, scope: &UserScope, suppliers: &[Supplier]) -> String {
    match scope {
        UserScope::Folders(ids) => ids.iter().map(|id| folder_name(&member.store, *id)).collect::<Vec<_>>().join(", "),
        UserScope::Supplier(id) => supplier_text(id, suppliers),
        UserScope::Everything => scope.label(),
    }
}

/// Whose orders somebody sees, by the supplier's name; by its id where it is gone.
fn supplier_text(id: &str, suppliers: &[Supplier]) -> String {
    let supplier = suppliers.iter().find(|supplier| supplier.id == id);
    supplier.map_or_else(|| format!("supplier {id}"), |supplier| format!("orders of {}", supplier.settings.name))
}

/// What is wrong with a form about a user.
fn shown(problems: &[Problem], email: &Field, grants: &Grants) -> Vec<Shown> {
    let permissions = Field::new("permissions", "Permissions", "");
    let scope = Field::new("scope", "Sees", "");
    Shown::all(problems, &[email, &permissions, &scope, &grants.css_class])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_named_by_their_preset_or_counted() {
        assert_eq!(in_short(Preset::ReadOnly.permissions()), "Read only");
        let one = Permissions::of([Permission::ViewOrders]);
        assert_eq!(in_short(one), format!("1 of {} permissions", Permission::ALL.len()));
    }

    #[test]
    fn a_supplier_is_named_and_one_that_is_gone_has_its_id() {
        let mut supplier = Supplier { id: "7".to_owned(), settings: domain::SupplierSettings::default() };
        supplier.settings.name = "Pier Press".to_owned();
        assert_eq!(supplier_text("7", std::slice::from_ref(&supplier)), "orders of Pier Press");
        assert_eq!(supplier_text("8", &[supplier]), "supplier 8");
    }
}
