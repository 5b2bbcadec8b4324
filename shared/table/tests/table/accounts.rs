//! Accounts, their sessions and links, and the users of stores.

use domain::{
    Account, AccountId, AccountLink, AuditChannel, AuditLine, Browser, LinkKind, Permissions, Session, SessionLevel,
    User, UserScope,
};
use jiff::SignedDuration;
use table::{Acceptance, AuditOf, Outcome, Taken};

use crate::samples::{at, store_id};
use crate::stage::{Stage, body_of};

fn id(number: u64) -> AccountId {
    AccountId::new(number).unwrap()
}

fn account(number: u64) -> Account {
    Account {
        id: id(number),
        email: format!("{number}@example.com"),
        first_name: "Ada".into(),
        last_name: String::new(),
        password: "sealed".into(),
        second_factor: None,
        recovery_codes: vec![],
        sessions_after: None,
        single_keys_off: false,
        created_at: at(0),
        last_sign_in_at: None,
    }
}

fn user(number: u64) -> User {
    User {
        store_id: store_id(),
        account_id: id(number),
        email: format!("{number}@example.com"),
        name: "Ada".into(),
        permissions: Permissions::all(),
        scope: UserScope::Everything,
        css_class: String::new(),
        invited_by: "Operator".into(),
        since: at(0),
    }
}

fn line(what: &str, seconds: i64) -> AuditLine {
    AuditLine {
        at: at(seconds),
        who: "Ada".into(),
        account_id: None,
        how: AuditChannel::Console,
        network: String::new(),
        what: what.into(),
        id: String::new(),
        changes: vec![],
        request_id: String::new(),
    }
}

async fn link(stage: &Stage, link_id: &str) {
    let link = AccountLink::new(link_id.into(), LinkKind::Welcome, "ada@example.com", None, at(0));
    assert!(stage.table.insert_account_link(&link).await.unwrap().is_done());
    assert!(matches!(stage.table.insert_account_link(&link).await.unwrap(), Outcome::Unchanged(())));
}

async fn accept(stage: &Stage, link_id: &str, number: u64) -> Outcome<(), (), Taken> {
    let (account, user, line) = (account(number), user(number), line("accepted", 1));
    let user = Some((&user, "Harbor Prints"));
    let accepted = Acceptance { link_id, account: Some(&account), user, line: &line, at: at(1) };
    stage.table.accept_link(&accepted).await.unwrap()
}

/// Two users of a store.
async fn stage() -> Stage {
    let stage = Stage::new().await;
    for (link_id, number) in [("one", 7), ("two", 8)] {
        link(&stage, link_id).await;
        assert!(accept(&stage, link_id, number).await.is_done());
    }
    stage
}

/// Catches two accounts of one address.
#[tokio::test]
async fn a_login_is_the_account_s_that_claimed_it_first() {
    let stage = Stage::new().await;
    assert_eq!(stage.table.account_of_login("digest").await.unwrap(), None);
    for claimed in [id(7), id(8)] {
        assert_eq!(stage.table.claim_login("digest", claimed).await.unwrap(), id(7));
    }
    assert_eq!(stage.table.account_of_login("digest").await.unwrap(), Some(id(7)));
}

/// Catches a link that is used twice, and one that is used up for nothing.
#[tokio::test]
async fn a_link_is_accepted_with_all_it_brings_or_not_at_all() {
    let stage = stage().await;
    assert_eq!(stage.table.account_link("one").await.unwrap().unwrap().used_at, Some(at(1)));
    assert_eq!(stage.sort_keys("P#7").await.len(), 3, "account, store, audit");
    assert!(matches!(accept(&stage, "one", 9).await, Outcome::Refused(Taken::Link)));
    link(&stage, "three").await;
    assert!(matches!(accept(&stage, "three", 7).await, Outcome::Refused(Taken::Account)));
    let line = line("accepted", 2);
    let known = user(7);
    let joins = Acceptance { link_id: "three", account: None, user: Some((&known, "")), line: &line, at: at(2) };
    assert!(matches!(stage.table.accept_link(&joins).await.unwrap(), Outcome::Refused(Taken::User)));
    assert_eq!(stage.table.account_link("three").await.unwrap().unwrap().used_at, None);
    assert_eq!(stage.table.account(id(9)).await.unwrap(), None);
}

/// Catches a change of an account by a link that was used before, and one without its line.
#[tokio::test]
async fn an_account_is_changed_together_with_what_belongs_to_it() {
    let stage = stage().await;
    link(&stage, "reset").await;
    let rename = |name: &'static str| {
        move |account: &mut Account| {
            name.clone_into(&mut account.first_name);
            Ok::<_, ()>(())
        }
    };
    let changed = stage.table.change_account(id(7), Some(&line("renamed", 3)), rename("Grace")).await.unwrap();
    assert!(matches!(changed, Outcome::Done((account, ())) if account.first_name == "Grace"));
    let by_link = async |seconds: i64| {
        let noted = line("reset", seconds);
        stage.table.change_account_by_link(id(7), "reset", &noted, rename("Joan")).await.unwrap()
    };
    assert!(by_link(4).await.is_done());
    assert!(matches!(by_link(5).await, Outcome::Stale));
    assert!(matches!(stage.table.change_account(id(9), None, rename("Ada")).await.unwrap(), Outcome::Missing));
    let lines = stage.table.audit(AuditOf::Account(id(7)), None, 10).await.unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.what.as_str()).collect::<Vec<_>>(), ["reset", "renamed", "accepted"]);
    let row = stage.row("P#7", "P").await.unwrap();
    assert_eq!((row["version"].as_n().unwrap().as_str(), &body_of(&row)["first_name"]), ("3", &"Joan".into()));
}

