//! How a connection is, and what is kept for it, as our own API writes it.

use domain::{
    ArrivalKind, BroughtBy, ConnectionState, ConnectionTask, Kept, KeptArrival, PollReason, Reconciliation, time,
};
use serde::Serialize;

/// Why something is kept, in the API.
pub const WHY_KEPT: [&str; 3] = [DELAYED, REFUSED, PAUSED];

const DELAYED: &str = "delayed";
const REFUSED: &str = "refused";
const PAUSED: &str = "paused";

/// How a connection is: its health.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = ConnectionState))]
pub struct ConnectionStateView<'a> {
    /// Whether the shop refuses the keys: others have to be given.
    is_refused: bool,
    /// What the shop is being asked for: `test`, `subscribe`, `poll`, `reconcile`, `import` or `release`; null for nothing.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeText))]
    task: Option<&'static str>,
    /// Since when; null for nothing.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    task_begun_at: Option<String>,
    /// How many tasks wait for that one.
    waiting_tasks: usize,
    /// When its last webhook came, to the hour; null before the first.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    last_webhook_at: Option<String>,
    /// When the shop last answered; null before the first time.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    last_answer_at: Option<String>,
    /// When a poll last came to its end; null before the first.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    last_poll_at: Option<String>,
    /// How many orders that found.
    last_poll_found: u64,
    /// How many tasks in a row failed.
    failures: u32,
    /// What the last one failed at; blank where it did not.
    last_error: &'a str,
    /// When that was, or null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    last_error_at: Option<String>,
    /// How many webhooks the shop was asked for.
    subscriptions: usize,
    /// How the shop takes tracking numbers; blank where that is not known, or does not matter.
    tracking_way: &'a str,
    /// What the newest daily reconciliations found, the newest last.
    reconciliations: Vec<ReconciliationView<'a>>,
}

/// What a daily reconciliation found: what the shop has of the last day, and was not known here.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = Reconciliation))]
pub struct ReconciliationView<'a> {
    /// When.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    at: String,
    /// How many orders the shop had.
    found: u64,
    /// How many of them were not known here.
    missed: u64,
    /// The cart's ids of the first of those.
    missed_order_ids: &'a [String],
}

impl<'a> From<&'a ConnectionState> for ConnectionStateView<'a> {
    fn from(state: &'a ConnectionState) -> Self {
        Self {
            is_refused: state.is_refused,
            task: state.task.as_ref().map(task_name),
            task_begun_at: state.begun_at.map(time::text),
            waiting_tasks: state.wanted.len(),
            last_webhook_at: state.last_webhook_at.map(time::text),
            last_answer_at: state.last_answer_at.map(time::text),
            last_poll_at: state.last_poll_at.map(time::text),
            last_poll_found: state.last_poll_found,
            failures: state.failures,
            last_error: &state.last_error,
            last_error_at: state.last_error_at.map(time::text),
            subscriptions: state.subscriptions.len(),
            tracking_way: &state.tracking_way,
            reconciliations: state.reconciliations.iter().map(ReconciliationView::from).collect(),
        }
    }
}

impl<'a> From<&'a Reconciliation> for ReconciliationView<'a> {
    fn from(reconciliation: &'a Reconciliation) -> Self {
        let Reconciliation { at, found, missed, named } = reconciliation;
        Self { at: time::text(*at), found: *found, missed: *missed, missed_order_ids: named }
    }
}

fn task_name(task: &ConnectionTask) -> &'static str {
    match task {
        ConnectionTask::Test => "test",
        ConnectionTask::Subscribe => "subscribe",
        ConnectionTask::Release => "release",
        ConnectionTask::Poll(poll) => match poll.reason {
            PollReason::Schedule => "poll",
            PollReason::Reconcile => "reconcile",
            PollReason::Hand => "import",
        },
    }
}

/// What is kept of an order of a shop.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = KeptArrival))]
pub struct KeptArrivalView<'a> {
    /// Its id.
    #[cfg_attr(feature = "schema", schema(pattern = "^[0-9a-f]+$"))]
    id: String,
    /// The cart's id of the order.
    order_id: &'a str,
    /// What it tells: `order` (a new one, or one that changed), `removed`, `disconnected` or `privacy`.
    kind: &'static str,
    /// Why it is kept: the connection holds orders back for a while, no order could be made of it, or the connection is
    /// paused.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::WhyKept))]
    why: &'static str,
    /// Of one that was refused: why, for people. Else blank.
    reason: &'a str,
    /// Of one that was refused: since when. Else null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    since: Option<String>,
    /// Of one that is held back: until when. Else null.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::MaybeDateTime))]
    until: Option<String>,
    /// What brought it: `webhook`, `poll`, `hand` or `replay`.
    brought_by: &'static str,
    /// When it came.
    #[cfg_attr(feature = "schema", schema(value_type = crate::schema::DateTime))]
    at: String,
}

impl<'a> From<&'a KeptArrival> for KeptArrivalView<'a> {
    fn from(kept: &'a KeptArrival) -> Self {
        let arrival = &kept.arrival;
        let (why, reason, since, until) = match &kept.kept {
            Kept::Delayed { until } => (DELAYED, "", None, Some(time::text(*until))),
            Kept::Refused { since, reason } => (REFUSED, reason.as_str(), Some(time::text(*since)), None),
            Kept::Paused => (PAUSED, "", None, None),
        };
        Self {
            id: kept.id(),
            order_id: &arrival.order_id,
            kind: match arrival.kind {
                ArrivalKind::Order => "order",
                ArrivalKind::Removed => "removed",
                ArrivalKind::Disconnected => "disconnected",
                ArrivalKind::Privacy => "privacy",
            },
            why,
            reason,
            since,
            until,
            brought_by: match arrival.by {
                BroughtBy::Webhook => "webhook",
                BroughtBy::Poll => "poll",
                BroughtBy::Hand => "hand",
                BroughtBy::Replay => "replay",
            },
            at: time::text(arrival.at),
        }
    }
}
