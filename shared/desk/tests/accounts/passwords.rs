//! Signing in by a password, and setting another.

use desk::DeskError;
use desk::accounts::mails::{self, Mailed, PersonMail};
use desk::accounts::{self, FoundLink, FoundSession, Reset, SignIn};
use jiff::SignedDuration;

use crate::{OTHER_PASSWORD, PASSWORD, Stack, browser, harbor};

const ADA: &str = "ada@example.com";

/// Catches a password that opens another account, and an address that is told from a wrong password.
#[tokio::test]
async fn the_right_password_signs_in_and_nothing_else_does() {
    let stack = Stack::new().await;
    stack.owner(ADA, &harbor()).await;
    let session = stack.session("ADA@example.com ", PASSWORD).await;
    assert_eq!(session.account.email, ADA);
    let noted = stack.account(ADA).await.last_sign_in_at.unwrap();
    assert!(noted <= stack.now() && noted > session.account.created_at);
    for (email, password) in [(ADA, OTHER_PASSWORD), (ADA, ""), ("nobody@example.com", PASSWORD), ("", "")] {
        assert_eq!(stack.sign_in(email, password).await, SignIn::Wrong, "{email}");
    }
}

/// Catches a password that lies in the table as it is, or as a hash that can be tried.
#[tokio::test]
async fn the_table_has_neither_a_password_nor_its_hash() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let kept = stack.account(ADA).await.password;
    assert!(kept.starts_with("2:") && !kept.contains("argon2"), "{kept}");
    let token = owner.cookie.split_once('.').unwrap().1;
    let rows = format!("{:?}", stack.aws.dynamo.rows().unwrap());
    assert!(!rows.contains(token) && !rows.contains(PASSWORD));
}

/// Catches passwords that can be tried without an end, and an account that stays closed for it.
#[tokio::test]
async fn ten_tries_of_an_address_are_all_in_ten_minutes() {
    let stack = Stack::new().await;
    stack.owner(ADA, &harbor()).await;
    stack.wait(SignedDuration::from_mins(4));
    for _ in 0..10 {
        assert_eq!(stack.sign_in(ADA, OTHER_PASSWORD).await, SignIn::Wrong);
    }
    let refused = stack.sign_in(ADA, PASSWORD).await;
    assert_eq!(refused, SignIn::TooMany { retry_after_seconds: 360 });
    assert_eq!(stack.sign_in("grace@example.com", PASSWORD).await, SignIn::Wrong, "others are not kept out");
    stack.wait(SignedDuration::from_mins(6));
    stack.session(ADA, PASSWORD).await;
}

/// Catches addresses that can be tried one after another.
#[tokio::test]
async fn fifty_tries_of_a_network_are_all_in_ten_minutes() {
    let stack = Stack::new().await;
    let now = stack.now();
    for number in 0..50 {
        let what = format!("in#{}", browser().network);
        assert_eq!(stack.desk.table.count_try(&what, now, SignedDuration::from_mins(10)).await.unwrap(), number + 1);
    }
    assert!(matches!(stack.sign_in(ADA, PASSWORD).await, SignIn::TooMany { .. }));
}

/// Catches a change of the password that leaves others signed in, or signs out who made it.
#[tokio::test]
async fn another_password_ends_all_other_sessions() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let other = stack.session(ADA, PASSWORD).await;
    stack.wait(SignedDuration::from_secs(5));
    let change = async |present: &str, new: &str| {
        accounts::change_password(&stack.desk, &stack.keys, &owner.signed_in, present, new, stack.now()).await
    };
    assert_eq!(change(OTHER_PASSWORD, OTHER_PASSWORD).await.unwrap(), SignIn::Wrong);
    let Err(DeskError::Invalid(problems)) = change(PASSWORD, "short").await else { panic!("it was taken") };
    assert_eq!(problems[0].field, "new_password");
    let Ok(SignIn::Done(session)) = change(PASSWORD, OTHER_PASSWORD).await else { panic!("it was refused") };
    assert!(matches!(stack.find(&session.cookie, None).await, FoundSession::SignedIn(_)));
    for ended in [&owner.cookie, &other.cookie] {
        assert_eq!(stack.find(ended, None).await, FoundSession::Nobody);
    }
    assert_eq!(stack.sign_in(ADA, PASSWORD).await, SignIn::Wrong);
    stack.session(ADA, OTHER_PASSWORD).await;
}

