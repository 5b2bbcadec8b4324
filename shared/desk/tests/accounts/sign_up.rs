//! Signing up: what is made when, what nobody learns, and what a crash leaves.

use desk::accounts::sign_up::{self, NewSignUp, SignUpBegun, SignedUp};
use desk::accounts::{self, FoundLink, SignIn};
use domain::{Account, Business, LinkKind, Permission, Store, StoreDetails, StoreId};
use futures_util::future::select;
use jiff::SignedDuration;

use crate::{FUNCTION, OTHER_PASSWORD, PASSWORD, Stack, browser, harbor, person};

const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";

fn new(email: &str, business: Business) -> NewSignUp {
    let store = StoreDetails {
        name: " Quay Prints ".into(),
        business,
        store_country: "AT".into(),
        currency: "EUR".into(),
        timezone: "Europe/Vienna".into(),
    };
    NewSignUp { email: email.into(), person: person(), store }
}

/// Signs up; what the browser keeps.
async fn begun(stack: &Stack, email: &str) -> String {
    match begin(stack, &new(email, Business::ShipsItself)).await {
        SignUpBegun::Mailed { browser_token } => browser_token,
        too_many @ SignUpBegun::TooMany { .. } => panic!("{too_many:?}"),
    }
}

async fn begin(stack: &Stack, new: &NewSignUp) -> SignUpBegun {
    sign_up::begin(&stack.desk, &stack.keys, new, &browser(), stack.now()).await.unwrap()
}

async fn finish(stack: &Stack, token: &str, browser_token: &str, password: &str) -> SignedUp {
    let proof = (browser_token, password);
    sign_up::finish(&stack.desk, &stack.keys, token, proof, &browser(), stack.now()).await.unwrap()
}

/// The ids of the sign-ups that are kept.
async fn kept(stack: &Stack) -> Vec<String> {
    let mut found = vec![];
    for (pk, _) in stack.aws.dynamo.rows().unwrap().into_keys() {
        let Some(id) = pk.strip_prefix("G#") else { continue };
        let link = stack.desk.table.account_link(id).await.unwrap().unwrap();
        if matches!(link.kind, LinkKind::SignUp(_)) {
            found.push(id.to_owned());
        }
    }
    found
}

/// What stands in the addresses of the links that are mailed.
async fn mailed(stack: &Stack) -> Vec<String> {
    let mut tokens = vec![];
    for id in kept(stack).await {
        let notice = stack.desk.table.notice(None::<StoreId>, &format!("link-{id}")).await.unwrap();
        if notice.is_some() {
            tokens.push(accounts::links::token(&stack.keys, &id).await.unwrap());
        }
    }
    tokens
}

/// The one link that is mailed.
async fn link(stack: &Stack) -> String {
    let mut tokens = mailed(stack).await;
    assert_eq!(tokens.len(), 1);
    tokens.remove(0)
}

/// How many stores there are beside those that each stack has.
fn stores(stack: &Stack) -> usize {
    let rows = stack.aws.dynamo.rows().unwrap();
    rows.keys().filter(|(pk, sk)| pk.starts_with("S#") && sk == "S").count() - 2
}

async fn has_account(stack: &Stack, email: &str) -> bool {
    stack.desk.table.account_of_login(&Account::digest_of_email(email)).await.unwrap().is_some()
}

async fn store_of(stack: &Stack, signed_up: SignedUp) -> Store {
    let SignedUp::Done { session, store_id } = signed_up else { panic!("{signed_up:?}") };
    let found = stack.signed_in(&session.cookie, Some(store_id)).await;
    assert!(found.user.as_ref().is_some_and(domain::User::is_owner) && found.may(Permission::ManageKeys));
    stack.desk.table.store(store_id).await.unwrap().unwrap()
}

