//! Users of a store, and what they may do to each other.

use desk::DeskError;
use desk::accounts::users::{self, change, list, remove};
use desk::orders::Expected;
use domain::{AccountId, FolderId, Permission, Permissions, Preset, User, UserChange, UserScope};

use crate::{Member, Stack, harbor, lagoon};

const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";

fn permissions(permissions: Permissions) -> UserChange {
    UserChange { permissions: Some(permissions), ..UserChange::default() }
}

async fn changed(stack: &Stack, by: &Member, id: AccountId, wanted: &UserChange) -> Result<User, DeskError> {
    change(&stack.desk, &by.user, id, wanted, &Expected::Any, &by.by(), stack.now()).await
}

async fn removed(stack: &Stack, by: &Member, id: AccountId) -> Result<(), DeskError> {
    remove(&stack.desk, &by.user, id, &by.by(), stack.now()).await
}

/// Catches somebody who makes themselves, or a friend, more than they are.
#[tokio::test]
async fn nobody_gives_what_they_lack() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    let limited = Preset::Staff.permissions().with(Permission::ManageUsers);
    let grace = stack.invited(&ada, GRACE, limited).await;
    let own = changed(&stack, &grace, grace.user.account_id, &permissions(Permissions::all())).await;
    let Err(DeskError::Forbidden(problems)) = own else { panic!("{own:?}") };
    assert!(problems[0].message.contains("Make and revoke keys"), "{problems:?}");
    let friend = stack.invite(&grace, "eve@example.com", Permissions::all(), UserScope::Everything).await;
    assert!(matches!(friend, Err(DeskError::Forbidden(_))));
    let staff = stack.invited(&grace, "eve@example.com", Preset::Warehouse.permissions()).await;
    let by_staff = stack.invite(&staff, "bob@example.com", Preset::ReadOnly.permissions(), UserScope::Everything).await;
    assert!(matches!(by_staff, Err(DeskError::Forbidden(_))));
    assert!(matches!(removed(&stack, &staff, grace.user.account_id).await, Err(DeskError::Forbidden(_))));
}

/// Catches what somebody does with rights that were taken from them while their page was open.
#[tokio::test]
async fn what_somebody_may_is_looked_at_when_they_do_it() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    let grace = stack.invited(&ada, GRACE, Permissions::all()).await;
    changed(&stack, &ada, grace.user.account_id, &permissions(Preset::Staff.permissions())).await.unwrap();
    let late = changed(&stack, &grace, ada.user.account_id, &permissions(Preset::ReadOnly.permissions())).await;
    assert!(matches!(late, Err(DeskError::Forbidden(_))));
    removed(&stack, &ada, grace.user.account_id).await.unwrap();
    let gone = changed(&stack, &grace, ada.user.account_id, &permissions(Preset::ReadOnly.permissions())).await;
    assert!(matches!(gone, Err(DeskError::Forbidden(_))));
}

/// Catches a store that nobody can manage any more.
#[tokio::test]
async fn the_last_owner_stays_one() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    stack.invited(&ada, GRACE, Preset::Staff.permissions()).await;
    let id = ada.user.account_id;
    for wanted in [
        permissions(Permissions::all().without(Permission::ManageUsers)),
        permissions(Permissions::all().without(Permission::ManageBilling)),
        UserChange { scope: Some(UserScope::Folders(vec![FolderId::new(1).unwrap()])), ..UserChange::default() },
    ] {
        assert!(matches!(changed(&stack, &ada, id, &wanted).await, Err(DeskError::Conflict(_))), "{wanted:?}");
    }
    assert!(matches!(removed(&stack, &ada, id).await, Err(DeskError::Conflict(_))));
    let heir = stack.invited(&ada, "heir@example.com", Permissions::all()).await;
    removed(&stack, &ada, id).await.unwrap();
    assert!(stack.signed_in(&ada.cookie, Some(harbor().id)).await.user.is_none());
    assert!(matches!(removed(&stack, &heir, heir.user.account_id).await, Err(DeskError::Conflict(_))));
}

/// Catches two owners who remove or demote each other at the same moment, so that none is left.
#[tokio::test]
async fn of_two_owners_who_unseat_each_other_at_once_one_is_left() {
    for removes in [true, false] {
        let stack = Stack::new().await;
        let ada = stack.owner(ADA, &harbor()).await;
        let grace = stack.invited(&ada, GRACE, Permissions::all()).await;
        let staff = permissions(Preset::Staff.permissions());
        let by_ada = async {
            let id = grace.user.account_id;
            if removes { removed(&stack, &ada, id).await } else { changed(&stack, &ada, id, &staff).await.map(drop) }
        };
        let by_grace = changed(&stack, &grace, ada.user.account_id, &staff);
        let (one, other) = tokio::join!(by_ada, by_grace);
        assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
        let users = list(&stack.desk, harbor().id).await.unwrap();
        assert_eq!(users.iter().filter(|user| user.is_owner()).count(), 1);
    }
}

/// Catches a store that sees, changes or removes another's users.
#[tokio::test]
async fn a_store_s_users_are_no_other_store_s() {
    let stack = Stack::new().await;
    let (ada, grace) = (stack.owner(ADA, &harbor()).await, stack.owner(GRACE, &lagoon()).await);
    let seen = list(&stack.desk, harbor().id).await.unwrap();
    assert_eq!(seen.iter().map(|user| user.email.as_str()).collect::<Vec<_>>(), [ADA]);
    let foreign = grace.user.account_id;
    let not_found = |error: DeskError| assert!(matches!(error, DeskError::NotFound(_)), "{error:?}");
    not_found(users::find(&stack.desk, harbor().id, foreign).await.unwrap_err());
    not_found(changed(&stack, &ada, foreign, &permissions(Preset::ReadOnly.permissions())).await.unwrap_err());
    not_found(removed(&stack, &ada, foreign).await.unwrap_err());
    assert_eq!(users::find(&stack.desk, lagoon().id, foreign).await.unwrap().0.permissions, Permissions::all());
}

/// Catches a change of what somebody else changed meanwhile, and a scope of what is not there.
#[tokio::test]
async fn a_user_is_changed_as_they_were_read() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    let grace = stack.invited(&ada, GRACE, Preset::Staff.permissions()).await;
    let id = grace.user.account_id;
    let (_, version) = users::find(&stack.desk, harbor().id, id).await.unwrap();
    let wanted = permissions(Preset::ReadOnly.permissions());
    let expect = async |version| {
        let expected = Expected::OneOf(vec![version]);
        change(&stack.desk, &ada.user, id, &wanted, &expected, &ada.by(), stack.now()).await
    };
    assert_eq!(expect(version).await.unwrap().permissions, Preset::ReadOnly.permissions());
    assert!(matches!(expect(version).await, Err(DeskError::Changed("user", now)) if now == version + 1));
    for scope in [UserScope::Supplier("1000000001".into()), UserScope::Folders(vec![FolderId::new(99).unwrap()])] {
        let wanted = UserChange { scope: Some(scope), ..UserChange::default() };
        assert!(matches!(changed(&stack, &ada, id, &wanted).await, Err(DeskError::Invalid(_))));
    }
}