/// Catches a session that comes back after it was ended, and two values of one cookie that are both the next.
#[tokio::test]
async fn a_session_is_written_as_it_was_read() {
    let stage = stage().await;
    let begun = Session::begun("token", id(7), SessionLevel::Password, Browser::default(), at(0));
    let kept = stage.table.insert_session(begun.clone()).await.unwrap();
    let rows = stage.table.signed_in(id(7), &begun.token_digest, Some(store_id())).await.unwrap();
    assert_eq!((rows.session.as_ref(), rows.account, rows.user), (Some(&kept), Some(account(7)), Some(user(7))));
    let seen = stage.table.save_session(&kept, begun.clone().seen(at(60))).await.unwrap().done().unwrap();
    assert!(matches!(stage.table.save_session(&kept, begun.clone()).await.unwrap(), Outcome::Stale));
    let rotate = async |token: &str| {
        let (old, new) = (seen.session.clone().replaced(at(90)), seen.session.clone().under(token, at(90)));
        stage.table.rotate_session(&seen, &old, new).await.unwrap()
    };
    assert!(rotate("next").await.is_done());
    assert!(matches!(rotate("another").await, Outcome::Stale));
    let sessions = stage.table.sessions(id(7)).await.unwrap();
    assert_eq!(sessions.len(), 2);
    for session in &sessions {
        stage.table.remove_session(id(7), &session.token_digest).await.unwrap();
        stage.table.remove_session(id(7), &session.token_digest).await.unwrap();
    }
    assert!(stage.table.sessions(id(7)).await.unwrap().is_empty());
    assert!(matches!(stage.table.save_session(&seen, begun).await.unwrap(), Outcome::Stale));
}

/// Catches a store without an owner, after two who went at once.
#[tokio::test]
async fn a_user_is_changed_or_removed_while_an_owner_is_left_as_they_were() {
    let stage = stage().await;
    let users = stage.table.users(store_id()).await.unwrap();
    let [one, other] = [7, 8].map(|number| users.iter().find(|kept| kept.user.account_id == id(number)).unwrap());
    let fewer = User { permissions: Permissions::none(), ..other.user.clone() };
    assert!(stage.table.save_user(other, &fewer, Some(one), &line("changed", 2)).await.unwrap().is_done());
    assert!(matches!(stage.table.remove_user(one, Some(other), &line("removed", 3)).await.unwrap(), Outcome::Stale));
    assert!(stage.table.user(store_id(), id(7)).await.unwrap().is_some());
    let other = stage.table.user(store_id(), id(8)).await.unwrap().unwrap();
    assert_eq!((other.version, &other.user), (2, &fewer));
    let renamed = User { name: "Grace".into(), ..fewer };
    assert!(stage.table.copy_to_user(&other, &renamed).await.unwrap().is_done());
    assert!(matches!(stage.table.copy_to_user(&other, &renamed).await.unwrap(), Outcome::Stale));
    let other = stage.table.user(store_id(), id(8)).await.unwrap().unwrap();
    assert!(stage.table.remove_user(&other, None, &line("removed", 4)).await.unwrap().is_done());
    assert!(stage.table.stores_of_account(id(8)).await.unwrap().is_empty());
}

/// Catches a name of a store that comes back where somebody is no user any more.
#[tokio::test]
async fn what_a_store_is_called_is_noted_for_its_users() {
    let stage = stage().await;
    stage.table.rename_store_of_account(id(7), store_id(), "Lagoon Prints").await.unwrap();
    let stores = stage.table.stores_of_account(id(7)).await.unwrap();
    assert_eq!(stores.iter().map(|store| store.name.as_str()).collect::<Vec<_>>(), ["Lagoon Prints"]);
    stage.table.rename_store_of_account(id(9), store_id(), "Lagoon Prints").await.unwrap();
    assert!(stage.table.stores_of_account(id(9)).await.unwrap().is_empty());
}

/// Catches a line that is there twice, and pages that leave one out.
#[tokio::test]
async fn lines_are_listed_the_newest_first_each_once() {
    let stage = Stage::new().await;
    let of = AuditOf::Store(store_id());
    for seconds in [1, 2, 2, 3, 4] {
        stage.table.append_audit(of, &line(&seconds.to_string(), seconds)).await.unwrap();
    }
    let first = stage.table.audit(of, None, 2).await.unwrap();
    let second = stage.table.audit(of, first.next.as_deref(), 2).await.unwrap();
    let lines = first.lines.iter().chain(&second.lines).map(|line| line.what.as_str());
    assert_eq!(lines.collect::<Vec<_>>(), ["4", "3", "2", "1"]);
    assert_eq!(second.next, None);
}

/// Catches tries that are not counted together.
#[tokio::test]
async fn tries_of_a_slot_are_counted() {
    let stage = Stage::new().await;
    let length = SignedDuration::from_mins(10);
    for count in 1..=3 {
        assert_eq!(stage.table.count_try("in#a", at(0), length).await.unwrap(), count);
    }
    for (what, began) in [("in#b", at(0)), ("in#a", at(600))] {
        assert_eq!(stage.table.count_try(what, began, length).await.unwrap(), 1);
    }
    let row = stage.row(&format!("B#in#a#{}", at(0).as_second()), "B").await.unwrap();
    let expires_at = (at(0) + SignedDuration::from_mins(15)).as_second();
    assert_eq!(row["expires_at"].as_n().unwrap(), &expires_at.to_string());
}