/// Catches a store of somebody who never confirmed the address, and one that is not as they said.
#[tokio::test]
async fn nothing_is_made_before_the_link_is_followed_and_then_all_of_it() {
    for business in Business::ALL {
        let stack = Stack::new().await;
        let SignUpBegun::Mailed { browser_token } = begin(&stack, &new(ADA, *business)).await else {
            panic!("{business:?}")
        };
        assert_eq!((stores(&stack), has_account(&stack, ADA).await), (0, false));
        let token = link(&stack).await;
        let store = store_of(&stack, finish(&stack, &token, &browser_token, "").await).await;
        assert_eq!((store.name.as_str(), store.folders.len()), ("Quay Prints", 5));
        let settings = &store.settings;
        assert_eq!(settings.beginning.business, *business);
        assert_eq!([&settings.store_country, &settings.currency, &settings.timezone], ["AT", "EUR", "Europe/Vienna"]);
        assert_eq!((settings.admin_email.as_str(), settings.admin_email_confirmed), (ADA, true));
        assert!(stack.desk.table.store_secrets(store.id).await.unwrap().is_some(), "its posts are signed");
        assert!(stack.desk.table.api_keys(store.id).await.unwrap().is_empty());
        assert!(stack.account(ADA).await.email_confirmed_at.is_some());
        stack.session(ADA, PASSWORD).await;
        let again = finish(&stack, &token, &browser_token, "").await;
        assert_eq!(again, SignedUp::Useless(FoundLink::Used));
        assert_eq!(stores(&stack), 1);
    }
}

/// Catches a page by which strangers learn who has an account: by what it answers, by what it costs, or by what it
/// changes.
#[tokio::test]
async fn an_address_that_has_an_account_is_answered_the_same_at_the_same_cost() {
    let stack = Stack::new().await;
    stack.owner(ADA, &harbor()).await;
    let mut costs = vec![];
    // Rows are as long for either.
    for email in [ADA, "eve@example.com"] {
        stack.aws.dynamo.take();
        begun(&stack, email).await;
        costs.push(format!("{:?}", stack.aws.dynamo.take().units));
    }
    assert_eq!(costs[0], costs[1]);
    assert_eq!(mailed(&stack).await.len(), 2, "what each is told says the mail");
    for token in mailed(&stack).await {
        let signed_up = finish(&stack, &token, "", PASSWORD).await;
        assert!(matches!(signed_up, SignedUp::HasAccount | SignedUp::Done { .. }), "{signed_up:?}");
    }
    let account = stack.account(ADA).await;
    assert_eq!(accounts::stores_of(&stack.desk, account.id).await.unwrap().len(), 1, "it is as it was");
}

/// Catches an account that is the one's who began it for another's address, as that one followed the link.
#[tokio::test]
async fn another_browser_needs_the_password_that_was_chosen() {
    let stack = Stack::new().await;
    begun(&stack, ADA).await;
    let token = link(&stack).await;
    for (cookie, password) in [("", ""), ("0a", OTHER_PASSWORD)] {
        assert_eq!(finish(&stack, &token, cookie, password).await, SignedUp::Wrong);
    }
    assert_eq!((stores(&stack), has_account(&stack, ADA).await), (0, false));
    store_of(&stack, finish(&stack, &token, "0a", PASSWORD).await).await;
}

/// Catches a password that can be guessed by who has the link.
#[tokio::test]
async fn a_password_is_tried_as_seldom_as_when_signing_in() {
    let stack = Stack::new().await;
    begun(&stack, ADA).await;
    let token = link(&stack).await;
    for _ in 0..10 {
        assert_eq!(finish(&stack, &token, "", OTHER_PASSWORD).await, SignedUp::Wrong);
    }
    assert!(matches!(finish(&stack, &token, "", PASSWORD).await, SignedUp::TooMany { .. }));
    stack.wait(SignedDuration::from_mins(10));
    store_of(&stack, finish(&stack, &token, "", PASSWORD).await).await;
}

