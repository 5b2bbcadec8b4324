//! The schedule: one tick a minute, as far as there is anything due.

use std::rc::Rc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use tracing::Instrument;

use super::World;
use super::apps::Function;

/// The lists of the due list.
const LISTS: [&str; 4] = ["D#0", "D#1", "D#2", "D#3"];

/// What was claimed more often is poison: the world comes to rest all the same.
const MAX_CLAIMS: u64 = 12;

/// How long Lambda lets a tick run.
const TIME_OUT: Duration = Duration::from_mins(1);

impl World {
    /// Runs one tick, as EventBridge does each minute; an error when it failed or crashed.
    pub(crate) async fn tick(&self) -> Result<(), String> {
        let mut context = self.context();
        let deadline = self.aws.time.now().as_millisecond().unsigned_abs();
        context.deadline = deadline + u64::try_from(TIME_OUT.as_millis()).unwrap();
        let app = Rc::clone(&self.apps.borrow().run_schedule);
        let span = runtime::invocation(&context);
        let handled = Box::pin(async { run_schedule::handle(&app, &context).instrument(span).await });
        match self.run(Function::RunSchedule, handled).await {
            Some(done) => done.map_err(|error| format!("{error:#}")),
            None => Err("crashed".to_owned()),
        }
    }

    /// Runs a tick if something is due; false when nothing is. One that fails is followed by another a minute later.
    pub(super) async fn tick_if_due(&self) -> bool {
        if self.next_due_at().is_none_or(|at| at > self.aws.time.now()) {
            return false;
        }
        if self.tick().await.is_err() {
            self.advance(Duration::from_mins(1));
        }
        true
    }

    /// When something in the due list is due that is nobody's then.
    pub(super) fn next_due_at(&self) -> Option<Timestamp> {
        let (rows, now) = (self.aws.dynamo.rows().unwrap(), self.aws.time.now());
        let due = rows.into_iter().filter(|((pk, _), _)| LISTS.contains(&pk.as_str()));
        // What has a schedule is always due again, and a mail that waits for an address may wait for a month: the world
        // does not go on until then by itself.
        let is_to_come =
            |sk: &str| domain::time::parse(sk.split('#').next().unwrap_or_default()).is_some_and(|at| at > now);
        let due = due.filter(|((_, sk), _)| {
            !(["#connection#", "#custom_event#", "#export#", "#pickup#", "#supplier_summary#", "#waiting_notice#"]
                .iter()
                .any(|kind| sk.contains(kind))
                && is_to_come(sk))
        });
        let due = due.filter_map(|((_, sk), row)| {
            let number = |name: &str| json!(row.get(name)?)["N"].as_str()?.parse::<u64>().ok();
            if number("claims").is_some_and(|claims| claims > MAX_CLAIMS) {
                return None;
            }
            let due_at = domain::time::parse(sk.split('#').next()?)?;
            let claimed = number("claimed_until").and_then(|until| Timestamp::from_second(until.try_into().ok()?).ok());
            Some(claimed.map_or(due_at, |until| until.max(due_at)))
        });
        due.min()
    }

    /// The rows of the due list, by their sort keys.
    pub(crate) fn due(&self) -> Vec<(String, Value)> {
        let rows = self.aws.dynamo.rows().unwrap().into_iter();
        let due = rows.filter(|((pk, _), _)| LISTS.contains(&pk.as_str()));
        due.map(|((_, sk), row)| (sk, json!(row))).collect()
    }
}
