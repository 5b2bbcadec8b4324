//! Sending a file as what is attached to a mail.
//!
//! That an attempt begins stands in the file's row before, so SES was asked at most once more than the row says it answered: a
//! file whose answer was lost is mailed once more, which says so, and never a third time, as mails of orders are.

use ::mail::{Attachment, Mail, MailError, MailTag};
use domain::entities::decode_html;
use domain::{Appointment, Export, ExportFile, MAX_MAILED_FILE_BYTES, MAX_UNANSWERED, MailSuppression, Mailbox};

use super::{DeliveryError, FileCourier, Sent};
use crate::error::with_causes;
use crate::mail_senders::{from_sender, note_refusal};

impl FileCourier {
    /// Mails a file once.
    pub(super) async fn mail(
        &self,
        appointment: &Appointment,
        export: &Export,
        (to, subject, text): (&str, &str, &str),
        file: &ExportFile,
        bytes: Vec<u8>,
    ) -> Result<Sent, DeliveryError> {
        let before = file.unanswered;
        if before >= MAX_UNANSWERED {
            let why = "SES was asked for it twice and did not answer: whether it left is not known";
            return Ok(Sent { unanswered: 0, ..Sent::refused(why) });
        }
        if file.size > MAX_MAILED_FILE_BYTES {
            let why = format!("the file has {} bytes, and at most {MAX_MAILED_FILE_BYTES} are mailed", file.size);
            return Ok(Sent { unanswered: before, ..Sent::refused(why) });
        }
        let Some(store) = self.desk.table.store(appointment.store_id).await? else {
            return Ok(Sent::refused("the store is gone"));
        };
        let mut to = match Mailbox::list(to) {
            Ok(list) => list,
            Err(why) => return Ok(Sent { unanswered: before, ..Sent::refused(why.to_string()) }),
        };
        let all: Vec<String> = to.iter().map(|it| it.address.clone()).collect();
        let mut suppressed = self.desk.table.mail_suppressions_of(store.id, &all).await?;
        // Who left what one can leave still gets the files that they are to get.
        suppressed.retain(|it| it.reason.stops(false));
        to.retain(|it| !suppressed.iter().any(|other| other.address == it.address.to_lowercase()));
        let left_out = suppressed.iter().map(MailSuppression::words).collect::<Vec<_>>().join("; ");
        if to.is_empty() {
            return Ok(Sent { unanswered: before, ..Sent::refused(left_out) });
        }
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        let media_type = export.template.content.format.content_type().to_owned();
        let mail = Mail {
            from_name: decode_html(&store.name),
            to,
            subject: or(subject, &file.name),
            text: or(text, &format!("{}: {} orders", file.name, file.order_ids.len())),
            attachments: vec![Attachment { name: file.name.clone(), media_type, bytes }],
            reference: format!("{}-{}-{}", store.id, file.export, file.index),
            tags: vec![MailTag::new("store", store.id.to_string())],
            ..Mail::default()
        };
        let mail = from_sender(mail, store.settings.mail_sender.as_ref());
        Ok(match self.mailer.send(&mail).await {
            Ok(id) => {
                let twice = if before > 0 { "; it did not answer before: the file may have gone twice" } else { "" };
                let but = if left_out.is_empty() { "" } else { "; " };
                Sent::accepted(format!("mailed, SES calls it {id}{twice}{but}{left_out}"))
            }
            Err(error @ MailError::Refused(_)) => Sent { unanswered: before, ..Sent::refused(with_causes(&error)) },
            Err(error @ MailError::Unanswered(_)) => {
                let failed = Sent::failed(with_causes(&error));
                Sent { unanswered: before.saturating_add(1), is_nothing_there: false, ..failed }
            }
            Err(error @ MailError::SenderRefused(_)) => {
                let why = with_causes(&error);
                let address = mail.from.as_deref().unwrap_or_default();
                // Where that fails, the next attempt meets the same and notes it.
                if let Err(error) = note_refusal(&self.desk, store.id, address, &why, &self.clock).await {
                    tracing::warn!("not noted that SES refuses a store's address: {error:#}");
                }
                Sent { unanswered: before, ..Sent::failed(why) }
            }
            Err(error @ (MailError::NotAllowed(_) | MailError::Unavailable(_))) => {
                Sent { unanswered: before, ..Sent::failed(with_causes(&error)) }
            }
        })
    }
}
