//! Who changed what.

use desk::accounts::{self, By, audit};
use desk::orders::Expected;
use domain::{AuditChange, Preset, UserChange};

use crate::{PASSWORD, Stack, harbor, lagoon};

const ADA: &str = "ada@example.com";
const GRACE: &str = "grace@example.com";

/// Catches a change of users that nobody can be asked about, and a line that another store sees.
#[tokio::test]
async fn what_is_done_to_users_is_in_the_audit_of_their_store() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    stack.owner("bob@example.com", &lagoon()).await;
    stack.wait(jiff::SignedDuration::from_secs(1));
    let grace = stack.invited(&ada, GRACE, Preset::Staff.permissions()).await;
    stack.wait(jiff::SignedDuration::from_secs(1));
    let wanted = UserChange { permissions: Some(Preset::ReadOnly.permissions()), ..UserChange::default() };
    let id = grace.user.account_id;
    accounts::users::change(&stack.desk, &ada.user, id, &wanted, &Expected::Any, &ada.by(), stack.now()).await.unwrap();
    stack.wait(jiff::SignedDuration::from_secs(1));
    accounts::users::remove(&stack.desk, &ada.user, id, &ada.by(), stack.now()).await.unwrap();
    let lines = audit::list(&stack.desk, harbor().id, None, 10).await.unwrap().lines;
    let done: Vec<_> = lines.iter().map(|line| (line.what.as_str(), line.id.as_str())).collect();
    assert_eq!(done[..2], [("user removed", GRACE), ("user changed", GRACE)]);
    assert_eq!(done.len(), 5, "{done:?}");
    let change = &lines[1].changes[0];
    assert!(change.field == "permissions" && change.before.contains("ship_orders"), "{change:?}");
    assert!(!change.after.contains("ship_orders"));
    assert_eq!((lines[1].who.as_str(), lines[1].network.as_str()), ("Ada Byron", "203.0.113.0/24"));
}

/// Catches a list that leaves lines out between its pages, or shows one twice.
#[tokio::test]
async fn pages_of_the_audit_follow_one_another() {
    let stack = Stack::new().await;
    for number in 0..7 {
        let changes = vec![AuditChange::of_secret("webhook_secret")];
        let id = number.to_string();
        let by = By::operator("");
        audit::append(&stack.desk, harbor().id, &by, "setting changed", &id, changes, stack.now()).await.unwrap();
        stack.wait(jiff::SignedDuration::from_millis(1));
    }
    let (mut seen, mut cursor) = (vec![], None);
    for _ in 0..4 {
        let page = audit::list(&stack.desk, harbor().id, cursor.as_deref(), 3).await.unwrap();
        seen.extend(page.lines.into_iter().map(|line| line.id));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["6", "5", "4", "3", "2", "1", "0"]);
    assert!(cursor.is_none());
    assert!(audit::list(&stack.desk, harbor().id, Some("x"), 3).await.is_err());
}

/// Catches a sign-in that its owner does not see.
#[tokio::test]
async fn an_account_sees_who_signed_in_with_it() {
    let stack = Stack::new().await;
    let ada = stack.owner(ADA, &harbor()).await;
    stack.wait(jiff::SignedDuration::from_secs(1));
    stack.session(ADA, PASSWORD).await;
    let lines = audit::of_account(&stack.desk, ada.user.account_id, None, 10).await.unwrap().lines;
    let done: Vec<_> = lines.iter().map(|line| (line.what.as_str(), line.id.as_str())).collect();
    assert_eq!(done, [("signed in", "Firefox on Linux"), ("invitation accepted", ADA)]);
}
