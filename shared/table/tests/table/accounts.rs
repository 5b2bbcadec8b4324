//! Accounts, their sessions and links, and the users of stores.

use domain::{
    Account, AccountId, AccountLink, AccountMail, AuditChannel, AuditLine, Browser, Invitation, LinkKind, Notice,
    Permissions, Session, SessionLevel, StoreId, TrustedBrowser, User, UserScope,
};
use jiff::SignedDuration;
use table::{Acceptance, AuditOf, EmailChange, EmailRefused, Outcome, Taken};

use crate::samples::{at, store_id};
use crate::stage::{Stage, body_of};

fn id(number: u64) -> AccountId {
    AccountId::new(number).unwrap()
}

fn account(number: u64) -> Account {
    Account {
        id: id(number),
        email: format!("{number}@example.com"),
        email_confirmed_at: None,
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

/// Whether somebody is to be mailed by the notice of this id.
async fn is_mailed(stage: &Stage, notice_id: &str) -> bool {
    stage.table.notice(None::<StoreId>, notice_id).await.unwrap().is_some()
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
        let mail = AccountMail::PasswordChanged { browser: Browser::default() };
        let notice = Notice::of_person(format!("n-{seconds}"), "7@example.com".into(), mail, at(seconds));
        stage.table.change_account_by_link(id(7), "reset", &noted, Some(&notice), rename("Joan")).await.unwrap()
    };
    assert!(by_link(4).await.is_done());
    assert!(matches!(by_link(5).await, Outcome::Stale));
    assert_eq!((is_mailed(&stage, "n-4").await, is_mailed(&stage, "n-5").await), (true, false), "with it, and once");
    assert!(matches!(stage.table.change_account(id(9), None, rename("Ada")).await.unwrap(), Outcome::Missing));
    let lines = stage.table.audit(AuditOf::Account(id(7)), None, 10).await.unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.what.as_str()).collect::<Vec<_>>(), ["reset", "renamed", "accepted"]);
    let row = stage.row("P#7", "P").await.unwrap();
    assert_eq!((row["version"].as_n().unwrap().as_str(), &body_of(&row)["first_name"]), ("3", &"Joan".into()));
}

fn invitation(link_id: &str) -> AccountLink {
    let kind = LinkKind::Invite(Invitation {
        store_id: store_id(),
        store_name: "Harbor Prints".into(),
        permissions: Permissions::all(),
        scope: UserScope::Everything,
        css_class: String::new(),
        by: None,
        by_name: "Operator".into(),
    });
    AccountLink::new(link_id.into(), kind, "grace@example.com", None, at(0))
}

/// Catches an invitation that its store does not know, and one that is withdrawn and works, or was used and is withdrawn.
#[tokio::test]
async fn invitations_of_a_store_are_listed_and_withdrawn_once() {
    let stage = stage().await;
    for link_id in ["inv-1", "inv-2"] {
        assert!(stage.table.insert_account_link(&invitation(link_id)).await.unwrap().is_done());
    }
    let mut listed = stage.table.invitations(store_id()).await.unwrap();
    listed.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(listed, [invitation("inv-1"), invitation("inv-2")]);
    assert!(stage.table.withdraw_account_link("inv-1", at(60)).await.unwrap().is_done());
    assert!(matches!(stage.table.withdraw_account_link("inv-1", at(61)).await.unwrap(), Outcome::Stale));
    assert!(matches!(accept(&stage, "inv-1", 9).await, Outcome::Refused(Taken::Link)), "nobody can use it");
    let withdrawn = stage.table.account_link("inv-1").await.unwrap().unwrap();
    assert_eq!((withdrawn.used_at, withdrawn.expires_at), (None, at(60)));
    assert!(accept(&stage, "inv-2", 9).await.is_done());
    assert!(matches!(stage.table.withdraw_account_link("inv-2", at(62)).await.unwrap(), Outcome::Stale));
    assert!(matches!(stage.table.withdraw_account_link("nobody's", at(62)).await.unwrap(), Outcome::Stale));
    let row = stage.row(&format!("S#{}", store_id()), "G#inv-1").await.unwrap();
    assert_eq!(row["expires_at"].as_n().unwrap(), &invitation("inv-1").expires_at.as_second().to_string());
}

