//! The lane `mail`, for mails of orders.
//!
//! That SES is asked is written before it is, and what it answered behind it. So a mail of which only our record was lost is
//! known to have been asked for: it is sent once more, and says so, and never a third time (docs/adr/0042-mails-of-orders.md).

use std::fmt::Write as _;
use std::time::Duration;

use domain::{
    Appointment, Clock, HistoryLine, Job, MAX_UNANSWERED, MailKind, MailSuppression, MailTemplate, Mailbox, OrderMail,
    OrderMailStatus, Store, Verdict,
};
use files::{Bucket, FilesError};
use jiff::{SignedDuration, Timestamp};
use mail::{Mail, MailError, Mailer, NoRandomness};
use queue::{Queue, QueueError};
use table::{OrderRow, TableError};

use super::attachments::Attachments;
use super::day::mail_turn;
use super::letter::{Taken, Went, kept, letter, made, note, of_appointment, receivers};
use super::links::NewLinks;
use crate::appointments::attempt::{Attempted, Courier, Later, Turn};
use crate::mail_senders::{from_sender, note_refusal, sender_of};
use crate::mail_templates::render::{About, Links, RenderedMail, render};
use crate::{Desk, suppliers};

/// Once SES was asked, its answer counts as lost after so long: longer than the function has time.
const ANSWER_LOST_AFTER: SignedDuration = SignedDuration::from_mins(5);

/// Mails templates of stores.
pub struct MailCourier {
    desk: Desk,
    mailer: Mailer,
    attachments: Attachments,
    public_url: String,
    clock: Clock,
}

/// Why an attempt could not be begun, or not be ended. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum MailAttemptError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Another message of the same appointment is being handled.
    #[error("SES is being asked for it already")]
    UnderWay,
    /// No link could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// A document that goes with it could not be read.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// Nobody could be asked for the documents that go with it.
    #[error(transparent)]
    Queue(#[from] QueueError),
}

impl MailCourier {
    /// Mails by `mailer`; links in mails lead to `public_url`, the address of the API without a path. The documents that go
    /// with mails are made by who works off the queue `documents`, and lie in `files`.
    pub fn new(
        desk: Desk,
        mailer: Mailer,
        (files, documents): (Bucket, Queue),
        public_url: impl Into<String>,
        clock: Clock,
    ) -> Self {
        let attachments = Attachments { desk: desk.clone(), files, documents };
        Self { desk, mailer, attachments, public_url: public_url.into(), clock }
    }

    async fn send(
        &self,
        appointment: &Appointment,
        row: &OrderRow,
        (template, version): (&MailTemplate, u64),
        wanted: Wanted<'_>,
    ) -> Result<Attempted, MailAttemptError> {
        let (store_id, now) = (appointment.store_id, self.clock.now());
        let Some(store) = self.desk.table.store(store_id).await? else {
            return Ok(Attempted::Impossible("the store is gone".into()));
        };
        let found = self.desk.table.order_mail(store_id, appointment.id).await?;
        if let Some((mail, _)) = found.as_ref().filter(|(mail, _)| mail.is_sent()) {
            self.say_sent(row, mail).await?;
            return Ok(made(Went { reply: "sent before".to_owned(), verdict: Verdict::Accepted }, now, now));
        }
        let files = match self.attachments.of(appointment, template, &row.order, now).await? {
            Ok(files) => files,
            Err(attempted) => return Ok(attempted),
        };
        if let Some(later) = mail_turn(&self.desk, &store, now).await? {
            return Ok(Attempted::NotYet(later));
        }
        let links = NewLinks::of(template, &self.public_url)?;
        let rendered = match self.rendered(&store, template, row, (wanted, &links)).await? {
            Ok(rendered) => rendered,
            Err(why) => return Ok(Attempted::Impossible(why.into())),
        };
        let mut mail = of_appointment(appointment, (template, version), &rendered.0, &rendered.1, now);
        let seen = found.as_ref().map(|(_, version)| *version);
        mail.unanswered = found.filter(|(before, _)| before.round == mail.round).map_or(0, |(it, _)| it.unanswered);
        if mail.unanswered >= MAX_UNANSWERED {
            let why = "SES was asked for it twice and did not answer: whether it left is not known";
            return Ok(Attempted::Impossible(why.into()));
        }
        mail.unanswered = mail.unanswered.saturating_add(1);
        if !self.desk.table.save_order_mail(&mail, seen).await?.is_done() {
            return Err(MailAttemptError::UnderWay);
        }
        let version = seen.unwrap_or_default().saturating_add(1);
        links.keep(&self.desk, row, &rendered.0, wanted.supplier, now).await?;
        let sender = sender_of(&self.desk, &self.mailer.identities(), &store, now).await?;
        let letter = from_sender(letter(&mail, rendered.0, files, links.unsubscribe), sender.as_ref());
        let went = self.ask(row, mail, version, &letter).await?;
        Ok(made(went, now, self.clock.now()))
    }

