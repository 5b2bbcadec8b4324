//! Appointments as lists show them: by where they go to and what went wrong there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{Appointment, Attempt, Job, Lane, OrderId};
use jiff::Timestamp;
use lambda_http::http::StatusCode;

use crate::screens::order_parts::{outcome, state};
use crate::view::{Badge, Times, When, sentence};
use crate::visit::Member;

/// So many rows of a group are shown; the others are counted.
pub(super) const MAX_SHOWN: usize = 20;

/// So many attempts of an appointment are shown, the newest.
const MAX_ATTEMPTS: usize = 5;

/// So many characters of an answer are shown in a row, and so many in an attempt.
const MAX_ANSWER_LENGTH: usize = 80;
const MAX_REPLY_LENGTH: usize = 600;

/// Appointments of one kind that go to one place and had the same answer.
pub(super) struct Group {
    pub(super) host: String,
    pub(super) error: String,
    pub(super) kind: &'static str,
    pub(super) title: &'static str,
    pub(super) count: usize,
    pub(super) since: When,
    pub(super) rows: Vec<Row>,
    /// How many are not shown; blank where all are.
    pub(super) more: String,
    pub(super) retry: Orders,
    pub(super) cancel: Orders,
}

/// The orders of those that can be tried again, or called off.
pub(super) struct Orders {
    /// How many appointments that are.
    pub(super) count: usize,
    /// The ids of their orders, between commas.
    pub(super) ids: String,
}

/// An appointment in a list.
pub(super) struct Row {
    pub(super) address: String,
    pub(super) order: String,
    pub(super) order_address: String,
    pub(super) state: Badge,
    pub(super) attempts: usize,
    pub(super) answer: String,
    pub(super) rule: String,
    pub(super) next: Option<When>,
    pub(super) can_retry: bool,
    pub(super) can_cancel: bool,
    pub(super) tries: Vec<Try>,
}

/// An attempt at an appointment.
pub(super) struct Try {
    pub(super) state: Badge,
    pub(super) at: When,
    pub(super) milliseconds: u64,
    pub(super) reply: String,
}

/// The numbers that people know orders by.
pub(super) type Numbers = HashMap<OrderId, String>;

/// Appointments that belong together, before they are shown.
pub(super) struct Bunch<'a> {
    host: String,
    error: String,
    pub(super) all: Vec<&'a Appointment>,
}

/// Brings together what goes to the same place and had the same answer; the largest group first.
pub(super) fn bunches(found: &[Appointment]) -> Vec<Bunch<'_>> {
    let mut by: BTreeMap<(String, String, &str), Vec<&Appointment>> = BTreeMap::new();
    for appointment in found {
        let key = (place(&appointment.job), error(appointment), appointment.job.kind());
        by.entry(key).or_default().push(appointment);
    }
    let mut bunches: Vec<Bunch<'_>> =
        by.into_iter().map(|((host, error, _), all)| Bunch { host, error, all }).collect();
    bunches.sort_by_key(|bunch| std::cmp::Reverse(bunch.all.len()));
    bunches
}

/// A group as a page shows it.
pub(super) fn group(member: &Member<'_>, bunch: &Bunch<'_>, numbers: &Numbers) -> Group {
    let times = Times::of(&member.store, member.now());
    let job = bunch.all.first().map(|first| &first.job);
    let more = bunch.all.len().saturating_sub(MAX_SHOWN);
    let since = bunch.all.iter().map(|appointment| begun(appointment)).min();
    let shown = bunch.all.iter().take(MAX_SHOWN).map(|appointment| row(member, appointment, numbers, &times));
    Group {
        host: bunch.host.clone(),
        error: bunch.error.clone(),
        kind: job.map(Job::kind).unwrap_or_default(),
        title: job.map(Job::title).unwrap_or_default(),
        count: bunch.all.len(),
        since: times.when(since.unwrap_or_else(|| member.now())),
        rows: shown.collect(),
        more: if more == 0 { String::new() } else { more.to_string() },
        retry: orders(&bunch.all, can_retry),
        cancel: orders(&bunch.all, |appointment| appointment.status.is_open()),
    }
}

fn orders(all: &[&Appointment], is_meant: impl Fn(&Appointment) -> bool) -> Orders {
    let meant: Vec<OrderId> = all.iter().filter(|it| is_meant(it)).map(|it| it.id.order).collect();
    let ids: BTreeSet<OrderId> = meant.iter().copied().collect();
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    Orders { count: meant.len(), ids: ids.join(",") }
}

