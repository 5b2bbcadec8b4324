//! How people come to have accounts, and to be users of stores.

use desk::DeskError;
use desk::accounts::{self, Accepted, FoundLink, NewPerson};
use desk::stores::state;
use domain::{Account, AccountId, Permission, Permissions, Preset, UserScope};
use futures_util::future::{Either, select};
use jiff::SignedDuration;

use crate::{FUNCTION, PASSWORD, Stack, browser, harbor, lagoon, person};

const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";

/// Catches an invitation that gives other permissions than it says, or gives them twice.
#[tokio::test]
async fn an_invitation_makes_a_user_with_what_it_gives_once() {
    let stack = Stack::new().await;
    let owner = stack.owner(ADA, &harbor()).await;
    let link = stack.invite(&owner, GRACE, Preset::Warehouse.permissions(), UserScope::Everything).await.unwrap();
    let Accepted::Done(session) = stack.accept(&link).await else { panic!("it was refused") };
    let found = stack.signed_in(&session.cookie, Some(harbor().id)).await;
    assert_eq!(found.user.as_ref().unwrap().permissions, Preset::Warehouse.permissions());
    assert_eq!(found.user.as_ref().unwrap().invited_by, "Ada Byron");
    assert!(found.may(Permission::ShipOrders) && !found.may(Permission::ManageUsers));
    assert_eq!(stack.accept(&link).await, Accepted::Useless(FoundLink::Used));
    let stores = accounts::stores_of(&stack.desk, found.account.id).await.unwrap();
    assert_eq!(stores.iter().map(|store| store.name.as_str()).collect::<Vec<_>>(), ["Harbor Prints"]);
}

/// Catches an account that a stranger takes over by an invitation to its address, and a second account of one address.
#[tokio::test]
async fn a_known_account_joins_by_signing_in_and_keeps_its_password() {
    let stack = Stack::new().await;
    let (ada, grace) = (stack.owner(ADA, &harbor()).await, stack.owner(GRACE, &lagoon()).await);
    let link = stack.invite(&ada, GRACE, Preset::Staff.permissions(), UserScope::Everything).await.unwrap();
    assert_eq!(stack.accept(&link).await, Accepted::HasAccount);
    let as_another = accounts::accept_as(&stack.desk, &stack.keys, &link.token, &ada.signed_in, stack.now()).await;
    assert!(matches!(as_another, Err(DeskError::Conflict(_))));
    let joined = accounts::accept_as(&stack.desk, &stack.keys, &link.token, &grace.signed_in, stack.now()).await;
    let Ok(Accepted::Joined(user)) = joined else { panic!("{joined:?}") };
    assert_eq!((user.store_id, user.account_id), (harbor().id, grace.signed_in.account.id));
    assert_eq!(accounts::stores_of(&stack.desk, user.account_id).await.unwrap().len(), 2);
    let again = stack.invite(&ada, GRACE, Preset::Staff.permissions(), UserScope::Everything).await;
    assert!(matches!(again, Err(DeskError::Conflict(_))), "a user already");
    stack.session(GRACE, PASSWORD).await;
}

/// Catches an invitation that outlives what its inviter may do.
#[tokio::test]
async fn an_invitation_is_over_when_its_inviter_may_no_longer() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    let manager = stack.invited(&ada, GRACE, Permissions::all()).await;
    let link = stack.invite(&manager, "eve@example.com", Permissions::all(), UserScope::Everything).await.unwrap();
    let id = manager.user.account_id;
    accounts::users::remove(&stack.desk, &ada.user, id, &ada.by(), stack.now()).await.unwrap();
    assert_eq!(stack.accept(&link).await, Accepted::Useless(FoundLink::Over));
    let late = stack.invite(&ada, "eve@example.com", Permissions::all(), UserScope::Everything).await.unwrap();
    stack.wait(SignedDuration::from_hours(7 * 24));
    assert_eq!(stack.accept(&late).await, Accepted::Useless(FoundLink::Over));
}

/// Catches a store that lets people in while it is locked, and one that never does again.
#[tokio::test]
async fn a_store_that_is_locked_lets_nobody_in_until_it_is_unlocked() {
    let stack = Stack::new().await;
    let (ada, grace) = (stack.owner(ADA, &harbor()).await, stack.owner(GRACE, &lagoon()).await);
    let staff = Preset::Staff.permissions();
    let unknown = stack.invite(&ada, "eve@example.com", staff, UserScope::Everything).await.unwrap();
    let known = stack.invite(&ada, GRACE, staff, UserScope::Everything).await.unwrap();
    let join = async || {
        let (desk, keys, now) = (&stack.desk, &stack.keys, stack.now());
        accounts::accept_as(desk, keys, &known.token, &grace.signed_in, now).await.unwrap()
    };
    state::lock(&stack.desk, harbor().id, "a bill is open", &ada.by(), stack.now()).await.unwrap();
    assert_eq!(stack.accept(&unknown).await, Accepted::Useless(FoundLink::Over));
    assert_eq!(join().await, Accepted::Useless(FoundLink::Over));
    let (desk, keys) = (&stack.desk, &stack.keys);
    let of_operator = accounts::welcome(desk, keys, "mo@example.com", Some(harbor().id), stack.now()).await;
    assert!(matches!(of_operator, Err(DeskError::ReadOnly(_))), "{of_operator:?}");
    state::unlock(&stack.desk, harbor().id, &ada.by(), stack.now()).await.unwrap();
    assert!(matches!(join().await, Accepted::Joined(_)));
    assert!(matches!(stack.accept(&unknown).await, Accepted::Done(_)));
}

