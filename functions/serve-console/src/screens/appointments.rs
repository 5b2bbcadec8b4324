//! Appointments: what is to be done, what failed and why, trying it again and calling it off.

mod groups;

use std::collections::BTreeSet;

use askama::Template;
use desk::{appointments, orders};
use domain::{
    Appointment, AppointmentFilter, AppointmentId, AppointmentStatus, Job, MAX_SWEPT_IDS, OrderId, Permission, Problem,
    Selection, SweepAction,
};
use http::{ApiReply, Failure};

use self::groups::{Group, MAX_SHOWN, bunches, group};
pub(super) use self::groups::{answer, place};
use super::sweeps::{begin, kind_words};
use crate::frame::{Frame, grouped};
use crate::view::{Choice, Times, When};
use crate::visit::{Member, with_query};

/// A page has so many appointments of each status that has an index.
const PAGE: usize = 200;

/// Others are looked for in so many orders.
const ORDERS: usize = 50;

/// From so many on, one place that fails is told above all.
const MANY: usize = 20;

#[derive(Template)]
#[template(path = "appointments/list.html")]
struct ListPage {
    frame: Frame,
    /// How many there are; blank where only a part is looked at.
    total: String,
    tabs: Vec<Tab>,
    status: &'static str,
    kinds: Vec<Choice>,
    groups: Vec<Group>,
    /// The place that fails most, and how often; blank where none fails often.
    failing: String,
    failures: usize,
    may_retry: bool,
    may_open: bool,
    as_of: When,
    text: String,
    newer: String,
    older: String,
}

/// A status to look at.
struct Tab {
    name: &'static str,
    address: String,
    is_here: bool,
    count: String,
}

/// What is looked for.
struct Wanted {
    /// None for those that failed or are tried again.
    status: Option<AppointmentStatus>,
    kind: Option<String>,
    /// Which page, from 0.
    page: usize,
}

/// What was found.
#[derive(Default)]
struct Found {
    rows: Vec<Appointment>,
    /// How many there are of each status that was counted.
    totals: Vec<(AppointmentStatus, usize)>,
    /// How many orders were looked through, of how many; none where an index told.
    orders: Option<(usize, usize)>,
    has_more: bool,
}

impl Wanted {
    fn of(member: &Member<'_>) -> Self {
        let call = member.visit().call;
        let kind = call.query("kind").filter(|kind| Job::KINDS.contains(kind));
        Self {
            status: call.query("status").and_then(|status| status.parse().ok()),
            kind: kind.map(str::to_owned),
            page: call.query("page").and_then(|page| page.parse().ok()).unwrap_or_default(),
        }
    }

    /// Reads the page: by the index, which has what failed, is tried again or was called off; or by the store's orders.
    async fn read(&self, member: &Member<'_>) -> Result<Found, Failure> {
        let (statuses, size) = match self.status {
            None => (vec![AppointmentStatus::Failed, AppointmentStatus::Retrying], PAGE),
            Some(status @ (AppointmentStatus::Pending | AppointmentStatus::Complete)) => (vec![status], ORDERS),
            Some(status) => (vec![status], PAGE),
        };
        let (offset, mut found) = (self.page.saturating_mul(size), Found::default());
        for status in statuses {
            let filter = AppointmentFilter { status: Some(status), kind: self.kind.clone() };
            let (desk, store) = (member.desk(), &member.store);
            let page = appointments::list(desk, store, None, &filter, offset, size).await?;
            found.has_more |= offset.saturating_add(size) < page.total;
            if size == ORDERS {
                found.orders = Some((offset, page.total));
            } else {
                found.totals.push((status, page.total));
            }
            found.rows.extend(page.rows);
        }
        Ok(found)
    }
}

/// `GET …/appointments`.
pub(super) async fn show(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let wanted = Wanted::of(member);
    let found = wanted.read(member).await?;
    let bunches = bunches(&found.rows);
    let shown = bunches.iter().flat_map(|bunch| bunch.all.iter().take(MAX_SHOWN));
    let ids: BTreeSet<OrderId> = shown.map(|appointment| appointment.id.order).collect();
    let numbers = orders::numbers(member.desk(), member.store.id, &Vec::from_iter(ids)).await?;
    let groups: Vec<Group> = bunches.iter().map(|bunch| group(member, bunch, &numbers)).collect();
    let (failing, failures) = failing(&groups, &wanted);
    let here = member.visit().address();
    let to = |page: usize| with_query(&here, &[("page", &page.to_string())]);
    let page = ListPage {
        frame: Frame::of(member, "Appointments", None).await?,
        total: total(member, &found),
        tabs: tabs(member, &wanted, &found),
        status: wanted.status.map(AppointmentStatus::name).unwrap_or_default(),
        kinds: kinds(&wanted),
        groups,
        failing,
        failures,
        may_retry: member.may(Permission::RetryAppointments),
        may_open: member.may(Permission::ViewOrders),
        as_of: Times::of(&member.store, member.now()).when(member.now()),
        text: text(&found),
        newer: wanted.page.checked_sub(1).map(to).unwrap_or_default(),
        older: if found.has_more { to(wanted.page.saturating_add(1)) } else { String::new() },
    };
    crate::answer::page(200, &page)
}