    /// What the template makes of the order, without whom nothing is mailed to, and a word about those; or why nobody can
    /// be mailed.
    async fn rendered(
        &self,
        store: &Store,
        template: &MailTemplate,
        row: &OrderRow,
        (wanted, links): (Wanted<'_>, &NewLinks),
    ) -> Result<Result<(RenderedMail, String), String>, TableError> {
        let is_there = |id: &str| row.order.order_shipments.iter().any(|shipment| shipment.id == id);
        let shipment_id = if template.kind == MailKind::Shipment { wanted.shipment_id } else { "" };
        if !shipment_id.is_empty() && !is_there(shipment_id) {
            return Ok(Err("the shipment is gone".to_owned()));
        }
        let about = About::Order { order: &row.order, mail_to: wanted.mail_to, shipment_id };
        let can_unsubscribe = template.can_unsubscribe;
        let links = Links { confirm: &links.confirm, unsubscribe: &links.unsubscribe };
        let mut mail = render(store, template, about, links, self.clock.now());
        if !mail.problems.is_empty() {
            let told = mail.problems.iter().map(|problem| format!("{}: {}", problem.field, problem.message));
            return Ok(Err(told.collect::<Vec<_>>().join("; ")));
        }
        let all: Vec<String> = receivers(&mail).collect();
        let mut suppressed = self.desk.table.mail_suppressions_of(store.id, &all).await?;
        suppressed.retain(|it| it.reason.stops(can_unsubscribe));
        let is_suppressed = |it: &Mailbox| suppressed.iter().any(|other| other.address == it.address.to_lowercase());
        for list in [&mut mail.to, &mut mail.cc, &mut mail.bcc] {
            list.retain(|it| !is_suppressed(it));
        }
        let left_out = suppressed.iter().map(MailSuppression::words).collect::<Vec<_>>().join("; ");
        Ok(if mail.to.is_empty() { Err(left_out) } else { Ok((mail, left_out)) })
    }

    /// Asks SES, and keeps what it answered.
    async fn ask(
        &self,
        row: &OrderRow,
        mail: OrderMail,
        version: u64,
        letter: &Mail,
    ) -> Result<Went, MailAttemptError> {
        let answered = self.mailer.send(letter).await;
        let (at, reply) = (self.clock.now(), answered.as_ref().map_or_else(kept, Clone::clone));
        let taken = match &answered {
            Err(MailError::Refused(_)) => Taken::No(OrderMailStatus::Failed),
            Err(MailError::Unanswered(_)) => Taken::Unknown,
            Err(MailError::NotAllowed(_) | MailError::Unavailable(_) | MailError::SenderRefused(_)) => {
                Taken::No(OrderMailStatus::Waiting)
            }
            Ok(_) => Taken::Yes,
        };
        let mail = self.keep(mail, version, |mail| note(mail, taken, &reply, at)).await?;
        if let (Err(MailError::SenderRefused(_)), Some(address)) = (&answered, &letter.from) {
            note_refusal(&self.desk, mail.store_id, address, &reply, &self.clock).await?;
        }
        if mail.is_sent() {
            self.say_sent(row, &mail).await?;
        }
        let failed = Verdict::Failed { wait_at_least: Duration::ZERO };
        let (said, verdict) = match taken {
            Taken::Yes => ("sent, SES calls it ", Verdict::Accepted),
            Taken::No(OrderMailStatus::Failed) => ("", Verdict::Refused),
            Taken::No(_) | Taken::Unknown => ("", failed),
        };
        Ok(Went { reply: format!("{said}{reply}"), verdict })
    }

    /// Writes what became of a mail; where SES's own word of it came first, into that.
    async fn keep(
        &self,
        mut mail: OrderMail,
        mut version: u64,
        change: impl Fn(&mut OrderMail),
    ) -> Result<OrderMail, TableError> {
        let mut tries = self.desk.table.tries();
        loop {
            change(&mut mail);
            if self.desk.table.save_order_mail(&mail, Some(version)).await?.is_done() {
                return Ok(mail);
            }
            tries.again().await?;
            match self.desk.table.order_mail(mail.store_id, mail.appointment).await? {
                Some(found) => (mail, version) = found,
                // The order was removed meanwhile, and its mails with it.
                None => return Ok(mail),
            }
        }
    }

    /// The order's history says once that a mail was sent. One that has no room for that is mailed all the same.
    async fn say_sent(&self, row: &OrderRow, mail: &OrderMail) -> Result<(), TableError> {
        let Some(sent_at) = mail.sent_at else { return Ok(()) };
        let mut said = format!("Mailed \"{}\" to {}", mail.template, mail.to.join(", "));
        if !mail.message_id.is_empty() {
            let _ = write!(said, " (SES: {})", mail.message_id);
        }
        if !mail.note.is_empty() && mail.status == OrderMailStatus::Sent {
            let _ = write!(said, "; {}", mail.note);
        }
        match crate::orders::say_once(&self.desk, row, &HistoryLine::auto(sent_at, said)).await {
            Err(TableError::TooLarge { .. }) => {
                tracing::warn!("the order has no room for a line that says that a mail was sent");
                Ok(())
            }
            said => said,
        }
    }
}

/// What is to be mailed, and to whom.
#[derive(Debug, Clone, Copy)]
struct Wanted<'a> {
    template_id: &'a str,
    mail_to: &'a str,
    /// The supplier to whom the order was submitted; blank where it is not for one.
    supplier: &'a str,
    /// The shipment that caused it; blank where none did.
    shipment_id: &'a str,
}

