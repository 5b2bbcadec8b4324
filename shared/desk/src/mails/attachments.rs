//! Documents that go with a mail. They are made by who works off the queue `documents`, for one round of the mail's
//! appointment: the mail waits until they lie in the bucket.

use std::time::Duration;

use domain::{Appointment, MailTemplate, Order, PrintTemplate, attachment_object, attachment_problem_object};
use files::{Bucket, FilesError};
use jiff::{SignedDuration, Timestamp};
use mail::Attachment;
use queue::{Due, Queue};

use super::courier::MailAttemptError;
use crate::Desk;
use crate::appointments::attempt::{Attempted, Later};

/// All that goes with a mail has at most so many bytes: SES takes 10 MB, in which a byte of a file is 1.37.
const MAX_ATTACHED_BYTES: u64 = 7_000_000;

/// The longest text that says why a document could not be made.
const MAX_PROBLEM_BYTES: u64 = 16_384;

/// A document takes a second or less; it is looked for again so soon, and after a minute at most.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_secs(5);
const LOOK_AGAIN_AT_MOST: Duration = Duration::from_mins(1);

/// A mail whose documents are not made by then fails.
const MADE_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// What goes with a mail; or what became of the attempt where that can't be said yet, or never.
pub(super) type Found = Result<Vec<Attachment>, Attempted>;

/// Where documents lie, and who is asked for them.
pub(super) struct Attachments {
    pub(super) desk: Desk,
    pub(super) files: Bucket,
    pub(super) documents: Queue,
}

impl Attachments {
    /// What goes with the mail of an appointment. Asked for twice, a document is made twice, of the same bytes.
    pub(super) async fn of(
        &self,
        appointment: &Appointment,
        template: &MailTemplate,
        order: &Order,
        now: Timestamp,
    ) -> Result<Found, MailAttemptError> {
        let (mut files, mut left) = (vec![], MAX_ATTACHED_BYTES);
        for id in &template.attachments {
            let found = self.desk.table.definition::<PrintTemplate>(appointment.store_id, id).await?;
            let Some((print_template, _)) = found else {
                return Ok(impossible(format!("the print template {id}, which goes with it, is gone")));
            };
            let object = attachment_object(appointment, id);
            if !self.files.is_there(&object).await? {
                return self.not_yet(appointment, now).await;
            }
            let bytes = match self.files.read(&object, "", left).await {
                Ok(bytes) => bytes,
                Err(FilesError::TooLarge { .. }) => {
                    return Ok(impossible(format!("what goes with it has more than {MAX_ATTACHED_BYTES} bytes")));
                }
                Err(error) => return Err(error.into()),
            };
            left = left.saturating_sub(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
            let name = file_name(&format!("{} {}.pdf", print_template.name, order.shown_number()));
            files.push(Attachment { name, media_type: "application/pdf".to_owned(), bytes });
        }
        Ok(Ok(files))
    }

    async fn not_yet(&self, appointment: &Appointment, now: Timestamp) -> Result<Found, MailAttemptError> {
        let problem = attachment_problem_object(appointment);
        if self.files.is_there(&problem).await? {
            let why = self.files.read(&problem, "", MAX_PROBLEM_BYTES).await?;
            return Ok(impossible(format!("what goes with it can't be made: {}", String::from_utf8_lossy(&why))));
        }
        if appointment.hold().is_some_and(|hold| now.duration_since(hold.since) > MADE_WITHIN) {
            return Ok(impossible("what goes with it was not made within an hour".to_owned()));
        }
        let due = Due::of(appointment);
        self.documents.send(&due, Duration::ZERO).await?;
        let why = "what goes with it is being made".to_owned();
        Ok(Err(Attempted::NotYet(Later { wait: LOOK_AGAIN, at_most: LOOK_AGAIN_AT_MOST, why })))
    }
}

fn impossible(why: String) -> Found {
    Err(Attempted::Impossible(why.into()))
}

/// The same without what folders and programs take for something else.
fn file_name(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() || " -_.()".contains(c) { c } else { '-' }).collect()
}