/// Catches an address that two accounts have, a login that leads to nobody, and an old address that still leads to the
/// account.
#[tokio::test]
async fn another_address_is_an_account_s_with_both_logins_or_not_at_all() {
    let stage = stage().await;
    for number in [7, 8] {
        assert_eq!(stage.table.claim_login(&format!("d{number}"), id(number)).await.unwrap(), id(number));
    }
    let moves = async |link_id: &str, from: &str, to: &str| {
        link(&stage, link_id).await;
        let (noted, mail) = (line(link_id, 3), AccountMail::EmailChanged { browser: Browser::default() });
        let notice = Notice::of_person(format!("n-{link_id}"), "7@example.com".into(), mail, at(3));
        let wanted = EmailChange { link_id, old_digest: from, new_digest: to, line: &noted, notice: &notice };
        let change = |account: &mut Account| {
            to.clone_into(&mut account.email);
            Ok::<(), ()>(())
        };
        stage.table.change_account_email(id(7), &wanted, change).await.unwrap()
    };
    assert_eq!(moves("taken", "d7", "d8").await, Outcome::Refused(EmailRefused::Taken));
    assert_eq!(moves("moved", "d9", "new").await, Outcome::Refused(EmailRefused::Moved));
    assert_eq!(stage.table.account_of_login("new").await.unwrap(), None, "nothing of it is written");
    assert!(!is_mailed(&stage, "n-moved").await);
    assert!(moves("moves", "d7", "new").await.is_done());
    let logins =
        [stage.table.account_of_login("d7").await.unwrap(), stage.table.account_of_login("new").await.unwrap()];
    assert_eq!(logins, [None, Some(id(7))]);
    assert!(moves("same", "new", "new").await.is_done(), "in other letters");
    assert_eq!(stage.table.account_of_login("new").await.unwrap(), Some(id(7)));
    assert!(is_mailed(&stage, "n-moves").await);
}

/// Catches a browser that is trusted after it was not any more.
#[tokio::test]
async fn browsers_are_trusted_until_they_are_not() {
    let stage = Stage::new().await;
    let trusted = TrustedBrowser::begun("token", id(7), Browser::default(), at(0));
    for _ in 0..2 {
        stage.table.insert_trusted_browser(&trusted).await.unwrap();
    }
    assert_eq!(stage.table.trusted_browsers(id(7)).await.unwrap(), std::slice::from_ref(&trusted));
    let found = async || stage.table.trusted_browser(id(7), &trusted.token_digest).await.unwrap();
    assert_eq!(found().await, Some(trusted.clone()));
    assert_eq!(stage.table.trusted_browser(id(8), &trusted.token_digest).await.unwrap(), None);
    let row = stage.row("P#7", &format!("T#{}", trusted.token_digest)).await.unwrap();
    assert_eq!(row["expires_at"].as_n().unwrap(), &trusted.expires_at.as_second().to_string());
    for _ in 0..2 {
        stage.table.remove_trusted_browser(id(7), &trusted.token_digest).await.unwrap();
    }
    assert_eq!(found().await, None);
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

/// Catches a list of stores that forgets where somebody works, and a row of who is no user any more.
#[tokio::test]
async fn when_somebody_turned_to_a_store_is_noted_as_long_as_they_are_its_user() {
    let stage = stage().await;
    let used = async || stage.table.stores_of_account(id(7)).await.unwrap()[0].used_at;
    assert_eq!(used().await, Some(at(0)), "since they came");
    assert!(stage.table.note_store_used(id(7), store_id(), at(9)).await.unwrap().is_done());
    stage.table.rename_store_of_account(id(7), store_id(), "Lagoon Prints").await.unwrap();
    assert_eq!(used().await, Some(at(9)), "a new name changes nothing of it");
    assert!(!stage.table.note_store_used(id(9), store_id(), at(9)).await.unwrap().is_done());
    assert!(stage.table.stores_of_account(id(9)).await.unwrap().is_empty());
}

/// Catches an owner of a new store who is it by half, or twice.
#[tokio::test]
async fn who_makes_a_store_is_its_user_once_with_a_line_that_says_so() {
    let stage = Stage::new().await;
    let insert = async || stage.table.insert_user(&user(7), "Quay", &line("store made", 1)).await.unwrap();
    assert!(insert().await.is_done());
    assert!(matches!(insert().await, Outcome::Unchanged(())));
    assert_eq!(stage.table.user(store_id(), id(7)).await.unwrap().unwrap().user, user(7));
    let stores = stage.table.stores_of_account(id(7)).await.unwrap();
    assert_eq!((stores[0].name.as_str(), stores.len()), ("Quay", 1));
    let lines = stage.table.audit(AuditOf::Store(store_id()), None, 9).await.unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.what.as_str()).collect::<Vec<_>>(), ["store made"]);
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
