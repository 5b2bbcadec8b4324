//! Who looks at a page.

use cloud::{reads_of, writes_of};
use desk::DeskError;
use desk::accounts::sessions::Opening;
use desk::accounts::{self, FoundSession, SignIn, sessions, users};
use domain::{Account, Permission, SessionLevel, Settings, Store};
use jiff::SignedDuration;

use crate::{PASSWORD, Stack, harbor, lagoon};

const ADA: &str = "ada@example.com";

/// Catches a session that outlives its end, or opens another's account.
#[tokio::test]
async fn a_session_is_found_by_its_cookie_until_it_ends() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let found = stack.signed_in(&owner.cookie, Some(harbor().id)).await;
    assert!(found.may(Permission::ManageUsers) && found.session.level == SessionLevel::Password);
    assert!(found.user.is_some_and(|user| user.email == ADA));
    let grace = stack.owner("grace@example.com", &lagoon()).await;
    let token = owner.cookie.split_once('.').unwrap().1;
    let of_another = format!("{}.{token}", grace.signed_in.account.id);
    for foreign in [of_another.as_str(), "", "1.x", token] {
        assert_eq!(stack.find(foreign, None).await, FoundSession::Nobody);
    }
    stack.wait(SignedDuration::from_hours(14 * 24));
    assert_eq!(stack.find(&owner.cookie, None).await, FoundSession::Nobody);
}

/// Catches who is in one store and is taken for somebody in another.
#[tokio::test]
async fn somebody_who_is_signed_in_is_no_user_of_another_store() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let elsewhere = stack.signed_in(&owner.cookie, Some(lagoon().id)).await;
    assert_eq!(elsewhere.user, None);
    assert!(!elsewhere.may(Permission::ViewOrders));
}

/// Catches a cookie that stays the same for ever, one whose old value opens on, and pages at the same moment of which
/// one is signed out.
#[tokio::test]
async fn a_cookie_gets_another_value_each_day_and_the_old_one_answers_a_minute_longer() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    assert_eq!(stack.signed_in(&owner.cookie, None).await.renewed, None);
    stack.wait(SignedDuration::from_hours(24));
    let at_once = tokio::join!(stack.signed_in(&owner.cookie, None), stack.signed_in(&owner.cookie, None));
    let renewed: Vec<_> = [at_once.0.renewed, at_once.1.renewed].into_iter().flatten().collect();
    assert_eq!(renewed.len(), 1, "one of the two pages has the new value");
    stack.wait(SignedDuration::from_secs(59));
    assert_eq!(stack.signed_in(&owner.cookie, None).await.renewed, None);
    stack.wait(SignedDuration::from_secs(1));
    assert_eq!(stack.find(&owner.cookie, None).await, FoundSession::Nobody);
    let found = stack.signed_in(&renewed[0], None).await;
    assert_eq!(found.session.id, owner.signed_in.session.id);
    assert_eq!(sessions::list(&stack.desk, &found.account, stack.now()).await.unwrap().len(), 1);
}

/// Catches a session that is in use and ends as if it were idle, and one that is written at each page.
#[tokio::test]
async fn that_a_session_was_seen_is_noted_once_an_hour() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let mut written = vec![];
    for _ in 0..6 {
        stack.aws.dynamo.take();
        stack.signed_in(&owner.cookie, None).await;
        written.push(writes_of(&stack.aws.dynamo.take().units).tenths / 10);
        stack.wait(SignedDuration::from_mins(30));
    }
    assert_eq!(written, [0, 0, 1, 0, 1, 0]);
}

/// Catches a page that costs more than its three rows.
#[tokio::test]
async fn a_page_reads_three_units_and_signing_in_writes_five() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    stack.aws.dynamo.take();
    stack.signed_in(&owner.cookie, Some(harbor().id)).await;
    let units = stack.aws.dynamo.take().units;
    assert_eq!((reads_of(&units).requests, reads_of(&units).tenths, writes_of(&units).tenths), (1, 30, 0));
    stack.session(ADA, PASSWORD).await;
    let units = stack.aws.dynamo.take().units;
    assert_eq!((reads_of(&units).tenths, writes_of(&units).tenths), (30, 50));
}

