//! The keys to the store's API: which there are, a new one, and an old one closed.

use askama::Template;
use desk::DeskError;
use desk::accounts::audit;
use desk::keys::{self, KeyCreation};
use domain::{ApiKey, MAX_STORE_NAME_LENGTH, NewKey, Problem, Scope};
use http::{ApiReply, Failure};
use jiff::Timestamp;

use super::problem::problems_of;
use crate::answer;
use crate::form::Form;
use crate::frame::Frame;
use crate::view::{Choice, Field, Shown, Times, When};
use crate::visit::Member;

#[derive(Template)]
#[template(path = "api_keys/list.html")]
struct KeysPage {
    frame: Frame,
    store_id: String,
    rows: Vec<Row>,
    name: Field,
    scope: Field,
    scopes: Vec<Choice>,
    problems: Vec<Shown>,
    /// Whether the user may make one: it opens all of the store.
    may_make: bool,
}

/// A key in the list.
struct Row {
    id: String,
    name: String,
    scope: &'static str,
    is_primary: bool,
    made: When,
    used: Option<When>,
    /// When it closes, or did.
    end: Option<When>,
    is_open: bool,
    revoke: String,
}

#[derive(Template)]
#[template(path = "api_keys/made.html")]
struct MadePage {
    frame: Frame,
    store_id: String,
    name: String,
    /// Shown this once.
    api_key: String,
}

/// `GET …/keys`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    answer::page(200, &keys_page(member, &Form::default(), &[]).await?)
}

/// `POST …/keys`: the key is shown this once. A form that is sent twice makes two, of which one is revoked.
pub(super) async fn add(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    if !may_make(member) {
        return Err(
            ApiReply::refusal(403, "A key is made by who sees all orders as they are: it opens all of them").into()
        );
    }
    let (app, form) = (member.app(), member.visit().form());
    let new = match read(&form) {
        Ok(new) => new,
        Err(problems) => return answer::page(422, &keys_page(member, &form, &problems).await?),
    };
    let made = keys::create(member.desk(), &app.key_checksums, member.store.id, &new, None, member.now());
    let made = match Box::pin(made).await {
        Ok(KeyCreation::Made(made)) => made,
        Ok(KeyCreation::Before(_) | KeyCreation::OfAnotherBody(_)) => {
            return Ok(ApiReply::see_other(&member.path("keys")));
        }
        // Nothing that was typed is wrong: the form offers no such key.
        Err(error @ DeskError::Forbidden(_)) => return Err(error.into()),
        Err(error) => return answer::page(422, &keys_page(member, &form, &problems_of(error)?).await?),
    };
    note(member, "key made", &made.key.id).await?;
    let page = MadePage {
        frame: Frame::of(member, "Key made", None).await?,
        store_id: member.store.id.to_string(),
        name: made.key.name,
        api_key: made.api_key,
    };
    answer::page(200, &page)
}

/// `POST …/keys/{key_id}/revoke`: closes within a minute.
pub(super) async fn revoke(member: &Member<'_>) -> Result<ApiReply, Failure> {
    member.person.check_proof()?;
    let (app, key_id) = (member.app(), member.visit().value("key_id"));
    let revoked = keys::revoke(member.desk(), &app.kms, member.store.id, key_id, member.now());
    let id = match Box::pin(revoked).await {
        Ok(id) => id,
        Err(error) => {
            let problems = problems_of(error)?;
            return answer::page(422, &keys_page(member, &Form::default(), &problems).await?);
        }
    };
    note(member, "key revoked", &id).await?;
    Ok(ApiReply::see_other(&member.path("keys?done=key-revoked")))
}

