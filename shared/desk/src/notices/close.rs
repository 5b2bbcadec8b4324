//! Closing a notice that SQS gave up.

use std::time::Duration;

use domain::{Lane, NoticeStatus};
use queue::DueNotice;
use table::Outcome;

use super::say_given_up;
use crate::appointments::{CloseError, Closing, table};

/// Marks a notice as failed; or, when SQS gave up before the attempts were used up, puts it back into its lane. Done twice
/// it changes nothing: the row says what is done already.
pub async fn close(closing: &Closing, due: &DueNotice) -> Result<(), CloseError> {
    let found = closing.desk.table.notice(due.store_id, &due.notice).await;
    let found = found.map_err(table("reading the notice"))?;
    let Some((mut notice, version)) = found else { return Ok(()) };
    if notice.status != NoticeStatus::Pending {
        // Who gave it up may have died before that was said.
        return say_given_up(&closing.desk, &notice).await.map_err(table("saying that a mail is given up"));
    }
    let now = closing.clock.now();
    if notice.attempts < closing.schedule.max_attempts() {
        let wait = notice.due_at.and_then(|due_at| Duration::try_from(due_at.duration_since(now)).ok());
        let again = DueNotice { again: true, ..due.clone() };
        return Ok(closing.queue(Lane::Mail).send(&again, wait.unwrap_or_default()).await?);
    }
    let failure = format!("{} attempts were begun, and none ended", notice.attempts);
    tracing::error!(notice = notice.id, "a mail is given up: {failure}");
    notice.complete(NoticeStatus::Failed, failure, now);
    match closing.desk.table.change_notice(&notice, version).await.map_err(table("closing the notice"))? {
        Outcome::Done(()) => {
            let said = say_given_up(&closing.desk, &notice).await;
            said.map_err(table("saying that a mail is given up"))
        }
        Outcome::Stale | Outcome::Missing => Err(CloseError::Changed),
    }
}