fn can_retry(appointment: &Appointment) -> bool {
    use domain::AppointmentStatus::{Canceled, Failed};
    matches!(appointment.status, Failed | Canceled)
}

/// When the first attempt of its present round was made; of one that was not tried, when it was made.
fn begun(appointment: &Appointment) -> Timestamp {
    let attempts = appointment.attempts.iter().filter(|attempt| attempt.round == appointment.round);
    attempts.map(|attempt| attempt.at).min().unwrap_or(appointment.date_added)
}

fn row(member: &Member<'_>, appointment: &Appointment, numbers: &Numbers, times: &Times) -> Row {
    let order_id = appointment.id.order;
    let newest = appointment.attempts.iter().rev().take(MAX_ATTEMPTS);
    Row {
        address: member.path(&format!("appointments/{}", appointment.id)),
        order: numbers.get(&order_id).cloned().unwrap_or_else(|| order_id.to_string()),
        order_address: member.path(&format!("orders/{order_id}")),
        state: state(appointment.status),
        attempts: appointment.attempts.len(),
        answer: answer(appointment),
        rule: appointment.rule.clone(),
        next: times.maybe(appointment.due_at.filter(|_| appointment.status.is_open())),
        can_retry: can_retry(appointment),
        can_cancel: appointment.status.is_open(),
        tries: newest.map(|attempt| tried(attempt, times)).collect(),
    }
}

fn tried(attempt: &Attempt, times: &Times) -> Try {
    let reply = cut(&attempt.reply, MAX_REPLY_LENGTH);
    Try { state: outcome(attempt), at: times.when(attempt.at), milliseconds: attempt.duration_ms, reply }
}

/// Where a job goes to: a host; where it has none, what takes it.
pub(in crate::screens) fn place(job: &Job) -> String {
    let url = job.url();
    if !url.is_empty() {
        return host(url).to_owned();
    }
    match job.lane() {
        Lane::Mail => "Mail".to_owned(),
        Lane::Documents => "Documents".to_owned(),
        Lane::Carts => "Shop".to_owned(),
        Lane::Files => "Files".to_owned(),
        Lane::Post => "Nowhere".to_owned(),
    }
}

/// The host of an address; what is no address is its own.
fn host(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return url };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit('@').next().unwrap_or_default()
}

/// What went wrong, as far as appointments have it in common.
fn error(appointment: &Appointment) -> String {
    match appointment.attempts.last().and_then(|attempt| attempt.status) {
        Some(status) => {
            let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
            format!("{status} {}", reason.unwrap_or_default()).trim().to_owned()
        }
        None => answer(appointment),
    }
}

/// The last answer, in a line.
pub(in crate::screens) fn answer(appointment: &Appointment) -> String {
    if let Some(attempt) = appointment.attempts.last() {
        let line = cut(attempt.reply.lines().next().unwrap_or_default(), MAX_ANSWER_LENGTH);
        return match attempt.status {
            Some(status) => format!("{status} {line}").trim().to_owned(),
            None if attempt.reply.is_empty() => "Done".to_owned(),
            None => line,
        };
    }
    match (&appointment.failure, appointment.hold()) {
        (why, _) if !why.is_empty() => sentence(&cut(why, MAX_ANSWER_LENGTH)),
        (_, Some(hold)) => format!("Waits: {}", cut(&hold.why, MAX_ANSWER_LENGTH)),
        _ => "Not tried yet".to_owned(),
    }
}

fn cut(text: &str, length: usize) -> String {
    let shown: String = text.chars().take(length).collect();
    if shown.len() == text.len() { shown } else { format!("{shown}…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Catches a key in an address that stands in a heading, where everybody reads it.
    #[test]
    fn of_an_address_the_host_alone_is_shown() {
        for (url, shown) in [
            ("https://user:secret@printer.example:8443/orders?key=1", "printer.example:8443"),
            ("https://printer.example", "printer.example"),
            ("sftp://files.example/in", "files.example"),
            ("the bucket of exports", "the bucket of exports"),
            ("https://printer.example?key=1", "printer.example"),
        ] {
            assert_eq!(host(url), shown);
        }
    }

    #[test]
    fn long_answers_are_cut_between_letters() {
        assert_eq!(cut("Grüße", 3), "Grü…");
        assert_eq!(cut("Grüße", 5), "Grüße");
    }
}