/// Catches a stack whose first person has to wait for its first store.
#[tokio::test]
async fn the_first_person_of_a_stack_may_come_before_its_first_store() {
    let stack = Stack::empty();
    let link = accounts::welcome(&stack.desk, &stack.keys, ADA, None, stack.now()).await.unwrap();
    assert!(matches!(stack.accept(&link).await, Accepted::Done(_)));
    stack.session(ADA, PASSWORD).await;
}

/// Catches a person who has no account for ever, as a function died between the two writes that make one.
#[tokio::test]
async fn a_login_without_its_account_heals_when_it_is_tried_again() {
    let stack = Stack::new().await;
    let link = accounts::welcome(&stack.desk, &stack.keys, ADA, Some(harbor().id), stack.now()).await.unwrap();
    let crash = stack.aws.faults.crash_after(1, FUNCTION);
    let ended = select(Box::pin(stack.accept(&link)), Box::pin(crash.reached())).await;
    assert!(matches!(ended, Either::Right(_)), "it crashed");
    drop(ended);
    drop(crash);
    let login = stack.desk.table.account_of_login(&Account::digest_of_email(ADA)).await.unwrap().unwrap();
    assert_eq!(stack.desk.table.account(login).await.unwrap(), None);
    let Accepted::Done(session) = stack.accept(&link).await else { panic!("it was refused") };
    assert_eq!(session.account.id, login);
    assert!(stack.signed_in(&session.cookie, Some(harbor().id)).await.may(Permission::ManageUsers));
    stack.session(ADA, PASSWORD).await;
}

/// Catches a half of what a link makes: a used link without its account, or an account without its user.
#[tokio::test]
async fn a_crash_after_each_write_leaves_all_or_nothing_of_an_acceptance() {
    for writes in 1..=3 {
        let stack = Stack::new().await;
        let link = accounts::welcome(&stack.desk, &stack.keys, ADA, Some(harbor().id), stack.now()).await.unwrap();
        let crash = stack.aws.faults.crash_after(writes, FUNCTION);
        let ended = select(Box::pin(stack.accept(&link)), Box::pin(crash.reached())).await;
        drop(ended);
        drop(crash);
        let users = accounts::users::list(&stack.desk, harbor().id).await.unwrap().len();
        let is_used = stack.desk.table.account_link(&link.link.id).await.unwrap().unwrap().used_at.is_some();
        assert_eq!(users == 1, is_used, "after {writes} writes");
        let accepted = stack.accept(&link).await;
        assert_eq!(matches!(accepted, Accepted::Done(_)), !is_used, "after {writes} writes: {accepted:?}");
        stack.session(ADA, PASSWORD).await;
    }
}

/// Catches two people who accept one link at once and are both let in.
#[tokio::test]
async fn of_two_who_accept_one_link_at_once_one_does() {
    let stack = Stack::new().await;
    let link = accounts::welcome(&stack.desk, &stack.keys, ADA, None, stack.now()).await.unwrap();
    let (one, other) = tokio::join!(stack.accept(&link), stack.accept(&link));
    assert_eq!([one, other].iter().filter(|accepted| matches!(accepted, Accepted::Done(_))).count(), 1);
    assert!(accounts::stores_of(&stack.desk, stack.account(ADA).await.id).await.unwrap().is_empty());
    let again = accounts::welcome(&stack.desk, &stack.keys, ADA, None, stack.now()).await;
    assert!(matches!(again, Err(DeskError::Conflict(_))), "there is an account");
}

/// Catches a weak password that comes in by a link, and one that was used up for it.
#[tokio::test]
async fn a_password_that_is_no_good_does_not_use_the_link_up() {
    let stack = Stack::new().await;
    let link = accounts::welcome(&stack.desk, &stack.keys, ADA, None, stack.now()).await.unwrap();
    let weak = NewPerson { password: "qwerty123456".into(), first_name: "A".repeat(200), ..person() };
    let accepted = accounts::accept(&stack.desk, &stack.keys, &link.token, &weak, &browser(), stack.now()).await;
    let Err(DeskError::Invalid(problems)) = accepted else { panic!("{accepted:?}") };
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["first_name", "password"]);
    assert!(matches!(stack.accept(&link).await, Accepted::Done(_)));
}

/// Catches an id that two accounts have.
#[tokio::test]
async fn an_id_that_somebody_has_is_given_to_nobody_else() {
    let mut stack = Stack::new().await;
    stack.desk.chance = domain::Chance::of(|| 7);
    let link = async |email: &str| accounts::welcome(&stack.desk, &stack.keys, email, None, stack.now()).await.unwrap();
    let (ada, grace) = (link(ADA).await, link(GRACE).await);
    assert!(matches!(stack.accept(&ada).await, Accepted::Done(_)));
    assert!(matches!(stack.try_accept(&grace).await, Err(DeskError::TryAgain(_))));
    assert_eq!(stack.account(ADA).await.id, AccountId::new(1_000_000_000_000_007).unwrap());
}