/// Catches a session that goes on after it was ended, under any value of its cookie, and one that is ended with
/// another's.
#[tokio::test]
async fn sessions_end_one_by_one_or_all_but_the_own() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let (second, third) = (stack.session(ADA, PASSWORD).await, stack.session(ADA, PASSWORD).await);
    let list = async || sessions::list(&stack.desk, &owner.signed_in.account, stack.now()).await.unwrap().len();
    assert_eq!(list().await, 3);
    sessions::end(&stack.desk, owner.signed_in.account.id, &second.session.id).await.unwrap();
    assert_eq!(stack.find(&second.cookie, None).await, FoundSession::Nobody);
    assert!(sessions::end(&stack.desk, owner.signed_in.account.id, &second.session.id).await.is_err());
    sessions::end_others(&stack.desk, &owner.signed_in).await.unwrap();
    assert_eq!((list().await, stack.find(&third.cookie, None).await), (1, FoundSession::Nobody));

    stack.wait(SignedDuration::from_hours(24));
    let renewed = stack.signed_in(&owner.cookie, None).await.renewed.unwrap();
    accounts::sign_out(&stack.desk, &renewed).await.unwrap();
    for value in [&owner.cookie, &renewed] {
        assert_eq!(stack.find(value, None).await, FoundSession::Nobody);
    }
}

/// Catches what is delicate done by whoever sits down at an open page.
#[tokio::test]
async fn the_password_proves_for_a_quarter_hour_that_it_is_them() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    assert!(owner.signed_in.session.is_proven(stack.now()));
    stack.wait(SignedDuration::from_mins(15));
    let later = stack.signed_in(&owner.cookie, None).await;
    assert!(!later.session.is_proven(stack.now()));
    let prove =
        async |password| accounts::prove(&stack.desk, &stack.keys, &later, password, stack.now()).await.unwrap();
    assert_eq!(prove("another harbor").await, SignIn::Wrong);
    let SignIn::Done(session) = prove(PASSWORD).await else { panic!("it was refused") };
    assert_ne!(session.cookie, owner.cookie);
    let found = stack.signed_in(&session.cookie, None).await;
    assert!(found.session.is_proven(stack.now()));
    assert_eq!(found.session.signed_in_at, owner.signed_in.session.signed_in_at, "it lasts no longer for it");
}

/// Catches a session that outlives the time a store allows, or that a store without a say shortens.
#[tokio::test]
async fn the_shortest_time_that_a_store_allows_ends_a_session() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let strict = Store { settings: Settings { session_idle_minutes: Some(15), ..Settings::default() }, ..harbor() };
    let open = async |store: &Store| {
        let found = stack.signed_in(&owner.cookie, Some(store.id)).await;
        sessions::open_store(&stack.desk, &found, store, stack.now()).await.unwrap()
    };
    stack.wait(SignedDuration::from_mins(14));
    assert_eq!(open(&strict).await, Opening::Opened);
    assert_eq!(open(&lagoon()).await, Opening::Opened, "another store makes it no longer");
    let other = stack.session(ADA, PASSWORD).await;
    stack.wait(SignedDuration::from_mins(15));
    assert_eq!(stack.find(&owner.cookie, None).await, FoundSession::Nobody);
    let found = stack.signed_in(&other.cookie, None).await;
    let opening = sessions::open_store(&stack.desk, &found, &strict, stack.now()).await.unwrap();
    assert_eq!(opening, Opening::TooIdle, "idle before the store was opened");
    assert_eq!(stack.find(&other.cookie, None).await, FoundSession::Nobody);
}

/// Catches a value of a cookie that was replaced, and answers for longer as a store was opened with it.
#[tokio::test]
async fn a_value_that_was_replaced_answers_no_longer_for_a_store_that_is_strict() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let strict = Store { settings: Settings { session_idle_minutes: Some(43_200), ..Settings::default() }, ..harbor() };
    stack.wait(SignedDuration::from_hours(24));
    assert!(stack.signed_in(&owner.cookie, None).await.renewed.is_some());
    let late = stack.signed_in(&owner.cookie, Some(strict.id)).await;
    sessions::open_store(&stack.desk, &late, &strict, stack.now()).await.unwrap();
    stack.wait(SignedDuration::from_mins(1));
    assert_eq!(stack.find(&owner.cookie, None).await, FoundSession::Nobody);
}

/// Catches a store that goes on with an old name, as a function died before it had copied the new one there.
#[tokio::test]
async fn a_copy_that_a_crash_left_old_is_mended_when_the_store_is_opened() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let rename = |account: &mut Account| {
        account.first_name = "Augusta".into();
        Ok::<(), DeskError>(())
    };
    assert!(stack.desk.table.change_account(owner.user.account_id, None, rename).await.unwrap().is_done());
    let found = stack.signed_in(&owner.cookie, Some(harbor().id)).await;
    sessions::open_store(&stack.desk, &found, &harbor(), stack.now()).await.unwrap();
    let (user, _) = users::find(&stack.desk, harbor().id, owner.user.account_id).await.unwrap();
    assert_eq!(user.name, "Augusta Byron");
}
