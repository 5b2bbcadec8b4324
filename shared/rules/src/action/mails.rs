//! Mails of an order.

use domain::{Job, MAX_MAIL_LINE_LENGTH, Order, Problem};

use super::text::{Stage, Text};
use super::{Effect, shown};

/// A mail that is to be sent.
pub(super) struct NewMail {
    template_id: String,
    to: Text,
}

impl NewMail {
    pub(super) fn compile(template_id: &str, to: &str) -> Result<Self, Problem> {
        Ok(Self { template_id: template_id.to_owned(), to: Text::compile("to", to)? })
    }

    pub(super) fn bytes(&self) -> usize {
        self.template_id.len() + self.to.bytes()
    }

    pub(super) fn apply(&self, order: &Order, stage: &mut Stage<'_, '_>) -> Effect {
        let template_id = self.template_id.clone();
        let mail_to = match self.to.fill_in(order, stage) {
            Ok(to) if to.chars().count() <= MAX_MAIL_LINE_LENGTH => to.trim().to_owned(),
            Ok(_) => {
                let why = format!("the addresses have more than {MAX_MAIL_LINE_LENGTH} characters");
                return Effect::with_note(format!("did not mail template {template_id}: {why}"));
            }
            Err(why) => return Effect::with_note(format!("did not mail template {template_id}: {why}")),
        };
        let to = if mail_to.is_empty() { String::new() } else { format!(" to {}", shown(&mail_to)) };
        let note = format!("will mail template {template_id}{to}");
        // The run knows whether a shipment is the cause.
        let (supplier, shipment_id) = (String::new(), String::new());
        let job = Job::SendMail { template_id, mail_to, supplier, shipment_id };
        Effect { job: Some(job), ..Effect::with_note(note) }
    }
}
