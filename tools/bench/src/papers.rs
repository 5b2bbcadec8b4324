//! Documents and mails of orders: how fast PDF are made and how large they are, and how many mails a function sends.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use documents::{BuiltIn, Fonts, Limits, PaperSize, Pdf, TEMPLATES};
use domain::{AppointmentStatus, Job, MailKind, MailTemplate, Order};
use serde::Serialize;
use templates::{Context as TemplateContext, MAX_OUTPUT_BYTES, Subject, Surroundings, Template};

use crate::cold_starts::Stage;
use crate::figures::{Micros, median, per_second};
use crate::orders::Orders;
use crate::stores::Stores;
use crate::throughput::{BATCH, appoint, work_off};

/// The function that mails.
pub(crate) const FUNCTION: &str = "send-mail";

/// Each document is made so often.
const TIMES: usize = 9;

/// So many orders are in a large print.
const MANY: usize = 100;

/// So many batches of mails there are. A store may mail 1,000 times a day.
const BATCHES: usize = 50;

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Papers {
    pub(crate) pdfs: Vec<PdfTimes>,
    pub(crate) mailed: Mailed,
}

/// A document, and how long it takes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PdfTimes {
    pub(crate) template: &'static str,
    pub(crate) orders: usize,
    pub(crate) pages: usize,
    pub(crate) bytes_per_page: u64,
    /// The first of a process, which reads its fonts.
    pub(crate) first_micros: Micros,
    pub(crate) micros_per_page: Micros,
}

/// What one warm `send-mail` sends.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Mailed {
    pub(crate) mails: u64,
    pub(crate) mails_per_second: u64,
    pub(crate) cpu_micros_per_mail: Micros,
}

/// Measures all of it.
pub(crate) async fn measure(stage: &Stage, stores: &mut Stores, orders: &Orders) -> Result<Papers> {
    let (all, fonts) = (orders.read()?, stage.project.root.join(".local/fonts"));
    ensure!(fonts.is_dir(), "there are no fonts: `cargo waybill fonts` lays them into .local/fonts");
    let mut pdfs = vec![];
    for template in TEMPLATES {
        pdfs.push(time(template, all.get(..1).unwrap_or_default(), &fonts)?);
    }
    let slip = TEMPLATES.iter().find(|it| it.name == "packing-slip").context("no packing slip")?;
    pdfs.push(time(slip, all.get(..MANY).unwrap_or_default(), &fonts)?);
    Ok(Papers { pdfs, mailed: mailed(stage, stores).await? })
}

fn time(template: &'static BuiltIn, orders: &[Order], folder: &Path) -> Result<PdfTimes> {
    let html = html_of(template, orders)?;
    let (mut firsts, mut times, mut last) = (vec![], vec![], None);
    for _ in 0..TIMES {
        let fonts = fonts_in(folder);
        let (first, _) = timed(&html, &fonts)?;
        let (later, pdf) = timed(&html, &fonts)?;
        firsts.push(first);
        times.push(later);
        last = Some(pdf);
    }
    let pdf = last.context("nothing was made")?;
    let pages = u64::try_from(pdf.pages)?.max(1);
    Ok(PdfTimes {
        template: template.title,
        orders: orders.len(),
        pages: pdf.pages,
        bytes_per_page: u64::try_from(pdf.bytes.len())? / pages,
        first_micros: median(&firsts),
        micros_per_page: median(&times).divided(pages),
    })
}

fn timed(html: &str, fonts: &Fonts) -> Result<(Duration, Pdf)> {
    let started = Instant::now();
    let pdf = documents::render(html, fonts, PaperSize::A4, &Limits::default())?;
    Ok((started.elapsed(), pdf))
}

fn fonts_in(folder: &Path) -> Fonts {
    let folder = folder.to_owned();
    Fonts::new(move |file| std::fs::read(folder.join(file.name())).ok())
}

/// What a template makes of orders. It is part of what a document takes, and of no page.
fn html_of(template: &BuiltIn, orders: &[Order]) -> Result<String> {
    let store = Surroundings::new("Harbor Prints", runtime::system_clock().now());
    let subject = Subject::Orders(orders.iter().cloned().map(Arc::new).collect());
    let context = TemplateContext { surroundings: Arc::new(store), subject, extra: BTreeMap::new() };
    let compiled = Template::html(template.source).map_err(|error| anyhow!("{error}"))?;
    let rendered = compiled.render(&context, MAX_OUTPUT_BYTES).map_err(|error| anyhow!("{error}"))?;
    Ok(rendered.text)
}

/// Has one function mail a template of orders, in batches.
async fn mailed(stage: &Stage, stores: &mut Stores) -> Result<Mailed> {
    let account = stores.make(None).await?;
    let template = MailTemplate {
        name: "Thank you".to_owned(),
        kind: MailKind::Customer,
        subject: "Your order {{ source_id }}".to_owned(),
        text: "Dear {{ shipping.first_name }},\n\nthank you for your order.\n".to_owned(),
        html: "<p>Dear {{ shipping.first_name }},</p><p>thank you for your order.</p>".to_owned(),
        ..MailTemplate::default()
    };
    let (template, now) = (template.with_id("1000000001".to_owned()), runtime::system_clock().now());
    let inserted = stores.table.insert_definition(account.store_id, &template, None, now).await?;
    ensure!(inserted.is_done(), "the mail template is there");
    let (template_id, none) = (template.id.clone(), String::new());
    let (mail_to, supplier, shipment_id) = (none.clone(), none.clone(), none);
    let job = Job::SendMail { template_id, mail_to, supplier, shipment_id };
    let mut due = vec![];
    for number in 0..(BATCHES + 1) * BATCH {
        due.push(appoint(stores, account.store_id, &format!("mail-{number}"), job.clone()).await?);
    }
    let worked = work_off(stage, FUNCTION, &due).await?;
    for due in &due {
        let found = stores.table.appointment(due.store_id, due.appointment).await?;
        let is_sent = found.is_some_and(|(found, _)| found.status == AppointmentStatus::Complete);
        ensure!(is_sent, "the mail of {} was not sent", due.appointment);
    }
    let mails = u64::try_from(BATCHES * BATCH)?;
    let cpu_micros_per_mail = Micros::from(worked.cpu).divided(mails);
    Ok(Mailed { mails, mails_per_second: per_second(mails, worked.took), cpu_micros_per_mail })
}
