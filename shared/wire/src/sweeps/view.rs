//! Writing a sweep.

use domain::{Finding, FindingResult, Selection, Sweep, SweepAction, SweepWork, time};
use serde::Serialize;

/// A sweep and how far it is.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Sweep))]
pub struct SweepView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::Id))]
    id: String,
    /// What it does, with what that takes: `move`, `undo`, …
    action: &'static str,
    /// The folder, of a sweep that moves; null otherwise.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    folder_id: Option<String>,
    /// The colour, of a sweep that tags; empty otherwise.
    color: &'a str,
    /// The entry's name, of a sweep that sets or removes one; empty otherwise.
    name: &'a str,
    /// What the entry becomes; empty otherwise.
    value: &'a str,
    /// The event, of a sweep that runs one; empty otherwise.
    event: &'static str,
    /// Which custom event it runs; empty otherwise.
    event_id: &'a str,
    /// The kind of appointments, of a sweep that is about them; empty otherwise.
    kind: &'a str,
    /// The sweep that it undoes; null otherwise.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    undo_of: Option<String>,
    /// Whether it is of orders that a query found.
    is_query: bool,
    /// Whether it can be undone now.
    can_be_undone: bool,
    /// How far it is.
    #[cfg_attr(feature = "schema", schema(value_type = domain::SweepStatus))]
    status: &'static str,
    /// How many orders it is for; null until they are counted.
    total: Option<u64>,
    /// How many of them had their turn.
    seen: u64,
    /// How many were changed.
    done: u64,
    /// How many were so already.
    unchanged: u64,
    /// How many were not to be changed.
    refused: u64,
    /// The first 500 of those that were refused; none in a list of sweeps.
    refusals: Vec<RefusalView<'a>>,
    /// The id of the key that asked for it; empty where a custom event's schedule did.
    by: &'a str,
    /// Why it failed; empty otherwise.
    failure: &'a str,
    /// When it was asked for. It is kept for 30 days.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_added: String,
    /// When its last part ended, or it was called off.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    date_updated: String,
}

/// An order that a sweep did not change.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = SweepRefusal))]
pub struct RefusalView<'a> {
    /// The order, or null where it is about none.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    order_id: Option<String>,
    /// Why not.
    reason: &'a str,
}

impl<'a> SweepView<'a> {
    /// One of many in a list: without the orders that were refused.
    pub fn listed(sweep: &'a Sweep) -> Self {
        Self { refusals: vec![], ..Self::from(sweep) }
    }
}

impl<'a> From<&'a Sweep> for SweepView<'a> {
    fn from(sweep: &'a Sweep) -> Self {
        let (name, value) = of_action(sweep).map_or(("", ""), entry);
        let (action, by) = match &sweep.work {
            SweepWork::Orders { action, by, .. } => (action.kind().name(), by.as_str()),
            SweepWork::Undo { by, .. } => ("undo", by.as_str()),
            SweepWork::Repair { .. } => ("repair", ""),
            SweepWork::Import(import) => ("import", import.by.as_str()),
            SweepWork::Export(export) => ("export", export.by.as_str()),
        };
        Self {
            id: sweep.id.number.to_string(),
            action,
            folder_id: of_action(sweep).and_then(folder),
            color: of_action(sweep).map_or("", color),
            name,
            value,
            event: of_action(sweep).map_or("", |action| event(action).0),
            event_id: of_action(sweep).map_or("", |action| event(action).1),
            kind: of_action(sweep).map_or("", kind),
            undo_of: match sweep.work {
                SweepWork::Undo { of, .. } => Some(of.to_string()),
                _ => None,
            },
            is_query: matches!(&sweep.work, SweepWork::Orders { selection: Selection::Query(_), .. }),
            can_be_undone: !sweep.status.is_open()
                && sweep.changed > 0
                && of_action(sweep).is_some_and(|action| action.kind().can_be_undone()),
            status: sweep.status.name(),
            total: sweep.total,
            seen: sweep.seen,
            done: sweep.changed,
            unchanged: sweep.unchanged,
            refused: sweep.refused,
            refusals: sweep.findings.iter().filter_map(refusal).collect(),
            by,
            failure: &sweep.failure,
            date_added: time::text(sweep.date_added),
            date_updated: time::text(sweep.date_updated),
        }
    }
}

fn refusal(finding: &Finding) -> Option<RefusalView<'_>> {
    let order_id = finding.order_id.map(|order_id| order_id.to_string());
    (finding.result == FindingResult::Refused).then_some(RefusalView { order_id, reason: &finding.what })
}

fn of_action(sweep: &Sweep) -> Option<&SweepAction> {
    match &sweep.work {
        SweepWork::Orders { action, .. } => Some(action),
        SweepWork::Undo { .. } | SweepWork::Repair { .. } | SweepWork::Import(_) | SweepWork::Export(_) => None,
    }
}

fn folder(action: &SweepAction) -> Option<String> {
    match action {
        SweepAction::Move { folder_id } => Some(folder_id.to_string()),
        _ => None,
    }
}

/// Which event it runs, and of custom events which.
fn event(action: &SweepAction) -> (&'static str, &str) {
    match action {
        SweepAction::RunEvent { event, event_id } => (event.name(), event_id),
        _ => ("", ""),
    }
}

fn color(action: &SweepAction) -> &str {
    match action {
        SweepAction::SetTag { color } => color,
        _ => "",
    }
}

fn kind(action: &SweepAction) -> &str {
    match action {
        SweepAction::RetryAppointments { kind } | SweepAction::CancelAppointments { kind } => kind,
        _ => "",
    }
}

fn entry(action: &SweepAction) -> (&str, &str) {
    match action {
        SweepAction::SetOrderMetadata { name, value } | SweepAction::SetCheckoutData { name, value } => (name, value),
        SweepAction::RemoveOrderMetadata { name } | SweepAction::RemoveCheckoutData { name } => (name, ""),
        _ => ("", ""),
    }
}
