//! Beginning a sweep, as far as the user may and sees the orders, and where that leads.

use desk::accounts::audit;
use desk::orders::find_all;
use desk::sweeps::{self, SweepStarted};
use domain::{AuditChange, OrderId, Selection, SweepAction, SweepStatus};
use http::{ApiReply, Failure};

use super::words;
use crate::form::Form;
use crate::visit::{Member, own_path, with_query};

/// Does the same to many orders, as far as the user sees them. It leads back to the page whose form was sent, which
/// says what was done; or to the sweep, where that is not over yet or left orders out.
pub(crate) async fn begin(
    member: &Member<'_>,
    form: &Form,
    action: SweepAction,
    selection: Selection,
    done: &str,
) -> Result<ApiReply, Failure> {
    let can_undo = action.kind().can_be_undone();
    let what = words::action(&member.store, &action);
    let (app, actor) = (member.app(), member.actor());
    let begun = sweeps::start(member.desk(), &app.clock, &member.store, (action, selection), None, &actor);
    let begun = Box::pin(begun).await?;
    note(member, "sweep started", number_of(&begun), &what).await?;
    Ok(led_on(member, form, begun, done, can_undo))
}

/// Those of these orders that the user sees.
pub(super) async fn seen_of(member: &Member<'_>, ids: &[OrderId]) -> Result<Vec<OrderId>, Failure> {
    let rows = find_all(member.desk(), member.store.id, ids).await?;
    Ok(rows.iter().map(|row| row.order.id).collect())
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
    let (desk, by, id) = (member.desk(), member.by(), number.to_string());
    Ok(Box::pin(audit::append(desk, member.store.id, &by, done, &id, vec![change], member.now())).await?)
}