/// The place where most failed or is tried again, where that is much.
fn failing(groups: &[Group], wanted: &Wanted) -> (String, usize) {
    let is_bad = matches!(wanted.status, None | Some(AppointmentStatus::Failed | AppointmentStatus::Retrying));
    let of = |host: &str| groups.iter().filter(|group| group.host == host).map(|group| group.count).sum::<usize>();
    let most = groups.iter().map(|group| (group.host.clone(), of(&group.host))).max_by_key(|(_, count)| *count);
    most.filter(|(_, count)| is_bad && *count >= MANY).unwrap_or_default()
}

/// How many there are in all; blank where nobody counted, or where only some are the user's.
fn total(member: &Member<'_>, found: &Found) -> String {
    if !member.sees_all() || found.totals.is_empty() {
        return String::new();
    }
    grouped(found.totals.iter().map(|(_, count)| count).sum())
}

fn tabs(member: &Member<'_>, wanted: &Wanted, found: &Found) -> Vec<Tab> {
    let kind = wanted.kind.as_deref().unwrap_or_default();
    let tab = |name, status: Option<AppointmentStatus>| {
        let text = status.map(AppointmentStatus::name).unwrap_or_default();
        let count = found.totals.iter().find(|(of, _)| Some(*of) == status).map(|(_, count)| grouped(*count));
        Tab {
            name,
            address: with_query(&member.path("appointments"), &[("status", text), ("kind", kind)]),
            is_here: wanted.status == status,
            count: count.filter(|_| member.sees_all()).unwrap_or_default(),
        }
    };
    vec![
        tab("Failed and retrying", None),
        tab("Failed", Some(AppointmentStatus::Failed)),
        tab("Retrying", Some(AppointmentStatus::Retrying)),
        tab("Pending", Some(AppointmentStatus::Pending)),
        tab("Canceled", Some(AppointmentStatus::Canceled)),
        tab("Complete", Some(AppointmentStatus::Complete)),
    ]
}

fn kinds(wanted: &Wanted) -> Vec<Choice> {
    let is_chosen = |kind: &str| wanted.kind.as_deref() == Some(kind);
    let all = Job::KINDS.into_iter().map(|kind| Choice::new(kind, kind_words(kind), is_chosen(kind)));
    std::iter::once(Choice::new("", "Any kind", wanted.kind.is_none())).chain(all).collect()
}

/// What the page is of.
fn text(found: &Found) -> String {
    match found.orders {
        Some((_, 0)) | None if !found.has_more => String::new(),
        None => format!("{} of each status on a page", grouped(PAGE)),
        Some((offset, total)) => {
            let end = total.min(offset.saturating_add(ORDERS));
            let (first, end, total) = (grouped(offset.saturating_add(1)), grouped(end), grouped(total));
            format!("Those of the orders {first} to {end} of {total}, the newest first")
        }
    }
}

/// `POST …/appointments`: those of a group again, or called off.
pub(super) async fn sweep(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let form = member.visit().form();
    let refused = |field: &str, message: String| ApiReply::refused(422, &[Problem::new(field, message)]);
    let kind = form.text("kind").to_owned();
    if !kind.is_empty() && !Job::KINDS.contains(&kind.as_str()) {
        return Err(refused("kind", "there is no such kind".to_owned()).into());
    }
    let ids: BTreeSet<OrderId> = form.text("orders").split(',').filter_map(|id| id.parse().ok()).collect();
    if ids.is_empty() || ids.len() > MAX_SWEPT_IDS {
        return Err(refused("orders", format!("must be from 1 to {MAX_SWEPT_IDS} orders")).into());
    }
    let (action, done) = match form.text("action") {
        "retry" => (SweepAction::RetryAppointments { kind }, "retried"),
        "cancel" => (SweepAction::CancelAppointments { kind }, "called-off"),
        _ => return Err(refused("action", "must be retry or cancel".to_owned()).into()),
    };
    begin(member, &form, action, Selection::Ids(ids.into_iter().collect()), done).await
}

/// `POST …/appointments/{id}/retry`: a new round of attempts.
pub(super) async fn retry(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let id = named(member)?;
    Box::pin(appointments::retry(member.desk(), member.store.id, id)).await?;
    Ok(member.done(&member.visit().form(), "appointments", "retried"))
}

/// `POST …/appointments/{id}/cancel`: it is not tried any more.
pub(super) async fn cancel(member: &Member<'_>) -> Result<ApiReply, Failure> {
    let id = named(member)?;
    Box::pin(appointments::cancel(member.desk(), member.store.id, id, member.now())).await?;
    Ok(member.done(&member.visit().form(), "appointments", "called-off"))
}

/// The appointment that the address names.
fn named(member: &Member<'_>) -> Result<AppointmentId, Failure> {
    Ok(member.visit().value("appointment_id").parse().map_err(|_| ApiReply::not_found("Appointment"))?)
}
