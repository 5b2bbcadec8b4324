//! Stores that people make: once, as a whole, and by whom.

use desk::DeskError;
use desk::accounts::{self, SignUpMode};
use desk::stores::{self, state};
use domain::{Business, Permissions, Preset, Store, StoreDetails, StoreState};
use futures_util::future::select;
use jiff::SignedDuration;

use crate::{FUNCTION, Member, PASSWORD, Stack, harbor, lagoon};

const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";

/// What tells one form from another.
const ONCE: &str = "0123456789abcdef0123456789abcdef";

fn details(name: &str) -> StoreDetails {
    StoreDetails { name: name.into(), business: Business::Fulfillment, ..StoreDetails::default() }
}

async fn begin(stack: &Stack, person: &Member, mode: SignUpMode, once: &str) -> Result<Store, DeskError> {
    let (account, by) = (&person.signed_in.account, person.by());
    let details = details("Quay");
    let begun = stores::begin(&stack.desk, &stack.keys, account, &details, once, (mode, &by), stack.now());
    Box::pin(begun).await
}

/// The names of somebody's stores, the one they turned to last first.
async fn names(stack: &Stack, person: &Member) -> Vec<String> {
    let stores = accounts::stores_of(&stack.desk, person.user.account_id).await.unwrap();
    stores.into_iter().map(|store| store.name).collect()
}

/// Catches a store that nobody owns, one that its owner sees before it is whole, and two of one form.
#[tokio::test]
async fn a_crash_after_each_write_of_a_store_is_made_good_by_the_same_form() {
    for writes in 1..=6 {
        let stack = Stack::new().await;
        let ada = stack.owner(ADA, &harbor()).await;
        stack.wait(SignedDuration::from_secs(1));
        let crash = stack.aws.faults.crash_after(writes, FUNCTION);
        let ended = select(Box::pin(begin(&stack, &ada, SignUpMode::Open, ONCE)), Box::pin(crash.reached())).await;
        drop(ended);
        drop(crash);
        for own in accounts::stores_of(&stack.desk, ada.user.account_id).await.unwrap() {
            let is_whole = stack.desk.table.store_secrets(own.store_id).await.unwrap().is_some();
            assert!(is_whole || own.store_id == harbor().id, "after {writes} writes");
        }
        let store = begin(&stack, &ada, SignUpMode::Open, ONCE).await.unwrap();
        assert_eq!(begin(&stack, &ada, SignUpMode::Open, ONCE).await.unwrap().id, store.id);
        assert_eq!(names(&stack, &ada).await, ["Quay", "Harbor Prints"], "after {writes} writes");
        let user = stack.desk.table.user(store.id, ada.user.account_id).await.unwrap().unwrap().user;
        assert!(user.is_owner());
        assert_eq!(store.settings.beginning.business, Business::Fulfillment);
        assert_ne!(begin(&stack, &ada, SignUpMode::Open, "another").await.unwrap().id, store.id, "another form");
    }
}

/// Catches somebody who packs in one store and makes others, where that takes an invitation.
#[tokio::test]
async fn who_may_make_stores_says_the_mode() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    let grace = stack.invited(&ada, GRACE, Preset::Warehouse.permissions()).await;
    let link = accounts::welcome(&stack.desk, &stack.keys, "eve@example.com", None, stack.now()).await.unwrap();
    assert!(matches!(stack.accept(&link).await, accounts::Accepted::Done(_)));
    let session = stack.session("eve@example.com", PASSWORD).await;
    let eve = Member {
        signed_in: stack.signed_in(&session.cookie, None).await,
        cookie: session.cookie,
        user: ada.user.clone(),
    };
    for (person, mode, is_let) in [
        (&ada, SignUpMode::Off, false),
        (&ada, SignUpMode::Invited, true),
        (&grace, SignUpMode::Invited, false),
        (&grace, SignUpMode::Open, true),
        (&eve, SignUpMode::Off, false),
        (&eve, SignUpMode::Invited, true),
    ] {
        let made = begin(&stack, person, mode, ONCE).await;
        let email = &person.signed_in.account.email;
        assert_eq!(made.is_ok(), is_let, "{email} {mode:?}: {made:?}");
        assert!(is_let || matches!(made, Err(DeskError::Forbidden(_))), "{email} {mode:?}");
    }
}