/// What a form says of a new key. A supplier's is made by the API: it names the supplier by its id.
fn read(form: &Form) -> Result<NewKey, Vec<Problem>> {
    let (name, mut problems) = (form.text("name"), vec![]);
    if name.is_empty() || name.chars().count() > MAX_STORE_NAME_LENGTH {
        let message = format!("must be a name of at most {MAX_STORE_NAME_LENGTH} characters");
        problems.push(Problem::new("name", message));
    }
    let scope = Scope::named(form.text("scope")).filter(|scope| Scope::OF_STORES.contains(scope));
    match scope {
        Some(scope) if problems.is_empty() => Ok(NewKey { name: name.to_owned(), scope, supplier_id: None }),
        Some(_) => Err(problems),
        None => {
            problems.push(Problem::new("scope", "must be one of those that are listed"));
            Err(problems)
        }
    }
}

async fn note(member: &Member<'_>, what: &str, key_id: &str) -> Result<(), Failure> {
    let by = member.by();
    Ok(audit::append(member.desk(), member.store.id, &by, what, key_id, vec![], member.now()).await?)
}

async fn keys_page(member: &Member<'_>, form: &Form, problems: &[Problem]) -> Result<KeysPage, Failure> {
    let all = Box::pin(keys::list(member.desk(), &member.app().kms, member.store.id)).await?;
    let times = Times::of(&member.store, member.now());
    let name = Field::new("name", "Name", form.text("name")).hint("What will use it.").with(problems);
    let scope = Field::new("scope", "Opens", "").with(problems);
    let chosen = Scope::named(form.text("scope")).unwrap_or(Scope::Write);
    let frame = Frame { here: member.path("keys"), ..Frame::of(member, "API keys", None).await? };
    Ok(KeysPage {
        may_make: may_make(member) && frame.switcher.read_only.is_empty(),
        frame,
        store_id: member.store.id.to_string(),
        rows: all.iter().map(|(key, used)| row(member, &times, key, *used)).collect(),
        problems: Shown::all(problems, &[&name, &scope]),
        name,
        scope,
        scopes: offered(member).map(|it| Choice::new(it.name(), label(it), it == chosen)).collect(),
    })
}

/// The scopes of the keys that a user may make: one that opens everything is for who may do everything.
fn offered(member: &Member<'_>) -> impl Iterator<Item = Scope> {
    let may_do_everything = member.desk().rights().is_all();
    Scope::OF_STORES.into_iter().filter(move |scope| may_do_everything || *scope != Scope::Admin)
}

fn may_make(member: &Member<'_>) -> bool {
    member.sees_all() && member.desk().rights().sees_orders_whole()
}

fn row(member: &Member<'_>, times: &Times, key: &ApiKey, used: Option<Timestamp>) -> Row {
    Row {
        id: key.id.clone(),
        name: key.name.clone(),
        scope: label(key.scope),
        is_primary: key.primary,
        made: times.when(key.date_added),
        used: times.maybe(used),
        end: times.maybe(key.expires_at),
        is_open: key.is_open(member.now()),
        revoke: member.path(&format!("keys/{}/revoke", key.id)),
    }
}

/// What a key opens, as people call it.
const fn label(scope: Scope) -> &'static str {
    match scope {
        Scope::Supplier => "The orders of one supplier",
        Scope::Read => "Reading",
        Scope::Write => "Reading, and changing orders, shipments and inventory",
        Scope::Admin => "All that, and keys, rules, folders and settings",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(form: &str) -> Vec<String> {
        let problems = read(&Form::read(form.as_bytes())).err().unwrap_or_default();
        problems.into_iter().map(|problem| problem.field).collect()
    }

    /// Catches a form that makes a key which opens more than anybody chose, and a supplier's without its supplier.
    #[test]
    fn a_key_has_a_name_and_a_scope_of_the_store_s_own() {
        let new = read(&Form::read(b"name=+Packing+desk+&scope=read")).unwrap();
        assert_eq!((new.name.as_str(), new.scope, new.supplier_id), ("Packing desk", Scope::Read, None));
        assert_eq!(wrong("scope=read"), ["name"]);
        assert_eq!(wrong("name=Desk"), ["scope"]);
        assert_eq!(wrong("name=Desk&scope=supplier"), ["scope"]);
        assert_eq!(wrong(&format!("name={}&scope=all", "a".repeat(201))), ["name", "scope"]);
    }
}