fn wanted(job: &Job) -> Option<Wanted<'_>> {
    match job {
        Job::SendMail { template_id, mail_to, supplier, shipment_id } => {
            Some(Wanted { template_id, mail_to, supplier, shipment_id })
        }
        _ => None,
    }
}

impl Courier for MailCourier {
    type Error = MailAttemptError;

    /// Held back while SES is being asked for it, or its answer was just lost.
    async fn turn(&self, appointment: &Appointment, at: Timestamp) -> Result<Turn, MailAttemptError> {
        let store_id = appointment.store_id;
        let found = self.desk.table.order_mail(store_id, appointment.id).await?;
        if let Some((mail, _)) = found.filter(|(mail, _)| mail.status == OrderMailStatus::Asked) {
            let wait = ANSWER_LOST_AFTER - at.duration_since(mail.requested_at);
            let at_most = Duration::try_from(ANSWER_LOST_AFTER).unwrap_or_default();
            let why = "SES was asked, and its answer is not here yet".to_owned();
            return Ok(if wait.is_positive() { Turn::Later(Later { wait, at_most, why }) } else { Turn::Now });
        }
        Ok(Turn::Now)
    }

    async fn attempt(
        &self,
        appointment: &Appointment,
        row: Option<&OrderRow>,
        _at: Timestamp,
    ) -> Result<Attempted, MailAttemptError> {
        let Some((wanted, row)) = wanted(&appointment.job).zip(row) else {
            return Ok(Attempted::Impossible("this lane mails templates".into()));
        };
        let found = self.desk.table.definition::<MailTemplate>(appointment.store_id, wanted.template_id).await?;
        let Some((template, version)) = found else {
            return Ok(Attempted::Impossible("the mail template is gone".into()));
        };
        if let Some(why) = template.unfit() {
            return Ok(Attempted::Impossible(why.into()));
        }
        if wanted.supplier.is_empty() {
            return Box::pin(self.send(appointment, row, (&template, version), wanted)).await;
        }
        let Some(store) = self.desk.table.store(appointment.store_id).await? else {
            return Ok(Attempted::Impossible("the store is gone".into()));
        };
        let mut told = row.clone();
        told.order = match suppliers::outbound_for(&self.desk.table, &store, row, wanted.supplier).await? {
            Ok(order) => order,
            Err(why) => return Ok(Attempted::Impossible(why.into())),
        };
        Box::pin(self.send(appointment, &told, (&template, version), wanted)).await
    }
}
