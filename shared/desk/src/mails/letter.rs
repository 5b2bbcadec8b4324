//! What is kept of a mail, and what SES is to send.

use std::time::Duration;

use domain::{Appointment, MailTemplate, OrderMail, OrderMailStatus, Verdict};
use jiff::Timestamp;
use mail::{Attachment, Mail, MailError, MailTag};

use crate::appointments::attempt::{Attempted, Report};
use crate::error::with_causes;
use crate::mail_templates::RenderedMail;

/// So much of why something failed is kept.
const MAX_NOTE_LENGTH: usize = 500;

/// What is said of a mail that may have gone twice.
const MAYBE_TWICE: &str = "SES did not answer when it was asked before: the mail may have gone twice";

/// How an attempt went.
pub(super) struct Went {
    pub(super) reply: String,
    pub(super) verdict: Verdict,
}

/// Whether SES took a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Yes,
    No(OrderMailStatus),
    /// It did not answer.
    Unknown,
}

/// Takes down what SES answered.
pub(super) fn note(mail: &mut OrderMail, taken: Taken, reply: &str, at: Timestamp) {
    if taken != Taken::Unknown {
        mail.unanswered = mail.unanswered.saturating_sub(1);
    }
    match taken {
        Taken::Yes => {
            reply.clone_into(&mut mail.message_id);
            if mail.status == OrderMailStatus::Asked {
                mail.status = OrderMailStatus::Sent;
            }
            mail.sent_at = Some(at);
            if mail.unanswered > 0 {
                add_note(mail, MAYBE_TWICE);
            }
        }
        Taken::No(status) => {
            mail.status = status;
            add_note(mail, reply);
        }
        Taken::Unknown => {
            mail.status = OrderMailStatus::Waiting;
            add_note(mail, reply);
        }
    }
}

fn add_note(mail: &mut OrderMail, words: &str) {
    let between = if mail.note.is_empty() { "" } else { "; " };
    let note = format!("{}{between}{words}", mail.note);
    mail.note = note.chars().take(MAX_NOTE_LENGTH).collect();
}

pub(super) fn made(went: Went, began: Timestamp, ended: Timestamp) -> Attempted {
    let took = Duration::try_from(ended.duration_since(began)).unwrap_or_default();
    Attempted::Made(Report { status: None, reply: went.reply, took, verdict: went.verdict })
}

pub(super) fn receivers(mail: &RenderedMail) -> impl Iterator<Item = String> {
    [&mail.to, &mail.cc, &mail.bcc].into_iter().flatten().map(|it| it.address.clone())
}

pub(super) fn of_appointment(
    appointment: &Appointment,
    (template, template_version): (&MailTemplate, u64),
    rendered: &RenderedMail,
    note: &str,
    now: Timestamp,
) -> OrderMail {
    OrderMail {
        appointment: appointment.id,
        store_id: appointment.store_id,
        round: appointment.round,
        template_id: template.id.clone(),
        template: template.name.clone(),
        template_version,
        to: receivers(rendered).collect(),
        subject: rendered.subject.chars().take(MAX_NOTE_LENGTH).collect(),
        status: OrderMailStatus::Asked,
        note: note.chars().take(MAX_NOTE_LENGTH).collect(),
        message_id: String::new(),
        unanswered: 0,
        requested_at: now,
        sent_at: None,
        reported_at: None,
    }
}

/// What SES is to send. Its tags bring what becomes of it back to the order.
pub(super) fn letter(
    mail: &OrderMail,
    rendered: RenderedMail,
    attachments: Vec<Attachment>,
    unsubscribe: String,
) -> Mail {
    let RenderedMail { from_name, reply_to, to, cc, bcc, subject, text, html, .. } = rendered;
    Mail {
        from_name,
        to,
        cc,
        bcc,
        reply_to,
        subject,
        text,
        html: Some(html).filter(|html| !html.is_empty()),
        attachments,
        unsubscribe,
        from: None,
        reference: format!("{}-{}", mail.store_id, mail.appointment),
        tags: vec![
            MailTag::new("store", mail.store_id.to_string()),
            MailTag::new("appointment", mail.appointment.to_string()),
        ],
    }
}

pub(super) fn kept(error: &MailError) -> String {
    with_causes(error).chars().take(MAX_NOTE_LENGTH).collect()
}