/// Catches a mailbox that is filled by a form, and an answer that tells of it.
#[tokio::test]
async fn an_address_is_mailed_five_times_in_an_hour_and_a_network_signs_up_twenty_times_in_ten_minutes() {
    let stack = Stack::new().await;
    for _ in 0..7 {
        begun(&stack, ADA).await;
    }
    assert_eq!(mailed(&stack).await.len(), 5);
    for number in 0..13 {
        begun(&stack, &format!("person-{number}@example.com")).await;
    }
    let too_many = begin(&stack, &new(GRACE, Business::SomethingElse)).await;
    assert!(matches!(too_many, SignUpBegun::TooMany { retry_after_seconds: 1.. }), "{too_many:?}");
}

/// Catches an account without its store, two stores of one sign-up, and one that nobody can finish any more.
#[tokio::test]
async fn a_crash_after_each_write_is_finished_by_the_same_link() {
    for writes in 1..=5 {
        let stack = Stack::new().await;
        let browser_token = begun(&stack, ADA).await;
        let token = link(&stack).await;
        let crash = stack.aws.faults.crash_after(writes, FUNCTION);
        let ended = select(Box::pin(finish(&stack, &token, &browser_token, "")), Box::pin(crash.reached())).await;
        drop(ended);
        drop(crash);
        let signed_up = finish(&stack, &token, &browser_token, "").await;
        match signed_up {
            SignedUp::Done { .. } => drop(store_of(&stack, signed_up).await),
            signed_up => assert_eq!(signed_up, SignedUp::Useless(FoundLink::Used), "after {writes} writes"),
        }
        let account = stack.account(ADA).await;
        let own = accounts::stores_of(&stack.desk, account.id).await.unwrap();
        assert_eq!((stores(&stack), own.len()), (1, 1), "after {writes} writes");
        assert!(stack.desk.table.store_secrets(own[0].store_id).await.unwrap().is_some());
        assert!(matches!(stack.sign_in(ADA, PASSWORD).await, SignIn::Done(_)));
    }
}

/// Catches somebody who waits for a mail that never comes, and can't ask for another.
#[tokio::test]
async fn a_crash_before_the_mail_is_made_good_by_the_form_sent_again() {
    for writes in 1..=5 {
        let stack = Stack::new().await;
        let crash = stack.aws.faults.crash_after(writes, FUNCTION);
        drop(select(Box::pin(begun(&stack, ADA)), Box::pin(crash.reached())).await);
        drop(crash);
        let mut tokens = mailed(&stack).await;
        let browser_token = begun(&stack, ADA).await;
        let before = tokens.clone();
        tokens = mailed(&stack).await;
        tokens.retain(|token| !before.contains(token));
        assert_eq!(tokens.len(), 1, "after {writes} writes");
        store_of(&stack, finish(&stack, &tokens[0], &browser_token, "").await).await;
    }
}

/// Catches two accounts, or two stores, of a button that is pressed twice.
#[tokio::test]
async fn of_two_who_finish_at_once_one_does() {
    let stack = Stack::new().await;
    let browser_token = begun(&stack, ADA).await;
    let token = link(&stack).await;
    let (one, other) =
        tokio::join!(finish(&stack, &token, &browser_token, ""), finish(&stack, &token, &browser_token, ""));
    let done = [&one, &other].into_iter().filter(|signed_up| matches!(signed_up, SignedUp::Done { .. })).count();
    assert_eq!((done, stores(&stack)), (1, 1), "{one:?} {other:?}");
}

/// Catches an invitation and a sign-up that make two accounts of one address.
#[tokio::test]
async fn who_comes_in_by_an_invitation_meanwhile_signs_in_instead() {
    let stack = Stack::new().await;
    let browser_token = begun(&stack, ADA).await;
    let token = link(&stack).await;
    stack.owner(ADA, &harbor()).await;
    assert_eq!(finish(&stack, &token, &browser_token, "").await, SignedUp::HasAccount);
    assert_eq!(stores(&stack), 0);
}
