//! The lane `documents`: a PDF of an order is made, kept, and named in the order.
//!
//! The same order and template give the same bytes under the same name, so an attempt that comes again puts what is there; and
//! the order remembers by the appointment's id that it was told, so "PDF Created" follows once.

use std::sync::Arc;
use std::time::Duration;

use documents::Fonts;
use domain::{
    Appointment, Clock, Event, HistoryLine, IdempotencyKey, Job, MailTemplate, Order, PrintTemplate, Store, Verdict,
    attachment_object, attachment_problem_object, document_object,
};
use files::{Bucket, FilesError};
use jiff::Timestamp;
use queue::Due;
use table::{FoundAppointments, OrderRow, Relation, TableError};

use super::{Made, pdf_of};
use crate::appointments::attempt::{Attempted, Courier, Report, Turn};
use crate::{Desk, DeskError, suppliers};

/// Makes documents.
pub struct DocumentCourier {
    desk: Desk,
    files: Bucket,
    fonts: Arc<Fonts>,
    clock: Clock,
}

/// Why an attempt could not be begun, or not be ended. It comes again.
#[derive(Debug, thiserror::Error)]
pub enum DocumentAttemptError {
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The bucket failed.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The document could not be made by a fault of ours.
    #[error("the document could not be made")]
    Broken(#[source] DeskError),
}

impl DocumentCourier {
    /// Makes documents with these fonts, and keeps them in this bucket.
    pub fn new(desk: Desk, files: Bucket, fonts: Arc<Fonts>, clock: Clock) -> Self {
        Self { desk, files, fonts, clock }
    }

    async fn make(
        &self,
        appointment: &Appointment,
        row: &OrderRow,
        store: &Store,
        template: &PrintTemplate,
        at: Timestamp,
    ) -> Result<Attempted, DocumentAttemptError> {
        let made = match self.pdf(store, template, &row.order, at)? {
            Ok(made) => made,
            Err(why) => return Ok(Attempted::Impossible(why.into())),
        };
        let (pages, bytes) = (made.pdf.pages, made.pdf.bytes.len());
        let object = document_object(store.id, row.order.id, &template.id);
        self.files.put(&object, "application/pdf", made.pdf.bytes).await?;
        self.tell(appointment, store, template, pages).await?;
        let took = Duration::try_from(self.clock.now().duration_since(at)).unwrap_or_default();
        let noun = if pages == 1 { "page" } else { "pages" };
        let reply = format!("made: {pages} {noun}, {bytes} bytes");
        Ok(Attempted::Made(Report { status: None, reply, took, verdict: Verdict::Accepted }))
    }

    /// The PDF of an order; or why the template makes none of it: as long as both stay, it never will.
    fn pdf(
        &self,
        store: &Store,
        template: &PrintTemplate,
        order: &Order,
        at: Timestamp,
    ) -> Result<Result<Made, String>, DocumentAttemptError> {
        match pdf_of(store, template, vec![order.clone()], &self.fonts, at) {
            Ok(made) => Ok(Ok(made)),
            Err(DeskError::Invalid(problems)) => {
                let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
                Ok(Err(all.join("; ")))
            }
            Err(error) => Err(DocumentAttemptError::Broken(error)),
        }
    }

    /// Makes the documents that go with a mail, where the appointment mails; whether it does. Where one can't be made, it lies
    /// beside them why. Done again, the same lies there. The mail itself waits in its own lane, and finds them.
    pub async fn attach(&self, found: &FoundAppointments, due: &Due) -> Result<bool, DocumentAttemptError> {
        let Some((appointment, _)) = found.appointment(due.store_id, due.appointment)? else { return Ok(false) };
        let Job::SendMail { template_id, supplier, .. } = &appointment.job else { return Ok(false) };
        let store_id = appointment.store_id;
        // Where one of these is gone, the mail's own lane says so.
        let (Some(row), true) = (found.order(store_id, appointment.id.order)?, appointment.status.is_open()) else {
            return Ok(true);
        };
        let template = self.desk.table.definition::<MailTemplate>(store_id, template_id).await?;
        let store = self.desk.table.store(store_id).await?;
        let Some(((template, _), store)) = template.zip(store) else { return Ok(true) };
        let order = if supplier.is_empty() {
            row.order
        } else {
            match suppliers::outbound_for(&self.desk.table, &store, &row, supplier).await? {
                Ok(order) => order,
                Err(_) => return Ok(true),
            }
        };
        for id in &template.attachments {
            let found = self.desk.table.definition::<PrintTemplate>(store_id, id).await?;
            let Some((print_template, _)) = found else { continue };
            match self.pdf(&store, &print_template, &order, self.clock.now())? {
                Ok(made) => {
                    let object = attachment_object(&appointment, id);
                    self.files.put(&object, "application/pdf", made.pdf.bytes).await?;
                }
                Err(why) => {
                    let why = format!("{}: {why}", print_template.name).into_bytes();
                    let object = attachment_problem_object(&appointment);
                    self.files.put(&object, "text/plain; charset=utf-8", why).await?;
                    return Ok(true);
                }
            }
        }
        Ok(true)
    }

    /// The order knows where its PDF is, once for each appointment: "PDF Created" follows.
    async fn tell(
        &self,
        appointment: &Appointment,
        store: &Store,
        template: &PrintTemplate,
        pages: usize,
    ) -> Result<(), TableError> {
        let Some(links) = &store.settings.document_links else { return Ok(()) };
        let order_id = appointment.id.order;
        let url = links.of(store.id, order_id, &template.id);
        let (field, key) = (format!("pdf_{}", template.id), format!("document\n{}", appointment.id));
        let sent = IdempotencyKey { key: &key, body_digest: &url };
        let now = self.clock.now();
        let change = |row: &mut OrderRow| {
            if row.done_by(&sent) == Relation::Same {
                return Ok::<_, std::convert::Infallible>(None);
            }
            row.note_done_by(&sent);
            row.order.order_metadata.insert(field.clone(), url.clone());
            row.events.push(Event::PdfCreated.into());
            row.history.push(HistoryLine::auto(now, format!("PDF \"{}\" created: {pages} pages", template.name)));
            Ok(Some(()))
        };
        Box::pin(self.desk.table.change_order(store.id, order_id, now, change)).await.map(drop)
    }
}

impl Courier for DocumentCourier {
    type Error = DocumentAttemptError;

    async fn turn(&self, _appointment: &Appointment, _at: Timestamp) -> Result<Turn, DocumentAttemptError> {
        Ok(Turn::Now)
    }

    async fn attempt(
        &self,
        appointment: &Appointment,
        row: Option<&OrderRow>,
        at: Timestamp,
    ) -> Result<Attempted, DocumentAttemptError> {
        let (Job::MakeDocument { print_template_id }, Some(row)) = (&appointment.job, row) else {
            return Ok(Attempted::Impossible("this lane makes documents".into()));
        };
        let store_id = appointment.store_id;
        let Some((template, _)) = self.desk.table.definition::<PrintTemplate>(store_id, print_template_id).await?
        else {
            return Ok(Attempted::Impossible("the print template is gone".into()));
        };
        let Some(store) = self.desk.table.store(store_id).await? else {
            return Ok(Attempted::Impossible("the store is gone".into()));
        };
        Box::pin(self.make(appointment, row, &store, &template, at)).await
    }
}
