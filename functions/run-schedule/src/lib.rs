//! Woken each minute: claims what is due by now and carries it out. What the event says does not matter.

mod app;

use anyhow::{Context as _, Result};
use desk::schedule::run;
use jiff::{SignedDuration, Timestamp};
use lambda_runtime::Context;

pub use crate::app::{App, Settings};

/// No further page is begun when so little of the function's time is left.
const MARGIN: SignedDuration = SignedDuration::from_secs(20);

/// Runs one tick.
pub async fn handle(app: &App, context: &Context) -> Result<()> {
    let ran = run(&app.desk, &app.clock, until(context.deadline)).await.context("reading what is due")?;
    if ran.done + ran.put_off > 0 {
        tracing::info!(done = ran.done, put_off = ran.put_off, "carried out what was due");
    }
    Ok(())
}

/// When to stop, so that the invocation, which ends at `deadline` (milliseconds since 1970), comes to its end by itself.
fn until(deadline: u64) -> Timestamp {
    let deadline = i64::try_from(deadline).ok().and_then(|deadline| Timestamp::from_millisecond(deadline).ok());
    let until = deadline.and_then(|deadline| deadline.checked_sub(MARGIN).ok());
    until.unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tick_stops_before_its_time_is_over() {
        assert_eq!(until(1_000_000).as_second(), 980);
        assert_eq!(until(u64::MAX), Timestamp::MIN);
    }
}
