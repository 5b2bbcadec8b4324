//! Beginning a sweep, as far as the user may and sees the orders, and where that leads.

use desk::accounts::audit;
use desk::orders::find_all;
use desk::sweeps::{self, SweepStarted};
use domain::{AuditChange, FolderId, OrderId, Permission, Problem, Selection, SweepAction, SweepStatus, UserScope};
use http::{ApiReply, Failure};

use super::words;
use crate::form::Form;
use crate::visit::{Member, own_path, with_query};

/// What doing this to orders takes, and calling it off or undoing it.
pub(crate) fn permission_of(action: &SweepAction) -> Permission {
    match action {
        SweepAction::Move { .. } | SweepAction::SetTag { .. } | SweepAction::RemoveTag => Permission::MoveOrders,
        SweepAction::SetOrderMetadata { .. }
        | SweepAction::RemoveOrderMetadata { .. }
        | SweepAction::SetCheckoutData { .. }
        | SweepAction::RemoveCheckoutData { .. } => Permission::EditOrders,
        SweepAction::RunEvent { .. } => Permission::RunEvents,
        SweepAction::Delete | SweepAction::Restore => Permission::DeleteOrders,
        SweepAction::RetryAppointments { .. } | SweepAction::CancelAppointments { .. } => Permission::RetryAppointments,
    }
}

/// Does the same to many orders, as far as the user sees them. It leads back to the page whose form was sent, which
/// says what was done; or to the sweep, where that is not over yet or left orders out.
pub(crate) async fn begin(
    member: &Member<'_>,
    form: &Form,
    action: SweepAction,
    selection: Selection,
    done: &str,
) -> Result<ApiReply, Failure> {
    member.check(permission_of(&action))?;
    check_target(member, &action)?;
    let selection = within_scope(member, selection).await?;
    let can_undo = action.kind().can_be_undone();
    let what = words::action(&member.store, &action);
    let (app, actor) = (member.app(), member.actor());
    let begun = sweeps::start(&app.desk, &app.clock, &member.store, (action, selection), None, &actor);
    let begun = Box::pin(begun).await?;
    note(member, "sweep started", number_of(&begun), &what).await?;
    Ok(led_on(member, form, begun, done, can_undo))
}

/// Refuses to move orders to where the user would not see them.
fn check_target(member: &Member<'_>, action: &SweepAction) -> Result<(), Failure> {
    let SweepAction::Move { folder_id } = action else { return Ok(()) };
    if member.user.scope.of_folders(std::iter::once(*folder_id)).is_empty() {
        return Err(ApiReply::refused(422, &[Problem::new("folder_id", "there is no such folder")]).into());
    }
    Ok(())
}

/// The orders of a selection that the user sees.
async fn within_scope(member: &Member<'_>, selection: Selection) -> Result<Selection, Failure> {
    match (&member.user.scope, selection) {
        (UserScope::Everything, selection) => Ok(selection),
        (_, Selection::Ids(ids)) => {
            let seen = seen_of(member, &ids).await?;
            if seen.is_empty() { Err(ApiReply::not_found("Order").into()) } else { Ok(Selection::Ids(seen)) }
        }
        (UserScope::Folders(_), Selection::Query(mut query)) => {
            // Without folders a query is for all of the store.
            let own = member.user.scope.of_folders(member.store.all_folder_ids());
            let is_wanted = |id: &FolderId| query.folder_ids.is_empty() || query.folder_ids.contains(id);
            let folder_ids: Vec<_> = own.into_iter().filter(is_wanted).collect();
            if folder_ids.is_empty() {
                return Err(ApiReply::not_found("Folder").into());
            }
            query.folder_ids = folder_ids;
            Ok(Selection::Query(query))
        }
        (UserScope::Supplier(_), Selection::Query(_)) => {
            Err(ApiReply::refusal(403, "Tick the orders: all that match can't be taken at once here").into())
        }
    }
}

/// Those of these orders that the user sees.
pub(super) async fn seen_of(member: &Member<'_>, ids: &[OrderId]) -> Result<Vec<OrderId>, Failure> {
    let rows = find_all(&member.app().desk, member.store.id, ids).await?;
    Ok(rows.into_iter().filter_map(|row| member.see(row.order)).map(|order| order.id).collect())
}

/// Leads back where all of it was done, and to the sweep where it was not.
pub(super) fn led_on(member: &Member<'_>, form: &Form, begun: SweepStarted, done: &str, can_undo: bool) -> ApiReply {
    let number = number_of(&begun).to_string();
    match begun {
        SweepStarted::There(sweep) if sweep.status == SweepStatus::Done && sweep.refused == 0 => {
            let back = own_path(form.text("back")).map_or_else(|| member.path("orders"), str::to_owned);
            let undo = if can_undo && sweep.changed > 0 { "1" } else { "" };
            ApiReply::see_other(&with_query(&back, &[("done", done), ("sweep", &number), ("undo", undo)]))
        }
        SweepStarted::There(_) | SweepStarted::OfAnotherBody(_) => {
            ApiReply::see_other(&member.path(&format!("sweeps/{number}")))
        }
    }
}

fn number_of(begun: &SweepStarted) -> u64 {
    match begun {
        SweepStarted::There(sweep) => sweep.id.number,
        SweepStarted::OfAnotherBody(number) => *number,
    }
}

/// Notes in the store's audit what was done with a sweep.
pub(super) async fn note(member: &Member<'_>, done: &str, number: u64, what: &str) -> Result<(), Failure> {
    let change = AuditChange { field: "action".to_owned(), before: String::new(), after: what.to_owned() };
    let (desk, by, id) = (&member.app().desk, member.by(), number.to_string());
    Ok(Box::pin(audit::append(desk, member.store.id, &by, done, &id, vec![change], member.now())).await?)
}
