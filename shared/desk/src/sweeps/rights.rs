//! Who may do what with sweeps.

use domain::{PERSON_PREFIX, Permission, Problem, Sweep, SweepId, SweepWork};

use crate::{Actor, Desk, DeskError, Who};

/// Who asks for a sweep, as it is kept with it.
pub(super) fn id_of(by: &Actor) -> String {
    match &by.who {
        Who::ApiKey(id) => id.clone(),
        Who::Person(name) | Who::Import(name) | Who::Shop(name) | Who::Supplier(name) => {
            format!("{PERSON_PREFIX}{name}")
        }
        Who::Auto => String::new(),
    }
}

/// Whether somebody is shown a sweep: who does not see all orders is shown those that they began. Those are known by their
/// account, as others may be called the same.
pub(super) fn is_shown(desk: &Desk, sweep: &Sweep, to: &Actor) -> bool {
    desk.rights().sees_all_orders() || (to.account_id.is_some() && sweep.account_id == to.account_id)
}

/// What beginning such a sweep takes, calling it off and undoing it: what is done to each order; of one that undoes another,
/// what that one took. Nothing where that is not known any more, or where it is no sweep of orders.
pub async fn permission_of(desk: &Desk, sweep: &Sweep) -> Result<Option<Permission>, DeskError> {
    match &sweep.work {
        SweepWork::Orders { action, .. } => Ok(Some(action.permission())),
        SweepWork::Undo { of, .. } => {
            let undone = desk.table.sweep(SweepId { number: *of, ..sweep.id }).await?;
            Ok(undone.and_then(|(undone, _)| match undone.work {
                SweepWork::Orders { action, .. } => Some(action.permission()),
                _ => None,
            }))
        }
        _ => Ok(None),
    }
}

/// Refuses who may not do what a sweep does. It costs nothing who may do everything.
pub(super) async fn check(desk: &Desk, sweep: &Sweep) -> Result<(), DeskError> {
    if desk.rights().is_all() {
        return Ok(());
    }
    match permission_of(desk, sweep).await? {
        Some(permission) => desk.needs(permission),
        None => Err(refusal("This can't be called off or undone here")),
    }
}

/// A refusal of all that was asked for.
pub(super) fn refusal(why: impl Into<String>) -> DeskError {
    DeskError::Forbidden(vec![Problem::new("", why)])
}
