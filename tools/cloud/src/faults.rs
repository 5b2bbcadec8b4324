//! Requests that fail because a test says so, and functions that crash between two writes.

mod target;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::request::Reply;
pub use target::Target;

/// What happens to a request instead of its answer. SDKs try all of them again by themselves, three times in all, but
/// for [`Fault::NotTaken`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 500 `InternalServerError`: nothing was done.
    ServerError,
    /// Throttled, in the words of the service: nothing was done.
    Throttle,
    /// 200 to a batch of messages, none of which was taken.
    NotTaken,
    /// The connection is cut; the request is not done.
    Drop,
    /// The request is done, but its answer is lost.
    LoseAnswer,
}

/// The planned faults of a cloud, and what it was asked for.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    plans: Vec<Plan>,
    crashes: Vec<CrashPlan>,
    counts: BTreeMap<String, usize>,
    struck: usize,
}

#[derive(Debug)]
struct Plan {
    target: Target,
    left: usize,
    fault: Fault,
}

#[derive(Debug)]
struct CrashPlan {
    function: String,
    at: Moment,
    has_crashed: bool,
    crashed: Arc<Notify>,
}

#[derive(Debug)]
enum Moment {
    /// When so many more writes are done.
    After(usize),
    /// When it asks for this, which is not done.
    Before(Target),
}

/// A crash that is planned. The plan ends when this is dropped.
#[derive(Debug)]
pub struct Crash {
    crashed: Arc<Notify>,
    faults: Faults,
    function: String,
}

impl Crash {
    /// Waits until it comes. No request of the function is answered any more, so whoever runs it drops it here, as
    /// Lambda would.
    pub async fn reached(&self) {
        self.crashed.notified().await;
    }
}

impl Drop for Crash {
    fn drop(&mut self) {
        self.faults.state().crashes.retain(|plan| plan.function != self.function);
    }
}

impl Faults {
    /// Plans `fault` for the next `times` requests that fit `target`. Earlier plans come first.
    pub fn fail_next(&self, target: Target, times: usize, fault: Fault) {
        self.state().plans.push(Plan { target, left: times, fault });
    }

    /// Plans that `function` crashes right after its `writes`th write was done and before it learns of it. A write is
    /// every request that changes a row, a queue or a message in it, puts an object, or sends a mail or has SES send one.
    pub fn crash_after(&self, writes: usize, function: impl Into<String>) -> Crash {
        self.crash(function.into(), Moment::After(writes))
    }

    /// Plans that `function` crashes when it asks for `target`, which is not done.
    pub fn crash_before(&self, target: Target, function: impl Into<String>) -> Crash {
        self.crash(function.into(), Moment::Before(target))
    }

    fn crash(&self, function: String, at: Moment) -> Crash {
        let crashed = Arc::new(Notify::new());
        let plan = CrashPlan { function: function.clone(), at, has_crashed: false, crashed: crashed.clone() };
        self.state().crashes.push(plan);
        Crash { crashed, faults: self.clone(), function }
    }

    /// Drops all plans and sets all counts to zero.
    pub fn clear(&self) {
        *self.state() = State::default();
    }

    /// How many requests a fault has struck.
    pub fn struck(&self) -> usize {
        self.state().struck
    }

    /// How many requests of this operation there were, by the full name or its end, those a fault struck included.
    pub fn count(&self, operation: &str) -> usize {
        let target = Target::operation(operation);
        self.state().counts.iter().filter(|(name, _)| target.is_operation(name)).map(|(_, count)| count).sum()
    }

    /// The fault planned for this request, used once.
    pub(crate) fn strike(&self, operation: &str, body: &[u8], function: &str) -> Option<Fault> {
        let mut state = self.state();
        *state.counts.entry(operation.to_owned()).or_default() += 1;
        let plan = state.plans.iter_mut().find(|plan| plan.target.hits(operation, body, function))?;
        plan.left = plan.left.saturating_sub(1);
        let fault = plan.fault;
        state.plans.retain(|plan| plan.left > 0);
        state.struck += 1;
        Some(fault)
    }

    /// Whether the function has crashed, or does by asking for this, so that it is not done.
    pub(crate) fn crashes_before(&self, operation: &str, body: &[u8], function: &str) -> bool {
        let mut state = self.state();
        let plan = state.crashes.iter_mut().find(|plan| {
            plan.function == function
                && (plan.has_crashed
                    || matches!(&plan.at, Moment::Before(target) if target.hits(operation, body, function)))
        });
        plan.map(CrashPlan::crash).is_some()
    }

    /// Whether the function crashes by having done this.
    pub(crate) fn crashes_after(&self, operation: &str, function: &str) -> bool {
        if !is_write(operation) {
            return false;
        }
        let mut state = self.state();
        let Some(plan) = state.crashes.iter_mut().find(|plan| plan.function == function) else { return false };
        let Moment::After(left) = &mut plan.at else { return false };
        *left = left.saturating_sub(1);
        let crashes = *left == 0;
        if crashes {
            plan.crash();
        }
        crashes
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CrashPlan {
    fn crash(&mut self) {
        self.has_crashed = true;
        self.crashed.notify_one();
    }
}

/// Whether a request changes something.
fn is_write(operation: &str) -> bool {
    const WRITES: [&str; 10] = [
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "TransactWriteItems",
        "SendMessage",
        "SendMessageBatch",
        "ChangeMessageVisibility",
        "SendRawEmail",
        "VerifyEmailIdentity",
        "PutObject",
    ];
    WRITES.contains(&operation.rsplit('.').next().unwrap_or_default())
}

/// SQS's answer to a batch of which it took nothing: a success by its status.
pub(crate) fn nothing_taken(body: &[u8]) -> Reply {
    let input: Value = serde_json::from_slice(body).unwrap_or_default();
    let entries = input.get("Entries").and_then(Value::as_array).into_iter().flatten();
    let failed = entries.map(|entry| json!({ "Id": entry.get("Id"), "SenderFault": false, "Code": "InternalError" }));
    Reply::json(200, json!({ "Successful": [], "Failed": failed.collect::<Vec<_>>() }).to_string())
}

/// A refusal in the protocol of the service that `operation` belongs to.
pub(crate) fn refusal(fault: Fault, operation: &str) -> Reply {
    let (status, code) = match fault {
        Fault::Throttle if operation.starts_with("DynamoDB") => (400, "ProvisionedThroughputExceededException"),
        Fault::Throttle => (400, "ThrottlingException"),
        _ => (500, "InternalServerError"),
    };
    let message = "A fault planned by a test.";
    if operation.contains('.') {
        return Reply::json(status, json!({ "__type": code, "message": message }).to_string());
    }
    let error = format!("<Error><Type>Receiver</Type><Code>{code}</Code><Message>{message}</Message></Error>");
    Reply::xml(status, format!("<ErrorResponse>{error}</ErrorResponse>"))
}