/// Catches a script that fills a table with stores.
#[tokio::test]
async fn somebody_makes_twenty_stores_in_an_hour() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    for number in 0..20 {
        begin(&stack, &ada, SignUpMode::Open, &format!("form {number}")).await.unwrap();
    }
    let refused = begin(&stack, &ada, SignUpMode::Open, "one more").await;
    assert!(matches!(refused, Err(DeskError::Conflict(_))), "{refused:?}");
    stack.wait(SignedDuration::from_hours(1));
    begin(&stack, &ada, SignUpMode::Open, "later").await.unwrap();
}

/// Catches a switcher that forgets where somebody works, and one that leads into a store that is none of theirs.
#[tokio::test]
async fn the_store_that_was_turned_to_last_comes_first() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    let id = ada.user.account_id;
    let turn_to = async |store: &Store| {
        stack.wait(SignedDuration::from_secs(1));
        accounts::users::turn_to(&stack.desk, id, store.id, stack.now()).await
    };
    stack.wait(SignedDuration::from_secs(1));
    let quay = begin(&stack, &ada, SignUpMode::Open, ONCE).await.unwrap();
    assert_eq!(names(&stack, &ada).await, ["Quay", "Harbor Prints"]);
    turn_to(&harbor()).await.unwrap();
    assert_eq!(names(&stack, &ada).await, ["Harbor Prints", "Quay"]);
    turn_to(&quay).await.unwrap();
    assert_eq!(names(&stack, &ada).await, ["Quay", "Harbor Prints"]);
    assert!(matches!(turn_to(&lagoon()).await, Err(DeskError::NotFound(_))));
}

/// Catches a way around a lock by closing and reopening, one that only its owner's name keeps closed, and a store
/// that comes back after its time.
#[tokio::test]
async fn an_owner_closes_and_reopens_for_thirty_days_and_a_lock_stays() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    let grace = stack.invited(&ada, GRACE, Permissions::all().without(domain::Permission::ManageUsers)).await;
    let (desk, id) = (&stack.desk, harbor().id);
    let found = async || desk.table.store(id).await.unwrap().unwrap();
    let close = async |who: &Member, name: &str| {
        Box::pin(state::close(desk, &found().await, &who.user, name, &who.by(), stack.now())).await
    };
    assert!(matches!(close(&grace, "Harbor Prints").await, Err(DeskError::Forbidden(_))));
    assert!(matches!(close(&ada, "Harbor").await, Err(DeskError::Invalid(_))));
    Box::pin(state::lock(desk, id, "a bill", &ada.by(), stack.now())).await.unwrap();
    close(&ada, " Harbor Prints ").await.unwrap();
    assert!(matches!(found().await.state, StoreState::Closed(_)));
    let reopen = async |who: &Member| Box::pin(state::reopen(desk, id, &who.user, &who.by(), stack.now())).await;
    assert!(matches!(reopen(&grace).await, Err(DeskError::Forbidden(_))));
    stack.wait(SignedDuration::from_hours(29 * 24));
    let opened = reopen(&ada).await.unwrap();
    assert!(matches!(opened.state, StoreState::Locked(lock) if lock.why == "a bill"));
    close(&ada, "Harbor Prints").await.unwrap();
    stack.wait(SignedDuration::from_hours(31 * 24));
    assert!(matches!(reopen(&ada).await, Err(DeskError::Gone(_))));
    let unlocked = Box::pin(state::unlock(desk, id, &ada.by(), stack.now())).await.unwrap();
    assert_eq!(unlocked.state, StoreState::Active, "whoever runs the stack opens any");
}

#[cfg(feature = "rules")]
mod duplicates {
    use desk::stores::NewDuplicate;
    use domain::{CustomButton, CustomCss, Event, FolderColumns, ImportTemplate, Permission, Rights, Rule, UserScope};
    use serde_json::json;

    use super::*;

    /// Puts one thing of several kinds into a store.
    async fn fill_in(stack: &Stack, store: &Store) {
        let (table, id, now) = (&stack.desk.table, store.id, stack.now());
        let button = CustomButton {
            id: "7".into(),
            label: "Reprint".into(),
            color: domain::ButtonColor::Blue,
            confirm: String::new(),
            folder_ids: vec![],
            scope: domain::Scope::Write,
        };
        let template = ImportTemplate { id: "8".into(), name: "Orders".into(), ..ImportTemplate::default() };
        let rule = json!({
            "id": "9", "name": "Of the button", "event": Event::CustomButton, "event_id": "7", "actions": [],
            "position": 1, "enabled": true,
        });
        let rule: Rule = serde_json::from_value(rule).unwrap();
        assert!(table.insert_definition(id, &button, None, now).await.unwrap().is_done());
        assert!(table.insert_definition(id, &template, None, now).await.unwrap().is_done());
        assert!(table.insert_rule(id, &rule, None, 10, now).await.unwrap().is_done());
        let columns = FolderColumns { folder_id: None, columns: vec!["age".into()] };
        table.put_folder_columns(id, &columns).await.unwrap();
        let css = CustomCss { source: "b {}".into(), served: "#page b {}".into(), updated_at: None };
        table.put_custom_css(id, &css).await.unwrap();
        let with_css = |store: &mut Store| -> Result<(), ()> {
            store.settings.custom_css_digest = css.digest();
            Ok(())
        };
        assert!(table.change_store(id, with_css).await.unwrap().is_done());
    }