/// Catches a link to a new password that works twice, or by looking at it, and one that leaves a thief signed in.
#[tokio::test]
async fn a_link_sets_another_password_once_and_ends_all_sessions() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    stack.wait(SignedDuration::from_secs(5));
    let link = accounts::request_reset(&stack.desk, &stack.keys, ADA, stack.now()).await.unwrap().unwrap();
    assert_eq!(accounts::links::token(&stack.keys, &link.link.id).await.unwrap(), link.token);
    for _ in 0..2 {
        let found = accounts::links::find(&stack.desk, &stack.keys, &link.token, stack.now()).await.unwrap();
        assert!(matches!(found, FoundLink::Good { .. }), "to look uses it up");
    }
    let reset = async |password: &str| {
        accounts::reset(&stack.desk, &stack.keys, &link.token, password, &browser(), stack.now()).await
    };
    assert!(matches!(reset("short").await, Err(DeskError::Invalid(_))));
    let Ok(Reset::SignIn(SignIn::Done(session))) = reset(OTHER_PASSWORD).await else { panic!("it was refused") };
    assert!(matches!(stack.find(&session.cookie, None).await, FoundSession::SignedIn(_)));
    assert_eq!(stack.find(&owner.cookie, None).await, FoundSession::Nobody);
    assert_eq!(reset(PASSWORD).await.unwrap(), Reset::Useless(FoundLink::Used));
    stack.session(ADA, OTHER_PASSWORD).await;
}

/// Catches two presses of one link at the same moment, of which both count.
#[tokio::test]
async fn of_two_who_use_one_link_at_once_one_does() {
    let stack = Stack::new().await;
    stack.owner(ADA, &harbor()).await;
    let link = accounts::request_reset(&stack.desk, &stack.keys, ADA, stack.now()).await.unwrap().unwrap();
    let reset = |password| accounts::reset(&stack.desk, &stack.keys, &link.token, password, &BROWSER, stack.now());
    let (one, other) = tokio::join!(reset(PASSWORD), reset(OTHER_PASSWORD));
    let done = [one.unwrap(), other.unwrap()].iter().filter(|reset| matches!(reset, Reset::SignIn(_))).count();
    assert_eq!(done, 1);
}

static BROWSER: std::sync::LazyLock<domain::Browser> = std::sync::LazyLock::new(browser);

/// Catches links of another stack, cut, or of an id whose secret is another's; and links that never end.
#[tokio::test]
async fn a_link_is_good_with_its_own_secret_and_for_its_time() {
    let stack = Stack::new().await;
    stack.owner(ADA, &harbor()).await;
    let ask = async || accounts::request_reset(&stack.desk, &stack.keys, ADA, stack.now()).await.unwrap();
    let (one, other) = (ask().await.unwrap(), ask().await.unwrap());
    let look = async |token: &str| accounts::links::find(&stack.desk, &stack.keys, token, stack.now()).await.unwrap();
    let mixed = format!("{}{}", one.link.id, &other.token[32..]);
    for wrong in ["", "a", one.link.id.as_str(), &mixed, &one.token[..95], &"0".repeat(96)] {
        assert_eq!(look(wrong).await, FoundLink::Unknown, "{wrong}");
    }
    stack.wait(SignedDuration::from_hours(1));
    assert_eq!(look(&one.token).await, FoundLink::Over);
}

/// Catches mailboxes that are filled with links, and forms of one kind of mail that use up another's.
#[tokio::test]
async fn five_mails_of_each_kind_go_to_an_address_in_an_hour() {
    let stack = Stack::new().await;
    stack.owner(ADA, &harbor()).await;
    let network = browser().network;
    let send = async |mail: PersonMail| mails::send(&stack.desk, mail, ADA, &network, stack.now()).await.unwrap();
    for mail in [PersonMail::SignIn, PersonMail::Reset] {
        for _ in 0..5 {
            assert_eq!(send(mail).await, Mailed::Now, "{mail:?}");
        }
        assert_eq!(send(mail).await, Mailed::TooOften, "{mail:?}");
    }
    stack.wait(SignedDuration::from_hours(1));
    assert_eq!(send(PersonMail::Reset).await, Mailed::Now);
}

/// Catches a person who is locked out because strangers have sent forms for their address.
#[tokio::test]
async fn the_operator_makes_a_link_however_many_forms_were_sent_for_the_address() {
    let stack = Stack::new().await;
    stack.owner(ADA, &harbor()).await;
    let network = browser().network;
    for _ in 0..6 {
        mails::send(&stack.desk, PersonMail::Reset, ADA, &network, stack.now()).await.unwrap();
    }
    let ask = async |email: &str| accounts::request_reset(&stack.desk, &stack.keys, email, stack.now()).await.unwrap();
    for _ in 0..6 {
        assert!(ask(ADA).await.is_some());
    }
    assert!(ask("nobody@example.com").await.is_none());
}