    async fn duplicate(stack: &Stack, ada: &Member) -> Result<Store, DeskError> {
        let from = stack.desk.table.store(harbor().id).await.unwrap().unwrap();
        let new = NewDuplicate { from: &from, name: "Harbor Europe", once: ONCE };
        let (account, by) = (&ada.signed_in.account, ada.by());
        let made = stores::duplicate(&stack.desk, &stack.keys, account, new, (SignUpMode::Invited, &by), stack.now());
        Box::pin(made).await
    }

    /// Catches a duplicate that lacks something after a crash, is shown before it is whole, or is there twice.
    #[tokio::test]
    async fn a_crash_after_each_write_of_a_duplicate_is_made_good_by_the_same_form() {
        for writes in 1..=13 {
            let stack = Stack::new().await;
            let ada = stack.owner(ADA, &harbor()).await;
            fill_in(&stack, &harbor()).await;
            stack.wait(SignedDuration::from_secs(1));
            let crash = stack.aws.faults.crash_after(writes, FUNCTION);
            drop(select(Box::pin(duplicate(&stack, &ada)), Box::pin(crash.reached())).await);
            drop(crash);
            let copy = duplicate(&stack, &ada).await.unwrap();
            assert_eq!(names(&stack, &ada).await, ["Harbor Europe", "Harbor Prints"], "after {writes} writes");
            let (table, from) = (&stack.desk.table, harbor().id);
            assert_eq!(table.rules(copy.id).await.unwrap(), table.rules(from).await.unwrap());
            assert_eq!(table.rules(copy.id).await.unwrap().len(), 1);
            let buttons = table.definitions::<CustomButton>(copy.id).await.unwrap();
            assert_eq!(buttons, table.definitions::<CustomButton>(from).await.unwrap());
            let templates = table.definitions::<ImportTemplate>(copy.id).await.unwrap();
            assert_eq!(templates, table.definitions::<ImportTemplate>(from).await.unwrap());
            assert!(table.folder_columns(copy.id, None).await.unwrap().is_some());
            assert_eq!(table.custom_css(copy.id).await.unwrap().0.digest(), copy.settings.custom_css_digest);
            assert_eq!((copy.settings.beginning.copy_of, copy.folders), (Some(from), harbor().folders));
            assert!(table.store_secrets(copy.id).await.unwrap().is_some(), "it signs with what is its own");
        }
    }

    /// Catches a store that is copied by who may not see all that it is made of, and one of a locked store.
    #[tokio::test]
    async fn a_store_is_duplicated_by_who_may_see_all_of_it() {
        let mut stack = Stack::new().await;
        let ada = stack.owner(ADA, &harbor()).await;
        let needed = [
            Permission::ManageSettings,
            Permission::ManageRules,
            Permission::ManageTemplates,
            Permission::ManageSuppliers,
        ];
        let all = stack.desk.clone();
        for lacking in needed {
            let permissions = Permissions::all().without(lacking);
            stack.desk = all.with_rights(Rights { permissions, scope: UserScope::Everything });
            assert!(matches!(duplicate(&stack, &ada).await, Err(DeskError::Lacks(it)) if it == lacking));
        }
        let scope = UserScope::Folders(vec![harbor().first_folder()]);
        stack.desk = all.with_rights(Rights { permissions: Permissions::all(), scope });
        assert!(matches!(duplicate(&stack, &ada).await, Err(DeskError::Forbidden(_))));
        stack.desk = all;
        Box::pin(state::lock(&stack.desk, harbor().id, "a bill", &ada.by(), stack.now())).await.unwrap();
        assert!(matches!(duplicate(&stack, &ada).await, Err(DeskError::ReadOnly(_))));
    }
}
